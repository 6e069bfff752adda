import { setTimeout as pause } from 'node:timers/promises';
import { marksAt, positionAt, positionLost, topicMark, UnavailableError } from '@chignon/eventing';
import type { BusPage, BusReadOptions, DeliveredMessage, TopicMark } from '@chignon/eventing';
import type { Kafka } from 'kafkajs';
import { decode, type ReceivedRecord } from './cloudevents.js';

/*
 * Reading for somebody outside, without a group: groups are for those who share work, and joining one takes seconds that a question over
 * HTTP has not got. kafkajs offers readers in groups only; the broker's own two questions (where does it end, what stands from here on)
 * are in its inside, as is all that finds leaders and connects. The version is pinned.
 */

/** What kafkajs's inside is asked for. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly { partitionId: number; leader: number }[];
  fetchTopicsOffset(
    topics: readonly {
      topic: string;
      partitions: readonly { partition: number }[];
      fromBeginning: boolean;
    }[],
  ): Promise<{ topic: string; partitions: { partition: number; offset: string }[] }[]>;
  findBroker(at: { nodeId: number }): Promise<{ fetch(request: object): Promise<Fetched> }>;
}

interface Fetched {
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly messages: readonly (ReceivedRecord & { readonly isControlRecord?: boolean })[];
    }[];
  }[];
}

/** A partition with messages that were not read yet. */
interface Waiting {
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
  readonly mark: TopicMark | undefined;
}

/** A record as it was read. */
interface Read {
  readonly message: DeliveredMessage;
  readonly bytes: number;
}

/** Of one page, compressed as it is fetched and again as it is answered; and of one partition. */
const MAX_BYTES = 1024 * 1024;
const MAX_PARTITION_BYTES = 256 * 1024;
const FETCH_WAIT_MS = 100;
/** How often a reader who waits is looked after. */
const LOOK_EVERY_MS = 500;
/** A new leader may not know at once how far its partition was confirmed: an end that is too early is looked at again. */
const LOOKS = 3;
const LOOK_AGAIN_AFTER_MS = 1000;
const TRIES = 3;
const READ_COMMITTED = 1;

export class Reader {
  readonly #kafka: Kafka;
  #cluster: Promise<Cluster> | undefined;
  /** Where the next page begins among the partitions: a busy one at the front must not starve the others. */
  #turns = 0;

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  async read({ topics, after, limit, waitMs = 0, signal }: BusReadOptions): Promise<BusPage> {
    const marks = marksAt(after);
    const names = [...new Set(topics)];
    const until = Date.now() + waitMs;
    let waiting = await this.#waiting(names, marks);
    while (waiting.length === 0 && Date.now() < until && !signal?.aborted) {
      await pause(Math.min(LOOK_EVERY_MS, until - Date.now()), undefined, {
        ...(signal ? { signal } : {}),
      }).catch(() => undefined);
      waiting = await this.#waiting(names, marks);
    }
    const messages = waiting.length === 0 ? [] : await this.#page(waiting, limit);
    for (const message of messages) marks.set(message.partition, topicMark(message));
    return {
      messages,
      next: positionAt(marks),
      end: messages.length === 0 || (await this.#waiting(names, marks)).length === 0,
    };
  }

  async close(): Promise<void> {
    await this.#cluster?.then((cluster) => cluster.disconnect()).catch(() => undefined);
    this.#cluster = undefined;
  }

  /** Partitions that hold more than was read. @throws Refusal `position-lost` where one holds less */
  async #waiting(
    topics: readonly string[],
    marks: ReadonlyMap<string, TopicMark>,
  ): Promise<Waiting[]> {
    for (let look = 1; ; look++) {
      const [ends, leaders] = await this.#ends(topics);
      const all = ends.map(({ topic, partition, end }) => ({
        topic,
        partition,
        end,
        leader: leaders.get(`${topic}/${partition}`)!,
        mark: marks.get(`${topic}/${partition}`),
      }));
      const short = all.find(({ end, mark }) => mark && BigInt(mark.offset) >= end);
      if (!short)
        return all.filter(({ end, mark }) => (mark ? BigInt(mark.offset) + 1n : 0n) < end);
      if (look >= LOOKS)
        throw positionLost(
          `${short.topic}/${short.partition}`,
          `nothing stands at ${BigInt(short.mark!.offset)}, and it ends before ${short.end}`,
        );
      await pause(LOOK_AGAIN_AFTER_MS);
    }
  }

  /** Where each partition ends (the offset that the next message will have), and who leads it. */
  #ends(topics: readonly string[]) {
    return this.#ask(async (cluster) => {
      await cluster.addMultipleTargetTopics(topics);
      await cluster.refreshMetadataIfNecessary();
      const partitions = topics.map((topic) => ({
        topic,
        partitions: cluster.findTopicPartitionMetadata(topic),
      }));
      const leaders = new Map(
        partitions.flatMap(({ topic, partitions }) =>
          partitions.map(({ partitionId, leader }) => [`${topic}/${partitionId}`, leader] as const),
        ),
      );
      const ends = await cluster.fetchTopicsOffset(
        partitions.map(({ topic, partitions }) => ({
          topic,
          partitions: partitions.map(({ partitionId }) => ({ partition: partitionId })),
          fromBeginning: false,
        })),
      );
      return [
        ends.flatMap(({ topic, partitions }) =>
          partitions.map(({ partition, offset }) => ({ topic, partition, end: BigInt(offset) })),
        ),
        leaders,
      ] as const;
    });
  }

  /** The next messages of these partitions, in turn. A partition begins with the last message that was read, to see whether it still stands there. */
  async #page(waiting: readonly Waiting[], limit: number): Promise<DeliveredMessage[]> {
    const first = this.#turns++ % waiting.length;
    const rotated = [...waiting.slice(first), ...waiting.slice(0, first)];
    const found = await this.#fetch(
      rotated.map((at) => ({ ...at, from: at.mark ? BigInt(at.mark.offset) : 0n })),
    );
    const fresh = rotated.flatMap(({ topic, partition, mark }) => {
      const read = found.get(`${topic}/${partition}`) ?? [];
      return mark ? behind(mark, read) : read;
    });
    if (fresh.length > 0) return bounded(fresh, limit);
    // What was read came back alone, for what follows is larger than a fetch; asked for by itself it comes, whatever its size.
    const [{ mark, ...at }] = rotated as [Waiting];
    const next = await this.#fetch([{ ...at, from: mark ? BigInt(mark.offset) + 1n : 0n }]);
    return bounded(next.get(`${at.topic}/${at.partition}`) ?? [], limit);
  }

  /** What stands at these partitions from an offset on, as much as goes into one fetch. */
  #fetch(
    places: readonly (Pick<Waiting, 'topic' | 'partition' | 'leader'> & {
      readonly from: bigint;
    })[],
  ): Promise<Map<string, Read[]>> {
    return this.#ask(async (cluster) => {
      const leaders = [...new Set(places.map(({ leader }) => leader))];
      const answers = await Promise.all(
        leaders.map(async (nodeId) => {
          const own = places.filter(({ leader }) => leader === nodeId);
          const broker = await cluster.findBroker({ nodeId });
          return broker.fetch({
            isolationLevel: READ_COMMITTED,
            maxWaitTime: FETCH_WAIT_MS,
            minBytes: 1,
            maxBytes: MAX_BYTES,
            topics: [...new Set(own.map(({ topic }) => topic))].map((topic) => ({
              topic,
              partitions: own
                .filter((one) => one.topic === topic)
                .map(({ partition, from }) => ({
                  partition,
                  fetchOffset: String(from),
                  maxBytes: MAX_PARTITION_BYTES,
                })),
            })),
          });
        }),
      );
      const from = new Map(places.map((at) => [`${at.topic}/${at.partition}`, at.from]));
      return new Map(
        answers.flatMap(({ responses }) =>
          responses.flatMap(({ topicName, partitions }) =>
            partitions.map(({ partition, messages }) => {
              const name = `${topicName}/${partition}`;
              return [
                name,
                messages
                  // A batch comes whole, also where the place lies in its middle.
                  .filter(({ offset }) => BigInt(offset) >= from.get(name)!)
                  .filter(({ isControlRecord }) => !isControlRecord)
                  .map((record) => ({
                    message: decode(topicName, partition, record),
                    bytes: record.value?.length ?? 0,
                  })),
              ] as const;
            }),
          ),
        ),
      );
    });
  }

  /** Asks through the one connection; what a new leader or a broken connection makes of it is asked again. */
  async #ask<T>(question: (cluster: Cluster) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      this.#cluster ??= connected(this.#kafka);
      const asked = this.#cluster;
      try {
        return await question(await asked);
      } catch (error) {
        const { name, message, type } = error as { name?: string; message?: string; type?: string };
        if (type === 'OFFSET_OUT_OF_RANGE')
          throw positionLost('a partition', 'its beginning was cut off');
        if (this.#cluster === asked) this.#cluster = undefined;
        void asked.then((cluster) => cluster.disconnect()).catch(() => undefined);
        if (tries >= TRIES)
          throw new UnavailableError(
            'bus-unavailable',
            `The broker does not answer: ${name}: ${message}.`,
          );
        await pause(LOOK_EVERY_MS);
      }
    }
  }
}

/** What follows the message that was read last. @throws Refusal `position-lost` where another one stands in its place */
function behind(mark: TopicMark, read: readonly Read[]): readonly Read[] {
  const [standing, ...fresh] = read;
  if (!standing) return [];
  const { message } = standing;
  if (message.offset !== mark.offset || topicMark(message).mark !== mark.mark)
    throw positionLost(message.partition, `another message stands at ${BigInt(mark.offset)}`);
  return fresh;
}

/** The first of these that make a page, one at least. */
function bounded(read: readonly Read[], limit: number): DeliveredMessage[] {
  let left = MAX_BYTES;
  const end = read.findIndex(({ bytes }, i) => (left -= bytes) < 0 && i > 0);
  return read.slice(0, end < 0 ? limit : Math.min(end, limit)).map(({ message }) => message);
}

/** A client's own connections to the brokers, as kafkajs makes them for its consumers. */
async function connected(kafka: Kafka): Promise<Cluster> {
  const make = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  )!;
  const cluster = (kafka as unknown as { [name: symbol]: (options: object) => Cluster })[make]!({
    allowAutoTopicCreation: false,
    isolationLevel: READ_COMMITTED,
  });
  await cluster.connect();
  return cluster;
}
