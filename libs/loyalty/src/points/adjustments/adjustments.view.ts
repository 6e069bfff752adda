/** What was given and taken by hand over all accounts: what waits for a second person, and what was done just under a limit. */
import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';
import { points } from '../account/points-ledger.js';
import { isNearLimit } from './limits.js';

export type AdjustmentStatus = 'proposed' | 'refused' | 'done' | 'reversed';

/** One adjustment. People by their pseudonyms. */
export interface AdjustmentDocument {
  readonly id: string;
  readonly customerId: string;
  readonly status: AdjustmentStatus;
  readonly points: number;
  readonly reason: string;
  readonly evidence?: string;
  readonly storeId: string;
  readonly limit: number;
  /** Who proposed or did it. */
  readonly by: string;
  /** Who said yes or no as the second person. */
  readonly decidedBy?: string;
  /** ISO UTC: of the proposal, or when it was done. */
  readonly at: string;
  /** Done alone, just under the limit. */
  readonly near: boolean;
}

const on = <E>(
  idOf: (data: E) => string,
  change: (
    known: AdjustmentDocument | undefined,
    data: E,
    customerId: string,
  ) => AdjustmentDocument | undefined,
) =>
  folding<AdjustmentDocument, RecordedEvent<string, E>>(
    ({ data }) => [idOf(data)],
    (known, { stream, data }) => change(known, data, keyOf(stream)),
  );

export const adjustmentsView: View<AdjustmentDocument> = view([points], {
  name: 'loyalty.adjustments',
  indexes: {
    byStatus: { fields: ['status', 'at'] },
    byStore: { fields: ['storeId', 'status', 'at'] },
    byNear: { fields: ['near', 'at'] },
    byCustomer: { fields: ['customerId', 'at'] },
  },
  guard: 'stream',
  on: {
    AdjustmentProposed: on(
      (d) => d.adjustmentId,
      (
        _,
        { adjustmentId, points, reason, evidence, storeId, limit, proposedBy, proposedAt },
        customerId,
      ) => ({
        id: adjustmentId,
        customerId,
        status: 'proposed',
        points,
        reason,
        ...optional({ evidence }),
        storeId,
        limit,
        by: proposedBy,
        at: proposedAt,
        near: false,
      }),
    ),
    AdjustmentRefused: on(
      (d) => d.adjustmentId,
      (known, { refusedBy }) => known && { ...known, status: 'refused', decidedBy: refusedBy },
    ),
    PointsAdjusted: on(
      (d) => d.adjustmentId,
      (
        _,
        {
          adjustmentId,
          points,
          reason,
          evidence,
          storeId,
          limit,
          adjustedBy,
          approvedBy,
          adjustedAt,
        },
        customerId,
      ) => ({
        id: adjustmentId,
        customerId,
        status: 'done',
        points,
        reason,
        ...optional({ evidence }),
        storeId,
        limit,
        by: adjustedBy,
        ...optional({ decidedBy: approvedBy }),
        at: adjustedAt,
        near: approvedBy === undefined && isNearLimit(points, limit),
      }),
    ),
    AdjustmentReversed: on(
      (d) => d.reverses,
      (known) => known && { ...known, status: 'reversed' },
    ),
  },
});
