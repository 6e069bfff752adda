/* A gift card to a bearer as its events leave it, and what of it may be spent at an instant. Pure; all amounts in minor units of the card's one currency. */
import { type Reservations, reservations as kept } from '@chignon/eventing';

/** What was sold, and what became of it. */
export interface GiftCard {
  /** Its number; who has the secret too may spend it. */
  readonly number: string;
  /** Absent: never sold. */
  readonly sold?: {
    readonly storeId: string;
    /** IANA zone of the store, where its days end. */
    readonly zone: string;
    readonly currency: string;
    readonly cents: number;
    /** ISO UTC. */
    readonly soldAt: string;
  };
  /** Hash of the secret that opens it; see `codes.flow.ts`. */
  readonly secretHash: string;
  /** ISO UTC, exclusive. Absent: it never ends. */
  readonly expiresAt?: string;
  readonly locked: boolean;
  /** When its number was named with a wrong secret, the last ones only. */
  readonly mistakes: readonly string[];
  /** What was paid out when its sale was undone; absent: it was not. */
  readonly refundedCents?: number;
  /** What was written down as expired. */
  readonly lapsedCents: number;
  /** The end that it was last written down for; absent: none yet. */
  readonly lapsedFor?: string;
  readonly reservations: Reservations;
}

/** A card at an instant. */
export interface GiftCardStanding {
  readonly status: 'open' | 'locked' | 'expired' | 'refunded';
  /** May be spent now. */
  readonly availableCents: number;
  /** Kept for bills that are not settled yet. */
  readonly heldCents: number;
  /** Paid by bills, less what went back. */
  readonly takenCents: number;
  /** Over, unspent. */
  readonly expiredCents: number;
  /** Taken by settlements that were heard after it was spent otherwise. */
  readonly owedCents: number;
}

/** Wrong secrets within `MISTAKES_MS` after which a card answers nobody (R-CP-09). */
export const MAX_MISTAKES = 5;
export const MISTAKES_MS = 3_600_000;

/** Days that what goes back to a card whose time is over may be spent, to the end of the last. */
export const RETURN_DAYS = 30;

/** The card at an instant (ISO UTC). What is over is over, written down yet or not. */
export function giftCardAt(card: GiftCard, at: string): GiftCardStanding {
  const { expiresAt, locked, refundedCents, lapsedCents } = card;
  const over = expiresAt !== undefined && expiresAt <= at;
  const left = leftOf(card);
  const status =
    refundedCents !== undefined ? 'refunded' : over ? 'expired' : locked ? 'locked' : 'open';
  return {
    status,
    availableCents: status === 'open' ? Math.max(0, left) : 0,
    heldCents: heldOf(card),
    takenCents: takenOf(card),
    expiredCents: lapsedCents + (over ? Math.max(0, left) : 0),
    owedCents: Math.max(0, -left),
  };
}

/** What is left of it, over or not; below 0 it is owed. */
export const leftOf = (card: GiftCard): number =>
  (card.sold?.cents ?? 0) -
  (card.refundedCents ?? 0) -
  card.lapsedCents -
  heldOf(card) -
  takenOf(card);

const heldOf = ({ reservations, sold }: GiftCard): number =>
  sold ? kept.heldCents(reservations, sold.currency) : 0;
const takenOf = ({ reservations, sold }: GiftCard): number =>
  sold ? kept.takenCents(reservations, sold.currency) : 0;

/** What stands as expired at an instant: all that is left when its time is over, and never more than is there. */
export function lapsedAt(card: GiftCard, at: string): number {
  const there = Math.max(0, leftOf(card) + card.lapsedCents);
  const over = card.expiresAt !== undefined && card.expiresAt <= at;
  return over ? there : Math.min(card.lapsedCents, there);
}

/** Whether a bill has or keeps something of it. */
export const isUsed = (card: GiftCard): boolean => heldOf(card) + takenOf(card) > 0;

/** Too many wrong secrets of late. */
export const isBlocked = ({ mistakes }: Pick<GiftCard, 'mistakes'>, at: string): boolean =>
  mistakes.filter((one) => Date.parse(one) > Date.parse(at) - MISTAKES_MS).length >= MAX_MISTAKES;
