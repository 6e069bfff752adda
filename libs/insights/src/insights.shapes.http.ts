import {
  DateText,
  Optional,
  Id,
  OneOf,
  Currency,
  Limit,
  Text,
  Int,
  Cents,
  Flag,
  Many,
  Nested,
} from '@chignon/service-kit';
import { IsObject } from 'class-validator';
import { type Grouping, GROUPINGS } from './sales.js';

/** A period of the stores' own business days, both ends included; at most 400 days. */
export class InsightsPeriodQuery {
  @DateText() from: string;
  @DateText() to: string;
  /** Left out: all stores that the caller sees. */
  @Optional() @Id() storeId?: string;
  /** Only this person's part. */
  @Optional() @Id() staffId?: string;
}

export class SalesQuery extends InsightsPeriodQuery {
  /** `staff` (default), `store`, `service`, `product`, `kind`, `day`, `hour`, `weekday`. */
  @Optional() @OneOf(GROUPINGS) groupBy?: Grouping;
  /**
   * The day that counts. `visit` (default): the business day of the visit, for analysis. `settlement`: the business day of each settlement, refund,
   * correction and void, for money.
   */
  @Optional() @OneOf(['visit', 'settlement']) by?: 'visit' | 'settlement';
}

export class TicketsQuery extends InsightsPeriodQuery {
  /** High-value customers in this currency; left out: the one with the most visits. */
  @Optional() @Currency() currency?: string;
  /** High-value customers of a page. */
  @Limit() limit?: number;
  @Optional() @Text(200) after?: string;
}

export class PopularityQuery extends InsightsPeriodQuery {
  /** Items of each kind. */
  @Limit() limit?: number;
}

class SalesAmounts {
  @Currency() currency: string;
  /** Visits in which the key occurs, each once; one with two performers counts for both. */
  @Int() visits: number;
  /** Lines; those that take back count -1. */
  @Int() lines: number;
  /** In thousandths. */
  @Int() quantityMilli: number;
  /** Without tips. */
  @Cents() netCents: number;
  @Cents() taxCents: number;
  @Cents() tipCents: number;
}

class SalesRowAnswer extends SalesAmounts {
  /** Staff id, store id, service id, SKU, kind, date, hour (`0` to `23`, `unknown`) or weekday (`1` Monday). */
  @Text() key: string;
  /** Not of the grouping's kind; there so that the rows add up to the totals. */
  @Optional() @Flag() rest?: boolean;
}

class SalesTotalAnswer extends SalesAmounts {
  @Int() anonymousVisits: number;
  /** Cents by tax code; empty for one person's part. */
  @IsObject() taxes: { [code: string]: number };
  /** By day of settlement: cents by kind of tender, what was given back deducted. Absent for one person's part. */
  @IsObject() @Optional() tenders?: { [kind: string]: number };
}

export class SalesAnswer {
  @DateText() from: string;
  @DateText() to: string;
  @OneOf(GROUPINGS) groupBy: Grouping;
  @OneOf(['visit', 'settlement']) by: 'visit' | 'settlement';
  /** Rows of a currency add up to its total: net, tax and quantity, to the cent. */
  @Many(() => SalesRowAnswer) rows: SalesRowAnswer[];
  @Many(() => SalesTotalAnswer) totals: SalesTotalAnswer[];
}

class FrequencyStep {
  @Int() visits: number;
  @Int() customers: number;
}
class GapBucket {
  /** Absent: longer than all others. */
  @Optional() @Int() upToDays?: number;
  @Int() count: number;
}
class VisitGaps {
  @Int() count: number;
  @Int() totalDays: number;
  @Many(() => GapBucket) buckets: GapBucket[];
}

/** AN-05 */
export class CustomersAnswer {
  @DateText() from: string;
  @DateText() to: string;
  /** Known customers who came: new and returning ones together. */
  @Int() customers: number;
  @Int() newCustomers: number;
  @Int() returningCustomers: number;
}

/** AN-01 */
export class FrequencyAnswer {
  @DateText() from: string;
  @DateText() to: string;
  /** Known customers who came; their visits. The quotient is visits per customer. */
  @Int() customers: number;
  @Int() visits: number;
  @Int() anonymousVisits: number;
  /** So many customers came so many times. */
  @Many(() => FrequencyStep) distribution: FrequencyStep[];
  /** Days between visits of one customer within the period. */
  @Nested(() => VisitGaps) gaps: VisitGaps;
}

class TicketFigures {
  @Currency() currency: string;
  /** Store or staff id; absent in the total. */
  @Optional() @Text() key?: string;
  /** Without tips. The average is exactly `netCents` / `visits`. */
  @Cents() netCents: number;
  @Int() visits: number;
  /** Rounded, half away from zero; absent without visits. */
  @Optional() @Cents() averageCents?: number;
}
class ValuedCustomerAnswer {
  @Text() customerId: string;
  @Currency() currency: string;
  @Cents() netCents: number;
  @Int() visits: number;
  /** Part of the net of the period, in hundredths of a percent. */
  @Optional() @Int() shareBasisPoints?: number;
}

/** AN-02 */
export class TicketsAnswer {
  @DateText() from: string;
  @DateText() to: string;
  @Many(() => TicketFigures) totals: TicketFigures[];
  @Many(() => TicketFigures) byStore: TicketFigures[];
  @Many(() => TicketFigures) byStaff: TicketFigures[];
  /** Known customers by net spend, highest first. */
  @Many(() => ValuedCustomerAnswer) highValue: ValuedCustomerAnswer[];
  /** Cursor of the next page of `highValue`. */
  @Optional() @Text() next?: string;
}

class PeakFigures {
  @Currency() currency: string;
  @Int() visits: number;
  @Cents() netCents: number;
}
class PeakHour extends PeakFigures {
  /** `0` to `23`, or `unknown`. */
  @Text() hour: string;
}
class PeakWeekday extends PeakFigures {
  /** 1 Monday to 7 Sunday. */
  @Int() weekday: number;
}
class PeakHourOfWeekday extends PeakWeekday {
  @Text() hour: string;
}
class PeakWeekPart extends PeakFigures {
  /** Saturday and Sunday, or the other days. */
  @OneOf(['weekdays', 'weekend']) part: 'weekdays' | 'weekend';
}

/** AN-03 */
export class PeaksAnswer {
  @DateText() from: string;
  @DateText() to: string;
  @Many(() => PeakHour) hours: PeakHour[];
  @Many(() => PeakWeekday) weekdays: PeakWeekday[];
  @Many(() => PeakWeekPart) weekParts: PeakWeekPart[];
  /** Hour within weekday. */
  @Many(() => PeakHourOfWeekday) cells: PeakHourOfWeekday[];
}

class PopularityRow extends SalesAmounts {
  /** Service id or SKU. */
  @Text() key: string;
  /** Of the net of its kind, in hundredths of a percent. */
  @Optional() @Int() shareBasisPoints?: number;
  @Cents() previousNetCents: number;
  @Int() previousLines: number;
  @Optional() @Int() previousShareBasisPoints?: number;
  @Optional() @Int() changeBasisPoints?: number;
}

/** AN-04 */
export class PopularityAnswer {
  @DateText() from: string;
  @DateText() to: string;
  /** The period of the same length right before. */
  @DateText() previousFrom: string;
  @DateText() previousTo: string;
  /** By lines sold, most first. */
  @Many(() => PopularityRow) services: PopularityRow[];
  @Many(() => PopularityRow) products: PopularityRow[];
}
