import { openEmbedded } from '@chignon/adapters/embedded';
import {
  ContextRuntime,
  deriveId,
  PostponedError,
  type Context,
  type Ledger,
  type RecordedEvent,
} from '@chignon/eventing';
import { tempDir } from '../support/temp.js';

type Asked = { type: 'Asked'; data: { n: number } };
const wish: Ledger<number, { type: 'Ask'; n: number }, Asked> = {
  category: 'wish',
  initial: () => 0,
  evolve: { Asked: (state, { data }) => state + data.n },
  decide: { Ask: (_, { n }) => [{ type: 'Asked', data: { n } }] },
};
const HOUR_MS = 3_600_000;

describe('F14 a service outside that says "not now"', () => {
  let nowMs = Date.parse('2026-11-30T08:00:00.000Z');
  let away: (key: string) => boolean = () => false;
  let done: string[] = [];
  const logged: { message: string; level: string }[] = [];
  const facts = { now: () => new Date(nowMs).toISOString(), newId: () => crypto.randomUUID() };
  const context: Context = {
    name: 'outside',
    ledgers: [wish],
    collections: [],
    views: [],
    reactions: [],
    announcements: {},
    jobs: [],
    topics: [],
    controllers: [],
    effects: [
      {
        name: 'outside.call',
        source: { streams: ['wish'] },
        on: {
          Asked: async (event) => {
            const key = (event as RecordedEvent).stream.slice('wish-'.length);
            if (away(key)) throw new PostponedError('service-away', 'the service answers 503');
            done.push(`${key}${(event.data as { n: number }).n}`);
          },
        },
      },
    ],
  };
  let engines: Awaited<ReturnType<typeof openEmbedded>>;
  let runtime: ContextRuntime;
  const ask = (key: string, n: number) =>
    runtime.tools.execute(
      wish,
      key,
      { type: 'Ask', n },
      { commandId: deriveId(`${key}${n}${nowMs}`), actor: 'user:test', correlationId: 'c' },
    );
  beforeEach(async () => {
    done = [];
    logged.length = 0;
    engines = await openEmbedded({ dir: tempDir() });
    runtime = new ContextRuntime(
      context,
      { ...engines, facts },
      {
        instance: 'test',
        exclusive: true,
        contractVersion: () => 1,
        contractPast: () => undefined,
        log: (line) => void logged.push(line),
      },
    );
    await runtime.start();
  });
  afterEach(async () => {
    away = () => false;
    await runtime.stop();
    await engines.close();
  });

  it('its key waits in order, everything else goes on, and nothing of it is a dead letter', async () => {
    away = (key) => key === 'a';
    for (const n of [1, 2]) for (const key of ['a', 'b']) await ask(key, n);
    await runtime.caughtUp();
    expect(done).toEqual(['b1', 'b2']);
    expect(runtime.status()).toMatchObject({ deadLetters: 0, postponed: 2 });
    await runtime.retryPostponed();
    expect(done).toEqual(['b1', 'b2']);
    nowMs += 61_000;
    away = () => false;
    expect(await runtime.retryPostponed()).toBe(2);
    expect(done).toEqual(['b1', 'b2', 'a1', 'a2']);
    expect(runtime.status()).toMatchObject({ deadLetters: 0, postponed: 0 });
    await ask('a', 3);
    await runtime.caughtUp();
    expect(done.at(-1)).toBe('a3');
  });

  it('is asked again after 1, 2, 4 … minutes, at most every six hours, and is a dead letter after three days', async () => {
    away = () => true;
    let tries = 0;
    away = () => (tries++, true);
    await ask('a', 1);
    await runtime.caughtUp();
    const beganMs = nowMs;
    const at: number[] = [];
    for (let minute = 0; minute < 80 * 60; minute++) {
      nowMs += 60_000;
      const before = tries;
      await runtime.retryPostponed();
      if (tries > before) at.push(Math.round((nowMs - beganMs) / 60_000));
    }
    expect(at.slice(0, 6)).toEqual([1, 3, 7, 15, 31, 63]);
    expect(Math.max(...at.slice(1).map((minute, i) => minute - at[i]!))).toBe(360);
    expect(at.at(-1)).toBeGreaterThanOrEqual(72 * 60);
    expect(runtime.status()).toMatchObject({ deadLetters: 1, postponed: 0 });
    expect(logged.filter(({ level }) => level === 'error')).toMatchObject([
      { message: 'parked', consumer: 'outside.call' },
    ]);
    away = () => false;
    const {
      items: [letter],
    } = await runtime.deadLetters.list(10);
    expect(await runtime.deadLetters.retry(letter!.id)).toEqual({ done: 1, left: 0 });
    expect(done).toEqual(['a1']);
    expect(nowMs - beganMs).toBeGreaterThan(72 * HOUR_MS);
  });

  it('what waits is still there after a restart', async () => {
    away = () => true;
    await ask('a', 1);
    await runtime.caughtUp();
    await runtime.stop();
    runtime = new ContextRuntime(
      context,
      { ...engines, facts },
      {
        instance: 'test',
        exclusive: true,
        contractVersion: () => 1,
        contractPast: () => undefined,
        log: () => undefined,
      },
    );
    await runtime.start();
    expect(runtime.status()).toMatchObject({ deadLetters: 0, postponed: 1 });
    away = () => false;
    nowMs += 2 * HOUR_MS;
    expect(await runtime.retryPostponed()).toBe(1);
    expect(done).toEqual(['a1']);
  });
});
