import fc from 'fast-check';
import { Refusal } from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import type { ProductData, StockCommand, StockEvent } from './stock-events.js';
import { stock } from './stock-ledger.js';
import type { Stock } from './stock.js';

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
const command: fc.Arbitrary<StockCommand> = fc.oneof(
  fc.record({
    type: fc.constant('ReceiveStock' as const),
    product,
    quantityMilli: fc.integer({ min: 1, max: 9_000 }),
  }),
  fc.record({
    type: fc.constant('IssueStock' as const),
    product,
    movement: fc.constant('waste' as const),
    quantityMilli: fc.integer({ min: 1, max: 90_000 }),
    unit: fc.constantFrom('g', 'tube'),
    reason: fc.constant('broken'),
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

describe('L3 L5 L10, IN-05 over random lives of a shelf', () => {
  it('hold at every revision, and nothing is changed in place', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (wishes) => {
        const wrong: string[] = [];
        let state = freeze(stock.initial('soho/TUBE'));
        let changes = 0;
        const told: string[] = [];
        for (const wish of wishes) {
          for (const event of run(state, freeze(wish))) {
            state = freeze(evolve(state, freeze(event)));
            if ('changeMilli' in event.data) changes += event.data.changeMilli;
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
          expect([after.onHand, after.onHandMilli, after.below]).toEqual([
            before.onHand,
            before.onHandMilli,
            before.below,
          ]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
