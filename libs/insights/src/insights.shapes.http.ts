import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { GROUPINGS, type Grouping } from './sales.js';

const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** A period of the stores' own business days, both ends included; at most 400 days. */
export class PeriodQuery {
  @IsString() @MaxLength(10) @Matches(DATE) from: string;
  @IsString() @MaxLength(10) @Matches(DATE) to: string;
  /** Left out: all stores that the caller sees. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) storeId?: string;
  /** Only this person's part. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) staffId?: string;
}

export class SalesQuery extends PeriodQuery {
  /** `staff` (default), `store`, `service`, `product`, `kind`, `day`, `hour`, `weekday`. */
  @IsOptional() @IsIn(GROUPINGS) groupBy?: Grouping;
}

export class TicketsQuery extends PeriodQuery {
  /** High-value customers in this currency; left out: the one with the most sales. */
  @IsOptional() @IsString() @MaxLength(3) @Matches(/^[A-Z]{3}$/) currency?: string;
  /** High-value customers of a page. */
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(200) after?: string;
}

export class PopularityQuery extends PeriodQuery {
  /** Items of each kind. */
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
}

class AmountsShape {
  @IsString() currency: string;
  /** Visits in which the key occurs; a visit with two performers counts for both. */
  @IsInt() visits: number;
  /** Lines; those that take back count -1. */
  @IsInt() lines: number;
  /** In thousandths. */
  @IsInt() quantityMilli: number;
  @IsInt() netCents: number;
  @IsInt() taxCents: number;
}

class SalesRowShape extends AmountsShape {
  /** Staff id, store id, service id, SKU, kind, date, hour (`0` to `23`, `unknown`) or weekday (`1` Monday). */
  @IsString() key: string;
  /** Not of the grouping's kind; there so that the rows add up to the totals. */
  @IsOptional() @IsBoolean() rest?: boolean;
}

class SalesTotalShape extends AmountsShape {
  @IsInt() anonymousVisits: number;
  /** Cents by tax code; empty for one person's part. */
  @IsObject() taxes: { [code: string]: number };
}

export class SalesAnswer {
  @IsString() from: string;
  @IsString() to: string;
  @IsIn(GROUPINGS) groupBy: Grouping;
  /** Rows of a currency add up to its total: net, tax and quantity, to the cent. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => SalesRowShape) rows: SalesRowShape[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => SalesTotalShape) totals: SalesTotalShape[];
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
class GapsShape {
  @IsInt() count: number;
  @IsInt() totalDays: number;
  @IsArray() @ValidateNested({ each: true }) @Type(() => GapBucket) buckets: GapBucket[];
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
  @IsArray() @ValidateNested({ each: true }) @Type(() => FrequencyStep) distribution: FrequencyStep[];
  /** Days between visits of one customer within the period. */
  @ValidateNested() @Type(() => GapsShape) gaps: GapsShape;
}

class TicketShape {
  @IsString() currency: string;
  /** Store or staff id; absent in the total. */
  @IsOptional() @IsString() key?: string;
  /** The average is exactly `netCents` / `visits`. */
  @IsInt() netCents: number;
  @IsInt() visits: number;
  /** Rounded, half away from zero; absent without visits. */
  @IsOptional() @IsInt() averageCents?: number;
}
class ValuedCustomerShape {
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
  @IsArray() @ValidateNested({ each: true }) @Type(() => TicketShape) totals: TicketShape[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => TicketShape) byStore: TicketShape[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => TicketShape) byStaff: TicketShape[];
  /** Known customers by net spend, highest first. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => ValuedCustomerShape) highValue: ValuedCustomerShape[];
  /** Cursor of the next page of `highValue`. */
  @IsOptional() @IsString() next?: string;
}

class PeakShape {
  @IsString() currency: string;
  @IsInt() visits: number;
  @IsInt() netCents: number;
}
class HourShape extends PeakShape {
  /** `0` to `23`, or `unknown`. */
  @IsString() hour: string;
}
class WeekdayShape extends PeakShape {
  /** 1 Monday to 7 Sunday. */
  @IsInt() weekday: number;
}
class PeakCellShape extends WeekdayShape {
  @IsString() hour: string;
}
class WeekPartShape extends PeakShape {
  /** Saturday and Sunday, or the other days. */
  @IsIn(['weekdays', 'weekend']) part: 'weekdays' | 'weekend';
}

/** AN-03 */
export class PeaksAnswer {
  @IsString() from: string;
  @IsString() to: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => HourShape) hours: HourShape[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => WeekdayShape) weekdays: WeekdayShape[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => WeekPartShape) weekParts: WeekPartShape[];
  /** Hour within weekday. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => PeakCellShape) cells: PeakCellShape[];
}

class PopularityShape extends AmountsShape {
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
  @IsArray() @ValidateNested({ each: true }) @Type(() => PopularityShape) services: PopularityShape[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => PopularityShape) products: PopularityShape[];
}
