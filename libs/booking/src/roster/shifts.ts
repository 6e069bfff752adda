import { invalid, refused, type Collection } from '@chignon/eventing';
import { dateAfter, daysOfDate, weekdayOf, within, without, type Span } from '../calendar/instants.js';
import { businessDayOf, checkHours, spanOf, type Hours, type Store } from '../stores/store.js';

/** Local wall-clock shift with its pauses. Two shifts on one date are a split shift. */
export interface Shift extends Hours {
  readonly breaks: readonly Hours[];
}

/** A week that repeats at one store. Of several patterns valid for a date the one with the latest `validFrom` counts. */
export interface WeeklyPattern {
  readonly storeId: string;
  readonly validFrom: string;
  /** Last date, inclusive. */
  readonly validUntil?: string;
  /** ISO weekday, 1 Monday to 7 Sunday; weekdays without a shift are days off. */
  readonly shifts: readonly (Shift & { readonly weekday: number })[];
}

/** Replaces the pattern of one store on one date; no shifts: a day off. */
export interface DatedShifts {
  readonly storeId: string;
  readonly date: string;
  readonly shifts: readonly Shift[];
}

/** Time not worked: whole business days, or the same local hours on each of them. */
export interface Absence {
  readonly kind: 'leave' | 'day-off' | 'block-out';
  readonly fromDate: string;
  /** Inclusive. */
  readonly toDate: string;
  readonly hours?: Hours;
}

/** The working times of one person at all stores (BK-13). Id: the staff member. One document, so that two stores cannot both take the person. */
export interface Shifts {
  readonly id: string;
  readonly patterns: readonly WeeklyPattern[];
  readonly exceptions: readonly DatedShifts[];
  readonly absences: readonly Absence[];
}

export const shifts: Collection<Shifts> = { name: 'booking.shifts', indexes: {} };

/** When someone works on a business date, as instants. */
export interface WorkingDay {
  /** In the shift and not on a break, on leave or blocked out: may serve. */
  readonly working: readonly Span[];
  /** In the shift, pauses and block-outs included, leave not: what processing may run through where the store allows it (R-BK-03). */
  readonly present: readonly Span[];
}

const shiftsOn = (roster: Shifts, storeId: string, date: string): readonly Shift[] => {
  const exception = roster.exceptions.find((e) => e.storeId === storeId && e.date === date);
  if (exception) return exception.shifts;
  const valid = roster.patterns.filter((p) => p.storeId === storeId && p.validFrom <= date && (p.validUntil === undefined || p.validUntil >= date));
  const pattern = valid.reduce<WeeklyPattern | undefined>((best, p) => (best === undefined || p.validFrom > best.validFrom ? p : best), undefined);
  return pattern?.shifts.filter((s) => s.weekday === weekdayOf(date)) ?? [];
};

/** Working time of one person at one store on one business date. Times that DST skips are never in it; times it repeats are in it twice. */
export function workingDay(roster: Shifts, store: Pick<Store, 'id' | 'zone' | 'dayStartsAt'>, date: string): WorkingDay {
  const worked = shiftsOn(roster, store.id, date);
  if (worked.length === 0) return { working: [], present: [] };
  const absent = roster.absences.filter((a) => a.fromDate <= date && date <= a.toDate);
  if (absent.some((a) => a.hours === undefined)) return { working: [], present: [] };
  const day = businessDayOf(store, date);
  const inShift = within(worked.map((s) => spanOf(s, store, date)), day);
  const cuts = (list: readonly Absence[]) => list.map((a) => spanOf(a.hours!, store, date));
  const present = without(inShift, cuts(absent.filter((a) => a.kind !== 'block-out')));
  const breaks = worked.flatMap((s) => s.breaks.map((b) => spanOf(b, store, date)));
  return { present, working: without(present, [...breaks, ...cuts(absent.filter((a) => a.kind === 'block-out'))]) };
}

/** The windows in which someone may serve at a store on a business date. */
export const workingWindows = (roster: Shifts, store: Pick<Store, 'id' | 'zone' | 'dayStartsAt'>, date: string): readonly Span[] => workingDay(roster, store, date).working;

/** Patterns repeat weekly, so one full week from each change of the roster shows every overlap; two days more let shifts past midnight meet. */
const PROBE_DAYS = 9;

/**
 * Checks times, and that the person is never in two shifts at once, at one store or at two (R-BK-20).
 * @throws Refusal `hours-invalid`, `store-unknown`, `dates-reversed`, `shifts-overlap` with the date and the stores
 */
export function checkShifts(roster: Shifts, storeOf: ReadonlyMap<string, Store>): void {
  const storeAt = (storeId: string, field: string): Store => {
    const store = storeOf.get(storeId);
    if (!store) throw invalid('store-unknown', 'no such store', { field });
    return store;
  };
  const each = (list: readonly Shift[], store: Store, field: string) => {
    checkHours(list, store.dayStartsAt, field);
    for (const [i, shift] of list.entries()) checkHours(shift.breaks, store.dayStartsAt, `${field}.${i}.breaks`);
  };
  for (const [i, pattern] of roster.patterns.entries()) {
    each(pattern.shifts, storeAt(pattern.storeId, `patterns.${i}.storeId`), `patterns.${i}.shifts`);
    if (pattern.validUntil !== undefined && pattern.validUntil < pattern.validFrom) throw invalid('dates-reversed', 'ends before it begins', { field: `patterns.${i}.validUntil`, expected: `${pattern.validFrom} or later` });
  }
  for (const [i, exception] of roster.exceptions.entries()) {
    each(exception.shifts, storeAt(exception.storeId, `exceptions.${i}.storeId`), `exceptions.${i}.shifts`);
    if (roster.exceptions.findIndex((e) => e.storeId === exception.storeId && e.date === exception.date) !== i) throw invalid('date-repeated', 'one exception per store and date', { field: `exceptions.${i}.date` });
  }
  for (const [i, absence] of roster.absences.entries()) {
    if (absence.toDate < absence.fromDate) throw invalid('dates-reversed', 'ends before it begins', { field: `absences.${i}.toDate`, expected: `${absence.fromDate} or later` });
    if (absence.hours) checkHours([absence.hours], '00:00', `absences.${i}.hours`);
  }
  const starts = [...roster.patterns.flatMap((p) => [p.validFrom, ...(p.validUntil === undefined ? [] : [dateAfter(p.validUntil, 1)])]), ...roster.exceptions.map((e) => dateAfter(e.date, -1))];
  const dates = new Set(starts.flatMap((start) => Array.from({ length: PROBE_DAYS }, (_, i) => dateAfter(start, i))));
  const storeIds = [...new Set([...roster.patterns, ...roster.exceptions].map((s) => s.storeId))];
  const worked = [...dates].flatMap((date) => storeIds.flatMap((storeId) => shiftsOn(roster, storeId, date).map((s) => ({ date, storeId, ...spanOf(s, storeOf.get(storeId)!, date) }))));
  worked.sort((a, b) => a.fromMs - b.fromMs);
  for (const [i, later] of worked.entries()) {
    const earlier = worked[i - 1];
    if (earlier && later.fromMs < earlier.toMs) throw refused('shifts-overlap', 'nobody works in two shifts at once', { field: 'patterns', date: later.date, storeIds: [...new Set([earlier.storeId, later.storeId])] });
  }
}

/** Number of days from one date to another, both included; NaN when one is no date. */
export const daysBetween = (from: string, to: string): number => ((daysOfDate(to) ?? NaN) - (daysOfDate(from) ?? NaN)) + 1;
