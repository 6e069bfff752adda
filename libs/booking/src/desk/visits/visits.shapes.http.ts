import { SKU } from '@chignon/contracts';
import { CODE, DATE, ID, STORE_ID } from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
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

const CENTS = 1_000_000_000;

export class PerformerBody {
  @IsString() @MaxLength(64) @Matches(ID) staffId: string;
  /** Whole percent; the shares of a line sum to 100. */
  @IsInt() @Min(1) @Max(100) sharePercent: number;
}

class WalkInServiceBody {
  @IsString() @MaxLength(64) @Matches(ID) serviceId: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => PerformerBody)
  performers: PerformerBody[];
  /** The customer asked for this person; default false. */
  @IsOptional() @IsBoolean() requested?: boolean;
}

export class WalkInBody {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  /** Left out: nobody known. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) customerId?: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => WalkInServiceBody)
  services?: WalkInServiceBody[];
}

/** A service of the catalogue, a product by its SKU, or an adjustment by its code. */
export class NewVisitLineBody {
  @IsIn(['service', 'product', 'adjustment']) kind: 'service' | 'product' | 'adjustment';
  /** Service id, SKU, or the adjustment's code (`discount`, `deposit-used`, `tip`). A product is one that inventory has described; one that is bought no more is sold off. */
  @IsString() @MaxLength(64) @Matches(SKU) itemId: string;
  /** Thousandths; default 1000. */
  @IsOptional() @IsInt() @Min(1) @Max(1_000_000_000) quantityMilli?: number;
  /** Price of the whole line; needed for adjustments, and for products that inventory prices in another currency. Else it is the catalogue's: another one needs `reason`, and a right or a limit of your role. Below 0 it is a discount, of adjustments only. */
  @IsOptional() @IsInt() @Min(-CENTS) @Max(CENTS) priceCents?: number;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => PerformerBody)
  performers?: PerformerBody[];
  @IsOptional() @IsBoolean() requested?: boolean;
  /** Which taxes it bears; default: those of its kind, adjustments none. */
  @IsOptional() @IsIn(['service', 'product', 'none']) taxClass?: 'service' | 'product' | 'none';
  /** Earns points; default true for services and products. Adjustments never do. */
  @IsOptional() @IsBoolean() earning?: boolean;
  /** Why the price is not the catalogue's: a code of the chain's till rules. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) reason?: string;
  /** Of a discount: the lines that it takes something off. Left out: all services and products, by their prices. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(ID, { each: true })
  reduces?: string[];
}

export class ReasonBody {
  /** A code of the chain's till rules for this, never free text. */
  @IsString() @MaxLength(64) @Matches(CODE) reason: string;
}

export class StartBody {
  @IsString() @MaxLength(64) @Matches(ID) lineId: string;
  /** Left out: the next step. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) step?: string;
}

export class MaterialBody {
  @IsString() @MaxLength(64) @Matches(SKU) sku: string;
  /** Thousandths of `unit`. */
  @IsInt() @Min(0) @Max(1_000_000_000) quantityMilli: number;
  /** The product's use unit or stock unit. */
  @IsString() @MaxLength(16) @Matches(CODE) unit: string;
}

export class UseBody {
  /** Everything really used for the line; replaces the plan, empty: nothing. */
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => MaterialBody)
  actualUse: MaterialBody[];
}

export class TenderBody {
  /** `cash`, `card`, … as the chain's till rules list them. */
  @IsString() @MaxLength(32) @Matches(CODE) kind: string;
  @IsInt() @Min(-CENTS) @Max(CENTS) cents: number;
}

class LinePriceBody {
  @IsString() @MaxLength(64) @Matches(ID) lineId: string;
  @IsInt() @Min(-CENTS) @Max(CENTS) priceCents: number;
  /** Why it is another than the list's: a code of the chain's till rules. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) reason?: string;
}

export class SettleBody {
  /** 1, the default; refunds and corrections make the later ones. */
  @IsOptional() @IsInt() @Min(1) @Max(1000) settlementNo?: number;
  /** Number of the bill, shared by visits settled together; default: the visit's own id. Events carry what stands for it. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) billId?: string;
  /** Prices of lines that are not their own: with a reason, and within what your role may. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => LinePriceBody)
  lines?: LinePriceBody[];
  /** Each more than 0; together the gross of the bill. */
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => TenderBody)
  tenders: TenderBody[];
}

class RefundItemBody {
  @IsString() @MaxLength(64) @Matches(ID) lineId: string;
  @IsInt() @Min(1) @Max(1_000_000_000) quantityMilli: number;
}

export class RefundBody extends ReasonBody {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => RefundItemBody)
  items: RefundItemBody[];
  /** Each negative; together what is given back, and of each kind at most what was paid by it. */
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => TenderBody)
  tenders: TenderBody[];
}

class CorrectionItemBody {
  @IsString() @MaxLength(64) @Matches(ID) lineId: string;
  /** What the line should have cost before tax. */
  @IsOptional() @IsInt() @Min(-CENTS) @Max(CENTS) netCents?: number;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => PerformerBody)
  performers?: PerformerBody[];
}

export class CorrectBody extends ReasonBody {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => CorrectionItemBody)
  items: CorrectionItemBody[];
  /** Together the difference, all of its sign; none when it is 0. What goes back does so by the kinds that paid. */
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => TenderBody)
  tenders: TenderBody[];
}

export class VisitQuery {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  /** Business date. */
  @IsString() @MaxLength(10) @Matches(DATE) date: string;
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

class VisitMoney {
  @IsString() code: string;
  @IsInt() cents: number;
}

class VisitBill {
  @IsInt() netCents: number;
  @IsInt() taxCents: number;
  /** What the tenders sum to. */
  @IsInt() grossCents: number;
  @IsArray() @ValidateNested({ each: true }) @Type(() => VisitMoney) taxes: VisitMoney[];
}

class VisitStep {
  @IsString() name: string;
  @IsInt() minutes: number;
}

class VisitLineAnswer {
  @IsString() lineId: string;
  @IsString() kind: string;
  @IsString() itemId: string;
  @IsOptional() @IsString() serviceGroup?: string;
  @IsOptional() @IsInt() catalogueVersion?: number;
  @IsInt() quantityMilli: number;
  @IsInt() priceCents: number;
  /** What the catalogue asks; absent where it was not asked. */
  @IsOptional() @IsInt() listCents?: number;
  @IsOptional() @IsString() priceReason?: string;
  /** Somebody without a limit gave the price or the discount. */
  @IsOptional() @IsBoolean() approved?: boolean;
  @IsOptional() @IsArray() @IsString({ each: true }) reduces?: string[];
  @IsString() taxClass: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => PerformerBody) performers: PerformerBody[];
  @IsBoolean() requested: boolean;
  @IsOptional() @IsString() level?: string;
  @IsInt() plannedMinutes: number;
  @IsArray() @ValidateNested({ each: true }) @Type(() => VisitStep) steps: VisitStep[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => MaterialBody) plannedUse: MaterialBody[];
  @IsBoolean() earning: boolean;
  /** The step it is in. */
  @IsOptional() @IsString() step?: string;
  @IsOptional() @IsString() startedAt?: string;
  @IsOptional() @IsString() finishedAt?: string;
  @IsOptional() @IsInt() actualMinutes?: number;
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => MaterialBody)
  actualUse?: MaterialBody[];
}

class DiscountAnswer {
  /** Code of the discount, or of the reason for the price. */
  @IsString() source: string;
  @IsInt() cents: number;
}

class SettledLineAnswer {
  @IsString() lineId: string;
  @IsString() kind: string;
  @IsString() itemId: string;
  @IsInt() quantityMilli: number;
  @IsInt() netCents: number;
  @IsInt() taxCents: number;
  /** The settled line that it corrects or refunds. */
  @IsOptional() @IsString() refersTo?: string;
  /** What net and tax are without already, in the terms of the store's prices. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => DiscountAnswer)
  discounts?: DiscountAnswer[];
}

class SettlementAnswer {
  @IsInt() settlementNo: number;
  @IsString() billId: string;
  @IsString() settledAt: string;
  @IsInt() netCents: number;
  @IsInt() taxCents: number;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => SettledLineAnswer)
  lines: SettledLineAnswer[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => TenderBody) tenders: TenderBody[];
  @IsOptional() @IsString() reason?: string;
}

export class VisitAnswer {
  @IsString() visitId: string;
  @IsString() storeId: string;
  @IsOptional() @IsString() customerId?: string;
  @IsOptional() @IsString() appointmentId?: string;
  @IsString() origin: string;
  @IsString() businessDate: string;
  /** `arrived`, `in-service`, `completed`, `abandoned`, `settled`, `corrected`, `voided`. */
  @IsString() status: string;
  @IsString() currency: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => VisitLineAnswer) lines: VisitLineAnswer[];
  /** Before settlement what it would come to; afterwards what was settled in all. */
  @ValidateNested() @Type(() => VisitBill) bill: VisitBill;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => SettlementAnswer)
  settlements: SettlementAnswer[];
  @IsInt() revision: number;
}

class ListedVisitLine {
  @IsString() lineId: string;
  @IsString() kind: string;
  @IsString() itemId: string;
  @IsArray() @IsString({ each: true }) staffIds: string[];
  @IsInt() priceCents: number;
}

export class ListedVisitAnswer {
  @IsString() visitId: string;
  @IsString() storeId: string;
  @IsString() businessDate: string;
  @IsOptional() @IsString() customerId?: string;
  @IsOptional() @IsString() appointmentId?: string;
  @IsString() status: string;
  @IsString() currency: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedVisitLine) lines: ListedVisitLine[];
  @IsInt() netCents: number;
  @IsInt() taxCents: number;
}
