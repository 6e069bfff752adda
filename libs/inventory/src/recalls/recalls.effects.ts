/** Each shelf of the product is told of a recall, and of its end; a store that opens later is told of those that stand. */
import { storeEvents } from '@chignon/contracts';
import { effect, findAll, runEach } from '@chignon/eventing';
import type { EffectCause, JobCause, Tools } from '@chignon/eventing';
import type { RecallCommand } from '../stock/ledger/recalled.js';
import { stockKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import { storeZones } from '../stock/store-zones.view.js';
import { recallIdOf, type SupplierLot } from './recall.js';
import { recalls } from './recall-ledger.js';
import { listedRecalls } from './recalls.view.js';

/**
 * Tells a shelf what the recall's own ledger says now: lists and messages may be behind it. Where it says otherwise by the time the shelf has heard, the shelf is
 * told again, so that two who tell it at once leave it as the ledger stands.
 */
export const tellShelf = async (
  tools: Tools,
  cause: EffectCause | JobCause,
  storeId: string,
  { sku, lotId }: SupplierLot,
): Promise<void> => {
  const recallId = recallIdOf({ sku, lotId });
  for (let told: number | undefined; ;) {
    const { state, revision } = await tools.load(recalls, recallId);
    if (revision === told) return;
    const type = state.status === 'standing' ? 'RecallLot' : 'LiftLotRecall';
    const command: RecallCommand = { type, lotId, recallId };
    await tools.execute(
      stock,
      stockKey(storeId, sku),
      command,
      cause(`${storeId}/${sku}/${lotId}/${revision}`, { storeId }),
    );
    told = revision;
  }
};

const tellAll = (
  { data }: { readonly data: SupplierLot },
  tools: Tools,
  cause: EffectCause,
): Promise<void> =>
  runEach(
    findAll(tools.documents, tools.collection(storeZones), { index: 'byId', limit: 200 }),
    ({ id }) => tellShelf(tools, cause, id, data),
  );

export const tellShelves = effect([recalls], {
  name: 'inventory.tell-shelves',
  on: { RecallOrdered: tellAll, RecallLifted: tellAll },
});

export const tellNewStores = effect([storeEvents], {
  name: 'inventory.tell-new-stores',
  on: {
    StoreDescribed: ({ data: { storeId } }, tools, cause) =>
      runEach(
        findAll(tools.documents, tools.collection(listedRecalls), {
          index: 'byStatus',
          where: { status: 'standing' },
          limit: 200,
        }),
        (recall) => tellShelf(tools, cause, storeId, recall),
      ),
  },
});
