/**
 * One gift card to a bearer (S3, S4). Stream `giftcard-<number>`. Whoever has its code may spend it, so the ledger knows no customer and keeps
 * only a hash of the secret. What is left follows from what was sold and what bills took in the end, in whatever order they are heard.
 *
 * The rule people get wrong: its time being over is a question of the instant, not of an event. The event says what became over, for the books, and
 * may be below 0 when a settlement in time is heard later.
 */
import {
  type Decide,
  type DomainEvent,
  type Envelope,
  type Evolve,
  invalid,
  type Ledger,
  optional,
  refused,
  type ReservationEvent,
  type TenderCommand,
  reservations,
} from '@chignon/eventing';
import { endOfDayAfter } from '../rules/earning-rules.js';
import { countedAt } from '../rules/instants.js';
import {
  type GiftCard,
  giftCardAt,
  isBlocked,
  isUsed,
  lapsedAt,
  leftOf,
  MAX_MISTAKES,
  RETURN_DAYS,
} from './gift-card.js';

/** Who sold which card to what law. */
export interface GiftCardSale {
  readonly storeId: string;
  readonly zone: string;
  readonly currency: string;
  readonly cents: number;
  /** How it was paid: a tender of the chain. */
  readonly tender: string;
  readonly secretHash: string;
  /** ISO UTC, exclusive; absent: never. */
  readonly expiresAt?: string;
}

export type GiftCardEvent =
  | DomainEvent<'GiftCardSold', GiftCardSale & { readonly soldAt: string }>
  /** Somebody named the number with a wrong secret. */
  | DomainEvent<'CodeMistaken', { readonly at: string }>
  | DomainEvent<'GiftCardLocked', Record<never, never>>
  | DomainEvent<'GiftCardUnlocked', Record<never, never>>
  /** The old code opens nothing any more. */
  | DomainEvent<'CodeReplaced', { readonly secretHash: string }>
  /** The sale of an unused card was undone. */
  | DomainEvent<
      'GiftCardRefunded',
      {
        readonly storeId: string;
        readonly currency: string;
        readonly cents: number;
        readonly tender: string;
        readonly refundedAt: string;
      }
    >
  /** What became over; `totalCents` after it. Below 0 where a settlement in time was heard after. */
  | DomainEvent<
      'GiftCardExpired',
      {
        /** Store that sold the card. */
        readonly storeId: string;
        readonly currency: string;
        readonly cents: number;
        readonly totalCents: number;
        readonly expiredAt: string;
      }
    >
  /** Something went back to it after its time. */
  | DomainEvent<'GiftCardProlonged', { readonly expiresAt: string }>
  | ReservationEvent;

export type GiftCardCommand =
  | ({ readonly type: 'SellGiftCard' } & GiftCardSale)
  /** Notes a wrong secret; nothing happens with the right one. */
  | { readonly type: 'TryCode'; readonly secretHash: string }
  | { readonly type: 'LockGiftCard' }
  | { readonly type: 'UnlockGiftCard' }
  | { readonly type: 'ReplaceCode'; readonly secretHash: string }
  | { readonly type: 'RefundGiftCard'; readonly storeId: string; readonly tender: string }
  | { readonly type: 'ExpireGiftCard'; readonly asOf: string }
  | TenderCommand;

const withReservations = (state: GiftCard, event: ReservationEvent): GiftCard => ({
  ...state,
  reservations: reservations.afterReservationEvent(state.reservations, event),
});

const evolve: Evolve<GiftCard, GiftCardEvent> = {
  GiftCardSold: (state, { data }) => {
    const { storeId, zone, currency, cents, soldAt, secretHash, expiresAt } = data;
    return {
      ...state,
      sold: { storeId, zone, currency, cents, soldAt },
      secretHash,
      ...optional({ expiresAt }),
    };
  },
  CodeMistaken: (state, { data }) => ({
    ...state,
    mistakes: [...state.mistakes, data.at].slice(-MAX_MISTAKES),
  }),
  GiftCardLocked: (state) => ({ ...state, locked: true }),
  GiftCardUnlocked: (state) => ({ ...state, locked: false, mistakes: [] }),
  CodeReplaced: (state, { data }) => ({
    ...state,
    secretHash: data.secretHash,
    locked: false,
    mistakes: [],
  }),
  GiftCardRefunded: (state, { data }) => ({ ...state, refundedCents: data.cents }),
  GiftCardExpired: (state, { data }) => lapsed(state, { data }),
  GiftCardProlonged: (state, { data }) => ({ ...state, expiresAt: data.expiresAt }),
  TenderReserved: (state, { type, data }) => withReservations(state, { type, data }),
  TenderMoved: (state, { type, data }) => withReservations(state, { type, data }),
  TenderReleased: (state, { type, data }) => withReservations(state, { type, data }),
};

const decide: Decide<GiftCard, GiftCardCommand, GiftCardEvent> = {
  SellGiftCard: (state, { type: _, ...sale }, facts) =>
    state.sold ? [] : [{ type: 'GiftCardSold', data: { ...sale, soldAt: facts.now() } }],
  TryCode: (state, { secretHash }, facts) => {
    if (isBlocked(state, facts.now()))
      throw refused(
        'gift-card-attempts',
        'The code of this card was mistaken too often: it answers again within an hour, or when it is unlocked.',
        { field: 'code' },
      );
    return secretHash === state.secretHash
      ? []
      : [{ type: 'CodeMistaken', data: { at: facts.now() } }];
  },
  LockGiftCard: (state) => (state.locked ? [] : [{ type: 'GiftCardLocked', data: {} }]),
  UnlockGiftCard: (state) =>
    state.locked || state.mistakes.length > 0 ? [{ type: 'GiftCardUnlocked', data: {} }] : [],
  ReplaceCode: (state, { secretHash }) => {
    mustNotBeRefunded(state);
    return state.secretHash === secretHash ? [] : [{ type: 'CodeReplaced', data: { secretHash } }];
  },
  RefundGiftCard: (state, { storeId, tender }, facts) => {
    mustNotBeRefunded(state);
    const now = facts.now();
    if (isUsed(state))
      throw refused('gift-card-used', 'A bill has had or keeps a part of this card.', {
        field: 'number',
      });
    const cents = leftOf(state);
    if (giftCardAt(state, now).status === 'expired' || cents <= 0)
      throw refused('gift-card-expired', 'The time of this card is over.', { field: 'number' });
    const { currency } = state.sold!;
    return [
      { type: 'GiftCardRefunded', data: { storeId, currency, cents, tender, refundedAt: now } },
    ];
  },
  ExpireGiftCard: (state, { asOf }) => expired(state, asOf),
  ReserveTender: (state, { reservation }, facts) => {
    if (reservation.currency !== state.sold?.currency)
      throw invalid('gift-card-currency', 'The card is in another currency.', {
        field: 'currency',
        ...optional({ expected: state.sold?.currency }),
      });
    const { status, availableCents } = giftCardAt(state, facts.now());
    if (status === 'locked' && !state.reservations.has(reservation.id))
      throw refused('gift-card-locked', 'The card is locked.', { field: 'account' });
    return reservations.reserve(state.reservations, reservation, availableCents);
  },
  MoveTender: (state, { movement }, facts) => {
    const now = facts.now();
    const over = expired(state, now);
    const before = over.reduce(lapsed, state);
    const moved = reservations.move(before.reservations, movement);
    const then = moved.reduce(withReservations, before);
    // What went back may be spent for a while, however long its time is over: it was paid for.
    const isBack = leftOf(then) > leftOf(before) && then.expiresAt !== undefined;
    if (!isBack || then.expiresAt > now) return [...over, ...moved, ...expired(then, now)];
    const expiresAt = endOfDayAfter(now, then.sold!.zone, RETURN_DAYS);
    return [...over, ...moved, { type: 'GiftCardProlonged', data: { expiresAt } }];
  },
  ReleaseTender: (state, { reservationId, because }, facts) => {
    const released = reservations.release(state.reservations, reservationId, because);
    return [...released, ...expired(released.reduce(withReservations, state), facts.now())];
  },
};

const mustNotBeRefunded = ({ refundedCents }: GiftCard): void => {
  if (refundedCents !== undefined)
    throw refused('gift-card-refunded', 'The sale of this card was undone.', { field: 'number' });
};

type Expired = Extract<GiftCardEvent, { type: 'GiftCardExpired' }>;
const lapsed = (state: GiftCard, { data }: Pick<Expired, 'data'>): GiftCard => ({
  ...state,
  lapsedCents: data.totalCents,
  lapsedFor: data.expiredAt,
});

/** What is over and was not written down so, or was and no longer is. */
const expired = (state: GiftCard, asOf: string): Expired[] => {
  const { sold, expiresAt, lapsedCents, lapsedFor } = state;
  if (sold === undefined || expiresAt === undefined) return [];
  const totalCents = lapsedAt(state, asOf);
  const over = expiresAt <= asOf;
  if (totalCents === lapsedCents && (!over || lapsedFor === expiresAt)) return [];
  const { storeId, currency } = sold;
  return [
    {
      type: 'GiftCardExpired',
      data: {
        storeId,
        currency,
        cents: totalCents - lapsedCents,
        totalCents,
        // What is put right before a later end is put right now.
        expiredAt: over ? expiresAt : asOf,
      },
      ...(over ? { effectiveAt: expiresAt } : {}),
    },
  ];
};

/** Category `giftcard`, key = the number. */
export const giftCards: Ledger<GiftCard, GiftCardCommand, GiftCardEvent> = {
  category: 'giftcard',
  initial: (number) => ({
    number,
    secretHash: '',
    locked: false,
    mistakes: [],
    lapsedCents: 0,
    reservations: reservations.noReservations,
  }),
  evolve,
  decide,
};

type Fold = Record<string, (state: GiftCard, event: Pick<Envelope, 'type' | 'data'>) => GiftCard>;

/** The card as it stood at an instant (ISO UTC), by what was written down at another. */
export const giftCardThen = (
  number: string,
  history: readonly Envelope[],
  effectiveAt: string,
  knownAt: string,
): GiftCard =>
  countedAt(history, effectiveAt, knownAt).reduce<GiftCard>(
    (state, { type, data }) => (evolve as unknown as Fold)[type]!(state, { type, data }),
    giftCards.initial(number),
  );
