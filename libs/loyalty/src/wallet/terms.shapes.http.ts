import {
  Cents,
  Code,
  Currency,
  Flag,
  Int,
  Many,
  OneOf,
  Optional,
  Revision,
  Text,
} from '@chignon/service-kit';
import {
  GIFT_POLICIES,
  type GiftPolicy,
  SPEND_POLICIES,
  type SpendPolicy,
} from './top-up-terms.js';

const MOST = 1_000_000_000;

/** Something given with a top-up. */
export class TopUpGiftShape {
  /** What it is, a code such as `free-wash`. */
  @Code() code: string;
  /** What it is worth when it is given, in minor units of the currency (R-SV-05). */
  @Cents({ min: 0, max: MOST }) cents: number;
}

/** Terms of a top-up: what is paid, what is added, how it is spent and what becomes of it. */
export class TopUpTermsBody {
  @Currency() currency: string;
  /** What the customer pays, in minor units of the currency; at most the limit of the currency. */
  @Cents({ min: 1, max: MOST }) principalCents: number;
  /** What the chain adds, in minor units of the currency. It is a discount on what is paid with it, and is never paid out. */
  @Cents({ min: 0, max: MOST }) bonusCents: number;
  /** Which part a payment takes. `pro-rata` (default): both, in the proportion in which they were sold. */
  @Optional() @OneOf(SPEND_POLICIES) spendPolicy?: SpendPolicy;
  /** The bonus ends at midnight of the issuing store after so many months. Left out: never. */
  @Optional() @Int({ min: 1, max: 120 }) bonusMonths?: number;
  /** Days in which the customer may go back on it without a reason. Left out: 7 in `CNY`, else 0. */
  @Optional() @Int({ min: 0, max: 365 }) coolingOffDays?: number;
  /** What is given with it. Left out: nothing. */
  @Optional() @Many(() => TopUpGiftShape, { max: 20 }) gifts?: TopUpGiftShape[];
  /** What becomes of gifts on a refund: `deducted` (default), `returned` (deducted unless brought back) or `waived`. */
  @Optional() @OneOf(GIFT_POLICIES) giftsOnRefund?: GiftPolicy;
  /** Whether it is sold now. Left out: yes. */
  @Optional() @Flag() offered?: boolean;
}

/** One version of the terms of a top-up. */
export class TopUpTermsAnswer {
  /** Names the terms. */
  @Text() termsId: string;
  /** Grows with each change; a top-up keeps the version that it was sold by. */
  @Int() version: number;
  @Currency() currency: string;
  /** What the customer pays, in minor units of the currency. */
  @Cents() principalCents: number;
  /** What the chain adds, in minor units of the currency. */
  @Cents() bonusCents: number;
  /** Which part a payment takes. */
  @OneOf(SPEND_POLICIES) spendPolicy: SpendPolicy;
  /** The bonus ends at midnight of the issuing store after so many months. Absent: never. */
  @Optional() @Int() bonusMonths?: number;
  /** Days in which the customer may go back on it without a reason. */
  @Int() coolingOffDays: number;
  /** What is given with it. */
  @Many(() => TopUpGiftShape) gifts: TopUpGiftShape[];
  /** What becomes of gifts on a refund. */
  @OneOf(GIFT_POLICIES) giftsOnRefund: GiftPolicy;
  /** Whether it is sold now. */
  @Flag() offered: boolean;
}

/** Most that one top-up may be in a currency. */
export class TopUpLimitShape {
  @Currency() currency: string;
  /** Most that is paid at once, in minor units of the currency. */
  @Cents({ min: 1, max: MOST }) maxCents: number;
}

/** The limits of top-ups. */
export class TopUpLimitsBody {
  /** Replaces the whole list. A currency that is not in it has no limit. */
  @Many(() => TopUpLimitShape, { max: 60 }) limits: TopUpLimitShape[];
}

/** The limits in force. */
export class TopUpLimitsAnswer {
  /** By currency; one that is not listed has no limit. */
  @Many(() => TopUpLimitShape) limits: TopUpLimitShape[];
  /** 0: the chain has set none yet, and these are the usual ones. */
  @Revision() revision: number;
}
