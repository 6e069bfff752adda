/** Appointments found by whose they are, where, when and what became of them: the lists that a desk works through. */
import { businessDateOf, dateAfter, daysOfDate, msOfIso } from '@chignon/calendar';
import { findWanted, invalid, optional, type Query, type Tools } from '@chignon/eventing';
import type { ShownStatus } from '../../agenda/appointment/appointment.js';
import { daySheets, type SheetEntry } from '../../agenda/day-sheet.view.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { dayStartMinute } from '../../salon/stores/store.js';

/** What an appointment in a list may be; one that moved to another day is listed there. */
export const LISTED_STATUSES = [
  'pending',
  'declined',
  'booked',
  'checked-in',
  'completed',
  'abandoned',
  'voided',
  'cancelled',
  'missed',
] as const satisfies readonly ShownStatus[];
export type ListedStatus = (typeof LISTED_STATUSES)[number];

/** What is looked for; one of `storeId` and `customerId` at least. */
export interface AppointmentSearch {
  readonly storeId?: string;
  readonly customerId?: string;
  readonly staffId?: string;
  readonly status?: ListedStatus;
  /** Business dates, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly after?: string;
}

/** How often one page goes on past what does not match, so that a rare match costs a bounded time. */
const MAX_LOOKS = 20;

/**
 * A page in the order of begin. What no index tells apart is looked past, a bounded number of times: a page may hold fewer than `limit`
 * while `next` says that there is more.
 * @param sees which stores the caller may read
 * @throws Refusal 422 `field-missing`, `date-invalid`, `dates-reversed`
 */
export async function findAppointments(
  tools: Tools,
  search: AppointmentSearch,
  sees: (storeId: string) => boolean,
): Promise<{ items: readonly SheetEntry[]; next?: string }> {
  const { limit, after } = search;
  return findWanted(
    tools.documents,
    tools.collection(daySheets),
    { ...(await queryOf(tools, search)), limit, ...optional({ after }) },
    (entry) => sees(entry.storeId) && isLookedFor(entry, search),
    MAX_LOOKS,
  );
}

/** The narrowest index for a search. */
async function queryOf(
  tools: Tools,
  { storeId, customerId, status, from, to }: AppointmentSearch,
): Promise<Omit<Query, 'limit' | 'after'>> {
  for (const [field, date] of Object.entries({ from, to }))
    if (date !== undefined && daysOfDate(date) === undefined)
      throw invalid('date-invalid', 'There is no such date.', { field, expected: 'YYYY-MM-DD' });
  if (from !== undefined && to !== undefined && to < from)
    throw invalid('dates-reversed', 'The last date is before the first.', {
      field: 'to',
      expected: `${from} or later`,
    });
  if (customerId !== undefined) {
    // Of no zone does a business date begin a day before it does in UTC, nor end two days after it began there; the dates themselves are looked at too.
    const range = {
      field: 'startsAt',
      ...(from === undefined ? {} : { gte: dateAfter(from, -1) }),
      ...(to === undefined ? {} : { lt: dateAfter(to, 3) }),
    };
    return {
      index: 'byCustomer',
      where: { customerId },
      ...(from === undefined && to === undefined ? {} : { range }),
    };
  }
  if (storeId === undefined)
    throw invalid('field-missing', 'Name a store or a customer whose appointments to list.', {
      field: 'storeId',
      expected: '`storeId` or `customerId`',
    });
  const { store } = await booksOf(tools).store(storeId);
  const today = businessDateOf(store.zone, dayStartMinute(store), msOfIso(tools.facts.now()));
  // An end that has passed asks for the days before it.
  const first = from ?? (to === undefined || to >= today ? today : undefined);
  const range = {
    field: 'date',
    ...optional({ gte: first, lte: to }),
  };
  return status === undefined
    ? { index: 'byDay', where: { storeId }, range }
    : { index: 'byStatus', where: { storeId, status }, range };
}

function isLookedFor(
  { kind, status, storeId, date, lines }: SheetEntry,
  wanted: AppointmentSearch,
): boolean {
  return (
    kind === 'appointment' &&
    status !== 'moved-out' &&
    (wanted.status === undefined || status === wanted.status) &&
    (wanted.storeId === undefined || storeId === wanted.storeId) &&
    (wanted.from === undefined || date >= wanted.from) &&
    (wanted.to === undefined || date <= wanted.to) &&
    (wanted.staffId === undefined ||
      lines.some(
        ({ staffId, assistantIds }) =>
          staffId === wanted.staffId || assistantIds?.includes(wanted.staffId!) === true,
      ))
  );
}
