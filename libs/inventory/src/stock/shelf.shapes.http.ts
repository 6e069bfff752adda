import {
  Limit,
  After,
  Optional,
  Int,
  Text,
  OneOf,
  Id,
  Flag,
  Instant,
  Revision,
  Texts,
  DateText,
  Many,
} from '@chignon/service-kit';

export class ShelfPageQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

export class LevelQuery {
  /** Wait (at most 2 s) until the answer has seen this revision of the stock ledger. */
  @Optional() @Int({ min: 1 }) atLeast?: number;
}

export class MovementsQuery extends ShelfPageQuery {
  /** Movements of this product, in the order of its ledger. Left out: of all, in the order of recording. */
  @Optional() @Text(64) sku?: string;
  /** `desc` (default): newest first. */
  @Optional() @OneOf(['asc', 'desc']) order?: 'asc' | 'desc';
}

export class VariancesQuery extends ShelfPageQuery {
  /** Business days of this month, `YYYY-MM`. Left out: of all months. */
  @Optional() @Text({ max: 7, matches: /^\d{4}-\d\d$/ }) month?: string;
  /** Use of this product. Left out: of all. */
  @Optional() @Text(64) sku?: string;
  /** Use by this staff member. Left out: by all. */
  @Optional() @Text(64) staffId?: string;
  /** Use for this service. Left out: for all. */
  @Optional() @Text(64) serviceId?: string;
}

/** What is left of one lot of a product. */
export class StockLotAnswer {
  /** The supplier's, or a number of ours; of opened packages with the day of opening: `<lot>@<day>`. Absent: the unnamed lot, of what came in without one. */
  @Optional() @Text() lotId?: string;
  /** When the packages were opened. Absent: they are closed, as far as anybody said. */
  @Optional() @DateText() openedOn?: string;
  /** The last day on which it may be sold or used. Absent: none is known. */
  @Optional() @DateText() expiresOn?: string;
  /** Thousandths of the stock unit, rounded down; of the unnamed lot also below zero. */
  @Int() onHandMilli: number;
}

/** What a movement changed in one lot. */
export class MovementLotAnswer extends StockLotAnswer {
  /** What it added, in thousandths of the stock unit; below zero where it took away. */
  @Int() changeMilli: number;
}

/** What a store has of one product. */
export class LevelAnswer {
  @Text() storeId: string;
  @Text() sku: string;
  /** `retail` (for sale), `professional` (back-bar) or `colour`. Absent, like the units, while the product is unknown in the store. */
  @Optional() @Text() productClass?: string;
  /** What the shelf counts: `bottle`, `tube`, `piece`. */
  @Optional() @Text() stockUnit?: string;
  /** What the stylist measures: `g`, `ml`. */
  @Optional() @Text() useUnit?: string;
  /** Thousandths of the use unit in one stock unit: 60 g a tube is 60000. */
  @Optional() @Int() useUnitsPerStockUnitMilli?: number;
  /** Thousandths of the stock unit, rounded down; below zero when more was used than received. */
  @Int() onHandMilli: number;
  /** Of it, what is kept for bills that are not settled yet, in thousandths of the stock unit. */
  @Int() claimedMilli: number;
  /** What is left of which lot, in the order in which they go (IN-03, IN-04): the unnamed one, then by their last day, expired ones first. */
  @Many(() => StockLotAnswer) lots: StockLotAnswer[];
  /** Below it the buyer is told, in thousandths of the stock unit. Absent: no par is set. */
  @Optional() @Int() minimumMilli?: number;
  /** To be filled up to, in thousandths of the stock unit. Absent: no par is set. */
  @Optional() @Int() maximumMilli?: number;
  /** True: there is less than the minimum. */
  @Flag() belowMinimum: boolean;
  /** When the last movement happened; absent before the first. */
  @Optional() @Instant() movedAt?: string;
  /** Of the stock ledger. */
  @Revision() revision: number;
}

/** A product whose stock has fallen below its minimum (IN-05). */
export class AlertAnswer {
  @Text() sku: string;
  /** When the stock fell below its minimum. */
  @Instant() since: string;
  /** The minimum that it fell below, in thousandths of the stock unit. */
  @Int() minimumMilli: number;
  /** What was left when it fell, in thousandths of the stock unit. */
  @Int() fellToMilli: number;
  /** What is on hand now, in thousandths of the stock unit. */
  @Int() onHandMilli: number;
  /** To be filled up to, in thousandths of the stock unit. */
  @Optional() @Int() maximumMilli?: number;
}

/** One movement of a product on the shelves of a store (R-IN-01). */
export class MovementAnswer {
  @Text() sku: string;
  /** Number of the entry in the ledger of the product in this store: only grows. */
  @Int() entryNo: number;
  /**
   * `receive`, `open` (packages of a lot, nothing leaves), `sale`, `sale-return`, `consume`, `consume-return`, `waste`, `sample`, `transfer-out`, `transfer-back`, `transfer-in`, `count-adjust`; `count-revise`: something from before a count
   * was heard after it; `units-set`: earlier use is read in other units.
   */
  @Text() movement: string;
  /** What it added, in thousandths of the stock unit; below zero where it took away. */
  @Int() changeMilli: number;
  /** What is on hand after it, in thousandths of the stock unit, rounded down. */
  @Int() onHandMilli: number;
  /**
   * What is odd about it: `negative`, less than nothing is left; `unknown-product`, nobody has described it; `unit-mismatch`, the unit is neither of
   * the product's and was taken as the use unit; `before-count`, it happened before a count that was known already; `expired`, a part of it was over
   * its last day; `recalled`, a part of it was of a recalled lot.
   */
  @Texts() flags: string[];
  /** When it happened; it may have been recorded later. */
  @Instant() effectiveAt: string;
  @Instant() recordedAt: string;
  /** The visit that sold or used it; absent for what people did by hand. */
  @Optional() @Text() visitId?: string;
  /** The transfer that it belongs to; absent: none. */
  @Optional() @Id() transferId?: string;
  /** Of `receive`: the lot that came in. */
  @Optional() @Text() lotId?: string;
  /** Of `receive`: the expiry date of the lot, where it was given. */
  @Optional() @DateText() expiresOn?: string;
  /** Which lots it took from or put back. Absent: it was written before lots were kept. */
  @Optional() @Many(() => MovementLotAnswer) lots?: MovementLotAnswer[];
  /** Why: a code, of the chain's list for what people did by hand. */
  @Optional() @Text() reason?: string;
  /** Of `count-revise`: which count is meant, by its instant. */
  @Optional() @Instant() countedAt?: string;
  /**
   * Of `count-revise`: the difference that the count has found, now that what happened before it is known; thousandths of the stock unit, below zero
   * where goods were missing.
   */
  @Optional() @Int() varianceMilli?: number;
}

/** Planned and actual use of a product by one person for one service in one month (IN-07). */
export class VarianceAnswer {
  @Text() sku: string;
  /** Month of the visits' business days, `YYYY-MM`. */
  @Text() month: string;
  /** Who had the largest share of the service. */
  @Text() staffId: string;
  @Text() serviceId: string;
  /** What the stylist measures: `g`, `ml`. */
  @Text() useUnit: string;
  /** Service lines that are counted; those of voided visits are not. */
  @Int() lines: number;
  /** Use by the recipe, in thousandths of the use unit. */
  @Int() plannedMilli: number;
  /** Actual use, in thousandths of the use unit. */
  @Int() usedMilli: number;
  /** Used less planned, in thousandths of the use unit (R-IN-05). */
  @Int() varianceMilli: number;
}
