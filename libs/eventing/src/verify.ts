import { linksTo } from './chain.js';
import { categoryOf } from './event.js';
import type { DocumentStore } from './ports/document-store.js';
import type { StreamStore } from './ports/stream-store.js';

/** The first thing found wrong in a stream, or a finding of the engine's own check. */
export interface Finding {
  /** Stream and revision, or the part of the files. */
  readonly where: string;
  readonly problem: string;
}

export interface Verified {
  readonly streams: number;
  readonly events: number;
  readonly findings: Finding[];
}

/**
 * Walks every ledger of these categories and checks every link of every chain, then asks the engines for what they know
 * about their own files. One flipped, removed or reordered byte of an event is found.
 */
export async function verify(
  streams: StreamStore,
  documents: DocumentStore,
  categories: readonly string[],
  progress: (events: number) => void = () => {},
): Promise<Verified> {
  const findings: Finding[] = [];
  const ends = new Map<string, { revision: number; hash: string } | undefined>();
  let events = 0;
  let readable = true;
  for await (const { stream, ...finding } of streams.integrity()) {
    if (stream !== undefined && !categories.includes(categoryOf(stream))) continue;
    findings.push(finding);
    // What is wrong with one stream is told once and keeps no other from being checked.
    if (stream === undefined) readable = false;
    else ends.set(stream, undefined);
  }
  for await (const finding of documents.integrity()) {
    findings.push(finding);
    readable = false;
  }
  if (readable) {
    let failed: (error: Error) => void = () => {};
    const failure = new Promise<never>((_, reject) => (failed = reject));
    const walk = streams.subscribe({
      categories,
      handler: async (batch) => {
        try {
          for (const event of batch) {
            const end = ends.has(event.stream) ? ends.get(event.stream) : { revision: 0, hash: '' };
            if (!end) continue;
            const problem =
              event.revision !== end.revision + 1
                ? `revision ${end.revision + 1} is missing`
                : linksTo(end.hash, event)
                  ? undefined
                  : 'the link to the event before is broken';
            if (problem)
              findings.push({
                where: `${event.stream} revision ${problem.includes('missing') ? end.revision + 1 : event.revision}`,
                problem,
              });
            ends.set(
              event.stream,
              problem ? undefined : { revision: event.revision, hash: event.meta.hash },
            );
          }
          events += batch.length;
          progress(events);
        } catch (error) {
          failed(error as Error);
        }
      },
    });
    await Promise.race([walk.caughtUp(), failure]).finally(() => walk.close());
  }
  return { streams: ends.size, events, findings };
}
