import { businessDateOf, dateAfter, localOf, msOfIso } from '@chignon/calendar';
import { ConflictError, deriveId, optional, refused, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import type { Appointment, Entry } from '../../agenda/appointment/appointment.js';
import { plannedMinutes, sharesOf } from '../../agenda/day/line.js';
import type { Place } from '../../agenda/decide/locate.js';
import { requireSameCurrency } from '../../agenda/decide/moves.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { isBuffer, plannedUse } from '../../salon/catalogue/service.js';
import { dayStartMinute, type Store } from '../../salon/stores/store.js';
import { visits } from '../../visits/visit-ledger.js';
import { dayStartOf, type VisitOpening } from '../../visits/visit.js';
import { causeOf } from './planning.flow.js';

/** Where and when a visit begins: now, in the store's own day and hour. */
export async function visitMoment(tools: Tools, storeId: string) {
  const { store } = await booksOf(tools).store(storeId);
  const nowMs = msOfIso(tools.facts.now());
  const startMinute = dayStartMinute(store);
  return {
    storeId,
    zone: store.zone,
    currency: store.currency,
    ...dayStartOf(startMinute),
    businessDate: businessDateOf(store.zone, startMinute, nowMs),
    localHour: Math.floor(localOf(store.zone, nowMs).minute / 60),
  };
}

/** Where the store says nothing: who comes the evening before is here, who comes next week is not. */
const CHECK_IN_DAYS_AHEAD = 1;

/** @throws Refusal 409 `too-early` for an appointment of a day that the store does not check in yet */
export function mustBeNear(
  { checkInDaysAhead = CHECK_IN_DAYS_AHEAD }: Pick<Store, 'checkInDaysAhead'>,
  appointed: string,
  today: string,
): void {
  if (appointed <= dateAfter(today, checkInDaysAhead)) return;
  throw refused(
    'too-early',
    `This appointment is on ${appointed}: check it in when that day is near, or move it.`,
    {
      field: 'appointmentId',
      expected: dateAfter(appointed, -checkInDaysAhead),
      businessDate: appointed,
    },
  );
}

/** How often one appointment may be checked in by mistake: bounds the search for the id of its next visit. */
const MAX_CHECK_INS = 20;

/** `v-<appointment>`; after a check-in that was undone `v-<appointment>-2`, and so on. @throws Refusal 409 `checked-in-too-often` */
async function unusedVisitId(tools: Tools, appointmentId: string): Promise<string> {
  for (let no = 1; no <= MAX_CHECK_INS; no++) {
    const visitId = `v-${appointmentId}${no === 1 ? '' : `-${no}`}`;
    if ((await tools.load(visits, visitId)).state.status !== 'undone') return visitId;
  }
  throw refused(
    'checked-in-too-often',
    'The check-in of this appointment was undone too often. Cancel it and open a visit without one.',
    { limit: MAX_CHECK_INS },
  );
}

/** The visit of an appointment: lines as booked, recipe and steps of the catalogue version that was booked (R-BK-06). */
export async function openingOf(
  tools: Tools,
  { appointmentId, storeId, businessDate, customerId, currency, lines }: Appointment,
): Promise<VisitOpening> {
  const moment = await visitMoment(tools, storeId);
  mustBeNear((await booksOf(tools).store(storeId)).store, businessDate, moment.businessDate);
  if (currency !== undefined) requireSameCurrency(currency, moment.currency);
  const visitId = await unusedVisitId(tools, appointmentId);
  const versions = await Promise.all(
    lines.map((line) => booksOf(tools).version(line.serviceId, line.catalogueVersion)),
  );
  return {
    visitId,
    ...moment,
    ...optional({ customerId }),
    appointmentId,
    origin: 'appointment',
    lines: lines.map((line, i) => ({
      lineId: line.lineId,
      kind: 'service',
      itemId: line.serviceId,
      serviceGroup: line.serviceGroup,
      catalogueVersion: line.catalogueVersion,
      quantityMilli: 1000,
      priceCents: line.priceCents,
      taxClass: 'service',
      performers: sharesOf(line),
      requested: line.requested,
      ...optional({ level: line.level }),
      plannedMinutes: plannedMinutes(line),
      steps: line.phases
        .filter((p) => !isBuffer(p))
        .map(({ name, minutes }) => ({ name, minutes })),
      plannedUse: versions[i] ? plannedUse(versions[i]) : [],
      earning: true,
    })),
  };
}

/**
 * Takes a check-in back: the visit ends as if nobody had come, and the appointment is booked again. The visit decides, since a service may
 * begin at the same moment; a repeat finds it done.
 * @throws Refusal 409 `appointment-not-checked-in`, `service-begun`, `visit-completed` and others by the visit's status
 */
export async function undoCheckIn(
  tools: Tools,
  { key, entry }: Place,
  request: RequestContext,
): Promise<Entry> {
  const { appointmentId, storeId } = entry.appointment;
  const { status, visitId, undoneVisitId, revision } = entry;
  if (status === 'booked' && undoneVisitId !== undefined) return entry;
  if (status !== 'checked-in' || visitId === undefined)
    throw refused('appointment-not-checked-in', `The appointment is ${status}.`, { found: status });
  if (request.ifMatch !== undefined && request.ifMatch !== revision)
    throw new ConflictError('appointment', request.ifMatch, revision);
  const cause = causeOf(request, storeId);
  await tools.execute(visits, visitId, { type: 'UndoArrival', agenda: key }, cause);
  // The reaction does it too; asked for here so that the answer shows it.
  const { state } = await tools.execute(
    agenda,
    key,
    { type: 'UndoCheckIn', appointmentId, visitId },
    { ...cause, commandId: deriveId(`undo-check-in|${visitId}`), input: visitId },
  );
  return state.entries.get(appointmentId)!;
}
