import { canonical, sha256 } from './ids.js';
import type { Collection, Document, DocumentStore, Stored } from './ports/document-store.js';
import type { Guarded } from './project.js';
import type { RebuildProgress } from './rebuild-progress.js';
import { background } from './turns.js';
import type { Places, ViewRunner } from './view-runner.js';

/** Both versions handle the same history within this time once the replay has caught up. */
const COMPARE_TIMEOUT_MS = 60_000;
const MAX_DIFFERING_NAMED = 10;
const COMPARED_AT_ONCE = 500;

/** Whether two versions of a view agree, and in what. */
interface Comparison {
  readonly equal: boolean;
  readonly facts: Pick<RebuildProgress, 'documents' | 'hashes' | 'differing'>;
}

/**
 * Holds two versions of a view at the newest place that either has handled, and compares what every document says. Both
 * stay held until they are released.
 * @throws Error when they do not reach the same place in time
 */
export async function compareVersions(
  documents: DocumentStore,
  live: ViewRunner,
  fresh: ViewRunner,
): Promise<Comparison> {
  // Held first, measured after: a batch that is under way when the gate falls may still go past it.
  for (const runner of [live, fresh]) runner.holdAfter(newest(live.places, fresh.places));
  for (const runner of [live, fresh]) await runner.rested();
  const target = newest(live.places, fresh.places);
  live.holdAfter(target);
  fresh.holdAfter(target);
  // The live version may have heard nothing from a topic's partition since the process started: what it has not seen now, it had seen before.
  const known: Places = new Map(
    [...target].filter(([partition]) => partition === 'log' || live.places.has(partition)),
  );
  if (
    !(await fresh.reaches(target, COMPARE_TIMEOUT_MS)) ||
    !(await live.reaches(known, COMPARE_TIMEOUT_MS))
  )
    throw new Error('the two versions did not reach the same place in time');
  const [a, b] = await Promise.all([
    digestsOf(documents, live.collection),
    digestsOf(documents, fresh.collection),
  ]);
  const unlike = [...new Set([...a.keys(), ...b.keys()])].filter((id) => a.get(id) !== b.get(id));
  // The same fold writes its fields in the same order, nearly always; where it did not, the order is taken out of the comparison.
  for (const [digests, { collection }] of [
    [a, live],
    [b, fresh],
  ] as const)
    await inOrder(documents, digests, collection, unlike);
  const differing = unlike.filter((id) => a.get(id) !== b.get(id)).slice(0, MAX_DIFFERING_NAMED);
  const whole = (digests: Map<string, string>) =>
    sha256(
      [...digests]
        .sort(([x], [y]) => (x < y ? -1 : 1))
        .flat()
        .join('\n'),
    );
  return {
    equal: differing.length === 0,
    facts: {
      documents: { live: a.size, rebuilt: b.size },
      hashes: { live: whole(a), rebuilt: whole(b) },
      differing,
    },
  };
}

async function digestsOf(
  documents: DocumentStore,
  collection: Collection,
): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for await (const stored of documents.scan<Guarded>(collection)) {
    await background.rest();
    digests.set(stored.id, sha256(JSON.stringify(plain(stored))));
  }
  return digests;
}

/** Replaces the digests of these documents by ones that do not depend on the order of fields. */
async function inOrder(
  documents: DocumentStore,
  digests: Map<string, string>,
  collection: Collection,
  ids: readonly string[],
): Promise<void> {
  for (let i = 0; i < ids.length; i += COMPARED_AT_ONCE) {
    for (const stored of await documents.getMany<Guarded>(
      collection as Collection<Guarded>,
      ids.slice(i, i + COMPARED_AT_ONCE),
    ))
      digests.set(stored.id, sha256(canonical(plain(stored))));
  }
}

/** What a document says: without its revision, and without the marks of what it has seen, which older releases wrote otherwise. */
export function plain({ revision: _revision, _seen, ...document }: Stored<Guarded>): Document {
  return document;
}

/** The later place of each partition. */
function newest(a: Places, b: Places): Map<string, string> {
  const places = new Map(a);
  for (const [partition, place] of b)
    if ((places.get(partition) ?? '') < place) places.set(partition, place);
  return places;
}

/** Documents of a whole collection, for comparisons in tests: canonical text by id, without revisions. */
export async function contents(
  documents: DocumentStore,
  collection: Collection,
): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for await (const { revision: _revision, ...document } of documents.scan(collection))
    all.set(document.id, canonical(document));
  return all;
}
