import { positionText, type DeliveredMessage, type Message } from '../event.js';
import { laneOf } from '../lane.js';
import type { MessageBus } from '../ports/message-bus.js';
import { recorder } from './bus-setting.js';
import { consumerGroupsContract } from './consumer-groups.contract.js';
import { newMessage, unusedName } from './made.js';
import type { ContractOptions } from './made.js';

export interface OpenedMessageBus {
  readonly bus: MessageBus;
  /** A restart or a new connection over the same data; the bus before it is dead. Left out where it means nothing. */
  readonly reopen?: () => Promise<MessageBus>;
  readonly close: () => Promise<void>;
}

export interface MessageBusContractOptions extends ContractOptions {
  /** Default 5,000. */
  readonly messages?: number;
}

/** The promises of `MessageBus`, hostile cases included. Every test makes topics and groups of its own. */
export function messageBusContract(
  name: string,
  open: () => Promise<OpenedMessageBus>,
  options: MessageBusContractOptions = {},
): void {
  const { timeoutMs = 60_000, messages: size = 5000 } = options;

  describe(`MessageBus: ${name}`, () => {
    let opened: OpenedMessageBus;
    let bus: MessageBus;
    let topic: string;
    let group: string;
    const test = (title: string, run: () => Promise<void>) => it(title, run, timeoutMs);

    beforeAll(async () => {
      opened = await open();
      bus = opened.bus;
    }, timeoutMs);
    afterAll(async () => opened?.close(), timeoutMs);
    beforeEach(async () => {
      topic = `chignon.contract.${unusedName('topic')}`;
      group = unusedName('group');
      await bus.createTopics([{ name: topic }]);
    }, timeoutMs);

    const tell = async (...messages: Message[]) => {
      await bus.publish(messages);
      return messages.map((m) => m.id);
    };

    test('creating topics again changes nothing; publishing to a topic never created is an error', async () => {
      const [id] = await tell(newMessage(topic, 'k'));
      await bus.createTopics([{ name: topic }]);
      const seen = recorder();
      const subscription = await bus.subscribe({ group, topics: [topic], handler: seen.handler });
      await subscription.caughtUp();
      expect(seen.ids()).toEqual([id]);
      await subscription.close();
      await expect(bus.publish([newMessage(`${topic}never`, 'k')])).rejects.toThrow();
    });

    test('delivers what was published, whole, with its partition and growing offsets', async () => {
      const message = {
        ...newMessage(
          topic,
          'schlüssel/1',
          {
            text: 'ü 漢 \u{1F485}',
            list: [1, null, { deep: true }],
            cents: -Number.MAX_SAFE_INTEGER,
          },
          'VisitSettled',
        ),
        version: 3,
      };
      await tell(message, newMessage(topic, 'schlüssel/1'), newMessage(topic, 'schlüssel/1'));
      const seen = recorder();
      const subscription = await bus.subscribe({ group, topics: [topic], handler: seen.handler });
      await subscription.caughtUp();
      await subscription.close();
      const { partition, offset, ...rest } = seen.messages[0]!;
      expect(rest).toEqual(message);
      expect(partition).toMatch(new RegExp(`^${topic.replaceAll('.', '\\.')}/\\d+$`));
      expect(new Set(seen.messages.map((m) => m.partition)).size).toBe(1);
      const offsets = seen.messages.map((m) => m.offset);
      expect(offsets).toEqual([...new Set(offsets)].sort());
      expect(offset).toBe(offsets[0]);
    });

    test('carries where a message comes from', async () => {
      const origins = [
        { stream: 'visit-ü/1', revision: 12, position: `${positionText(99)}.000` },
        { stream: 'booking.stores/a', revision: 3 },
      ];
      const messages = origins.map((origin) => ({
        ...newMessage(topic, 'k'),
        meta: { ...newMessage(topic, 'k').meta, origin },
      }));
      await tell(...messages);
      const seen = recorder();
      const subscription = await bus.subscribe({ group, topics: [topic], handler: seen.handler });
      await subscription.caughtUp();
      await subscription.close();
      expect(seen.messages.map(({ meta }) => meta)).toEqual(messages.map(({ meta }) => meta));
    });

    test('a lane lies in one partition', async () => {
      await tell(...Array.from({ length: 60 }, (_, n) => newMessage(topic, `key-${n}`)));
      const seen = recorder();
      const subscription = await bus.subscribe({ group, topics: [topic], handler: seen.handler });
      await subscription.caughtUp();
      await subscription.close();
      const partitions = new Map<number, Set<string>>();
      for (const { key, partition } of seen.messages)
        partitions.set(laneOf(key), (partitions.get(laneOf(key)) ?? new Set()).add(partition));
      expect([...partitions.values()].map(({ size }) => size)).toEqual(
        [...partitions].map(() => 1),
      );
    });

    test('tells the ids at the ends of topics', async () => {
      const other = `chignon.contract.${unusedName('topic')}`;
      await bus.createTopics([{ name: other }]);
      expect(await bus.tail([topic, other], 5)).toEqual(new Set());
      const ids = await tell(
        ...Array.from({ length: 20 }, (_, n) => newMessage(topic, 'one-key', { n })),
      );
      const [last] = await tell(newMessage(other, 'k'));
      expect(await bus.tail([topic, other], 5)).toEqual(new Set([...ids.slice(-5), last]));
      expect(await bus.tail([topic], 1000)).toEqual(new Set(ids));
    });

    test('every group sees everything from the first message on, also one that comes late', async () => {
      const ids = await tell(newMessage(topic, 'a'), newMessage(topic, 'a'));
      const early = recorder();
      const one = await bus.subscribe({ group, topics: [topic], handler: early.handler });
      await one.caughtUp();
      ids.push(...(await tell(newMessage(topic, 'a'))));
      const late = recorder();
      const two = await bus.subscribe({
        group: unusedName('group'),
        topics: [topic],
        handler: late.handler,
      });
      await Promise.all([one.caughtUp(), two.caughtUp()]);
      expect(early.ids()).toEqual(ids);
      expect(late.ids()).toEqual(ids);
      await Promise.all([one.close(), two.close()]);
    });

    test(`${size} messages of 100 keys: none lost, each key in the order of publishing, batches of 1 to 500 of one partition`, async () => {
      const seen = recorder();
      const batches: DeliveredMessage[][] = [];
      const running = new Map<string, number>();
      const subscription = await bus.subscribe({
        group,
        topics: [topic],
        handler: async (batch) => {
          const partition = batch[0]!.partition;
          running.set(partition, (running.get(partition) ?? 0) + 1);
          expect(running.get(partition)).toBe(1);
          batches.push(batch);
          await seen.handler(batch);
          running.set(partition, running.get(partition)! - 1);
        },
      });
      const published = Array.from({ length: size }, (_, n) =>
        newMessage(topic, `key-${(n * 7) % 100}`, { n }),
      );
      for (let i = 0; i < size; i += 500) await bus.publish(published.slice(i, i + 500));
      await subscription.caughtUp();
      await subscription.close();
      expect(seen.ids()).toHaveLength(size);
      for (let k = 0; k < 100; k++) {
        const key = `key-${k}`;
        const numbers = [
          ...new Set(seen.messages.filter((m) => m.key === key).map((m) => m.data.n)),
        ];
        expect(numbers).toEqual(
          published.filter((m) => m.key === key).map((m) => (m.data as { n: number }).n),
        );
      }
      for (const batch of batches) {
        expect(batch.length).toBeGreaterThanOrEqual(1);
        expect(batch.length).toBeLessThanOrEqual(500);
        expect(new Set(batch.map((m) => m.partition)).size).toBe(1);
      }
    });

    test('publishing from many callers at once keeps each caller in order', async () => {
      await Promise.all(
        Array.from({ length: 16 }, async (_, caller) => {
          for (let n = 0; n < 10; n++)
            await bus.publish([newMessage(topic, `caller-${caller}`, { n })]);
        }),
      );
      const seen = recorder();
      const subscription = await bus.subscribe({ group, topics: [topic], handler: seen.handler });
      await subscription.caughtUp();
      await subscription.close();
      for (let caller = 0; caller < 16; caller++) {
        expect([
          ...new Set(
            seen.messages.filter((m) => m.key === `caller-${caller}`).map((m) => m.data.n),
          ),
        ]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      }
    });

    test('carries a message of 500 kB', async () => {
      const big = newMessage(topic, 'k', { text: 'ü'.repeat(250_000) });
      await tell(big);
      const seen = recorder();
      const subscription = await bus.subscribe({ group, topics: [topic], handler: seen.handler });
      await subscription.caughtUp();
      await subscription.close();
      expect(seen.messages[0]!.data).toEqual(big.data);
    });

    consumerGroupsContract(() => ({ bus, topic, group, tell, test }));

    test('what was published and what was handled survive a reopen', async () => {
      if (!opened.reopen)
        return console.info(`MessageBus ${name}: no reopen in this adapter, skipped`);
      await tell(newMessage(topic, 'k'));
      const first = recorder();
      const before = await bus.subscribe({ group, topics: [topic], handler: first.handler });
      await before.caughtUp();
      await before.close();
      const later = await tell(newMessage(topic, 'k'), newMessage(topic, 'k'));
      bus = await opened.reopen();
      const second = recorder();
      const after = await bus.subscribe({ group, topics: [topic], handler: second.handler });
      await after.caughtUp();
      await after.close();
      expect(second.ids()).toEqual(later);
      await bus.ping();
    });
  });
}
