import { openEmbedded } from '@chignon/adapters/embedded';
import {
  ContextRuntime,
  deriveId,
  agreesWith,
  type Context,
  type DeliveredMessage,
  type Ledger,
  type MessageBus,
  type RecordedEvent,
  type Reconciled,
} from '@chignon/eventing';
import { tempDir } from '../support/temp.js';

describe('BY-11 messages against ledgers', () => {
  type Rung = { type: 'Rung'; data: { cents: number; note?: string } };
  const bell: Ledger<{ cents: number }, { type: 'Ring'; cents: number }, Rung> = {
    category: 'bell',
    initial: () => ({ cents: 0 }),
    evolve: { Rung: (state, { data }) => ({ cents: state.cents + data.cents }) },
    decide: { Ring: (_, { cents }) => [{ type: 'Rung', data: { cents, note: 'new' } }] },
  };
  const TOPIC = 'chignon.tower.bell';
  const RUNGS = 12;
  const tower = (note: boolean): Context => ({
    name: 'tower',
    ledgers: [bell],
    collections: [],
    views: [],
    reactions: [],
    effects: [],
    jobs: [],
    topics: [TOPIC],
    controllers: [],
    publishedBefore: { renamed: { BellRung: 'BellStruck' } },
    announcements: {
      Rung: ({ stream, data }: RecordedEvent) => ({
        topic: TOPIC,
        type: 'BellRung',
        version: 1,
        key: stream,
        data: note ? data : { cents: (data as { cents: number }).cents },
      }),
    },
  });

  /** The bus as it is, but for what is heard of it. */
  const heardThrough = (
    bus: MessageBus,
    change: (messages: DeliveredMessage[]) => DeliveredMessage[],
  ): MessageBus =>
    new Proxy(bus, {
      get: (target, name) => {
        const own: unknown = Reflect.get(target, name);
        if (name !== 'subscribe')
          return typeof own === 'function'
            ? (own as (...args: unknown[]) => unknown).bind(target)
            : own;
        return (options: Parameters<MessageBus['subscribe']>[0]) =>
          target.subscribe({ ...options, handler: (batch) => options.handler(change(batch)) });
      },
    });

  const facts = { now: () => new Date().toISOString(), newId: () => crypto.randomUUID() };
  const options = {
    instance: 'test',
    exclusive: true,
    contractVersion: () => 1,
    contractPast: () => undefined,
    log: () => undefined,
  };
  const rung = async (
    change: (messages: DeliveredMessage[]) => DeliveredMessage[],
    {
      olderRelease = false,
      between,
    }: {
      olderRelease?: boolean;
      between?: (bus: MessageBus, one: () => Promise<DeliveredMessage>) => Promise<void>;
    } = {},
  ): Promise<Reconciled> => {
    const engines = await openEmbedded({ dir: tempDir() });
    await engines.bus.createTopics([{ name: TOPIC }]);
    let runtime = new ContextRuntime(tower(!olderRelease), { ...engines, facts }, options);
    await runtime.start();
    for (let n = 0; n < RUNGS; n++)
      await runtime.tools.execute(
        bell,
        `b${n % 3}`,
        { type: 'Ring', cents: n },
        { commandId: deriveId(`ring ${n}`), actor: 'user:test', correlationId: 'c' },
      );
    await runtime.caughtUp();
    await between?.(engines.bus, async () => {
      const found: DeliveredMessage[] = [];
      const look = await engines.bus.subscribe({
        group: 'look',
        topics: [TOPIC],
        handler: async (batch) => void found.push(...batch),
      });
      await look.caughtUp();
      await look.close();
      return found[0]!;
    });
    await runtime.stop();
    runtime = new ContextRuntime(
      tower(true),
      { ...engines, bus: heardThrough(engines.bus, change), facts },
      options,
    );
    await runtime.start();
    const reconciled = await runtime.reconcile();
    expect(runtime.nightly.last).toMatchObject({ count: reconciled.count });
    await runtime.stop();
    await engines.close();
    return reconciled;
  };

  it('is done once each night at its hour, also when somebody asked in the evening, and not in the day', async () => {
    const engines = await openEmbedded({ dir: tempDir() });
    await engines.bus.createTopics([{ name: TOPIC }]);
    let now = '2026-11-30T20:00:00.000Z';
    const runtime = new ContextRuntime(
      tower(true),
      { ...engines, facts: { ...facts, now: () => now } },
      { ...options, reconcileHour: 22 },
    );
    await runtime.start();
    const looked = async (at: string) => {
      now = at;
      const before = runtime.nightly.last?.at;
      await runtime.nightly.look();
      return runtime.nightly.last?.at !== before;
    };
    expect(await looked('2026-11-30T20:00:00.000Z')).toBe(false);
    await runtime.reconcile();
    expect(await looked('2026-11-30T22:00:00.000Z')).toBe(true);
    expect(await looked('2026-12-01T01:00:00.000Z')).toBe(false);
    expect(await looked('2026-12-01T12:00:00.000Z')).toBe(false);
    now = '2026-12-01T13:00:00.000Z';
    await runtime.reconcile();
    // Down at ten, up again at one in the morning.
    expect(await looked('2026-12-02T01:00:00.000Z')).toBe(true);
    expect(await looked('2026-12-03T02:30:00.000Z')).toBe(false);
    await runtime.stop();
    const never = new ContextRuntime(
      tower(true),
      { ...engines, facts: { ...facts, now: () => '2026-12-04T03:00:00.000Z' } },
      options,
    );
    await never.start();
    await never.nightly.look();
    expect(never.nightly.last!.at).toBe('2026-12-02T01:00:00.000Z');
    await never.stop();
    await engines.close();
  });

  it('finds nothing where nothing is wrong', async () => {
    expect(await rung((batch) => batch)).toEqual({
      messages: RUNGS,
      repeats: 0,
      documents: 0,
      count: 0,
      differences: [],
    });
  });

  it('finds a message that is missing, one that stands there twice, one that was altered and one that no ledger knows', async () => {
    expect((await rung((batch) => batch.slice(1))).differences).toMatchObject([
      { of: TOPIC, problem: 'missing' },
    ]);
    expect((await rung((batch) => [...batch, batch[0]!])).differences).toMatchObject([
      { of: TOPIC, problem: 'twice' },
    ]);
    expect(
      (
        await rung((batch) =>
          batch.map((message, n) =>
            n === 4 ? { ...message, data: { ...message.data, cents: 1_000_000 } } : message,
          ),
        )
      ).differences,
    ).toMatchObject([{ problem: 'altered' }]);
    expect(
      (
        await rung((batch) =>
          batch.map((message, n) => (n === 4 ? { ...message, key: 'another' } : message)),
        )
      ).differences,
    ).toMatchObject([{ problem: 'altered' }]);
    const stranger = (message: DeliveredMessage): DeliveredMessage => ({
      ...message,
      id: deriveId('stranger'),
      meta: { ...message.meta, causationId: deriveId('nothing') },
    });
    expect((await rung((batch) => [...batch, stranger(batch[0]!)])).differences).toMatchObject([
      { problem: 'unfounded' },
    ]);
  });

  it('finds what was really published twice', async () => {
    const twice = async (bus: MessageBus, one: () => Promise<DeliveredMessage>) => {
      const { partition: _p, offset: _o, ...message } = await one();
      await bus.publish([message]);
    };
    expect(await rung((batch) => batch, { between: twice })).toMatchObject({
      messages: RUNGS + 1,
      count: 1,
      differences: [{ problem: 'twice' }],
    });
  });

  it('takes what an older release said under another name for the same, and nothing else', async () => {
    const named = (type: string, cents?: number) =>
      rung((batch) =>
        batch.map((message, n) =>
          n === 4
            ? {
                ...message,
                type,
                version: type === 'BellStruck' ? 7 : 1,
                data: cents === undefined ? message.data : { ...message.data, cents },
              }
            : message,
        ),
      );
    expect((await named('BellStruck')).differences).toEqual([]);
    expect((await named('BellStruck', 1_000_000)).differences).toMatchObject([
      { problem: 'altered' },
    ]);
    expect((await named('BellTolled')).differences).toMatchObject([{ problem: 'altered' }]);
  });

  it('takes a message of an older release, which says less, for what it is', async () => {
    expect((await rung((batch) => batch, { olderRelease: true })).count).toBe(0);
    expect(agreesWith({ a: 1, b: { c: [1, 2], d: 0 } }, { a: 1, b: { c: [1, 2] } })).toBe(true);
    for (const other of [
      { a: 2 },
      { z: 1 },
      { b: { c: [1] } },
      { b: { c: [2, 1] } },
      { b: null },
      [],
    ])
      expect(agreesWith({ a: 1, b: { c: [1, 2], d: 0 } }, other)).toBe(false);
  });
});
