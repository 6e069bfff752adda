import { isoOf } from '@chignon/calendar';
import type { Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import type { Entry } from '../../agenda/appointment/appointment.js';
import { deposits } from '../../deposits/deposit-ledger.js';
import { depositStatus } from '../../deposits/deposit.js';
import type { BookingDepositAnswer } from '../deposits/deposit.shapes.http.js';
import { dueOf } from '../deposits/standing.flow.js';
import type { AppointmentAnswer } from './agenda.shapes.http.js';
import { warningsOf } from './elsewhere.flow.js';
import { appointmentAnswer } from './place.flow.js';

/** The answer of a hold or an appointment with what it asks for; of all others, the very same answer, nothing looked up. */
export async function withDeposit<A extends object>(
  tools: Tools,
  entry: Entry,
  answer: A,
): Promise<A & { deposit?: BookingDepositAnswer }> {
  const due = dueOf(entry);
  if (!due) return answer;
  const { state } = await tools.load(deposits, due.appointmentId);
  const { cents, currency, ruleId, version, payUntilMs } = due;
  const status = depositStatus(state);
  return {
    ...answer,
    deposit: {
      cents,
      currency,
      status: status === 'none' ? 'due' : status,
      payUntil: isoOf(payUntilMs),
      ruleId,
      version,
    },
  };
}

/** An appointment as its caller may see it, with what it asks for. */
export const shownAppointment = (
  tools: Tools,
  entry: Entry,
  request: RequestContext,
): Promise<AppointmentAnswer> =>
  withDeposit(
    tools,
    entry,
    appointmentAnswer(entry, (id) => request.caller.sees(id)),
  );

/** After a change: with what to know of the customer's other appointments, where the store looks for them and it still is a question. */
export async function changedAppointment(
  tools: Tools,
  entry: Entry,
  request: RequestContext,
): Promise<AppointmentAnswer> {
  const standing = entry.status === 'booked' || entry.status === 'pending';
  return {
    ...(await shownAppointment(tools, entry, request)),
    ...(standing ? await warningsOf(tools, entry, request) : {}),
  };
}
