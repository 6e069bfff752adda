/**
 * Stored value of one customer in one currency (LY-19, LY-20). Stream `wallet-<customerId>.<currency>`: amounts of two currencies never meet (S9).
 *
 * What is left of a tranche follows from what was sold and from what bills took in the end, so it is the same in whatever order settlements,
 * refunds and voids are heard. A reservation says which parts of which tranches it takes; what goes back of it returns to the same parts, and
 * bonus that is over by then is over at once (S7). Principal and bonus are never below 0: a settlement that is heard after what it took was
 * spent otherwise is a debt, a number of its own.
 */
import {
  type Decide,
  type DomainEvent,
  type Envelope,
  type Evolve,
  invalid,
  type Ledger,
  notFound,
  refused,
  type ReservationEvent,
  type TenderCommand,
  reservations,
  type SettledMovement,
} from '@chignon/eventing';
import { countedAt, EVER } from '../rules/instants.js';
import { refundDue, type RefundPolicy } from './refund-policies.js';
import type { TopUpTerms } from './top-up-terms.js';
import {
  bonusOf,
  freeCents,
  type Parts,
  partsOf,
  partsToSpend,
  standingAt,
  sumParts,
  takenOf,
  type Tranche,
  type TranchePart,
  type Wallet,
} from './tranche.js';

/** Money was paid in; amounts stand in the terms that it was sold by. */
export type ToppedUp = DomainEvent<
  'ToppedUp',
  Omit<Tranche, 'withdrawn' | 'lapsedCents'> & {
    /** How it was paid: a tender of the chain. */
    tender: string;
  }
>;

/** What was left of a tranche was refunded by a policy. Principal less `refundCents` is kept by the chain. */
export type TrancheRefunded = DomainEvent<
  'TrancheRefunded',
  Parts & {
    trancheId: string;
    /** Where. */
    storeId: string;
    policy: RefundPolicy;
    refundCents: number;
    giftCents: number;
    tender: string;
    refundedAt: string;
  }
>;

/** Bonus is over. `cents` is what changed since it was written down last: 0 where nothing was left, below 0 where a settlement in time was heard after. */
export type BonusExpired = DomainEvent<
  'BonusExpired',
  { trancheId: string; storeId: string; cents: number; totalCents: number; expiredAt: string }
>;

/** The mechanism's events, with the parts that each takes or gives back. Those that older releases gave back are not said. */
type WithParts<E> =
  E extends DomainEvent<infer T, infer D>
    ? T extends 'TenderReleased'
      ? DomainEvent<T, D & { readonly parts?: readonly TranchePart[] }>
      : DomainEvent<T, D & { readonly parts: readonly TranchePart[] }>
    : never;

export type WalletEvent = ToppedUp | TrancheRefunded | BonusExpired | WithParts<ReservationEvent>;

export interface TopUp {
  readonly type: 'TopUp';
  readonly terms: TopUpTerms;
  readonly storeId: string;
  readonly tender: string;
  readonly bonusExpiresAt?: string;
  readonly coolingOffUntil: string;
}
export interface RefundTranche {
  readonly type: 'RefundTranche';
  readonly trancheId: string;
  readonly storeId: string;
  readonly policy: RefundPolicy;
  readonly tender: string;
  readonly giftsReturned: boolean;
}
export type WalletCommand =
  TopUp | RefundTranche | { readonly type: 'ExpireBonus'; readonly asOf: string } | TenderCommand;

export const walletKey = (customerId: string, currency: string): string =>
  `${customerId}.${currency}`;
export const holderOf = (key: string): { customerId: string; currency: string } => ({
  customerId: key.slice(0, -4),
  currency: key.slice(-3),
});

const evolve: Evolve<Wallet, WalletEvent> = {
  ToppedUp: (state, { data: { tender: _, ...tranche } }) => ({
    ...state,
    tranches: [...state.tranches, { ...tranche, withdrawn: { principalCents: 0, bonusCents: 0 } }],
  }),
  TrancheRefunded: (state, { data }) =>
    changed(state, data.trancheId, ({ withdrawn }) => ({
      withdrawn: {
        principalCents: withdrawn.principalCents + data.principalCents,
        bonusCents: withdrawn.bonusCents + data.bonusCents,
      },
    })),
  BonusExpired: (state, { data }) =>
    changed(state, data.trancheId, () => ({ lapsedCents: data.totalCents })),
  TenderReserved: (state, { type, data }) => ({
    ...state,
    reservations: reservations.afterReservationEvent(state.reservations, { type, data }),
    parts: new Map(state.parts).set(data.reservation.id, data.parts),
  }),
  TenderMoved: (state, { type, data }) => ({
    ...state,
    reservations: reservations.afterReservationEvent(state.reservations, { type, data }),
    bonuses: withBonus(state.bonuses, data),
  }),
  TenderReleased: (state, { type, data }) => ({
    ...state,
    reservations: reservations.afterReservationEvent(state.reservations, { type, data }),
  }),
};

/** What a settlement says of the bonus. */
const withBonus = (
  bonuses: Wallet['bonuses'],
  {
    reservationId,
    settlement,
    bonusCents,
  }: Pick<SettledMovement, 'reservationId' | 'settlement' | 'bonusCents'>,
): Wallet['bonuses'] =>
  bonusCents === undefined
    ? bonuses
    : new Map(bonuses).set(
        reservationId,
        new Map(bonuses.get(reservationId)).set(settlement, bonusCents),
      );

const changed = (
  state: Wallet,
  trancheId: string,
  change: (tranche: Tranche) => Partial<Tranche>,
): Wallet => ({
  ...state,
  tranches: state.tranches.map((tranche) =>
    tranche.trancheId === trancheId ? { ...tranche, ...change(tranche) } : tranche,
  ),
});

const decide: Decide<Wallet, WalletCommand, WalletEvent> = {
  TopUp: (_, { type: __, ...topUp }, facts) => {
    const issuedAt = facts.now();
    return [
      {
        type: 'ToppedUp',
        data: {
          ...topUp,
          trancheId: facts.newId(),
          principalCents: topUp.terms.principalCents,
          bonusCents: topUp.terms.bonusCents,
          issuedAt,
        },
        // It is there from the instant that it says, which lies a little before it is recorded.
        effectiveAt: issuedAt,
      },
    ];
  },
  RefundTranche: (state, { trancheId, storeId, policy, tender, giftsReturned }, facts) => {
    const now = facts.now();
    const { tranches, owedCents } = standingAt(state, now);
    const tranche = tranches.find((one) => one.trancheId === trancheId);
    if (!tranche)
      throw notFound('tranche-not-found', 'The wallet has no such top-up.', { field: 'trancheId' });
    if (heldOf(state, trancheId))
      throw refused('tranche-reserved', 'A bill that is being paid keeps a part of it.', {
        field: 'trancheId',
      });
    if (owedCents > 0)
      throw refused('wallet-owes', 'The wallet owes more than it has received.', { owedCents });
    if (policy === 'cooling-off' && now >= tranche.coolingOffUntil)
      throw refused('cooling-off-over', 'The days of cooling-off are over.', {
        field: 'policy',
        expected: `a refund before ${tranche.coolingOffUntil}`,
      });
    if (tranche.left.principalCents === 0)
      throw refused('principal-spent', 'Nothing is left of what was paid.', { field: 'trancheId' });
    return [
      ...expired(state, now),
      {
        type: 'TrancheRefunded',
        data: {
          trancheId,
          storeId,
          policy,
          tender,
          ...refundDue(tranche, policy, giftsReturned),
          ...tranche.left,
          refundedAt: now,
        },
      },
    ];
  },
  ExpireBonus: (state, { asOf }) => expired(state, asOf),
  ReserveTender: (state, { reservation }, facts) => {
    if (reservation.currency !== state.currency)
      throw invalid('wallet-currency', 'The wallet is in another currency.', {
        field: 'currency',
        expected: state.currency,
      });
    const standing = standingAt(state, facts.now());
    const parts = partsToSpend(standing, reservation.cents);
    const { bonusCents } = sumParts(parts);
    const asked = bonusCents > 0 ? { ...reservation, bonusCents } : reservation;
    return reservations
      .reserve(state.reservations, asked, freeCents(standing))
      .flatMap((event) =>
        event.type === 'TenderReserved' ? [{ ...event, data: { ...event.data, parts } }] : [],
      );
  },
  MoveTender: (state, { movement }, facts) => {
    const events = reservations
      .move(state.reservations, movement)
      .flatMap((event) =>
        event.type === 'TenderMoved'
          ? [{ ...event, data: { ...event.data, parts: movedParts(state, movement) } }]
          : [],
      );
    const after = events.reduce<Wallet>(
      (s, { type, data }) => ({
        ...s,
        reservations: reservations.afterReservationEvent(s.reservations, { type, data }),
        bonuses: withBonus(s.bonuses, movement),
      }),
      state,
    );
    return [...events, ...expired(after, facts.now())];
  },
  ReleaseTender: (state, { reservationId, because }) =>
    reservations
      .release(state.reservations, reservationId, because)
      .flatMap((event) =>
        event.type === 'TenderReleased'
          ? [{ ...event, data: { ...event.data, parts: state.parts.get(reservationId) ?? [] } }]
          : [],
      ),
};

/** What a movement changes of each tranche, signed. */
function movedParts(state: Wallet, movement: SettledMovement): TranchePart[] {
  const { reservationId, cents } = movement;
  const known = state.reservations.get(reservationId);
  const parts = state.parts.get(reservationId) ?? [];
  const before = [...(known?.moved.values() ?? [])].reduce((a, b) => a + b, 0);
  const bonus = (bonuses: Wallet['bonuses']) => bonusOf(bonuses.get(reservationId));
  const was = partsOf(parts, known ? takenOf(known) : 0, bonus(state.bonuses));
  const will = bonus(withBonus(state.bonuses, movement));
  return partsOf(parts, Math.max(0, before + cents), will).map((part, i) => ({
    ...part,
    principalCents: part.principalCents - was[i]!.principalCents,
    bonusCents: part.bonusCents - was[i]!.bonusCents,
  }));
}

/** What is over and was not written down so. */
const expired = (state: Wallet, asOf: string): BonusExpired[] =>
  standingAt(state, asOf).tranches.flatMap(
    ({ trancheId, storeId, bonusExpiresAt, expiredCents, lapsedCents }) =>
      bonusExpiresAt === undefined || bonusExpiresAt > asOf || lapsedCents === expiredCents
        ? []
        : [
            {
              type: 'BonusExpired',
              data: {
                trancheId,
                storeId,
                cents: expiredCents - (lapsedCents ?? 0),
                totalCents: expiredCents,
                expiredAt: bonusExpiresAt,
              },
              effectiveAt: bonusExpiresAt,
            },
          ],
  );

const heldOf = ({ reservations: all, parts }: Wallet, trancheId: string): boolean =>
  [...all].some(
    ([id, known]) =>
      reservations.statusOf(known) === 'held' &&
      parts.get(id)?.some((part) => part.trancheId === trancheId),
  );

/** Category `wallet`, key = `walletKey(customerId, currency)`. */
export const wallets: Ledger<Wallet, WalletCommand, WalletEvent> = {
  category: 'wallet',
  initial: (key) => ({
    ...holderOf(key),
    tranches: [],
    reservations: reservations.noReservations,
    parts: new Map(),
    bonuses: new Map(),
  }),
  evolve,
  decide,
};

type Fold = Record<string, (state: Wallet, event: { type: string; data: unknown }) => Wallet>;

/** The wallet as it stood at an instant (ISO UTC): what had become true by then. What was heard late counts from when it became true. @param knownAt what was written down later does not count */
export const walletAt = (
  key: string,
  history: readonly Envelope[],
  at: string,
  knownAt = EVER,
): Wallet =>
  countedAt(history, at, knownAt).reduce<Wallet>(
    (state, { type, data }) => (evolve as unknown as Fold)[type]!(state, { type, data }),
    wallets.initial(key),
  );
