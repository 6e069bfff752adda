import type { RecordedEvent } from './event.js';
import type { Collection, Document, DocumentStore } from './ports/document-store.js';
import type { StreamStore } from './ports/stream-store.js';

/** What a document comes to: whole numbers by name. What is not named is 0. */
export type Tally = Map<string, number>;

/**
 * What the documents of a read model must come to, reckoned from the ledgers alone (BY-11). It shares no code with the view
 * and does not read topics, so that an error of the fold, of the relay or of a consumer shows.
 */
export interface Reckoning<D extends Document = any> {
  /** `<view> by ledger`, in words. */
  readonly name: string;
  /** The view whose documents are compared. */
  readonly view: string;
  /** Categories of the streams that it is reckoned from, of any context. */
  readonly categories: readonly string[];
  /** Begins anew. @param now ISO UTC of the reconciliation */
  begin(now: string): Reckoner;
  /** The same figures as a document says them; undefined: the document is not compared. */
  served(document: D, now: string): Tally | undefined;
}

export interface Reckoner {
  /** Takes the next event of the log, as it was stored. */
  hear(event: RecordedEvent): void;
  /** What the documents heard of so far come to, by id. */
  readonly tallies: Map<string, Tally>;
  /** Called before the comparison, where figures depend on all that was heard. */
  finish?(): void;
}

/** Adds to a figure of a document. */
export function tally(tallies: Map<string, Tally>, id: string, figure: string, by: number): void {
  if (by === 0) return;
  let own = tallies.get(id);
  if (!own) tallies.set(id, (own = new Map()));
  own.set(figure, (own.get(figure) ?? 0) + by);
}

/** One thing that is not as the ledgers say. */
export interface Difference {
  /** A topic, or a read model. */
  readonly of: string;
  /** Id of the message or document. */
  readonly id: string;
  readonly problem:
    'twice' | 'missing' | 'altered' | 'unfounded' | 'differs' | 'waiting' | 'unreadable';
  /** Of a document that differs: the figure, as reckoned and as served. */
  readonly figure?: string;
  readonly expected?: number;
  readonly found?: number;
}

export interface Reconciled {
  /** Messages looked at, repeats included. */
  readonly messages: number;
  /** Repeats among them that releases published which gave messages no origin: consumers know them by their ids, so they count for nothing. */
  readonly repeats: number;
  /** Documents compared. */
  readonly documents: number;
  /** All that were found. */
  readonly count: number;
  /** The first of them, at most `MAX_NAMED`. */
  readonly differences: readonly Difference[];
}

/** Differences that are named one by one; more of them are counted. */
export const MAX_NAMED = 1000;
/** A document that changes while it is looked at is looked at again so often. */
const MAX_LOOKS = 8;

export class Differences {
  repeats = 0;
  count = 0;
  readonly named: Difference[] = [];

  add(difference: Difference): void {
    this.count++;
    if (this.named.length < MAX_NAMED) this.named.push(difference);
  }
}

/** Walks what stands on the log, then calls back; the walk goes on with what comes until it is closed. */
export async function walk(
  streams: StreamStore,
  categories: readonly string[],
  take: (event: RecordedEvent) => void,
) {
  let failed: (error: unknown) => void = () => {};
  const failure = new Promise<never>((_, reject) => (failed = reject));
  failure.catch(() => undefined);
  const subscription = streams.subscribe({
    categories,
    handler: async (events) => {
      try {
        events.forEach(take);
      } catch (error) {
        failed(error);
        throw error;
      }
    },
  });
  return {
    caughtUp: () => Promise.race([subscription.caughtUp(), failure]),
    close: () => subscription.close(),
  };
}

export interface ViewSources {
  readonly streams: StreamStore;
  readonly documents: DocumentStore;
  readonly collectionOf: (view: string) => Collection;
  /** Resolves when the views have heard what stood on the log. */
  readonly followed: () => Promise<void>;
  readonly now: string;
}

/**
 * Compares read models with a reckoning from the ledgers. One walk over the log for all of them; documents that change
 * while they are compared are looked at again.
 * @returns how many documents were compared
 */
export async function reconcileViews(
  reckonings: readonly Reckoning[],
  { streams, documents, collectionOf, followed, now }: ViewSources,
  differences: Differences,
): Promise<number> {
  if (reckonings.length === 0) return 0;
  const reckoners = reckonings.map((reckoning) => ({
    reckoning,
    reckoner: reckoning.begin(now),
    categories: new Set(reckoning.categories),
  }));
  const categories = [...new Set(reckonings.flatMap((reckoning) => reckoning.categories))];
  let compared = 0;
  const events = await walk(streams, categories, (event) => {
    const category = event.stream.slice(0, event.stream.indexOf('-'));
    for (const { reckoning, reckoner, categories: own } of reckoners) {
      if (!own.has(category)) continue;
      try {
        reckoner.hear(event);
      } catch {
        differences.add({
          of: reckoning.name,
          id: `${event.stream} revision ${event.revision}`,
          problem: 'unreadable',
        });
      }
    }
  });
  try {
    for (const { reckoning, reckoner } of reckoners) {
      const collection = collectionOf(reckoning.view);
      let unlike = new Map<string, Difference[]>();
      for (let look = 1; look <= MAX_LOOKS; look++) {
        await followed();
        await events.caughtUp();
        reckoner.finish?.();
        const before = unlike;
        unlike = new Map();
        const compare = (id: string, document: Document | undefined) => {
          const found = document ? reckoning.served(document, now) : new Map<string, number>();
          const wrong = found
            ? differing(reckoning.name, id, reckoner.tallies.get(id) ?? new Map(), found)
            : [];
          if (wrong.length > 0) unlike.set(id, wrong);
        };
        if (look === 1) {
          const absent = new Set(reckoner.tallies.keys());
          for await (const document of documents.scan(collection)) {
            compared++;
            absent.delete(document.id);
            compare(document.id, document);
          }
          for (const id of absent) compare(id, undefined);
        } else {
          for (const id of before.keys()) compare(id, await documents.get(collection, id));
        }
        if (unlike.size === 0) break;
      }
      for (const wrong of unlike.values())
        wrong.forEach((difference) => differences.add(difference));
    }
  } finally {
    await events.close();
  }
  return compared;
}

function differing(of: string, id: string, expected: Tally, found: Tally): Difference[] {
  const wrong: Difference[] = [];
  for (const figure of new Set([...expected.keys(), ...found.keys()])) {
    const [a, b] = [expected.get(figure) ?? 0, found.get(figure) ?? 0];
    if (a !== b) wrong.push({ of, id, problem: 'differs', figure, expected: a, found: b });
  }
  return wrong;
}
