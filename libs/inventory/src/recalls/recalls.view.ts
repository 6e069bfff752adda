/** Recalls of the chain, the latest first. */
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import type { RecallLedgerEvent, RecallReason, RecallStatus, SupplierLot } from './recall.js';
import { recalls } from './recall-ledger.js';

/** `id` is the recall. */
export interface ListedRecall extends SupplierLot {
  readonly id: string;
  readonly status: RecallStatus;
  readonly reason: RecallReason;
  readonly recalledAt: string;
}

type Ordered = RecordedEvent<string, Extract<RecallLedgerEvent, { type: 'RecallOrdered' }>['data']>;

export const listedRecalls: View<ListedRecall> = view([recalls], {
  name: 'inventory.recalls',
  indexes: {
    byTime: { fields: ['recalledAt', 'id'] },
    byStatus: { fields: ['status', 'recalledAt', 'id'] },
  },
  guard: 'stream',
  on: {
    RecallOrdered: folding<ListedRecall, Ordered>(
      ({ stream }) => [keyOf(stream)],
      (_, { data: { sku, lotId, reason, at } }, id) => ({
        id,
        sku,
        lotId,
        status: 'standing',
        reason,
        recalledAt: at,
      }),
    ),
    RecallLifted: folding(
      ({ stream }) => [keyOf(stream)],
      (known) => known && { ...known, status: 'lifted' },
    ),
  },
});
