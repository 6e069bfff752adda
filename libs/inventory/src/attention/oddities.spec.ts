import { given } from '@chignon/eventing/testing';
import { colour, facts, KEY, played, receive, use } from '../stock/ledger/shelf.testing.js';
import type { StockCommand, StockEvent } from '../stock/ledger/stock-events.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import { oddShelves, type OddShelf } from './oddities.view.js';

const shelfAfter = (events: readonly StockEvent[]): OddShelf | undefined =>
  events.reduce<OddShelf | undefined>((shelf, { type, data }) => {
    const fold = oddShelves.on[type];
    if (!fold) return shelf;
    const event = { stream: `stock-${KEY}`, type, data, revision: 1, meta: {} } as never;
    return fold
      .ids(event)
      .reduce<OddShelf | undefined>(
        (_, id) => fold.fold(shelf, event, id) as OddShelf | undefined,
        shelf,
      );
  }, undefined);
const then = (events: StockEvent[], command: StockCommand): StockEvent[] => [
  ...events,
  ...(given(stock, KEY, events).when(command, facts()).events() as StockEvent[]),
];
const describeIt: StockCommand = { type: 'DescribeProduct', product: colour };
const countIt: StockCommand = {
  type: 'CountStock',
  product: colour,
  countedMilli: 5_000,
  reason: 'stock-take',
};

describe('F23, R-IN-04 shelves on which something does not add up', () => {
  it('an unknown product is off the list when it is described, less than nothing when goods come in', () => {
    const unknown = played(use('v1', 30));
    expect(shelfAfter(unknown)).toMatchObject({
      storeId: 'soho',
      sku: 'TUBE',
      oddities: ['unknown-product', 'negative'],
      movements: 1,
      visitId: 'v1',
    });
    const described = then(unknown, describeIt);
    expect(shelfAfter(described)).toMatchObject({ oddities: ['negative'] });
    expect(shelfAfter(then(described, receive(3)))).toBeUndefined();
  });

  it('a unit that does not fit waits for a count, whatever else comes in', () => {
    const odd = played(receive(3), use('v1', 10, 10, 'oz'), use('v2', 10, 10, 'oz'));
    expect(shelfAfter(odd)).toMatchObject({ oddities: ['unit-mismatch'], movements: 2 });
    expect(shelfAfter(then(odd, receive(1)))).toMatchObject({ oddities: ['unit-mismatch'] });
    expect(shelfAfter(then(odd, countIt))).toBeUndefined();
    expect(shelfAfter(played(receive(3), use('v1', 10)))).toBeUndefined();
  });
});
