import { Cents, Currency, Id, Instant, OneOf, Optional, StoreId, Text } from '../http/fields.js';

/** Most of one reservation, in minor units. */
const CENTS = 1_000_000_000;

/** What a till asks an owner for: so much, for one bill. */
export class ReserveTenderBody {
  /** Store of the visit. */
  @StoreId() storeId: string;
  /** Whose bill it is for. */
  @Id() visitId: string;
  /** The visit's customer; left out: the customer is unknown. */
  @Optional() @Id() customerId?: string;
  /** Card or account to take it from, where the visit does not say by itself. */
  @Optional() @Id() account?: string;
  /** How much is to be kept, in minor units of the currency. */
  @Cents({ min: 1, max: CENTS }) cents: number;
  /** The visit's currency: ISO 4217. */
  @Currency() currency: string;
}

/** What is kept for one bill until `expiresAt`. */
export class ReservationAnswer {
  /** Names the reservation in settlements and events. */
  @Text() reservationId: string;
  /** Kind of tender or discount. */
  @Text() kind: string;
  /** `tender` pays a part of the bill, `discount` takes something off its lines. */
  @OneOf(['tender', 'discount']) use: 'tender' | 'discount';
  /** Whose money it is. */
  @Text() account: string;
  /** What is kept, in minor units of the currency. */
  @Cents() cents: number;
  /** Of `cents`, bonus that nobody paid for: it will take something off the bill instead of paying it. Absent: none. */
  @Optional() @Cents() bonusCents?: number;
  @Currency() currency: string;
  /** ISO UTC, exclusive: until then the bill may be settled with it. */
  @Instant() expiresAt: string;
  /** What the settlement is given, unchanged: signed by the platform. */
  @Text() reservation: string;
}

/** What is given back before its time. */
export class ReleaseTenderBody {
  /** As it was answered. */
  @Text(4096) reservation: string;
}

export class ReleasedTenderAnswer {
  /** The reservation that was asked about. */
  @Text() reservationId: string;
  /** `released`: it is the account's again. `applied`: a settlement has taken it. */
  @OneOf(['held', 'applied', 'released']) status: 'held' | 'applied' | 'released';
}

/** A kind that the context owns. */
export class TenderKindAnswer {
  /** The kind, as the till names it in settlements: `deposit`. */
  @Text() kind: string;
  /** `tender`: it pays a part of the bill; `discount`: it takes something off its lines. */
  @OneOf(['tender', 'discount']) use: 'tender' | 'discount';
}
