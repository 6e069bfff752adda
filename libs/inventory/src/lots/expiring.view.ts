/** Lots with a last day of which something is left (IN-03, I2): what to use up first, and what is over. Gone when the lot is empty. */
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import type { LotChange } from '../stock/ledger/lots.js';
import { partsOfKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import { onMovements } from '../stock/on-movements.js';

/** `id`: `<key of the ledger>#<lotId>`. */
export interface ExpiringLot {
  readonly id: string;
  readonly storeId: string;
  readonly sku: string;
  /** The supplier's, or a number of ours; opened packages are a lot of their own. */
  readonly lotId: string;
  /** The last day on which it may be sold or used, in the store. */
  readonly expiresOn: string;
  /** In thousandths of the stock unit, rounded down. */
  readonly onHandMilli: number;
}

const idOf = (key: string, lotId: string): string => `${key}#${lotId}`;

type Moved = RecordedEvent<string, { readonly lots?: readonly LotChange[] }>;

const moved = folding<ExpiringLot, Moved>(
  ({ stream, data: { lots = [] } }) =>
    lots.flatMap(({ lotId, expiresOn }) =>
      lotId === undefined || expiresOn === undefined ? [] : [idOf(keyOf(stream), lotId)],
    ),
  (_, { stream, data: { lots = [] } }, id) => {
    const key = keyOf(stream);
    const lot = lots.find(({ lotId }) => lotId !== undefined && idOf(key, lotId) === id);
    if (lot?.lotId === undefined || lot.expiresOn === undefined || lot.onHandMilli === 0)
      return undefined;
    const { lotId, expiresOn, onHandMilli } = lot;
    return { id, ...partsOfKey(key), lotId, expiresOn, onHandMilli };
  },
);

export const expiringLots: View<ExpiringLot> = view([stock], {
  name: 'inventory.expiring-lots',
  indexes: {
    byStore: { fields: ['storeId', 'expiresOn', 'sku', 'id'] },
    byDay: { fields: ['expiresOn', 'storeId', 'id'] },
  },
  guard: 'stream',
  on: { UnitsSet: moved, ...onMovements(moved) },
});
