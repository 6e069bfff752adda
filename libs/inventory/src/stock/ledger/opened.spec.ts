import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import type { ProductData } from '../../products/units.js';
import { goodUntil, openedLotId, openedOf } from './opened.js';
import type { StockCommand, StockEvent } from './stock-events.js';
import { stock } from './stock-ledger.js';

const KEY = 'soho/OIL';
const TODAY = '2026-11-29';
const facts = () => fixedFacts(`${TODAY}T12:00:00.000Z`);
const product: ProductData = {
  productClass: 'professional',
  productVersion: 1,
  stockUnit: 'bottle',
  useUnit: 'ml',
  useUnitsPerStockUnitMilli: 100_000,
};
const after = (events: readonly StockEvent[], ...commands: StockCommand[]): StockEvent[] =>
  commands.reduce<StockEvent[]>(
    (all, command) => [
      ...all,
      ...(given(stock, KEY, all).when(command, facts()).events() as StockEvent[]),
    ],
    [...events],
  );
const lot = (lotId: string, bottles: number, expiresOn?: string): StockCommand => ({
  type: 'ReceiveStock',
  product,
  lotId,
  quantityMilli: bottles * 1_000,
  ...(expiresOn === undefined ? {} : { expiresOn }),
});
const open = (lotId: string, more: Partial<Extract<StockCommand, { type: 'OpenLot' }>> = {}) =>
  ({
    type: 'OpenLot',
    product,
    lotId,
    packages: 1,
    openedOn: '2026-11-01',
    monthsAfterOpening: 6,
    localDate: TODAY,
    ...more,
  }) as const;
const use = (visitId: string, ml: number): StockCommand => ({
  type: 'ConsumeForVisit',
  visitId,
  businessDate: TODAY,
  at: `${TODAY}T11:00:00.000Z`,
  localDate: TODAY,
  uses: [
    {
      lineId: 'l1',
      serviceId: 'mask',
      staffId: 'jo',
      plannedMilli: ml * 1_000,
      usedMilli: ml * 1_000,
      unit: 'ml',
    },
  ],
});
const left = (events: readonly StockEvent[]) =>
  stateAfter(stock, KEY, events).lots.map(({ lotId, expiresOn, onHand }) => [
    lotId,
    expiresOn,
    onHand.stockMilli + onHand.useMilli / 100,
  ]);
const stocked = () => after([], lot('N', 3, '2028-01-31'), lot('O', 2, '2027-06-30'));

describe('IN-03, R-IN-02 opened packages', () => {
  it('I3: opened 2026-11-01, good 6 months, printed 2028-01-31: until 2027-05-01, and used before a lot of 2027-06-30', () => {
    const opened = after(stocked(), open('N'));
    expect(opened.at(-1)).toMatchObject({
      type: 'LotOpened',
      data: {
        lotId: 'N@2026-11-01',
        ofLot: 'N',
        openedOn: '2026-11-01',
        expiresOn: '2027-05-01',
        changeMilli: 0,
        onHandMilli: 5_000,
        lots: [
          { lotId: 'N', changeMilli: -1_000, onHandMilli: 2_000 },
          { lotId: 'N@2026-11-01', expiresOn: '2027-05-01', changeMilli: 1_000 },
        ],
      },
    });
    expect(left(after(opened, use('v1', 120)))).toEqual([
      ['N', '2028-01-31', 2_000],
      ['O', '2027-06-30', 1_800],
      ['N@2026-11-01', '2027-05-01', 0],
    ]);
  });

  it('L9: a void gives back to the open package what came out of it', () => {
    const opened = after(stocked(), open('N'));
    const voided = after(opened, use('v1', 120), {
      type: 'TakeBackVisit',
      visitId: 'v1',
      businessDate: TODAY,
      at: `${TODAY}T12:00:00.000Z`,
      uses: [],
    });
    expect(left(voided)).toEqual(left(opened));
  });

  it('what is printed holds where it is earlier, or where nobody knows how long an open one is good', () => {
    expect(goodUntil('2027-02-28', '2026-11-01', 6)).toBe('2027-02-28');
    expect(goodUntil('2027-02-28', '2026-11-01', undefined)).toBe('2027-02-28');
    expect(goodUntil(undefined, '2026-08-31', 6)).toBe('2027-02-28');
    expect(goodUntil(undefined, '2026-08-31', undefined)).toBeUndefined();
  });

  it('of one last day the open one goes first', () => {
    const opened = after(stocked(), open('O', { monthsAfterOpening: 24 }));
    expect(left(after(opened, use('v1', 30)))).toEqual([
      ['N', '2028-01-31', 3_000],
      ['O', '2027-06-30', 1_000],
      ['O@2026-11-01', '2027-06-30', 700],
    ]);
  });

  it('a package that was begun before anybody said so is opened with what is left of it', () => {
    const begun = after([], lot('N', 1), use('v1', 40), open('N'));
    expect(left(begun)).toEqual([
      ['N', undefined, 0],
      ['N@2026-11-01', '2027-05-01', 600],
    ]);
  });

  it('is over after its months: the desk may only throw it away', () => {
    const old = after(stocked(), open('N', { openedOn: '2026-05-01' }));
    const issue = (movement: 'consume' | 'waste'): StockCommand => ({
      type: 'IssueStock',
      product,
      movement,
      quantityMilli: 1_000,
      unit: 'bottle',
      reason: 'expired',
      lotId: 'N@2026-05-01',
      localDate: TODAY,
    });
    given(stock, KEY, old).when(issue('consume'), facts()).thenRefused('lot-expired');
    expect(left(after(old, issue('waste')))[2]).toEqual(['N@2026-05-01', '2026-11-01', 0]);
  });

  it.each([
    [open('Z'), 'lot-not-found'],
    [open('N', { packages: 4 }), 'lot-insufficient'],
    [open('N', { localDate: '2028-02-01' }), 'lot-expired'],
    [open('N@2026-11-01'), 'lot-open-already'],
  ] as const)('refuses %j: %s', (command, code) => {
    given(stock, KEY, after(stocked(), open('N')))
      .when(command, facts())
      .thenRefused(code);
  });

  it('its number says of which lot it is and since when it is open', () => {
    expect(openedOf(openedLotId('KP/22', '2026-11-01'))).toEqual({
      ofLot: 'KP/22',
      openedOn: '2026-11-01',
    });
    expect(openedOf('KP/22')).toBeUndefined();
  });
});
