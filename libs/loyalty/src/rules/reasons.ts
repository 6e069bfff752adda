/** Why points are spent, and why people undo or put right what the rules did: codes of the chain's closed list, for they stand in the account's ledger for ever (R-PR-01). */
import type { Collection } from '@chignon/eventing';

export interface PointsReasons {
  /** Of points that are spent. */
  readonly redemption: readonly string[];
  /** Of redemptions that are cancelled. */
  readonly cancellation: readonly string[];
  /** Of points that are given or taken by hand. */
  readonly adjustment: readonly string[];
}

/** The chain's own list, one document `current`; left out, it is as usual. */
export interface PointsReasonLists extends Partial<PointsReasons> {
  readonly id: string;
}
export const pointsReasonLists: Collection<PointsReasonLists> = {
  name: 'loyalty.reasons',
  indexes: {},
};
export const CURRENT_REASONS = 'current';

/** What holds when a chain says nothing. */
export const USUAL_REASONS: PointsReasons = {
  redemption: [
    'gift',
    'coupon',
    'voucher',
    'reward',
    'discount',
    'service',
    'product',
    'upgrade',
    'event',
    'birthday',
    'donation',
    'test',
    'other',
  ],
  cancellation: ['customer-wish', 'out-of-stock', 'not-delivered', 'mistake', 'other'],
  adjustment: ['goodwill', 'complaint', 'mistake', 'missing-points', 'migration', 'fraud', 'other'],
};

/** The lists that hold. */
export const reasonsOf = ({
  redemption,
  cancellation,
  adjustment,
}: Partial<PointsReasons> = {}): PointsReasons => ({
  redemption: redemption ?? USUAL_REASONS.redemption,
  cancellation: cancellation ?? USUAL_REASONS.cancellation,
  adjustment: adjustment ?? USUAL_REASONS.adjustment,
});
