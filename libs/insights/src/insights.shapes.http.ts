import { ID, DATE } from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { type Grouping, GROUPINGS } from './sales.js';

/** A period of the stores' own business days, both ends included; at most 400 days. */
export class InsightsPeriodQuery {
  @IsString() @MaxLength(10) @Matches(DATE) from: string;
  @IsString() @MaxLength(10) @Matches(DATE) to: string;
  /** Left out: all stores that the caller sees. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) storeId?: string;
  /** Only this person's part. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) staffId?: string;
}

export class SalesQuery extends InsightsPeriodQuery {
  /** `staff` (default), `store`, `service`, `product`, `kind`, `day`, `hour`, `weekday`. */
  @IsOptional() @IsIn(GROUPINGS) groupBy?: Grouping;
  /**
   * The day that counts. `visit` (default): the business day of the visit, for analysis. `settlement`: the business day of each settlement, refund,
   * correction and void, for money.
   */
  @IsOptional() @IsIn(['visit', 'settlement']) by?: 'visit' | 'settlement';
}

export class TicketsQuery extends InsightsPeriodQuery {
  /** High-value customers in this currency; left out: the one with the most visits. */
  @IsOptional() @IsString() @MaxLength(3) @Matches(/^[A-Z]{3}$/) currency?: string;
  /** High-value customers of a page. */
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(200) after?: string;
}

export class PopularityQuery extends InsightsPeriodQuery {
  /** Items of each kind. */
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
}

class SalesAmounts {
  @IsString() currency: string;
  /** Visits in which the key occurs, each once; one with two performers counts for both. */
  @IsInt() visits: number;
  /** Lines; those that take back count -1. */
  @IsInt() lines: number;
  /** In thousandths. */
  @IsInt() quantityMilli: number;
  /** Without tips. */
  @IsInt() netCents: number;
  @IsInt() taxCents: number;
  @IsInt() tipCents: number;
}

class SalesRowAnswer extends SalesAmounts {
  /** Staff id, store id, service id, SKU, kind, date, hour (`0` to `23`, `unknown`) or weekday (`1` Monday). */
  @IsString() key: string;
  /** Not of the grouping's kind; there so that the rows add up to the totals. */
  @IsOptional() @IsBoolean() rest?: boolean;
}

class SalesTotalAnswer extends SalesAmounts {
  @IsInt() anonymousVisits: number;
  /** Cents by tax code; empty for one person's part. */
  @IsObject() taxes: { [code: string]: number };
  /** By day of settlement: cents by kind of tender, what was given back deducted. Absent for one person's part. */
  @IsOptional() @IsObject() tenders?: { [kind: string]: number };
}

export class SalesAnswer {
  @IsString() from: string;
  @IsString() to: string;
  @IsIn(GROUPINGS) groupBy: Grouping;
  @IsIn(['visit', 'settlement']) by: 'visit' | 'settlement';
  /** Rows of a currency add up to its total: net, tax and quantity, to the cent. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => SalesRowAnswer) rows: SalesRowAnswer[];
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => SalesTotalAnswer)
  totals: SalesTotalAnswer[];
}

class FrequencyStep {
  @IsInt() visits: number;
  @IsInt() customers: number;
}
class GapBucket {
  /** Absent: longer than all others. */
  @IsOptional() @IsInt() upToDays?: number;
  @IsInt() count: number;
}
class VisitGaps {
  @IsInt() count: number;
  @IsInt() totalDays: number;
  @IsArray() @ValidateNested({ each: true }) @Type(() => GapBucket) buckets: GapBucket[];
}

/** AN-05 */
export class CustomersAnswer {
  @IsString() from: string;
  @IsString() to: string;
  /** Known customers who came: new and returning ones together. */
  @IsInt() customers: number;
  @IsInt() newCustomers: number;
  @IsInt() returningCustomers: number;
}

/** AN-01 */
export class FrequencyAnswer {
  @IsString() from: string;
  @IsString() to: string;
  /** Known customers who came; their visits. The quotient is visits per customer. */
  @IsInt() customers: number;
  @IsInt() visits: number;
  @IsInt() anonymousVisits: number;
  /** So many customers came so many times. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => FrequencyStep)
  distribution: FrequencyStep[];
  /** Days between visits of one customer within the period. */
  @ValidateNested() @Type(() => VisitGaps) gaps: VisitGaps;
}

class TicketFigures {
  @IsString() currency: string;
  /** Store or staff id; absent in the total. */
  @IsOptional() @IsString() key?: string;
  /** Without tips. The average is exactly `netCents` / `visits`. */
  @IsInt() netCents: number;
  @IsInt() visits: number;
  /** Rounded, half away from zero; absent without visits. */
  @IsOptional() @IsInt() averageCents?: number;
}
class ValuedCustomerAnswer {
  @IsString() customerId: string;
  @IsString() currency: string;
  @IsInt() netCents: number;
  @IsInt() visits: number;
  /** Part of the net of the period, in hundredths of a percent. */
  @IsOptional() @IsInt() shareBasisPoints?: number;
}

/** AN-02 */
export class TicketsAnswer {
  @IsString() from: string;
  @IsString() to: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => TicketFigures) totals: TicketFigures[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => TicketFigures) byStore: TicketFigures[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => TicketFigures) byStaff: TicketFigures[];
  /** Known customers by net spend, highest first. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ValuedCustomerAnswer)
  highValue: ValuedCustomerAnswer[];
  /** Cursor of the next page of `highValue`. */
  @IsOptional() @IsString() next?: string;
}

class PeakFigures {
  @IsString() currency: string;
  @IsInt() visits: number;
  @IsInt() netCents: number;
}
class PeakHour extends PeakFigures {
  /** `0` to `23`, or `unknown`. */
  @IsString() hour: string;
}
class PeakWeekday extends PeakFigures {
  /** 1 Monday to 7 Sunday. */
  @IsInt() weekday: number;
}
class PeakHourOfWeekday extends PeakWeekday {
  @IsString() hour: string;
}
class PeakWeekPart extends PeakFigures {
  /** Saturday and Sunday, or the other days. */
  @IsIn(['weekdays', 'weekend']) part: 'weekdays' | 'weekend';
}

/** AN-03 */
export class PeaksAnswer {
  @IsString() from: string;
  @IsString() to: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => PeakHour) hours: PeakHour[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => PeakWeekday) weekdays: PeakWeekday[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => PeakWeekPart) weekParts: PeakWeekPart[];
  /** Hour within weekday. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PeakHourOfWeekday)
  cells: PeakHourOfWeekday[];
}

class PopularityRow extends SalesAmounts {
  /** Service id or SKU. */
  @IsString() key: string;
  /** Of the net of its kind, in hundredths of a percent. */
  @IsOptional() @IsInt() shareBasisPoints?: number;
  @IsInt() previousNetCents: number;
  @IsInt() previousLines: number;
  @IsOptional() @IsInt() previousShareBasisPoints?: number;
  @IsOptional() @IsInt() changeBasisPoints?: number;
}

/** AN-04 */
export class PopularityAnswer {
  @IsString() from: string;
  @IsString() to: string;
  /** The period of the same length right before. */
  @IsString() previousFrom: string;
  @IsString() previousTo: string;
  /** By lines sold, most first. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => PopularityRow) services: PopularityRow[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => PopularityRow) products: PopularityRow[];
}
