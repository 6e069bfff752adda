import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { deposits } from './deposit-ledger.js';

/** The last reservation of a deposit, as the clock watches it. Id: the appointment. */
export interface DepositReservation {
  readonly id: string;
  readonly reservationId: string;
  /** ISO UTC. */
  readonly expiresAt: string;
  /** Neither applied nor given back. */
  readonly open: boolean;
}

const ended = folding<DepositReservation, RecordedEvent>(
  ({ stream }) => [keyOf(stream)],
  (known) => known && { ...known, open: false },
);

/** `booking.deposit-reservations`: what is kept for bills, by when its time is over. Those of older releases had no end, and are not here. */
export const depositReservations: View<DepositReservation> = view([deposits], {
  name: 'booking.deposit-reservations',
  indexes: { byExpiry: { fields: ['open', 'expiresAt'] } },
  guard: 'stream',
  on: {
    DepositReserved: folding(
      ({ stream }) => [keyOf(stream)],
      (known, { data: { reservationId, expiresAt } }, id) =>
        reservationId === undefined || expiresAt === undefined
          ? known
          : { id, reservationId, expiresAt, open: true },
    ),
    DepositReservationReleased: ended,
    DepositApplied: ended,
    DepositClosed: ended,
  },
});
