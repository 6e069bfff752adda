import type { Dispatch, Reaction } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import type { SeriesDetails, SeriesSlot } from './series-ledger.js';

/** Turns the hold of one occurrence into its appointment. */
export const confirmation = ({ agenda: key, appointmentId }: SeriesSlot): Dispatch => ({
  ledger: agenda,
  key,
  command: { type: 'ConfirmHold', holdId: appointmentId } as never,
});

/** A series that is booked has all its appointments, wherever its booking stopped. */
export const confirmSeries: Reaction = {
  name: 'booking.confirm-series',
  source: { streams: ['series'] },
  on: { SeriesBooked: (event) => (event.data as SeriesDetails).slots.map(confirmation) },
};
