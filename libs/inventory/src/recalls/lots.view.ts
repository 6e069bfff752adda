/** Every lot that ever lay on a shelf, with what is left of it (IN-22): where a supplier's lot came. */
import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';
import type { LotChange } from '../stock/ledger/lots.js';
import { openedOf } from '../stock/ledger/opened.js';
import { partsOfKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import { onMovements } from '../stock/on-movements.js';

/** `id`: `<key of the ledger>#<lotId>`. */
export interface PlacedLot {
  readonly id: string;
  readonly storeId: string;
  readonly sku: string;
  /** The supplier's lot. */
  readonly ofLot: string;
  /** It, or opened packages of it. */
  readonly lotId: string;
  readonly expiresOn?: string;
  /** Thousandths of the stock unit, rounded down. */
  readonly onHandMilli: number;
}

type Moved = RecordedEvent<string, { readonly lots?: readonly LotChange[] }>;

const moved = folding<PlacedLot, Moved>(
  ({ stream, data: { lots = [] } }) =>
    lots.flatMap(({ lotId }) => (lotId === undefined ? [] : [`${keyOf(stream)}#${lotId}`])),
  (known, { stream, data: { lots = [] } }, id) => {
    const key = keyOf(stream);
    const { lotId, expiresOn, onHandMilli } = lots.find((lot) => id === `${key}#${lot.lotId}`)!;
    return {
      id,
      ...partsOfKey(key),
      ofLot: openedOf(lotId!)?.ofLot ?? lotId!,
      lotId: lotId!,
      ...optional({ expiresOn: expiresOn ?? known?.expiresOn }),
      onHandMilli,
    };
  },
);

export const placedLots: View<PlacedLot> = view([stock], {
  name: 'inventory.placed-lots',
  indexes: { byLot: { fields: ['sku', 'ofLot', 'storeId', 'id'] } },
  guard: 'stream',
  on: { UnitsSet: moved, ...onMovements(moved) },
});
