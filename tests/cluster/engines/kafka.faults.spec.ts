import { openKafka } from '@chignon/adapters/kafka';
import type { DeliveredMessage, MessageBus } from '@chignon/eventing';
import { gate, newMessage, unusedName } from '@chignon/eventing/testing';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import { inFolder, onEngine } from './engine.js';
import { startKafka } from './index.mjs';

onEngine('kafka', () => {
  let kafka: Awaited<ReturnType<typeof inFolder<Awaited<ReturnType<typeof startKafka>>>>>;
  let bus: MessageBus;
  let topic: string;
  let group: string;

  beforeAll(async () => {
    kafka = await inFolder(startKafka);
    bus = await openKafka({ brokers: kafka.engine.brokers, clientId: 'faults', partitions: 4 });
  }, 90_000);
  afterAll(async () => {
    await bus?.close();
    await kafka?.end();
  }, 60_000);
  beforeEach(async () => {
    topic = `chignon.faults.${unusedName('topic')}`;
    group = unusedName('group');
    await bus.createTopics([{ name: topic }]);
  }, 60_000);

  const numbersOf = (messages: readonly DeliveredMessage[], key: string) => [
    ...new Set(messages.filter((m) => m.key === key).map((m) => m.data.n as number)),
  ];

  it('E3 the broker is killed under a live producer and consumer: nothing acknowledged is lost, each key stays in order', async () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    const seen: DeliveredMessage[] = [];
    const subscription = await bus.subscribe({
      group,
      topics: [topic],
      handler: async (batch) => void seen.push(...batch),
    });
    const [halfway, back] = [gate(), gate()];
    let acknowledged = 0;
    let refusals = 0;
    // Like the relay: one caller a key, which publishes the same message again until it is taken.
    const callers = keys.map(async (key) => {
      for (let n = 0; n < 100; n++) {
        const message = newMessage(topic, key, { n });
        for (;;) {
          try {
            await bus.publish([message]);
            break;
          } catch {
            refusals++;
            await back.opened;
          }
        }
        if (++acknowledged === 200) halfway.open();
      }
    });
    await halfway.opened;
    await kafka.engine.kill9();
    await expect(bus.ping()).rejects.toMatchObject({ name: 'UnavailableError' });
    await kafka.engine.restart();
    back.open();
    await Promise.all(callers);
    await subscription.caughtUp();
    await subscription.close();
    console.info(
      `broker killed: ${acknowledged} acknowledged, ${refusals} refused meanwhile, ${seen.length} received`,
    );
    expect(acknowledged).toBe(600);
    for (const key of keys)
      expect(numbersOf(seen, key)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    await bus.ping();
  }, 120_000);

  describe('L-2 a topic that is not the one that was heard', () => {
    /** A follower with documents of its own: what it has handled, kept over its restarts. */
    const following = (handled: Map<string, string> | undefined) => {
      const seen: number[] = [];
      const kept = handled ?? new Map<string, string>();
      const begin = () =>
        bus.subscribe({
          group,
          topics: [topic],
          places: {
            handled,
            begin: (places) => places.forEach((offset, partition) => kept.set(partition, offset)),
          },
          handler: async (batch) => {
            seen.push(...batch.map(({ data }) => data.n as number));
            kept.set(batch.at(-1)!.partition, batch.at(-1)!.offset);
          },
        });
      return { seen, kept, begin };
    };
    const published = (from: number, to: number) =>
      bus.publish(
        Array.from({ length: to - from }, (_, i) => newMessage(topic, 'one', { n: from + i })),
      );
    const heard = async (handled?: Map<string, string>) => {
      const one = following(handled);
      const subscription = await one.begin();
      await subscription.caughtUp();
      await subscription.close();
      return one;
    };
    const admin = async <T>(act: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> => {
      const one = new Kafka({
        brokers: [...kafka.engine.brokers],
        logLevel: logLevel.NOTHING,
      }).admin();
      await one.connect();
      return act(one).finally(() => one.disconnect());
    };

    it('recreated with fewer messages: refused by name; older documents: what they have not handled comes again', async () => {
      await published(0, 10);
      const first = await heard();
      expect(first.seen).toHaveLength(10);
      const older = new Map(first.kept);
      await published(10, 20);
      const second = await heard(first.kept);
      expect(second.seen).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
      // The documents of before, restored under the broker's newer offsets.
      expect((await heard(older)).seen).toEqual(second.seen);
      await admin((one) => one.deleteTopics({ topics: [topic] }));
      const later = await openKafka({
        brokers: kafka.engine.brokers,
        clientId: 'later',
        partitions: 4,
      });
      for (let made = false; !made;)
        made = await later.createTopics([{ name: topic }]).then(
          () => true,
          () => false,
        );
      await later.publish([newMessage(topic, 'one', { n: 0 })]);
      await expect(
        later.subscribe({
          group,
          topics: [topic],
          handler: async () => {},
          places: { handled: second.kept, begin: () => {} },
        }),
      ).rejects.toThrow(
        /not the one that was heard: .* up to offset 19, it ends before offset 1\./,
      );
      await later.close();
    }, 120_000);

    it('cut by retention: told, and which of its partitions begin late is known', async () => {
      await published(0, 10);
      const { kept } = await heard();
      await published(10, 20);
      expect(await bus.cutOff([topic])).toEqual([]);
      const partition = Number([...kept.keys()][0]!.split('/')[1]);
      await admin(async (one) => {
        await one.fetchTopicOffsets(topic);
        await one.deleteTopicRecords({ topic, partitions: [{ partition, offset: '15' }] });
      });
      expect(await bus.cutOff([topic])).toEqual([
        `${topic}/${partition} begins at offset 15, what stood before is gone`,
      ]);
      const lines: string[] = [];
      const telling = await openKafka({
        brokers: kafka.engine.brokers,
        clientId: 'telling',
        log: (level, message) => void lines.push(`${level} ${message}`),
      });
      const subscription = await telling.subscribe({
        group,
        topics: [topic],
        handler: async () => {},
        places: { handled: kept, begin: () => {} },
      });
      await subscription.caughtUp();
      await subscription.close();
      await telling.close();
      expect(lines).toContain('error messages were cut off before they were heard');
    }, 120_000);
  });

  it('E7 a handler that fails for ever holds up its own partition only, and the group keeps its place', async () => {
    const seen: DeliveredMessage[] = [];
    const [failed, flowed] = [gate(), gate()];
    let failures = 0;
    const poisoned = await bus.subscribe({
      group,
      topics: [topic],
      handler: async (batch) => {
        if (batch.some((m) => m.key === 'poison')) {
          if (++failures === 3) failed.open();
          throw new TypeError('cannot read properties of undefined');
        }
        seen.push(...batch);
        if (seen.length >= 10) flowed.open();
      },
    });
    await bus.publish([newMessage(topic, 'poison', { n: -1 })]);
    await failed.opened;
    await bus.publish(Array.from({ length: 40 }, (_, n) => newMessage(topic, `key-${n}`, { n })));
    await flowed.opened;
    await bus.ping();
    await poisoned.close();
    const rest: DeliveredMessage[] = [];
    const healed = await bus.subscribe({
      group,
      topics: [topic],
      handler: async (batch) => void rest.push(...batch),
    });
    await healed.caughtUp();
    await healed.close();
    expect(rest[rest.findIndex((m) => m.key === 'poison')]!.data).toEqual({ n: -1 });
    expect(
      [...new Set([...seen, ...rest].map((m) => m.data.n as number))].sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 41 }, (_, n) => n - 1));
  }, 60_000);

  it('records of others (broken JSON, tombstones, no headers) arrive as malformed ones, in their place', async () => {
    const producer = new Kafka({
      brokers: kafka.engine.brokers,
      clientId: 'stranger',
      logLevel: logLevel.NOTHING,
    }).producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await bus.publish([newMessage(topic, 'k', { n: 0 })]);
    await producer.send({
      topic,
      messages: [
        { key: 'k', value: '{"a":' },
        { key: 'k', value: null },
        { key: 'k', value: '{}', headers: { ce_id: 'x', ce_type: 'chignon.faults.Told.v1' } },
      ],
    });
    await producer.disconnect();
    await bus.publish([newMessage(topic, 'k', { n: 1 })]);
    const seen: DeliveredMessage[] = [];
    const subscription = await bus.subscribe({
      group,
      topics: [topic],
      handler: async (batch) => void seen.push(...batch),
    });
    await subscription.caughtUp();
    await subscription.close();
    expect(seen.map((m) => m.type)).toEqual(['Told', 'malformed', 'malformed', 'Told', 'Told']);
    expect(seen.map((m) => m.data.reason ?? m.data)).toEqual([
      { n: 0 },
      'no-cloudevent',
      'no-value',
      {},
      { n: 1 },
    ]);
  }, 60_000);

  it('a group of two shares the partitions; when one leaves the other takes over, nothing is lost', async () => {
    const seen: DeliveredMessage[] = [];
    const other = await openKafka({ brokers: kafka.engine.brokers, clientId: 'other' });
    const shared = [gate(), gate()];
    const member = (i: number) => ({
      group,
      topics: [topic],
      handler: async (batch: DeliveredMessage[]) => {
        shared[i]!.open();
        seen.push(...batch);
      },
    });
    const [one, two] = [await bus.subscribe(member(0)), await other.subscribe(member(1))];
    let n = 0;
    let both = false;
    void Promise.all(shared.map((s) => s.opened)).then(() => (both = true));
    while (!both)
      await bus.publish(
        Array.from({ length: 20 }, (_, k) => newMessage(topic, `key-${k}`, { n: n++ })),
      );
    await Promise.all([one.caughtUp(), two.caughtUp()]);
    await other.close();
    await bus.publish(
      Array.from({ length: 20 }, (_, k) => newMessage(topic, `key-${k}`, { n: n++ })),
    );
    await one.caughtUp();
    await one.close();
    expect(new Set(seen.map((m) => m.data.n as number)).size).toBe(n);
    for (let k = 0; k < 20; k++)
      expect(numbersOf(seen, `key-${k}`)).toEqual(
        [...numbersOf(seen, `key-${k}`)].sort((a, b) => a - b),
      );
  }, 60_000);

  it('an idle connection does not wake the process a thousand times a second', async () => {
    const timers = jest.spyOn(globalThis, 'setTimeout');
    const quiet = await openKafka({ brokers: kafka.engine.brokers, clientId: 'quiet' });
    await quiet.ping();
    const before = timers.mock.calls.length;
    for (let i = 0; i < 20; i++) await quiet.ping();
    expect(timers.mock.calls.filter(([, ms]) => (ms ?? 0) < 1)).toEqual([]);
    expect(timers.mock.calls.length - before).toBeLessThan(200);
    timers.mockRestore();
    await quiet.close();
  }, 30_000);
});
