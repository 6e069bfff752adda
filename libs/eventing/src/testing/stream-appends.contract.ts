import fc from 'fast-check';
import type { StreamStore } from '../ports/stream-store.js';
import { ConflictError } from '../refusal.js';
import { errorOf, newEvent, unusedName } from './made.js';
import { appendOne } from './stream-setting.js';
import type { Setting } from './stream-setting.js';

/** The part of `streamStoreContract` about appends: whole, in order, at the expected revision, once. */
export function streamAppendsContract(given: () => Setting, runs: number): void {
  const { test } = given();
  let store: StreamStore;
  let category: string;
  beforeEach(() => void ({ store, category } = given()));

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
      await appendOne(store, `${category}-busy`, 0);
      const results = await Promise.allSettled(
        Array.from({ length: 30 }, (_, i) =>
          store.append(
            i % 10 === 5 ? `${category}-busy` : `${category}-${i}`,
            [newEvent({ i }), newEvent({ i })],
            { expected: 0 },
          ),
        ),
      );
      expect(results.flatMap((r, i) => (r.status === 'rejected' ? [i] : []))).toEqual([5, 15, 25]);
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
      await appendOne(store, stream, 2);
      expect(await store.append(stream, events, { expected: 0 })).toEqual(answer);
      expect(await store.read(stream)).toHaveLength(3);
    });

    test('64 parallel copies of one append are applied once and all get the same answer', async () => {
      const stream = `${category}-1`;
      await appendOne(store, stream, 0);
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
}
