/** Which visit took of which supplier's lot (IN-22): for its services, or on its bill. */
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import type { LotChange } from '../stock/ledger/lots.js';
import { openedOf } from '../stock/ledger/opened.js';
import { partsOfKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';

/** `id`: `<key of the ledger>#<lot>#<visit>`. */
export interface LotVisit {
  readonly id: string;
  readonly storeId: string;
  readonly sku: string;
  /** The supplier's lot, opened packages included. */
  readonly ofLot: string;
  readonly visitId: string;
  /** When it took of it first, as far as is known, ISO UTC. */
  readonly at: string;
  /** Thousandths of the stock unit; 0: less than one. */
  readonly takenMilli: number;
  /** What came back, also by a void. */
  readonly returnedMilli: number;
}

type Taken = RecordedEvent<
  string,
  { readonly lots?: readonly LotChange[]; readonly visitId: string; readonly at: string }
>;

const lotOf = ({ lotId }: LotChange): string | undefined =>
  lotId === undefined ? undefined : (openedOf(lotId)?.ofLot ?? lotId);
const idOf = ({ stream, data }: Taken, lot: string): string =>
  `${keyOf(stream)}#${lot}#${data.visitId}`;

const took = folding<LotVisit, Taken>(
  (event) => [
    ...new Set(
      (event.data.lots ?? []).flatMap((change) => {
        const lot = lotOf(change);
        return lot === undefined ? [] : [idOf(event, lot)];
      }),
    ),
  ],
  (known, event, id) => {
    const { stream, data } = event;
    const changes = (data.lots ?? []).filter((change) => {
      const lot = lotOf(change);
      return lot !== undefined && idOf(event, lot) === id;
    });
    const sum = (sign: 1 | -1): number =>
      changes.reduce((all, { changeMilli }) => all + Math.max(0, sign * changeMilli), 0);
    return {
      id,
      ...partsOfKey(keyOf(stream)),
      ofLot: lotOf(changes[0]!)!,
      visitId: data.visitId,
      at: known && known.at < data.at ? known.at : data.at,
      takenMilli: (known?.takenMilli ?? 0) + sum(-1),
      returnedMilli: (known?.returnedMilli ?? 0) + sum(1),
    };
  },
);

export const lotVisits: View<LotVisit> = view([stock], {
  name: 'inventory.lot-visits',
  indexes: {
    byLot: { fields: ['sku', 'ofLot', 'at', 'id'] },
    byLotOfStore: { fields: ['sku', 'ofLot', 'storeId', 'at', 'id'] },
    byVisit: { fields: ['visitId', 'id'] },
  },
  guard: 'stream',
  on: { StockSold: took, SaleReturned: took, StockConsumed: took, ConsumptionReturned: took },
});
