import { openEmbedded } from '@chignon/adapters/embedded';
import {
  ContextRuntime,
  deriveId,
  Executor,
  PostponedError,
  settle,
  type CommandMetadata,
  type Context,
  type DomainEvent,
  type Ledger,
  type Observer,
} from '@chignon/eventing';
import { tempDir } from '../support/temp.js';

type Put = { readonly type: 'Put'; readonly what: string };
type Was = DomainEvent<'WasPut', { readonly what: string }>;
const box: Ledger<number, Put, Was> = {
  category: 'box',
  initial: () => 0,
  evolve: { WasPut: (n) => n + 1 },
  decide: { Put: (_, { what }) => [{ type: 'WasPut', data: { what } }] },
};

/** A context whose effect takes what it is given, or does not; its job says so to the log. */
const toy: Context = {
  name: 'toy',
  ledgers: [box],
  collections: [],
  views: [],
  reactions: [],
  effects: [
    {
      name: 'toy.take',
      source: { streams: ['box'] },
      on: {
        WasPut: async ({ data }, tools, cause) => {
          if (data.what === 'traced')
            await tools.execute(box, 'followed', { type: 'Put', what: 'after it' }, cause());
          if (data.what === 'poison') throw new TypeError('a bug');
          if (data.what === 'later') throw new PostponedError('outside-away', 'not now');
        },
      },
    },
  ],
  announcements: {},
  jobs: [
    {
      name: 'toy.count',
      everyMs: 3_600_000,
      run: async ({ log }) => log('warn', 'nothing to count', { code: 'empty', boxes: 0 }),
    },
  ],
  topics: [],
  controllers: [],
};

describe('the mechanism, watched', () => {
  const told: unknown[][] = [];
  const lines: unknown[] = [];
  const note =
    (what: string) =>
    (...facts: unknown[]) =>
      void told.push([what, ...facts.filter((fact) => typeof fact !== 'number')]);
  const observer: Observer = {
    command: note('command'),
    round: note('round'),
    lostRace: note('lostRace'),
    batch: note('batch'),
    retried: note('retried'),
    parked: note('parked'),
    written: note('written'),
    published: note('published'),
  };
  const facts = {
    now: () => '2026-03-01T09:00:00.000Z',
    newId: () => deriveId(String(told.length)),
  };
  let engines: Awaited<ReturnType<typeof openEmbedded>>;
  let runtime: ContextRuntime;
  const put = (key: string, what: string, more: Partial<CommandMetadata> = {}) =>
    runtime.tools.execute(
      box,
      key,
      { type: 'Put', what },
      { commandId: `${key}-${what}`, actor: 'user:test', correlationId: 'c', ...more },
    );

  beforeAll(async () => {
    engines = await openEmbedded({ dir: tempDir() });
    runtime = new ContextRuntime(
      toy,
      { ...engines, facts },
      {
        instance: 'test',
        exclusive: true,
        contractVersion: () => 1,
        contractPast: () => undefined,
        log: (line) => void lines.push(line),
        observer,
      },
    );
    await runtime.start();
  });
  afterAll(async () => {
    await runtime.stop();
    await engines.close();
  });
  beforeEach(() => void told.splice(0));
  const names = (what: string) => told.filter(([one]) => one === what).map((one) => one.slice(1));

  it('tells each command with how it ended, and the race that it lost', async () => {
    await put('a', 'first');
    await put('a', 'first');
    const other = new Executor(engines.streams, facts);
    await other.execute(
      box,
      'a',
      { type: 'Put', what: 'elsewhere' },
      { commandId: 'elsewhere', actor: 'user:other', correlationId: 'c' },
    );
    await put('a', 'second');
    await expect(put('a', 'third', { expected: 1 })).rejects.toThrow('expected revision 1');
    expect(names('command')).toEqual([
      ['box', 'Put', 'done'],
      ['box', 'Put', 'replayed'],
      ['box', 'Put', 'done'],
      ['box', 'Put', 'conflict'],
    ]);
    expect(names('lostRace')).toEqual([['box']]);
    expect(names('round')).toEqual([['box'], ['box']]);
    await settle([runtime]);
  });

  it('tells what is tried again, what is put aside and why', async () => {
    await put('b', 'poison');
    await put('b', 'behind it');
    await put('c', 'later');
    await settle([runtime]);
    expect(names('retried')).toEqual([['toy.take'], ['toy.take']]);
    expect(names('parked').sort()).toEqual([
      ['toy.take', 'behind'],
      ['toy.take', 'failed'],
      ['toy.take', 'postponed'],
    ]);
    expect(names('batch')).toContainEqual(['toy.take', false]);
  });

  it('keeps a place in a trace with the event, where it is recorded, and in the chain', async () => {
    const at = (flags: string) => `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-${flags}`;
    await put('d', 'traced', { traceparent: at('01') });
    await put('d', 'not recorded', { traceparent: at('00') });
    await put('d', 'untraced');
    const events = await engines.streams.read('box-d');
    expect(events.map(({ meta }) => meta.traceparent)).toEqual([at('01'), undefined, undefined]);
    expect(Object.keys(events[1]!.meta)).not.toContain('traceparent');
    // Said again in another trace it is the same wish.
    expect((await put('d', 'traced', { traceparent: at('03') })).replayed).toBe(true);
    // What an effect does about it stands beside it, though nobody traces here.
    await settle([runtime]);
    const [followed] = await engines.streams.read('box-followed');
    expect(followed!.meta).toMatchObject({ causationId: events[0]!.id, traceparent: at('01') });
  });

  it('gives contexts a log that knows whose line it is', async () => {
    await runtime.runJob('toy.count');
    expect(lines.at(-1)).toEqual({
      level: 'warn',
      message: 'nothing to count',
      context: 'toy',
      code: 'empty',
      boxes: 0,
    });
  });
});
