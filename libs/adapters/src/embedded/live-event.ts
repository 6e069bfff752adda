import { categoryOf, positionText, type RecordedEvent } from '@chignon/eventing';
import type { Row } from './sqlite.js';
import { recordedEvent } from './stored-event.js';
import type { WrittenEvent } from './stream-writer.js';

/** A committed event in memory; parsed when the first subscriber wants it. */
export interface Live {
  readonly stream: string;
  readonly category: string;
  readonly revision: number;
  readonly position: number;
  /** Of an event that this thread has written. */
  readonly event?: WrittenEvent;
  recorded?: RecordedEvent;
}

/** A row of the file, as an event in memory. @throws CorruptionError */
export function liveOf(row: Row): Live {
  const recorded = recordedEvent(row);
  const { stream, revision } = recorded;
  return { stream, category: categoryOf(stream), revision, position: row[0], recorded };
}

/** The event, parsed once for all who ask. */
export function recordedOf(live: Live): RecordedEvent {
  return (live.recorded ??= parsed(live, live.event!));
}

const parsed = (
  { stream, revision, position }: Live,
  { id, type, version, data, meta }: WrittenEvent,
): RecordedEvent => ({
  stream,
  revision,
  position: positionText(position),
  id,
  type,
  version,
  data: JSON.parse(data),
  meta: JSON.parse(meta),
});
