/** The points statement (LY-16): one document an entry that moves points or the tier, newest or oldest first, as many pages as it takes. */
import { pointsOf } from './account/given-back.js';
import { sumOf } from './account/lots.js';
import { points } from './account/points-ledger.js';
import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';

export type EntryKind =
  | 'earned'
  | 'redeemed'
  | 'reversed'
  | 'debt-repaid'
  | 'expired'
  | 'redemption-cancelled'
  | 'adjusted'
  | 'reserved'
  | 'released'
  | 'tendered'
  | 'adjustment-reversed'
  | 'tier-changed'
  | 'tier-loss-noticed';

/** One line of the statement. */
export interface StatementEntry {
  /** `<customerId>-<entryNo, ten digits>` */
  readonly id: string;
  readonly customerId: string;
  /** Revision of the account's ledger: without gaps, in the order of writing down. */
  readonly entryNo: number;
  readonly kind: EntryKind;
  /** Signed; for `reversed` with what went into debt; 0 for a change of tier and its notice. */
  readonly points: number;
  /** Available less debt, after the entry. Absent for a change of tier and its notice. */
  readonly balanceAfter?: number;
  /** When it became true, ISO UTC. */
  readonly effectiveAt: string;
  /** When it was written down, ISO UTC. */
  readonly recordedAt: string;
  readonly visitId?: string;
  readonly storeId?: string;
  readonly ruleVersion?: string;
  readonly reason?: string;
  readonly redemptionId?: string;
  readonly adjustmentId?: string;
  readonly reservationId?: string;
  readonly fromTier?: string;
  readonly toTier?: string;
  /** Of a notice: when the tier falls unless so much is spent before. */
  readonly dropsAt?: string;
  readonly currency?: string;
  readonly missingCents?: number;
}

type EntryDetails = Omit<
  StatementEntry,
  'id' | 'customerId' | 'entryNo' | 'effectiveAt' | 'recordedAt'
>;

const entry = <E>(details: (data: E) => EntryDetails) =>
  folding<StatementEntry, RecordedEvent<string, E>>(
    ({ stream, revision }) => [entryId(keyOf(stream), revision)],
    (_, { stream, revision, data, meta: { effectiveAt, recordedAt } }, id) => ({
      id,
      customerId: keyOf(stream),
      entryNo: revision,
      ...details(data),
      effectiveAt,
      recordedAt,
    }),
  );

export const statements: View<StatementEntry> = view([points], {
  name: 'loyalty.statements',
  edition: 3,
  indexes: { byAccount: { fields: ['customerId', 'entryNo'] } },
  guard: 'stream',
  on: {
    PointsEarned: entry((d) => ({
      kind: 'earned',
      points: d.points,
      balanceAfter: d.balanceAfter,
      visitId: d.visitId,
      storeId: d.storeId,
      ruleVersion: d.ruleVersion,
    })),
    PointsRedeemed: entry((d) => ({
      kind: 'redeemed',
      points: -d.points,
      balanceAfter: d.balanceAfter,
      redemptionId: d.redemptionId,
      reason: d.reason,
      ...optional({ storeId: d.storeId }),
    })),
    PointsReversed: entry((d) => ({
      kind: 'reversed',
      points: -(d.points + d.debt),
      balanceAfter: d.balanceAfter,
      visitId: d.visitId,
    })),
    // The balance had already fallen by the debt: repaying moves points from available against it, and leaves the balance as it is.
    DebtRepaid: entry((d) => ({
      kind: 'debt-repaid',
      points: 0,
      balanceAfter: d.balanceAfter,
    })),
    PointsExpired: entry((d) => ({
      kind: 'expired',
      points: -d.points,
      balanceAfter: d.balanceAfter,
    })),
    RedemptionCancelled: entry((d) => ({
      kind: 'redemption-cancelled',
      points: d.points - sumOf(d.lapsed),
      balanceAfter: d.balanceAfter,
      redemptionId: d.redemptionId,
      reason: d.reason,
      ...optional({ storeId: d.storeId }),
    })),
    PointsAdjusted: entry((d) => ({
      kind: 'adjusted',
      points: d.points,
      balanceAfter: d.balanceAfter,
      adjustmentId: d.adjustmentId,
      reason: d.reason,
      storeId: d.storeId,
    })),
    AdjustmentReversed: entry((d) => ({
      kind: 'adjustment-reversed',
      points: d.returned
        ? d.points - sumOf(d.returned.lapsed)
        : -sumOf(d.takenBack?.lots ?? []) - d.debt,
      balanceAfter: d.balanceAfter,
      adjustmentId: d.adjustmentId,
      reason: d.reason,
      storeId: d.storeId,
    })),
    PointsReserved: entry((d) => ({
      kind: 'reserved',
      points: -d.points,
      balanceAfter: d.balanceAfter,
      reservationId: d.reservation.id,
      visitId: d.reservation.purpose.visitId,
      storeId: d.reservation.purpose.storeId,
    })),
    PointsReleased: entry((d) => ({
      kind: 'released',
      points: d.points - sumOf(d.lapsed),
      balanceAfter: d.balanceAfter,
      reservationId: d.reservationId,
    })),
    // What was kept for the bill left the balance when it was reserved.
    PointsTendered: entry((d) => ({
      kind: 'tendered',
      points:
        -sumOf(d.lots) -
        d.owed +
        (d.returned ? d.returned.forgiven + pointsOf(d.returned) - sumOf(d.returned.lapsed) : 0),
      balanceAfter: d.balanceAfter,
      reservationId: d.reservationId,
      visitId: d.visitId,
      storeId: d.storeId,
    })),
    TierLossNoticed: entry((d) => ({
      kind: 'tier-loss-noticed',
      points: 0,
      ruleVersion: d.ruleVersion,
      fromTier: d.tier,
      dropsAt: d.dropsAt,
      currency: d.currency,
      missingCents: d.missingCents,
    })),
    TierChanged: entry((d) => ({
      kind: 'tier-changed',
      points: 0,
      ruleVersion: d.ruleVersion,
      fromTier: d.from,
      toTier: d.to,
    })),
  },
});

/** Fixed width, so that ids sort as the entries do. */
export const entryId = (customerId: string, entryNo: number): string =>
  `${customerId}-${String(entryNo).padStart(10, '0')}`;
