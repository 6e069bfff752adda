import { SKU } from '@chignon/contracts';
import {
  After,
  DateText,
  Id,
  Instant,
  Int,
  Limit,
  Many,
  OneOf,
  Optional,
  Revision,
  Text,
} from '@chignon/service-kit';
import { RECALL_REASONS, RECALL_STATUSES, type RecallReason, type RecallStatus } from './recall.js';
import { LOT } from '../stock/ledger/opened.js';

/** A lot that is recalled. */
export class RecallBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** The supplier's lot, as it is printed on the goods. It need not have come in anywhere yet. */
  @Text({ max: 64, matches: LOT }) lot: string;
  /** Why. */
  @OneOf([...RECALL_REASONS]) reason: RecallReason;
}

export class RecallsQuery {
  /** `standing`: nothing of the lot may be sold or used; `lifted`. Left out: both. */
  @Optional() @OneOf([...RECALL_STATUSES]) status?: RecallStatus;
  @Limit() limit?: number;
  @After() after?: string;
}

/** A recall. */
export class ListedRecallAnswer {
  /** The recall: one a lot of a product. */
  @Id() recallId: string;
  @Text() sku: string;
  /** The supplier's lot. */
  @Text() lot: string;
  /** `standing`: nothing of the lot may be sold or used; `lifted`. */
  @Text() status: string;
  /** Why it was recalled: `contaminated`, `reaction`, `mislabelled`, `defective`, `supplier`, `authority`, `precaution`, `other`. */
  @Text() reason: string;
  /** When it was recalled last. */
  @Instant() recalledAt: string;
}

/** A recall with its end. */
export class RecallAnswer extends ListedRecallAnswer {
  /** When it was lifted. Absent: it stands. */
  @Optional() @Instant() liftedAt?: string;
  @Revision() revision: number;
}

export class LotTraceQuery {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** The supplier's lot; opened packages of it are meant too. */
  @Text({ max: 64, matches: LOT }) lot: string;
  /** Visits a page; stores and goods in transit stand on the first. */
  @Limit() limit?: number;
  @After() after?: string;
}

/** A store to which the lot came. */
export class LotStoreAnswer {
  @Text() storeId: string;
  /** What is left of it, in thousandths of the stock unit, opened packages included. */
  @Int() onHandMilli: number;
  /** The last day on which it may be sold or used. Absent: none is known. */
  @Optional() @DateText() expiresOn?: string;
  /** Of the product, what is on bills that are not settled yet, in thousandths of the stock unit: it may be of this lot. */
  @Int() onBillsMilli: number;
}

/** Goods of the lot that are on their way. */
export class LotInTransitAnswer {
  /** The transfer. */
  @Id() transferId: string;
  /** The store that sent them; they are its own. */
  @Text() fromStoreId: string;
  /** The store that is to receive them. */
  @Text() toStoreId: string;
  /** Thousandths of the stock unit. */
  @Int() quantityMilli: number;
}

/** A visit that took of the lot, for its services or on its bill. */
export class LotVisitAnswer {
  @Id() visitId: string;
  @Text() storeId: string;
  /** Whose visit it is; of records that were linked, the one in front. Absent: nobody known. */
  @Optional() @Text() customerId?: string;
  /** When it took of the lot first. */
  @Instant() at: string;
  /** Thousandths of the stock unit; 0: less than one. */
  @Int() takenMilli: number;
  /** What came back of it, by a return or a void. */
  @Int() returnedMilli: number;
}

/** Where a lot came and whom it reached. */
export class LotTraceAnswer {
  @Text() sku: string;
  /** The supplier's lot. */
  @Text() lot: string;
  /** The recall that stands. Absent: it is not recalled. */
  @Optional() @Id() recallId?: string;
  /** Stores to which it came, of those that the caller sees. */
  @Many(() => LotStoreAnswer) stores: LotStoreAnswer[];
  /** Of it, what is on its way from or to a store that the caller sees. */
  @Many(() => LotInTransitAnswer) inTransit: LotInTransitAnswer[];
  /** Visits in stores that the caller sees, the first ones first. */
  @Many(() => LotVisitAnswer) visits: LotVisitAnswer[];
  /** Cursor of the next page of visits. Absent: this is the last. */
  @Optional() @Text() next?: string;
}
