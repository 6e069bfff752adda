import type { Context } from '../context.js';
import type { DeliveredMessage, Envelope, RecordedEvent } from '../event.js';
import type { Ledger } from '../ledger.js';
import { folding, type View } from '../view.js';

type Put = { type: 'Put'; data: { cents: number } };
type PutCommand = { type: 'Put'; cents: number };
type Rung = { type: 'Rung'; data: { cents: number } };

const jar = (category: string): Ledger<{ cents: number }, PutCommand, Put> => ({
  category,
  initial: () => ({ cents: 0 }),
  evolve: { Put: (state, { data }) => ({ cents: state.cents + data.cents }) },
  decide: { Put: (_, { cents }) => [{ type: 'Put', data: { cents } }] },
});

/** What a view counts. */
export interface Sum {
  id: string;
  cents: number;
  count: number;
}
const add = (sum: Sum | undefined, id: string, cents: number): Sum => ({
  id,
  cents: (sum?.cents ?? 0) + cents,
  count: (sum?.count ?? 0) + 1,
});

/**
 * A context that follows its own jars in every way there is: by view, reaction, effect and relay.
 * @param own a name that nothing else on the engines has
 */
export function jarContext(own: string) {
  const topic = `chignon.${own}.jar`;
  const jars = jar(`${own}jar`);
  const bells: Ledger<{ cents: number }, PutCommand, Rung> = {
    category: `${own}bell`,
    initial: () => ({ cents: 0 }),
    evolve: { Rung: (state, { data }) => ({ cents: state.cents + data.cents }) },
    decide: { Put: (_, { cents }) => [{ type: 'Rung', data: { cents } }] },
  };
  const keyOf = (event: { stream?: string; key?: string }) =>
    event.key ?? event.stream!.slice(jars.category.length + 1);
  const view = (of: string, source: View['source'], type: string): View<Sum> => ({
    name: `${own}.${of}`,
    indexes: {},
    source,
    guard: 'log',
    on: {
      [type]: folding<Sum, Envelope<string, { cents: number }>>(
        (event) => (event.data.cents === undefined ? [] : ['all', keyOf(event as never)]),
        (sum, { data }, id) => add(sum, id, data.cents),
      ),
    },
  });
  const kept = view('kept', { streams: [jars.category] }, 'Put');
  const told = view('told', { topics: [topic] }, 'JarFilled');
  const calls: string[] = [];
  /** The next release: it knows version 2, and mends what version 1 was taken for. */
  const context = (release: 1 | 2): Context => {
    const ledger =
      release === 1
        ? jars
        : {
            ...jars,
            versions: { Put: 2 },
            past: {
              Put: {
                1: (data: { cents?: unknown } | null) => ({
                  amount: { cents: Number(data?.cents) || 0 },
                }),
              },
            },
          };
    const cents = (data: any): number => (release === 1 ? data.cents : data.amount.cents);
    const on = {
      Put: {
        ids: (event: RecordedEvent) => (cents(event.data), ['all', keyOf(event)]),
        fold: (sum: Sum | undefined, event: RecordedEvent, id: string) =>
          add(sum, id, cents(event.data)),
      },
    };
    return {
      name: own,
      ledgers: [ledger as typeof jars, bells],
      collections: [],
      views: [{ ...kept, on, ...(release === 1 ? {} : { versions: { Put: 2 } }) }, told],
      reactions: [
        {
          name: `${own}.ring`,
          source: { topics: [topic] },
          on: {
            JarFilled: (event) => [
              {
                ledger: bells,
                key: keyOf(event as DeliveredMessage),
                command: { type: 'Put', cents: event.data.cents } as PutCommand,
              },
            ],
          },
        },
        {
          name: `${own}.hum`,
          source: { streams: [jars.category] },
          on: {
            Put: (event) => [
              {
                ledger: bells,
                key: `hum-${keyOf(event as RecordedEvent)}`,
                command: { type: 'Put', cents: cents(event.data) } as PutCommand,
              },
            ],
          },
          ...(release === 1 ? {} : { versions: { Put: 2 } }),
        },
      ],
      effects: [
        {
          name: `${own}.call`,
          source: { topics: [topic] },
          on: {
            JarFilled: async (event) =>
              void calls.push(`${keyOf(event as DeliveredMessage)} ${event.data.cents}`),
          },
        },
      ],
      announcements: {
        Put: (event: RecordedEvent) => ({
          topic,
          type: 'JarFilled',
          version: 1,
          key: keyOf(event),
          data: { cents: cents(event.data) },
        }),
      },
      jobs: [],
      topics: [topic],
      controllers: [],
    };
  };
  return { context, topic, jars, bells, kept, told, calls };
}
