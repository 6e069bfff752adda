import { UnavailableError } from '@chignon/eventing';
import type { EventToAppend, RecordedEvent } from '@chignon/eventing';
import { errorOf, gate, newEvent, unusedName } from '@chignon/eventing/testing';
import { startStandIn } from './index.js';
import { noting, resumesExactly } from './noting.js';

import { many, onAWire } from './wire.js';

/** What only happens on a wire: answers that are lost, lines that are cut, servers that go away. */
describe('Subscriptions to EventStoreDB over a wire that breaks', () => {
  const wire = onAWire();

  describe('E3 a subscription', () => {
    it('goes on after the server was stopped and started again on the same data', async () => {
      const seen: string[] = [];
      const subscription = wire.store.subscribe({
        categories: [wire.category],
        handler: async (batch) => void seen.push(...batch.map(({ id }) => id)),
      });
      const before = many(10);
      await wire.store.append(wire.stream, before, { expected: 0 });
      await subscription.caughtUp();
      await wire.standIn.close();
      expect(await errorOf(wire.store.ping())).toBeInstanceOf(UnavailableError);
      wire.standIn = await startStandIn({ port: 0, dir: wire.dir });
      wire.line.leadTo(wire.standIn.port);
      const after = many(10, 10);
      await reaching(() => wire.store.append(wire.stream, after, { expected: 10 }));
      await reaching(subscription.caughtUp);
      expect(seen).toEqual([...before, ...after].map(({ id }) => id));
      await subscription.close();
    }, 60_000);

    it('whose handler hangs lets only a bounded number of events come', async () => {
      const events = many(3000);
      // The server's pages of 500 begin here. With 495 others first, one ends with our 1,005th event: its checkpoint comes
      // while the five before it wait in the client, because the adapter's buffer of 1,000 is full.
      const { position: from } = await wire.store.append(wire.stream, [newEvent()], {
        expected: 0,
      });
      await wire.store.append(`${unusedName('cat')}-1`, many(495), { expected: 0 });
      for (let i = 0; i < events.length; i += 500)
        await wire.store.append(wire.stream, events.slice(i, i + 500), { expected: i + 1 });
      const [started, held] = [gate(), gate()];
      const slow: RecordedEvent[] = [];
      wire.standIn.troubles.sent = 0;
      const stuck = wire.store.subscribe({
        from,
        categories: [wire.category],
        handler: async (batch) => {
          started.open();
          await held.opened;
          slow.push(...batch);
        },
      });
      await started.opened;
      const quick: RecordedEvent[] = [];
      const other = wire.store.subscribe({
        from,
        categories: [wire.category],
        handler: async (batch) => void quick.push(...batch),
      });
      await other.caughtUp();
      expect(quick).toHaveLength(3000);
      expect(wire.standIn.troubles.sent).toBeLessThan(3000 + 1500);
      held.open();
      await stuck.caughtUp();
      expect(slow).toEqual(quick);
      await Promise.all([stuck.close(), other.close()]);
    }, 60_000);

    it('L-3 of a quiet category costs what the server says, not what others wrote: from the start, caught up again, and from the end', async () => {
      const other = `${unusedName('cat')}-1`;
      for (let i = 0; i < 20_000; i += 1000)
        await wire.store.append(other, many(1000, i), { expected: i });
      const windows =
        (await wire.store.end())!.length &&
        Math.ceil(Number((await wire.store.end())!.split('.')[0]) / 500);
      const said = async (what: () => Promise<unknown>) => {
        wire.standIn.troubles.sent = 0;
        await what();
        return wire.standIn.troubles.sent;
      };
      const quiet = wire.store.subscribe({ categories: [wire.category], handler: async () => {} });
      expect(await said(() => quiet.caughtUp())).toBeLessThan(windows + 10);
      expect(await said(() => quiet.caughtUp())).toBeLessThan(10);
      const tail = wire.store.subscribe({
        categories: [wire.category],
        from: 'end',
        handler: async () => {},
      });
      expect(await said(() => tail.caughtUp())).toBeLessThan(10);
      await Promise.all([quiet.close(), tail.close()]);
    }, 60_000);

    it('L-2 takes the event that stands at a checkpoint that came before it, and never hands over its place before it', async () => {
      wire.standIn.troubles.checkpointEarly = true;
      try {
        const from = await wire.store.append(`${wire.category}-first`, [newEvent()], {
          expected: 0,
        });
        const past = many(3);
        await wire.store.append(wire.stream, past, { expected: 0 });
        const noted = noting(wire.store, wire.category, from.position);
        await noted.subscription.caughtUp();
        const later: EventToAppend[] = [];
        for (let i = 0; i < 3; i++) {
          const event = newEvent();
          later.push(event);
          await wire.store.append(wire.stream, [event], { expected: 3 + i });
          await noted.subscription.caughtUp();
          // A new session begins with such a checkpoint.
          wire.line.cut();
          await wire.store.append(`${unusedName('cat')}-1`, many(600), { expected: 0 });
          await reaching(() => noted.subscription.caughtUp());
        }
        expect(noted.ids).toEqual([...past, ...later].map(({ id }) => id));
        await resumesExactly(wire.store, wire.category, noted);
        await noted.subscription.close();
      } finally {
        wire.standIn.troubles.checkpointEarly = false;
      }
    }, 60_000);
  });
});

/** While a line is down, asking where the end is may fail: asked again until it is known. */
async function reaching<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
    }
  }
}
