import { SKU } from '@chignon/contracts';
import {
  Cents,
  Currency,
  Flag,
  Id,
  Instant,
  Int,
  Limit,
  After,
  Many,
  OneOf,
  Optional,
  Revision,
  Text,
  Texts,
} from '@chignon/service-kit';
import { COUNT_STATUSES, type CountStatus } from './stocktake.js';
import { LOT_OR_OPENED } from '../stock/ledger/opened.js';

const MOST_MILLI = 1_000_000_000;
const CODE = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** One sheet of a count: the products of a shelf. */
export class StartCountBody {
  /** What is to be counted, each once. A whole store takes several sheets, which may be counted side by side. */
  @Texts({ min: 1, max: 200, unique: true, of: { max: 64, matches: SKU } }) skus: string[];
}

/** Goods of one lot. */
export class CountedLotBody {
  /** The lot; opened packages are `<lot>@<day of opening>`. Left out: what lies there without the number of a lot. */
  @Optional() @Text({ max: 75, matches: LOT_OR_OPENED }) lot?: string;
  /** Thousandths of the stock unit. */
  @Int({ min: 0, max: MOST_MILLI }) countedMilli: number;
}

/** What lies there of one product: all of it in one figure, or lot by lot (422 `count-ambiguous`). */
export class CountLineBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** All of it, in thousandths of the stock unit. Left out: `lots` says it. */
  @Optional() @Int({ min: 0, max: MOST_MILLI }) countedMilli?: number;
  /** Lot by lot; a lot that is not named is gone. Left out: `countedMilli` says it, and what is missing was taken from what goes first. */
  @Optional() @Many(() => CountedLotBody, { min: 1, max: 50 }) lots?: CountedLotBody[];
  /** When it was counted, an instant with its offset: not before the count began, not in the future. Left out: now. What moved after it is added to it. */
  @Optional() @Instant() countedAt?: string;
}

/** Counting is over. */
export class SubmitCountBody {
  /** True: what was not counted stays as it is. Left out: everything must have been counted. */
  @Optional() @Flag() leaveOut?: boolean;
}

/** The reason of one product's difference. */
export class CountReasonBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** A code of the chain's list `adjustment` (`/v1/inventory/reasons`). */
  @Text({ max: 64, matches: CODE }) reason: string;
}

/** Why what was counted differs. */
export class ApproveCountBody {
  /** A code of the chain's list `adjustment` (`/v1/inventory/reasons`), for all products without one of their own. */
  @Text({ max: 64, matches: CODE }) reason: string;
  /** For single products. Left out: none. */
  @Optional() @Many(() => CountReasonBody, { max: 200 }) reasons?: CountReasonBody[];
}

/** Why the count is given up. */
export class CancelCountBody {
  /** A code of the chain's list `adjustment` (`/v1/inventory/reasons`). */
  @Text({ max: 64, matches: CODE }) reason: string;
}

export class CountsQuery {
  /** Counts of this status alone. Left out: of all. */
  @Optional() @OneOf([...COUNT_STATUSES]) status?: CountStatus;
  @Limit() limit?: number;
  @After() after?: string;
}

/** A count of a store. */
export class ListedCountAnswer {
  /** The count. */
  @Id() countId: string;
  /** `open`: it is being counted; `submitted`: it waits for another person; `approved`; `cancelled`. */
  @Text() status: string;
  /** When it began. */
  @Instant() startedAt: string;
  /** How many products it is of. */
  @Int() products: number;
  /** How many of them were counted. */
  @Int() counted: number;
}

/** One product of a count. */
export class CountedProductAnswer {
  @Text() sku: string;
  /** How often it was counted; 0: not yet. */
  @Int() rounds: number;
  /** True: it is far from the books, and is to be counted once more. */
  @Flag() recount: boolean;
  /** What was counted last, in thousandths of the stock unit. Absent: nothing yet. */
  @Optional() @Int() countedMilli?: number;
  /** When it lay there. */
  @Optional() @Instant() countedAt?: string;
  /** What the books hold of that instant, as far as is known now, in thousandths of the stock unit. Absent while it is counted: whoever counts is not told. */
  @Optional() @Int() expectedMilli?: number;
  /** Counted less expected; below zero where goods are missing. Of an approved count it follows what is heard late (R-IN-09). */
  @Optional() @Int() differenceMilli?: number;
  /** What the difference cost, as the product says, in minor units of `currency`. Absent: no cost is known. */
  @Optional() @Cents() differenceCents?: number;
  /** ISO 4217. */
  @Optional() @Currency() currency?: string;
  /** A code: why it differs. Absent until it is approved. */
  @Optional() @Text() reason?: string;
}

/** A count with its products. */
export class CountAnswer {
  /** The count. */
  @Id() countId: string;
  @Text() storeId: string;
  /** `open`: it is being counted; `submitted`: it waits for another person; `approved`; `cancelled`. */
  @Text() status: string;
  /** When it began. */
  @Instant() startedAt: string;
  /** When it was approved or cancelled. Absent: it was not. */
  @Optional() @Instant() decidedAt?: string;
  /** What is counted, in the order in which it was asked for. */
  @Many(() => CountedProductAnswer) products: CountedProductAnswer[];
  @Revision() revision: number;
}
