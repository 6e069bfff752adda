import { openEmbedded } from '@chignon/adapters/embedded';
import {
  ContextRuntime,
  deriveId,
  folding,
  refused,
  settle,
  type CommandMetadata,
  type Context,
  type Ledger,
  type Message,
  type Ports,
  type RecordedEvent,
  type View,
} from '@chignon/eventing';
import { tempDir } from './temp.js';

// A toy context, small enough to be seen through: a till that is filled and emptied, and a mirror of it fed by its topic.

type TillEvent =
  { type: 'Filled'; data: { cents: number } } | { type: 'Emptied'; data: { cents: number } };
type TillCommand = { type: 'Fill'; cents: number } | { type: 'Empty'; cents: number };

export const till: Ledger<{ cents: number }, TillCommand, TillEvent> = {
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
/** What the reaction writes to. */
export const mirror: typeof till = { ...till, category: 'mirror' };

/** What a view counts. */
export interface Level {
  id: string;
  cents: number;
  count: number;
}
export const TOPIC = 'chignon.toy.till';

export const add = (level: Level | undefined, id: string, cents: number): Level => ({
  id,
  cents: (level?.cents ?? 0) + cents,
  count: (level?.count ?? 0) + 1,
});
const keyOf = (event: { stream?: string; key?: string }) => [event.key ?? event.stream!.slice(5)];
export const levels: View<Level> = {
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
/** Faults that a spec switches on and off: the view stumbles over 666, the reaction over 13. */
export const troubles = { viewFails: true, reactionFails: false };

/** One document fed by many keys. 666 is its poison while `viewFails`. */
export const heard: View<Level> = {
  name: 'toy.heard',
  indexes: {},
  source: { topics: [TOPIC] },
  on: {
    TillFilled: folding<Level, RecordedEvent<string, { cents: number }>>(
      (e) => ['all', (e as unknown as Message).key],
      (level, e, id) => {
        if (e.data.cents === 666 && id !== 'all' && troubles.viewFails)
          throw new Error('cannot count this');
        return add(level, id, e.data.cents);
      },
    ),
  },
};

export const toy: Context = {
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
          if (event.data.cents === 13 && troubles.reactionFails) throw new TypeError('a bug');
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

export const facts = {
  now: () => new Date().toISOString(),
  newId: () => deriveId(String(Math.random())),
};
/** The context at work in a folder. */
export const open = async (dir = tempDir(), context = toy) => {
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
export type Open = Awaited<ReturnType<typeof open>>;
export const cause = (commandId: string, more: Partial<CommandMetadata> = {}): CommandMetadata => ({
  commandId,
  actor: 'user:test',
  correlationId: 'c',
  ...more,
});
/** Fills a till, under a key of its own. */
export const fill = (
  toyRuntime: Open,
  key: string,
  cents: number,
  id = `fill-${key}-${cents}-${Math.random()}`,
) => toyRuntime.runtime.tools.execute(till, key, { type: 'Fill', cents }, cause(id));
