import { isoOf } from '@chignon/calendar';
import { optional, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { publishedAppointment } from '../../agenda/agenda.announcements.js';
import type { Entry } from '../../agenda/appointment/appointment.js';
import { visits } from '../../visits/visit-ledger.js';
import { deposits } from '../../deposits/deposit-ledger.js';
import { depositStatus } from '../../deposits/deposit.js';
import type { BookingDepositAnswer } from '../deposits/deposit.shapes.http.js';
import { feeShown } from '../deposits/covered-fee.flow.js';
import { dueOf } from '../deposits/standing.flow.js';
import type { AppointmentAnswer, HoldAnswer } from './agenda.shapes.http.js';
import { warningsOf } from './elsewhere.flow.js';
import { appointmentAnswer, priceOf } from './place.flow.js';
import { missingAnswer, missingOfAppointment, missingOfStanding } from './service-gate.flow.js';

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

/** A hold with what it asks for, and what to know before confirming. */
export async function shownHold(
  tools: Tools,
  entry: Entry,
  request: RequestContext,
): Promise<HoldAnswer> {
  return {
    ...(await withDeposit(tools, entry, holdAnswer(entry))),
    ...(entry.status === 'held' ? await warningsOf(tools, entry, request) : {}),
  };
}

function holdAnswer(entry: Entry): HoldAnswer {
  const {
    appointmentId: holdId,
    storeId,
    businessDate,
    startsAt,
    endsAt,
    lines,
    policy,
  } = publishedAppointment(entry.appointment);
  return {
    holdId,
    storeId,
    businessDate,
    status: entry.status,
    expiresAt: isoOf(entry.expiresAtMs ?? entry.appointment.startMs),
    startsAt,
    endsAt,
    lines,
    priceCents: priceOf(entry),
    ...optional({ policy }),
    revision: entry.revision,
  };
}

/** An appointment as its caller may see it, with what it asks for. */
export const shownAppointment = async (
  tools: Tools,
  entry: Entry,
  request: RequestContext,
): Promise<AppointmentAnswer> =>
  withDeposit(tools, entry, {
    ...appointmentAnswer(entry, (id) => request.caller.sees(id)),
    ...(await feeShown(tools, entry)),
  });

/** After a change: with what to know of the customer's other appointments, where the store looks for them and it still is a question. */
export async function changedAppointment(
  tools: Tools,
  entry: Entry,
  request: RequestContext,
): Promise<AppointmentAnswer> {
  const standing = entry.status === 'booked' || entry.status === 'pending';
  const shown = await oneAppointment(tools, entry, request);
  const { warnings = [] } = standing ? await warningsOf(tools, entry, request) : {};
  const lacking = (shown.warnings ?? []).filter(({ code }) => code !== 'customer-elsewhere');
  return warnings.length === 0 ? shown : { ...shown, warnings: [...warnings, ...lacking] };
}

/** One appointment alone: with what its services ask for beforehand and do not find. Once the customer is here, as the visit stands. */
export async function oneAppointment(
  tools: Tools,
  entry: Entry,
  request: RequestContext,
): Promise<AppointmentAnswer> {
  const shown = await shownAppointment(tools, entry, request);
  const lacking = await lackingOf(tools, entry);
  return lacking.length === 0
    ? shown
    : { ...shown, warnings: [...(shown.warnings ?? []), ...lacking.map(missingAnswer)] };
}

async function lackingOf(tools: Tools, { status, visitId, appointment }: Entry) {
  if (status === 'booked' || status === 'pending') return missingOfAppointment(tools, appointment);
  if (status !== 'checked-in' || visitId === undefined) return [];
  const { state } = await tools.load(visits, visitId);
  return missingOfStanding(tools, state);
}
