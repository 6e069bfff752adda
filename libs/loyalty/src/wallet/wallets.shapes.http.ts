import {
  Cents,
  Code,
  Currency,
  Flag,
  Id,
  Instant,
  Int,
  Many,
  Nested,
  OneOf,
  Optional,
  Revision,
  StoreId,
  Text,
} from '@chignon/service-kit';
import { REFUND_POLICIES, type RefundPolicy } from './refund-policies.js';
import { TopUpTermsAnswer } from './terms.shapes.http.js';

/** Money that a customer pays in. */
export class TopUpBody {
  /** The store that takes the money, in whose currency the terms must be. */
  @StoreId() storeId: string;
  /** The terms that it is sold by. */
  @Id() termsId: string;
  /** How it is paid: a tender of the chain, such as `cash` or `card`. Money only: points, deposits and stored value buy no stored value. */
  @Code() tender: string;
}

/** What is left of a top-up is paid out. */
export class WalletRefundBody {
  /** The store that pays it out. */
  @StoreId() storeId: string;
  /** The top-up that ends. */
  @Id() trancheId: string;
  /** By which policy: `cooling-off`, `no-fault`, `customer-fault` or `merchant-fault`. */
  @OneOf(REFUND_POLICIES) policy: RefundPolicy;
  /** How it is paid out, such as `cash`: in money. */
  @Code() tender: string;
  /** Whether gifts were brought back. Left out: no. */
  @Optional() @Flag() giftsReturned?: boolean;
}

/** One top-up and what is left of it. */
export class TrancheAnswer {
  /** Names the top-up. */
  @Text() trancheId: string;
  /** The store that took the money. */
  @Text() storeId: string;
  /** When the money was taken. */
  @Instant() issuedAt: string;
  /** Version of the terms that it was sold by. */
  @Nested(() => TopUpTermsAnswer) terms: TopUpTermsAnswer;
  /** Principal that is left, in minor units of the wallet's currency. */
  @Cents() principalCents: number;
  /** Bonus that is left, in minor units of the wallet's currency. */
  @Cents() bonusCents: number;
  /** Bonus that expired unspent, in minor units of the wallet's currency. */
  @Cents() expiredCents: number;
  /** When the bonus ends. Absent: never. */
  @Optional() @Instant() bonusExpiresAt?: string;
  /** Until then the customer may go back on it. */
  @Instant() coolingOffUntil: string;
}

/** What a customer has stored in one currency. Amounts in its minor units. */
export class WalletAnswer {
  @Text() customerId: string;
  @Currency() currency: string;
  /** May be spent now: principal and bonus less what is owed; below 0 it is owed. */
  @Cents() availableCents: number;
  /** Principal that is left: at most so much is paid out. */
  @Cents() principalCents: number;
  /** Bonus that is left: a discount on what is paid with it. */
  @Cents() bonusCents: number;
  /** Kept for bills that are not settled yet. */
  @Cents() heldCents: number;
  /** Taken by bills after it was spent otherwise. */
  @Cents() owedCents: number;
  /** Every top-up, the oldest first. */
  @Many(() => TrancheAnswer) tranches: TrancheAnswer[];
  /** The instant that was asked for; absent: it is now. */
  @Optional() @Instant() asOf?: string;
  /** What was written down by then counts; absent: all that is known now. */
  @Optional() @Instant() knownAt?: string;
  /** Of the wallet's ledger, 0 before the first entry; absent with `asOf`. */
  @Optional() @Revision() revision?: number;
}

/** A top-up that was taken. */
export class ToppedUpAnswer {
  /** Names the top-up. */
  @Text() trancheId: string;
  /** The wallet after it. */
  @Nested(() => WalletAnswer) wallet: WalletAnswer;
}

/** What was paid out. */
export class WalletRefundAnswer {
  /** The top-up that was paid out. */
  @Text() trancheId: string;
  /** The policy that it was reckoned by. */
  @OneOf(REFUND_POLICIES) policy: RefundPolicy;
  /** What the customer gets, in minor units of the currency; at most the unspent principal. */
  @Int() refundCents: number;
  /** Gifts that were taken off, in minor units of the currency. */
  @Cents() giftCents: number;
  /** Principal that left the wallet, in minor units of the currency. */
  @Cents() principalCents: number;
  /** Bonus that left the wallet, in minor units of the currency. */
  @Cents() bonusCents: number;
  @Currency() currency: string;
  @Revision() revision: number;
}
