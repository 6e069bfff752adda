import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { points } from './account/points-ledger.js';

/** Points kept for a bill, as the clock watches them. Id: the reservation's. */
export interface OpenPointsReservation {
  readonly id: string;
  readonly account: string;
  /** ISO UTC. */
  readonly expiresAt: string;
  /** Neither applied nor given back. */
  readonly open: boolean;
}

const ended = folding<OpenPointsReservation, RecordedEvent<string, { reservationId: string }>>(
  ({ data }) => [data.reservationId],
  (known) => known && { ...known, open: false },
);

/** `loyalty.reservations`: what is kept for bills, by when its time is over. */
export const pointsReservations: View<OpenPointsReservation> = view([points], {
  name: 'loyalty.reservations',
  indexes: { byExpiry: { fields: ['open', 'expiresAt'] } },
  guard: 'stream',
  on: {
    PointsReserved: folding(
      ({ data }) => [data.reservation.id],
      (_, { stream, data: { reservation } }) => ({
        id: reservation.id,
        account: keyOf(stream),
        expiresAt: reservation.expiresAt,
        open: true,
      }),
    ),
    PointsTendered: ended,
    PointsReleased: ended,
  },
});
