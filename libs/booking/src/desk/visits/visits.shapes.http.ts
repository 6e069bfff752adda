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

const CENTS = 1_000_000_000;

export class PerformerBody {
  @Id() staffId: string;
  /** Whole percent; the shares of a line sum to 100. */
  @Int({ min: 1, max: 100 }) sharePercent: number;
}

class WalkInServiceBody {
  @Id() serviceId: string;
  @Many(() => PerformerBody, { min: 1, max: 10 }) performers: PerformerBody[];
  /** The customer asked for this person; default false. */
  @Optional() @Flag() requested?: boolean;
}

export class WalkInBody {
  @StoreId() storeId: string;
  /** Left out: nobody known. */
  @Optional() @Id() customerId?: string;
  @Optional() @Many(() => WalkInServiceBody, { max: 20 }) services?: WalkInServiceBody[];
}

/** A service of the catalogue, a product by its SKU, or an adjustment by its code. */
export class NewVisitLineBody {
  @OneOf(['service', 'product', 'adjustment']) kind: 'service' | 'product' | 'adjustment';
  /** Service id, SKU, or the adjustment's code (`discount`, `deposit-used`, `tip`). A product is one that inventory has described; one that is bought no more is sold off. */
  @Text({ max: 64, matches: SKU }) itemId: string;
  /** Thousandths; default 1000. */
  @Optional() @Int({ min: 1, max: 1_000_000_000 }) quantityMilli?: number;
  /** Price of the whole line; needed for adjustments, and for products that inventory prices in another currency. Else it is the catalogue's: another one needs `reason`, and a right or a limit of your role. Below 0 it is a discount, of adjustments only. */
  @Optional() @Cents({ min: -CENTS, max: CENTS }) priceCents?: number;
  @Optional() @Many(() => PerformerBody, { max: 10 }) performers?: PerformerBody[];
  @Optional() @Flag() requested?: boolean;
  /** Which taxes it bears; default: those of its kind, adjustments none. */
  @Optional() @OneOf(['service', 'product', 'none']) taxClass?: 'service' | 'product' | 'none';
  /** Earns points; default true for services and products. Adjustments never do. */
  @Optional() @Flag() earning?: boolean;
  /** Why the price is not the catalogue's: a code of the chain's till rules. */
  @Optional() @Code() reason?: string;
  /** Of a discount: the lines that it takes something off. Left out: all services and products, by their prices. */
  @Optional() @Ids({ min: 1, max: 200 }) reduces?: string[];
}

export class ReasonBody {
  /** A code of the chain's till rules for this, never free text. */
  @Code() reason: string;
}

export class StartBody {
  @Id() lineId: string;
  /** Left out: the next step. */
  @Optional() @Code() step?: string;
}

export class MaterialBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** Thousandths of `unit`. */
  @Int({ min: 0, max: 1_000_000_000 }) quantityMilli: number;
  /** The product's use unit or stock unit. */
  @Code(16) unit: string;
}

export class UseBody {
  /** Everything really used for the line; replaces the plan, empty: nothing. */
  @Many(() => MaterialBody, { max: 50 }) actualUse: MaterialBody[];
}

export class TenderBody {
  /** `cash`, `card`, … as the chain's till rules list them. */
  @Code(32) kind: string;
  @Cents({ min: -CENTS, max: CENTS }) cents: number;
}

class LinePriceBody {
  @Id() lineId: string;
  @Cents({ min: -CENTS, max: CENTS }) priceCents: number;
  /** Why it is another than the list's: a code of the chain's till rules. */
  @Optional() @Code() reason?: string;
}

export class SettleBody {
  /** 1, the default; refunds and corrections make the later ones. */
  @Optional() @Int({ min: 1, max: 1000 }) settlementNo?: number;
  /** Number of the bill, shared by visits settled together; default: the visit's own id. Events carry what stands for it. */
  @Optional() @Id() billId?: string;
  /** Prices of lines that are not their own: with a reason, and within what your role may. */
  @Optional() @Many(() => LinePriceBody, { max: 200 }) lines?: LinePriceBody[];
  /** Each more than 0; together the gross of the bill. */
  @Many(() => TenderBody, { max: 20 }) tenders: TenderBody[];
}

class RefundItemBody {
  @Id() lineId: string;
  @Int({ min: 1, max: 1_000_000_000 }) quantityMilli: number;
}

export class RefundBody extends ReasonBody {
  @Many(() => RefundItemBody, { min: 1, max: 200 }) items: RefundItemBody[];
  /** Each negative; together what is given back, and of each kind at most what was paid by it. */
  @Many(() => TenderBody, { max: 20 }) tenders: TenderBody[];
}

class CorrectionItemBody {
  @Id() lineId: string;
  /** What the line should have cost before tax. */
  @Optional() @Cents({ min: -CENTS, max: CENTS }) netCents?: number;
  @Optional() @Many(() => PerformerBody, { min: 1, max: 10 }) performers?: PerformerBody[];
}

export class CorrectBody extends ReasonBody {
  @Many(() => CorrectionItemBody, { min: 1, max: 50 }) items: CorrectionItemBody[];
  /** Together the difference, all of its sign; none when it is 0. What goes back does so by the kinds that paid. */
  @Many(() => TenderBody, { max: 20 }) tenders: TenderBody[];
}

export class VisitQuery {
  @StoreId() storeId: string;
  /** Business date. */
  @DateText() date: string;
  @Limit() limit?: number;
  @After() after?: string;
}

class VisitMoney {
  @Text() code: string;
  @Cents() cents: number;
}

class VisitBill {
  @Cents() netCents: number;
  @Cents() taxCents: number;
  /** What the tenders sum to. */
  @Cents() grossCents: number;
  @Many(() => VisitMoney) taxes: VisitMoney[];
}

class VisitStep {
  @Text() name: string;
  @Int() minutes: number;
}

class VisitLineAnswer {
  @Text() lineId: string;
  @Text() kind: string;
  @Text() itemId: string;
  @Optional() @Text() serviceGroup?: string;
  @Optional() @Int() catalogueVersion?: number;
  @Int() quantityMilli: number;
  @Cents() priceCents: number;
  /** What the catalogue asks; absent where it was not asked. */
  @Optional() @Cents() listCents?: number;
  @Optional() @Text() priceReason?: string;
  /** Somebody without a limit gave the price or the discount. */
  @Optional() @Flag() approved?: boolean;
  @Optional() @Texts() reduces?: string[];
  @Text() taxClass: string;
  @Many(() => PerformerBody) performers: PerformerBody[];
  @Flag() requested: boolean;
  @Optional() @Text() level?: string;
  @Int() plannedMinutes: number;
  @Many(() => VisitStep) steps: VisitStep[];
  @Many(() => MaterialBody) plannedUse: MaterialBody[];
  @Flag() earning: boolean;
  /** The step it is in. */
  @Optional() @Text() step?: string;
  @Optional() @Instant() startedAt?: string;
  @Optional() @Instant() finishedAt?: string;
  @Optional() @Int() actualMinutes?: number;
  @Optional() @Many(() => MaterialBody) actualUse?: MaterialBody[];
}

class DiscountAnswer {
  /** Code of the discount, or of the reason for the price. */
  @Text() source: string;
  @Cents() cents: number;
}

class SettledLineAnswer {
  @Text() lineId: string;
  @Text() kind: string;
  @Text() itemId: string;
  @Int() quantityMilli: number;
  @Cents() netCents: number;
  @Cents() taxCents: number;
  /** The settled line that it corrects or refunds. */
  @Optional() @Text() refersTo?: string;
  /** What net and tax are without already, in the terms of the store's prices. */
  @Optional() @Many(() => DiscountAnswer) discounts?: DiscountAnswer[];
}

class SettlementAnswer {
  @Int() settlementNo: number;
  @Text() billId: string;
  @Instant() settledAt: string;
  @Cents() netCents: number;
  @Cents() taxCents: number;
  @Many(() => SettledLineAnswer) lines: SettledLineAnswer[];
  @Many(() => TenderBody) tenders: TenderBody[];
  @Optional() @Text() reason?: string;
}

export class VisitAnswer {
  @Text() visitId: string;
  @Text() storeId: string;
  @Optional() @Text() customerId?: string;
  @Optional() @Text() appointmentId?: string;
  @Text() origin: string;
  @DateText() businessDate: string;
  /** `arrived`, `in-service`, `completed`, `abandoned`, `settled`, `corrected`, `voided`. */
  @Text() status: string;
  @Currency() currency: string;
  @Many(() => VisitLineAnswer) lines: VisitLineAnswer[];
  /** Before settlement what it would come to; afterwards what was settled in all. */
  @Nested(() => VisitBill) bill: VisitBill;
  @Many(() => SettlementAnswer) settlements: SettlementAnswer[];
  @Revision() revision: number;
}

class ListedVisitLine {
  @Text() lineId: string;
  @Text() kind: string;
  @Text() itemId: string;
  @Texts() staffIds: string[];
  @Cents() priceCents: number;
}

export class ListedVisitAnswer {
  @Text() visitId: string;
  @Text() storeId: string;
  @DateText() businessDate: string;
  @Optional() @Text() customerId?: string;
  @Optional() @Text() appointmentId?: string;
  @Text() status: string;
  @Currency() currency: string;
  @Many(() => ListedVisitLine) lines: ListedVisitLine[];
  @Cents() netCents: number;
  @Cents() taxCents: number;
}
