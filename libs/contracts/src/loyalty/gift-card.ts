import { IsInt, IsOptional, IsString, Matches, Min } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { CURRENCY, INSTANT } from '../parts.js';

export const GIFT_CARD_TOPIC = 'chignon.loyalty.giftcard';

/** A gift card was sold to whoever bears it. No revenue: that comes when it is spent. Key: the number of the card, as for all of this topic. */
@Published(GIFT_CARD_TOPIC, 1)
export class GiftCardSold {
  /** Tells cards apart; nobody can spend one by it. */
  @IsString() number: string;
  /** The store that took the money and owes it. */
  @IsString() storeId: string;
  @Matches(CURRENCY) currency: string;
  /** Minor units. */
  @IsInt() @Min(1) cents: number;
  /** How it was paid. */
  @IsString() tender: string;
  @Matches(INSTANT) soldAt: string;
  /** When it ends. Absent: never. */
  @IsOptional() @Matches(INSTANT) expiresAt?: string;
}

/** A settlement took something of a card, or gave it back. */
@Published(GIFT_CARD_TOPIC, 1)
export class GiftCardMoved {
  @IsString() number: string;
  @IsString() reservationId: string;
  @IsString() visitId: string;
  /** The store where it was spent. */
  @IsString() storeId: string;
  /** Number of the settlement within the visit, or `void`. */
  @IsString() settlement: string;
  /** Minor units; below 0: it goes back. */
  @IsInt() cents: number;
  @Matches(CURRENCY) currency: string;
  @Matches(INSTANT) movedAt: string;
}

/** What was left of a card is over. Below 0: less was over than said before, since a settlement in time was heard later. */
@Published(GIFT_CARD_TOPIC, 1)
export class GiftCardExpired {
  @IsString() number: string;
  /** The store that sold the card. */
  @IsString() storeId: string;
  @Matches(CURRENCY) currency: string;
  /** Minor units. */
  @IsInt() cents: number;
  @Matches(INSTANT) expiredAt: string;
}

/** The sale of an unused card was undone. */
@Published(GIFT_CARD_TOPIC, 1)
export class GiftCardRefunded {
  @IsString() number: string;
  /** The store that paid it out. */
  @IsString() storeId: string;
  @Matches(CURRENCY) currency: string;
  /** Minor units: all that was paid for it. */
  @IsInt() @Min(1) cents: number;
  /** How it was paid out. */
  @IsString() tender: string;
  @Matches(INSTANT) refundedAt: string;
}

/** What is published to this topic: named by its consumers. */
export const giftCardEvents = topicEvents(GIFT_CARD_TOPIC, {
  GiftCardSold,
  GiftCardMoved,
  GiftCardExpired,
  GiftCardRefunded,
});
