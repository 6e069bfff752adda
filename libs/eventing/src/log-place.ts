import type { RecordedEvent } from './event.js';
import type { StreamStore } from './ports/stream-store.js';
import { CorruptionError, Refusal } from './refusal.js';

/** An event by where it stands and who it is: enough to see whether the log is still the one it was read from. */
export type EventMark = Pick<RecordedEvent, 'stream' | 'revision' | 'position' | 'id'>;

export const markOf = ({ stream, revision, position, id }: RecordedEvent): EventMark => ({
  stream,
  revision,
  position,
  id,
});

/** How far somebody has followed the log. */
export interface LogPlace {
  readonly position: string;
  /** The last event handled up to there; absent when there was none, or when an older release wrote the place down. */
  readonly event?: EventMark;
}

/**
 * Why the log is not the one that this place was written down for, as the end of a sentence; undefined: it is, as far as the place
 * can tell. A log restored from an older backup ends before the place; once it has grown past it again, another event stands there.
 * @param end position of the newest record of all
 */
export async function explainMismatch(
  streams: Pick<StreamStore, 'read'>,
  { position, event }: LogPlace,
  end: string | undefined,
): Promise<string | undefined> {
  if (end === undefined || end < position)
    return `had seen the log up to ${position}, which ends at ${end ?? 'its beginning'}`;
  if (!event) return undefined;
  const there = await standing(streams, event);
  if (there === 'unreadable') return undefined;
  if (!there) return `had seen ${event.stream} revision ${event.revision}, which is not there`;
  if (there.id !== event.id)
    return `had seen another event at ${event.stream} revision ${event.revision}`;
  return there.position === event.position
    ? undefined
    : `had seen ${event.stream} revision ${event.revision} at ${event.position}, where it does not stand`;
}

/** What stands where an event was seen. An event that is damaged, or a stream whose beginning was cut off, says nothing about the log: others tell of that. */
async function standing(
  streams: Pick<StreamStore, 'read'>,
  { stream, revision }: EventMark,
): Promise<RecordedEvent | 'unreadable' | undefined> {
  try {
    return (await streams.read(stream, revision, 1))[0];
  } catch (error) {
    if (error instanceof Refusal || error instanceof CorruptionError) return 'unreadable';
    throw error;
  }
}
