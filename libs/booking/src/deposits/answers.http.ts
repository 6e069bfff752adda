import type { Tools } from '@chignon/eventing';
import type { Asked } from '@chignon/service-kit';
import type { Entry } from '../agenda/appointment.js';
import type { AppointmentAnswer } from '../agenda/bodies.http.js';
import { appointmentAnswer } from '../agenda/place.http.js';
import { isoOf } from '../calendar/instants.js';
import { depositStatus, type DepositState } from './deposit.js';
import { deposits } from './deposit-ledger.js';
import type { BookingDepositAnswer, DepositAnswer } from './shapes.http.js';
import { dueOf } from './standing.http.js';

/** The answer of a hold or an appointment with what it asks for; of all others, the very same answer, nothing looked up. */
export async function withDeposit<A extends object>(tools: Tools, entry: Entry, answer: A): Promise<A & { deposit?: BookingDepositAnswer }> {
  const due = dueOf(entry);
  if (!due) return answer;
  const { state } = await tools.load(deposits, due.appointmentId);
  const { cents, currency, ruleId, version, payUntilMs } = due;
  const status = depositStatus(state);
  return { ...answer, deposit: { cents, currency, status: status === 'none' ? 'due' : status, payUntil: isoOf(payUntilMs), ruleId, version } };
}

/** An appointment as its caller may see it, with what it asks for. */
export const shownAppointment = (tools: Tools, entry: Entry, asked: Asked): Promise<AppointmentAnswer> => withDeposit(tools, entry, appointmentAnswer(entry, (id) => asked.caller.sees(id)));

/** A deposit with all that happened to its money. `numberOf`: the number behind what stands for it. */
export function depositAnswer(state: DepositState & { readonly due: NonNullable<DepositState['due']> }, numberOf: (reference: string) => string, revision: number): DepositAnswer {
  const { due: { appointmentId, storeId, customerId, cents, currency, ruleId, version, payUntilMs }, paidCents, heldCents, appliedCents, forfeitedCents, returnedCents, payments, returns } = state;
  return {
    appointmentId, storeId, ...(customerId === undefined ? {} : { customerId }), cents, currency, status: depositStatus(state), payUntil: isoOf(payUntilMs), ruleId, version, paidCents, heldCents, appliedCents, forfeitedCents, returnedCents,
    payments: [...payments].map(([paymentId, { status, method, cents: of, reference }]) => ({ paymentId, status, method, cents: of, ...(reference === undefined ? {} : { reference: numberOf(reference) }) })),
    returns: [...returns].map(([returnId, { status, paymentId, method, cents: of, reason, code }]) => ({ returnId, paymentId, status, method, cents: of, reason, ...(code === undefined ? {} : { code }) })),
    revision,
  };
}
