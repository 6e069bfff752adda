import { BACKWARDS, END, ErrorType } from '@eventstore/db-client';
import type { EventStoreDBClient, ReadStreamOptions, ResolvedEvent, StreamingRead } from '@eventstore/db-client';
import type { CorruptionError, RecordedEvent } from '@chignon/eventing';
import { fromServer, toPosition } from './envelope.js';
import { untilKnown } from './outcome.js';

/** What every call carries: who asks, and that the leader must answer, so that one reads what one wrote. */
export interface Call {
  readonly credentials: { readonly username: string; readonly password: string };
  readonly requiresLeader: true;
}

/** A connection as the parts of this adapter share it. */
export interface Line {
  readonly client: EventStoreDBClient;
  readonly call: Call;
  /** Longest silence within one answer. */
  readonly timeoutMs: number;
  /** The server's log is not the one that was followed. */
  lose(error: CorruptionError): void;
}

/** Streams of these categories, by name; what starts with `$` is the server's own. */
export const belongsTo = (categories: readonly string[]) => {
  const prefixes = categories.map((category) => `${category}-`);
  return (stream: string): boolean => !stream.startsWith('$') && prefixes.some((prefix) => stream.startsWith(prefix));
};

/** All that a read yields; rejects when nothing comes for `timeoutMs`. The client itself would wait for ever. */
function collect(stream: StreamingRead<ResolvedEvent>, timeoutMs: number): Promise<RecordedEvent[]> {
  return new Promise((resolve, reject) => {
    const events: RecordedEvent[] = [];
    let done = false;
    const finish = (settle: () => void) => {
      if (done) return;
      done = true;
      clearTimeout(silence);
      settle();
    };
    const silence = setTimeout(() => finish(() => {
      stream.cancel().catch(() => undefined);
      reject(new Error(`read: silent for ${timeoutMs} ms`));
    }), timeoutMs);
    stream.on('data', ({ event }: ResolvedEvent) => {
      silence.refresh();
      if (event) events.push(fromServer(event));
    });
    stream.on('end', () => finish(() => resolve(events)));
    // Stays attached for late errors: an error event that nobody hears ends the process.
    stream.on('error', (error) => finish(() => reject(error)));
  });
}

/** Events of a stream, none when it is absent. `fromRevision` is the server's (0 for the first). */
export async function readStream(line: Line, stream: string, options: ReadStreamOptions): Promise<RecordedEvent[]> {
  try {
    return await untilKnown(() => collect(line.client.readStream(stream, { ...options, ...line.call }), line.timeoutMs));
  } catch (error) {
    if ((error as { type?: string }).type === ErrorType.STREAM_NOT_FOUND) return [];
    throw error;
  }
}

/** Up to `maxCount` events of the whole log before a position (left out: before its end), newest first. */
export const readBackwards = (line: Line, before: string | undefined, maxCount: number, retryAfterMs?: readonly number[]): Promise<RecordedEvent[]> =>
  untilKnown(
    () => collect(line.client.readAll({ direction: BACKWARDS, fromPosition: before === undefined ? END : toPosition(before), maxCount, ...line.call }), line.timeoutMs),
    retryAfterMs,
  );

/** Position of the last record of all, the server's own included; undefined: the log is empty. */
export const lastPosition = async (line: Line): Promise<string | undefined> => (await readBackwards(line, undefined, 1))[0]?.position;
