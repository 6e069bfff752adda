import { dispatch, type Dispatch, reaction } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { series, type SeriesSlot } from './series-ledger.js';

/** Turns the hold of one occurrence into its appointment. */
export const confirmation = ({ agenda: key, appointmentId }: SeriesSlot): Dispatch =>
  dispatch(agenda, key, { type: 'ConfirmHold', holdId: appointmentId });

/** A series that is booked has all its appointments, wherever its booking stopped. */
export const confirmSeries = reaction([series], {
  name: 'booking.confirm-series',
  on: { SeriesBooked: ({ data }) => data.slots.map(confirmation) },
});
