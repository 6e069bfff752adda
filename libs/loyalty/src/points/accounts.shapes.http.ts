import {
  Optional,
  Int,
  Text,
  Limit,
  After,
  OneOf,
  Instant,
  Currency,
  Cents,
  Many,
  Nested,
  Texts,
  Revision,
} from '@chignon/service-kit';
import { MomentQuery } from '../rules/moments.shapes.http.js';

export class PointsAccountQuery extends MomentQuery {
  /** Wait (at most 2 s) until the answer has seen this revision of the account. */
  @Optional() @Int({ min: 1 }) atLeast?: number;
}

export class PointsStatementQuery {
  @Limit() limit?: number;
  @After() after?: string;
  /** `desc` (default): newest first. */
  @Optional() @OneOf(['asc', 'desc']) order?: 'asc' | 'desc';
}

/** A parcel of points as a bill earned it, with an expiry of its own (R-LY-01). */
export class PointsLotAnswer {
  @Text() lotId: string;
  /** The store that issued the points. */
  @Text() storeId: string;
  /** Points that are left in the lot. */
  @Int() remaining: number;
  /** Version of the earning rules by which it was earned (R-LY-01); corrections of the bill go by the same. */
  @Text() ruleVersion: string;
  /** When the bill was settled that earned it, not when it was recorded. */
  @Instant() earnedAt: string;
  /** From then on they may be spent. Absent: they may be spent now. */
  @Optional() @Instant() availableAt?: string;
  /** When what is left expires: the end of a month in the store's zone (R-LY-07). Absent: never. */
  @Optional() @Instant() expiresAt?: string;
}

/** What is missing to the next tier. */
export class NextTierAnswer {
  /** The next tier up: `silver`, `gold` or `diamond`. */
  @Text() tier: string;
  /** The currency in which the customer is nearest to it. */
  @Currency() currency: string;
  /** Spend that is missing to it, in minor units of the currency. */
  @Cents() missingCents: number;
}

/** Spend that counts towards the tier, in one currency. */
export class QualifyingSpendAnswer {
  @Currency() currency: string;
  /** Net spend of twelve months, refunds deducted, in minor units. */
  @Cents() cents: number;
}

/** That the tier is about to be lost (R-LY-14). */
export class TierNoticeAnswer {
  /** End of the month at which the spend of twelve months no longer carried the tier. */
  @Instant() checkedAt: string;
  /** The tier falls then, unless so much is spent before. */
  @Instant() dropsAt: string;
  /** The currency in which the customer is nearest to keeping the tier. */
  @Currency() currency: string;
  /** Spend before `dropsAt` that keeps the tier, in minor units of the currency. */
  @Cents() missingCents: number;
}

/** A customer's points and tier at one instant. */
export class PointsAccountAnswer {
  @Text() customerId: string;
  /** Available less debt. */
  @Int() balance: number;
  /** May be spent now. */
  @Int() available: number;
  /** Of bills dated ahead: may be spent from that day on. */
  @Int() pending: number;
  /** Kept for bills that are not settled yet: no part of `available`, and they do not expire meanwhile. */
  @Int() held: number;
  /** Points taken back after they were spent, or that paid a bill when they were not there any more; the next ones earned repay them. */
  @Int() debt: number;
  /** All points ever earned; those taken back later are in `reversed`. */
  @Int() earned: number;
  /** Points given less points taken by hand. */
  @Int() adjusted: number;
  /** All points ever spent, less what came back. */
  @Int() redeemed: number;
  /** All points that expired unspent, whether or not the statement says so yet. */
  @Int() expired: number;
  /** All points taken back because a bill was refunded, corrected or voided; what could not be, for it was spent, is `debt` until it is repaid. */
  @Int() reversed: number;
  /** `regular`, `silver`, `gold` or `diamond`. Spending or expiring points never touches it (R-LY-13). */
  @Text() tier: string;
  /** When the tier was reached; absent while it never changed. */
  @Optional() @Instant() tierSince?: string;
  /** Spend of the twelve months before now (or `asOf`) by currency. Never added over currencies: a tier is reached by one of them. */
  @Many(() => QualifyingSpendAnswer) qualifying: QualifyingSpendAnswer[];
  /** Of these the one that is nearest to the next tier, in minor units; 0 without any. */
  @Cents() qualifyingCents: number;
  /** The currency of `qualifyingCents`; absent without any spend. */
  @Optional() @Text() qualifyingCurrency?: string;
  /** Absent at the top. */
  @Optional() @Nested(() => NextTierAnswer) nextTier?: NextTierAnswer;
  /** The tier is about to be lost. Absent: it is not. */
  @Optional() @Nested(() => TierNoticeAnswer) tierNotice?: TierNoticeAnswer;
  /** Currencies of bills that earned nothing, because the programme has no terms in them. */
  @Texts() unrewardedCurrencies: string[];
  /** Lots that still hold something, in spend order. */
  @Many(() => PointsLotAnswer) lots: PointsLotAnswer[];
  /** The instant that was asked for; absent: it is now. */
  @Optional() @Instant() asOf?: string;
  /** What was written down by then counts; absent: all that is known now. */
  @Optional() @Instant() knownAt?: string;
  /** Of the account's ledger, 0 before the first entry; absent with `asOf`. */
  @Optional() @Revision() revision?: number;
}

/** One line of the points statement (LY-16). */
export class PointsEntryAnswer {
  /** Number of the entry in the account's ledger: only grows, in the order of recording. Numbers of entries that move neither points nor tier are missing. */
  @Int() entryNo: number;
  /** `earned`, `redeemed`, `reversed` (a bill was refunded, corrected or voided), `debt-repaid`, `expired`, `redemption-cancelled`, `adjusted`, `adjustment-reversed`, `reserved` (kept for a bill), `released`, `tendered` (the bill was settled, refunded or voided), `tier-changed` or `tier-loss-noticed`. */
  @Text() kind: string;
  /** Points that it added to the balance, below zero where it took some; 0 for `debt-repaid` and entries of the tier. */
  @Int() points: number;
  /** Balance after the entry: available and pending less debt. Absent for entries of the tier. */
  @Optional() @Int() balanceAfter?: number;
  /** When it became true, such as the settlement of the bill. */
  @Instant() effectiveAt: string;
  @Instant() recordedAt: string;
  /** The visit whose bill earned the points, or no longer does. */
  @Optional() @Text() visitId?: string;
  /** The store of the bill, or where points were spent. */
  @Optional() @Text() storeId?: string;
  /** Version of the earning rules (`earned`) or of the programme (entries of the tier) by which it was decided. */
  @Optional() @Text() ruleVersion?: string;
  /** The code for which points were spent, came back, or were moved by hand. */
  @Optional() @Text() reason?: string;
  /** Of `redeemed` and `redemption-cancelled`: the id that the redemption answered. */
  @Optional() @Text() redemptionId?: string;
  /** Of `adjusted` and `adjustment-reversed`: the id that the adjustment, or its reversal, answered. */
  @Optional() @Text() adjustmentId?: string;
  /** Of `reserved`, `released` and `tendered`: the reservation that a bill is paid with. */
  @Optional() @Text() reservationId?: string;
  /** Of entries of the tier: the tier until then. */
  @Optional() @Text() fromTier?: string;
  /** Of `tier-changed`: the tier from then on. */
  @Optional() @Text() toTier?: string;
  /** Of `tier-loss-noticed`: the tier falls at this instant unless so much is spent before. */
  @Optional() @Instant() dropsAt?: string;
  /** Of `tier-loss-noticed`: the currency of `missingCents`. */
  @Optional() @Currency() currency?: string;
  /** Of `tier-loss-noticed`: spend before `dropsAt` that keeps the tier, in minor units of the currency. */
  @Optional() @Cents() missingCents?: number;
}
