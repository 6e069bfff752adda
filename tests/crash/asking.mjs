// How clients of the crash test ask, and when.
import { dayAhead } from './salon.mjs';
import { wishOf } from './wishes.mjs';

/** Days ahead within which they ask. */
export const DAYS = 25;
const APPOINTMENT = '/v1/booking/appointments/:appointmentId';
const VISIT = '/v1/booking/visits/:visitId';
/** A wish about an appointment. */
export const onAppointment = (kind, id, action, body) =>
  wishOf(kind, `${APPOINTMENT}/${action}`, body, `/v1/booking/appointments/${id}/${action}`);
/** A wish about a visit. */
export const onVisit = (kind, id, action, body) =>
  wishOf(kind, `${VISIT}/${action}`, body, `/v1/booking/visits/${id}/${action}`);

/** Asks, and gives the answer; undefined: it was refused. */
export const sendTo = (platform, book) => async (wish) => (await book.ask(platform, wish)).answer;

/** A quarter of an hour in the opening hours of one of the next days; local time of whichever store. */
export function someTime(random) {
  return `${dayAhead(2 + random.below(DAYS))}T${String(10 + random.below(8)).padStart(2, '0')}:${random.of(['00', '15', '30', '45'])}`;
}
