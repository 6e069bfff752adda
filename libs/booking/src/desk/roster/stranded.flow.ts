import { businessDateOf, isoOf, msOfIso } from '@chignon/calendar';
import { invalid, optional, type Refusal, refused, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, type AgendaState } from '../../agenda/appointment/appointment.js';
import type { PlannedLine } from '../../agenda/day/line.js';
import type { DayFrame } from '../../salon/book/day.js';
import { withPerson } from '../../salon/book/day-frame.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { personDay } from '../../salon/roster/person-day.js';
import { type Shifts, storesOf } from '../../salon/roster/shifts.js';
import { placesOf, type StaffMember } from '../../salon/roster/staff.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { mayTake, type Versions, versionsIn } from './able.flow.js';
import { bookedDates } from './booked-dates.flow.js';
import type { StrandedAnswer } from './roster.shapes.http.js';
import type { StrandedHere } from './stranded-here.js';
import { couldTake, strandedIn } from './stranded.js';

/** Bookings named in one refusal or answer; the rest by the lists of stranded bookings. */
export const MAX_NAMED = 50;
/** People named for one booking: a desk asks one of the first. */
const MAX_CANDIDATES = 20;

/** A person with their working times: as they are, or as they would be. */
export interface Rostered {
  readonly member: StaffMember;
  readonly roster: Shifts;
}

/** Dates that a change is about; left out: all that come. */
export interface DateRange {
  readonly from: string;
  /** Left out: no end. */
  readonly to?: string;
}

/** A stranded booking with what is needed to find another staff member for it. */
export interface Found extends StrandedHere {
  readonly book: StoreBook;
  readonly date: string;
  readonly state: AgendaState;
  readonly frame: DayFrame;
  readonly versions: Versions;
}

/**
 * The coming bookings that do not fit a person, in order of begin. The day sheets say on which dates there is anything; what counts is the
 * folded agenda of each. A booking that is decided while this looks may be missed: see `afterwards`. Whatever is decided after the new roster is
 * written keeps to it (through another process: two seconds later), and `GET staff/:staffId/stranded` finds what slipped in between.
 */
export async function strandedOf(
  tools: Tools,
  { member, roster }: Rostered,
  storeIds: readonly string[],
  dates?: DateRange,
): Promise<Found[]> {
  const nowMs = msOfIso(tools.facts.now());
  const found: Found[] = [];
  for (const storeId of storeIds) {
    const book = await booksOf(tools).store(storeId);
    const today = businessDateOf(book.store.zone, dayStartMinute(book.store), nowMs);
    for await (const date of bookedDates(
      tools,
      storeId,
      dates !== undefined && dates.from > today ? dates.from : today,
      dates?.to,
    )) {
      const { state } = await tools.load(agenda, agendaKey(storeId, date));
      if (!state.occupancy.staff.has(member.id)) continue;
      const versions = await versionsIn(tools, state, member.id);
      const day = personDay(member, roster, book.store, date);
      const frame = withPerson(book.frame(date), member.id, day);
      const able = (line: PlannedLine): boolean =>
        mayTake(member, line, member.id, versions, storeId, date);
      for (const one of strandedIn(state, nowMs, frame, member.id, day, able))
        found.push({ ...one, staffId: member.id, book, date, state, frame, versions });
    }
  }
  return found.sort((a, b) => a.appointment.startMs - b.appointment.startMs);
}

/** Stores at which somebody may have bookings. */
export const storesWith = ({ member, roster }: Rostered): string[] => [
  ...new Set([...placesOf(member), ...storesOf(roster)]),
];

/**
 * What a change of a person would strand: refused unless the caller asked for the list (R-BK-42). Bookings that did not fit before are
 * nobody's fault but stay on the list.
 * @returns the re-assignment list @throws Refusal `bookings-stranded` with the bookings
 */
export async function judgeChange(
  tools: Tools,
  before: Rostered | undefined,
  after: Rostered,
  onStranded: 'refuse' | 'list' | undefined,
  dates?: DateRange,
): Promise<Found[]> {
  // Somebody new has no bookings.
  if (!before) return [];
  const storeIds = [...new Set([...storesWith(before), ...storesWith(after)])];
  const stranded = await strandedOf(tools, after, storeIds, dates);
  if (stranded.length === 0 || onStranded === 'list') return stranded;
  const old = new Set(
    (await strandedOf(tools, before, storeIds, dates)).map(({ id, date }) => `${date} ${id}`),
  );
  const fresh = stranded.filter(({ id, date }) => !old.has(`${date} ${id}`));
  if (fresh.length === 0) return stranded;
  throw strandedRefusal('Bookings of this staff member would no longer fit.', fresh, {
    staffId: after.member.id,
  });
}

/** 409 `bookings-stranded` with the bookings that a change would strand, the first of them named. */
export const strandedRefusal = (
  message: string,
  fresh: readonly Found[],
  whose: { readonly staffId: string } | { readonly storeId: string } | object,
): Refusal =>
  refused('bookings-stranded', message, {
    field: 'onStranded',
    expected: '`onStranded=list` to write it anyway',
    ...whose,
    count: fresh.length,
    appointments: fresh
      .slice(0, MAX_NAMED)
      .map(({ id, status, date, appointment, reason, lines, book }) => ({
        appointmentId: id,
        status,
        storeId: book.store.id,
        date,
        startsAt: isoOf(appointment.startMs),
        reason,
        lines: lines.map((l) => l.lineId),
      })),
  });

/**
 * The look after the write: a booking that was decided meanwhile saw the old roster, and the sheets that name the dates follow the
 * agendas by a moment. Who asked for the list gets it as it is now; who did not gets it only when something slipped in.
 */
export async function recheckStranded(
  tools: Tools,
  before: Rostered | undefined,
  after: Rostered,
  judged: readonly Found[],
  onStranded: 'refuse' | 'list' | undefined,
): Promise<{ stranded?: StrandedAnswer[]; strandedCount?: number }> {
  const stranded = before
    ? await strandedOf(tools, after, [...new Set([...storesWith(before), ...storesWith(after)])])
    : [];
  const known = new Set(judged.map(({ id }) => id));
  if (onStranded !== 'list' && stranded.every(({ id }) => known.has(id))) return {};
  return {
    stranded: reassignments(tools, stranded.slice(0, MAX_NAMED)),
    strandedCount: stranded.length,
  };
}

/** The list as an answer, with who could take each booking at the same time. */
export function reassignments(tools: Tools, list: readonly Found[]): StrandedAnswer[] {
  const nowMs = msOfIso(tools.facts.now());
  return list.map((one) => {
    const { id, status, appointment, reason, staffId, lines, book, date } = one;
    return {
      appointmentId: id,
      status,
      storeId: book.store.id,
      zone: book.store.zone,
      date,
      startsAt: isoOf(appointment.startMs),
      endsAt: isoOf(appointment.endMs),
      reason,
      ...optional({ staffId, customerId: appointment.customerId }),
      lines: lines.map((l) => ({
        lineId: l.lineId,
        serviceId: l.serviceId,
        startsAt: isoOf(l.startMs),
        endsAt: isoOf(l.endMs),
      })),
      couldTake: takersOf(one, nowMs).slice(0, MAX_CANDIDATES),
    };
  });
}

/** Who could take the part of the person who cannot keep it, at the same time, by id; nobody where it is not for a person. */
export function takersOf(one: Found, nowMs: number): string[] {
  const { staffId, lines, book, date, state, frame, versions } = one;
  if (staffId === undefined) return [];
  const able = [...book.team.values()]
    .filter(
      (m) =>
        m.id !== staffId &&
        lines.every((l) => mayTake(m, l, staffId, versions, book.store.id, date)),
    )
    .map((m) => m.id)
    .sort();
  return couldTake(state, nowMs, frame, staffId, one, able);
}

/** A page of the list after the booking that `after` names. @throws Refusal `cursor-invalid` */
export function pageOf(
  list: readonly Found[],
  limit: number,
  after: string | undefined,
): { page: Found[]; next?: string } {
  const start = after === undefined ? 0 : list.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && start === 0)
    throw invalid('cursor-invalid', 'The booking that the cursor names has left the list.', {
      field: 'after',
      expected: '`next` of the previous page',
    });
  const page = list.slice(start, start + limit);
  return { page, ...(start + limit < list.length ? { next: page.at(-1)!.id } : {}) };
}
