import type { RecordedEvent } from './event.js';
import type { StreamStore, SubscribeOptions } from './ports/stream-store.js';
import { StreamFollowers } from './stream-followers.js';

/** Streams in memory, with one subscriber who is told when the test says so. */
function memory() {
  const streams = new Map<string, RecordedEvent[]>();
  const reads: number[] = [];
  const subscribers: SubscribeOptions[] = [];
  let closed = 0;
  const store = {
    read: async (stream: string, from: number, limit: number) => {
      reads.push(from);
      return (streams.get(stream) ?? []).slice(from - 1, from - 1 + limit);
    },
    subscribe: (options: SubscribeOptions) => {
      subscribers.push(options);
      return { caughtUp: async () => {}, close: async () => void closed++ };
    },
  } as unknown as StreamStore;
  return {
    store,
    reads,
    subscribers,
    closed: () => closed,
    write: (stream: string, count: number) => {
      const events = streams.get(stream) ?? [];
      for (let i = 0; i < count; i++)
        events.push({ stream, revision: events.length + 1 } as RecordedEvent);
      streams.set(stream, events);
    },
    tell: (stream: string) =>
      Promise.all(subscribers.map((one) => one.handler([{ stream } as RecordedEvent], ''))),
  };
}
const revisions = (events: readonly RecordedEvent[] | void) =>
  (events ?? []).map((event) => event.revision);
const follow = (
  streamFollowers: StreamFollowers,
  stream: string,
  after: number,
  idleMs = 60_000,
) => {
  const over = new AbortController();
  return { over, tail: streamFollowers.follow(stream, after, { signal: over.signal, idleMs }) };
};

describe('following one stream', () => {
  it('what is there, in pages, then what comes; each once', async () => {
    const { store, write, tell } = memory();
    write('a-1', 250);
    const { tail, over } = follow(new StreamFollowers(store), 'a-1', 30);
    const seen: number[] = [];
    while (seen.at(-1) !== 250) seen.push(...revisions((await tail.next()).value));
    const next = tail.next();
    write('a-1', 2);
    await tell('a-1');
    seen.push(...revisions((await next).value));
    expect(seen).toEqual(Array.from({ length: 222 }, (_, i) => i + 31));
    over.abort();
    expect((await tail.next()).done).toBe(true);
  });

  it('news that comes while it is looked is not missed, and another stream wakes nobody', async () => {
    const { store, write, tell, reads, subscribers } = memory();
    const tails = new StreamFollowers(store);
    const { tail, over } = follow(tails, 'a-1', 0);
    const next = tail.next();
    await tell('a-1');
    write('a-1', 1);
    await tell('a-1');
    expect(revisions((await next).value)).toEqual([1]);
    const later = tail.next();
    await new Promise((resolve) => setImmediate(resolve));
    const before = reads.length;
    await tell('a-2');
    expect([reads.length, subscribers.length]).toEqual([before, 1]);
    over.abort();
    expect((await later).done).toBe(true);
  });

  it('reads nothing before it is asked', async () => {
    const { store, write, tell, reads } = memory();
    write('a-1', 1000);
    const { tail, over } = follow(new StreamFollowers(store), 'a-1', 0);
    await tail.next();
    for (let i = 0; i < 50; i++) await tell('a-1');
    expect(reads).toEqual([1]);
    over.abort();
    await tail.return();
  });

  it('says when nothing has come for long, and goes on', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const { store, write, tell } = memory();
    const { tail, over } = follow(new StreamFollowers(store), 'a-1', 0, 15_000);
    const idle = tail.next();
    await new Promise((resolve) => setImmediate(resolve));
    jest.advanceTimersByTime(15_000);
    expect((await idle).value).toEqual([]);
    const next = tail.next();
    write('a-1', 1);
    await tell('a-1');
    expect(revisions((await next).value)).toEqual([1]);
    jest.useRealTimers();
    over.abort();
    await tail.return();
  });

  it('a stop ends all that follow, and nobody begins after it', async () => {
    const { store, closed } = memory();
    const tails = new StreamFollowers(store);
    const ends = [follow(tails, 'a-1', 0), follow(tails, 'b-1', 0)].map(({ tail }) => tail.next());
    await new Promise((resolve) => setImmediate(resolve));
    await tails.close();
    expect((await Promise.all(ends)).map(({ done }) => done)).toEqual([true, true]);
    expect(closed()).toBe(2);
    expect((await follow(tails, 'a-1', 0).tail.next()).done).toBe(true);
  });
});
