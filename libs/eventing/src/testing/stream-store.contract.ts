import type { StreamStore } from '../ports/stream-store.js';
import { ConflictError } from '../refusal.js';
import { errorOf, newEvent, unusedName } from './made.js';
import type { ContractOptions } from './made.js';
import { streamAppendsContract } from './stream-appends.contract.js';
import { appendOne, recorder } from './stream-setting.js';
import { streamSubscriptionsContract } from './stream-subscriptions.contract.js';

export interface OpenedStreamStore {
  readonly store: StreamStore;
  /** A restart or a new connection over the same data; the store before it is dead. Left out where it means nothing. */
  readonly reopen?: () => Promise<StreamStore>;
  readonly close: () => Promise<void>;
}

export interface StreamStoreContractOptions extends ContractOptions {
  /** Default 10,000. */
  readonly streams?: number;
}

/**
 * The promises of `StreamStore`, hostile cases included. One store is opened for the whole suite; every test keeps to
 * categories of its own, so an engine with older data in it will do.
 */
export function streamStoreContract(
  name: string,
  open: () => Promise<OpenedStreamStore>,
  options: StreamStoreContractOptions = {},
): void {
  const { timeoutMs = 60_000, runs = 20, streams = 10_000 } = options;

  describe(`StreamStore: ${name}`, () => {
    let opened: OpenedStreamStore;
    let store: StreamStore;
    let category: string;
    const test = (title: string, run: () => Promise<void>) => it(title, run, timeoutMs);

    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    }, timeoutMs);
    afterAll(async () => opened?.close(), timeoutMs);
    beforeEach(() => void (category = unusedName('cat')));

    const given = () => ({ store, category, test });

    streamAppendsContract(given, runs);
    streamSubscriptionsContract(given);

    describe('size', () => {
      test(`${streams} streams, each readable, all in one order`, async () => {
        const writeThem = async (from: number) => {
          for (let i = from; i < streams; i += 100)
            await store.append(`${category}-${i}`, [newEvent({ i })], { expected: 0 });
        };
        await Promise.all(Array.from({ length: 100 }, (_, n) => writeThem(n)));
        for (const i of [0, 1, Math.floor(streams / 2), streams - 1]) {
          expect((await store.read(`${category}-${i}`)).map((e) => [e.revision, e.data.i])).toEqual(
            [[1, i]],
          );
        }
        const numbers = new Set<number>();
        const subscription = store.subscribe({
          categories: [category],
          handler: async (events) => events.forEach((e) => numbers.add(e.data.i)),
        });
        await subscription.caughtUp();
        await subscription.close();
        expect(numbers.size).toBe(streams);
      });
    });

    describe('reopen', () => {
      test('everything acknowledged is there, duplicates are still known, and subscriptions resume', async () => {
        if (!opened.reopen)
          return console.info(`StreamStore ${name}: no reopen in this adapter, skipped`);
        const stream = `${category}-1`;
        const events = [newEvent(), newEvent()];
        const answer = await store.append(stream, events, { expected: 0 });
        const before = await store.read(stream);
        store = await opened.reopen();
        expect(await store.read(stream)).toEqual(before);
        expect(await store.append(stream, events, { expected: 0 })).toEqual(answer);
        expect(await errorOf(store.append(stream, [newEvent()], { expected: 1 }))).toBeInstanceOf(
          ConflictError,
        );
        const more = await appendOne(store, stream, 2);
        const seen = recorder();
        const subscription = store.subscribe({
          from: answer.position,
          categories: [category],
          handler: seen.handler,
        });
        await subscription.caughtUp();
        await subscription.close();
        expect(seen.ids()).toEqual([more.id]);
      });

      test('answers a ping and finds nothing wrong with itself', async () => {
        await store.ping();
        const findings: unknown[] = [];
        for await (const finding of store.integrity()) findings.push(finding);
        expect([findings, await store.cutOff([category])]).toEqual([[], []]);
      });
    });
  });
}
