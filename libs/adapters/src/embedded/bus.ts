import { CorruptionError } from '@chignon/eventing';
import type {
  BusPage,
  BusReadOptions,
  BusSubscribeOptions,
  BusSubscription,
  DeliveredMessage,
  Message,
  MessageBus,
  Topic,
} from '@chignon/eventing';
import { readPage, type ReadableBus } from './bus-reading.js';
import { Follower, turn } from './follower.js';
import type { GroupCommit } from './group-commit.js';
import { Recent } from './recent.js';
import { News } from './news.js';
import { SharedFile } from './shared-file.js';
import { checksum, exactText, jsonText, plainText } from './sqlite.js';
import type { Connection } from './sqlite.js';
import {
  delivered,
  MESSAGE_COLUMNS,
  MESSAGES_SCHEMA,
  storedMessage,
  indexDamaged,
} from './stored-message.js';

const SCHEMA = `${MESSAGES_SCHEMA}
CREATE TABLE IF NOT EXISTS bus_topics(name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bus_offsets(consumers TEXT NOT NULL, topic TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(consumers, topic)) WITHOUT ROWID;`;

const MAX_BATCH = 500;
const TABLE_BATCH = 250;

/** A message ready for its row. */
interface Written {
  readonly message: Message;
  readonly data: string;
  readonly meta: string;
}

interface LiveTopic {
  last: number;
  readonly recent: Recent<DeliveredMessage>;
  readonly followers: Set<Follower<DeliveredMessage>>;
}

/**
 * The bus inside one process: a table of messages that are all kept, so that a new group reads from the first one, and
 * an offset per group and topic. A topic is one partition.
 *
 * Publishing does not wait for the disk. Messages stand in the same journal as the relay's place and the announcements
 * they come from, and a journal is lost from its end only: whenever a power cut takes a message, it has taken the
 * relay's step past it too, and the relay publishes again. The end of the process alone takes nothing.
 */
export class EmbeddedBus extends SharedFile implements MessageBus {
  readonly apart = false;
  private readonly topics = new Map<string, LiveTopic>();
  private readonly members = new Set<string>();
  private readonly woken = new Set<LiveTopic>();
  private readonly published = new News();
  private readonly readable: ReadableBus;
  /** Everything up to here is known to be on disk. */
  private durableTo = 0;

  constructor(connection: Connection, commits: GroupCommit) {
    super(connection, commits);
    connection.exec(SCHEMA);
    for (const [name] of connection.all(`SELECT ${plainText('name')} FROM bus_topics`))
      this.live(String(name));
    this.readable = {
      connection,
      last: (topic) => this.known(topic).last,
      reading: (read) => this.reading(read),
      news: (topics, waitMs, signal) => this.published.of(topics, waitMs, signal),
      durable: (place) => this.durable(place),
    };
  }

  async createTopics(topics: readonly Topic[]): Promise<void> {
    const missing = topics.filter(({ name }) => !this.topics.has(name));
    if (missing.length)
      await this.write(true, missing.length, () =>
        missing.forEach(({ name }) =>
          this.connection.run('INSERT INTO bus_topics(name) VALUES(?) ON CONFLICT DO NOTHING', [
            exactText('topic', name),
          ]),
        ),
      );
    for (const { name } of missing) this.live(name);
  }

  async publish(messages: readonly Message[]): Promise<void> {
    const written = messages.map((message): Written => {
      this.known(message.topic);
      for (const text of [message.key, message.id, message.type])
        exactText('key, id and type of a message', text);
      if (!Number.isSafeInteger(message.version))
        throw new TypeError('version must be a whole number');
      return {
        message,
        data: jsonText('data', message.data),
        meta: jsonText('meta', message.meta),
      };
    });
    if (!written.length) return;
    const first = await this.write(false, written.length, () => this.insert(written));
    written.forEach(({ message, data, meta }, i) => {
      const topic = this.topics.get(message.topic)!;
      const seq = first + i;
      topic.last = seq;
      if (topic.followers.size)
        topic.recent.push(seq, delivered(seq, message, data, meta), data.length + meta.length);
      else topic.recent.skip(seq);
      this.wake(topic);
    });
    this.published.tell(new Set(written.map(({ message }) => message.topic)));
  }

  async subscribe({ group, topics, handler }: BusSubscribeOptions): Promise<BusSubscription> {
    this.mustBeOpen();
    exactText('group', group);
    for (const name of topics) {
      this.known(name);
      if (this.members.has(`${group} ${name}`))
        throw new Error(
          `group ${group} already has a member on ${name}: one process is one member`,
        );
    }
    const partitions = topics.map((name) => {
      this.members.add(`${group} ${name}`);
      const topic = this.topics.get(name)!;
      const follower = new Follower<DeliveredMessage>({
        from:
          this.reading(
            () =>
              this.connection.get('SELECT seq FROM bus_offsets WHERE consumers = ? AND topic = ?', [
                group,
                name,
              ])?.[0],
          ) ?? 0,
        next: (place) => this.after(topic, name, place),
        handle: async ({ entries, place }) => {
          await handler(entries);
          await this.commits.do(false, 1, () =>
            this.connection.run(
              'INSERT INTO bus_offsets(consumers, topic, seq) VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq',
              [group, name, place],
            ),
          );
        },
      });
      topic.followers.add(follower);
      return { name, topic, follower };
    });
    return {
      caughtUp: async () =>
        void (await Promise.all(
          partitions.map(({ topic, follower }) => follower.reached(topic.last)),
        )),
      lag: () =>
        partitions.reduce(
          (sum, { name, topic, follower }) =>
            sum +
            (follower.reachedPlace >= topic.last ? 0 : this.waiting(name, follower.reachedPlace)),
          0,
        ),
      close: async () => {
        await Promise.all(partitions.map(({ follower }) => follower.close()));
        for (const { name, topic, follower } of partitions)
          if (topic.followers.delete(follower)) this.members.delete(`${group} ${name}`);
      },
    };
  }

  async read(options: BusReadOptions): Promise<BusPage> {
    this.mustBeOpen();
    return readPage(this.readable, options);
  }

  async tail(topics: readonly string[], limit: number): Promise<ReadonlySet<string>> {
    const newest = (topic: string) =>
      this.reading(() =>
        this.connection.all(
          `SELECT ${plainText('id')} FROM bus_messages WHERE topic = ? ORDER BY seq DESC LIMIT ?`,
          [topic, limit],
        ),
      );
    return new Set(topics.flatMap((topic) => newest(topic).map(([id]) => String(id))));
  }

  /** All messages are kept. */
  async cutOff(): Promise<readonly string[]> {
    return [];
  }

  async forget(group: string): Promise<void> {
    for (const name of this.topics.keys())
      if (this.members.has(`${group} ${name}`))
        throw new Error(`group ${group} is still subscribed to ${name}`);
    await this.write(false, 1, () =>
      this.connection.run('DELETE FROM bus_offsets WHERE consumers = ?', [group]),
    );
  }

  override async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.published.end();
    await Promise.all(
      [...this.topics.values()].flatMap(({ followers }) =>
        [...followers].map((follower) => follower.close()),
      ),
    );
  }

  private known(name: string): LiveTopic {
    const topic = this.topics.get(name);
    if (!topic) throw new Error(`topic ${name} was never created`);
    return topic;
  }

  /** Whoever reads from outside keeps what they were told: a power cut must not take it back. */
  private async durable(place: number): Promise<void> {
    if (place <= this.durableTo) return;
    const to = Math.max(...[...this.topics.values()].map(({ last }) => last));
    await this.write(true, 1, () => undefined);
    this.durableTo = Math.max(to, this.durableTo);
  }

  private waiting(topic: string, place: number): number {
    return (
      this.reading(
        () =>
          this.connection.get('SELECT count(*) FROM bus_messages WHERE topic = ? AND seq > ?', [
            topic,
            place,
          ])?.[0],
      ) ?? 0
    );
  }

  private after(
    topic: LiveTopic,
    name: string,
    place: number,
  ): { entries: DeliveredMessage[]; place: number } | undefined {
    if (place >= topic.last) return undefined;
    const live = topic.recent.after(place, MAX_BATCH, () => true);
    if (live?.entries.length) return live;
    // One row more than is handed over: a damaged index that points too far shows by the row behind it.
    const rows = this.reading(() =>
      this.connection.all(
        `SELECT ${MESSAGE_COLUMNS} FROM bus_messages WHERE topic = ? AND seq > ? ORDER BY seq LIMIT ${TABLE_BATCH + 1}`,
        [name, place],
      ),
    );
    if (!rows.length)
      throw new CorruptionError(`topic ${name}`, `messages after ${place} are missing`);
    const entries = rows.slice(0, TABLE_BATCH).map(storedMessage);
    if (
      rows.some(([seq], i) => seq <= (rows[i - 1]?.[0] ?? place)) ||
      entries.some(({ topic: of }) => of !== name)
    )
      throw indexDamaged(name, place);
    return { entries, place: Number(entries.at(-1)!.offset) };
  }

  /** @returns the place of the first of them */
  private insert(written: readonly Written[]): number {
    const last: number =
      this.connection.get("SELECT seq FROM sqlite_sequence WHERE name = 'bus_messages'")?.[0] ?? 0;
    written.forEach(({ message: { topic, key, id, type, version }, data, meta }, i) => {
      const seq = last + 1 + i;
      this.connection.run(
        'INSERT INTO bus_messages(seq, topic, key, id, type, version, data, meta, sum) VALUES(?,?,?,?,?,?,?,?,?)',
        [
          seq,
          topic,
          key,
          id,
          type,
          version,
          data,
          meta,
          checksum(seq, topic, key, id, type, version, meta, data),
        ],
      );
    });
    return last + 1;
  }

  private live(name: string): void {
    if (this.topics.has(name)) return;
    const last: number =
      this.connection.get('SELECT max(seq) FROM bus_messages WHERE topic = ?', [name])?.[0] ?? 0;
    this.topics.set(name, {
      last,
      recent: new Recent(last, 1000, 1_000_000),
      followers: new Set(),
    });
  }

  private wake(topic: LiveTopic): void {
    if (!topic.followers.size) return;
    if (!this.woken.size) {
      void turn().then(() => {
        const topics = [...this.woken];
        this.woken.clear();
        for (const { followers } of topics) for (const follower of followers) follower.wake();
      });
    }
    this.woken.add(topic);
  }
}
