import { given } from '@chignon/eventing/testing';
import {
  AT,
  colour,
  facts,
  KEY,
  NOW,
  played,
  retail,
  sell,
  stateOf,
  takeBack,
  use,
} from './shelf.testing.js';
import { stock } from './stock-ledger.js';
import type { StockCommand, StockEvent } from './stock-events.js';

const TODAY = '2026-06-01';
const box = (
  lotId: string,
  pieces: number,
  product = colour,
  expiresOn = '2026-12-31',
): StockCommand => ({
  type: 'ReceiveStock',
  product,
  quantityMilli: pieces * 1_000,
  lotId,
  expiresOn,
  localDate: TODAY,
});
const recall: StockCommand = { type: 'RecallLot', lotId: 'A', recallId: 'r1' };
const lift: StockCommand = { type: 'LiftLotRecall', lotId: 'A', recallId: 'r1' };
const issue = (
  movement: 'consume' | 'sale' | 'waste',
  pieces: number,
  product = colour,
  lotId?: string,
): StockCommand => ({
  type: 'IssueStock',
  product,
  movement,
  quantityMilli: pieces * 1_000,
  unit: product.stockUnit,
  reason: 'other',
  localDate: TODAY,
  ...(lotId === undefined ? {} : { lotId }),
});
const asked = (events: StockEvent[], command: StockCommand) =>
  given(stock, KEY, events).when(command, facts());
const last = (events: readonly StockEvent[]) => events.at(-1)!;
const partsOf = (event: StockEvent) =>
  'lots' in event.data ? event.data.lots!.map((lot) => [lot.lotId, lot.changeMilli]) : [];

describe('IN-22, R-IN-11 a recalled lot on a shelf', () => {
  it('is neither sold, used, opened nor sent by hand; it is thrown away, and goes first then', () => {
    const events = played(box('A', 2), box('B', 3, colour, '2027-06-30'), recall);
    asked(events, issue('consume', 1, colour, 'A')).thenRefused('lot-recalled');
    asked(events, issue('consume', 4)).thenRefused('stock-recalled');
    expect(partsOf(last(asked(events, issue('consume', 3)).events() as StockEvent[]))).toEqual([
      ['B', -3_000],
    ]);
    asked(events, {
      type: 'OpenLot',
      product: colour,
      lotId: 'A',
      packages: 1,
      openedOn: TODAY,
      localDate: TODAY,
    }).thenRefused('lot-recalled');
    asked(events, {
      type: 'SendStock',
      product: colour,
      transferId: 't',
      toStoreId: 'mayfair',
      quantityMilli: 1_000,
      lotId: 'A',
      localDate: TODAY,
      at: NOW,
    }).thenRefused('lot-recalled');
    expect(partsOf(last(asked(events, issue('waste', 3)).events() as StockEvent[]))).toEqual([
      ['A', -2_000],
      ['B', -1_000],
    ]);
  });

  it('also its opened packages, also what comes in later; lifted, it is as any other', () => {
    const opened: StockCommand = {
      type: 'OpenLot',
      product: colour,
      lotId: 'A',
      packages: 1,
      openedOn: TODAY,
      localDate: TODAY,
    };
    const events = played(box('A', 2), opened, recall, box('A', 1));
    expect(last(events)).toMatchObject({ type: 'StockReceived', data: { flags: ['recalled'] } });
    asked(events, issue('consume', 1)).thenRefused('stock-recalled');
    asked(events, issue('consume', 1, colour, `A@${TODAY}`)).thenRefused('lot-recalled');
    expect(asked(events, recall).events()).toEqual([]);
    const lifted = played(box('A', 2), opened, recall, box('A', 1), lift, issue('consume', 3));
    expect(stateOf(lifted).onHandMilli).toBe(0);
    expect(asked(lifted, lift).events()).toEqual([]);
  });

  it('BY-10 (a): says which visits took of it, without those that were voided or brought it back', () => {
    const events = played(
      box('A', 9, retail),
      sell('sold', [2_000]),
      sell('back', [1_000]),
      sell('back', [-1_000], 2),
      use('used', 1, 1, 'piece'),
      sell('voided', [1_000]),
      takeBack('voided'),
      recall,
    );
    expect(last(events)).toEqual({
      type: 'LotRecalled',
      data: {
        lotId: 'A',
        recallId: 'r1',
        onHandMilli: 6_000,
        visits: expect.arrayContaining([
          { visitId: 'sold', quantityMilli: 2_000 },
          { visitId: 'used', quantityMilli: 1_000 },
        ]),
        at: NOW,
      },
    });
    expect(last(events).data).toHaveProperty('visits.length', 2);
  });

  it('on a bill when it is recalled: the sale is written down, taken from other lots where there are any, and says so where not', () => {
    const claim: StockCommand = {
      type: 'ClaimStock',
      product: retail,
      claimId: 'c1',
      visitId: 'v1',
      quantityMilli: 2_000,
      expiresAt: '2026-06-01T14:00:00.000Z',
      localDate: TODAY,
    };
    const events = played(
      box('A', 2, retail),
      claim,
      recall,
      box('B', 1, retail),
      sell('v1', [2_000]),
    );
    expect(last(events)).toMatchObject({ type: 'ClaimEnded' });
    const sold = events.find(({ type }) => type === 'StockSold')!;
    expect(partsOf(sold)).toEqual([
      ['B', -1_000],
      ['A', -1_000],
    ]);
    expect(sold.data).toMatchObject({
      at: AT,
      flags: ['recalled'],
      recalls: [{ lotId: 'A', recallId: 'r1' }],
    });
    asked(played(box('A', 2, retail), recall), claim).thenRefused('stock-insufficient');
  });
});
