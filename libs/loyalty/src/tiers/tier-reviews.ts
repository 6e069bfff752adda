import type { Collection } from '@chignon/eventing';

/** What the review of tiers has seen, one document `tiers`. */
export interface TierReview {
  readonly id: string;
  /** ISO UTC: ends of months up to here were looked at. */
  readonly through: string;
  readonly programmeVersion: string;
}
export const tierReviews: Collection<TierReview> = { name: 'loyalty.tier-reviews', indexes: {} };
