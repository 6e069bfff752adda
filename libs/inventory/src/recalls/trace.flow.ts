/* A supplier's lot to stores, goods on their way, visits and customers, in one question (IN-22, BY-10). */
import { findWanted, listAll, optional, type Page, type Tools } from '@chignon/eventing';
import { isOfLot } from '../stock/ledger/lots.js';
import { levels } from '../stock/levels.view.js';
import { stockKey } from '../stock/ledger/stock-key.js';
import { knownVisits } from '../stock/visits.view.js';
import { inTransit } from '../transfers/transfers.view.js';
import { type LotVisit, lotVisits } from './lot-visits.view.js';
import { placedLots } from './lots.view.js';
import type { SupplierLot } from './recall.js';

/** More stores and parcels than a chain has with one lot. */
const MOST = 5_000;
/** Reads for one page of a caller of some stores among many. */
const MAX_LOOKS = 500;

/** Which stores somebody sees. */
export interface Viewer {
  sees(storeId: string): boolean;
  readonly onlyStore: string | undefined;
}

/** What a store has of a lot; `onBillsMilli` is of the product. Thousandths of the stock unit. */
export interface LotStore {
  readonly storeId: string;
  readonly onHandMilli: number;
  readonly expiresOn?: string;
  readonly onBillsMilli: number;
}

export async function storesOfLot(
  tools: Tools,
  { sku, lotId }: SupplierLot,
  viewer: Viewer,
): Promise<LotStore[]> {
  const lots = await listAll(
    tools.documents,
    tools.collection(placedLots),
    { index: 'byLot', where: { sku, ofLot: lotId }, limit: 500 },
    MOST,
  );
  const stores = new Map<string, LotStore>();
  for (const { storeId, onHandMilli, expiresOn, ...lot } of lots) {
    if (!viewer.sees(storeId)) continue;
    const known = stores.get(storeId);
    // The day of the closed lot; opened packages have earlier ones.
    const day = lot.lotId === lotId ? expiresOn : known?.expiresOn;
    stores.set(storeId, {
      storeId,
      onHandMilli: (known?.onHandMilli ?? 0) + onHandMilli,
      ...optional({ expiresOn: day }),
      onBillsMilli: 0,
    });
  }
  const found = await tools.documents.getMany(
    tools.collection(levels),
    [...stores.keys()].map((storeId) => stockKey(storeId, sku)),
  );
  for (const { storeId, claimedMilli } of found)
    stores.set(storeId, { ...stores.get(storeId)!, onBillsMilli: claimedMilli });
  return [...stores.values()];
}

/** Goods of a lot on their way, from the sender's side. */
export async function parcelsOfLot(tools: Tools, { sku, lotId }: SupplierLot, viewer: Viewer) {
  const parcels = await listAll(
    tools.documents,
    tools.collection(inTransit),
    { index: 'bySku', where: { sku, direction: 'out' }, limit: 500 },
    MOST,
  );
  return parcels.flatMap(({ transferId, storeId, otherStoreId, lots }) => {
    const quantityMilli = lots
      .filter((lot) => isOfLot(lot, lotId))
      .reduce((sum, lot) => sum + lot.quantityMilli, 0);
    return quantityMilli > 0 && (viewer.sees(storeId) || viewer.sees(otherStoreId))
      ? [{ transferId, fromStoreId: storeId, toStoreId: otherStoreId, quantityMilli }]
      : [];
  });
}

/** A page of the visits that took of a lot, each with whose it is as the visit says. */
export async function visitsOfLot(
  tools: Tools,
  { sku, lotId }: SupplierLot,
  viewer: Viewer,
  at: { readonly limit: number; readonly after?: string },
): Promise<{ readonly page: Page<LotVisit>; readonly whose: ReadonlyMap<string, string> }> {
  const { onlyStore: storeId } = viewer;
  const lot = { sku, ofLot: lotId };
  const page = await findWanted(
    tools.documents,
    tools.collection(lotVisits),
    storeId === undefined
      ? { index: 'byLot', where: lot, ...at }
      : { index: 'byLotOfStore', where: { ...lot, storeId }, ...at },
    (visit) => viewer.sees(visit.storeId),
    MAX_LOOKS,
  );
  const known = await tools.documents.getMany(
    tools.collection(knownVisits),
    page.items.map(({ visitId }) => visitId),
  );
  const whose = new Map(
    known.flatMap(({ id, customerId }) => (customerId === undefined ? [] : [[id, customerId]])),
  );
  return { page, whose };
}
