/* What a top-up is sold by, and how much may be topped up at once. Pure. */
import type { Collection } from '@chignon/eventing';

/** Which part a payment takes (R-SV-02). `pro-rata`: principal and bonus as they were sold, by a running total. */
export const SPEND_POLICIES = ['pro-rata', 'principal-first', 'bonus-first'] as const;
export type SpendPolicy = (typeof SPEND_POLICIES)[number];

/** What becomes of gifts when the rest is paid out (R-SV-05). `returned`: deducted unless they were brought back. */
export const GIFT_POLICIES = ['deducted', 'returned', 'waived'] as const;
export type GiftPolicy = (typeof GIFT_POLICIES)[number];

/** Given with a top-up, valued when it was given. */
export interface TopUpGift {
  readonly code: string;
  /** Minor units. */
  readonly cents: number;
}

/** One version of the terms of a top-up. A tranche keeps the version that it was sold by, whatever follows. Amounts in minor units. */
export interface TopUpTerms {
  readonly termsId: string;
  readonly version: number;
  /** ISO 4217. */
  readonly currency: string;
  /** What the customer pays. */
  readonly principalCents: number;
  /** What the chain adds; it is a discount on what is paid with it, and never becomes principal. */
  readonly bonusCents: number;
  readonly spendPolicy: SpendPolicy;
  /** The bonus ends at local midnight of the issuing store after so many months; absent: never. Principal never ends. */
  readonly bonusMonths?: number;
  /** Days in which the customer may go back on it without a reason (R-SV-04). */
  readonly coolingOffDays: number;
  readonly gifts: readonly TopUpGift[];
  readonly giftsOnRefund: GiftPolicy;
  /** Whether it is sold now. */
  readonly offered: boolean;
}

/** The terms of the chain as they are now; `id` is the terms' id. */
export const topUpTerms: Collection<TopUpTerms & { readonly id: string }> = {
  name: 'loyalty.top-up-terms',
  indexes: { byId: { fields: ['id'] } },
};

/** Most that one top-up may be, in minor units of the currency. */
export interface TopUpLimit {
  readonly currency: string;
  readonly maxCents: number;
}
export const topUpLimits: Collection<{
  readonly id: string;
  readonly limits: readonly TopUpLimit[];
}> = {
  name: 'loyalty.top-up-limits',
  indexes: {},
};
export const CURRENT_LIMITS = 'current';

/** Until the chain sets its own: single-purpose prepaid cards in the customer's name hold at most 5,000 yuan in China. */
export const DEFAULT_LIMITS: readonly TopUpLimit[] = [{ currency: 'CNY', maxCents: 5_000_00 }];
