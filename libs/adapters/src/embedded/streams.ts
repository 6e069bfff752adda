import { basename } from 'node:path';
import { LRUCache } from 'lru-cache';
import { CorruptionError, UnavailableError, categoryOf, positionText } from '@chignon/eventing';
import type {
  Appended,
  EngineObserver,
  EventToAppend,
  RecordedEvent,
  StreamStore,
  StreamSubscription,
  SubscribeOptions,
} from '@chignon/eventing';
import { Follower, turn } from './follower.js';
import type { Batch } from './follower.js';
import { streamFindings } from './integrity.js';
import { Mark } from './mark.js';
import { Recent } from './recent.js';
import { Connection, exactText, jsonText, translated } from './sqlite.js';
import type { Row } from './sqlite.js';
import { EVENT_COLUMNS, STREAMS_SCHEMA, recordedEvent } from './stored-event.js';
import { StreamWriter } from './stream-writer.js';
import type { Commit, WrittenEvent } from './stream-writer.js';

/** What stands behind the event's own columns when a stream is read: its length as `streams` has it. */
const HEAD_COLUMN = 3;
const MAX_BATCH = 500;
/** Read back from the table in smaller batches: parsing 500 would hold up requests for milliseconds. */
const TABLE_BATCH = 250;
/** Positions looked through for one batch; a subscriber of a rare category hears of its progress after that many. */
const WINDOW = 5000;
/** Streams whose length is remembered: the busy ones, at some hundred bytes each. */
const MAX_LENGTHS = 20_000;

/** A committed event in memory; parsed when the first subscriber wants it. */
interface Live {
  readonly stream: string;
  readonly category: string;
  readonly revision: number;
  readonly position: number;
  readonly event: WrittenEvent;
  recorded?: RecordedEvent;
}

/** The event file: `streams.sqlite`. Writes go to a thread (`StreamWriter`), reads are local. */
export class EmbeddedStreams implements StreamStore {
  private readonly connection: Connection;
  private readonly writer: StreamWriter;
  private readonly followers = new Set<Follower<RecordedEvent>>();
  /** Lengths of streams that were read or written lately: whether there is more needs no look into the file. */
  private readonly lengths = new LRUCache<string, number>({ max: MAX_LENGTHS });
  private readonly recent: Recent<Live>;
  private readonly mark: Mark;
  private last: number;
  private waking = false;
  private closed = false;

  constructor(
    private readonly file: string,
    observer?: EngineObserver,
  ) {
    this.connection = new Connection(
      file,
      `PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-8000;${STREAMS_SCHEMA}; PRAGMA query_only=1`,
    );
    this.last = this.reading(
      () => this.connection.get('SELECT max(position) FROM events')?.[0] ?? 0,
    );
    this.mark = new Mark(`${file}.mark`, basename(file), this.last);
    this.recent = new Recent(this.last);
    this.writer = new StreamWriter(file, (commits) => this.committed(commits), observer);
  }

  async read(stream: string, from = 1, limit = Infinity): Promise<RecordedEvent[]> {
    this.mustBeOpen();
    if (/[\u0000-\u001f]/.test(stream)) return [];
    const first = Math.max(1, from);
    // Its length first: most streams that are asked for are new or have not grown. What the writer commits in between comes with the rows.
    const length = this.lengths.get(stream) ?? this.headOf(stream);
    if (length < first) {
      if (length > 0) this.lengths.set(stream, length);
      return [];
    }
    const rows = this.rowsFrom(stream, first, limit);
    const head: number = rows[0]?.[HEAD_COLUMN] ?? length;
    if (rows.length !== Math.min(limit, Math.max(0, head - first + 1)))
      throw new CorruptionError(
        stream,
        `it has ${head} events, but ${rows.length} were found from revision ${first} on`,
      );
    if (limit === Infinity) this.lengths.set(stream, head);
    return rows.map((row, i) => {
      const event = recordedEvent(row);
      if (event.stream !== stream || event.revision !== first + i)
        throw new CorruptionError(
          `${stream} revision ${first + i}`,
          'another event stands in its place',
        );
      return event;
    });
  }

  async append(
    stream: string,
    events: readonly EventToAppend[],
    { expected }: { expected: number },
  ): Promise<Appended> {
    this.mustBeOpen();
    exactText('stream', stream);
    if (!events.length || !Number.isSafeInteger(expected) || expected < 0)
      throw new TypeError('an append needs events and the expected revision');
    const written = events.map(({ id, type, version, data, meta }): WrittenEvent => {
      if (!Number.isSafeInteger(version)) throw new TypeError('version must be a whole number');
      return {
        id: exactText('event id', id),
        type: exactText('event type', type),
        version,
        data: jsonText('data', data),
        meta: jsonText('meta', meta),
      };
    });
    return this.writer.append(stream, expected, written);
  }

  subscribe({ from, categories, handler }: SubscribeOptions): StreamSubscription {
    this.mustBeOpen();
    const wanted = new Set(categories);
    const ranges = [...wanted].map(() => '(stream >= ? AND stream < ?)').join(' OR ') || '0';
    // A row that belongs to no known stream is read too, so that it is met as damaged instead of skipped as somebody else's.
    const strange = 'NOT EXISTS (SELECT 1 FROM streams WHERE streams.stream = events.stream)';
    // `cat-` up to `cat.`: the character after the dash, so exactly the streams of the category. By position, not by the index over streams.
    const sql = `SELECT ${EVENT_COLUMNS} FROM events NOT INDEXED WHERE position > ? AND position <= ? AND (${ranges} OR ${strange}) ORDER BY position LIMIT ${TABLE_BATCH}`;
    const bounds = [...wanted].flatMap((category) => [`${category}-`, `${category}.`]);
    let told = from === undefined ? 0 : from === 'end' ? this.last : Number(from);

    const follower = new Follower<RecordedEvent>({
      from: told,
      next: (place) => {
        if (place >= this.last) return undefined;
        const live = this.recent.after(place, MAX_BATCH, (entry) => wanted.has(entry.category));
        if (live) return { entries: live.entries.map(recordedOf), place: live.place };
        const end = Math.min(place + WINDOW, this.last);
        const rows = this.reading(() => this.connection.all(sql, [place, end, ...bounds]));
        const reached: number = rows.length === TABLE_BATCH ? rows.at(-1)![0] : end;
        const stored = this.reading(
          () =>
            this.connection.get(
              'SELECT count(*) FROM events WHERE position > ? AND position <= ?',
              [place, reached],
            )![0],
        );
        if (stored !== reached - place)
          throw new CorruptionError(
            `positions ${place + 1} to ${reached}`,
            `${reached - place - stored} events are missing`,
          );
        return { entries: rows.map(recordedEvent), place: reached };
      },
      handle: async ({ entries, place }: Batch<RecordedEvent>) => {
        if (!entries.length && place - told < WINDOW) return;
        await handler(entries, positionText(place));
        told = place;
      },
    });
    this.followers.add(follower);
    return {
      caughtUp: () => follower.reached(this.last),
      lag: () => this.last - follower.reachedPlace,
      close: async () => {
        await follower.close();
        this.followers.delete(follower);
      },
    };
  }

  async end(): Promise<string | undefined> {
    this.mustBeOpen();
    return this.last ? positionText(this.last) : undefined;
  }

  async *integrity(): AsyncIterable<{ where: string; problem: string }> {
    this.mustBeOpen();
    yield* streamFindings(this.connection);
  }

  /** All events are kept. */
  async cutOff(): Promise<readonly string[]> {
    return [];
  }

  async ping(): Promise<void> {
    this.mustBeOpen();
    this.reading(() => this.connection.get('SELECT 1'));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await Promise.all([...this.followers].map((follower) => follower.close()));
    await this.writer.close();
    this.mark.close();
    this.connection.close();
  }

  /** While its journal begins anew. */
  hold(): Promise<void> {
    return this.writer.hold();
  }

  release(): void {
    this.writer.release();
  }

  private committed(commits: readonly Commit[]): void {
    for (const { stream, events, revision, position } of commits) {
      this.lengths.set(stream, revision);
      const category = categoryOf(stream);
      events.forEach((event, i) => {
        const back = events.length - 1 - i;
        this.recent.push(
          position - back,
          { stream, category, revision: revision - back, position: position - back, event },
          event.data.length + event.meta.length,
        );
      });
      this.last = position;
    }
    this.mark.write(this.last);
    if (this.waking || !this.followers.size) return;
    this.waking = true;
    // Answers go out first; what comes meanwhile makes the batch larger.
    void turn().then(() => {
      this.waking = false;
      for (const follower of this.followers) follower.wake();
    });
  }

  private rowsFrom(stream: string, first: number, limit: number): Row[] {
    return this.reading(() =>
      this.connection.all(
        `SELECT ${EVENT_COLUMNS}, (SELECT head FROM streams WHERE stream = ?1) FROM events WHERE stream = ?1 AND revision >= ?2 ORDER BY revision LIMIT ?3`,
        [stream, first, limit === Infinity ? -1 : limit],
      ),
    );
  }

  /** In one statement, so that nothing is committed between the two: a stream that has events has a length. */
  private headOf(stream: string): number {
    const head: number = this.reading(
      () =>
        this.connection.get(
          'SELECT coalesce((SELECT head FROM streams WHERE stream = ?1), CASE WHEN EXISTS(SELECT 1 FROM events WHERE stream = ?1) THEN -1 ELSE 0 END)',
          [stream],
        )![0],
    );
    if (head < 0) throw new CorruptionError(stream, 'it has events, and its length is missing');
    return head;
  }

  private reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw translated(error, this.file);
    }
  }

  private mustBeOpen(): void {
    if (this.closed) throw new UnavailableError('storage-closed', 'The data folder is closed.');
  }
}

function recordedOf(live: Live): RecordedEvent {
  const { stream, revision, position, event } = live;
  live.recorded ??= {
    stream,
    revision,
    position: positionText(position),
    id: event.id,
    type: event.type,
    version: event.version,
    data: JSON.parse(event.data),
    meta: JSON.parse(event.meta),
  };
  return live.recorded;
}
