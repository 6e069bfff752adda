/*
 * What is paid out when a customer leaves with something left (R-SV-03 to R-SV-05). Each policy has a name that stands in the ledger; counsel
 * says which one applies, not the code. None pays more than the principal that is unspent (W1), so that bonus never becomes money.
 */
import type { TrancheLeft } from './tranche.js';

export const REFUND_POLICIES = [
  'cooling-off',
  'no-fault',
  'customer-fault',
  'merchant-fault',
] as const;
export type RefundPolicy = (typeof REFUND_POLICIES)[number];

/** In minor units. */
export interface RefundDue {
  readonly refundCents: number;
  /** Gifts that were taken off. */
  readonly giftCents: number;
}

/**
 * `no-fault`: what was consumed is valued at what was paid for it, P/(P+B): the unspent principal, less gifts by the terms.
 * `customer-fault`: what was consumed is valued at its list price: principal less all that was used, less gifts by the terms.
 * `merchant-fault`, `cooling-off`: the unspent principal; gifts stay the customer's.
 */
export function refundDue(
  tranche: TrancheLeft,
  policy: RefundPolicy,
  giftsReturned: boolean,
): RefundDue {
  const { left, used, terms, principalCents } = tranche;
  const atList = principalCents - used.principalCents - used.bonusCents;
  const gross =
    policy === 'customer-fault'
      ? Math.max(0, Math.min(left.principalCents, atList))
      : left.principalCents;
  const waived =
    policy === 'merchant-fault' ||
    policy === 'cooling-off' ||
    terms.giftsOnRefund === 'waived' ||
    (terms.giftsOnRefund === 'returned' && giftsReturned);
  const gifts = waived ? 0 : terms.gifts.reduce((total, { cents }) => total + cents, 0);
  const giftCents = Math.min(gross, gifts);
  return { refundCents: gross - giftCents, giftCents };
}
