import { openEmbedded } from '@chignon/adapters/embedded';
import {
  contents,
  ContextRuntime,
  deriveId,
  Executor,
  folding,
  positionText,
  refused,
  settle,
  verify,
  type CommandMetadata,
  type Context,
  type Ledger,
  type Message,
  type Ports,
  type RecordedEvent,
  type View,
} from '@chignon/eventing';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../support/temp.js';

// A toy context, small enough to be seen through: a till that is filled and emptied, and a mirror of it fed by its topic.

type TillEvent =
  { type: 'Filled'; data: { cents: number } } | { type: 'Emptied'; data: { cents: number } };
type TillCommand = { type: 'Fill'; cents: number } | { type: 'Empty'; cents: number };

const till: Ledger<{ cents: number }, TillCommand, TillEvent> = {
  category: 'till',
  initial: () => ({ cents: 0 }),
  evolve: {
    Filled: (state, { data }) => ({ cents: state.cents + data.cents }),
    Emptied: (state, { data }) => ({ cents: state.cents - data.cents }),
  },
  decide: {
    Fill: (_, { cents }) => (cents === 0 ? [] : [{ type: 'Filled', data: { cents } }]),
    Empty: (state, { cents }) => {
      if (cents > state.cents)
        throw refused('till-too-empty', 'There is not that much in the till.');
      return [{ type: 'Emptied', data: { cents } }];
    },
  },
};
const mirror: typeof till = { ...till, category: 'mirror' };

interface Level {
  id: string;
  cents: number;
  count: number;
}
const TOPIC = 'chignon.toy.till';

const add = (level: Level | undefined, id: string, cents: number): Level => ({
  id,
  cents: (level?.cents ?? 0) + cents,
  count: (level?.count ?? 0) + 1,
});
const keyOf = (event: { stream?: string; key?: string }) => [event.key ?? event.stream!.slice(5)];
const levels: View<Level> = {
  name: 'toy.levels',
  indexes: { byCents: { fields: ['cents'] } },
  source: { streams: ['till'] },
  on: {
    Filled: folding<Level, RecordedEvent<string, { cents: number }>>(
      (e) => keyOf(e as never),
      (level, e, id) => add(level, id, e.data.cents),
    ),
    Emptied: folding<Level, RecordedEvent<string, { cents: number }>>(
      (e) => keyOf(e as never),
      (level, e, id) => add(level, id, -e.data.cents),
    ),
  },
};
/** One document fed by many keys. 666 is its poison until `healed`. */
let healed = false;
const heard: View<Level> = {
  name: 'toy.heard',
  indexes: {},
  source: { topics: [TOPIC] },
  on: {
    TillFilled: folding<Level, RecordedEvent<string, { cents: number }>>(
      (e) => ['all', (e as unknown as Message).key],
      (level, e, id) => {
        if (e.data.cents === 666 && id !== 'all' && !healed) throw new Error('cannot count this');
        return add(level, id, e.data.cents);
      },
    ),
  },
};

let reactionFails = false;
const toy: Context = {
  name: 'toy',
  ledgers: [till, mirror],
  collections: [],
  views: [levels, heard],
  reactions: [
    {
      name: 'toy.mirror-fillings',
      source: { topics: [TOPIC] },
      on: {
        TillFilled: (event) => {
          if (event.data.cents === 13 && reactionFails) throw new TypeError('a bug');
          return [
            {
              ledger: mirror,
              key: (event as unknown as Message).key,
              command: { type: 'Fill', cents: event.data.cents } as TillCommand,
            },
          ];
        },
      },
    },
  ],
  effects: [],
  // Both ledgers know `Filled`; only the till's is published, or the mirror would feed itself.
  announcements: {
    Filled: (event: RecordedEvent) =>
      event.stream.startsWith('mirror-')
        ? undefined
        : {
            topic: TOPIC,
            type: 'TillFilled',
            version: 1,
            key: event.stream.slice(5),
            data: event.data,
          },
  },
  jobs: [],
  topics: [TOPIC],
  controllers: [],
};

const facts = { now: () => new Date().toISOString(), newId: () => deriveId(String(Math.random())) };
const open = async (dir = tempDir(), context = toy) => {
  const engines = await openEmbedded({ dir });
  const ports: Ports = { ...engines, facts };
  await engines.bus.createTopics([{ name: TOPIC }]);
  const log: unknown[] = [];
  const runtime = new ContextRuntime(context, ports, {
    instance: 'test',
    exclusive: true,
    contractVersion: (_, type) => (type === 'TillFilled' ? 1 : undefined),
    contractPast: () => undefined,
    log: (line) => void log.push(line),
  });
  await runtime.start().catch(async (error: unknown) => {
    await engines.close();
    throw error;
  });
  return {
    dir,
    ports,
    engines,
    runtime,
    log,
    settle: () => settle([runtime]),
    close: async () => (await runtime.stop(), engines.close()),
  };
};
type Open = Awaited<ReturnType<typeof open>>;
const cause = (commandId: string, more: Partial<CommandMetadata> = {}): CommandMetadata => ({
  commandId,
  actor: 'user:test',
  correlationId: 'c',
  ...more,
});
const fill = (
  toyRuntime: Open,
  key: string,
  cents: number,
  id = `fill-${key}-${cents}-${Math.random()}`,
) => toyRuntime.runtime.tools.execute(till, key, { type: 'Fill', cents }, cause(id));

describe('execute', () => {
  let running: Open;
  beforeAll(async () => void (running = await open()));
  afterAll(() => running.close());

  it('L5 64 parallel copies of one command have one effect and one answer', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, () =>
        running.runtime.tools.execute(till, 'l5', { type: 'Fill', cents: 5 }, cause('l5')),
      ),
    );
    expect(
      new Set(outcomes.map(({ revision, state }) => JSON.stringify({ revision, state }))),
    ).toEqual(new Set(['{"revision":1,"state":{"cents":5}}']));
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect((await running.runtime.tools.load(till, 'l5')).state.cents).toBe(5);
  });

  it('L5 the same key with another input is refused', async () => {
    await expect(
      running.runtime.tools.execute(till, 'l5', { type: 'Fill', cents: 6 }, cause('l5')),
    ).rejects.toMatchObject({ code: 'idempotency-key-reused' });
  });

  it('the first result again also when the stream has moved on', async () => {
    await fill(running, 'l5', 100);
    const again = await running.runtime.tools.execute(
      till,
      'l5',
      { type: 'Fill', cents: 5 },
      cause('l5'),
    );
    expect(again).toMatchObject({ replayed: true, revision: 1, state: { cents: 5 } });
    expect(again.events).toHaveLength(1);
  });

  it('L6 a refused command is refused again, and may succeed later', async () => {
    const empty = () =>
      running.runtime.tools.execute(till, 'l6', { type: 'Empty', cents: 10 }, cause('l6'));
    await expect(empty()).rejects.toMatchObject({ code: 'till-too-empty' });
    await expect(empty()).rejects.toMatchObject({ code: 'till-too-empty' });
    await fill(running, 'l6', 10);
    expect((await empty()).state.cents).toBe(0);
  });

  it('L7 500 concurrent credits give 500, and a concurrent drain never overdraws', async () => {
    await Promise.all(Array.from({ length: 500 }, () => fill(running, 'l7', 1)));
    expect((await running.runtime.tools.load(till, 'l7')).state.cents).toBe(500);
    const drains = await Promise.allSettled(
      Array.from({ length: 60 }, (_, i) =>
        running.runtime.tools.execute(
          till,
          'l7',
          { type: 'Empty', cents: 10 },
          cause(`drain-${i}`),
        ),
      ),
    );
    expect(drains.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    expect((await running.runtime.tools.load(till, 'l7')).state.cents).toBe(0);
  });

  it('two executors on one store, as two processes: conflicts are retried, nothing is lost, a stale "no" is not believed', async () => {
    const other = new Executor(running.ports.streams, facts);
    await other.load(till, 'two');
    await fill(running, 'two', 1);
    expect(
      (await other.execute(till, 'two', { type: 'Empty', cents: 1 }, cause('two-1'))).state.cents,
    ).toBe(0);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        (i % 2 ? other : running.runtime.tools).execute(
          till,
          'two',
          { type: 'Fill', cents: 1 },
          cause(`two-${i + 10}`),
        ),
      ),
    );
    expect((await other.load(till, 'two')).state.cents).toBe(40);
  });

  it('If-Match: a wrong expected revision is a conflict and changes nothing', async () => {
    await fill(running, 'match', 1);
    await expect(
      running.runtime.tools.execute(
        till,
        'match',
        { type: 'Fill', cents: 1 },
        cause('m2', { expected: 7 }),
      ),
    ).rejects.toMatchObject({ name: 'ConflictError', actual: 1 });
    expect(
      (
        await running.runtime.tools.execute(
          till,
          'match',
          { type: 'Fill', cents: 1 },
          cause('m3', { expected: 1 }),
        )
      ).revision,
    ).toBe(2);
  });

  it('L12 revisions have no gaps; L4 every event is chained to the one before', async () => {
    await running.settle();
    const report = await verify(running.ports.streams, running.ports.documents, ['till', 'mirror']);
    expect(report.findings).toEqual([]);
    expect(report.events).toBeGreaterThan(500);
  });
});

describe('views, relay, reactions', () => {
  let running: Open;
  beforeAll(async () => void (running = await open()));
  afterAll(() => running.close());
  const level = async (view: View<Level>, id: string) =>
    running.ports.documents.get(running.runtime.tools.collection(view), id);

  it('E8 what is committed is published and has its effect once', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, i) => fill(running, `t${i % 7}`, i)));
    await running.settle();
    // Nothing was filled by 0: 99 events.
    expect(await level(heard, 'all')).toMatchObject({ cents: 4950, count: 99 });
    for (let i = 0; i < 7; i++) {
      const { state } = await running.runtime.tools.load(till, `t${i}`);
      expect((await running.runtime.tools.load(mirror, `t${i}`)).state).toEqual(state);
      expect((await level(levels, `t${i}`))!.cents).toBe(state.cents);
    }
  });

  it('E3 a message delivered again changes nothing, in views and ledgers alike', async () => {
    const everything = async () => [
      await contents(running.ports.documents, running.runtime.tools.collection(heard)),
      (await running.runtime.tools.load(mirror, 't1')).revision,
    ];
    const before = await everything();
    const again: Message[] = [];
    const look = await running.ports.bus.subscribe({
      group: 'look',
      topics: [TOPIC],
      handler: async (batch) =>
        void again.push(...batch.map(({ partition: _p, offset: _o, ...message }) => message)),
    });
    await look.caughtUp();
    await look.close();
    expect(again.length).toBe(99);
    await running.ports.bus.publish(again);
    await running.settle();
    expect(await everything()).toEqual(before);
  });

  it('E4 E5 a rebuilt view equals the live one byte for byte, while writes go on', async () => {
    const stop = { now: false };
    const writing = (async () => {
      for (let i = 0; !stop.now && i < 500; i++) await fill(running, `t${i % 7}`, 1);
    })();
    for (const view of [levels, heard]) {
      const before = await contents(
        running.ports.documents,
        running.runtime.tools.collection(view),
      );
      const progress = await running.runtime.views.rebuild(view.name);
      expect(progress).toMatchObject({ state: 'switched', differing: [] });
      expect(progress.hashes!.live).toBe(progress.hashes!.rebuilt);
      expect(progress.documents!.live).toBe(before.size);
      expect(running.runtime.tools.collection(view).name).toBe(`${view.name}.v2`);
    }
    stop.now = true;
    await writing;
    await running.settle();
    for (let i = 0; i < 7; i++)
      expect((await level(levels, `t${i}`))!.cents).toBe(
        (await running.runtime.tools.load(till, `t${i}`)).state.cents,
      );
  });

  it('rolls back to the version before, which catches up', async () => {
    await running.runtime.views.rollback(levels.name);
    expect(running.runtime.tools.collection(levels).name).toBe('toy.levels.v1');
    await fill(running, 't1', 1000);
    await running.settle();
    expect((await level(levels, 't1'))!.cents).toBe(
      (await running.runtime.tools.load(till, 't1')).state.cents,
    );
  });

  it('a rebuild that differs does not switch unless told to', async () => {
    const collection = running.runtime.tools.collection(levels);
    const stored = (await running.ports.documents.get(collection, 't2'))!;
    const { revision: _revision, ...document } = stored;
    await running.ports.documents.put(collection, { ...document, cents: -1 } as Level);
    expect(await running.runtime.views.rebuild(levels.name)).toMatchObject({
      state: 'differs',
      differing: ['t2'],
    });
    expect(
      await running.runtime.views.rebuild(levels.name, { acceptDifferences: true }),
    ).toMatchObject({ state: 'switched', differing: ['t2'] });
    expect((await level(levels, 't2'))!.cents).toBe(
      (await running.runtime.tools.load(till, 't2')).state.cents,
    );
  });

  it('refuses at once to rebuild what is not there, or is being rebuilt', async () => {
    expect(() => running.runtime.views.rebuild('toy.nothing')).toThrow(
      expect.objectContaining({ code: 'view-not-found' }),
    );
    const first = running.runtime.views.rebuild(levels.name);
    expect(() => running.runtime.views.rebuild(levels.name)).toThrow(
      expect.objectContaining({ code: 'rebuild-running' }),
    );
    expect(await first).toMatchObject({ state: 'switched' });
  });

  it('E10 a read at least as new as a write', async () => {
    const { revision } = await fill(running, 'fresh', 3);
    await running.runtime.tools.atLeast(levels, 'fresh', 'till-fresh', revision);
    expect((await level(levels, 'fresh'))!.cents).toBe(3);
    await expect(
      running.runtime.tools.atLeast(levels, 'fresh', 'till-fresh', revision + 1),
    ).rejects.toMatchObject({ code: 'revision-unknown' });
  });

  it('E7 a poison event stops only its own key in a view, and goes on in order after the cure', async () => {
    await fill(running, 'bad', 666);
    await fill(running, 'bad', 1);
    await fill(running, 'good', 2);
    await running.settle();
    expect(await level(heard, 'bad')).toBeUndefined();
    expect(await level(heard, 'good')).toMatchObject({ cents: 2 });
    const { items } = await running.runtime.deadLetters.list(10);
    expect(items.map(({ key }) => key)).toEqual(['bad', 'bad']);
    healed = true;
    expect(await running.runtime.deadLetters.retry(items[0]!.id)).toEqual({ done: 2, left: 0 });
    expect(await level(heard, 'bad')).toMatchObject({ cents: 667, count: 2 });
  });

  it('E7 a reaction that fails parks its own key only; retry and drop', async () => {
    reactionFails = true;
    await fill(running, 'p', 13);
    await fill(running, 'p', 7);
    await fill(running, 'q', 7);
    await running.settle();
    expect((await running.runtime.tools.load(mirror, 'q')).state.cents).toBe(7);
    expect((await running.runtime.tools.load(mirror, 'p')).state.cents).toBe(0);
    const { items } = await running.runtime.deadLetters.list(10);
    expect(items).toHaveLength(2);
    expect(await running.runtime.deadLetters.retry(items[0]!.id)).toEqual({ done: 0, left: 2 });
    await running.runtime.deadLetters.drop(items[0]!.id);
    expect(await running.runtime.deadLetters.retry(items[1]!.id)).toEqual({ done: 1, left: 0 });
    expect((await running.runtime.tools.load(mirror, 'p')).state.cents).toBe(7);
    reactionFails = false;
  });

  it('E6 a published type that nobody knows is parked, not dropped', async () => {
    const [event] = await running.ports.streams.read('till-q');
    await running.ports.bus.publish([
      {
        topic: TOPIC,
        key: 'z',
        id: deriveId('unknown'),
        type: 'TillBurnt',
        version: 1,
        data: {},
        meta: event!.meta,
      },
    ]);
    await running.settle();
    const { items } = await running.runtime.deadLetters.list(10);
    expect(items.map(({ event: parked }) => parked.type)).toEqual(['TillBurnt']);
    expect(items[0]!.consumer).toBe('toy.mirror-fillings');
  });

  it('refuses to start on a log that is older than what was seen of it', async () => {
    const { dir } = running;
    await running.close();
    const log = readdirSync(dir).filter((name) => name.startsWith('streams.sqlite'));
    const move = (from: string, to: string) =>
      log.forEach((name) => renameSync(join(dir, `${name}${from}`), join(dir, `${name}${to}`)));
    move('', '.aside');
    await expect(open(dir)).rejects.toThrow(
      /not the log that was followed: toy\.\S+ had seen the log up to 0+\d+, which ends at/,
    );
    readdirSync(dir)
      .filter((name) => name.startsWith('streams.sqlite') && !name.endsWith('.aside'))
      .forEach((name) => rmSync(join(dir, name)));
    move('.aside', '');
    running = await open(dir);
  });

  it('L-2 a view of topics is not folded anew from what retention has left of them, and stays as it is', async () => {
    const before = await contents(running.ports.documents, running.runtime.tools.collection(heard));
    const cut = jest
      .spyOn(running.ports.bus, 'cutOff')
      .mockResolvedValue([`${TOPIC}/0 begins at offset 15, what stood before is gone`]);
    const refused = await running.runtime.views.rebuild(heard.name);
    expect(refused).toMatchObject({
      state: 'failed',
      error: expect.stringContaining(
        `View \`toy.heard\` cannot be rebuilt: ${TOPIC}/0 begins at offset 15`,
      ),
    });
    cut.mockRestore();
    expect(
      await contents(running.ports.documents, running.runtime.tools.collection(heard)),
    ).toEqual(before);
    expect(await running.runtime.views.rebuild(heard.name)).toMatchObject({
      state: 'switched',
      hashes: expect.anything(),
    });
  });

  it('a job that runs when the process stops ends before anything is closed, and is not begun beside itself', async () => {
    let begun = 0;
    let [saw, started, go]: [unknown, () => void, () => void] = [
      undefined,
      () => undefined,
      () => undefined,
    ];
    const [running, held] = [
      new Promise<void>((resolve) => (started = resolve)),
      new Promise<void>((resolve) => (go = resolve)),
    ];
    const job = {
      name: 'toy.slow',
      everyMs: 1,
      run: async (tools: ContextRuntime['tools']) => {
        begun++;
        started();
        await held;
        saw = await tools
          .execute(till, 'job', { type: 'Fill', cents: 1 }, cause('job'))
          .then(({ revision }) => revision, String);
      },
    };
    const own = await open(tempDir(), { ...toy, jobs: [job] });
    await running;
    const closed = own.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect([begun, saw]).toEqual([1, undefined]);
    go();
    await closed;
    expect([begun, saw]).toEqual([1, 1]);
    expect(own.log).toEqual([]);
  });

  it('E9 a view whose fold is of another edition is folded anew at the start, and keeps that over the next', async () => {
    const { dir } = running;
    const before = await contents(running.ports.documents, running.runtime.tools.collection(heard));
    await running.close();
    const doubled: View<Level> = {
      ...heard,
      edition: 2,
      on: {
        TillFilled: {
          ...heard.on['TillFilled']!,
          fold: (level, event, id) => add(level, id, 2 * event.data.cents),
        },
      },
    };
    const next = { ...toy, views: [levels, doubled] };
    running = await open(dir, next);
    await running.settle();
    const renewed = running.runtime.tools.collection(doubled).name;
    expect(renewed).not.toBe(`${heard.name}.v1`);
    for (const [id, text] of before)
      expect((await level(doubled, id))!.cents).toBe(2 * (JSON.parse(text) as Level).cents);
    await running.close();
    running = await open(dir, next);
    await running.settle();
    expect(running.runtime.tools.collection(doubled).name).toBe(renewed);
    await running.close();
    running = await open(dir);
    await running.settle();
    expect(
      [...(await contents(running.ports.documents, running.runtime.tools.collection(heard)))].map(
        ([id, text]) => [id, (JSON.parse(text) as Level).cents],
      ),
    ).toEqual([...before].map(([id, text]) => [id, (JSON.parse(text) as Level).cents]));
  });

  it('after a restart nothing is there twice and parked letters still hold their key', async () => {
    const before = await contents(running.ports.documents, running.runtime.tools.collection(heard));
    const { dir } = running;
    await running.close();
    running = await open(dir);
    await running.settle();
    expect(
      await contents(running.ports.documents, running.runtime.tools.collection(heard)),
    ).toEqual(before);
    expect(running.runtime.deadLetters.holds('toy.mirror-fillings', 'z')).toBe(true);
    expect(positionText(1) < positionText(10)).toBe(true);
  });
});
