import {
  LISTED,
  ReasonCodes,
  OneOf,
  Currency,
  Cents,
  Text,
  Int,
  Optional,
  Many,
  Texts,
  Revision,
} from '@chignon/service-kit';
import { REASON_KINDS, type ReasonKind } from '../till/reasons.js';

class ReasonListBody {
  /** What the reasons are given for, such as `refund`, `cancel` or `waive-fee`; of `rate-visit`: what was good or bad. */
  @OneOf(REASON_KINDS) kind: ReasonKind;
  /** The codes that are taken; others are refused with `reason-unknown`. */
  @ReasonCodes() codes: string[];
}

class PayOutBody {
  @Currency() currency: string;
  @Cents({ min: 0, max: 1_000_000_000 }) cents: number;
}

class TillLimitBody {
  /** A role of the platform: `front-desk`, `stylist`. Whoever may `booking.prices:override` has no limit. */
  @Text(32) role: string;
  /** Most that prices may be changed and discounts may take off, of the list price of the lines. */
  @Int({ min: 0, max: 100 }) discountPercent: number;
  /** Most that extras such as tips may add, of the price of the lines. */
  @Int({ min: 0, max: 1000 }) extraPercent: number;
  /** Most that may be given back on one visit: refunds, corrections and voids together, in minor units of the store's currency. */
  @Cents({ min: 0, max: 1_000_000_000 }) payOutCents: number;
  /** Where another number is meant in a currency. */
  @Optional() @Many(() => PayOutBody, { max: 50 }) payOuts?: PayOutBody[];
}

/** What is left out is as usual. */
export class TillRulesBody {
  /** Kinds of tender that settlements and refunds may name. Default `cash`, `card`, `transfer`, `wechat-pay`, `alipay`, `deposit`. */
  @Optional() @Texts({ min: 1, max: 50, of: { max: 32, matches: LISTED } }) tenders?: string[];
  /** Adjustments that take something off the lines of a bill. A number may follow: `promo-20` is `promo`. */
  @Optional() @Texts({ max: 100, of: { max: 40, matches: LISTED } }) discounts?: string[];
  /** Adjustments that add to a bill, such as `tip`. */
  @Optional() @Texts({ max: 100, of: { max: 40, matches: LISTED } }) extras?: string[];
  /** Codes of reasons by what they are given for. Kinds that are left out have their usual codes. */
  @Optional() @Many(() => ReasonListBody, { max: 50 }) reasons?: ReasonListBody[];
  /** By role; a role that is left out changes no price, gives no discount and gives nothing back. */
  @Optional() @Many(() => TillLimitBody, { max: 20 }) limits?: TillLimitBody[];
}

/** What holds. */
export class TillRulesAnswer {
  /** Kinds of tender that settlements and refunds may name. */
  @Texts() tenders: string[];
  /** Codes of adjustments that take something off the lines of a bill. */
  @Texts() discounts: string[];
  /** Codes of adjustments that add to a bill, such as `tip`. */
  @Texts() extras: string[];
  /** Codes of reasons by what they are given for. */
  @Many(() => ReasonListBody) reasons: ReasonListBody[];
  /** How far each role goes by itself at the till; a role that is not listed changes no price, gives no discount and gives nothing back. */
  @Many(() => TillLimitBody) limits: TillLimitBody[];
  /** Of the chain's document, if there is one. */
  @Optional() @Revision() revision?: number;
}
