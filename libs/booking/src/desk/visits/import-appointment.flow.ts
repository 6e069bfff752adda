import {
  businessDateOf,
  dateAfter,
  firstInstant,
  isoOf,
  MINUTE_MS,
  msOfIso,
  offsetMinutesAt,
} from '@chignon/calendar';
import { invalid, optional, refused, sha256, type Tools } from '@chignon/eventing';
import { mustBeCredible, type RequestContext } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, type Appointment } from '../../agenda/appointment/appointment.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { priceAt as priceOf } from '../../salon/catalogue/durations.js';
import { services } from '../../salon/catalogue/service.js';
import { priceAtTime } from '../../salon/peaks/price-rule.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { offeredBy } from '../terms/policy-terms.flow.js';
import { causeFor, groupOf, knownBy, NOON, outcomeOf, todayAt } from './import-rows.flow.js';
import type { ImportedAppointment } from './imports.shapes.http.js';
import type { SourceCode, SourceCodes } from './source-codes.flow.js';

/** Nobody agrees on an appointment further ahead. */
const MAX_DAYS_AHEAD = 730;
/** Why something was cancelled, where the source does not say. */
const RECORDED = 'recorded';

/** What an appointment names in the words of its source. */
export const codesOfAppointment = ({
  staffId,
  serviceId,
  serviceGroup,
}: ImportedAppointment): SourceCode[] => [
  { kind: 'staff', code: staffId },
  { kind: 'service', code: serviceId },
  groupOf(serviceId, serviceGroup),
];

/** One appointment as the other system has it; its overlaps are told and not refused. */
export async function importAppointment(
  tools: Tools,
  book: StoreBook,
  given: ImportedAppointment,
  codes: SourceCodes,
  request: RequestContext,
) {
  const { store } = book;
  const today = todayAt(tools, store);
  mustBeCredible(given.date, {
    today,
    field: 'date',
    last: given.status === 'no-show' ? today : dateAfter(today, MAX_DAYS_AHEAD),
  });
  const startMs = firstInstant(store.zone, given.date, given.startMinute ?? NOON);
  const businessDate =
    given.startMinute === undefined
      ? given.date
      : businessDateOf(store.zone, dayStartMinute(store), startMs);
  const idOf = (externalId: string): string =>
    `${store.id}.${businessDate}.${sha256(externalId).slice(0, 12)}`;
  const key = agendaKey(store.id, businessDate);
  const item = await knownBy(given, async (formerId) =>
    (await tools.load(agenda, key)).state.entries.has(idOf(formerId)),
  );
  const { externalId, customerId, startMinute, minutes, status } = item;
  const [staffId, serviceId, serviceGroup] = [
    codes.idOf('staff', item.staffId),
    codes.idOf('service', item.serviceId),
    codes.groupOf(item.serviceId, item.serviceGroup),
  ];
  const cause = causeFor(request, store.id, 'appointment', item);
  if (item.reason !== undefined && item.reason !== RECORDED)
    await mustBeReason(tools, 'cancel', item.reason);
  if (item.cancelledOn !== undefined)
    mustBeCredible(item.cancelledOn, { today, field: 'cancelledOn' });
  const endMs = startMs + minutes * MINUTE_MS;
  // A day without a time occupies nothing.
  const busy =
    startMinute === undefined || minutes === 0 || status !== 'booked'
      ? []
      : [{ fromMs: startMs, toMs: endMs }];
  const ahead = status === 'booked' && item.date >= today;
  const { policy } = ahead ? offeredBy(book) : {};
  const appointment: Appointment = {
    appointmentId: idOf(externalId),
    storeId: store.id,
    businessDate,
    zone: store.zone,
    currency: store.currency,
    ...optional({ customerId }),
    channel: 'import',
    startMs,
    endMs,
    ...(startMinute === undefined ? {} : { offsetMinutes: offsetMinutesAt(store.zone, startMs) }),
    ...(policy ? { policy: { ...policy, acceptedAtMs: msOfIso(tools.facts.now()) } } : {}),
    lines: [
      {
        lineId: 'l1',
        serviceId,
        serviceGroup,
        ...(await agreedPrice(tools, book, item, ahead, startMs)),
        staffId,
        requested: false,
        startMs,
        endMs,
        phases: [{ name: 'service', kind: 'active', minutes }],
        staff: busy.map((span) => ({ staffId, ...span, beforeMs: 0, afterMs: 0 })),
        customer: busy,
        pools: [],
      },
    ],
  };
  const became =
    status !== 'cancelled'
      ? status
      : ({
          cancelledBy: item.cancelledBy ?? 'store',
          reason: item.reason ?? RECORDED,
          at: isoOf(
            item.cancelledOn === undefined
              ? startMs
              : firstInstant(store.zone, item.cancelledOn, NOON),
          ),
        } as const);
  const { replayed, events } = await tools.execute(
    agenda,
    key,
    { type: 'RecordAppointment', appointment, timeKnown: startMinute !== undefined, became },
    cause,
  );
  return {
    outcome: outcomeOf(replayed),
    appointmentId: appointment.appointmentId,
    overlaps: events.some((e) => e.type === 'AppointmentRecorded' && e.data.overlaps),
  };
}

/** What the source agreed; else, of what is ahead, what the catalogue asks today (R-BK-06). Of the past nobody asks any more. */
async function agreedPrice(
  tools: Tools,
  book: StoreBook,
  { priceCents, currency, serviceId, staffId, customerId }: ImportedAppointment,
  ahead: boolean,
  startMs: number,
): Promise<{ priceCents: number; catalogueVersion: number }> {
  const { store, team } = book;
  if (currency !== undefined && currency !== store.currency)
    throw refused('currency-differs', `The store counts in ${store.currency}.`, {
      field: 'currency',
      expected: store.currency,
    });
  const service = ahead ? await tools.documents.get(services, serviceId) : undefined;
  if (priceCents !== undefined || !ahead)
    return { priceCents: priceCents ?? 0, catalogueVersion: service?.version ?? 0 };
  if (!service)
    throw invalid('service-unknown', 'The service has no price. Give `priceCents`.', {
      field: 'serviceId',
      expected: 'a service of the catalogue, or priceCents',
    });
  const level = team.get(staffId)?.level;
  const who = {
    staffId,
    storeId: store.id,
    currency: store.currency,
    ...optional({ level, customerId }),
  };
  const listed = priceOf(
    service,
    who,
    await booksOf(tools).tablesFor(book, customerId),
    'serviceId',
  );
  const sold = {
    serviceId,
    serviceGroup: service.serviceGroup,
    ...optional({ level }),
    startMs,
    priceCents: listed,
  };
  return {
    priceCents: priceAtTime(
      sold,
      book.frame(businessDateOf(store.zone, dayStartMinute(store), startMs)),
    ).priceCents,
    catalogueVersion: service.version,
  };
}
