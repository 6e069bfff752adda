import { optional } from './optional.js';
import type { Collection, Document, DocumentStore, Page, Query } from './ports/document-store.js';
import { background } from './turns.js';
import { isTransient } from './view-runner.js';

/**
 * A job's step for each of its items. One that fails does not hold up the others; the job has failed all the same, and says so when it is
 * through. Where an engine does not answer it ends at once: the next run goes on.
 * @throws Error with the number of failures and the first cause
 */
export async function runEach<T>(
  items: Iterable<T> | AsyncIterable<T>,
  step: (item: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  for await (const item of items) {
    await background.rest();
    try {
      await step(item);
    } catch (error) {
      if (isTransient(error)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new Error(`${failures.length} of its items failed, first: ${String(failures[0])}`, {
      cause: failures[0],
    });
}

/** All documents that a query finds, page by page, at most `most` of them. */
export async function* findAll<D extends Document>(
  documents: DocumentStore,
  collection: Collection<D>,
  query: Omit<Query, 'after'>,
  most = Infinity,
): AsyncGenerator<D> {
  let left = most;
  for (let after: string | undefined; left > 0;) {
    const page = await documents.find(collection, {
      ...query,
      after,
    });
    yield* page.items.slice(0, left);
    left -= page.items.length;
    if ((after = page.next) === undefined) return;
  }
}

/** What `findAll` finds, together: where an answer needs all of it at once. */
export async function listAll<D extends Document>(
  documents: DocumentStore,
  collection: Collection<D>,
  query: Omit<Query, 'after'>,
  most = Infinity,
): Promise<D[]> {
  const all: D[] = [];
  for await (const document of findAll(documents, collection, query, most)) all.push(document);
  return all;
}

/**
 * A page of those documents that are wanted, where no index tells them apart: what is not wanted is looked past, a bounded number of times. A page may
 * therefore hold fewer than `limit` while `next` says that there is more.
 * @param looks at most so many reads, so that a rare match costs a bounded time
 */
export async function findWanted<D extends Document>(
  documents: DocumentStore,
  collection: Collection<D>,
  query: Query & { readonly limit: number },
  wanted: (document: D) => boolean,
  looks: number,
): Promise<Page<D>> {
  const items: Page<D>['items'] = [];
  let next = query.after;
  for (let look = 0; look < looks; look++) {
    // No more than the page still wants, so that its end is where the next one begins.
    const limit = query.limit - items.length;
    const found = await documents.find(collection, {
      ...query,
      limit,
      ...optional({ after: next }),
    });
    items.push(...found.items.filter(wanted));
    next = found.next;
    if (next === undefined || items.length === query.limit) break;
  }
  return { items, ...optional({ next }) };
}
