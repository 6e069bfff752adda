import {
  Cents,
  Code,
  Currency,
  Instant,
  InstantText,
  Int,
  Many,
  Nested,
  OneOf,
  Optional,
  Revision,
  Text,
} from '@chignon/service-kit';
import { LIABILITY_KINDS, type LiabilityKind } from './item.js';

export class LiabilityPeriodQuery {
  /** What was owed at this instant (ISO 8601 in UTC) is the opening. Left out: the same as `to`, so that nothing but the closing is told. */
  @Optional() @InstantText() from?: string;
  /** What was owed at this instant (ISO 8601 in UTC), itself included, is the closing. Left out: now. */
  @Optional() @InstantText() to?: string;
  /** As the books stood at this instant (ISO 8601 in UTC): what was written down later does not count. Left out: now. */
  @Optional() @InstantText() knownAt?: string;
}

/** Changes of what is owed. Whole points for `points`, else minor units of the currency. */
class LiabilityFlowsAnswer {
  /** Earned, paid in, or sold; of a bonus what was added. */
  @Int() issued: number;
  /** Redeemed, or paid bills, less what went back. */
  @Int() used: number;
  /** Of points: taken back because their bill was refunded, corrected or voided. */
  @Int() reversed: number;
  /** Paid out. */
  @Int() refunded: number;
  /** Kept by the chain when the rest was paid out. */
  @Int() forfeited: number;
  /** Over unspent, whether or not that was written down yet. */
  @Int() expired: number;
  /** Given less taken by hand. */
  @Int() adjusted: number;
  /** Within accounts, between lots of different stores; over the chain 0. */
  @Int() transferred: number;
}

/** Of these what was written down after `to` though it was true by then. */
class LateFactsAnswer extends LiabilityFlowsAnswer {
  /** What it adds to the closing; below 0 it lowers it. The closing less this is what `to` itself would have said. */
  @Int() net: number;
}

/** What is owed on items of an age. */
class LiabilityAgeAnswer {
  /** Whole months since it was issued, at least. */
  @Int() fromMonths: number;
  /** Fewer than these. Absent: as old as it may be. */
  @Optional() @Int() toMonths?: number;
  /** Whole points, or minor units of the currency. */
  @Int() amount: number;
}

/** One kind of one store in one currency: opening + issued - used - reversed - refunded - forfeited - expired + adjusted + transferred = closing. */
export class LiabilityRowAnswer extends LiabilityFlowsAnswer {
  /** `points` in whole points; `principal`, `bonus` and `gift-card` in minor units of the currency. */
  @OneOf(LIABILITY_KINDS) kind: LiabilityKind;
  /** The store that issued it. Absent: points that went against a debt, or a payment without an account behind it. */
  @Optional() @Text() storeId?: string;
  /** ISO 4217. Absent where no store issued it. */
  @Optional() @Currency() currency?: string;
  /** Owed at `from`. */
  @Int() opening: number;
  /** Owed at `to`. */
  @Int() closing: number;
  /** What customers owe the chain at `to`, by which the closing is less. The debt of points stands in the accounts, not here. */
  @Int() owing: number;
  /** What was written down after `to`. It is in all the others too. */
  @Nested(() => LateFactsAnswer) late: LateFactsAnswer;
  /** The closing by age, the youngest first. */
  @Many(() => LiabilityAgeAnswer) ages: LiabilityAgeAnswer[];
  /** What the closing is worth by the estimate, in minor units of the currency. Absent: points have no price in it. */
  @Optional() @Cents() valueCents?: number;
  /** Of that, what is expected never to be redeemed. */
  @Optional() @Cents() breakageCents?: number;
  /** And what is. */
  @Optional() @Cents() expectedCents?: number;
}

/** What one store owes another, which redeemed what the first had issued (R-LY-21). */
export class StoreSettlementAnswer {
  /** What was redeemed. */
  @OneOf(LIABILITY_KINDS) kind: LiabilityKind;
  @Optional() @Currency() currency?: string;
  /** The store that issued it, and owes. */
  @Text() issuerStoreId: string;
  /** The store that redeemed it, and is owed. */
  @Text() redeemerStoreId: string;
  /** Redeemed less given back: whole points, or minor units of the currency. */
  @Int() amount: number;
  /** Owed for it, in minor units of the currency: principal and gift cards as they are, points at their price, nothing for a bonus. Absent: points have no price. */
  @Optional() @Cents() owedCents?: number;
}

/** What the chain or a store owes its customers. */
export class LiabilityReportAnswer {
  /** What was owed at this instant is the opening. */
  @Instant() from: string;
  /** And at this one the closing. */
  @Instant() to: string;
  /** What was written down by then counts. */
  @Instant() knownAt: string;
  /** The version of the estimate that was in force at `to`; 0: none was. */
  @Int() estimateVersion: number;
  /** Those in which something stands. */
  @Many(() => LiabilityRowAnswer) rows: LiabilityRowAnswer[];
  /** What was redeemed at another store than issued it. Of one store: what it issued. */
  @Many(() => StoreSettlementAnswer) settlements: StoreSettlementAnswer[];
}

/** What points cost the chain in one currency. */
export class PointsPriceShape {
  /** ISO 4217. */
  @Currency() currency: string;
  /** So many points cost `cents`. */
  @Int({ min: 1, max: 1_000_000 }) points: number;
  /** What these points cost, in minor units. */
  @Int({ min: 1, max: 1_000_000_000 }) cents: number;
}

/** The part of what is owed that is expected never to be redeemed. */
export class BreakageShape {
  /** Of what. */
  @OneOf(LIABILITY_KINDS) kind: LiabilityKind;
  /** ISO 4217. Left out: every currency that has none of its own. */
  @Optional() @Currency() currency?: string;
  /** Hundredths of a per cent: 1,250 is 12.5 %. */
  @Int({ min: 0, max: 10_000 }) basisPoints: number;
}

/** What points are worth in the books, and what of everything is expected never to be redeemed. */
export class LiabilityEstimateBody {
  /** The price of points by currency, also between stores. A currency that is left out has none. */
  @Many(() => PointsPriceShape, { max: 60 }) pointsPrices: PointsPriceShape[];
  /** What is left out is expected to be redeemed in full. */
  @Many(() => BreakageShape, { max: 200 }) breakage: BreakageShape[];
}

/** The estimate in force. */
export class LiabilityEstimateAnswer extends LiabilityEstimateBody {
  /** From 1 on; 0: the chain has made none yet. */
  @Int() version: number;
  /** In force from then on. Absent: the chain has made none yet. */
  @Optional() @Instant() since?: string;
  @Revision() revision: number;
}

/** Why a month is opened again. */
export class ReopenLiabilityMonthBody {
  /** A code of the chain's list (`PUT /v1/loyalty/reasons`, `reopening`), never free text. */
  @Code() reason: string;
}

/** A kind in a currency, as it was closed. */
export class ClosedLiabilityAnswer extends LiabilityFlowsAnswer {
  /** What is owed. */
  @OneOf(LIABILITY_KINDS) kind: LiabilityKind;
  @Optional() @Currency() currency?: string;
  /** Owed when the month began. */
  @Int() opening: number;
  /** Owed when it ended. */
  @Int() closing: number;
  /** Worth by the estimate, in minor units of the currency. Absent: points have no price in it. */
  @Optional() @Cents() valueCents?: number;
  /** Of that, what was expected never to be redeemed. */
  @Optional() @Cents() breakageCents?: number;
}

/** What moved since the month was closed. */
class MovedLiabilityAnswer {
  /** What is owed. */
  @OneOf(LIABILITY_KINDS) kind: LiabilityKind;
  @Optional() @Currency() currency?: string;
  /** What the opening says more now. */
  @Int() opening: number;
  /** What the closing says more now. */
  @Int() closing: number;
}

/** A close of the month. */
class LiabilityCloseEntryAnswer {
  /** 1 is the first; each reopening is followed by the next. */
  @Int() closeNo: number;
  /** When it was closed. */
  @Instant() closedAt: string;
  /** The version of the estimate that it was closed by. */
  @Int() estimateVersion: number;
  /** As it was closed. */
  @Many(() => ClosedLiabilityAnswer) rows: ClosedLiabilityAnswer[];
}

/** A month of what a store owes its customers, and how it was closed. */
export class LiabilityCloseAnswer {
  @Text() storeId: string;
  /** `YYYY-MM`. */
  @Text() month: string;
  /** Midnight at the store, when it begins. */
  @Instant() from: string;
  /** And when it ends. */
  @Instant() to: string;
  /** Whether it is closed now. */
  @OneOf(['open', 'closed']) status: 'open' | 'closed';
  /** What it comes to now, late facts included. */
  @Many(() => ClosedLiabilityAnswer) books: ClosedLiabilityAnswer[];
  /** What moved since the last close: facts that were heard late. Empty where nothing did, or it was never closed. */
  @Many(() => MovedLiabilityAnswer) movedSinceClose: MovedLiabilityAnswer[];
  /** All closes, the first one first. */
  @Many(() => LiabilityCloseEntryAnswer) closes: LiabilityCloseEntryAnswer[];
  @Revision() revision: number;
}
