import { type Decide, type ReleaseReason, refused } from '@chignon/eventing';
import { type DepositState, detailsOf, keptCents } from './deposit.js';
import type { DepositEvent } from './deposit-events.js';

/*
 * What the bill of a visit does with its deposit: keeps a part of it before it is settled, takes what it says, and gives back what is refunded.
 * The bill counts: what it took beyond what was kept is a debt, never a deposit below nothing.
 */

export type ReservationCommand =
  | {
      type: 'ReserveDeposit';
      reservationId: string;
      visitId: string;
      cents: number;
      currency: string;
      /** ISO UTC, exclusive. */
      expiresAt: string;
    }
  | { type: 'ReleaseDeposit'; reservationId: string; because: ReleaseReason };

export const decideReservations: Decide<DepositState, ReservationCommand, DepositEvent> = {
  // An appointment has one bill: a later reservation replaces the one before.
  ReserveDeposit: (state, { reservationId, visitId, cents, currency, expiresAt }) => {
    const heldCents = state.due ? keptCents(state) : 0;
    if (!state.due || heldCents < cents)
      throw refused('deposit-insufficient', 'The tender is more than the deposit held.', {
        field: 'tenders',
        heldCents,
        expected: `at most ${heldCents}`,
      });
    if (state.due.currency !== currency)
      throw refused('deposit-currency', 'The deposit is in another currency.', {
        field: 'tenders',
        expected: state.due.currency,
      });
    return state.reserved?.reservationId === reservationId
      ? []
      : [
          {
            type: 'DepositReserved',
            data: { ...detailsOf(state.due), visitId, cents, reservationId, expiresAt },
          },
        ];
  },
  ReleaseDeposit: (state, { reservationId, because }) => {
    const { due, reserved } = state;
    return due && reserved?.reservationId === reservationId
      ? [
          {
            type: 'DepositReservationReleased',
            data: {
              ...detailsOf(due),
              reservationId,
              visitId: reserved.visitId,
              cents: reserved.cents,
              because,
            },
          },
        ]
      : [];
  },
};

/** What follows from a bill that took so much of the deposit in all, refunds taken off. */
export function taken(
  state: DepositState,
  { visitId, cents, settledAt }: { visitId: string; cents: number; settledAt: string },
): DepositEvent[] {
  const facts = detailsOf(state.due!);
  const more = cents - state.appliedCents - state.debtCents;
  // What goes back pays the debt first: money that was never there is not given back.
  const applied =
    more > 0
      ? Math.min(more, keptCents(state))
      : -Math.min(state.appliedCents, Math.max(0, -more - state.debtCents));
  const debtCents = cents - state.appliedCents - applied;
  return [
    ...(debtCents === state.debtCents
      ? []
      : [{ type: 'DepositDebtChanged' as const, data: { ...facts, visitId, cents: debtCents } }]),
    ...(applied > 0
      ? [
          {
            type: 'DepositApplied' as const,
            data: { ...facts, visitId, cents: applied },
            effectiveAt: settledAt,
          },
        ]
      : []),
    ...(applied < 0
      ? [
          {
            type: 'DepositRestored' as const,
            data: { ...facts, cents: -applied, from: 'applied' as const },
            effectiveAt: settledAt,
          },
        ]
      : []),
  ];
}

/** What follows from a bill that never counted. */
export function restored(state: DepositState): DepositEvent[] {
  const facts = detailsOf(state.due!);
  return [
    ...(state.debtCents === 0
      ? []
      : [
          {
            type: 'DepositDebtChanged' as const,
            data: { ...facts, visitId: state.debtOf!, cents: 0 },
          },
        ]),
    ...(state.appliedCents === 0
      ? []
      : [
          {
            type: 'DepositRestored' as const,
            data: { ...facts, cents: state.appliedCents, from: 'applied' as const },
          },
        ]),
  ];
}
