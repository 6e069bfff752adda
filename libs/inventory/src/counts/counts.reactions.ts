/** What was approved goes to the shelf of each product, at once and once; what was given up or left out is free again. */
import { dispatch, keyOf, optional, reaction } from '@chignon/eventing';
import { stockKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import { partsOfStocktakeKey } from './stocktake.js';
import { stocktakes } from './stocktake-ledger.js';

const release = (stream: string, skus: readonly string[]) => {
  const { storeId, countId } = partsOfStocktakeKey(keyOf(stream));
  return skus.map((sku) =>
    dispatch(stock, stockKey(storeId, sku), { type: 'ReleasePosition', countId }),
  );
};

export const postCounts = reaction([stocktakes], {
  name: 'inventory.counts',
  on: {
    CountApproved: ({ stream, data: { lines, leftOut } }) => {
      const { storeId, countId } = partsOfStocktakeKey(keyOf(stream));
      return [
        ...lines.map(({ sku, countedMilli, countedAt, lots, reason }) =>
          dispatch(stock, stockKey(storeId, sku), {
            type: 'PostCount',
            countId,
            countedMilli,
            countedAt,
            ...optional({ lots }),
            reason,
          }),
        ),
        ...release(stream, leftOut),
      ];
    },
    CountCancelled: ({ stream, data: { skus } }) => release(stream, skus),
  },
});
