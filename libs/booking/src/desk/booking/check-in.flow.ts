import { businessDateOf, dateAfter, localOf, msOfIso } from '@chignon/calendar';
import { refused, type Tools } from '@chignon/eventing';
import type { Appointment } from '../../agenda/appointment/appointment.js';
import { plannedMinutes, sharesOf } from '../../agenda/day/line.js';
import { requireSameCurrency } from '../../agenda/decide/moves.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { isBuffer, plannedUse } from '../../salon/catalogue/service.js';
import { dayStartMinute, type Store } from '../../salon/stores/store.js';
import { dayStartOf, type VisitOpening } from '../../visits/visit.js';

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

/** The visit of an appointment: lines as booked, recipe and steps of the catalogue version that was booked (R-BK-06). */
export async function openingOf(
  tools: Tools,
  { appointmentId, storeId, businessDate, customerId, currency, lines }: Appointment,
): Promise<VisitOpening> {
  const moment = await visitMoment(tools, storeId);
  mustBeNear((await booksOf(tools).store(storeId)).store, businessDate, moment.businessDate);
  if (currency !== undefined) requireSameCurrency(currency, moment.currency);
  const versions = await Promise.all(
    lines.map((line) => booksOf(tools).version(line.serviceId, line.catalogueVersion)),
  );
  return {
    visitId: `v-${appointmentId}`,
    ...moment,
    ...(customerId === undefined ? {} : { customerId }),
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
      ...(line.level === undefined ? {} : { level: line.level }),
      plannedMinutes: plannedMinutes(line),
      steps: line.phases
        .filter((p) => !isBuffer(p))
        .map(({ name, minutes }) => ({ name, minutes })),
      plannedUse: versions[i] ? plannedUse(versions[i]) : [],
      earning: true,
    })),
  };
}
