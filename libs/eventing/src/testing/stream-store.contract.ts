import fc from 'fast-check';
import type { EventToAppend, RecordedEvent } from '../event.js';
import type { StreamStore } from '../ports/stream-store.js';
import { ConflictError } from '../refusal.js';
import { errorOf, gate, newEvent, unusedName } from './made.js';
import type { ContractOptions } from './made.js';

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

/** Remembers what a handler was given. */
const recorder = () => {
  const events: RecordedEvent[] = [];
  const positions: string[] = [];
  return {
    events,
    positions,
    ids: () => events.map((e) => e.id),
    handler: async (batch: RecordedEvent[], position: string) => {
      events.push(...batch);
      positions.push(position);
    },
  };
};

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

    const appendOne = async (
      stream: string,
      expected: number,
      event: EventToAppend = newEvent(),
    ) => {
      await store.append(stream, [event], { expected });
      return event;
    };

    describe('append and read', () => {
      test('an absent stream reads as nothing', async () => {
        expect(await store.read(`${category}-nobody`)).toEqual([]);
      });

      test('reads back exactly what was appended, in order, with revisions from 1 and growing positions', async () => {
        const stream = `${category}-a-b/ü č 漢`;
        const data = {
          text: 'ü 漢 \u{1F485} "\\',
          list: [1, null, true, { deep: [] }],
          cents: -Number.MAX_SAFE_INTEGER,
          empty: {},
          'dotted.key': 1,
        };
        const first = [newEvent(data, 'Opened'), { ...newEvent({ n: 2 }), version: 3 }];
        const second = [newEvent({ n: 3 })];
        const one = await store.append(stream, first, { expected: 0 });
        const two = await store.append(stream, second, { expected: 2 });
        expect([one.revision, two.revision]).toEqual([2, 3]);

        const read = await store.read(stream);
        expect(read.map(({ position, ...rest }) => rest)).toEqual(
          [...first, ...second].map((e, i) => ({ ...e, stream, revision: i + 1 })),
        );
        expect(read.map((e) => e.position)).toEqual([...read.map((e) => e.position)].sort());
        expect(new Set(read.map((e) => e.position)).size).toBe(3);
        expect([one.position, two.position]).toEqual([read[1]!.position, read[2]!.position]);
        expect((await store.end())! >= two.position).toBe(true);
      });

      test('reads from any revision, and nothing past the end', async () => {
        const stream = `${category}-1`;
        const events = [newEvent(), newEvent(), newEvent()];
        await store.append(stream, events, { expected: 0 });
        for (const from of [1, 2, 3, 4])
          expect((await store.read(stream, from)).map((e) => e.id)).toEqual(
            events.slice(from - 1).map((e) => e.id),
          );
        expect(await store.read(stream, 99)).toEqual([]);
        for (const [from, limit] of [
          [1, 1],
          [1, 2],
          [2, 1],
          [2, 99],
          [3, 1],
          [4, 2],
        ] as const)
          expect((await store.read(stream, from, limit)).map((e) => e.id)).toEqual(
            events.slice(from - 1, from - 1 + limit).map((e) => e.id),
          );
      });

      test('keeps a batch of 1,200 events and an event of 1 MB', async () => {
        const many = Array.from({ length: 1200 }, (_, n) => newEvent({ n }));
        expect((await store.append(`${category}-many`, many, { expected: 0 })).revision).toBe(1200);
        expect((await store.read(`${category}-many`)).map((e) => e.data.n)).toEqual(
          many.map((_, n) => n),
        );
        const big = newEvent({ text: 'ü'.repeat(500_000) });
        await store.append(`${category}-big`, [big], { expected: 0 });
        expect((await store.read(`${category}-big`))[0]!.data).toEqual(big.data);
      });

      test('the end is the newest of all, whoever wrote it, and never runs backwards', async () => {
        let before = '';
        for (let i = 0; i < 3; i++) {
          const { position } = await store.append(`${unusedName('cat')}-1`, [newEvent()], {
            expected: 0,
          });
          const end = (await store.end())!;
          expect([end >= position, end > before]).toEqual([true, true]);
          before = end;
        }
      });
    });

    describe('conflict', () => {
      test('a wrong expected revision is a ConflictError and changes nothing', async () => {
        const stream = `${category}-1`;
        for (const expected of [1, 7])
          expect(await errorOf(store.append(stream, [newEvent()], { expected }))).toBeInstanceOf(
            ConflictError,
          );
        expect(await store.read(stream)).toEqual([]);
        const kept = [newEvent(), newEvent()];
        await store.append(stream, kept, { expected: 0 });
        for (const expected of [0, 1, 3])
          expect(await errorOf(store.append(stream, [newEvent()], { expected }))).toBeInstanceOf(
            ConflictError,
          );
        expect((await store.read(stream)).map((e) => e.id)).toEqual(kept.map((e) => e.id));
      });

      test('of 64 different appends at one expected revision exactly one wins', async () => {
        const stream = `${category}-1`;
        const events = Array.from({ length: 64 }, () => newEvent());
        const results = await Promise.allSettled(
          events.map((event) => store.append(stream, [event], { expected: 0 })),
        );
        const won = results.flatMap((r, i) => (r.status === 'fulfilled' ? [events[i]!.id] : []));
        expect(won).toHaveLength(1);
        for (const r of results)
          if (r.status === 'rejected') expect(r.reason).toBeInstanceOf(ConflictError);
        expect((await store.read(stream)).map((e) => e.id)).toEqual(won);
      });

      test('a conflicting append among concurrent ones fails alone', async () => {
        await appendOne(`${category}-busy`, 0);
        const results = await Promise.allSettled(
          Array.from({ length: 30 }, (_, i) =>
            store.append(
              i % 10 === 5 ? `${category}-busy` : `${category}-${i}`,
              [newEvent({ i }), newEvent({ i })],
              { expected: 0 },
            ),
          ),
        );
        expect(results.flatMap((r, i) => (r.status === 'rejected' ? [i] : []))).toEqual([
          5, 15, 25,
        ]);
        for (let i = 0; i < 30; i++)
          if (i % 10 !== 5) expect(await store.read(`${category}-${i}`)).toHaveLength(2);
        expect(await store.read(`${category}-busy`)).toHaveLength(1);
      });
    });

    describe('duplicate', () => {
      test('the same events at the same expected revision again give the same answer, also after later events', async () => {
        const stream = `${category}-1`;
        const events = [newEvent(), newEvent()];
        const answer = await store.append(stream, events, { expected: 0 });
        expect(await store.append(stream, events, { expected: 0 })).toEqual(answer);
        await appendOne(stream, 2);
        expect(await store.append(stream, events, { expected: 0 })).toEqual(answer);
        expect(await store.read(stream)).toHaveLength(3);
      });

      test('64 parallel copies of one append are applied once and all get the same answer', async () => {
        const stream = `${category}-1`;
        await appendOne(stream, 0);
        const events = [newEvent(), newEvent(), newEvent()];
        const answers = await Promise.all(
          Array.from({ length: 64 }, () => store.append(stream, events, { expected: 1 })),
        );
        expect(new Set(answers.map((a) => `${a.revision} ${a.position}`)).size).toBe(1);
        expect(answers[0]!.revision).toBe(4);
        expect(await store.read(stream)).toHaveLength(4);
      });

      test('events that are only partly the same are a conflict', async () => {
        const stream = `${category}-1`;
        const [a, b] = [newEvent(), newEvent()];
        await store.append(stream, [a, b], { expected: 0 });
        for (const events of [
          [a, newEvent()],
          [a, b, newEvent()],
          [b, a],
        ]) {
          expect(await errorOf(store.append(stream, events, { expected: 0 }))).toBeInstanceOf(
            ConflictError,
          );
        }
        expect(await store.read(stream)).toHaveLength(2);
      });
    });

    describe('half batch', () => {
      test('an append whose third event JSON refuses leaves nothing, and the store works on', async () => {
        const cyclic: Record<string, unknown> = {};
        cyclic.self = cyclic;
        for (const data of [cyclic, { n: 1n }]) {
          const stream = `${category}-${unusedName('s')}`;
          await expect(
            store.append(stream, [newEvent(), newEvent(), newEvent(data)], { expected: 0 }),
          ).rejects.toThrow();
          expect(await store.read(stream)).toEqual([]);
          expect((await store.append(stream, [newEvent()], { expected: 0 })).revision).toBe(1);
        }
      });

      test('a bad append among concurrent good ones fails alone', async () => {
        const results = await Promise.allSettled(
          Array.from({ length: 10 }, (_, i) =>
            store.append(`${category}-${i}`, [newEvent(), newEvent({ n: i === 4 ? 1n : i })], {
              expected: 0,
            }),
          ),
        );
        expect(results.map((r) => r.status === 'fulfilled')).toEqual(
          Array.from({ length: 10 }, (_, i) => i !== 4),
        );
        expect(await store.read(`${category}-4`)).toEqual([]);
        expect(await store.read(`${category}-9`)).toHaveLength(2);
      });

      test('any interleaving of appends leaves revisions without a gap and exactly the acknowledged events', async () => {
        const step = fc.record({
          stream: fc.integer({ min: 0, max: 2 }),
          behind: fc.integer({ min: 0, max: 1 }),
          size: fc.integer({ min: 1, max: 4 }),
        });
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.array(step, { maxLength: 8 }), { minLength: 1, maxLength: 4 }),
            async (writers) => {
              const run = unusedName('s');
              const acknowledged = new Map<string, Map<number, string>>();
              await Promise.all(
                writers.map(async (steps) => {
                  for (const { stream: n, behind, size } of steps) {
                    const stream = `${category}-${run}-${n}`;
                    const seen = (await store.read(stream)).length;
                    const expected = Math.max(0, seen - behind);
                    const events = Array.from({ length: size }, () => newEvent());
                    try {
                      const { revision } = await store.append(stream, events, { expected });
                      const kept = acknowledged.get(stream) ?? new Map<number, string>();
                      acknowledged.set(stream, kept);
                      events.forEach((event, i) => kept.set(revision - size + 1 + i, event.id));
                    } catch (error) {
                      expect(error).toBeInstanceOf(ConflictError);
                    }
                  }
                }),
              );
              for (const [stream, kept] of acknowledged) {
                const read = await store.read(stream);
                expect(read.map((e) => e.revision)).toEqual(read.map((_, i) => i + 1));
                expect(new Map(read.map((e) => [e.revision, e.id]))).toEqual(
                  new Map([...kept].sort(([a], [b]) => a - b)),
                );
              }
            },
          ),
          { numRuns: runs },
        );
      });
    });

    describe('subscribe', () => {
      test('gives the past, then what comes, of the categories named and no other', async () => {
        const longer = `${category}x`;
        const expected = [await appendOne(`${category}-1`, 0), await appendOne(`${category}-2`, 0)];
        await appendOne(`${longer}-1`, 0);
        const seen = recorder();
        const subscription = store.subscribe({ categories: [category], handler: seen.handler });
        await subscription.caughtUp();
        expect(seen.ids()).toEqual(expected.map((e) => e.id));
        await appendOne(`${longer}-1`, 1);
        expected.push(await appendOne(`${category}-2`, 1), await appendOne(`${category}-1`, 1));
        await subscription.caughtUp();
        expect(seen.ids()).toEqual(expected.map((e) => e.id));
        const read = [
          ...(await store.read(`${category}-1`)),
          ...(await store.read(`${category}-2`)),
        ].sort((a, b) => (a.position < b.position ? -1 : 1));
        expect(seen.events).toEqual(read);
        await subscription.close();
      });

      test('from the end: nothing of the past, and once caught up everything that comes, also after nothing but others wrote', async () => {
        const other = unusedName('cat');
        await appendOne(`${category}-1`, 0);
        const seen = recorder();
        const subscription = store.subscribe({
          from: 'end',
          categories: [category],
          handler: seen.handler,
        });
        await subscription.caughtUp();
        expect(seen.ids()).toEqual([]);
        const expected = [await appendOne(`${category}-1`, 1)];
        for (let i = 0; i < 3; i++) await appendOne(`${other}-1`, i);
        await subscription.caughtUp();
        expected.push(await appendOne(`${category}-2`, 0), await appendOne(`${category}-1`, 2));
        await Promise.all([subscription.caughtUp(), subscription.caughtUp()]);
        expect(seen.ids()).toEqual(expected.map((e) => e.id));
        await subscription.close();
        expect(await errorOf(subscription.caughtUp())).toBeInstanceOf(Error);
      });

      test('two subscribers see the same one order, batches of at most 500, each handler awaited before its next', async () => {
        const batches: number[] = [];
        const running = { now: 0, most: 0 };
        const [one, two] = [recorder(), recorder()];
        const first = store.subscribe({
          categories: [category],
          handler: async (events, position) => {
            running.most = Math.max(running.most, ++running.now);
            batches.push(events.length);
            await new Promise((resolve) => setImmediate(resolve));
            await one.handler(events, position);
            running.now--;
          },
        });
        await Promise.all(
          Array.from({ length: 60 }, (_, i) =>
            store.append(
              `${category}-${i}`,
              Array.from({ length: 20 }, () => newEvent({ i })),
              { expected: 0 },
            ),
          ),
        );
        const second = store.subscribe({ categories: [category], handler: two.handler });
        await Promise.all([first.caughtUp(), second.caughtUp()]);
        expect(one.ids()).toHaveLength(1200);
        expect(two.ids()).toEqual(one.ids());
        expect(one.events.map((e) => e.position)).toEqual(
          [...new Set(one.events.map((e) => e.position))].sort(),
        );
        expect(running.most).toBe(1);
        expect(Math.max(...batches)).toBeLessThanOrEqual(500);
        await Promise.all([first.close(), second.close()]);
      });

      test('resumes from any position: exactly what comes after it', async () => {
        const other = unusedName('cat');
        const events: RecordedEvent[] = [];
        for (let i = 0; i < 12; i++) {
          await appendOne(
            `${i % 3 === 0 ? other : category}-${i % 4}`,
            (await store.read(`${i % 3 === 0 ? other : category}-${i % 4}`)).length,
          );
        }
        const all = recorder();
        const whole = store.subscribe({ categories: [category, other], handler: all.handler });
        await whole.caughtUp();
        await whole.close();
        expect(all.events).toHaveLength(12);
        events.push(...all.events);
        for (const [i, { position }] of events.entries()) {
          const seen = recorder();
          const subscription = store.subscribe({
            from: position,
            categories: [category],
            handler: seen.handler,
          });
          await subscription.caughtUp();
          await subscription.close();
          expect(seen.ids()).toEqual(
            events
              .slice(i + 1)
              .filter((e) => e.stream.startsWith(`${category}-`))
              .map((e) => e.id),
          );
        }
      });

      test('positions handed to the handler never run backwards and resume without loss', async () => {
        const seen = recorder();
        const subscription = store.subscribe({ categories: [category], handler: seen.handler });
        for (let i = 0; i < 5; i++) await appendOne(`${category}-1`, i);
        await subscription.caughtUp();
        await subscription.close();
        expect(seen.positions).toEqual([...seen.positions].sort());
        const more = await appendOne(`${category}-1`, 5);
        const later = recorder();
        const resumed = store.subscribe({
          from: seen.positions.at(-1),
          categories: [category],
          handler: later.handler,
        });
        await resumed.caughtUp();
        await resumed.close();
        expect(later.ids()).toEqual([more.id]);
      });

      test('a handler that throws gets the same batch again, and nothing behind it before', async () => {
        const events = [newEvent(), newEvent(), newEvent()];
        await store.append(`${category}-1`, events, { expected: 0 });
        const tries: string[][] = [];
        const subscription = store.subscribe({
          categories: [category],
          handler: async (batch) => {
            if (!batch.length) return;
            tries.push(batch.map((e) => e.id));
            if (tries.length === 1) throw new TypeError('cannot read properties of undefined');
            if (tries.length === 2) throw undefined;
          },
        });
        await subscription.caughtUp();
        await subscription.close();
        expect(tries[1]![0]).toBe(tries[0]![0]);
        expect(tries[2]![0]).toBe(tries[0]![0]);
        expect([...new Set(tries.flat())]).toEqual(events.map((e) => e.id));
      });

      test('a handler that hangs or fails holds up neither appends nor other subscribers', async () => {
        const held = gate();
        const stuck = recorder();
        const slow = store.subscribe({
          categories: [category],
          handler: async (events, position) => {
            await held.opened;
            await stuck.handler(events, position);
          },
        });
        const broken = store.subscribe({
          categories: [category],
          handler: async (events) => {
            if (events.length) throw new Error('always');
          },
        });
        const seen = recorder();
        const quick = store.subscribe({ categories: [category], handler: seen.handler });
        for (let i = 0; i < 50; i++) await appendOne(`${category}-1`, i);
        await quick.caughtUp();
        expect(seen.ids()).toHaveLength(50);
        expect(stuck.ids()).toHaveLength(0);
        held.open();
        await slow.caughtUp();
        expect(stuck.ids()).toEqual(seen.ids());
        await Promise.all([slow.close(), quick.close(), broken.close()]);
      });

      test('caughtUp covers what was acknowledged before the call; close waits for the running handler, and nothing comes after it', async () => {
        const [started, held] = [gate(), gate()];
        const seen = recorder();
        let finished = false;
        const subscription = store.subscribe({
          categories: [category],
          handler: async (events, position) => {
            await seen.handler(events, position);
            if (!events.length) return;
            started.open();
            await held.opened;
            finished = true;
          },
        });
        await subscription.caughtUp();
        await appendOne(`${category}-1`, 0);
        await started.opened;
        const closed = subscription.close();
        await appendOne(`${category}-1`, 1);
        expect([finished, subscription.lag() >= 1]).toEqual([false, true]);
        held.open();
        await closed;
        expect(finished).toBe(true);
        await appendOne(`${category}-1`, 2);
        const fresh = recorder();
        const another = store.subscribe({ categories: [category], handler: fresh.handler });
        await another.caughtUp();
        expect(another.lag()).toBe(0);
        await another.close();
        expect(fresh.ids()).toHaveLength(3);
        expect(seen.ids()).toEqual(fresh.ids().slice(0, 1));
      });
    });

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
        const more = await appendOne(stream, 2);
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
