import { LISTED, ReasonCodes } from '@chignon/service-kit';
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
import { REASON_KINDS, type ReasonKind } from '../till/till-rules.js';

class ReasonListBody {
  @IsIn(REASON_KINDS) kind: ReasonKind;
  @ReasonCodes() codes: string[];
}

class PayOutBody {
  @IsString() @MaxLength(3) @Matches(/^[A-Z]{3}$/) currency: string;
  @IsInt() @Min(0) @Max(1_000_000_000) cents: number;
}

class TillLimitBody {
  /** A role of the platform: `front-desk`, `stylist`. Whoever may `booking.prices:override` has no limit. */
  @IsString() @MaxLength(32) role: string;
  /** Most that prices may be changed and discounts may take off, of the list price of the lines. */
  @IsInt() @Min(0) @Max(100) discountPercent: number;
  /** Most that extras such as tips may add, of the price of the lines. */
  @IsInt() @Min(0) @Max(1000) extraPercent: number;
  /** Most that may be given back on one visit: refunds, corrections and voids together, in minor units of the store's currency. */
  @IsInt() @Min(0) @Max(1_000_000_000) payOutCents: number;
  /** Where another number is meant in a currency. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => PayOutBody)
  payOuts?: PayOutBody[];
}

/** What is left out is as usual. */
export class TillRulesBody {
  /** Kinds of tender that settlements and refunds may name. Default `cash`, `card`, `transfer`, `wechat-pay`, `alipay`, `deposit`. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  @Matches(LISTED, { each: true })
  tenders?: string[];
  /** Adjustments that take something off the lines of a bill. A number may follow: `promo-20` is `promo`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(40, { each: true })
  @Matches(LISTED, { each: true })
  discounts?: string[];
  /** Adjustments that add to a bill, such as `tip`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(40, { each: true })
  @Matches(LISTED, { each: true })
  extras?: string[];
  /** Codes of reasons by what they are given for. Kinds that are left out have their usual codes. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => ReasonListBody)
  reasons?: ReasonListBody[];
  /** By role; a role that is left out changes no price, gives no discount and gives nothing back. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => TillLimitBody)
  limits?: TillLimitBody[];
}

/** What holds. */
export class TillRulesAnswer {
  @IsArray() @IsString({ each: true }) tenders: string[];
  @IsArray() @IsString({ each: true }) discounts: string[];
  @IsArray() @IsString({ each: true }) extras: string[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => ReasonListBody) reasons: ReasonListBody[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => TillLimitBody) limits: TillLimitBody[];
  /** Of the chain's document, if there is one. */
  @IsOptional() @IsInt() revision?: number;
}
