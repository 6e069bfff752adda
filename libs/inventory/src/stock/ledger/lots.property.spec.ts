import fc from 'fast-check';
import { Refusal } from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import { Boxes, DAYS, TODAY } from './boxes.testing.js';
import { claimedMilli } from './claims.js';
import { unitsOf, unnamedOf } from './lots.js';
import { recallLot } from './recalled.js';
import { KEY, retail } from './shelf.testing.js';
import type { StockCommand, StockEvent } from './stock-events.js';
import { stock } from './stock-ledger.js';
import type { Stock } from './stock.js';
import { inStockMilli } from '../../products/units.js';

/* A shelf of bottles against a naive one (`Boxes`). What visits tell is heard late and twice. */

const minute = (n: number): string => new Date(Date.UTC(2026, 5, 1, 8) + n * 60_000).toISOString();

const pieces = fc.integer({ min: 1, max: 4 });
const visit = fc.integer({ min: 1, max: 4 }).map((n) => `v${n}`);
const late = fc.integer({ min: 0, max: 40 });
const step = fc.oneof(
  fc.record({
    do: fc.constant('receive' as const),
    lot: fc.constantFrom('', 'a', 'b', 'c'),
    pieces,
  }),
  fc
    .record({
      do: fc.constant('settle' as const),
      visit,
      no: fc.integer({ min: 1, max: 3 }),
      late,
      sold: fc.integer({ min: 0, max: 4 }),
      back: fc.integer({ min: 0, max: 2 }),
    })
    // Of a product that is not on the bill the shelf is not asked.
    .filter(({ sold, back }) => sold + back > 0),
  fc.record({ do: fc.constant('use' as const), visit, late, pieces }),
  fc.record({ do: fc.constant('void' as const), visit }),
  fc.record({ do: fc.constantFrom('sell' as const, 'waste' as const), pieces }),
  fc.record({ do: fc.constant('count' as const), found: fc.integer({ min: 0, max: 12 }) }),
  fc.record({ do: fc.constant('claim' as const), visit, pieces, minutes: fc.constantFrom(5, 60) }),
  fc.record({ do: fc.constant('remove' as const), visit, pieces }),
  fc.record({ do: fc.constant('clock' as const) }),
  fc.record({
    do: fc.constantFrom('recall' as const, 'lift' as const),
    lot: fc.constantFrom('a', 'b', 'c'),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const line = { lineId: 'l', serviceId: 'cut', staffId: 'jo' };

function commandOf(one: Step, i: number, now: number): StockCommand {
  const milli = (n: number) => n * 1_000;
  const of = (visitId: string, ago: number) => ({
    visitId,
    businessDate: TODAY,
    at: minute(now - ago),
    localDate: TODAY,
  });
  switch (one.do) {
    case 'receive':
      return {
        type: 'ReceiveStock',
        product: retail,
        quantityMilli: milli(one.pieces),
        localDate: TODAY,
        ...(one.lot === '' ? { lotId: `own-${i}` } : { lotId: one.lot, expiresOn: DAYS[one.lot]! }),
      };
    case 'settle':
      return {
        type: 'SellForVisit',
        ...of(one.visit, one.late),
        settlementNo: one.no,
        lines: [one.sold, -one.back]
          .filter((n) => n !== 0)
          .map((n, j) => ({ lineId: `p${j}`, quantityMilli: milli(n), netCents: 1 })),
      };
    case 'use':
      return {
        type: 'ConsumeForVisit',
        ...of(one.visit, one.late),
        uses: [{ ...line, plannedMilli: 0, usedMilli: milli(one.pieces), unit: 'piece' }],
      };
    case 'void':
      return { type: 'TakeBackVisit', ...of(one.visit, 0), uses: [] };
    case 'sell':
    case 'waste':
      return {
        type: 'IssueStock',
        product: retail,
        movement: one.do === 'sell' ? 'sale' : 'waste',
        quantityMilli: milli(one.pieces),
        unit: 'piece',
        reason: 'other',
        localDate: TODAY,
      };
    case 'count':
      return {
        type: 'CountStock',
        product: retail,
        countedMilli: milli(one.found),
        reason: 'stock-take',
      };
    case 'claim':
      return {
        type: 'ClaimStock',
        product: retail,
        claimId: `c${i}`,
        visitId: one.visit,
        quantityMilli: milli(one.pieces),
        expiresAt: minute(now + one.minutes),
        localDate: TODAY,
      };
    case 'remove':
      return {
        type: 'EndClaims',
        of: { visitId: one.visit },
        quantityMilli: milli(one.pieces),
        because: 'removed',
      };
    case 'clock':
      return { type: 'ExpireClaims' };
    case 'recall':
      return { type: 'RecallLot', lotId: one.lot, recallId: `r-${one.lot}` };
    case 'lift':
      return { type: 'LiftLotRecall', lotId: one.lot, recallId: `r-${one.lot}` };
  }
}

/** What the naive shelf makes of it. @returns false where it says no */
function play(naive: Boxes, one: Step, i: number, now: number): boolean {
  const at = minute(now);
  switch (one.do) {
    case 'receive':
      naive.put([[one.lot === '' ? `own-${i}` : one.lot, one.pieces]]);
      return true;
    case 'settle':
      naive.settle(one.visit, one.no, minute(now - one.late), one.sold, one.back);
      return true;
    case 'use':
      naive.use(one.visit, minute(now - one.late), one.pieces);
      return true;
    case 'void':
      naive.takeBack(one.visit);
      return true;
    case 'sell':
      if (naive.good() - naive.kept(at) < one.pieces) return false;
      naive.take(one.pieces);
      return true;
    case 'waste':
      if (naive.total() < one.pieces) return false;
      naive.throwAway(one.pieces);
      return true;
    case 'count':
      naive.count(one.found, at);
      return true;
    case 'claim':
      if (naive.good() - naive.kept(at) < one.pieces) return false;
      naive.claims.push({ visit: one.visit, until: minute(now + one.minutes), pieces: one.pieces });
      return true;
    case 'remove':
      naive.remove(one.visit, one.pieces);
      return true;
    case 'clock':
      naive.claims = naive.claims.filter(({ until }) => until > at);
      return true;
    case 'recall':
      naive.recalled.add(one.lot);
      return true;
    case 'lift':
      naive.recalled.delete(one.lot);
      return true;
  }
}

/** @returns undefined: refused */
function decided(state: Stock, command: StockCommand, now: number): Stock | undefined {
  const decide = stock.decide[command.type] as (s: Stock, c: object, f: object) => StockEvent[];
  try {
    return decide(state, command, fixedFacts(minute(now))).reduce<Stock>(
      (s, event) => (stock.evolve[event.type] as (s: Stock, e: StockEvent) => Stock)(s, event),
      state,
    );
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

const shown = (state: Stock) => {
  const units = unitsOf(state);
  const lots = state.lots.map(({ lotId, onHand }) => [lotId, inStockMilli(onHand, units)] as const);
  return Object.fromEntries(
    [...lots, ['', inStockMilli(unnamedOf(state), units)] as const].filter(([, n]) => n !== 0),
  );
};

const runs = Number(process.env['CHIGNON_RUNS'] ?? 300);

describe('I1 I5, R-IN-02 R-IN-03 R-IN-04 R-IN-11 a shelf with its lots, claims and recalls against a naive one', () => {
  it('holds the same in each box and for each bill after every step, heard late and twice, and knows whom each box reached', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(step, fc.integer({ min: 0, max: 30 }), fc.boolean()), { maxLength: 30 }),
        (story) => {
          const naive = new Boxes();
          let state = stock.initial(KEY);
          let now = 60;
          story.forEach(([one, passed, twice], i) => {
            // A minute at least, so that nothing happened in the instant of a count.
            now += 1 + passed;
            // Only what other contexts tell is told twice.
            const told = ['settle', 'use', 'void'].includes(one.do) && twice ? 2 : 1;
            for (let n = 0; n < told; n++) {
              const after = decided(state, commandOf(one, i, now), now);
              expect([i, one.do, after !== undefined]).toEqual([
                i,
                one.do,
                play(naive, one, i, now),
              ]);
              state = after ?? state;
            }
            expect([i, one.do, shown(state), claimedMilli(state, minute(now))]).toEqual([
              i,
              one.do,
              Object.fromEntries(
                [...naive.boxes].flatMap(([lot, n]) => (n === 0 ? [] : [[lot, n * 1_000]])),
              ),
              naive.kept(minute(now)) * 1_000,
            ]);
          });
          for (const lotId of Object.keys(DAYS)) {
            const free = { ...state, recalled: [] };
            const [said] = recallLot(free, { lotId, recallId: 'r' }, fixedFacts(minute(now)));
            const { visits } = said!.data;
            expect(
              Object.fromEntries(visits.map((one) => [one.visitId, one.quantityMilli])),
            ).toEqual(
              Object.fromEntries(
                Object.entries(naive.reached(lotId)).map(([who, n]) => [who, n * 1_000]),
              ),
            );
          }
        },
      ),
      { numRuns: runs },
    );
  });
});
