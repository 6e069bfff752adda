import {
  Cents,
  Code,
  Currency,
  Instant,
  Int,
  Many,
  Nested,
  OneOf,
  Optional,
  Revision,
  StoreId,
  StoreIds,
  Text,
} from '@chignon/service-kit';

const MOST = 1_000_000_000;
const COUNTRY = /^[A-Z]{2}$/;
/** Number and secret, with or without dashes. */
const CODE = /^[0-9A-Za-z -]{22,30}$/;

/** A gift card that is bought. */
export class SellGiftCardBody {
  /** The store that takes the money, in whose currency the card is. */
  @StoreId() storeId: string;
  /** What is paid and may be spent, in minor units of the store's currency. */
  @Cents({ min: 1, max: MOST }) cents: number;
  /** How it is paid: a tender of the chain, such as `cash` or `card`. Money only: points, deposits and stored value buy no gift card. */
  @Code() tender: string;
}

/**
 * What opens a card.
 * @example { "storeId": "harbour", "code": "8H4K2-M9QTX-7V3N-0C6R-5W1B" }
 */
export class GiftCardCodeBody {
  /** The store that asks. */
  @StoreId() storeId: string;
  /** The code as it stands on the card; letters in any case, dashes may be left out. */
  @Text({ max: 30, matches: CODE }) code: string;
}

/** The sale of an unused card is undone. */
export class GiftCardRefundBody {
  /** The store that pays it out. */
  @StoreId() storeId: string;
  /** How it is paid out, such as `cash`: in money. */
  @Code() tender: string;
}

const STATUSES = ['open', 'locked', 'expired', 'refunded'] as const;

/** A gift card. Amounts in minor units of its currency. */
export class GiftCardAnswer {
  /** Names the card. Nobody can spend it by its number alone. */
  @Text() number: string;
  /** `open`: whoever has the code may spend it. */
  @OneOf(STATUSES) status: (typeof STATUSES)[number];
  @Currency() currency: string;
  /** The store that sold it. */
  @Text() storeId: string;
  /** When it was sold. */
  @Instant() soldAt: string;
  /** When it ends, by the law of the day on which it was sold. Absent: never. */
  @Optional() @Instant() expiresAt?: string;
  /** What was paid for it. */
  @Cents() soldCents: number;
  /** May be spent now. */
  @Cents() availableCents: number;
  /** Kept for bills that are not settled yet. */
  @Cents() heldCents: number;
  /** Paid by bills, less what went back. */
  @Cents() takenCents: number;
  /** Over, unspent. */
  @Cents() expiredCents: number;
  /** Taken by bills after it was spent otherwise. */
  @Cents() owedCents: number;
  /** The instant that was asked for; absent: it is now. */
  @Optional() @Instant() asOf?: string;
  /** What was written down by then counts; absent: all that is known now. */
  @Optional() @Instant() knownAt?: string;
  /** Of the card's ledger; absent with `asOf`. */
  @Optional() @Revision() revision?: number;
}

/** A card and its code. The platform keeps no code: only a repeat of the same command is told it again. */
export class SoldGiftCardAnswer {
  /** Number and secret, as it is printed on the card. */
  @Text() code: string;
  /** The card. */
  @Nested(() => GiftCardAnswer) card: GiftCardAnswer;
}

/** How cards of some stores end. */
export class GiftCardCountryShape {
  /** ISO 3166-1 alpha-2 of the country whose law holds at these stores. */
  @Text({ max: 2, matches: COUNTRY }) country: string;
  /** Its stores. */
  @StoreIds({ min: 1, max: 1000 }) storeIds: string[];
  /** A card ends at midnight of the store after so many months; at least what the law of the country demands. Left out: never. */
  @Optional() @Int({ min: 1, max: 600 }) months?: number;
}

/** Most that one card may hold in a currency. */
export class GiftCardLimitShape {
  @Currency() currency: string;
  /** Most that is paid for one card, in minor units of the currency. */
  @Cents({ min: 1, max: MOST }) maxCents: number;
}

/** How long cards live, and how much one may hold. For cards sold from then on. */
export class GiftCardRulesBody {
  /** Replaces the whole list. Cards of a store that is not in it never end. */
  @Many(() => GiftCardCountryShape, { max: 60 }) countries: GiftCardCountryShape[];
  /** Replaces the whole list. A currency that is not in it has no limit. */
  @Many(() => GiftCardLimitShape, { max: 60 }) limits: GiftCardLimitShape[];
}

/** The rules in force. */
export class GiftCardRulesAnswer {
  /** By country; cards of a store that is in none never end. */
  @Many(() => GiftCardCountryShape) countries: GiftCardCountryShape[];
  /** By currency; one that is not listed has no limit. */
  @Many(() => GiftCardLimitShape) limits: GiftCardLimitShape[];
  /** 0: the chain has set none yet, and these are the usual ones. */
  @Revision() revision: number;
}
