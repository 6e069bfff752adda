import { dateAfter } from '@chignon/calendar';
import { type Shift, type Shifts, shiftsOn } from '../../salon/roster/shifts.js';
import type { MinuteSpan, PlanRules } from './plan-rules.js';
import type { RosterDay } from './shift-plan-events.js';

/** Dated shifts older than this leave the roster when a plan is written into it, so that it does not grow for ever. */
const KEPT_DAYS = 400;

/** Longest shift that one floating break keeps within the longest work without one. */
export const longestWithBreak = ({
  maxContinuousMinutes,
  breakMinutes,
}: Pick<PlanRules, 'maxContinuousMinutes' | 'breakMinutes'>): number =>
  maxContinuousMinutes === undefined ? Infinity : 2 * maxContinuousMinutes + breakMinutes;

/** The shift as a roster has it; a long one with a break that floats just as far as the longest work without a break allows. */
export function rosterShift(
  { fromMinute, toMinute }: MinuteSpan,
  {
    maxContinuousMinutes: most,
    breakMinutes: minutes,
  }: Pick<PlanRules, 'maxContinuousMinutes' | 'breakMinutes'>,
): Shift {
  const shift = { from: timeOf(fromMinute), to: timeOf(toMinute), breaks: [] };
  if (most === undefined || toMinute - fromMinute <= most) return shift;
  const from = Math.max(fromMinute, toMinute - most - minutes);
  const to = Math.min(toMinute, fromMinute + most + minutes);
  return { ...shift, floating: [{ minutes, from: timeOf(from), to: timeOf(to) }] };
}

/**
 * The roster with the days of a plan in it: each date becomes an exception of the store, unless it is a day off already. Other stores,
 * other dates and absences stay as they are. Doing it again changes nothing.
 */
export function withPlanned(
  roster: Shifts,
  storeId: string,
  days: readonly RosterDay[],
  rules: Pick<PlanRules, 'maxContinuousMinutes' | 'breakMinutes'>,
): Shifts {
  const dates = new Set(days.map((d) => d.date));
  const oldest = dateAfter(days[0]?.date ?? '9999-12-31', -KEPT_DAYS);
  const others = roster.exceptions.filter(
    (e) => e.date >= oldest && !(e.storeId === storeId && dates.has(e.date)),
  );
  const usual = { ...roster, exceptions: others };
  const planned = days.flatMap(({ date, shift }) =>
    shift
      ? [{ storeId, date, shifts: [rosterShift(shift, rules)] }]
      : shiftsOn(usual, storeId, date).length > 0
        ? [{ storeId, date, shifts: [] }]
        : [],
  );
  return {
    ...usual,
    exceptions: [...others, ...planned].sort((a, b) =>
      a.date < b.date ? -1 : a.date > b.date ? 1 : a.storeId < b.storeId ? -1 : 1,
    ),
  };
}

/** `HH:MM` of minutes from midnight; after midnight the clock begins anew. */
export function timeOf(minute: number): string {
  const clock = minute > 1440 ? minute - 1440 : minute;
  return `${String(Math.floor(clock / 60)).padStart(2, '0')}:${String(clock % 60).padStart(2, '0')}`;
}
