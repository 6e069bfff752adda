/** What other contexts hear of an account: points earned and taken back by visits, spent and expired, and tiers. Key: the customer. */
import {
  PointsAdjusted,
  PointsEarned,
  PointsExpired,
  PointsRedeemed,
  PointsReversed,
  PointsTendered,
  publication,
  RedemptionCancelled,
  TierChanged,
} from '@chignon/contracts';
import { announcements, keyOf, optional } from '@chignon/eventing';
import { sumOf } from './account/lots.js';
import { points } from './account/points-ledger.js';

export const pointsAnnouncements = announcements(points, {
  PointsEarned: ({ stream, data }) => {
    const { visitId, storeId, points, earnedAt, ruleVersion } = data;
    if (points === 0) return undefined;
    return publication(PointsEarned, keyOf(stream), {
      customerId: keyOf(stream),
      visitId,
      storeId,
      points,
      earnedAt,
      ruleVersion,
    });
  },
  PointsReversed: ({ stream, data }) => {
    const { visitId, points, debt, reversedAt } = data;
    if (points + debt === 0) return undefined;
    return publication(PointsReversed, keyOf(stream), {
      customerId: keyOf(stream),
      visitId,
      points: points + debt,
      reversedAt,
    });
  },
  PointsRedeemed: ({ stream, data, meta }) => {
    const { redemptionId, points, reason, storeId } = data;
    return publication(PointsRedeemed, keyOf(stream), {
      customerId: keyOf(stream),
      redemptionId,
      points,
      reason,
      ...optional({ storeId }),
      redeemedAt: meta.effectiveAt,
    });
  },
  RedemptionCancelled: ({ stream, data }) => {
    const { redemptionId, points, lapsed, reason, storeId, cancelledAt } = data;
    return publication(RedemptionCancelled, keyOf(stream), {
      customerId: keyOf(stream),
      redemptionId,
      points,
      lapsed: sumOf(lapsed),
      reason,
      ...optional({ storeId }),
      cancelledAt,
    });
  },
  PointsAdjusted: ({ stream, data }) => {
    const { adjustmentId, points, reason, storeId, approvedBy, adjustedAt } = data;
    return publication(PointsAdjusted, keyOf(stream), {
      customerId: keyOf(stream),
      adjustmentId,
      points,
      reason,
      storeId,
      approved: approvedBy !== undefined,
      adjustedAt,
    });
  },
  AdjustmentReversed: ({ stream, data }) => {
    const { adjustmentId, reverses, points, reason, storeId, reversedAt } = data;
    return publication(PointsAdjusted, keyOf(stream), {
      customerId: keyOf(stream),
      adjustmentId,
      points,
      reason,
      storeId,
      approved: false,
      reverses,
      adjustedAt: reversedAt,
    });
  },
  PointsTendered: ({ stream, data }) => {
    const {
      reservationId,
      visitId,
      storeId,
      settlement,
      points,
      cents,
      currency,
      owed,
      settledAt,
    } = data;
    return publication(PointsTendered, keyOf(stream), {
      customerId: keyOf(stream),
      reservationId,
      visitId,
      storeId,
      settlement,
      points,
      cents,
      currency,
      owed,
      settledAt,
    });
  },
  PointsExpired: ({ stream, data: { points, expiredAt } }) =>
    points === 0
      ? undefined
      : publication(PointsExpired, keyOf(stream), {
          customerId: keyOf(stream),
          points,
          expiredAt,
        }),
  TierChanged: ({ stream, data }) => {
    const { from, to, changedAt, ruleVersion } = data;
    return publication(TierChanged, keyOf(stream), {
      customerId: keyOf(stream),
      from,
      to,
      changedAt,
      ruleVersion,
    });
  },
});
