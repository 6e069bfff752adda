import { ID } from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

export class PointsAccountQuery {
  /** Wait (at most 2 s) until the answer has seen this revision of the account. */
  @IsOptional() @IsInt() @Min(1) atLeast?: number;
  /** The account as it stood at this instant (ISO UTC) instead of now. */
  @IsOptional() @IsString() @MaxLength(30) @Matches(INSTANT) asOf?: string;
}

export class PointsStatementQuery {
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
  /** `desc` (default): newest first. */
  @IsOptional() @IsIn(['asc', 'desc']) order?: 'asc' | 'desc';
}

export class RedemptionBody {
  @IsInt() @Min(1) @Max(1_000_000_000) points: number;
  /** A code of the chain's list (`/v1/loyalty/reasons`) such as `gift` or `coupon`, never free text. */
  @IsString() @MaxLength(64) @Matches(/^[a-z0-9][a-z0-9-]{0,63}$/) reason: string;
  /** Where they are spent. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) storeId?: string;
}

export class PointsLotPartAnswer {
  @IsString() lotId: string;
  @IsInt() points: number;
}

export class PointsLotAnswer {
  @IsString() lotId: string;
  /** Issuing store. */
  @IsString() storeId: string;
  @IsInt() remaining: number;
  @IsString() ruleVersion: string;
  @IsString() earnedAt: string;
  /** Absent: they may be spent now. */
  @IsOptional() @IsString() availableAt?: string;
  /** Absent: never. */
  @IsOptional() @IsString() expiresAt?: string;
}

export class NextTierAnswer {
  @IsString() tier: string;
  /** The currency in which the customer is nearest to it, and what is missing in its minor units. */
  @IsString() currency: string;
  @IsInt() missingCents: number;
}

export class QualifyingSpendAnswer {
  @IsString() currency: string;
  /** Minor units. */
  @IsInt() cents: number;
}

export class TierNoticeAnswer {
  /** End of the month at which the spend of twelve months no longer carried the tier. */
  @IsString() checkedAt: string;
  /** The tier falls then, unless so much is spent before. */
  @IsString() dropsAt: string;
  @IsString() currency: string;
  @IsInt() missingCents: number;
}

export class PointsAccountAnswer {
  @IsString() customerId: string;
  /** Available less debt. */
  @IsInt() balance: number;
  /** May be spent now. */
  @IsInt() available: number;
  /** Of bills dated ahead: may be spent from that day on. */
  @IsInt() pending: number;
  /** Points taken back after they were spent; the next ones earned repay them. */
  @IsInt() debt: number;
  @IsInt() earned: number;
  @IsInt() redeemed: number;
  @IsInt() expired: number;
  @IsInt() reversed: number;
  @IsString() tier: string;
  @IsOptional() @IsString() tierSince?: string;
  /** Spend of the twelve months before now (or `asOf`) by currency. Never added over currencies: a tier is reached by one of them. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => QualifyingSpendAnswer)
  qualifying: QualifyingSpendAnswer[];
  /** Of these the one that is nearest to the next tier, in minor units; 0 without any. */
  @IsInt() qualifyingCents: number;
  /** Of `qualifyingCents`; absent without any spend. */
  @IsOptional() @IsString() qualifyingCurrency?: string;
  /** Absent at the top. */
  @IsOptional() @ValidateNested() @Type(() => NextTierAnswer) nextTier?: NextTierAnswer;
  /** The tier is about to be lost. Absent: it is not. */
  @IsOptional() @ValidateNested() @Type(() => TierNoticeAnswer) tierNotice?: TierNoticeAnswer;
  /** Currencies of bills that earned nothing, because the programme has no terms in them. */
  @IsArray() @IsString({ each: true }) unrewardedCurrencies: string[];
  /** Lots that still hold something, in spend order. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => PointsLotAnswer) lots: PointsLotAnswer[];
  @IsOptional() @IsString() asOf?: string;
  /** Of the account's ledger; absent with `asOf`. */
  @IsOptional() @IsInt() revision?: number;
}

export class PointsEntryAnswer {
  @IsInt() entryNo: number;
  @IsString() kind: string;
  @IsInt() points: number;
  @IsOptional() @IsInt() balanceAfter?: number;
  @IsString() effectiveAt: string;
  @IsString() recordedAt: string;
  @IsOptional() @IsString() visitId?: string;
  @IsOptional() @IsString() storeId?: string;
  @IsOptional() @IsString() ruleVersion?: string;
  @IsOptional() @IsString() reason?: string;
  @IsOptional() @IsString() redemptionId?: string;
  @IsOptional() @IsString() fromTier?: string;
  @IsOptional() @IsString() toTier?: string;
  /** Of `tier-loss-noticed`: the tier falls at this instant unless so much is spent before. */
  @IsOptional() @IsString() dropsAt?: string;
  @IsOptional() @IsString() currency?: string;
  @IsOptional() @IsInt() missingCents?: number;
}

export class RedemptionAnswer {
  @IsString() redemptionId: string;
  @IsString() customerId: string;
  @IsInt() points: number;
  /** What it consumed, in spend order. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PointsLotPartAnswer)
  lots: PointsLotPartAnswer[];
  @IsInt() available: number;
  @IsInt() revision: number;
}

export class EarningRuleAnswer {
  @IsString() version: string;
  @IsString() validFrom: string;
  @IsOptional() @IsString() validTo?: string;
  @IsString() basis: string;
  @IsArray() @IsString({ each: true }) excludedTenders: string[];
  @IsOptional() @IsInt() expiryMonths?: number;
  @IsInt() priority: number;
}

export class ThresholdAnswer {
  @IsString() currency: string;
  /** Qualifying spend of twelve months at which the tier begins, in minor units. */
  @IsInt() fromCents: number;
}

export class TierAnswer {
  @IsString() tier: string;
  /** By currency; the first tier begins at nothing. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ThresholdAnswer)
  thresholds: ThresholdAnswer[];
  @IsString() ruleVersion: string;
}

export class TierThresholdsShape {
  @IsOptional() @IsInt() @Min(1) @Max(1_000_000_000_000) silver?: number;
  @IsOptional() @IsInt() @Min(1) @Max(1_000_000_000_000) gold?: number;
  @IsOptional() @IsInt() @Min(1) @Max(1_000_000_000_000) diamond?: number;
}

export class CurrencyTermsShape {
  /** ISO 4217. */
  @IsString() @MaxLength(3) @Matches(/^[A-Z]{3}$/) currency: string;
  /** Earning net in minor units for one point. */
  @IsInt() @Min(1) @Max(1_000_000_000) minorPerPoint: number;
  /** Qualifying spend of twelve months, in minor units, at which each tier begins, each above the one before. A tier left out cannot be reached in this currency. */
  @ValidateNested() @Type(() => TierThresholdsShape) tiers: TierThresholdsShape;
}

export class ProgrammeBody {
  /** Replaces the whole table. A currency that is not in it earns nothing and reaches no tier. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(60)
  @ValidateNested({ each: true })
  @Type(() => CurrencyTermsShape)
  currencies: CurrencyTermsShape[];
}

export class ProgrammeAnswer {
  /** Stands in what was decided by it. */
  @IsString() version: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => CurrencyTermsShape)
  currencies: CurrencyTermsShape[];
  /** 0: the chain has set none yet, and these are the defaults. */
  @IsInt() revision: number;
}
