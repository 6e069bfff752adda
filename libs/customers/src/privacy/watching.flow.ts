import { ConflictError, type Tools } from '@chignon/eventing';
import { unwatched, watches, type Watch } from '../access/watch.js';

/** Writers of one record's watch at the same time: more are a mistake. */
const TRIES = 20;

/** The watch over a record; of one that nobody ever watched over there is none, and its answer is the same. */
export async function watchOver(tools: Tools, id: string): Promise<Watch> {
  const kept = await tools.documents.get(watches, id);
  if (!kept) return unwatched(id);
  const { revision: _revision, ...watch } = kept;
  return watch;
}

/** Writes what becomes of the watch over a record. @returns it as it stands then; the same object: nothing was written */
export async function changeWatch(
  tools: Tools,
  id: string,
  change: (watch: Watch) => Watch,
): Promise<Watch> {
  for (let tries = 1; ; tries++) {
    const kept = await tools.documents.get(watches, id);
    const { revision: expected, ...watch } = kept ?? { ...unwatched(id), revision: 0 };
    const after = change(watch);
    if (JSON.stringify(after) === JSON.stringify(watch)) return watch;
    try {
      await tools.documents.put(watches, after, { expected });
      return after;
    } catch (error) {
      if (!(error instanceof ConflictError) || tries === TRIES) throw error;
    }
  }
}
