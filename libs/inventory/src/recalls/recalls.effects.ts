/** Each shelf of the product is told of a recall, and of its end; a store that opens later is told of those that stand. */
import { storeEvents } from '@chignon/contracts';
import { effect, findAll, runEach } from '@chignon/eventing';
import type { EffectCause, Tools } from '@chignon/eventing';
import type { RecallCommand } from '../stock/ledger/recalled.js';
import { stockKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import { storeZones } from '../stock/store-zones.view.js';
import { recallIdOf, type SupplierLot } from './recall.js';
import { recalls } from './recall-ledger.js';
import { listedRecalls } from './recalls.view.js';

const tell = async (
  tools: Tools,
  cause: EffectCause,
  storeId: string,
  type: RecallCommand['type'],
  { sku, lotId }: SupplierLot,
): Promise<void> => {
  const command: RecallCommand = { type, lotId, recallId: recallIdOf({ sku, lotId }) };
  await tools.execute(
    stock,
    stockKey(storeId, sku),
    command,
    cause(`${storeId}/${sku}/${lotId}`, { storeId }),
  );
};

const tellAll =
  (type: RecallCommand['type']) =>
  ({ data }: { readonly data: SupplierLot }, tools: Tools, cause: EffectCause): Promise<void> =>
    runEach(
      findAll(tools.documents, tools.collection(storeZones), { index: 'byId', limit: 200 }),
      ({ id }) => tell(tools, cause, id, type, data),
    );

export const tellShelves = effect([recalls], {
  name: 'inventory.tell-shelves',
  on: { RecallOrdered: tellAll('RecallLot'), RecallLifted: tellAll('LiftLotRecall') },
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
        (recall) => tell(tools, cause, storeId, 'RecallLot', recall),
      ),
  },
});
