import fc from 'fast-check';
import { Refusal } from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import type { StockCommand, StockEvent } from './stock-events.js';
import { covers, unitsOf, unnamedOf } from './lots.js';
import { stock } from './stock-ledger.js';
import type { Stock } from './stock.js';
import { type ProductData, inStockMilli, NOTHING } from '../../products/units.js';

const product = fc.constantFrom<ProductData>(
  {
    productClass: 'colour',
    productVersion: 1,
    stockUnit: 'tube',
    useUnit: 'g',
    useUnitsPerStockUnitMilli: 60_000,
  },
  {
    productClass: 'colour',
    productVersion: 2,
    stockUnit: 'tube',
    useUnit: 'g',
    useUnitsPerStockUnitMilli: 61_337,
  },
);
const visitId = fc.integer({ min: 1, max: 6 }).map((n) => `v${n}`);
const at = fc.constant('2026-05-30T16:00:00.000Z');
const businessDate = fc.constant('2026-05-30');
const uses = fc.array(
  fc.record({
    lineId: fc.constantFrom('a', 'b'),
    serviceId: fc.constant('colour'),
    staffId: fc.constantFrom('jo', 'kim'),
    plannedMilli: fc.integer({ min: 0, max: 99_999 }),
    usedMilli: fc.integer({ min: 0, max: 99_999 }),
    unit: fc.constantFrom('g', 'tube', 'drop'),
  }),
  { minLength: 1, maxLength: 3 },
);
const DAYS: { readonly [lotId: string]: string } = {
  a: '2026-12-31',
  b: '2027-06-30',
  c: '2026-05-29',
};
const command: fc.Arbitrary<StockCommand> = fc.oneof(
  fc
    .record({
      type: fc.constant('ReceiveStock' as const),
      product,
      quantityMilli: fc.integer({ min: 1, max: 9_000 }),
      // The last one is over on the day of the visits.
      lotId: fc.constantFrom('a', 'b', 'c'),
    })
    .map((wish) => ({ ...wish, expiresOn: DAYS[wish.lotId]! })),
  fc.record({
    type: fc.constant('IssueStock' as const),
    product,
    movement: fc.constantFrom('waste' as const, 'consume' as const),
    quantityMilli: fc.integer({ min: 1, max: 90_000 }),
    unit: fc.constantFrom('g', 'tube'),
    reason: fc.constant('broken'),
  }),
  fc.record({
    type: fc.constant('OpenLot' as const),
    product,
    lotId: fc.constantFrom('a', 'b', 'c'),
    packages: fc.integer({ min: 1, max: 3 }),
    openedOn: fc.constantFrom('2026-05-01', '2026-05-30'),
    monthsAfterOpening: fc.constantFrom(1, 6),
    localDate: fc.constant('2026-05-29'),
  }),
  fc.record({
    type: fc.constant('CountStock' as const),
    product,
    countedMilli: fc.integer({ min: 0, max: 9_000 }),
    reason: fc.constant('stock-take'),
  }),
  fc.record({
    type: fc.constant('SetPar' as const),
    product,
    minimumMilli: fc.integer({ min: 0, max: 5_000 }),
    maximumMilli: fc.constant(9_000),
  }),
  fc.record({ type: fc.constant('ConsumeForVisit' as const), visitId, businessDate, at, uses }),
  fc.record({
    type: fc.constant('SellForVisit' as const),
    visitId,
    settlementNo: fc.integer({ min: 1, max: 2 }),
    at,
    lines: fc.array(
      fc.record({
        lineId: fc.uuid(),
        quantityMilli: fc.integer({ min: -3_000, max: 3_000 }).filter((n) => n !== 0),
        netCents: fc.constant(1),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  fc.record({ type: fc.constant('TakeBackVisit' as const), visitId, businessDate, at, uses }),
);

const evolve = (state: Stock, event: StockEvent): Stock =>
  (stock.evolve[event.type] as (s: Stock, e: unknown) => Stock)(state, event);
const run = (state: Stock, wish: StockCommand): StockEvent[] => {
  try {
    return (stock.decide[wish.type] as (s: Stock, c: StockCommand, f: unknown) => StockEvent[])(
      state,
      wish,
      fixedFacts('2026-06-01T10:00:00.000Z'),
    );
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
};
const freeze = <T>(value: T): T => {
  if (value && typeof value === 'object' && !Object.isFrozen(value))
    Object.values(Object.freeze(value)).forEach(freeze);
  return value;
};

type Told = Extract<StockEvent, { data: { changeMilli: number } }>['data'];

/** L9: lots sum to the balance, none is below zero, and what events say of each adds up to what it holds. */
function wrongLots(shown: Map<string | undefined, number>, state: Stock, data: Told): string[] {
  const wrong: string[] = [];
  const units = unitsOf(state);
  const sum = { stockMilli: 0, useMilli: 0 };
  for (const { lotId, changeMilli, onHandMilli, quantity } of data.lots ?? []) {
    shown.set(lotId, (shown.get(lotId) ?? 0) + changeMilli);
    if (shown.get(lotId) !== onHandMilli) wrong.push(`L9: changes of lot ${lotId}`);
    sum.stockMilli += quantity.stockMilli;
    sum.useMilli += quantity.useMilli;
  }
  const moved = 'quantity' in data ? data.quantity : NOTHING;
  if (sum.stockMilli !== moved.stockMilli || sum.useMilli !== moved.useMilli)
    wrong.push('L9: parts are not the whole');
  for (const lot of state.lots) {
    if (!covers(lot.onHand, NOTHING, units)) wrong.push(`L9: lot ${lot.lotId} below zero`);
    if (inStockMilli(lot.onHand, units) !== (shown.get(lot.lotId) ?? 0))
      wrong.push(`L9: lot ${lot.lotId} is not what was said of it`);
  }
  if (inStockMilli(unnamedOf(state), units) !== (shown.get(undefined) ?? 0))
    wrong.push('L9: the unnamed lot is not what was said of it');
  return wrong;
}

describe('L3 L5 L9 L10, IN-05 over random lives of a shelf', () => {
  it('hold at every revision, and nothing is changed in place', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (wishes) => {
        const wrong: string[] = [];
        let state = freeze(stock.initial('soho/TUBE'));
        let changes = 0;
        const shown = new Map<string | undefined, number>();
        const told: string[] = [];
        for (const wish of wishes) {
          for (const event of run(state, freeze(wish))) {
            state = freeze(evolve(state, freeze(event)));
            if ('changeMilli' in event.data) {
              changes += event.data.changeMilli;
              wrong.push(...wrongLots(shown, state, event.data));
            }
            if (changes !== state.onHandMilli)
              wrong.push(`L3: changes sum to ${changes}, on hand ${state.onHandMilli}`);
            if (event.type === 'StockFellBelowMinimum' || event.type === 'StockRecovered')
              told.push(event.type);
          }
          if (
            ![state.onHand.stockMilli, state.onHand.useMilli, state.onHandMilli].every(
              Number.isSafeInteger,
            )
          )
            wrong.push('L3: not whole');
          if (
            state.below !== (state.par !== undefined && state.onHandMilli < state.par.minimumMilli)
          )
            wrong.push('IN-05: below');
          if (/Visit$/.test(wish.type) && run(state, wish).length > 0)
            wrong.push('L5: heard twice');
        }
        if (told.some((type, i) => type === told[i - 1]) || told[0] === 'StockRecovered')
          wrong.push('IN-05: told twice');
        expect(wrong).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('a visit and its void leave the shelf exactly as it was', () => {
    fc.assert(
      fc.property(
        fc.array(command, { maxLength: 15 }),
        uses,
        fc.integer({ min: 1, max: 3_000 }),
        (wishes, used, soldMilli) => {
          const play = (state: Stock, wish: StockCommand) => run(state, wish).reduce(evolve, state);
          const before = wishes.reduce(play, stock.initial('soho/TUBE'));
          const visit = {
            visitId: 'the-visit',
            businessDate: '2026-05-30',
            at: '2026-05-30T16:00:00.000Z',
          };
          const after = [
            { type: 'ConsumeForVisit' as const, ...visit, uses: used },
            {
              type: 'SellForVisit' as const,
              ...visit,
              settlementNo: 1,
              lines: [
                { lineId: 'p', quantityMilli: soldMilli, netCents: 1 },
                { lineId: 'q', quantityMilli: -1, netCents: 1 },
              ],
            },
            { type: 'TakeBackVisit' as const, ...visit, uses: used },
          ].reduce(play, before);
          const left = (state: Stock) => [state.onHand, state.onHandMilli, state.below, state.lots];
          expect(left(after)).toEqual(left(before));
        },
      ),
      { numRuns: 60 },
    );
  });
});
