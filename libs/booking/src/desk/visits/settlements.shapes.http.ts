import {
  Id,
  Int,
  Many,
  Optional,
  OneOf,
  Text,
  Cents,
  Code,
  Ids,
  Instant,
  Currency,
} from '@chignon/service-kit';
import { PerformerBody, ReasonBody } from './visit-lines.shapes.http.js';

const CENTS = 1_000_000_000;

/** A part of how a bill is paid. */
export class TenderBody {
  /** `cash`, `card`, … as the chain's till rules list them. */
  @Code(32) kind: string;
  /** What is paid by it, in minor units of the store's currency; negative where money goes back. */
  @Cents({ min: -CENTS, max: CENTS }) cents: number;
}

/** A tender that pays a part of the bill. */
export class SettleTenderBody extends TenderBody {
  /** Of a kind that a context owns: what it answered when it was asked to reserve, unchanged. A deposit may do without: it is reserved with the settlement. */
  @Optional() @Text({ max: 4096 }) reservation?: string;
}

/** A part of what goes back, to the tender that paid. */
class PayBackTenderBody extends TenderBody {
  /** Of a kind that a context owns, where several reservations paid: the one that it goes back to. Left out: the last one first. */
  @Optional() @Text({ max: 64 }) reservationId?: string;
}

/** A discount that a context owns, such as a coupon: it takes a part off the lines. */
class SettleDiscountBody {
  /** Kind of the discount, as its owner names it (`GET /v1/<context>/tenders`). */
  @Code(32) kind: string;
  /** What it takes off, in the terms of the store's prices: as much as was reserved. */
  @Cents({ min: 1, max: CENTS }) cents: number;
  /** What its owner answered when it was asked to reserve, unchanged. */
  @Text({ max: 4096 }) reservation: string;
  /** The lines that it takes something off. Left out: all services and products, by their prices. */
  @Optional() @Ids({ min: 1, max: 200 }) reduces?: string[];
}

/** The price of one line, where it is not its own. */
class LinePriceBody {
  /** The line whose price is another. */
  @Id() lineId: string;
  /** Its price, in minor units of the store's currency, in the terms of the store's prices: with tax where they include it. */
  @Cents({ min: -CENTS, max: CENTS }) priceCents: number;
  /** Why it is another than the list's: a code of the chain's till rules. */
  @Optional() @Code() reason?: string;
}

/** How a bill is settled. */
export class SettleBody {
  /** 1, the default; refunds and corrections make the later ones. */
  @Optional() @Int({ min: 1, max: 1000 }) settlementNo?: number;
  /** Number of the bill, shared by visits settled together; default: the visit's own id. Events carry what stands for it. */
  @Optional() @Id() billId?: string;
  /** Prices of lines that are not their own: with a reason, and within what your role may. */
  @Optional() @Many(() => LinePriceBody, { max: 200 }) lines?: LinePriceBody[];
  /** Each more than 0; together the gross of the bill. */
  @Many(() => SettleTenderBody, { max: 20 }) tenders: SettleTenderBody[];
  /** Discounts that their owners reserved, beside those that stand on the visit as lines. */
  @Optional() @Many(() => SettleDiscountBody, { max: 20 }) discounts?: SettleDiscountBody[];
}

/** What of one line is taken back. */
class RefundItemBody {
  /** The settled line that is taken back. */
  @Id() lineId: string;
  /** How much of the line is taken back, in thousandths; all refunds of a line together at most what was settled (R-VS-03). */
  @Int({ min: 1, max: 1_000_000_000 }) quantityMilli: number;
}

/** Why a visit never counted. */
export class VoidBody extends ReasonBody {
  /** Where the store has closed the month of the visit: why it is put right all the same, a code of the chain's till rules (`correct-closed-month`). Needs `booking.closed-months:correct`. */
  @Optional() @Code() closedMonthReason?: string;
}

/** What is refunded, and how the money goes back. */
export class RefundBody extends ReasonBody {
  /** What is taken back, a line of the bill each; 1 to 200. */
  @Many(() => RefundItemBody, { min: 1, max: 200 }) items: RefundItemBody[];
  /** Each negative; together what is given back, and of each kind at most what was paid by it. Left out: to accounts that paid first, then to other tenders, in cash last. */
  @Optional() @Many(() => PayBackTenderBody, { max: 20 }) tenders?: PayBackTenderBody[];
}

/** What is put right of one line. */
class CorrectionItemBody {
  /** The settled line that is put right. */
  @Id() lineId: string;
  /** What the line should have cost before tax. */
  @Optional() @Cents({ min: -CENTS, max: CENTS }) netCents?: number;
  /** Who really did it, in shares that sum to 100; left out: as settled. */
  @Optional() @Many(() => PerformerBody, { min: 1, max: 10 }) performers?: PerformerBody[];
}

/** What is put right of a settled bill. */
export class CorrectBody extends VoidBody {
  /** What is put right, a line of the bill each; 1 to 50. */
  @Many(() => CorrectionItemBody, { min: 1, max: 50 }) items: CorrectionItemBody[];
  /** Together the difference, all of its sign; none when it is 0. What goes back does so by the kinds that paid; left out, as in a refund. */
  @Optional() @Many(() => PayBackTenderBody, { max: 20 }) tenders?: PayBackTenderBody[];
}

/** Something that was taken off a line. */
class DiscountAnswer {
  /** Code of the discount, or of the reason for the price. */
  @Text() source: string;
  /** By how much less, in minor units of the store's currency. */
  @Cents() cents: number;
}

/** A line of a settlement. */
export class SettledLineAnswer {
  @Text() lineId: string;
  /** `service`: something done; `product`: something sold; `adjustment`: a discount, a tip or a deposit, named by its code. */
  @Text() kind: string;
  /** Service id, SKU, or the adjustment's code. */
  @Text() itemId: string;
  /** Quantity in thousandths; negative where it is taken back. */
  @Int() quantityMilli: number;
  /** Without tax, in minor units of the store's currency; of refunds and corrections the difference. */
  @Cents() netCents: number;
  /** Tax, in minor units of the store's currency; of refunds and corrections the difference. */
  @Cents() taxCents: number;
  /** The settled line that it corrects or refunds. */
  @Optional() @Text() refersTo?: string;
  /** What net and tax are without already, in the terms of the store's prices. */
  @Optional() @Many(() => DiscountAnswer) discounts?: DiscountAnswer[];
}

/** What was taken of one reservation, or went back to it. */
export class ReservedPartAnswer {
  /** The reservation, by the id that its owner answered. */
  @Text() reservationId: string;
  /** Context whose ledger it stands in. */
  @Text() owner: string;
  /** Kind of the tender or discount, such as `deposit`. */
  @Text() kind: string;
  /** `tender`: it paid a part of the bill; `discount`: it took something off its lines. */
  @OneOf(['tender', 'discount']) use: 'tender' | 'discount';
  /** The account that it was taken from, in the ledger of its owner. */
  @Text() account: string;
  /** How much, in minor units of the currency. Below 0: it went back. */
  @Cents() cents: number;
  /** Of `cents`, bonus that nobody paid for: a discount on the lines, in no tender. Absent: none is known of. */
  @Optional() @Cents() bonusCents?: number;
  @Currency() currency: string;
}

/** A bill, or a refund or correction of it. */
export class SettlementAnswer {
  /** 1 is the bill; later ones are refunds and corrections of it. */
  @Int() settlementNo: number;
  /** Number of the bill, shared by visits that were settled together. */
  @Text() billId: string;
  /** When it was settled. */
  @Instant() settledAt: string;
  /** Net of its lines, in minor units of the store's currency; negative where something goes back. */
  @Cents() netCents: number;
  /** Tax of its lines, in minor units of the store's currency; negative where something goes back. */
  @Cents() taxCents: number;
  /** The lines with net and tax; of refunds and corrections the differences, negative where something goes back. */
  @Many(() => SettledLineAnswer) lines: SettledLineAnswer[];
  /** How it was paid, by kind; negative where money goes back. */
  @Many(() => TenderBody) tenders: TenderBody[];
  /** Of tenders and discounts that a context owns: what was taken of each reservation, or went back to it. */
  @Optional() @Many(() => ReservedPartAnswer) reserved?: ReservedPartAnswer[];
  /** Code of why it was refunded or corrected; absent for the bill itself. */
  @Optional() @Text() reason?: string;
}
