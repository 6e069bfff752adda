import { DAY_MS, isoOf, msOfIso, type Span } from '@chignon/calendar';
import { refused, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { agendaKey, type Appointment, type Entry } from '../../agenda/appointment/appointment.js';
import { overlapping } from '../../agenda/appointment/clashes.js';
import { daySheets, type SheetEntry } from '../../agenda/day-sheet.view.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import type { AppointmentWarning } from './agenda.shapes.http.js';

/** Appointments of one customer that may be under way in one stretch: more are a mistake of a program. */
const MAX_LOOKED_AT = 500;
const STANDS = new Set(['pending', 'booked', 'checked-in']);

/** Whose time, and which agenda decides about it already. */
export interface Whereabouts extends Span {
  readonly customerId: string;
  /** Agenda key; its own appointments are no clash to be looked for. */
  readonly key: string;
  /** An appointment that is being moved. */
  readonly except?: string | undefined;
}

/** What a customer has in other agendas in that time, by the day sheets; they may be behind by a moment. */
export async function findElsewhere(
  tools: Tools,
  { customerId, fromMs, toMs, key, except }: Whereabouts,
): Promise<SheetEntry[]> {
  const now = tools.facts.now();
  // No appointment is longer than a day.
  const range = { field: 'startsAt', gte: isoOf(fromMs - DAY_MS), lte: isoOf(toMs) };
  const { items } = await tools.documents.find(tools.collection(daySheets), {
    index: 'byCustomer',
    where: { customerId },
    range,
    limit: MAX_LOOKED_AT,
  });
  return items.filter(
    ({ kind, status, subject, storeId, date, startsAt, endsAt, expiresAt }) =>
      subject !== except &&
      agendaKey(storeId, date) !== key &&
      overlapping(
        { startMs: fromMs, endMs: toMs },
        { startMs: msOfIso(startsAt), endMs: msOfIso(endsAt) },
      ) &&
      (kind === 'appointment' ? STANDS.has(status!) : kind === 'hold' && (expiresAt ?? '') > now),
  );
}

/** @throws Refusal 409 `customer-elsewhere` at a store that refuses it; it does not say where, which the caller need not be allowed to know */
export async function mustNotBeElsewhere(
  tools: Tools,
  storeId: string,
  who: Whereabouts,
): Promise<void> {
  const { store } = await booksOf(tools).store(storeId);
  if (store.customerClash !== 'refuse' || (await findElsewhere(tools, who)).length === 0) return;
  throw refused(
    'customer-elsewhere',
    'The customer has an appointment at another store at that time.',
    { field: 'customerId' },
  );
}

/** The same for an appointment or hold that gets this customer. */
export async function mustFitCustomer(
  tools: Tools,
  { appointment }: Entry,
  customerId: string,
): Promise<void> {
  if (appointment.customerId !== customerId)
    await mustNotBeElsewhere(tools, appointment.storeId, whereaboutsOf(appointment, customerId));
}

/** What to tell the person who books: places that they do not see are told without saying which. */
export async function warningsOf(
  tools: Tools,
  { appointment }: Entry,
  request: RequestContext,
): Promise<{ warnings?: AppointmentWarning[] }> {
  const { customerId, storeId } = appointment;
  if (
    customerId === undefined ||
    (await booksOf(tools).store(storeId)).store.customerClash === undefined
  )
    return {};
  const found = await findElsewhere(tools, whereaboutsOf(appointment, customerId));
  return warned(
    found.map((e) => ({
      appointmentId: e.subject,
      storeId: e.storeId,
      startsAt: e.startsAt,
      endsAt: e.endsAt,
    })),
    (id) => request.caller.sees(id),
  );
}

/** Clashes that are in the log. */
export const recordedWarnings = (
  { clashes = [] }: Entry,
  sees: (storeId: string) => boolean,
): { warnings?: AppointmentWarning[] } =>
  warned(
    clashes.map(({ appointmentId, storeId, startMs, endMs }) => ({
      appointmentId,
      storeId,
      startsAt: isoOf(startMs),
      endsAt: isoOf(endMs),
    })),
    sees,
  );

const warned = (
  found: readonly Required<
    Pick<AppointmentWarning, 'appointmentId' | 'storeId' | 'startsAt' | 'endsAt'>
  >[],
  sees: (storeId: string) => boolean,
): { warnings?: AppointmentWarning[] } =>
  found.length === 0
    ? {}
    : {
        warnings: found.map((one) => ({
          code: 'customer-elsewhere' as const,
          ...(sees(one.storeId) ? one : {}),
        })),
      };

const whereaboutsOf = (
  { appointmentId, storeId, businessDate, startMs, endMs }: Appointment,
  customerId: string,
): Whereabouts => ({
  customerId,
  fromMs: startMs,
  toMs: endMs,
  key: agendaKey(storeId, businessDate),
  except: appointmentId,
});
