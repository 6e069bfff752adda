/** Counts of a store, the newest first: which are under way, and which wait for another person. */
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { type CountStatus, partsOfStocktakeKey } from './stocktake.js';
import { stocktakes } from './stocktake-ledger.js';

/** `id` is the key of the ledger. */
export interface ListedCount {
  readonly id: string;
  readonly storeId: string;
  readonly countId: string;
  readonly status: CountStatus;
  /** ISO UTC. */
  readonly startedAt: string;
  /** How many products it is of. */
  readonly products: number;
  /** Which of them were counted. */
  readonly counted: readonly string[];
}

const on = <E>(change: (count: ListedCount, data: E) => ListedCount) =>
  folding<ListedCount, RecordedEvent<string, E>>(
    ({ stream }) => [keyOf(stream)],
    (count, { data }, id) =>
      change(
        count ?? {
          id,
          ...partsOfStocktakeKey(id),
          status: 'open',
          startedAt: '',
          products: 0,
          counted: [],
        },
        data,
      ),
  );

export const listedCounts: View<ListedCount> = view([stocktakes], {
  name: 'inventory.counts',
  indexes: {
    byStore: { fields: ['storeId', 'startedAt', 'id'] },
    byStatus: { fields: ['storeId', 'status', 'startedAt', 'id'] },
  },
  guard: 'stream',
  on: {
    CountStarted: on((count, { skus, at }) => ({
      ...count,
      startedAt: at,
      products: skus.length,
    })),
    LineCounted: on((count, { sku }) =>
      count.counted.includes(sku) ? count : { ...count, counted: [...count.counted, sku] },
    ),
    CountSubmitted: on((count) => ({ ...count, status: 'submitted' })),
    CountReopened: on((count) => ({ ...count, status: 'open' })),
    CountApproved: on((count) => ({ ...count, status: 'approved' })),
    CountCancelled: on((count) => ({ ...count, status: 'cancelled' })),
  },
});
