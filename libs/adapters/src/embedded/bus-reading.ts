import { marksAt, positionAt, positionLost, positionText, topicMark } from '@chignon/eventing';
import type { BusPage, BusReadOptions, DeliveredMessage, TopicMark } from '@chignon/eventing';
import { turn } from './follower.js';
import type { Connection, Row } from './sqlite.js';
import { plainText } from './sqlite.js';
import { indexDamaged, MESSAGE_COLUMNS, storedMessage } from './stored-message.js';

/** Rows that are read before others have their turn: about a millisecond. */
const ROWS_AT_ONCE = 50;
/** Of stored text in one page. */
const MAX_PAGE_BYTES = 1_000_000;

/** What a reading needs of the bus. */
export interface ReadableBus {
  readonly connection: Connection;
  /** The newest place of a topic that is committed. @throws Error for a topic that was never created */
  last(topic: string): number;
  /** Runs a statement; errors in the words of the ports. */
  reading<T>(read: () => T): T;
  /** Resolves when something comes on one of the topics, after `waitMs`, or when the signal says so. */
  news(topics: readonly string[], waitMs: number, signal?: AbortSignal): Promise<void>;
  /** Resolves when everything up to this place is on disk: what is told to others outlives a power cut. */
  durable(place: number): Promise<void>;
}

/** A page of the table of messages; a topic is one partition, and topics are read in the one order of their publishing. */
export async function readPage(
  bus: ReadableBus,
  { topics, after, limit, waitMs = 0, signal }: BusReadOptions,
): Promise<BusPage> {
  const marks = marksAt(after);
  const names = [...new Set(topics)];
  for (const topic of names) mustStandOn(bus, topic, marks.get(partitionOf(topic)));
  let places = waiting(bus, names, marks, limit);
  if (places.length === 0 && waitMs > 0) {
    await bus.news(names, waitMs, signal);
    places = waiting(bus, names, marks, limit);
  }
  const messages = await load(bus, places);
  for (const message of messages) marks.set(message.partition, topicMark(message));
  if (messages.length > 0) await bus.durable(Number(messages.at(-1)!.offset));
  return {
    messages,
    next: positionAt(marks),
    end: names.every((topic) => placeOf(marks.get(partitionOf(topic))) >= bus.last(topic)),
  };
}

const partitionOf = (topic: string): string => `${topic}/0`;
const placeOf = (mark: TopicMark | undefined): number => (mark ? Number(mark.offset) : 0);

function mustStandOn(bus: ReadableBus, topic: string, mark: TopicMark | undefined): void {
  const last = bus.last(topic);
  if (!mark) return;
  const place = placeOf(mark);
  const row =
    place > last
      ? undefined
      : bus.reading(() =>
          bus.connection.get(
            `SELECT ${plainText('id')} FROM bus_messages WHERE seq = ? AND topic = ?`,
            [place, topic],
          ),
        );
  if (!row)
    throw positionLost(
      partitionOf(topic),
      `nothing stands at ${place}, and it ends at ${last || 'its beginning'}`,
    );
  if (topicMark({ offset: positionText(place), id: String(row[0]) }).mark !== mark.mark)
    throw positionLost(partitionOf(topic), `another message stands at ${place}`);
}

/** The places that come next, over all topics. */
function waiting(
  bus: ReadableBus,
  topics: readonly string[],
  marks: ReadonlyMap<string, TopicMark>,
  limit: number,
): number[] {
  return topics
    .flatMap((topic) => {
      const [place, last] = [placeOf(marks.get(partitionOf(topic))), bus.last(topic)];
      if (place >= last) return [];
      // One more than is asked for: a damaged index that points too far shows by what stands behind it.
      const places = bus
        .reading(() =>
          bus.connection.all(
            'SELECT seq FROM bus_messages WHERE topic = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?',
            [topic, place, last, limit + 1],
          ),
        )
        .map(([seq]) => Number(seq));
      if (places.some((seq, i) => seq <= (places[i - 1] ?? place)))
        throw indexDamaged(topic, place);
      return places;
    })
    .sort((a, b) => a - b)
    .slice(0, limit);
}

async function load(bus: ReadableBus, places: readonly number[]): Promise<DeliveredMessage[]> {
  const messages: DeliveredMessage[] = [];
  let bytes = 0;
  for (const [i, place] of places.entries()) {
    if (i > 0 && i % ROWS_AT_ONCE === 0) await turn();
    const row = bus.reading(() =>
      bus.connection.get(`SELECT ${MESSAGE_COLUMNS} FROM bus_messages WHERE seq = ?`, [place]),
    ) as Row;
    bytes += (row[1] as Uint8Array).byteLength;
    if (messages.length > 0 && bytes > MAX_PAGE_BYTES) break;
    messages.push(storedMessage(row));
  }
  return messages;
}
