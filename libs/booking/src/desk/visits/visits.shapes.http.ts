import { SKU } from '@chignon/contracts';
import {
  Id,
  Int,
  Many,
  Optional,
  Flag,
  StoreId,
  OneOf,
  Text,
  Cents,
  Code,
  Ids,
  DateText,
  Limit,
  After,
  Texts,
  Instant,
  Currency,
  Nested,
  Revision,
} from '@chignon/service-kit';
import { OverrideAnswer, OverrideBody, VisitWarning } from '../booking/service-gate.shapes.http.js';

const CENTS = 1_000_000_000;
/** What a visit that was opened may be. */
const VISIT_STATUSES = [
  'arrived',
  'in-service',
  'completed',
  'abandoned',
  'undone',
  'settled',
  'corrected',
  'voided',
] as const;

/** Who did a part of a line, and how much of it. */
export class PerformerBody {
  /** Who did a part of it. */
  @Id() staffId: string;
  /** Whole percent; the shares of a line sum to 100. */
  @Int({ min: 1, max: 100 }) sharePercent: number;
}

/** One service of somebody who came without an appointment. */
class WalkInServiceBody {
  @Id() serviceId: string;
  /** Who performs it, in shares that sum to 100 (R-VS-04). */
  @Many(() => PerformerBody, { min: 1, max: 10 }) performers: PerformerBody[];
  /** The customer asked for this person; default false. */
  @Optional() @Flag() requested?: boolean;
}

/** Somebody who comes without an appointment. */
export class WalkInBody {
  @StoreId() storeId: string;
  /** Who came; left out: nobody known. */
  @Optional() @Id() customerId?: string;
  /** What is to be done, as far as it is known at the door; left out: nothing yet. */
  @Optional() @Many(() => WalkInServiceBody, { max: 20 }) services?: WalkInServiceBody[];
  /** Lets it in although a service lacks what it asks for beforehand; kept with the line. Needs `booking.prerequisites:override`. Left out: the store's `prerequisiteGate` decides. */
  @Optional() @Nested(() => OverrideBody) overridePrerequisite?: OverrideBody;
}

/** A service of the catalogue, a product by its SKU, or an adjustment by its code. */
export class NewVisitLineBody {
  /** `service`, `product` or `adjustment`, which decides what `itemId` names. Services are added before completion, the others until settlement. */
  @OneOf(['service', 'product', 'adjustment']) kind: 'service' | 'product' | 'adjustment';
  /** Service id, SKU, or the adjustment's code (`discount`, `deposit-used`, `tip`). A product is one that inventory has described; one that is bought no more is sold off. */
  @Text({ max: 64, matches: SKU }) itemId: string;
  /** Quantity in thousandths, 1000 is one; default 1000. */
  @Optional() @Int({ min: 1, max: 1_000_000_000 }) quantityMilli?: number;
  /** Price of the whole line; needed for adjustments, and for products that inventory prices in another currency. Else it is the catalogue's: another one needs `reason`, and a right or a limit of your role. Below 0 it is a discount, of adjustments only. */
  @Optional() @Cents({ min: -CENTS, max: CENTS }) priceCents?: number;
  /** Who does or sells it, in shares that sum to 100 (R-VS-04); needed for services, left out elsewhere: nobody. */
  @Optional() @Many(() => PerformerBody, { max: 10 }) performers?: PerformerBody[];
  /** The customer asked for this person; default false. */
  @Optional() @Flag() requested?: boolean;
  /** Which taxes it bears; default: those of its kind, adjustments none. */
  @Optional() @OneOf(['service', 'product', 'none']) taxClass?: 'service' | 'product' | 'none';
  /** Earns points; default true for services and products. Adjustments never do. */
  @Optional() @Flag() earning?: boolean;
  /** Why the price is not the catalogue's: a code of the chain's till rules. */
  @Optional() @Code() reason?: string;
  /** Of a discount: the lines that it takes something off. Left out: all services and products, by their prices. */
  @Optional() @Ids({ min: 1, max: 200 }) reduces?: string[];
  /** Lets it in although a service lacks what it asks for beforehand; kept with the line. Needs `booking.prerequisites:override`. Left out: the store's `prerequisiteGate` decides. */
  @Optional() @Nested(() => OverrideBody) overridePrerequisite?: OverrideBody;
}

/** Why: a code. */
export class ReasonBody {
  /** A code of the chain's till rules for this, never free text. */
  @Code() reason: string;
}

/** Why a visit never counted. */
export class VoidBody extends ReasonBody {
  /** Where the store has closed the month of the visit: why it is put right all the same, a code of the chain's till rules (`correct-closed-month`). Needs `booking.closed-months:correct`. */
  @Optional() @Code() closedMonthReason?: string;
}

/** Which service begins. */
export class StartBody {
  @Id() lineId: string;
  /** The step that begins, by its name; left out: the next one. */
  @Optional() @Code() step?: string;
  /** Lets it in although a service lacks what it asks for beforehand; kept with the line. Needs `booking.prerequisites:override`. Left out: the store's `prerequisiteGate` decides. */
  @Optional() @Nested(() => OverrideBody) overridePrerequisite?: OverrideBody;
}

/** An amount of one product that was used. */
export class MaterialBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** Quantity in thousandths of `unit`: 37.5 g is 37500. */
  @Int({ min: 0, max: 1_000_000_000 }) quantityMilli: number;
  /** The product's use unit or stock unit, such as `g`, `ml` or `piece`. */
  @Code(16) unit: string;
}

/** All material that was really used for a line. */
export class UseBody {
  /** Everything really used for the line; replaces the plan, empty: nothing. */
  @Many(() => MaterialBody, { max: 50 }) actualUse: MaterialBody[];
}

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

/** Which visits of a store are listed. */
export class VisitQuery {
  @StoreId() storeId: string;
  /** Business date. Left out: the store's today; where `status` is given all days, the earliest first. */
  @Optional() @DateText() date?: string;
  /** Those of this status alone: `arrived` and `in-service` are under way, `completed` is not settled yet. Left out: all. */
  @Optional() @OneOf(VISIT_STATUSES) status?: (typeof VISIT_STATUSES)[number];
  @Limit() limit?: number;
  @After() after?: string;
}

/** An amount of tax by its code. */
class VisitMoney {
  /** Code of the tax, as the store's taxes name it. */
  @Text() code: string;
  /** The tax, in minor units of the store's currency. */
  @Cents() cents: number;
}

/** What a visit comes to. */
export class VisitBill {
  @Cents() netCents: number;
  @Cents() taxCents: number;
  /** Net and tax together, which the tenders must sum to. */
  @Cents() grossCents: number;
  /** The tax of the bill by code; together `taxCents`. */
  @Many(() => VisitMoney) taxes: VisitMoney[];
}

/** A phase of a service. */
class VisitStep {
  /** Name of the phase of the service, such as `develop`. */
  @Text() name: string;
  /** Planned minutes of the phase. */
  @Int() minutes: number;
}

/** A line of a visit: a service, a product or an adjustment. */
class VisitLineAnswer {
  @Text() lineId: string;
  /** `service`, `product` or `adjustment`. */
  @Text() kind: string;
  /** Service id, SKU, or the adjustment's code. */
  @Text() itemId: string;
  @Optional() @Text() serviceGroup?: string;
  /** Version of the service whose price, duration and recipe count for this line (R-BK-06); 0: imported. */
  @Optional() @Int() catalogueVersion?: number;
  /** Quantity in thousandths: 1000 is one. */
  @Int() quantityMilli: number;
  @Cents() priceCents: number;
  /** What the catalogue asks; absent where it was not asked. */
  @Optional() @Cents() listCents?: number;
  /** Code of why the price is another than the catalogue's; absent: it is the catalogue's. */
  @Optional() @Text() priceReason?: string;
  /** Somebody without a limit gave the price or the discount. */
  @Optional() @Flag() approved?: boolean;
  /** Of a discount: the lines that it takes something off; absent: all services and products, by their prices. */
  @Optional() @Texts() reduces?: string[];
  /** Which taxes it bears: those on services, those on products, or `none`. */
  @Text() taxClass: string;
  /** Who does or sells it, in shares that sum to 100; may be empty for products and adjustments. */
  @Many(() => PerformerBody) performers: PerformerBody[];
  /** The customer asked for this person, rather than for whoever's turn it was. */
  @Flag() requested: boolean;
  /** Seniority of who performs it, as it was when the line was made; absent: none is kept. */
  @Optional() @Text() level?: string;
  /** Minutes that the service should take, buffers included; 0 for products, adjustments and imported lines. */
  @Int() plannedMinutes: number;
  /** The phases of the service in order, which are begun one by one; empty for products and adjustments. */
  @Many(() => VisitStep) steps: VisitStep[];
  /** Material by the recipe of the catalogue version; what stock is reduced by unless `actualUse` says otherwise. */
  @Many(() => MaterialBody) plannedUse: MaterialBody[];
  /** Whether it earns loyalty points once it is settled. */
  @Flag() earning: boolean;
  /** Name of the step that it is in; absent: not begun. */
  @Optional() @Text() step?: string;
  /** When the first step began; absent: not begun. */
  @Optional() @Instant() startedAt?: string;
  /** When the service ended; absent: not yet. */
  @Optional() @Instant() finishedAt?: string;
  /** Minutes from the first step to the end, rounded; absent: not ended. */
  @Optional() @Int() actualMinutes?: number;
  /** Material really used, which replaces the plan; absent: nobody recorded any. */
  @Optional() @Many(() => MaterialBody) actualUse?: MaterialBody[];
  /** Somebody let the service in without what it asks for beforehand; absent: nobody had to. */
  @Optional() @Nested(() => OverrideAnswer) override?: OverrideAnswer;
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
  /** `service`, `product` or `adjustment`. */
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
class SettlementAnswer {
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

/** A visit with its lines and its bill. */
export class VisitAnswer {
  @Text() visitId: string;
  @Text() storeId: string;
  /** Whose visit it is; absent: nobody was named. */
  @Optional() @Text() customerId?: string;
  /** The appointment that it keeps; absent for walk-ins. */
  @Optional() @Text() appointmentId?: string;
  /** How it came about: `appointment`, `walk-in` or `import`. */
  @Text() origin: string;
  @DateText() businessDate: string;
  /** `arrived`, `in-service`, `completed`, `abandoned`, `settled`, `corrected`, `voided`. */
  @Text() status: string;
  @Currency() currency: string;
  /** What is done, sold and adjusted, in the order in which it was added. */
  @Many(() => VisitLineAnswer) lines: VisitLineAnswer[];
  /** Before settlement what it would come to; afterwards what was settled in all. */
  @Nested(() => VisitBill) bill: VisitBill;
  /** The bill and its refunds and corrections, in order; empty before settlement. */
  @Many(() => SettlementAnswer) settlements: SettlementAnswer[];
  /** Of a visit under way: services that lack what they ask for beforehand, such as a patch test, and that nobody let in; absent: none. */
  @Optional() @Many(() => VisitWarning) warnings?: VisitWarning[];
  @Revision() revision: number;
}

/** A line of a visit in a list. */
class ListedVisitLine {
  @Text() lineId: string;
  /** `service`, `product` or `adjustment`. */
  @Text() kind: string;
  /** Service id, SKU, or the adjustment's code. */
  @Text() itemId: string;
  /** Who does or sells it; may be empty for products and adjustments. */
  @Texts() staffIds: string[];
  /** Price of the line, in minor units of the currency. */
  @Cents() priceCents: number;
}

/** A visit in a list. */
export class ListedVisitAnswer {
  @Text() visitId: string;
  @Text() storeId: string;
  @DateText() businessDate: string;
  /** Whose visit it is; absent: nobody was named. */
  @Optional() @Text() customerId?: string;
  /** The appointment that it keeps; absent for walk-ins. */
  @Optional() @Text() appointmentId?: string;
  /** `arrived`, `in-service`, `completed`, `abandoned`, `settled`, `corrected`, `voided`. */
  @Text() status: string;
  @Currency() currency: string;
  /** What is done, sold and adjusted, in the order in which it was added. */
  @Many(() => ListedVisitLine) lines: ListedVisitLine[];
  /** Net settled so far, in minor units of the currency, refunds and corrections included; 0 before settlement and after a void. */
  @Cents() netCents: number;
  /** Tax settled so far, in minor units of the currency, refunds and corrections included. */
  @Cents() taxCents: number;
}
