import { Type } from 'class-transformer';
import { IsArray, IsInt, IsString, Matches, Min, ValidateNested } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { CURRENCY, INSTANT } from '../parts.js';

export const WALLET_TOPIC = 'chignon.loyalty.wallet';

/** A customer paid money in, and the chain added a bonus to it. No revenue: that comes when it is spent. Key: the customer, as for all of this topic. */
@Published(WALLET_TOPIC, 1)
export class StoredValueToppedUp {
  @IsString() customerId: string;
  @Matches(CURRENCY) currency: string;
  /** Names what was sold. */
  @IsString() trancheId: string;
  /** The store that took the money and owes it. */
  @IsString() storeId: string;
  /** What was paid, in minor units. */
  @IsInt() @Min(1) principalCents: number;
  /** What was added, in minor units. */
  @IsInt() @Min(0) bonusCents: number;
  @IsString() termsId: string;
  @IsInt() @Min(1) termsVersion: number;
  /** How it was paid. */
  @IsString() tender: string;
  @Matches(INSTANT) toppedUpAt: string;
}

/** What a bill took of one top-up, or gave back to it. */
export class StoredValuePart {
  @IsString() trancheId: string;
  /** The store that issued it. */
  @IsString() storeId: string;
  /** Minor units; below 0: it goes back. */
  @IsInt() principalCents: number;
  /** Minor units; below 0: it goes back. A discount, no payment. */
  @IsInt() bonusCents: number;
}

/** A settlement took stored value, or gave it back. */
@Published(WALLET_TOPIC, 1)
export class StoredValueMoved {
  @IsString() customerId: string;
  @Matches(CURRENCY) currency: string;
  @IsString() reservationId: string;
  @IsString() visitId: string;
  /** The store where it was spent. */
  @IsString() storeId: string;
  /** Number of the settlement within the visit, or `void`. */
  @IsString() settlement: string;
  /** Minor units; below 0: it goes back. Principal, bonus, and what became or no longer is a debt. */
  @IsInt() cents: number;
  @IsInt() principalCents: number;
  @IsInt() bonusCents: number;
  /** By the top-ups that it comes from. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => StoredValuePart)
  issuers: StoredValuePart[];
  @Matches(INSTANT) movedAt: string;
}

/** Bonus of a top-up is over. Below 0: less was over than said before, since a settlement in time was heard later. */
@Published(WALLET_TOPIC, 1)
export class BonusExpired {
  @IsString() customerId: string;
  @Matches(CURRENCY) currency: string;
  @IsString() trancheId: string;
  /** The store that issued it. */
  @IsString() storeId: string;
  /** Minor units. */
  @IsInt() bonusCents: number;
  @Matches(INSTANT) expiredAt: string;
}

/** What was left of a top-up was paid out by a policy; principal beyond `refundCents` stays with the chain. */
@Published(WALLET_TOPIC, 1)
export class StoredValueRefunded {
  @IsString() customerId: string;
  @Matches(CURRENCY) currency: string;
  @IsString() trancheId: string;
  /** The store that paid it out. */
  @IsString() storeId: string;
  /** The terms by which it was refunded: `cooling-off`: within the days in which a purchase may be taken back; `no-fault`; `customer-fault`: for reasons of the customer's; `merchant-fault`: for reasons of the chain's. */
  @IsString() policy: string;
  /** What the customer got, in minor units. */
  @IsInt() @Min(0) refundCents: number;
  /** What left the wallet, in minor units. */
  @IsInt() @Min(0) principalCents: number;
  @IsInt() @Min(0) bonusCents: number;
  /** How it was paid out. */
  @IsString() tender: string;
  @Matches(INSTANT) refundedAt: string;
}

/** What is published to this topic: named by its consumers. */
export const walletEvents = topicEvents(WALLET_TOPIC, {
  StoredValueToppedUp,
  StoredValueMoved,
  BonusExpired,
  StoredValueRefunded,
});
