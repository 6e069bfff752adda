import {
  Cents,
  Code,
  Currency,
  Id,
  Ids,
  Instant,
  Int,
  Many,
  Optional,
  Text,
} from '@chignon/service-kit';

const CENTS = 1_000_000_000;

/** A part of the bill, and what it is paid with. */
class CheckoutTenderBody {
  /** `cash`, `card`, … of the chain's till rules, or a kind that a context owns: `deposit`, `points`, `gift-card`. */
  @Code(32) kind: string;
  /** Minor units of the visit's currency. */
  @Cents({ min: 1, max: CENTS }) cents: number;
  /** Of an owned kind: card or account to take it from, where the visit does not say by itself. */
  @Optional() @Id() account?: string;
}

/** A discount that a context owns. */
class CheckoutDiscountBody extends CheckoutTenderBody {
  /** The lines that it takes something off. Left out: all services and products, by their prices. */
  @Optional() @Ids({ min: 1, max: 200 }) reduces?: string[];
}

/** A price that is said at the till instead of the line's own. */
class CheckoutPriceBody {
  /** A line of the visit. */
  @Id() lineId: string;
  /** Price of the whole line, in minor units. */
  @Cents({ min: -CENTS, max: CENTS }) priceCents: number;
  /** Why it is another than the list's: a code of the chain's till rules. */
  @Optional() @Code() reason?: string;
}

/** What a till settles. */
export class CheckoutBody {
  /** The visit whose bill it is. */
  @Id() visitId: string;
  /** Number of the bill, shared by visits settled together; default: the visit's own id. */
  @Optional() @Id() billId?: string;
  /** Prices of lines that are not their own. */
  @Optional() @Many(() => CheckoutPriceBody, { max: 200 }) lines?: CheckoutPriceBody[];
  /** Discounts that contexts own, beside those that stand on the visit as lines. */
  @Optional() @Many(() => CheckoutDiscountBody, { max: 20 }) discounts?: CheckoutDiscountBody[];
  /** Together the gross of the bill. */
  @Many(() => CheckoutTenderBody, { max: 20 }) tenders: CheckoutTenderBody[];
}

/** A tender of the settled bill. */
class CheckoutTenderAnswer {
  /** Kind of tender. */
  @Code(32) kind: string;
  /** What it paid, in minor units. */
  @Cents() cents: number;
}

/** What was taken of a reservation. */
class CheckoutReservedAnswer {
  /** As its owner named it. */
  @Text() reservationId: string;
  /** Context whose ledger it stands in. */
  @Text() owner: string;
  /** Kind of tender or discount. */
  @Text() kind: string;
  /** Whose money it is. */
  @Text() account: string;
  /** Minor units of the currency. */
  @Cents() cents: number;
  /** Of `cents`, bonus that nobody paid for: a discount on the lines, in no tender. Absent: none. */
  @Optional() @Cents() bonusCents?: number;
}

/** The settled bill. */
export class CheckoutAnswer {
  /** The visit that was settled. */
  @Id() visitId: string;
  /** ISO 4217, of all amounts. */
  @Currency() currency: string;
  /** 1: refunds and corrections come later. */
  @Int() settlementNo: number;
  /** Number of the bill. */
  @Text() billId: string;
  /** When it was settled. */
  @Instant() settledAt: string;
  /** Before tax. */
  @Cents() netCents: number;
  /** All taxes. */
  @Cents() taxCents: number;
  /** How it was paid. */
  @Many(() => CheckoutTenderAnswer) tenders: CheckoutTenderAnswer[];
  /** What owners of tenders and discounts will apply. */
  @Many(() => CheckoutReservedAnswer) reserved: CheckoutReservedAnswer[];
  /** Revision of the visit. */
  @Int() revision: number;
}
