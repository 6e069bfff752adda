import {
  Optional,
  Int,
  Text,
  Limit,
  After,
  OneOf,
  Id,
  Instant,
  Currency,
  Cents,
  Many,
  Nested,
  Texts,
  Revision,
} from '@chignon/service-kit';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

export class PointsAccountQuery {
  /** Wait (at most 2 s) until the answer has seen this revision of the account. */
  @Optional() @Int({ min: 1 }) atLeast?: number;
  /** The account as it stood at this instant (ISO UTC) instead of now. */
  @Optional() @Text({ max: 30, matches: INSTANT }) asOf?: string;
}

export class PointsStatementQuery {
  @Limit() limit?: number;
  @After() after?: string;
  /** `desc` (default): newest first. */
  @Optional() @OneOf(['asc', 'desc']) order?: 'asc' | 'desc';
}

export class RedemptionBody {
  @Int({ min: 1, max: 1_000_000_000 }) points: number;
  /** A code of the chain's list (`/v1/loyalty/reasons`) such as `gift` or `coupon`, never free text. */
  @Text({ max: 64, matches: /^[a-z0-9][a-z0-9-]{0,63}$/ }) reason: string;
  /** Where they are spent. */
  @Optional() @Id() storeId?: string;
}

export class PointsLotPartAnswer {
  @Text() lotId: string;
  @Int() points: number;
}

export class PointsLotAnswer {
  @Text() lotId: string;
  /** Issuing store. */
  @Text() storeId: string;
  @Int() remaining: number;
  @Text() ruleVersion: string;
  @Instant() earnedAt: string;
  /** Absent: they may be spent now. */
  @Optional() @Instant() availableAt?: string;
  /** Absent: never. */
  @Optional() @Instant() expiresAt?: string;
}

export class NextTierAnswer {
  @Text() tier: string;
  /** The currency in which the customer is nearest to it, and what is missing in its minor units. */
  @Currency() currency: string;
  @Cents() missingCents: number;
}

export class QualifyingSpendAnswer {
  @Currency() currency: string;
  /** Minor units. */
  @Cents() cents: number;
}

export class TierNoticeAnswer {
  /** End of the month at which the spend of twelve months no longer carried the tier. */
  @Instant() checkedAt: string;
  /** The tier falls then, unless so much is spent before. */
  @Instant() dropsAt: string;
  @Currency() currency: string;
  @Cents() missingCents: number;
}

export class PointsAccountAnswer {
  @Text() customerId: string;
  /** Available less debt. */
  @Int() balance: number;
  /** May be spent now. */
  @Int() available: number;
  /** Of bills dated ahead: may be spent from that day on. */
  @Int() pending: number;
  /** Points taken back after they were spent; the next ones earned repay them. */
  @Int() debt: number;
  @Int() earned: number;
  @Int() redeemed: number;
  @Int() expired: number;
  @Int() reversed: number;
  @Text() tier: string;
  @Optional() @Instant() tierSince?: string;
  /** Spend of the twelve months before now (or `asOf`) by currency. Never added over currencies: a tier is reached by one of them. */
  @Many(() => QualifyingSpendAnswer) qualifying: QualifyingSpendAnswer[];
  /** Of these the one that is nearest to the next tier, in minor units; 0 without any. */
  @Cents() qualifyingCents: number;
  /** Of `qualifyingCents`; absent without any spend. */
  @Optional() @Text() qualifyingCurrency?: string;
  /** Absent at the top. */
  @Optional() @Nested(() => NextTierAnswer) nextTier?: NextTierAnswer;
  /** The tier is about to be lost. Absent: it is not. */
  @Optional() @Nested(() => TierNoticeAnswer) tierNotice?: TierNoticeAnswer;
  /** Currencies of bills that earned nothing, because the programme has no terms in them. */
  @Texts() unrewardedCurrencies: string[];
  /** Lots that still hold something, in spend order. */
  @Many(() => PointsLotAnswer) lots: PointsLotAnswer[];
  @Optional() @Instant() asOf?: string;
  /** Of the account's ledger; absent with `asOf`. */
  @Optional() @Revision() revision?: number;
}

export class PointsEntryAnswer {
  @Int() entryNo: number;
  @Text() kind: string;
  @Int() points: number;
  @Optional() @Int() balanceAfter?: number;
  @Instant() effectiveAt: string;
  @Instant() recordedAt: string;
  @Optional() @Text() visitId?: string;
  @Optional() @Text() storeId?: string;
  @Optional() @Text() ruleVersion?: string;
  @Optional() @Text() reason?: string;
  @Optional() @Text() redemptionId?: string;
  @Optional() @Text() fromTier?: string;
  @Optional() @Text() toTier?: string;
  /** Of `tier-loss-noticed`: the tier falls at this instant unless so much is spent before. */
  @Optional() @Instant() dropsAt?: string;
  @Optional() @Currency() currency?: string;
  @Optional() @Cents() missingCents?: number;
}

export class RedemptionAnswer {
  @Text() redemptionId: string;
  @Text() customerId: string;
  @Int() points: number;
  /** What it consumed, in spend order. */
  @Many(() => PointsLotPartAnswer) lots: PointsLotPartAnswer[];
  @Int() available: number;
  @Revision() revision: number;
}

export class EarningRuleAnswer {
  @Text() version: string;
  @Instant() validFrom: string;
  @Optional() @Instant() validTo?: string;
  @Text() basis: string;
  @Texts() excludedTenders: string[];
  @Optional() @Int() expiryMonths?: number;
  @Int() priority: number;
}

export class ThresholdAnswer {
  @Currency() currency: string;
  /** Qualifying spend of twelve months at which the tier begins, in minor units. */
  @Cents() fromCents: number;
}

export class TierAnswer {
  @Text() tier: string;
  /** By currency; the first tier begins at nothing. */
  @Many(() => ThresholdAnswer) thresholds: ThresholdAnswer[];
  @Text() ruleVersion: string;
}

export class TierThresholdsShape {
  @Optional() @Int({ min: 1, max: 1_000_000_000_000 }) silver?: number;
  @Optional() @Int({ min: 1, max: 1_000_000_000_000 }) gold?: number;
  @Optional() @Int({ min: 1, max: 1_000_000_000_000 }) diamond?: number;
}

export class CurrencyTermsShape {
  /** ISO 4217. */
  @Currency() currency: string;
  /** Earning net in minor units for one point. */
  @Int({ min: 1, max: 1_000_000_000 }) minorPerPoint: number;
  /** Qualifying spend of twelve months, in minor units, at which each tier begins, each above the one before. A tier left out cannot be reached in this currency. */
  @Nested(() => TierThresholdsShape) tiers: TierThresholdsShape;
}

export class ProgrammeBody {
  /** Replaces the whole table. A currency that is not in it earns nothing and reaches no tier. */
  @Many(() => CurrencyTermsShape, { min: 1, max: 60 }) currencies: CurrencyTermsShape[];
}

export class ProgrammeAnswer {
  /** Stands in what was decided by it. */
  @Text() version: string;
  @Many(() => CurrencyTermsShape) currencies: CurrencyTermsShape[];
  /** 0: the chain has set none yet, and these are the defaults. */
  @Revision() revision: number;
}
