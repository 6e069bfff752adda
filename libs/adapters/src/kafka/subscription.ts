import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, Kafka } from 'kafkajs';
import { CorruptionError, UnavailableError } from '@chignon/eventing';
import type { BusSubscribeOptions, BusSubscription, DeliveredMessage } from '@chignon/eventing';
import { Lane } from './lane.js';
import type { LaneHost } from './lane.js';
import { spansOf } from './places.js';
import type { Offsets, PlacesHost, SetBack } from './places.js';
import { backoffMs, consumerOf } from './settings.js';
import type { Log } from './settings.js';
import type { Span } from './tail.js';

/** A consumer without a fetch or heartbeat for this long counts as dead: it sends six heartbeats a session, and a rebalance takes 15 s at most. */
const SILENT_MS = 60_000;
/** How long a subscription may be down before `alive` says so. */
const DOWN_MS = 30_000;

export interface SubscriptionHost extends PlacesHost {
  readonly kafka: Kafka;
  readonly sessionTimeoutMs: number;
  /** A topic was deleted and created again since it was last read. */
  lost(error: CorruptionError): void;
}

/**
 * A member of a consumer group that is kept alive: whatever ends the consumer under it, a new one takes its place after
 * a pause. Fetched records go to one lane a partition.
 */
export class Subscription implements BusSubscription, LaneHost {
  readonly handler: (batch: DeliveredMessage[]) => Promise<void>;
  readonly log: Log;
  readonly #host: SubscriptionHost;
  readonly #group: string;
  readonly #topics: readonly string[];
  readonly #lanes = new Map<string, Lane>();
  readonly #closing = new AbortController();
  readonly #supervisor: Promise<void>;
  #consumer: Consumer | undefined;
  #downSince: number | undefined = Date.now();
  #lastSign = Date.now();
  #failures = 0;
  #waiters: (() => void)[] = [];
  /** Offsets that the group's own are to be set back to, until the broker has taken them. */
  #back: readonly SetBack[];
  #committingBack = false;

  constructor(
    host: SubscriptionHost,
    { group, topics, handler }: BusSubscribeOptions,
    back: readonly SetBack[],
  ) {
    this.#back = back;
    this.#host = host;
    this.#group = group;
    this.#topics = topics;
    this.handler = async (batch) => handler(batch);
    this.log = (level, message, facts) => host.log(level, message, { group, ...facts });
    this.#supervisor = this.#supervise();
  }

  /** False when it has been down for 30 s: the process that holds it should be replaced. */
  get alive(): boolean {
    return (
      this.#closing.signal.aborted ||
      this.#downSince === undefined ||
      Date.now() - this.#downSince < DOWN_MS
    );
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      let consumer: Consumer | undefined;
      try {
        if (this.#lanes.size > 0) await this.#mustBeTheSameTopics();
        consumer = this.#host.kafka.consumer({
          ...consumerOf(this.#host.sessionTimeoutMs),
          groupId: this.#group,
        });
        await this.#live(consumer);
      } catch (error) {
        this.#failures++;
        this.log(
          this.#failures > 3 ? 'error' : 'warn',
          'consumer failed; a new one takes its place',
          {
            failures: this.#failures,
            error: (error as Error).name,
            message: (error as Error).message,
          },
        );
      }
      this.#downSince ??= Date.now();
      if (signal.aborted) return;
      for (const lane of this.#lanes.values()) lane.rejoined(false);
      this.#consumer = undefined;
      if (consumer) await ended(consumer);
      await pause(backoffMs(Math.max(this.#failures, 1)), undefined, { signal }).catch(
        () => undefined,
      );
    }
  }

  /** A replacement consumer may find a topic that was deleted and created again meanwhile. */
  async #mustBeTheSameTopics(): Promise<void> {
    const heard = new Map([...this.#lanes].map(([name, { committed }]) => [name, committed]));
    try {
      await spansOf(
        this.#host,
        this.#group,
        this.#topics,
        (topic, partition) => heard.get(`${topic}/${partition}`) ?? -1n,
      );
    } catch (error) {
      if (error instanceof CorruptionError) this.#host.lost(error);
      throw error;
    }
  }

  /** Runs one consumer; resolves when we close, rejects when it has ended or gone silent. */
  async #live(consumer: Consumer): Promise<void> {
    const { CRASH, GROUP_JOIN, FETCH, HEARTBEAT } = consumer.events;
    const sign = () => void (this.#lastSign = Date.now());
    sign();
    consumer.on(FETCH, sign);
    consumer.on(FETCH, () => this.#commitBack(consumer));
    consumer.on(HEARTBEAT, sign);
    consumer.on(GROUP_JOIN, ({ payload }) => this.#joined(payload.memberAssignment));
    let closing!: () => void;
    let failed!: (error: Error) => void;
    const over = new Promise<void>((resolve, reject) => ([closing, failed] = [resolve, reject]));
    // The promise may settle before it is awaited: without a handler that would be an unhandled rejection.
    over.catch(() => undefined);
    consumer.on(CRASH, ({ payload }) => failed(payload.error));
    const watch = setInterval(() => {
      if (Date.now() - this.#lastSign > SILENT_MS)
        failed(new Error('the consumer has gone silent'));
    }, 5000);
    watch.unref();
    this.#closing.signal.addEventListener('abort', closing, { once: true });
    try {
      await Promise.race([over, consumer.connect()]);
      await consumer.subscribe({ topics: [...this.#topics], fromBeginning: true });
      this.#consumer = consumer;
      const running = consumer.run({
        autoCommit: false,
        // Accepting records moves the position of the next fetch only; the group's offset is committed by the lanes.
        eachBatchAutoResolve: true,
        eachBatch: async ({ batch }) => {
          if (this.#closing.signal.aborted) return;
          const lane = this.#lane(batch.topic, batch.partition);
          lane.take(batch.messages, BigInt(batch.highWatermark));
          await lane.room();
        },
      });
      await Promise.race([over, running]);
      await over;
    } finally {
      clearInterval(watch);
      this.#closing.signal.removeEventListener('abort', closing);
    }
  }

  #joined(assignment: { readonly [topic: string]: number[] }): void {
    this.#lastSign = Date.now();
    this.#failures = 0;
    this.#downSince = undefined;
    for (const [name, lane] of this.#lanes) {
      const at = name.lastIndexOf('/');
      lane.rejoined(assignment[name.slice(0, at)]?.includes(Number(name.slice(at + 1))) ?? false);
    }
    // Before the first fetch of this generation; what belongs to another member is committed for it.
    for (const one of this.#back)
      if (assignment[one.topic]?.includes(one.partition)) this.#consumer?.seek(one);
    this.progressed();
  }

  /** Once a fetch is done the consumer may commit; where the broker does not take it, the next fetch or generation tries again. */
  #commitBack(consumer: Consumer): void {
    const back = this.#back;
    if (back.length === 0 || this.#committingBack) return;
    this.#committingBack = true;
    consumer
      .commitOffsets([...back])
      .then(
        () => {
          this.#back = [];
          this.log('info', 'offsets set back to what the documents say was handled', {
            partitions: back
              .map(({ topic, partition, offset }) => `${topic}/${partition} to ${offset}`)
              .join(', '),
          });
          this.progressed();
        },
        () => undefined,
      )
      .finally(() => (this.#committingBack = false));
  }

  #lane(topic: string, partition: number): Lane {
    const name = `${topic}/${partition}`;
    let lane = this.#lanes.get(name);
    if (!lane) this.#lanes.set(name, (lane = new Lane(this, topic, partition)));
    return lane;
  }

  async commit(topic: string, partition: number, offset: bigint): Promise<void> {
    if (!this.#consumer)
      throw new UnavailableError('bus-unavailable', 'The consumer is being replaced.');
    await this.#consumer.commitOffsets([{ topic, partition, offset: String(offset) }]);
  }

  pause(topic: string, partition: number): void {
    this.#fetching('pause', topic, partition);
  }

  resume(topic: string, partition: number): void {
    this.#fetching('resume', topic, partition);
  }

  #fetching(what: 'pause' | 'resume', topic: string, partition: number): void {
    try {
      this.#consumer?.[what]([{ topic, partitions: [partition] }]);
    } catch {
      // The consumer has just ended; the next one begins with every partition fetched.
    }
  }

  progressed(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  /**
   * Waits for our own lanes by their progress, and for other members' by asking the broker every second.
   * @throws UnavailableError when the subscription is closed or has been down for long
   */
  async caughtUp(): Promise<void> {
    const ends = await this.#asked(() => this.#host.spans(this.#topics));
    // Until these offsets are set back, the broker reports more as handled than was.
    while (this.#back.length > 0)
      await this.#pausing(1000, new Promise<void>((resolve) => this.#waiters.push(resolve)));
    let theirs: Offsets = new Map();
    for (let askedAt = 0; ;) {
      // Subscribe before checking, so that progress made during the check is not missed.
      const progress = new Promise<void>((resolve) => this.#waiters.push(resolve));
      if (Date.now() - askedAt >= 1000) {
        theirs = await this.#asked(() => this.#host.committed(this.#group, this.#topics));
        askedAt = Date.now();
      }
      const handled = (topic: string, n: number) => {
        const [our, their] = [
          this.#lanes.get(`${topic}/${n}`)?.committed ?? -1n,
          theirs.get(topic)?.get(n) ?? -1n,
        ];
        return our > their ? our : their;
      };
      if (!behind(ends, handled)) return;
      await this.#pausing(1000, progress);
    }
  }

  /** Asks the broker, and again every second while the subscription can still recover. */
  async #asked<T>(question: () => Promise<T>): Promise<T> {
    for (;;) {
      this.#mustBeOpen();
      try {
        return await question();
      } catch (error) {
        if (!this.alive) throw error;
        await this.#pausing(1000);
      }
    }
  }

  /** Waits for a time or until something happens, whatever is first. */
  async #pausing(ms: number, ...events: Promise<void>[]): Promise<void> {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#closing.signal]);
    await Promise.race([...events, pause(ms, undefined, { signal }).catch(() => undefined)]);
    stop.abort();
    this.#mustBeOpen();
  }

  #mustBeOpen(): void {
    if (this.#closing.signal.aborted)
      throw new UnavailableError(
        'subscription-closed',
        `The subscription of ${this.#group} is closed.`,
      );
  }

  lag(): number {
    return [...this.#lanes.values()].reduce((sum, lane) => sum + lane.lag, 0);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
    if (this.#consumer) await ended(this.#consumer);
    await this.#supervisor;
    this.progressed();
  }
}

/** Any partition with records that are not handled yet. */
function behind(
  spans: readonly Span[],
  handled: (topic: string, partition: number) => bigint,
): boolean {
  return spans.some(
    ({ topic, partition, from, to }) => to > from && handled(topic, partition) < to,
  );
}

/** Leaves the group and disconnects, in bounded time: a consumer that has lost its broker may never answer. */
async function ended(consumer: Consumer): Promise<void> {
  const stop = new AbortController();
  const gone = consumer.disconnect().catch(() => undefined);
  await Promise.race([
    gone,
    pause(5000, undefined, { signal: stop.signal }).catch(() => undefined),
  ]);
  stop.abort();
}
