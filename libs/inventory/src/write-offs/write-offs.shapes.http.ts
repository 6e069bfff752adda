import {
  After,
  Cents,
  Currency,
  Int,
  Limit,
  Many,
  OneOf,
  Optional,
  Revision,
  Text,
} from '@chignon/service-kit';
import { WRITE_OFF_CLASSES, type WriteOffClass } from './write-offs.view.js';

export class WriteOffsQuery {
  /** Of this month of the store's dates, `YYYY-MM`. Left out: of all months. */
  @Optional() @Text({ max: 7, matches: /^\d{4}-\d\d$/ }) month?: string;
  /** Of this class alone. Left out: of all. */
  @Optional() @OneOf([...WRITE_OFF_CLASSES]) writeOffClass?: WriteOffClass;
  @Limit() limit?: number;
  @After() after?: string;
}

/** What was written off of one product for one reason in one month. */
export class WriteOffAnswer {
  @Text() sku: string;
  /** Month of the store's dates, `YYYY-MM`. */
  @Text() month: string;
  /** `damage`, `expiry`, `theft`, `sample`, `tester`, `own` (used up by the salon itself) or `other`; follows from the reason. */
  @Text() writeOffClass: string;
  /** A code of the chain's list `issue`. */
  @Text() reason: string;
  /** How often. */
  @Int() movements: number;
  /** Thousandths of the stock unit. */
  @Int() quantityMilli: number;
  /** At cost, or at the price where no cost is known, as they were then; in minor units of `currency`. Absent: an older release did not say. */
  @Optional() @Cents() worthCents?: number;
  /** ISO 4217. */
  @Optional() @Currency() currency?: string;
}

/** What one role may write off. */
export class WriteOffLimitPart {
  /** A role of the platform (422 `role-unknown`), each once in a currency (`limit-repeated`). */
  @Text(64) role: string;
  /** ISO 4217 (422 `currency-unknown`). */
  @Currency() currency: string;
  /** At most so much of one product in one day, `waste` and `sample` together; 0: nothing. */
  @Cents({ min: 0, max: 1_000_000_000 }) cents: number;
}

/** A role that is not named in a currency has no limit in it; of several roles of a person the highest limit counts. */
export class WriteOffLimitsBody {
  /** Empty: there are no limits. */
  @Many(() => WriteOffLimitPart, { max: 200 }) limits: WriteOffLimitPart[];
}

/** The limits in force. */
export class WriteOffLimitsAnswer extends WriteOffLimitsBody {
  /** 0: the chain has set none yet. */
  @Revision() revision: number;
}
