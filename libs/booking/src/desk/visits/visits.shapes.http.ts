import {
  Int,
  Many,
  Optional,
  Flag,
  StoreId,
  OneOf,
  Text,
  Cents,
  DateText,
  Limit,
  After,
  Texts,
  Instant,
  Currency,
  Nested,
  Revision,
} from '@chignon/service-kit';
import { OverrideAnswer, VisitWarning } from '../booking/service-gate.shapes.http.js';
import { SettlementAnswer } from './settlements.shapes.http.js';
import { MaterialBody, PerformerBody } from './visit-lines.shapes.http.js';

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
  /** `service`: something done; `product`: something sold; `adjustment`: a discount, a tip or a deposit, named by its code. */
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
  /** `arrived`: here, nothing begun; `in-service`; `completed`: all done, not paid yet; `abandoned`: left without a bill; `settled`; `corrected`: settled, then put right or refunded; `voided`: never counted. */
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
  /** `service`: something done; `product`: something sold; `adjustment`: a discount, a tip or a deposit, named by its code. */
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
  /** `arrived`: here, nothing begun; `in-service`; `completed`: all done, not paid yet; `abandoned`: left without a bill; `settled`; `corrected`: settled, then put right or refunded; `voided`: never counted. */
  @Text() status: string;
  @Currency() currency: string;
  /** What is done, sold and adjusted, in the order in which it was added. */
  @Many(() => ListedVisitLine) lines: ListedVisitLine[];
  /** Net settled so far, in minor units of the currency, refunds and corrections included; 0 before settlement and after a void. */
  @Cents() netCents: number;
  /** Tax settled so far, in minor units of the currency, refunds and corrections included. */
  @Cents() taxCents: number;
}
