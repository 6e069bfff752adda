import { CorruptionError, positionText } from '@chignon/eventing';
import type { DeliveredMessage, Message } from '@chignon/eventing';
import { rowFindings } from './integrity.js';
import type { Finding } from './integrity.js';
import { packed, unpacked } from './sqlite.js';
import type { Connection, Row } from './sqlite.js';

/** All messages are kept, in the one order of their publishing. */
export const MESSAGES_SCHEMA = `
CREATE TABLE IF NOT EXISTS bus_messages(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
  version INTEGER NOT NULL, data TEXT NOT NULL, meta TEXT NOT NULL, sum INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS bus_messages_by_topic ON bus_messages(topic, seq);`;

/** What `storedMessage` takes: place, packed columns, checksum. */
export const MESSAGE_COLUMNS = `seq, ${packed('seq', 'topic', 'key', 'id', 'type', 'version', 'meta', 'data')}`;

/** A message as a subscriber gets it; `data` and `meta` are JSON text. */
export const delivered = (
  seq: number,
  { topic, key, id, type, version }: Pick<Message, 'topic' | 'key' | 'id' | 'type' | 'version'>,
  data: string,
  meta: string,
): DeliveredMessage => ({
  topic,
  key,
  id,
  type,
  version,
  data: JSON.parse(data),
  meta: JSON.parse(meta),
  partition: `${topic}/0`,
  offset: positionText(seq),
});

/**
 * A row as a message, after its checksum was compared.
 * @throws CorruptionError
 */
export function storedMessage([seq, blob, sum]: Row): DeliveredMessage {
  const columns = unpacked(blob, sum, 8);
  if (!columns) throw new CorruptionError(`message ${seq}`, 'it is not what was written');
  const [, topic, key, id, type, version, meta, data] = columns as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return delivered(seq, { topic, key, id, type, version: Number(version) }, data, meta);
}

/** The index of a topic names messages out of their order: one of them twice, another never. */
export const indexDamaged = (topic: string, place: number): CorruptionError =>
  new CorruptionError(`topic ${topic}`, `the index of messages after ${place} is damaged`);

/** Damaged and missing messages. */
export async function* messageFindings(connection: Connection): AsyncIterable<Finding> {
  let seq = 0;
  yield* rowFindings(
    'bus messages',
    () =>
      connection.all(
        `SELECT ${MESSAGE_COLUMNS} FROM bus_messages WHERE seq > ? ORDER BY seq LIMIT 500`,
        [seq],
      ),
    (row) => {
      const before = seq;
      seq = row[0];
      if (seq !== before + 1)
        return { where: `message ${before + 1}`, problem: `missing up to message ${seq - 1}` };
      return unpacked(row[1], row[2], 8)
        ? undefined
        : { where: `message ${seq}`, problem: 'it is not what was written' };
    },
  );
  try {
    const given =
      connection.get("SELECT seq FROM sqlite_sequence WHERE name = 'bus_messages'")?.[0] ?? 0;
    if (given !== seq)
      yield {
        where: `message ${seq + 1}`,
        problem: `${given} messages were published, the last one found is ${seq}`,
      };
  } catch (error) {
    yield { where: 'bus messages', problem: (error as Error).message };
  }
}
