import {
  fold,
  versionOf,
  type AnyLedger,
  type Envelope,
  type RecordedEvent,
} from '@chignon/eventing';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contexts } from './contexts.js';

/*
 * Ledgers are read for as long as the chain exists, so every shape that an event ever had must still fold. Each ledger has
 * a file of frozen streams, samples/<category>.json: `{ "streams": [{ "key", "events": [{ "type", "version", "effectiveAt", "data" }] }] }`.
 * What stands there is never edited. A new event, or a new version of one, is a line more.
 */

interface Sample {
  readonly key: string;
  readonly events: readonly { type: string; version: number; effectiveAt: string; data: unknown }[];
}

const FOLDER = join(__dirname, 'samples');
const ledgers = contexts.flatMap((context) => context.ledgers);
const samplesOf = ({ category }: AnyLedger): readonly Sample[] => {
  const file = join(FOLDER, `${category}.json`);
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { streams: Sample[] }).streams
    : [];
};

const recorded = (category: string, { key, events }: Sample): RecordedEvent[] =>
  events.map(({ type, version, effectiveAt, data }, i) => ({
    id: `sample-${i + 1}`,
    type,
    version,
    data,
    stream: `${category}-${key}`,
    revision: i + 1,
    position: String(i + 1).padStart(20, '0'),
    meta: {
      commandId: `command-${i + 1}`,
      inputHash: '',
      correlationId: 'sample',
      causationId: 'sample',
      actor: 'user:sample',
      tenant: 'sample',
      effectiveAt,
      recordedAt: effectiveAt,
      hash: '',
    },
  }));

const everyVersion = (ledger: AnyLedger): string[] =>
  Object.keys(ledger.evolve).flatMap((type) =>
    Array.from({ length: versionOf(ledger, type) }, (_, i) => `${type} v${i + 1}`),
  );

describe('E9 private events: logs of every release still fold', () => {
  it('looks at every ledger of every context, each category once', () => {
    expect(contexts.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'booking',
        'customers',
        'loyalty',
        'marketing',
        'inventory',
        'insights',
      ]),
    );
    expect(ledgers.map(({ category }) => category)).toEqual(
      expect.arrayContaining(['agenda', 'visit', 'points', 'stock', 'rebook', 'delivery']),
    );
    expect(new Set(ledgers.map(({ category }) => category)).size).toBe(ledgers.length);
  });

  it('has no samples of a ledger that is gone', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(
      ledgers.map(({ category }) => `${category}.json`).sort(),
    );
  });

  describe.each(ledgers.map((ledger) => [ledger.category, ledger] as const))(
    '%s',
    (category, ledger) => {
      it('has a frozen sample of every event in every version, and of no other', () => {
        const sampled = samplesOf(ledger).flatMap(({ events }) =>
          events.map(({ type, version }) => `${type} v${version}`),
        );
        expect([...new Set(sampled)].sort()).toEqual(everyVersion(ledger).sort());
      });

      it('folds them to a state that is no longer empty', () => {
        expect(samplesOf(ledger).length).toBeGreaterThan(0);
        for (const sample of samplesOf(ledger))
          expect(fold(ledger, ledger.initial(sample.key), recorded(category, sample))).not.toEqual(
            ledger.initial(sample.key),
          );
      });

      it('changes no state that it was given: states are cached and shared', () => {
        for (const sample of samplesOf(ledger)) {
          let state: unknown = ledger.initial(sample.key);
          for (const event of recorded(category, sample)) {
            const before = structuredClone(state);
            const next = fold(ledger, state, [event]);
            expect(state).toEqual(before);
            state = next;
          }
        }
      });
    },
  );
});

describe('canary', () => {
  const counter: AnyLedger = {
    category: 'counter',
    initial: () => ({ n: 0 }),
    decide: {},
    versions: { Counted: 2 },
    past: { Counted: { 1: ({ by }: { by: number }) => ({ amount: by }) } },
    evolve: {
      Counted: (state: { n: number }, { data }: Envelope) => ({ n: state.n + data.amount }),
      Reset: () => ({ n: 0 }),
    },
  };

  it('asks for old versions too, and upcasts them', () => {
    expect(everyVersion(counter)).toEqual(['Counted v1', 'Counted v2', 'Reset v1']);
    const at = '2026-01-01T00:00:00.000Z';
    const sample: Sample = {
      key: 'a',
      events: [
        { type: 'Counted', version: 1, effectiveAt: at, data: { by: 2 } },
        { type: 'Counted', version: 2, effectiveAt: at, data: { amount: 3 } },
      ],
    };
    expect(fold(counter, counter.initial('a'), recorded('counter', sample))).toEqual({ n: 5 });
  });

  it('refuses what today no longer knows', () => {
    const sample: Sample = {
      key: 'a',
      events: [{ type: 'Renamed', version: 1, effectiveAt: '', data: {} }],
    };
    expect(() => fold(counter, counter.initial('a'), recorded('counter', sample))).toThrow(
      'not known to this release',
    );
  });
});
