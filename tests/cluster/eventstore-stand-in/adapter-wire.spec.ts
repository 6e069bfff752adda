import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import { ConflictError, Refusal, UnavailableError } from '@chignon/eventing';
import type { EventToAppend, RecordedEvent, StreamStore } from '@chignon/eventing';
import { errorOf, gate, newEvent, unusedName } from '@chignon/eventing/testing';
import { selfSigned } from './certificate.js';
import { accessDenied, unavailable, wrongExpectedVersion } from './failure.js';
import { startStandIn } from './index.js';
import type { StandIn } from './index.js';
import { startLine } from './line.js';
import type { Line } from './line.js';
import { noting, resumesExactly } from './noting.js';

/** What only happens on a wire: answers that are lost, lines that are cut, servers that go away. */
describe('EventStoreDB over a wire that breaks', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stand-in-'));
  let standIn: StandIn;
  let line: Line;
  let store: StreamStore;
  let category: string;
  let stream: string;
  const connectionTo = (port: number) => ({
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
  });
  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, i) => newEvent({ n: from + i }));

  beforeAll(async () => {
    standIn = await startStandIn({ port: 0, dir });
    line = await startLine(standIn.port);
    store = openEventStoreDb(connectionTo(line.port));
  });
  afterAll(async () => {
    await store.close();
    await line.close();
    await standIn.close();
    rmSync(dir, { recursive: true });
  });
  beforeEach(() => {
    category = unusedName('cat');
    stream = `${category}-1`;
    standIn.troubles.appends = 0;
  });

  describe('E2 an append whose outcome is unknown', () => {
    const ids = async () => (await store.read(stream)).map(({ id }) => id);

    it('is sent again, the same, and stored once', async () => {
      const events = [newEvent(), newEvent()];
      standIn.troubles.loseAnswers(3);
      expect(await store.append(stream, events, { expected: 0 })).toMatchObject({ revision: 2 });
      expect(standIn.troubles.appends).toBe(4);
      expect(await ids()).toEqual(events.map(({ id }) => id));
    });

    it('is given up after three repetitions; asked again it gives the first answer', async () => {
      const event = newEvent();
      standIn.troubles.loseAnswers(4);
      expect(await errorOf(store.append(stream, [event], { expected: 0 }))).toBeInstanceOf(
        UnavailableError,
      );
      expect(standIn.troubles.appends).toBe(4);
      const answer = await store.append(stream, [event], { expected: 0 });
      expect(answer).toEqual({ revision: 1, position: (await store.read(stream))[0]!.position });
      expect(await ids()).toEqual([event.id]);
    });

    it('is sent again when it was refused for a moment before it was stored', async () => {
      for (let i = 0; i < 3; i++) standIn.troubles.refuse(unavailable());
      expect(await store.append(stream, [newEvent()], { expected: 0 })).toMatchObject({
        revision: 1,
      });
    });

    it('ends in bounded time when no answer comes at all', async () => {
      const impatient = openEventStoreDb({ ...connectionTo(line.port), timeoutMs: 200 });
      const held = standIn.troubles.hold();
      const event = newEvent();
      expect(await errorOf(impatient.append(stream, [event], { expected: 0 }))).toBeInstanceOf(
        UnavailableError,
      );
      held.release();
      expect(await store.append(stream, [event], { expected: 0 })).toMatchObject({ revision: 1 });
      expect(await ids()).toEqual([event.id]);
      await impatient.close();
    });

    it('survives a line cut while it waits', async () => {
      const held = standIn.troubles.hold();
      const event = newEvent();
      const answer = store.append(stream, [event], { expected: 0 });
      await held.reached;
      line.cut();
      held.release();
      expect(await answer).toMatchObject({ revision: 1 });
      expect(await ids()).toEqual([event.id]);
    });

    it('is known as ours when the server calls a repetition a wrong revision', async () => {
      const events = [newEvent(), newEvent()];
      const answer = await store.append(stream, events, { expected: 0 });
      standIn.troubles.refuse(wrongExpectedVersion(stream, -1, 1));
      expect(await store.append(stream, events, { expected: 0 })).toEqual(answer);
      standIn.troubles.refuse(wrongExpectedVersion(stream, -1, 1));
      expect(
        await errorOf(store.append(stream, [events[0]!, newEvent()], { expected: 0 })),
      ).toBeInstanceOf(ConflictError);
    });
  });

  describe('L-4: identical appends at the same time', () => {
    it('of one process are one append to the server, with one answer', async () => {
      const events = many(2);
      const held = standIn.troubles.hold();
      const answers = [1, 2, 3].map(() => store.append(stream, events, { expected: 0 }));
      await held.reached;
      held.release();
      const [first, ...others] = await Promise.all(answers);
      expect(first).toEqual({ revision: 2, position: (await store.read(stream))[1]!.position });
      for (const other of others) expect(other).toEqual(first);
      expect(standIn.troubles.appends).toBe(1);
      expect(await store.append(stream, events, { expected: 0 })).toEqual(first);
    });

    it('of one process fail together, and the next is asked anew', async () => {
      const event = newEvent();
      standIn.troubles.refuse(accessDenied());
      const answers = [1, 2].map(() => errorOf(store.append(stream, [event], { expected: 0 })));
      for (const error of await Promise.all(answers))
        expect(error).toMatchObject({ code: 'eventstore-access-denied' });
      expect(standIn.troubles.appends).toBe(1);
      expect(await store.append(stream, [event], { expected: 0 })).toMatchObject({ revision: 1 });
    });

    it('with other events, or at another revision, are appends of their own', async () => {
      const [a, b] = [newEvent(), newEvent()];
      const results = await Promise.allSettled([
        store.append(stream, [a], { expected: 0 }),
        store.append(stream, [b], { expected: 0 }),
        store.append(stream, [a], { expected: 1 }),
      ]);
      expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(
        1,
      );
      expect(standIn.troubles.appends).toBe(3);
    });

    it.each(['timeout', 'wrong-revision'] as const)(
      'of two processes have one answer, though the server tells the copy: %s',
      async (copyAnswer) => {
        const other = openEventStoreDb(connectionTo(line.port));
        Object.assign(standIn.troubles, { copyAnswer, copyTimeoutMs: 50, copies: 0 });
        const events = many(2);
        await store.append(stream, [newEvent()], { expected: 0 });
        const held = standIn.troubles.hold();
        const first = store.append(stream, events, { expected: 1 });
        await held.reached;
        const copy = other.append(stream, events, { expected: 1 });
        await held.copied;
        held.release();
        expect(await copy).toEqual(await first);
        expect(standIn.troubles.copies).toBeGreaterThanOrEqual(1);
        expect(await store.read(stream)).toHaveLength(3);
        await other.close();
      },
    );
  });

  describe('a clear no', () => {
    it('a conflict carries the revision that there is', async () => {
      const conflict = async (expected: number): Promise<ConflictError> =>
        errorOf(store.append(stream, [newEvent()], { expected }));
      expect(await conflict(4)).toMatchObject({ subject: stream, expected: 4, actual: 0 });
      await store.append(stream, many(3), { expected: 0 });
      for (const expected of [0, 1, 2, 4])
        expect(await conflict(expected)).toMatchObject({ subject: stream, expected, actual: 3 });
    });

    it('refused credentials and an append that is too large are not tried again', async () => {
      standIn.troubles.refuse(accessDenied());
      expect(await errorOf(store.append(stream, [newEvent()], { expected: 0 }))).toMatchObject({
        name: 'UnavailableError',
        code: 'eventstore-access-denied',
      });
      const tooLarge = await errorOf(
        store.append(stream, [newEvent({ text: 'x'.repeat(1024 * 1024) })], { expected: 0 }),
      );
      expect(tooLarge).toBeInstanceOf(Refusal);
      expect(tooLarge).toMatchObject({ kind: 'invalid', code: 'append-too-large' });
      expect(standIn.troubles.appends).toBe(2);
    });

    it('L-5: of 30 appends under way over one call, those that are refused fail alone, each with its own no', async () => {
      await store.append(stream, [newEvent()], { expected: 0 });
      const results = await Promise.allSettled(
        Array.from({ length: 30 }, (_, i) => {
          if (i === 7)
            return store.append(`${category}-big`, [newEvent({ text: 'x'.repeat(1024 * 1024) })], {
              expected: 0,
            });
          if (i === 19) return store.append(stream, [newEvent()], { expected: 0 });
          return store.append(`${category}-n${i}`, [newEvent()], { expected: 0 });
        }),
      );
      expect(results.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []))).toEqual([
        7, 19,
      ]);
      expect(results[7]).toMatchObject({ reason: { code: 'append-too-large' } });
      expect(results[19]).toMatchObject({ reason: { name: 'ConflictError', actual: 1 } });
      expect(standIn.troubles.appends).toBe(31);
    });

    it('an unreachable server is unavailable, for every call, in bounded time', async () => {
      const gone = await startLine(standIn.port);
      await gone.close();
      const nowhere = openEventStoreDb({ ...connectionTo(gone.port), timeoutMs: 1000 });
      const calls = [
        nowhere.append(stream, [newEvent()], { expected: 0 }),
        nowhere.read(stream),
        nowhere.end(),
        nowhere.ping(),
        ...[undefined, 'end'].map((from) =>
          nowhere
            .subscribe({
              ...(from ? { from } : {}),
              categories: [category],
              handler: async () => {},
            })
            .caughtUp(),
        ),
      ];
      for (const error of await Promise.all(calls.map(errorOf)))
        expect(error).toBeInstanceOf(UnavailableError);
      await nowhere.close();
    }, 20_000);

    it('a server that takes connections and says nothing is unavailable in bounded time', async () => {
      const silent = await startLine(standIn.port);
      silent.freeze(true);
      const waiting = openEventStoreDb({ ...connectionTo(silent.port), timeoutMs: 200 });
      const calls = [
        waiting.append(stream, [newEvent()], { expected: 0 }),
        waiting.read(stream),
        waiting.ping(),
      ];
      for (const error of await Promise.all(calls.map(errorOf)))
        expect(error).toBeInstanceOf(UnavailableError);
      await waiting.close();
      await silent.close();
    }, 20_000);

    it('wrong credentials over TLS are unavailable, the right ones are let in', async () => {
      const files = selfSigned(dir);
      if (!files)
        return console.info('no openssl on this machine: credentials over TLS are not tried');
      const guarded = await startStandIn({
        port: 0,
        dir: join(dir, 'guarded'),
        users: { admin: 'changeit' },
        tls: { key: readFileSync(files.key), certificate: readFileSync(files.certificate) },
      });
      const connection = (who: string) =>
        `esdb://${who}localhost:${guarded.port}?tls=true&tlsCAFile=${encodeURIComponent(files.certificate)}`;
      const wrong = openEventStoreDb({ connectionString: connection('admin:guess@') });
      for (const call of [
        wrong.append(stream, [newEvent()], { expected: 0 }),
        wrong.read(stream),
        wrong.end(),
        wrong.ping(),
      ]) {
        expect(await errorOf(call)).toMatchObject({
          name: 'UnavailableError',
          code: 'eventstore-unauthenticated',
        });
      }
      const right = openEventStoreDb({
        connectionString: connection(''),
        username: 'admin',
        password: 'changeit',
      });
      expect(await right.append(stream, [newEvent()], { expected: 0 })).toMatchObject({
        revision: 1,
      });
      expect(() => openEventStoreDb({ connectionString: connection('') })).toThrow('user name');
      await Promise.all([wrong.close(), right.close()]);
      await guarded.close();
    });
  });

  describe('E3 a subscription', () => {
    it('goes on after the server was stopped and started again on the same data', async () => {
      const seen: string[] = [];
      const subscription = store.subscribe({
        categories: [category],
        handler: async (batch) => void seen.push(...batch.map(({ id }) => id)),
      });
      const before = many(10);
      await store.append(stream, before, { expected: 0 });
      await subscription.caughtUp();
      await standIn.close();
      expect(await errorOf(store.ping())).toBeInstanceOf(UnavailableError);
      standIn = await startStandIn({ port: 0, dir });
      line.leadTo(standIn.port);
      const after = many(10, 10);
      await reaching(() => store.append(stream, after, { expected: 10 }));
      await reaching(subscription.caughtUp);
      expect(seen).toEqual([...before, ...after].map(({ id }) => id));
      await subscription.close();
    }, 60_000);

    it('whose handler hangs lets only a bounded number of events come', async () => {
      const events = many(3000);
      // The server's pages of 500 begin here. With 495 others first, one ends with our 1,005th event: its checkpoint comes
      // while the five before it wait in the client, because the adapter's buffer of 1,000 is full.
      const { position: from } = await store.append(stream, [newEvent()], { expected: 0 });
      await store.append(`${unusedName('cat')}-1`, many(495), { expected: 0 });
      for (let i = 0; i < events.length; i += 500)
        await store.append(stream, events.slice(i, i + 500), { expected: i + 1 });
      const [started, held] = [gate(), gate()];
      const slow: RecordedEvent[] = [];
      standIn.troubles.sent = 0;
      const stuck = store.subscribe({
        from,
        categories: [category],
        handler: async (batch) => {
          started.open();
          await held.opened;
          slow.push(...batch);
        },
      });
      await started.opened;
      const quick: RecordedEvent[] = [];
      const other = store.subscribe({
        from,
        categories: [category],
        handler: async (batch) => void quick.push(...batch),
      });
      await other.caughtUp();
      expect(quick).toHaveLength(3000);
      expect(standIn.troubles.sent).toBeLessThan(3000 + 1500);
      held.open();
      await stuck.caughtUp();
      expect(slow).toEqual(quick);
      await Promise.all([stuck.close(), other.close()]);
    }, 60_000);

    it('L-3 of a quiet category costs what the server says, not what others wrote: from the start, caught up again, and from the end', async () => {
      const other = `${unusedName('cat')}-1`;
      for (let i = 0; i < 20_000; i += 1000)
        await store.append(other, many(1000, i), { expected: i });
      const windows =
        (await store.end())!.length && Math.ceil(Number((await store.end())!.split('.')[0]) / 500);
      const said = async (what: () => Promise<unknown>) => {
        standIn.troubles.sent = 0;
        await what();
        return standIn.troubles.sent;
      };
      const quiet = store.subscribe({ categories: [category], handler: async () => {} });
      expect(await said(() => quiet.caughtUp())).toBeLessThan(windows + 10);
      expect(await said(() => quiet.caughtUp())).toBeLessThan(10);
      const tail = store.subscribe({
        categories: [category],
        from: 'end',
        handler: async () => {},
      });
      expect(await said(() => tail.caughtUp())).toBeLessThan(10);
      await Promise.all([quiet.close(), tail.close()]);
    }, 60_000);

    it('L-2 takes the event that stands at a checkpoint that came before it, and never hands over its place before it', async () => {
      standIn.troubles.checkpointEarly = true;
      try {
        const from = await store.append(`${category}-first`, [newEvent()], { expected: 0 });
        const past = many(3);
        await store.append(stream, past, { expected: 0 });
        const noted = noting(store, category, from.position);
        await noted.subscription.caughtUp();
        const later: EventToAppend[] = [];
        for (let i = 0; i < 3; i++) {
          const event = newEvent();
          later.push(event);
          await store.append(stream, [event], { expected: 3 + i });
          await noted.subscription.caughtUp();
          // A new session begins with such a checkpoint.
          line.cut();
          await store.append(`${unusedName('cat')}-1`, many(600), { expected: 0 });
          await reaching(() => noted.subscription.caughtUp());
        }
        expect(noted.ids).toEqual([...past, ...later].map(({ id }) => id));
        await resumesExactly(store, category, noted);
        await noted.subscription.close();
      } finally {
        standIn.troubles.checkpointEarly = false;
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
