import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { unnamedOf } from './lots.js';
import type { IssueKind, StockCommand, StockEvent } from './stock-events.js';
import { stock } from './stock-ledger.js';
import type { ProductData } from '../../products/units.js';

const KEY = 'soho/OIL';
const NOW = '2026-11-29T12:00:00.000Z';
const TODAY = '2026-11-29';
const facts = () => fixedFacts(NOW);
const retail: ProductData = {
  productClass: 'retail',
  productVersion: 1,
  stockUnit: 'bottle',
  useUnit: 'ml',
  useUnitsPerStockUnitMilli: 100_000,
};
const colour: ProductData = { ...retail, productClass: 'colour' };

const after = (events: readonly StockEvent[], ...commands: StockCommand[]): StockEvent[] =>
  commands.reduce<StockEvent[]>(
    (all, command) => [
      ...all,
      ...(given(stock, KEY, all).when(command, facts()).events() as StockEvent[]),
    ],
    [...events],
  );
const played = (...commands: StockCommand[]) => after([], ...commands);
const refusedAfter = (events: readonly StockEvent[], command: StockCommand, code: string) =>
  given(stock, KEY, events).when(command, facts()).thenRefused(code);
/** What is left of each lot, in thousandths of a bottle; `-` is the unnamed one. */
const left = (events: readonly StockEvent[]) => {
  const state = stateAfter(stock, KEY, events);
  return Object.fromEntries([
    ...state.lots.map(({ lotId, onHand }) => [lotId, onHand.stockMilli + onHand.useMilli / 100]),
    ['-', unnamedOf(state).stockMilli + unnamedOf(state).useMilli / 100],
  ]) as { [lot: string]: number };
};
const partsOf = (event: StockEvent | undefined) =>
  event && 'lots' in event.data
    ? event.data.lots?.map(({ lotId, changeMilli }) => [lotId, changeMilli])
    : undefined;

const lot = (
  lotId: string,
  bottles: number,
  expiresOn?: string,
  product = retail,
): StockCommand => ({
  type: 'ReceiveStock',
  product,
  lotId,
  quantityMilli: bottles * 1_000,
  ...(expiresOn === undefined ? {} : { expiresOn }),
  localDate: TODAY,
});
const issue = (
  bottles: number,
  { movement = 'sale', product = retail, ...which }: IssueDetails = {},
): StockCommand => ({
  type: 'IssueStock',
  product,
  movement,
  quantityMilli: bottles * 1_000,
  unit: 'bottle',
  reason: 'tester',
  localDate: TODAY,
  ...which,
});
interface IssueDetails {
  movement?: IssueKind;
  product?: ProductData;
  lotId?: string;
  localDate?: string;
}
const sell = (visitId: string, bottles: number, settlementNo = 1): StockCommand => ({
  type: 'SellForVisit',
  visitId,
  settlementNo,
  at: NOW,
  localDate: TODAY,
  lines: [{ lineId: `p${settlementNo}`, quantityMilli: bottles * 1_000, netCents: 1 }],
});
const use = (visitId: string, ml: number): StockCommand => ({
  type: 'ConsumeForVisit',
  visitId,
  businessDate: TODAY,
  at: NOW,
  localDate: TODAY,
  uses: [
    {
      lineId: 'l1',
      serviceId: 'colour',
      staffId: 'jo',
      plannedMilli: ml * 1_000,
      usedMilli: ml * 1_000,
      unit: 'ml',
    },
  ],
});
const takeBack = (visitId: string): StockCommand => ({
  type: 'TakeBackVisit',
  visitId,
  businessDate: TODAY,
  at: NOW,
  uses: [],
});
const count = (bottles: number): StockCommand => ({
  type: 'CountStock',
  product: retail,
  countedMilli: bottles * 1_000,
  reason: 'stock-take',
});

/** I1: A 3 to 2027-06-30, B 2 to 2026-12-31, C 1 that was over on 2026-11-01. */
const three = (product = retail) =>
  played(
    lot('A', 3, '2027-06-30', product),
    lot('B', 2, '2026-12-31', product),
    lot('C', 1, '2026-11-01', product),
  );

describe('IN-03 IN-04, R-IN-02 R-IN-03 first expiry goes first', () => {
  it('I1: a sale of 4 is B 2 and A 2 in one movement; C is neither sold nor used, and goes as waste', () => {
    expect(three().at(-1)).toMatchObject({ type: 'StockReceived', data: { flags: ['expired'] } });
    const sold = after(three(), issue(4));
    expect(partsOf(sold.at(-1))).toEqual([
      ['B', -2_000],
      ['A', -2_000],
    ]);
    expect(left(sold)).toEqual({ A: 1_000, B: 0, C: 1_000, '-': 0 });
    refusedAfter(sold, issue(2), 'stock-insufficient');
    const thrown = after(sold, issue(1, { movement: 'waste' }));
    expect(partsOf(thrown.at(-1))).toEqual([['C', -1_000]]);
    expect(left(thrown)).toEqual({ A: 1_000, B: 0, C: 0, '-': 0 });
  });

  it('I2: a lot is good up to the end of its last day', () => {
    const events = played(lot('B', 2, '2026-12-31'));
    expect(after(events, issue(1, { localDate: '2026-12-31' }))).toHaveLength(events.length + 1);
    refusedAfter(events, issue(1, { localDate: '2027-01-01' }), 'stock-insufficient');
  });

  it('another lot may be named, one that is over may not; a lot is never below zero', () => {
    const named = after(three(), issue(2, { lotId: 'A' }));
    expect(left(named)).toEqual({ A: 1_000, B: 2_000, C: 1_000, '-': 0 });
    refusedAfter(named, issue(2, { lotId: 'A' }), 'lot-insufficient');
    refusedAfter(named, issue(1, { lotId: 'C' }), 'lot-expired');
    refusedAfter(named, issue(1, { lotId: 'Z' }), 'lot-not-found');
    expect(left(after(named, issue(1, { lotId: 'C', movement: 'waste' })))).toMatchObject({ C: 0 });
  });

  it('the back-bar may fall short of nothing, but not of what has expired', () => {
    refusedAfter(
      three(colour),
      issue(6, { movement: 'consume', product: colour }),
      'stock-expired',
    );
    const empty = played(lot('A', 1, '2027-06-30', colour));
    expect(left(after(empty, issue(3, { movement: 'consume', product: colour })))).toEqual({
      A: 0,
      '-': -2_000,
    });
  });

  it('what has no lot goes first, what has no last day goes last', () => {
    const events = played(count(1), lot('N', 1), lot('A', 1, '2027-06-30'));
    expect(partsOf(after(events, issue(3)).at(-1))).toEqual([
      ['A', -1_000],
      ['N', -1_000],
      [undefined, -1_000],
    ]);
    expect(left(after(events, issue(1)))).toEqual({ A: 1_000, N: 1_000, '-': 0 });
  });

  it('one lot in two boxes is one; its last day is one too', () => {
    const events = played(lot('A', 1, '2027-06-30'), lot('A', 2), lot('A', 1, '2027-06-30'));
    expect(left(events)).toEqual({ A: 4_000, '-': 0 });
    expect(stateAfter(stock, KEY, events).lots).toMatchObject([{ expiresOn: '2027-06-30' }]);
    refusedAfter(events, lot('A', 1, '2027-07-30'), 'lot-expiry-differs');
  });
});

describe('what visits did is recorded, with the lots they used', () => {
  it('over several lots, to the exact millilitre', () => {
    const events = after(three(), use('v1', 237.5));
    expect(events.at(-1)).toMatchObject({
      type: 'StockConsumed',
      data: {
        changeMilli: -2_375,
        flags: [],
        lots: [
          { lotId: 'B', expiresOn: '2026-12-31', changeMilli: -2_000, onHandMilli: 0 },
          { lotId: 'A', expiresOn: '2027-06-30', changeMilli: -375, onHandMilli: 2_625 },
        ],
      },
    });
  });

  it('is never refused: expired goods that must have been used are flagged, and what is missing has no lot', () => {
    const events = after(three(), use('v1', 650));
    expect(events.at(-1)).toMatchObject({ data: { flags: ['expired', 'negative'] } });
    expect(left(events)).toEqual({ A: 0, B: 0, C: 0, '-': -500 });
    expect(left(after(events, count(0)))).toEqual({ A: 0, B: 0, C: 0, '-': 0 });
  });

  it('L9: a void gives back to the same lots, also to those that came to an end since', () => {
    const events = after(three(), use('v1', 237.5), sell('v1', 2));
    expect(left(events)).toEqual({ A: 625, B: 0, C: 1_000, '-': 0 });
    const voided = after(after(events, lot('D', 4, '2026-12-01')), takeBack('v1'));
    expect(left(voided)).toEqual({ A: 3_000, B: 2_000, C: 1_000, D: 4_000, '-': 0 });
  });

  it('L9: a return goes to the lots that the visit took, then its void takes it from there', () => {
    const sold = after(three(), sell('v1', 3));
    expect(left(sold)).toEqual({ A: 2_000, B: 0, C: 1_000, '-': 0 });
    const returned = after(sold, sell('v1', -1, 2));
    expect(left(returned)).toEqual({ A: 2_000, B: 1_000, C: 1_000, '-': 0 });
    expect(left(after(returned, sell('v1', -2, 3)))).toEqual({
      A: 3_000,
      B: 2_000,
      C: 1_000,
      '-': 0,
    });
    expect(left(after(returned, takeBack('v1')))).toEqual(left(three()));
  });

  it('R-ES-02: a return that is heard before its sale has no lot', () => {
    expect(left(after(three(), sell('v1', -1, 2), sell('v1', 2)))).toEqual({
      A: 3_000,
      B: 1_000,
      C: 1_000,
      '-': 0,
    });
  });
});

describe('R-IN-09 counts and lots', () => {
  it('what is missing was taken from what goes first; what is too much has no lot', () => {
    expect(left(after(three(), count(4)))).toEqual({ A: 3_000, B: 1_000, C: 0, '-': 0 });
    expect(left(after(three(), count(7)))).toEqual({ A: 3_000, B: 2_000, C: 1_000, '-': 1_000 });
  });

  it('settles what the unnamed lot owes', () => {
    const owing = after([], sell('v1', 2), lot('A', 3, '2027-06-30'));
    expect(left(owing)).toEqual({ A: 3_000, '-': -2_000 });
    expect(left(after(owing, count(1)))).toEqual({ A: 1_000, '-': 0 });
  });

  it('stand: what is heard late leaves every lot as it was', () => {
    const counted = after(three(), count(5));
    const late = after(counted, {
      ...sell('v1', 3),
      at: '2026-11-20T12:00:00.000Z',
    } as StockCommand);
    expect(late.slice(counted.length).map(({ type }) => type)).toEqual([
      'StockSold',
      'CountRevised',
    ]);
    expect(left(late)).toEqual(left(counted));
    expect(left(after(late, takeBack('v1')))).toEqual(left(counted));
  });
});

describe('E9 stock of before lots were kept', () => {
  it('has no lot, whatever its receipts said, and is used first', () => {
    const old: StockEvent[] = three().map((event) => {
      const { lots: _, ...data } = event.data as { lots?: unknown };
      return { ...event, data } as StockEvent;
    });
    expect(left(old)).toEqual({ '-': 6_000 });
    const events = after(old, lot('D', 1, '2026-12-01'), use('v1', 50));
    expect(partsOf(events.at(-1))).toEqual([[undefined, -500]]);
    expect(left(after(events, takeBack('v1')))).toEqual({ D: 1_000, '-': 6_000 });
  });

  it('a product that is counted otherwise empties a lot that it leaves below zero', () => {
    const smaller: ProductData = { ...colour, useUnitsPerStockUnitMilli: 50_000 };
    const events = after(played(lot('A', 1, '2027-06-30', colour)), use('v1', 90), {
      type: 'DescribeProduct',
      product: smaller,
    });
    expect(events.at(-1)).toMatchObject({
      type: 'UnitsSet',
      data: {
        changeMilli: -900,
        onHandMilli: -800,
        lots: [
          { lotId: 'A', changeMilli: -100, onHandMilli: 0 },
          { changeMilli: -800, onHandMilli: -800 },
        ],
      },
    });
  });
});
