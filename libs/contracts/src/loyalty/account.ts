import { IsBoolean, IsInt, IsOptional, IsString, Matches, Min } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { INSTANT } from '../parts.js';

export const ACCOUNT_TOPIC = 'chignon.loyalty.account';

/** Points were earned by a settled visit, or by a correction that raised it. Key: the customer, as for all of this topic. */
@Published(ACCOUNT_TOPIC, 1)
export class PointsEarned {
  @IsString() customerId: string;
  @IsString() visitId: string;
  @IsString() storeId: string;
  @IsInt() @Min(0) points: number;
  @Matches(INSTANT) earnedAt: string;
  @IsString() ruleVersion: string;
}

/** Points were taken back, those included that had been spent: the visit was voided, or a refund or correction lowered it. */
@Published(ACCOUNT_TOPIC, 1)
export class PointsReversed {
  @IsString() customerId: string;
  @IsString() visitId: string;
  @IsInt() @Min(0) points: number;
  @Matches(INSTANT) reversedAt: string;
}

/** Points were spent. Key: the customer, as for all of this topic. */
@Published(ACCOUNT_TOPIC, 1)
export class PointsRedeemed {
  @IsString() customerId: string;
  @IsString() redemptionId: string;
  @IsInt() @Min(1) points: number;
  /** A code of the programme. */
  @IsString() reason: string;
  /** Where; absent: at no store. */
  @IsOptional() @IsString() storeId?: string;
  @Matches(INSTANT) redeemedAt: string;
}

/** A redemption did not come about: its points came back. Some may be gone all the same, because their time was over. */
@Published(ACCOUNT_TOPIC, 1)
export class RedemptionCancelled {
  @IsString() customerId: string;
  @IsString() redemptionId: string;
  /** Points that had been spent. */
  @IsInt() @Min(1) points: number;
  /** Of these, gone with their lots. */
  @IsInt() @Min(0) lapsed: number;
  /** A code of the chain. */
  @IsString() reason: string;
  /** Where; absent: at no store. */
  @IsOptional() @IsString() storeId?: string;
  @Matches(INSTANT) cancelledAt: string;
}

/** A bill was paid with points, or gave some back: it was refunded, corrected or voided. Once a settlement of the visit and reservation. */
@Published(ACCOUNT_TOPIC, 1)
export class PointsTendered {
  @IsString() customerId: string;
  @IsString() reservationId: string;
  @IsString() visitId: string;
  @IsString() storeId: string;
  /** Number of the settlement within the visit, or `void`. */
  @IsString() settlement: string;
  /** How the points that the bill has changed: below 0 where some went back. */
  @IsInt() points: number;
  /** What the settlement says in money, in minor units of `currency`: below 0 where some went back. */
  @IsInt() cents: number;
  @IsString() currency: string;
  /** Points that the bill was paid with though they were not there any more: a debt of the customer. */
  @IsInt() @Min(0) owed: number;
  @Matches(INSTANT) settledAt: string;
}

/** Points were given (above 0) or taken (below 0) by hand, or what was done so was undone. */
@Published(ACCOUNT_TOPIC, 1)
export class PointsAdjusted {
  @IsString() customerId: string;
  @IsString() adjustmentId: string;
  @IsInt() points: number;
  /** A code of the chain. */
  @IsString() reason: string;
  /** The store that answers for it. */
  @IsString() storeId: string;
  /** Two people agreed, for it was above the limit of one. */
  @IsBoolean() approved: boolean;
  /** The adjustment that this one undoes; absent: none. */
  @IsOptional() @IsString() reverses?: string;
  @Matches(INSTANT) adjustedAt: string;
}

/** What was left of points that were earned together is gone, at the instant at which they expired. */
@Published(ACCOUNT_TOPIC, 1)
export class PointsExpired {
  @IsString() customerId: string;
  @IsInt() @Min(1) points: number;
  @Matches(INSTANT) expiredAt: string;
}

/** The customer moved to another tier: up with a settlement, or down at the end of a month. */
@Published(ACCOUNT_TOPIC, 1)
export class TierChanged {
  @IsString() customerId: string;
  @IsString() from: string;
  @IsString() to: string;
  @Matches(INSTANT) changedAt: string;
  @IsString() ruleVersion: string;
}

/** What is published to this topic: named by its consumers. */
export const accountEvents = topicEvents(ACCOUNT_TOPIC, {
  PointsEarned,
  PointsReversed,
  PointsRedeemed,
  RedemptionCancelled,
  PointsTendered,
  PointsAdjusted,
  PointsExpired,
  TierChanged,
});
