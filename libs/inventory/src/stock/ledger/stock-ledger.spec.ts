import { given } from '@chignon/eventing/testing';
import type { StockCommand, StockEvent } from './stock-events.js';
import { stock } from './stock-ledger.js';
import {
  KEY,
  NOW,
  AT,
  facts,
  colour,
  retail,
  played,
  stateOf,
  receive,
  use,
  sell,
  takeBack,
} from './shelf.testing.js';
import type { ProductData } from '../../products/units.js';

const par = (minimumMilli: number, product = colour): StockCommand => ({
  type: 'SetPar',
  product,
  minimumMilli,
  maximumMilli: 10_000,
});

describe('IN-01 stock from events', () => {
  it('receives a lot, and learns the units with it', () => {
    const received: StockCommand = {
      type: 'ReceiveStock',
      product: colour,
      quantityMilli: 2_000,
      expiresOn: '2028-01-31',
      costCents: 4_50,
      currency: 'EUR',
    };
    const both = { quantity: { stockMilli: 2_000, useMilli: 0 }, changeMilli: 2_000 };
    const lot = { lotId: 'id-1', expiresOn: '2028-01-31' };
    expect(played(received)).toEqual([
      {
        type: 'UnitsSet',
        effectiveAt: NOW,
        data: { ...colour, changeMilli: 0, onHandMilli: 0, lots: [], at: NOW },
      },
      {
        type: 'StockReceived',
        effectiveAt: NOW,
        data: {
          ...lot,
          costCents: 4_50,
          currency: 'EUR',
          ...both,
          onHandMilli: 2_000,
          flags: [],
          lots: [{ ...lot, ...both, onHandMilli: 2_000 }],
          at: NOW,
        },
      },
    ]);
    given(stock, KEY, [])
      .when({ type: 'ReceiveStock', product: colour, quantityMilli: 0 }, facts())
      .thenRefused('quantity-invalid');
  });

  it('a count is what is on hand from then on, exactly', () => {
    const events = played(receive(3), use('v1', 37.5), {
      type: 'CountStock',
      product: colour,
      countedMilli: 2_000,
      reason: 'stock-take',
    });
    expect(events.at(-1)).toMatchObject({
      type: 'StockCounted',
      data: {
        changeMilli: -375,
        onHandMilli: 2_000,
        quantity: { stockMilli: -1_000, useMilli: 37_500 },
      },
    });
    expect(stateOf(events).onHand).toEqual({ stockMilli: 2_000, useMilli: 0 });
  });

  it('opens once per ledger, with its par in the same append and no false alarm', () => {
    const open: StockCommand = {
      type: 'OpenStock',
      product: retail,
      countedMilli: 3_000,
      minimumMilli: 2_000,
      maximumMilli: 4_000,
    };
    given(stock, KEY, []).when(open, facts()).thenTypes('UnitsSet', 'StockCounted', 'ParSet');
    given(stock, KEY, played(open))
      .when({ ...open, countedMilli: 9_000 }, facts())
      .then([]);
    given(stock, KEY, [])
      .when({ ...open, countedMilli: -3_000 }, facts())
      .thenTypes('UnitsSet', 'StockCounted', 'ParSet', 'StockFellBelowMinimum');
  });
});

describe('R-IN-09, F10: a count stands', () => {
  const count = (pieces: number): StockCommand => ({
    type: 'CountStock',
    product: retail,
    countedMilli: pieces * 1_000,
    reason: 'stock-take',
  });
  const sale = (visitId: string, milli: number, at: string, settlementNo = 1): StockCommand => ({
    type: 'SellForVisit',
    visitId,
    settlementNo,
    at,
    lines: [{ lineId: 'p', quantityMilli: milli, netCents: 1 }],
  });
  const AFTER = '2026-06-02T10:00:00.000Z';

  it('I4: a sale of before, heard late, leaves the shelf as it was counted and changes what the count found', () => {
    const events = played(
      receive(10, retail),
      sale('v1', 2_000, AT),
      count(5),
      sale('v2', 3_000, '2026-05-20T10:00:00.000Z'),
    );
    expect(events.slice(-3)).toMatchObject([
      { type: 'StockCounted', data: { changeMilli: -3_000, onHandMilli: 5_000 } },
      {
        type: 'StockSold',
        effectiveAt: '2026-05-20T10:00:00.000Z',
        data: { changeMilli: -3_000, flags: ['before-count'] },
      },
      {
        type: 'CountRevised',
        effectiveAt: NOW,
        data: {
          changeMilli: 3_000,
          onHandMilli: 5_000,
          countedAt: NOW,
          varianceMilli: 0,
          reason: 'late',
          visitId: 'v2',
        },
      },
    ]);
    expect(stateOf(events)).toMatchObject({
      onHandMilli: 5_000,
      counts: [{ at: NOW, varianceMilli: 0 }],
    });
  });

  it('F10: the void of a sale of before adds nothing, for what never left was counted', () => {
    expect(
      stateOf(played(receive(10, retail), sale('v1', 2_000, AT), count(10), takeBack('v1')))
        .onHandMilli,
    ).toBe(10_000);
    expect(
      stateOf(
        played(
          receive(10, retail),
          use('v1', 1, 1, 'piece'),
          count(10),
          takeBack('v1', [
            {
              lineId: 'l1',
              serviceId: 'colour',
              staffId: 'jo',
              plannedMilli: 1_000,
              usedMilli: 1_000,
              unit: 'piece',
            },
          ]),
        ),
      ).onHandMilli,
    ).toBe(10_000);
  });

  it('what came back after the count was not counted: a return adds, and its void takes it away again', () => {
    const returned = played(
      receive(10, retail),
      sale('v1', 2_000, AT),
      count(8),
      sale('v1', -1_000, AFTER, 2),
    );
    expect(stateOf(returned).onHandMilli).toBe(9_000);
    expect(
      stateOf([
        ...returned,
        ...(given(stock, KEY, returned).when(takeBack('v1'), facts()).events() as StockEvent[]),
      ]).onHandMilli,
    ).toBe(8_000);
    expect(
      stateOf(played(receive(10, retail), count(10), sale('v1', 2_000, AFTER))).onHandMilli,
    ).toBe(8_000);
  });

  it('an opening is none: history imported after it moves the shelf', () => {
    expect(
      stateOf(
        played(
          {
            type: 'OpenStock',
            product: retail,
            countedMilli: 5_000,
            minimumMilli: 0,
            maximumMilli: 9_000,
          },
          sale('v1', 2_000, '2018-04-01T10:00:00.000Z'),
        ),
      ).onHandMilli,
    ).toBe(3_000);
  });

  it('is told of no fall below the minimum that the shelf never saw', () => {
    const events = played(receive(10, retail), par(5_000, retail), count(5), sale('v1', 3_000, AT));
    expect(events.some(({ type }) => type === 'StockFellBelowMinimum')).toBe(false);
  });
});

describe('R-IN-04 negative stock', () => {
  const issue = (product: ProductData, quantityMilli: number, unit: string): StockCommand => ({
    type: 'IssueStock',
    product,
    movement: 'consume',
    quantityMilli,
    unit,
    reason: 'tester',
  });

  it('is blocked at the desk for retail', () => {
    given(stock, KEY, played(receive(1, retail)))
      .when(issue(retail, 1_001, 'piece'), facts())
      .thenRefused('stock-insufficient');
    given(stock, KEY, played(receive(1, retail)))
      .when(issue(retail, 1_000, 'piece'), facts())
      .thenTypes('StockIssued');
  });

  it('is a warning for the back-bar', () => {
    expect(played(receive(1), issue(colour, 90_000, 'g')).at(-1)).toMatchObject({
      type: 'StockIssued',
      data: { movement: 'consume', onHandMilli: -500, flags: ['negative'] },
    });
    given(stock, KEY, [])
      .when(issue(colour, 1, 'ml'), facts())
      .thenRefused('unit-unknown');
  });

  it('never stands in the way of what already happened', () => {
    expect(played(receive(1, retail), sell('v1', [3_000])).at(-1)).toMatchObject({
      type: 'StockSold',
      data: { onHandMilli: -2_000, flags: ['negative'] },
    });
  });
});

describe('IN-05 low stock against the par', () => {
  it('is told once per fall, and once per recovery', () => {
    const events = played(
      par(1_000),
      receive(2),
      use('v1', 60),
      use('v2', 1),
      use('v3', 1),
      receive(1),
    );
    expect(
      events
        .filter((event) => /Minimum|Recovered/.test(event.type))
        .map((event) => [event.type, (event.data as { onHandMilli: number }).onHandMilli]),
    ).toEqual([
      ['StockFellBelowMinimum', 0],
      ['StockRecovered', 2_000],
      ['StockFellBelowMinimum', 983],
      ['StockRecovered', 1_966],
    ]);
  });

  it('is decided with a changed par too', () => {
    given(stock, KEY, played(receive(2)))
      .when(par(3_000), facts())
      .thenTypes('ParSet', 'StockFellBelowMinimum');
    given(stock, KEY, played(receive(2), par(3_000)))
      .when(par(2_000), facts())
      .thenTypes('ParSet', 'StockRecovered');
    given(stock, KEY, played(receive(2), par(1_000)))
      .when(par(1_000), facts())
      .then([]);
    given(stock, KEY, []).when(par(10_001), facts()).thenRefused('par-crossed');
  });

  it('stays silent where there is no par', () => {
    given(stock, KEY, []).when(use('v1', 600), facts()).thenTypes('StockConsumed');
  });
});
