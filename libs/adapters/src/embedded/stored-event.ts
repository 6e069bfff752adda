import { CorruptionError, positionText } from '@chignon/eventing';
import type { RecordedEvent } from '@chignon/eventing';
import { checksum } from './sqlite.js';
import type { Row } from './sqlite.js';

/** `position` is the one order of all events; AUTOINCREMENT never gives one twice, also after the last row was lost. */
export const STREAMS_SCHEMA = `CREATE TABLE IF NOT EXISTS events(
  position INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
  version INTEGER NOT NULL, data TEXT NOT NULL, meta TEXT NOT NULL, sum INTEGER NOT NULL, UNIQUE(stream, revision))`;

export const EVENT_COLUMNS = 'position, stream, revision, id, type, version, data, meta, sum';

/**
 * A row as an event, after its checksum was compared (written by `runStreamWriter`).
 * @throws CorruptionError
 */
export function recordedEvent([position, stream, revision, id, type, version, data, meta, sum]: Row): RecordedEvent {
  if (checksum(`${stream}\n${revision}\n${id}\n${type}\n${version}\n`, String(meta), String(data)) !== sum) {
    throw new CorruptionError(`${stream} revision ${revision} (position ${position})`, 'the event is not what was written');
  }
  return { stream, revision, position: positionText(position), id, type, version, data: JSON.parse(data), meta: JSON.parse(meta) };
}
