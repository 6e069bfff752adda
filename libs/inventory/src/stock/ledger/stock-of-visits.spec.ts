import { given } from '@chignon/eventing/testing';
import type { StockCommand } from './stock-events.js';
import { stock } from './stock-ledger.js';
import {
  KEY,
  AT,
  facts,
  retail,
  played,
  stateOf,
  receive,
  use,
  sell,
  takeBack,
} from './shelf.testing.js';

describe('IN-06 IN-07 use in visits', () => {
  it('takes what was used and records the plan beside it', () => {
    expect(played(receive(2), use('v1', 42, 37.5)).at(-1)).toEqual({
      type: 'StockConsumed',
      effectiveAt: AT,
      data: {
        visitId: 'v1',
        businessDate: '2026-05-30',
        useUnit: 'g',
        uses: [
          {
            lineId: 'l1',
            serviceId: 'colour',
            staffId: 'jo',
            plannedMilli: 37_500,
            usedMilli: 42_000,
          },
        ],
        quantity: { stockMilli: 0, useMilli: -42_000 },
        changeMilli: -700,
        onHandMilli: 1_300,
        flags: [],
        lots: [expect.objectContaining({ lotId: 'id-1', changeMilli: -700, onHandMilli: 1_300 })],
        at: AT,
      },
    });
  });

  it('reads a use in stock units too, and flags a unit it does not know', () => {
    expect(played(receive(2), use('v1', 1, 0.5, 'tube')).at(-1)).toMatchObject({
      data: { onHandMilli: 1_000, flags: [], uses: [{ plannedMilli: 30_000, usedMilli: 60_000 }] },
    });
    expect(played(receive(2), use('v1', 30, 30, 'ml')).at(-1)).toMatchObject({
      data: { onHandMilli: 1_500, flags: ['unit-mismatch'] },
    });
  });

  it('happens once per visit, whatever the command id (L5)', () => {
    given(stock, KEY, played(receive(2), use('v1', 30)))
      .when(use('v1', 30), facts())
      .then([]);
  });

  it('of a product nobody described is recorded, flagged, and read rightly once somebody does', () => {
    const events = played(use('v1', 30));
    expect(events).toMatchObject([
      {
        type: 'StockConsumed',
        data: { flags: ['unknown-product', 'negative'], onHandMilli: -30_000, useUnit: 'g' },
      },
    ]);
    expect(played(use('v1', 30), receive(1)).slice(1)).toMatchObject([
      { type: 'UnitsSet', data: { changeMilli: 29_500, onHandMilli: -500 } },
      { type: 'StockReceived', data: { onHandMilli: 500 } },
    ]);
  });
});

describe('sales on bills', () => {
  it('take retail stock, and bring returns back', () => {
    const events = played(receive(5, retail), sell('v1', [2_000, -1_000]));
    expect(events.slice(-2)).toMatchObject([
      {
        type: 'StockSold',
        data: {
          changeMilli: -2_000,
          onHandMilli: 3_000,
          reason: 'sold',
          lines: [{ lineId: 'p0', quantityMilli: 2_000 }],
        },
      },
      {
        type: 'SaleReturned',
        data: {
          changeMilli: 1_000,
          onHandMilli: 4_000,
          reason: 'returned',
          lines: [{ lineId: 'p1', quantityMilli: -1_000 }],
        },
      },
    ]);
  });

  it('count once per visit and settlement number', () => {
    const events = played(receive(5, retail), sell('v1', [1_000]));
    given(stock, KEY, events)
      .when(sell('v1', [1_000]), facts())
      .then([]);
    given(stock, KEY, events)
      .when(sell('v1', [1_000], 2), facts())
      .thenTypes('StockSold');
  });
});

describe('R-ES-02: settlements in any order', () => {
  it('a refund heard before its sale, and each of them twice, move the shelf once', () => {
    const commands = [
      receive(5, retail),
      sell('v1', [-1_000], 2),
      sell('v1', [2_000], 1),
      sell('v1', [-1_000], 2),
      sell('v1', [2_000], 1),
    ];
    expect(stateOf(played(...commands)).onHandMilli).toBe(4_000);
    expect(stateOf(played(...commands, takeBack('v1'))).onHandMilli).toBe(5_000);
  });
});

describe('a voided visit brings back what it took', () => {
  it('from the services and from the bill, once (L10)', () => {
    const given1 = use('v1', 37.5) as Extract<StockCommand, { type: 'ConsumeForVisit' }>;
    const events = played(
      receive(5),
      given1,
      sell('v1', [2_000, -500]),
      takeBack('v1', given1.uses),
    );
    expect(events.slice(-4)).toMatchObject([
      { type: 'VisitTakenBack', data: { visitId: 'v1' } },
      {
        type: 'ConsumptionReturned',
        data: {
          quantity: { stockMilli: 0, useMilli: 37_500 },
          uses: [{ staffId: 'jo', usedMilli: 37_500 }],
        },
      },
      { type: 'SaleReturned', data: { reason: 'voided', changeMilli: 2_000 } },
      { type: 'StockSold', data: { reason: 'return-voided', onHandMilli: 5_000 } },
    ]);
    given(stock, KEY, events).when(takeBack('v1'), facts()).then([]);
    given(stock, KEY, events)
      .when(sell('v1', [1_000], 2), facts())
      .then([]);
  });

  it('heard first: nothing of the visit counts afterwards', () => {
    const events = played(receive(1), takeBack('v1'), use('v1', 30), sell('v1', [1_000]));
    expect(stateOf(events).onHandMilli).toBe(1_000);
  });
});
