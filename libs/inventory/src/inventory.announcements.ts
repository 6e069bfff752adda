/** What other contexts hear of stock: each movement, and the minimum passed or regained. Key: `<store>/<sku>`. */
import type * as ledger from './stock-events.js';
import { publication, StockFellBelowMinimum, StockMoved, StockRecovered } from '@chignon/contracts';
import { type Announcements, keyOf, type RecordedEvent } from '@chignon/eventing';
import { KINDS, type MovementKind } from './movements.view.js';
import { partsOfKey } from './stock-key.js';

/** A movement too small to show in thousandths of the stock unit is told with the next one: the changes sum up. */
const movement =
  (kind: (data: { movement?: MovementKind }) => MovementKind) =>
  ({ stream, data }: RecordedEvent) => {
    const { changeMilli, onHandMilli, at } = data as ledger.Movement;
    if (changeMilli === 0) return undefined;
    return publication(StockMoved, keyOf(stream), {
      ...partsOfKey(keyOf(stream)),
      movement: kind(data),
      changeMilli,
      onHandMilli,
      at,
    });
  };

export const announcements: Announcements = {
  ...Object.fromEntries(Object.entries(KINDS).map(([type, kind]) => [type, movement(() => kind)])),
  StockIssued: movement((data) => data.movement!),
  UnitsSet: movement(() => 'units-set'),
  StockFellBelowMinimum: ({ stream, data }) =>
    publication(StockFellBelowMinimum, keyOf(stream), {
      ...partsOfKey(keyOf(stream)),
      ...(data as ledger.StockFellBelowMinimum['data']),
    }),
  StockRecovered: ({ stream, data }) => {
    const { onHandMilli, at } = data as ledger.StockRecovered['data'];
    return publication(StockRecovered, keyOf(stream), {
      ...partsOfKey(keyOf(stream)),
      onHandMilli,
      at,
    });
  },
};
