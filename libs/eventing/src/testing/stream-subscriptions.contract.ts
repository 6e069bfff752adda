import type { RecordedEvent } from '../event.js';
import type { StreamStore } from '../ports/stream-store.js';
import { errorOf, gate, newEvent, unusedName } from './made.js';
import { appendOne, recorder } from './stream-setting.js';
import type { Setting } from './stream-setting.js';

/** The part of `streamStoreContract` about subscribers: one order for all, each at its own pace. */
export function streamSubscriptionsContract(given: () => Setting): void {
  const { test } = given();
  let store: StreamStore;
  let category: string;
  beforeEach(() => void ({ store, category } = given()));

  describe('subscribe', () => {
    test('gives the past, then what comes, of the categories named and no other', async () => {
      const longer = `${category}x`;
      const expected = [
        await appendOne(store, `${category}-1`, 0),
        await appendOne(store, `${category}-2`, 0),
      ];
      await appendOne(store, `${longer}-1`, 0);
      const seen = recorder();
      const subscription = store.subscribe({ categories: [category], handler: seen.handler });
      await subscription.caughtUp();
      expect(seen.ids()).toEqual(expected.map((e) => e.id));
      await appendOne(store, `${longer}-1`, 1);
      expected.push(
        await appendOne(store, `${category}-2`, 1),
        await appendOne(store, `${category}-1`, 1),
      );
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
      await appendOne(store, `${category}-1`, 0);
      const seen = recorder();
      const subscription = store.subscribe({
        from: 'end',
        categories: [category],
        handler: seen.handler,
      });
      await subscription.caughtUp();
      expect(seen.ids()).toEqual([]);
      const expected = [await appendOne(store, `${category}-1`, 1)];
      for (let i = 0; i < 3; i++) await appendOne(store, `${other}-1`, i);
      await subscription.caughtUp();
      expected.push(
        await appendOne(store, `${category}-2`, 0),
        await appendOne(store, `${category}-1`, 2),
      );
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
          store,
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
      for (let i = 0; i < 5; i++) await appendOne(store, `${category}-1`, i);
      await subscription.caughtUp();
      await subscription.close();
      expect(seen.positions).toEqual([...seen.positions].sort());
      const more = await appendOne(store, `${category}-1`, 5);
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
      for (let i = 0; i < 50; i++) await appendOne(store, `${category}-1`, i);
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
      await appendOne(store, `${category}-1`, 0);
      await started.opened;
      const closed = subscription.close();
      await appendOne(store, `${category}-1`, 1);
      expect([finished, subscription.lag() >= 1]).toEqual([false, true]);
      held.open();
      await closed;
      expect(finished).toBe(true);
      await appendOne(store, `${category}-1`, 2);
      const fresh = recorder();
      const another = store.subscribe({ categories: [category], handler: fresh.handler });
      await another.caughtUp();
      expect(another.lag()).toBe(0);
      await another.close();
      expect(fresh.ids()).toHaveLength(3);
      expect(seen.ids()).toEqual(fresh.ids().slice(0, 1));
    });
  });
}
