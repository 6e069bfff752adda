import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  documentSearchContract,
  documentStoreContract,
  messageBusContract,
  newEvent,
  newMessage,
  streamStoreContract,
} from '@chignon/eventing/testing';
import fc from 'fast-check';
import { openEmbedded, type Embedded, type EngineNews } from './index.js';
import { Turns, TURN_CELLS } from './turns.js';

/** One folder, opened as two threads open it: news cross later, in order, and never at once. */
async function openTwice(
  dir: string,
): Promise<{ a: Embedded; b: Embedded; close(): Promise<void> }> {
  const crossing = (to: () => Embedded) => ({
    send: (news: EngineNews) => void setImmediate(() => to().heard(news)),
  });
  const a = await openEmbedded({ dir });
  const memory = a.share(crossing(() => b));
  const b: Embedded = await openEmbedded({ dir, joins: { memory, line: crossing(() => a) } });
  return {
    a,
    b,
    close: async () => {
      await b.close();
      await a.close();
    },
  };
}

/** Each call goes to the other one of the two, but for those that are named: they go to the second. */
function inTurns<T extends object>(a: T, b: T, ...ofTheSecond: readonly (keyof T)[]): T {
  let calls = 0;
  return new Proxy(a, {
    get: (_, name) => {
      const chosen = ofTheSecond.includes(name as keyof T) || calls++ % 2 === 0 ? b : a;
      const found = Reflect.get(chosen, name) as unknown;
      return typeof found === 'function' ? found.bind(chosen) : found;
    },
  });
}

const opened = async <T>(port: (both: { a: Embedded; b: Embedded }) => T) => {
  const dir = mkdtempSync(join(tmpdir(), 'chignon-'));
  let both = await openTwice(dir);
  return {
    dir,
    port: port(both),
    reopen: async () => {
      await both.close();
      both = await openTwice(dir);
      return port(both);
    },
    close: async () => {
      await both.close();
      rmSync(dir, { recursive: true });
    },
  };
};

streamStoreContract('embedded, from two threads', async () => {
  const { port: store, ...rest } = await opened(({ a, b }) => inTurns(a.streams, b.streams));
  return { store, ...rest };
});
const documents = async () => {
  const { port: store, ...rest } = await opened(({ a, b }) =>
    inTurns(
      b.documents,
      // A hint that something was announced comes at once from a thread's own writes, from the other's later.
      Object.assign(Object.create(a.documents) as typeof a.documents, {
        onAnnounced: (listener: () => void) => {
          const stops = [a, b].map((one) => one.documents.onAnnounced(listener));
          return () => stops.forEach((stop) => stop());
        },
      }),
      'onAnnounced',
    ),
  );
  return { store, ...rest };
};
documentStoreContract('embedded, from two threads', documents);
documentSearchContract('embedded, from two threads', documents);
messageBusContract('embedded, from two threads', async () => {
  const { port: bus, ...rest } = await opened(({ a, b }) =>
    inTurns(a.bus, b.bus, 'subscribe', 'forget'),
  );
  return { bus, ...rest };
});

describe('a folder that two threads have open', () => {
  let dir: string;
  let both: Awaited<ReturnType<typeof openTwice>>;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'chignon-'));
    both = await openTwice(dir);
  });
  afterEach(async () => {
    await both.close();
    rmSync(dir, { recursive: true });
  });

  it('L12 E1 appends of both at once stand behind one another, and each sees all that was acknowledged', async () => {
    const { a, b } = both;
    const one = async (engine: Embedded, other: Embedded, stream: string) => {
      for (let n = 0; n < 60; n++) {
        await engine.streams.append(stream, [newEvent({ n })], { expected: n });
        expect(await other.streams.read(stream)).toHaveLength(n + 1);
      }
    };
    await Promise.all([one(a, b, 'ledger-1'), one(b, a, 'ledger-2'), one(a, b, 'ledger-3')]);
    const seen: string[] = [];
    const subscription = b.streams.subscribe({
      categories: ['ledger'],
      handler: async (events) => void seen.push(...events.map(({ position }) => position)),
    });
    await subscription.caughtUp();
    await subscription.close();
    expect(seen).toEqual(Array.from({ length: 180 }, (_, n) => String(n + 1).padStart(20, '0')));
  });

  it('L7 writes of both to one document are never lost', async () => {
    const { a, b } = both;
    const things = { name: 'a.things', indexes: {} };
    await a.documents.open(things);
    await a.documents.put(things, { id: 'sum', n: 0 } as { id: string });
    const add = async ({ documents }: Embedded): Promise<void> => {
      const { revision, ...sum } = (await documents.get<{ id: string; n: number }>(things, 'sum'))!;
      await documents
        .put(things, { ...sum, n: sum.n + 1 } as { id: string }, { expected: revision })
        .catch(() => add({ documents } as Embedded));
    };
    await Promise.all(Array.from({ length: 40 }, (_, n) => add(n % 2 ? a : b)));
    expect(await b.documents.get(things, 'sum')).toMatchObject({ n: 40, revision: 41 });
  });

  it('E10 a number changes with every write of a collection, before its writer is told, and not with reads', async () => {
    const { a, b } = both;
    const things = { name: 'a.things', indexes: {} };
    await a.documents.open(things);
    const before = b.documents.writes!(things);
    await a.documents.get(things, 'x');
    expect(b.documents.writes!(things)).toBe(before);
    const changed: number[] = [];
    await a.documents.put(things, { id: 'x' });
    changed.push(b.documents.writes!(things));
    await a.documents.bulk(things, [{ put: { id: 'y' }, expected: 0 }]);
    changed.push(b.documents.writes!(things));
    await a.documents.remove(things, 'x');
    changed.push(b.documents.writes!(things));
    expect(new Set([before, ...changed]).size).toBe(4);
  });

  it('E3 what one publishes while the other does reaches a follower in order, each once', async () => {
    const { a, b } = both;
    await a.bus.createTopics([{ name: 't' }, { name: 'u' }]);
    await b.bus.createTopics([{ name: 't' }, { name: 'u' }]);
    const heard: number[] = [];
    const following = await b.bus.subscribe({
      group: 'g',
      topics: ['t'],
      handler: async (batch) => void heard.push(...batch.map(({ offset }) => Number(offset))),
    });
    for (let n = 0; n < 30; n++)
      await Promise.all([
        a.bus.publish([newMessage('t', 'k', { n })]),
        b.bus.publish([newMessage(n % 3 ? 'u' : 't', 'k', { n })]),
        b.bus.publish([newMessage('t', 'k', { n })]),
      ]);
    // News of the last publication may be on their way.
    await new Promise((resolve) => setImmediate(resolve));
    await following.caughtUp();
    expect(heard).toHaveLength(70);
    expect(heard).toEqual([...new Set(heard)].sort((x, y) => x - y));
  });
});

describe('the turn of a file', () => {
  it('BY-12 is never taken twice, and comes to everybody who waits, however the two threads ask and messages are late', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(0, 1), fc.boolean(), fc.nat(3)), { maxLength: 60 }),
        async (asked) => {
          const cells = new Int32Array(new SharedArrayBuffer(TURN_CELLS * 4));
          const late: (() => void)[] = [];
          const threads: Turns[] = [1, 2].map(
            (me) =>
              new Turns(cells, me as 1 | 2, () => late.push(() => threads[2 - me]!.granted())),
          );
          let having = 0;
          let served = 0;
          const have = async (thread: Turns, rounds: number) => {
            expect(++having).toBe(1);
            for (let round = 0; round < rounds; round++) await Promise.resolve();
            having--;
            served++;
            thread.give();
          };
          const all = asked.map(async ([which, trying, rounds], i) => {
            for (let n = 0; n < i % 7; n++) await Promise.resolve();
            const thread = threads[which]!;
            if (!(trying && thread.tryTake())) await thread.take();
            await have(thread, rounds);
          });
          let over = false;
          const done = Promise.all(all).then(() => (over = true));
          while (!over) {
            for (let n = 0; n < 5; n++) await Promise.resolve();
            late.shift()?.();
          }
          await done;
          expect(served).toBe(asked.length);
        },
      ),
    );
  });
});
