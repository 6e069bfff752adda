import type { Context } from '../context.js';
import type { DeliveredMessage, RecordedEvent } from '../event.js';
import type { Ledger } from '../ledger.js';
import type { Collection } from '../ports/document-store.js';
import { folding, type View } from '../view.js';

type PurseEvent = { type: 'Filled'; data: { cents: number } };
type PurseCommand = { type: 'Fill'; cents: number };
/** Pays in whatever it is told: what is heard twice shows as money. */
export const purses: Ledger<{ cents: number }, PurseCommand, PurseEvent> = {
  category: 'purse',
  initial: () => ({ cents: 0 }),
  evolve: { Filled: (state, { data }) => ({ cents: state.cents + data.cents }) },
  decide: { Fill: (_, { cents }) => [{ type: 'Filled', data: { cents } }] },
};

type DoorEvent = { type: 'Opened'; data: object } | { type: 'Passed'; data: { cents: number } };
type DoorCommand = { type: 'Open' } | { type: 'Pass'; cents: number };
/** Does nothing while it is shut, so that a repeat heard after the opening would show. */
export const doors: Ledger<{ open: boolean; cents: number }, DoorCommand, DoorEvent> = {
  category: 'door',
  initial: () => ({ open: false, cents: 0 }),
  evolve: {
    Opened: (state) => ({ ...state, open: true }),
    Passed: (state, { data }) => ({ ...state, cents: state.cents + data.cents }),
  },
  decide: {
    Open: (state) => (state.open ? [] : [{ type: 'Opened', data: {} }]),
    Pass: (state, { cents }) => (state.open ? [{ type: 'Passed', data: { cents } }] : []),
  },
};

/** What a view counts. */
export interface Sum {
  id: string;
  cents: number;
  count: number;
}
interface Sign {
  readonly id: string;
  readonly text: string;
}

/**
 * A context that hears what it publishes: views, a reaction and an effect on purses, and documents that announce.
 * @param own a name that nothing else on the engines has
 */
export function purseContext(own: string) {
  const topic = `chignon.${own}.purse`;
  const plates = `chignon.${own}.sign`;
  const signs: Collection<Sign> = { name: `${own}.signs`, indexes: {} };
  const add = (sum: Sum | undefined, id: string, cents: number): Sum => ({
    id,
    cents: (sum?.cents ?? 0) + cents,
    count: (sum?.count ?? 0) + 1,
  });
  const sums: View<Sum> = {
    name: `${own}.sums`,
    indexes: {},
    source: { topics: [topic] },
    on: {
      PurseFilled: folding<Sum, DeliveredMessage<string, { cents: number }>>(
        ({ key }) => ['all', key],
        (sum, { data }, id) => add(sum, id, data.cents),
      ),
    },
  };
  const shown: View<Sum> = {
    name: `${own}.shown`,
    indexes: {},
    source: { topics: [plates] },
    on: {
      SignPut: folding<Sum, DeliveredMessage<string, { text: string }>>(
        () => ['all'],
        (sum, { data }, id) => add(sum, id, data.text.length),
      ),
    },
  };
  const calls: string[] = [];
  const context: Context = {
    name: own,
    ledgers: [purses, doors],
    collections: [signs],
    views: [sums, shown],
    reactions: [
      {
        name: `${own}.pass`,
        source: { topics: [topic] },
        on: {
          PurseFilled: ({ data, ...message }) => [
            {
              ledger: doors,
              key: (message as DeliveredMessage).key,
              command: { type: 'Pass', cents: (data as { cents: number }).cents } as DoorCommand,
            },
          ],
        },
      },
    ],
    effects: [
      {
        name: `${own}.call`,
        source: { topics: [topic] },
        on: { PurseFilled: async ({ id }) => void calls.push(id) },
      },
    ],
    announcements: {
      Filled: (event: RecordedEvent) => ({
        topic,
        type: 'PurseFilled',
        version: 1,
        key: event.stream.slice('purse-'.length),
        data: event.data,
      }),
    },
    jobs: [],
    topics: [topic, plates],
    controllers: [],
  };
  return { context, topic, plates, signs, sums, shown, calls };
}
