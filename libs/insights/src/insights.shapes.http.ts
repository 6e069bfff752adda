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
  /** First business day of the period, included. */
  @DateText() from: string;
  /** Last business day of the period, included: not before `from` (422 `period-backwards`), at most 400 days in all (422 `period-too-long`). */
  @DateText() to: string;
  /** Left out: all stores that the caller sees. */
  @Optional() @Id() storeId?: string;
  /** Only this person's part: visits in which they performed, and their shares of the lines. Left out: everybody. */
  @Optional() @Id() staffId?: string;
}

export class SalesQuery extends InsightsPeriodQuery {
  /** What a row stands for: `staff` (default), `store`, `service`, `product`, `kind`, `day`, `hour`, `weekday`. */
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
  /** Where the page of high-value customers begins: `next` of the page before. */
  @Optional() @Text(200) after?: string;
}

export class PopularityQuery extends InsightsPeriodQuery {
  /** Items of each kind. */
  @Limit() limit?: number;
}

/** Figures of sales in one currency. */
class SalesAmounts {
  @Currency() currency: string;
  /** Visits in which the key occurs, each once; one with two performers counts for both. */
  @Int() visits: number;
  /** Lines; those that take back count -1. */
  @Int() lines: number;
  /** Quantity sold, in thousandths; what was taken back is deducted. */
  @Int() quantityMilli: number;
  /** Net sales without tax and tips, in minor units of the currency; refunds are deducted. */
  @Cents() netCents: number;
  /** Tax on them, in minor units of the currency. */
  @Cents() taxCents: number;
  /** Tips, in minor units of the currency; they stand apart from the net. */
  @Cents() tipCents: number;
}

/** What one key of the grouping came to in one currency. */
class SalesRowAnswer extends SalesAmounts {
  /** Staff id, store id, service id, SKU, kind, date, hour (`0` to `23`, `unknown`) or weekday (`1` Monday). */
  @Text() key: string;
  /** Not of the grouping's kind; there so that the rows add up to the totals. */
  @Optional() @Flag() rest?: boolean;
}

/** What everything came to in one currency. */
class SalesTotalAnswer extends SalesAmounts {
  /** Of the visits, those without a known customer; 0 for one person's part, where it is not known. */
  @Int() anonymousVisits: number;
  /** Tax in minor units by tax code; empty for one person's part. */
  @IsObject() taxes: { [code: string]: number };
  /** By day of settlement: what came in, in minor units by kind of tender, what was given back deducted. Absent by day of visit and for one person's part. */
  @IsObject() @Optional() tenders?: { [kind: string]: number };
}

/** Sales of a period. */
export class SalesAnswer {
  /** First business day of the period, included. */
  @DateText() from: string;
  /** Last business day of the period, included. */
  @DateText() to: string;
  /** What a row stands for. */
  @OneOf(GROUPINGS) groupBy: Grouping;
  /** The day that counts: of the `visit` or of the `settlement`. */
  @OneOf(['visit', 'settlement']) by: 'visit' | 'settlement';
  /** Rows of a currency add up to its total: net, tax and quantity, to the cent. */
  @Many(() => SalesRowAnswer) rows: SalesRowAnswer[];
  /** One a currency: amounts of two currencies are never added. */
  @Many(() => SalesTotalAnswer) totals: SalesTotalAnswer[];
}

/** How many customers came so many times. */
class FrequencyStep {
  /** A number of visits within the period. */
  @Int() visits: number;
  /** How many customers came so many times. */
  @Int() customers: number;
}
/** How many gaps between visits are so long. */
class GapBucket {
  /** Gaps of up to so many days, longer than in the bucket before. Absent: longer than all others. */
  @Optional() @Int() upToDays?: number;
  /** How many gaps there are of this length. */
  @Int() count: number;
}
/** Days between two visits of one customer, both within the period. */
class VisitGaps {
  /** How many gaps there are in all. */
  @Int() count: number;
  /** Their days in all: by `count` it is the exact average. */
  @Int() totalDays: number;
  /** Gaps by length: up to 14, 28, 42, 56, 84 and 182 days, and longer. */
  @Many(() => GapBucket) buckets: GapBucket[];
}

/** New and returning customers of a period (AN-05). */
export class CustomersAnswer {
  /** First business day of the period, included. */
  @DateText() from: string;
  /** Last business day of the period, included. */
  @DateText() to: string;
  /** Known customers who came: new and returning ones together. */
  @Int() customers: number;
  /** Customers whose first visit to the chain, whatever the store, was in the period. */
  @Int() newCustomers: number;
  /** Customers who had been to the chain before the period. */
  @Int() returningCustomers: number;
}

/** How often known customers came in a period (AN-01). */
export class FrequencyAnswer {
  /** First business day of the period, included. */
  @DateText() from: string;
  /** Last business day of the period, included. */
  @DateText() to: string;
  /** Known customers who came. Visits by customers is the exact average. */
  @Int() customers: number;
  /** Visits of known customers. */
  @Int() visits: number;
  /** Visits without a known customer; they are in no other figure here. */
  @Int() anonymousVisits: number;
  /** So many customers came so many times, fewest visits first. */
  @Many(() => FrequencyStep) distribution: FrequencyStep[];
  /** Days between visits of one customer within the period. */
  @Nested(() => VisitGaps) gaps: VisitGaps;
}

/** An average ticket: numerator, denominator and quotient. */
class TicketFigures {
  @Currency() currency: string;
  /** Store or staff id; absent in the total. */
  @Optional() @Text() key?: string;
  /** Net without tax and tips, in minor units of the currency. The average is exactly `netCents` / `visits`. */
  @Cents() netCents: number;
  /** Visits with a bill in this currency. */
  @Int() visits: number;
  /** Rounded to a whole minor unit, half away from zero; absent without visits. */
  @Optional() @Cents() averageCents?: number;
}
/** A customer and what they spent. */
class ValuedCustomerAnswer {
  @Text() customerId: string;
  @Currency() currency: string;
  /** What they spent in this currency, without tax and tips, in minor units. */
  @Cents() netCents: number;
  /** Visits with a bill in this currency. */
  @Int() visits: number;
  /** Their part of the net of the period in this currency, in hundredths of a percent; absent when that is 0. */
  @Optional() @Int() shareBasisPoints?: number;
}

/** Average tickets of a period, and the customers who spent most (AN-02). */
export class TicketsAnswer {
  /** First business day of the period, included. */
  @DateText() from: string;
  /** Last business day of the period, included. */
  @DateText() to: string;
  /** The average ticket in all, one a currency. */
  @Many(() => TicketFigures) totals: TicketFigures[];
  /** The average ticket of each store. */
  @Many(() => TicketFigures) byStore: TicketFigures[];
  /** The average ticket of each person: their part of the net by the visits in which they performed. */
  @Many(() => TicketFigures) byStaff: TicketFigures[];
  /** Known customers by net spend, highest first. */
  @Many(() => ValuedCustomerAnswer) highValue: ValuedCustomerAnswer[];
  /** Where the next page of `highValue` begins, for `after`; absent on the last page. */
  @Optional() @Text() next?: string;
}

/** Visits and spend in one currency. */
class PeakFigures {
  @Currency() currency: string;
  /** Visits that began then. */
  @Int() visits: number;
  /** Their net without tax and tips, in minor units of the currency. */
  @Cents() netCents: number;
}
/** Visits and spend in one hour of the day. */
class PeakHour extends PeakFigures {
  /** Hour of the store's wall clock, `0` to `23`; `unknown` where it is not known. */
  @Text() hour: string;
}
/** Visits and spend on one day of the week. */
class PeakWeekday extends PeakFigures {
  /** 1 Monday to 7 Sunday. */
  @Int() weekday: number;
}
/** Visits and spend in one hour of one day of the week. */
class PeakHourOfWeekday extends PeakWeekday {
  /** Hour of the store's wall clock, `0` to `23`; `unknown` where it is not known. */
  @Text() hour: string;
}
/** Visits and spend on weekdays or at the weekend. */
class PeakWeekPart extends PeakFigures {
  /** `weekend`: Saturday and Sunday; `weekdays`: the other days. */
  @OneOf(['weekdays', 'weekend']) part: 'weekdays' | 'weekend';
}

/** When customers come, over a period (AN-03). */
export class PeaksAnswer {
  /** First business day of the period, included. */
  @DateText() from: string;
  /** Last business day of the period, included. */
  @DateText() to: string;
  /** By hour of the store's wall clock, in order. */
  @Many(() => PeakHour) hours: PeakHour[];
  /** By day of the week, Monday first. */
  @Many(() => PeakWeekday) weekdays: PeakWeekday[];
  /** Weekdays against weekends, a pair a currency. */
  @Many(() => PeakWeekPart) weekParts: PeakWeekPart[];
  /** By hour within the day of the week: a heat map. */
  @Many(() => PeakHourOfWeekday) cells: PeakHourOfWeekday[];
}

/** How a service or product sold, and how it did before. */
class PopularityRow extends SalesAmounts {
  /** Service id or SKU. */
  @Text() key: string;
  /** Its part of the net of all services (products) in this currency, in hundredths of a percent; absent when that is 0. */
  @Optional() @Int() shareBasisPoints?: number;
  /** Net in the period before, without tax, in minor units of the currency. */
  @Cents() previousNetCents: number;
  /** Lines in the period before; those that take back count -1. */
  @Int() previousLines: number;
  /** Its part in the period before, in hundredths of a percent; absent when there was nothing. */
  @Optional() @Int() previousShareBasisPoints?: number;
  /** By how much its part has grown, in hundredths of a percent, below zero where it shrank; absent when one of the two is. */
  @Optional() @Int() changeBasisPoints?: number;
}

/** What is in demand in a period (AN-04). */
export class PopularityAnswer {
  /** First business day of the period, included. */
  @DateText() from: string;
  /** Last business day of the period, included. */
  @DateText() to: string;
  /** First business day of the period of the same length right before, included. */
  @DateText() previousFrom: string;
  /** Last business day of the period before, included. */
  @DateText() previousTo: string;
  /** Services by currency and lines sold, most first. What only the period before had stands with 0. */
  @Many(() => PopularityRow) services: PopularityRow[];
  /** Products, in the same order. */
  @Many(() => PopularityRow) products: PopularityRow[];
}
