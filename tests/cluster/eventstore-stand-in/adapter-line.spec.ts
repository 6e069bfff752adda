import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import { UnavailableError } from '@chignon/eventing';
import type { EventToAppend, RecordedEvent, StreamStore } from '@chignon/eventing';
import { errorOf, gate, newEvent, unusedName } from '@chignon/eventing/testing';
import type { Line } from './line.js';
import { noting, resumesExactly } from './noting.js';
import { openPeer } from './peer.js';
import type { Peer } from './peer.js';

/** Longest time in which a line that has fallen silent must be noticed, and what a busy machine may add. */
const NOTICED_MS = 8000;
const SLACK_MS = 1500;

/** What the server does by itself, and what happens to the line to it: tried with one's own server as well, see docs/operating.md. */
describe('EventStoreDB over a line', () => {
  let peer: Peer;
  let store: StreamStore;
  let category: string;
  let stream: string;
  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, i) => newEvent({ n: from + i }));

  beforeAll(async () => {
    peer = await openPeer();
    store = openEventStoreDb({
      connectionString: peer.line
        ? `esdb://127.0.0.1:${peer.line.port}?tls=false`
        : peer.connectionString,
    });
  });
  afterAll(async () => {
    await store.close();
    await peer.close();
  });
  beforeEach(() => {
    category = unusedName('cat');
    stream = `${category}-1`;
  });

  /** Only where there is one node without TLS to lead a line to. */
  const onLine = (title: string, run: (line: Line) => Promise<void>, timeoutMs = 60_000) =>
    it(
      title,
      async () =>
        peer.line
          ? run(peer.line)
          : console.info('a server with TLS or several nodes: no line to break'),
      timeoutMs,
    );

  onLine(
    'E3: a subscription goes on after every cut, without a gap or a duplicate, also while its handler runs',
    async (line) => {
      const events = many(3000);
      for (let i = 0; i < events.length; i += 300)
        await store.append(stream, events.slice(i, i + 300), { expected: i });
      const seen: string[] = [];
      let cuts = 0;
      const subscription = store.subscribe({
        categories: [category],
        handler: async (batch) => {
          if (batch.length && cuts++ < 4) line.cut();
          seen.push(...batch.map(({ id }) => id));
        },
      });
      await reaching(subscription.caughtUp);
      line.cut();
      const more = newEvent();
      await store.append(stream, [more], { expected: 3000 });
      await reaching(subscription.caughtUp);
      expect(seen).toEqual([...events, more].map(({ id }) => id));
      expect(cuts).toBeGreaterThan(3);
      await subscription.close();
    },
  );

  onLine(
    'fallen silent: an append goes over another one within its longest wait, and a subscription notices it within 8 s',
    async (line) => {
      const seen: string[] = [];
      let wanted = '';
      const heard = gate();
      const subscription = store.subscribe({
        categories: [category],
        handler: async (batch) => {
          seen.push(...batch.map(({ id }) => id));
          if (seen.includes(wanted)) heard.open();
        },
      });
      const [first, second] = many(2) as [EventToAppend, EventToAppend];
      await store.append(stream, [first], { expected: 0 });
      await subscription.caughtUp();
      wanted = second.id;
      line.halfOpen();
      const began = performance.now();
      expect(await store.append(stream, [second], { expected: 1 })).toMatchObject({ revision: 2 });
      expect(performance.now() - began).toBeLessThan(5000);
      await heard.opened;
      expect(performance.now() - began).toBeLessThan(NOTICED_MS + SLACK_MS);
      expect(seen).toEqual([first.id, second.id]);
      await subscription.close();
    },
  );

  onLine(
    'that nothing passes ends every call within its longest wait, and what was not answered is known again afterwards',
    async (line) => {
      const [waited, event] = [600, newEvent()];
      const impatient = openEventStoreDb({
        connectionString: `esdb://127.0.0.1:${line.port}?tls=false&defaultDeadline=${waited}`,
      });
      await impatient.ping();
      line.freeze(true);
      const began = performance.now();
      const calls = [
        impatient.append(stream, [event], { expected: 0 }),
        impatient.read(stream),
        impatient.end(),
      ];
      for (const error of await Promise.all(calls.map(errorOf)))
        expect(error).toBeInstanceOf(UnavailableError);
      expect(performance.now() - began).toBeLessThan(waited + SLACK_MS);
      line.freeze(false);
      expect(
        await reaching(() => impatient.append(stream, [event], { expected: 0 })),
      ).toMatchObject({ revision: 1 });
      expect(await store.read(stream)).toHaveLength(1);
      await impatient.close();
    },
  );

  it('E10 of a quiet category is caught up though all that is new belongs to others, and tells how far it is', async () => {
    const other = `${unusedName('cat')}-1`;
    const [mine, last] = [newEvent(), newEvent()];
    await store.append(stream, [mine], { expected: 0 });
    const noted = noting(store, category);
    await noted.subscription.caughtUp();
    const before = noted.calls.length;
    for (let i = 0; i < 3; i++) {
      await store.append(other, many(700), { expected: i * 700 });
      await noted.subscription.caughtUp();
    }
    await store.append(stream, [last], { expected: 1 });
    await noted.subscription.caughtUp();
    await noted.subscription.close();
    expect(noted.ids).toEqual([mine.id, last.id]);
    expect(noted.calls.length - before).toBeGreaterThan(1);
    expect(noted.calls.map(({ position }) => position)).toEqual(
      noted.calls.map(({ position }) => position).sort(),
    );
    await resumesExactly(store, category, noted);
  }, 60_000);

  it('never hands over a checkpoint before the events that stand before it', async () => {
    const from = await store.append(`${category}-first`, [newEvent()], { expected: 0 });
    const mixed: EventToAppend[] = [];
    for (let i = 0; i < 20; i++) {
      const batch = many(60, i * 60);
      mixed.push(...batch);
      await store.append(`${category}-${i}`, batch, { expected: 0 });
      await store.append(`${unusedName('cat')}-1`, many(60), { expected: 0 });
    }
    const noted = noting(store, category, from.position);
    await noted.subscription.caughtUp();
    await noted.subscription.close();
    expect(noted.ids).toEqual(mixed.map(({ id }) => id));
    await resumesExactly(store, category, noted);
  }, 60_000);

  it('never sees streams of the server, and takes events that others wrote', async () => {
    const foreign = EventStoreDBClient.connectionString(peer.connectionString);
    await foreign.appendToStream(`$${category}-1`, jsonEvent({ type: 'System', data: {} }), {
      expectedRevision: NO_STREAM,
    });
    await foreign.appendToStream(stream, jsonEvent({ type: 'Foreign', data: { n: 1 } }), {
      expectedRevision: NO_STREAM,
    });
    const seen: RecordedEvent[] = [];
    const subscription = store.subscribe({
      categories: [category, `$${category}`],
      handler: async (batch) => void seen.push(...batch),
    });
    await subscription.caughtUp();
    await subscription.close();
    await foreign.dispose();
    expect(seen).toMatchObject([
      { stream, type: 'Foreign', version: 0, data: { n: 1 }, revision: 1 },
    ]);
    expect(await errorOf(store.append('$mine-1', [newEvent()], { expected: 0 }))).toBeInstanceOf(
      TypeError,
    );
  });

  it('ids that are no UUIDs come back as they were and are known again', async () => {
    const events = [
      { ...newEvent(), id: 'event-1' },
      { ...newEvent(), id: crypto.randomUUID().toUpperCase() },
    ];
    const answer = await store.append(stream, events, { expected: 0 });
    expect(await store.append(stream, events, { expected: 0 })).toEqual(answer);
    expect((await store.read(stream)).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
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
