/** Open low-stock alerts for the buyer of a store (IN-05): there while the stock is below its minimum, gone when it has recovered. */
import { stock } from './ledger/stock-ledger.js';
import { folding, keyOf, type View, view } from '@chignon/eventing';
import { partsOfKey } from './ledger/stock-key.js';

/** `id` is the key of the ledger. Quantities in thousandths of the stock unit, as they were at the fall. */
export interface Alert {
  readonly id: string;
  readonly storeId: string;
  readonly sku: string;
  /** When it fell, ISO UTC. */
  readonly since: string;
  readonly onHandMilli: number;
  readonly minimumMilli: number;
}

export const alerts: View<Alert> = view([stock], {
  name: 'inventory.alerts',
  indexes: { byStore: { fields: ['storeId', 'since', 'sku'] } },
  guard: 'stream',
  on: {
    StockFellBelowMinimum: folding(
      ({ stream }) => [keyOf(stream)],
      (_, { data: { onHandMilli, minimumMilli, at } }, id) => ({
        id,
        ...partsOfKey(id),
        since: at,
        onHandMilli,
        minimumMilli,
      }),
    ),
    StockRecovered: folding(
      ({ stream }) => [keyOf(stream)],
      (): Alert | undefined => undefined,
    ),
  },
});
