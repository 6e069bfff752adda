import type { CommandMetadata, Tools } from './context.js';

/**
 * Words for money and reductions that a ledger stands behind. A context declares the ones that it owns in its manifest; the chain's own list of
 * tenders (cash, card) never has one of them, and a bill is paid by one only with a reservation that its owner signed.
 */
export const OWNED_KINDS = [
  'deposit',
  'points',
  'coupon',
  'bonus',
  'stored-value',
  'gift-card',
  'wallet',
  'pass',
  'voucher',
] as const;
export type OwnedKind = (typeof OWNED_KINDS)[number];

export const isOwned = (kind: string): kind is OwnedKind =>
  (OWNED_KINDS as readonly string[]).includes(kind);

/** A `tender` pays a part of a bill; a `discount` is a part of the lines that it reduces (R-CP-04). */
export type TenderUse = 'tender' | 'discount';

/** The one bill that something is reserved for. */
export interface TenderPurpose {
  readonly storeId: string;
  readonly visitId: string;
  /** Absent: the visit of an anonymous customer. */
  readonly customerId?: string;
}

/** What an owner keeps for one bill. It is answered signed, and a settlement that names it repeats it. */
export interface Reservation {
  readonly id: string;
  /** The context whose ledger it stands in. */
  readonly owner: string;
  readonly kind: string;
  readonly use: TenderUse;
  /** Whose money it is: key of the owner's stream. */
  readonly account: string;
  /** Minor units of the currency, 1 or more: what it pays, or what it takes off. */
  readonly cents: number;
  /** Of `cents`, what nobody paid for: a bonus. It takes something off the bill, tax and all, and pays nothing. Absent: none. */
  readonly bonusCents?: number;
  readonly currency: string;
  readonly purpose: TenderPurpose;
  /** ISO UTC, exclusive: a settlement from then on is refused. */
  readonly expiresAt: string;
}

/** What a till asks an owner for. */
export interface TenderRequest extends Omit<
  Reservation,
  'owner' | 'kind' | 'use' | 'account' | 'bonusCents'
> {
  /** Left out: the owner finds it by the purpose. */
  readonly account?: string;
}

/** `held`: no one else may spend it. `applied`: a settlement took it. `released`: it is the account's again. */
export type ReservationStatus = 'held' | 'applied' | 'released';

export interface StandingReservation {
  readonly reservation: Reservation;
  readonly status: ReservationStatus;
}

/** What a settlement took of a reservation, or a later one gave back. */
export interface TenderMovement {
  readonly reservationId: string;
  readonly owner: string;
  readonly kind: string;
  readonly use: TenderUse;
  readonly account: string;
  /** Signed: what goes back is below 0. */
  readonly cents: number;
  /** Of `cents`, what was a bonus: signed as they are. Absent: its owner said of none, or the bill is of a release that told the two not apart. */
  readonly bonusCents?: number;
  readonly currency: string;
}

/** A movement as its owner hears it. */
export interface SettledMovement extends TenderMovement {
  readonly storeId: string;
  readonly visitId: string;
  /** Number of the settlement within the visit, or `void`. A visit says each once: with the reservation it tells repeats. */
  readonly settlement: string;
  /** ISO UTC. */
  readonly settledAt: string;
}

/** Why a reservation ended without a settlement. */
export type ReleaseReason = 'refused' | 'expired';

/**
 * A context that stands behind a kind of tender or discount (ADR 0047). Contexts do not call each other: the till asks the owner to reserve,
 * hands what it signed to the settlement, and the owner hears the settlement. Each method may be called again, late and in any order, and
 * changes nothing the second time; the ledger of the account decides.
 */
export interface TenderOwner {
  readonly kind: OwnedKind;
  readonly use: TenderUse;
  /**
   * Keeps so much for one bill, under the id that is given. The same id again: as it stands now.
   * @throws Refusal when the account has less, counts in another currency, or is not the customer's
   */
  reserve(tools: Tools, asked: TenderRequest, cause: CommandMetadata): Promise<StandingReservation>;
  /** A settlement took it, or gave back of it. Never refused: what was released meanwhile is a debt of the account. */
  apply(tools: Tools, movement: SettledMovement, cause: CommandMetadata): Promise<void>;
  /** Gives what no settlement took back to the account. */
  release(
    tools: Tools,
    reservation: Pick<Reservation, 'id' | 'account'>,
    because: ReleaseReason,
    cause: CommandMetadata,
  ): Promise<ReservationStatus>;
  /** Reservations still held whose time was over before this instant. */
  overdue(tools: Tools, before: string): AsyncIterable<Pick<Reservation, 'id' | 'account'>>;
}
