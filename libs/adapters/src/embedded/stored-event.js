import { CorruptionError, positionText } from '@chignon/eventing';
import { packed, unpacked } from './sqlite.js';
/**
 * `position` is the one order of all events; AUTOINCREMENT remembers the last one given, also after its row was lost.
 * `streams` says a second time how long each stream is: one damaged byte in the index over streams would else make a
 * stream look shorter, or absent, without anything to notice it by.
 */
export const STREAMS_SCHEMA = `CREATE TABLE IF NOT EXISTS events(
  position INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
  version INTEGER NOT NULL, data TEXT NOT NULL, meta TEXT NOT NULL, sum INTEGER NOT NULL, UNIQUE(stream, revision));
CREATE TABLE IF NOT EXISTS streams(stream TEXT PRIMARY KEY, head INTEGER NOT NULL) WITHOUT ROWID`;
/** What `recordedEvent` takes: position, packed columns, checksum. */
export const EVENT_COLUMNS = `position, ${packed('position', 'stream', 'revision', 'id', 'type', 'version', 'meta', 'data')}`;
/**
 * A row as an event, after its checksum was compared (written by `openCommitter`).
 * @throws CorruptionError
 */
export function recordedEvent([position, blob, sum]) {
    const columns = unpacked(blob, sum, 8);
    if (!columns)
        throw new CorruptionError(describeRow(blob, position), 'the event is not what was written');
    const [, stream, revision, id, type, version, meta, data] = columns;
    return {
        stream,
        revision: Number(revision),
        position: positionText(position),
        id,
        type,
        version: Number(version),
        data: JSON.parse(data),
        meta: JSON.parse(meta),
    };
}
/** Where a damaged row seems to be. Never its contents beyond stream and revision. */
function describeRow(blob, position) {
    const [, stream, revision] = Buffer.isBuffer(blob) ? blob.toString().split('\n', 3) : [];
    return stream && revision
        ? `${stream} revision ${revision} (position ${position})`
        : `position ${position}`;
}
