import fc from 'fast-check';
import { Refusal } from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import { colour, KEY } from './shelf.testing.js';
import type { StockCommand, StockEvent } from './stock-events.js';
import { stock } from './stock-ledger.js';
import type { Stock } from './stock.js';

/* A shelf counted in open hours against a naive one: what lay there at the count, and everything that really happened after it. */

const minute = (n: number): string => new Date(Date.UTC(2026, 5, 1, 8) + n * 60_000).toISOString();

/** Something that happened at a minute, and is heard at a later one. Quantities in thousandths: of tubes, and of grams where used. */
interface Fact {
  readonly kind: 'sale' | 'use' | 'receipt' | 'waste';
  readonly at: number;
  readonly milli: number;
  readonly delay: number;
  /** It was voided so many minutes after it was heard, which makes it never have been. */
  readonly voidedAfter: number | undefined;
  readonly twice: boolean;
}
const fact: fc.Arbitrary<Fact> = fc.record({
  kind: fc.constantFrom('sale', 'use', 'receipt', 'waste'),
  at: fc.integer({ min: 0, max: 200 }),
  milli: fc.integer({ min: 1, max: 9_000 }),
  delay: fc.integer({ min: 0, max: 150 }),
  voidedAfter: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
  twice: fc.boolean(),
});
/** Visits are heard late; what people do at the shelf is heard at once and not voided. */
const fromVisit = ({ kind }: Fact): boolean => kind === 'sale' || kind === 'use';

interface Heard {
  readonly now: number;
  readonly command: StockCommand;
}

function heardOf(one: Fact, i: number): Heard[] {
  const at = minute(one.at);
  const visit = { visitId: `v${i}`, businessDate: '2026-06-01', at };
  if (one.kind === 'receipt')
    return [
      {
        now: one.at,
        command: {
          type: 'ReceiveStock',
          product: colour,
          quantityMilli: one.milli,
          lotId: `lot${i % 3}`,
        },
      },
    ];
  if (one.kind === 'waste')
    return [
      {
        now: one.at,
        command: {
          type: 'IssueStock',
          product: colour,
          movement: 'waste',
          quantityMilli: one.milli,
          unit: 'g',
          reason: 'spilt',
        },
      },
    ];
  const now = one.at + one.delay;
  const line = { lineId: 'l', serviceId: 'colour', staffId: 'jo' };
  const uses = [{ ...line, plannedMilli: 0, usedMilli: one.milli, unit: 'g' }];
  const command: StockCommand =
    one.kind === 'use'
      ? { type: 'ConsumeForVisit', ...visit, uses }
      : {
          type: 'SellForVisit',
          ...visit,
          settlementNo: 1,
          lines: [{ lineId: 'p', quantityMilli: one.milli, netCents: 1 }],
        };
  const heard = one.twice
    ? [
        { now, command },
        { now, command },
      ]
    : [{ now, command }];
  if (one.voidedAfter === undefined) return heard;
  const voided = now + one.voidedAfter;
  const takeBack: StockCommand = { type: 'TakeBackVisit', ...visit, at: minute(voided), uses };
  return [...heard, { now: voided, command: takeBack }];
}

const run = (state: Stock, { now, command }: Heard): Stock => {
  const decide = stock.decide[command.type] as (s: Stock, c: object, f: object) => StockEvent[];
  try {
    return decide(state, command, fixedFacts(minute(now))).reduce<Stock>(
      (s, event) => (stock.evolve[event.type] as (s: Stock, e: StockEvent) => Stock)(s, event),
      state,
    );
  } catch (error) {
    if (error instanceof Refusal) return state;
    throw error;
  }
};

const runs = Number(process.env['CHIGNON_RUNS'] ?? 300);

describe('R-IN-09, F10 a count in open hours against a naive shelf', () => {
  it('leaves what was counted and what really happened after it, in whatever order that is heard', () => {
    fc.assert(
      fc.property(
        fc.array(fact, { maxLength: 14 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 20_000 }),
        (facts, frozenAt, untilCounted, untilPosted, countedMilli) => {
          const countedAt = frozenAt + untilCounted;
          const count: Heard[] = [
            {
              now: frozenAt,
              command: { type: 'FreezePosition', product: colour, countId: 'c' },
            },
            {
              now: countedAt + untilPosted,
              command: {
                type: 'PostCount',
                countId: 'c',
                countedMilli,
                countedAt: minute(countedAt),
                reason: 'stock-take',
              },
            },
          ];
          // Enough for whatever is taken, so that nothing is refused.
          const plenty: Heard = {
            now: -1,
            command: { type: 'ReceiveStock', product: colour, quantityMilli: 1_000_000 },
          };
          const history = [...count, ...facts.flatMap(heardOf)].sort((a, b) => a.now - b.now);
          const state = [plenty, ...history].reduce(run, stock.initial(KEY));
          const naive = { stockMilli: countedMilli, useMilli: 0 };
          for (const one of facts) {
            if (one.at < countedAt || (fromVisit(one) && one.voidedAfter !== undefined)) continue;
            if (one.kind === 'receipt') naive.stockMilli += one.milli;
            else if (one.kind === 'sale') naive.stockMilli -= one.milli;
            else naive.useMilli -= one.milli;
          }
          expect(state.onHand).toEqual(naive);
          expect(state.frozen).toBeUndefined();
        },
      ),
      { numRuns: runs },
    );
  });
});
