import { type Span, weekdayOf, within, without } from '@chignon/calendar';
import type { Collection } from '@chignon/eventing';
import { businessDayOf, type Hours, spanOf, type Store } from '../stores/store.js';

/** A break whose place inside the window is found when the day is planned (R-BK-42). */
export interface FloatingBreak extends Hours {
  readonly minutes: number;
}

/** What a person does in some hours of a shift: services of these categories or of these ids (R-BK-41). */
export interface ServedHours extends Hours {
  readonly categories?: readonly string[];
  readonly serviceIds?: readonly string[];
}

/** Local wall-clock shift with its pauses. Two shifts on one date are a split shift. */
export interface Shift extends Hours {
  readonly breaks: readonly Hours[];
  readonly floating?: readonly FloatingBreak[];
  /** Absent or empty: everything they may perform, all the time. Else nothing outside these hours. */
  readonly serves?: readonly ServedHours[];
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
  /** In the shift and not on a fixed break, on leave or blocked out: may serve. */
  readonly working: readonly Span[];
  /** In the shift, pauses and block-outs included, leave not: what processing may run through where the store allows it (R-BK-03). */
  readonly present: readonly Span[];
}

/** The shifts of a person at a store on a business date, leave not looked at. */
export const shiftsOn = (roster: Shifts, storeId: string, date: string): readonly Shift[] => {
  const exception = roster.exceptions.find((e) => e.storeId === storeId && e.date === date);
  if (exception) return exception.shifts;
  const valid = roster.patterns.filter(
    (p) =>
      p.storeId === storeId &&
      p.validFrom <= date &&
      (p.validUntil === undefined || p.validUntil >= date),
  );
  const pattern = valid.reduce<WeeklyPattern | undefined>(
    (best, p) => (best === undefined || p.validFrom > best.validFrom ? p : best),
    undefined,
  );
  return pattern?.shifts.filter((s) => s.weekday === weekdayOf(date)) ?? [];
};

/** The stores that a roster names. */
export const storesOf = ({ patterns, exceptions }: Shifts): string[] => [
  ...new Set([...patterns, ...exceptions].map((s) => s.storeId)),
];

/** What a roster says while nobody has written it. */
export const noShifts = (id: string): Shifts => ({
  id,
  patterns: [],
  exceptions: [],
  absences: [],
});

/** Working time of one person at one store on one business date. Times that DST skips are never in it; times it repeats are in it twice. */
export function workingDay(
  roster: Shifts,
  store: Pick<Store, 'id' | 'zone' | 'dayStartsAt'>,
  date: string,
): WorkingDay {
  const worked = shiftsOn(roster, store.id, date);
  if (worked.length === 0) return { working: [], present: [] };
  const absent = roster.absences.filter((a) => a.fromDate <= date && date <= a.toDate);
  if (absent.some((a) => a.hours === undefined)) return { working: [], present: [] };
  const day = businessDayOf(store, date);
  const inShift = within(
    worked.map((s) => spanOf(s, store, date)),
    day,
  );
  const cuts = (list: readonly Absence[]) => list.map((a) => spanOf(a.hours!, store, date));
  const present = without(inShift, cuts(absent.filter((a) => a.kind !== 'block-out')));
  const breaks = worked.flatMap((s) => s.breaks.map((b) => spanOf(b, store, date)));
  return {
    present,
    working: without(present, [...breaks, ...cuts(absent.filter((a) => a.kind === 'block-out'))]),
  };
}

/** The windows in which someone may serve at a store on a business date. */
export const workingWindows = (
  roster: Shifts,
  store: Pick<Store, 'id' | 'zone' | 'dayStartsAt'>,
  date: string,
): readonly Span[] => workingDay(roster, store, date).working;
