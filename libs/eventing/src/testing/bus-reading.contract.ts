import type { DeliveredMessage, Message } from '../event.js';
import type { BusPage, BusReadOptions, MessageBus } from '../ports/message-bus.js';
import { marksAt, markOfId, positionAt } from '../topic-position.js';
import { errorOf, newMessage, unusedName } from './made.js';
import type { ContractOptions } from './made.js';
import type { OpenedMessageBus } from './message-bus.contract.js';
import { optional } from '../optional.js';

/** Longer than any test takes: a reader that is not woken fails by the limit of the test. */
const LONG_MS = 50_000;

/** The promises of `MessageBus.read`: nothing is left out and nothing comes twice, whatever is asked for together, and over restarts. */
export function busReadingContract(
  name: string,
  open: () => Promise<OpenedMessageBus>,
  { timeoutMs = 60_000 }: ContractOptions = {},
): void {
  describe(`MessageBus.read: ${name}`, () => {
    let opened: OpenedMessageBus;
    let bus: MessageBus;
    let topics: [string, string];
    const test = (title: string, run: () => Promise<void>) => it(title, run, timeoutMs);

    beforeAll(async () => {
      opened = await open();
      bus = opened.bus;
    }, timeoutMs);
    afterAll(async () => opened?.close(), timeoutMs);
    beforeEach(async () => {
      topics = [
        `chignon.contract.${unusedName('topic')}`,
        `chignon.contract.${unusedName('topic')}`,
      ];
      await bus.createTopics(topics.map((topic) => ({ name: topic })));
    }, timeoutMs);

    const tell = async (count: number, topic = topics[0]): Promise<Message[]> => {
      const messages = Array.from({ length: count }, (_, n) =>
        newMessage(topic, `key-${n % 5}`, { n }),
      );
      await bus.publish(messages);
      return messages;
    };
    /** Page by page to the end mark. */
    const toTheEnd = async (options: BusReadOptions): Promise<BusPage & { pages: number }> => {
      const messages: DeliveredMessage[] = [];
      for (let { after } = options, pages = 1; ; pages++) {
        const page = await bus.read({ ...options, ...optional({ after }) });
        expect(page.messages.length).toBeLessThanOrEqual(options.limit);
        messages.push(...page.messages);
        if (page.end) return { ...page, messages, pages };
        after = page.next;
      }
    };
    const ids = (messages: readonly { id: string }[]) => messages.map(({ id }) => id).sort();
    const ofKey = (key: string, messages: readonly Message[]) =>
      messages.filter((message) => message.key === key).map(({ id }) => id);

    test('AN-21 reads several topics page by page: each message once, whole, each key in order, and says where it ends', async () => {
      const told = [...(await tell(30)), ...(await tell(20, topics[1])), ...(await tell(7))];
      const { messages, pages } = await toTheEnd({ topics, limit: 8 });
      expect(pages).toBeGreaterThan(6);
      expect(ids(messages)).toEqual(ids(told));
      const { partition, offset, ...whole } = messages.find(({ id }) => id === told[3]!.id)!;
      expect(whole).toEqual(told[3]);
      expect(partition.startsWith(`${topics[0]}/`)).toBe(true);
      expect(offset).toMatch(/^\d{20}$/);
      for (const topic of topics)
        for (let k = 0; k < 5; k++)
          expect(
            ofKey(
              `key-${k}`,
              messages.filter((m) => m.topic === topic),
            ),
          ).toEqual(
            ofKey(
              `key-${k}`,
              told.filter((m) => m.topic === topic),
            ),
          );
    });

    test('a page asked for again is the same, and an empty end keeps its place', async () => {
      await tell(6);
      const page = await toTheEnd({ topics: [topics[0]], limit: 100 });
      const again = await bus.read({ topics: [topics[0]], after: page.next, limit: 5 });
      expect(again).toEqual({ messages: [], next: page.next, end: true });
      const [later] = await tell(1);
      const after = await bus.read({ topics: [topics[0]], after: page.next, limit: 5 });
      expect(ids(after.messages)).toEqual([later!.id]);
    });

    test('a position holds over a restart', async () => {
      if (!opened.reopen)
        return console.info(`MessageBus.read ${name}: no reopen in this adapter, skipped`);
      await tell(9);
      const { next, messages } = await bus.read({ topics, limit: 4 });
      bus = await opened.reopen();
      const rest = await toTheEnd({ topics, after: next, limit: 4 });
      expect(new Set(ids([...messages, ...rest.messages])).size).toBe(9);
      expect(rest.messages).toHaveLength(5);
    });

    test('a topic that is added begins at its first message, one that is left out keeps its place', async () => {
      const first = await tell(5);
      const second = await tell(5, topics[1]);
      const one = await toTheEnd({ topics: [topics[0]], limit: 100 });
      expect(ids(one.messages)).toEqual(ids(first));
      const both = await toTheEnd({ topics, after: one.next, limit: 100 });
      expect(ids(both.messages)).toEqual(ids(second));
      const alone = await toTheEnd({ topics: [topics[1]], after: both.next, limit: 100 });
      const more = await tell(2);
      const back = await toTheEnd({ topics, after: alone.next, limit: 100 });
      expect(ids(back.messages)).toEqual(ids(more));
    });

    test('E6 refuses what is no position, and one that points at another message or beyond the end', async () => {
      const told = await tell(3);
      const { next } = await toTheEnd({ topics: [topics[0]], limit: 100 });
      for (const after of ['', 'x', 'bm90aGluZw', next.slice(0, -2), `${next}AA`])
        expect(await errorOf(bus.read({ topics, after, limit: 1 }))).toMatchObject({
          kind: 'invalid',
          code: 'position-invalid',
        });
      const [partition, { offset }] = [...marksAt(next)][0]!;
      // Where another message stands it is told as soon as there is something to read.
      await bus.publish(told.map(({ key }) => newMessage(topics[0], key)));
      for (const place of [offset, `9${offset.slice(1)}`]) {
        const after = positionAt(
          new Map([[partition, { offset: place, mark: markOfId('another') }]]),
        );
        expect(await errorOf(bus.read({ topics, after, limit: 1 }))).toMatchObject({
          kind: 'conflict',
          code: 'position-lost',
        });
      }
    });

    test('waits for what comes, for no longer than it was asked to, and until it is told to stop', async () => {
      const { next } = await bus.read({ topics, limit: 10 });
      const coming = bus.read({ topics, after: next, limit: 10, waitMs: LONG_MS });
      const [message] = await tell(1, topics[1]);
      expect(ids((await coming).messages)).toEqual([message!.id]);
      const end = (await coming).next;
      expect(await bus.read({ topics, after: end, limit: 10, waitMs: 5 })).toEqual({
        messages: [],
        next: end,
        end: true,
      });
      const stop = new AbortController();
      const waiting = bus.read({
        topics,
        after: end,
        limit: 10,
        waitMs: LONG_MS,
        signal: stop.signal,
      });
      stop.abort();
      expect((await waiting).messages).toEqual([]);
    });

    test('a page is bounded in size, and a message of any size comes', async () => {
      const big = Array.from({ length: 5 }, () =>
        newMessage(topics[0], 'k', { text: crypto.randomUUID().repeat(12_000) }),
      );
      for (const message of big) await bus.publish([message]);
      const { messages, pages } = await toTheEnd({ topics, limit: 100 });
      expect(ids(messages)).toEqual(ids(big));
      expect(pages).toBeGreaterThan(1);
    });

    test('a topic that was never created is an error', async () => {
      await expect(bus.read({ topics: [`${topics[0]}never`], limit: 1 })).rejects.toThrow(
        'never created',
      );
    });
  });
}
