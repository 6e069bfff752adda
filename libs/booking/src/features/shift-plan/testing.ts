import { dateAfter, dayNumber, weekdayOf } from '@chignon/calendar';
import type { FixedShift, PlannedShift, PlanPerson, PlanRules } from './plan-rules.js';

/** Builders for specs of shift plans, and a second opinion on the hard rules. */
export const MON = '2026-03-02';
export const week = (weeks = 1): string[] =>
  Array.from({ length: 7 * weeks }, (_, i) => dateAfter(MON, i));
export const rules: PlanRules = {
  minRestMinutes: 660,
  maxMinutesPerDay: 600,
  maxMinutesPerWeek: 2400,
  maxDaysInARow: 6,
  minShiftMinutes: 240,
  maxShiftMinutes: 600,
  breakMinutes: 30,
};
export const person = (staffId: string, more: Partial<PlanPerson> = {}): PlanPerson => ({
  staffId,
  skills: [{ skill: 'cut', level: 2 }],
  dates: week(4),
  leave: [],
  blocked: [],
  fixed: [],
  ...more,
});
export const away = (
  date: string,
  from: number,
  to: number,
  more: Partial<FixedShift> = {},
): FixedShift => ({
  date,
  fromMinute: from * 60,
  toMinute: to * 60,
  away: true,
  restMinutes: 660,
  travelToMinutes: 0,
  travelFromMinutes: 0,
  ...more,
});

/** Written anew from the sentences of the rules: every pair of stretches, minute by minute where it matters. */
export function faultOf(
  p: PlanPerson,
  r: PlanRules,
  own: readonly PlannedShift[],
): string | undefined {
  const abs = (s: { date: string; fromMinute: number; toMinute: number }) => ({
    date: s.date,
    from: dayNumber(s.date)! * 1440 + s.fromMinute,
    to: dayNumber(s.date)! * 1440 + s.toMinute,
  });
  const all = [
    ...p.fixed.map((f) => ({
      ...abs(f),
      rest: f.restMinutes,
      pad: f.travelToMinutes,
      back: f.travelFromMinutes,
    })),
    ...own.map((s) => ({ ...abs(s), rest: 0, pad: 0, back: 0 })),
  ];
  for (const shift of own) {
    const s = abs(shift);
    if (!p.dates.includes(shift.date)) return 'not at the store';
    if (p.leave.some((l) => l.date === shift.date && abs(l).from < s.to && s.from < abs(l).to))
      return 'on leave';
    for (const other of all.filter(
      (o) => o.from !== s.from || o.to !== s.to || o.date !== s.date,
    )) {
      if (s.from < other.to + other.back && other.from - other.pad < s.to) return 'in two places';
      const gap = s.from >= other.to ? s.from - other.to : other.from - s.to;
      if (
        other.date !== s.date &&
        Math.abs(dayNumber(other.date)! - dayNumber(s.date)!) === 1 &&
        gap < Math.max(r.minRestMinutes, other.rest)
      )
        return 'no rest';
    }
    const minutes = (which: (date: string) => boolean) =>
      all.filter((o) => which(o.date)).reduce((sum, o) => sum + o.to - o.from, 0);
    if (
      minutes((d) => d === shift.date) > r.maxMinutesPerDay ||
      shift.toMinute - shift.fromMinute > r.maxShiftMinutes
    )
      return 'too long a day';
    const monday = (d: string) => dateAfter(d, 1 - weekdayOf(d));
    if (
      minutes((d) => monday(d) === monday(shift.date)) >
      Math.min(r.maxMinutesPerWeek, p.wishes?.maxWeeklyMinutes ?? Infinity)
    )
      return 'too long a week';
    let run = 1;
    for (const step of [1, -1])
      for (let n = step; all.some((o) => o.date === dateAfter(shift.date, n)); n += step) run++;
    if (run > r.maxDaysInARow) return 'too many days in a row';
  }
  return new Set(own.map((s) => s.date)).size === own.length ? undefined : 'two shifts a day';
}
