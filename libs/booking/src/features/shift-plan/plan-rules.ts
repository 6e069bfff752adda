import { dayNumber } from '@chignon/calendar';
import type { Skill } from '../../salon/roster/staff.js';
import type { ShiftWishes } from './wishes.js';

/** Local minutes from the midnight of a date; past the next midnight they exceed 1440. */
export interface MinuteSpan {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** One person's shift at the store that is planned. */
export interface PlannedShift extends MinuteSpan {
  readonly staffId: string;
  readonly date: string;
}

/** What a plan never breaks. Lengths are those of whole shifts, breaks included. */
export interface PlanRules {
  readonly minRestMinutes: number;
  readonly maxMinutesPerDay: number;
  /** A person's own wish may lower it. */
  readonly maxMinutesPerWeek: number;
  readonly maxDaysInARow: number;
  readonly minShiftMinutes: number;
  readonly maxShiftMinutes: number;
  /** Longer shifts get a floating break of `breakMinutes`. */
  readonly maxContinuousMinutes?: number;
  readonly breakMinutes: number;
}

/** Work that stands already: at other stores, or on dates outside the plan. */
export interface FixedShift extends MinuteSpan {
  readonly date: string;
  readonly away: boolean;
  /** Least rest that its store asks for. */
  readonly restMinutes: number;
  /** From the planned store to this one, and back. */
  readonly travelToMinutes: number;
  readonly travelFromMinutes: number;
}

/** Everything that planning must know of a person. */
export interface PlanPerson {
  readonly staffId: string;
  readonly skills: readonly Skill[];
  /** Dates of the plan on which they may work at the store. */
  readonly dates: readonly string[];
  readonly leave: readonly (MinuteSpan & { readonly date: string })[];
  /** In the store, but not for customers. */
  readonly blocked: readonly (MinuteSpan & { readonly date: string })[];
  readonly fixed: readonly FixedShift[];
  readonly wishes?: ShiftWishes;
}

/** Why somebody cannot work a shift, in the order in which it is asked. */
export const HARD_RULES = [
  'not-at-store',
  'on-leave',
  'works-elsewhere',
  'shifts-overlap',
  'daily-hours',
  'weekly-hours',
  'days-in-a-row',
  'rest',
] as const;
export type HardRule = (typeof HARD_RULES)[number];

interface Work {
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly away: boolean;
  readonly restMinutes: number;
  readonly travelToMinutes: number;
  readonly travelFromMinutes: number;
  readonly planned: boolean;
}

const none: readonly Work[] = [];

/** What one person works, day by day, and whether one more shift would break a rule. Each question looks at the days around it only. */
export class WorkOfPerson {
  private readonly days = new Map<number, Work[]>();
  private readonly dates: ReadonlySet<string>;
  private readonly maxWeek: number;
  /** Day numbers of the dates asked for: the same few, thousands of times. */
  private readonly numbers = new Map<string, number>();

  constructor(
    readonly person: PlanPerson,
    private readonly rules: PlanRules,
  ) {
    this.dates = new Set(person.dates);
    this.maxWeek = Math.min(rules.maxMinutesPerWeek, person.wishes?.maxWeeklyMinutes ?? Infinity);
    for (const {
      date,
      fromMinute,
      toMinute,
      away,
      restMinutes,
      travelToMinutes,
      travelFromMinutes,
    } of person.fixed) {
      this.put(this.numberOf(date), {
        fromMinute,
        toMinute,
        away,
        restMinutes,
        travelToMinutes,
        travelFromMinutes,
        planned: false,
      });
    }
  }

  add(date: string, { fromMinute, toMinute }: MinuteSpan): void {
    this.put(this.numberOf(date), {
      fromMinute,
      toMinute,
      away: false,
      restMinutes: this.rules.minRestMinutes,
      travelToMinutes: 0,
      travelFromMinutes: 0,
      planned: true,
    });
  }

  /** Takes the planned shift of a date out. */
  remove(date: string): void {
    const day = this.numberOf(date);
    this.days.set(
      day,
      (this.days.get(day) ?? []).filter((w) => !w.planned),
    );
  }

  weekMinutes(date: string): number {
    const day = this.numberOf(date);
    // Day 0 was a Thursday.
    const monday = day - ((day + 3) % 7);
    let sum = 0;
    for (let n = monday; n < monday + 7; n++)
      for (const w of this.days.get(n) ?? none) sum += w.toMinute - w.fromMinute;
    return sum;
  }

  /** The first rule that one more shift would break. */
  broken(date: string, span: MinuteSpan): HardRule | undefined {
    const day = this.numberOf(date);
    const [from, to] = [day * 1440 + span.fromMinute, day * 1440 + span.toMinute];
    const same = this.days.get(day) ?? none;
    const nights = [...(this.days.get(day - 1) ?? none), ...(this.days.get(day + 1) ?? none)];
    if (!this.dates.has(date)) return 'not-at-store';
    if (this.person.leave.some((l) => l.date === date && overlap(l, span))) return 'on-leave';
    const clash = [...same, ...nights].find(
      (w) => from < w.toMinute + w.travelFromMinutes && w.fromMinute - w.travelToMinutes < to,
    );
    if (clash) return clash.away ? 'works-elsewhere' : 'shifts-overlap';
    if (
      same.reduce((sum, w) => sum + w.toMinute - w.fromMinute, 0) + to - from >
      this.rules.maxMinutesPerDay
    )
      return 'daily-hours';
    if (this.weekMinutes(date) + to - from > this.maxWeek) return 'weekly-hours';
    if (this.run(day, -1) + 1 + this.run(day, 1) > this.rules.maxDaysInARow) return 'days-in-a-row';
    const tired = nights.some(
      (w) =>
        (w.toMinute <= from ? from - w.toMinute : w.fromMinute - to) <
        Math.max(this.rules.minRestMinutes, w.restMinutes),
    );
    return tired ? 'rest' : undefined;
  }

  /** Days worked in a row next to a day. */
  private run(day: number, step: 1 | -1): number {
    let length = 0;
    while (
      length <= this.rules.maxDaysInARow &&
      (this.days.get(day + step * (length + 1)) ?? none).length > 0
    )
      length++;
    return length;
  }

  /** Minutes of the date become minutes of the one count for all dates. */
  private put(day: number, { fromMinute, toMinute, ...work }: Work): void {
    const placed: Work = {
      fromMinute: day * 1440 + fromMinute,
      toMinute: day * 1440 + toMinute,
      ...work,
    };
    const list = this.days.get(day);
    if (list) list.push(placed);
    else this.days.set(day, [placed]);
  }

  private numberOf(date: string): number {
    let number = this.numbers.get(date);
    if (number === undefined) this.numbers.set(date, (number = dayNumber(date)!));
    return number;
  }
}

/** The first rule that some shifts of one person break together, and on which date. */
export function brokenRule(
  person: PlanPerson,
  rules: PlanRules,
  shifts: readonly PlannedShift[],
): { date: string; rule: HardRule } | undefined {
  const work = new WorkOfPerson(person, rules);
  for (const shift of shifts) {
    const rule = work.broken(shift.date, shift);
    if (rule) return { date: shift.date, rule };
    work.add(shift.date, shift);
  }
  return undefined;
}

export const overlap = (a: MinuteSpan, b: MinuteSpan): boolean =>
  a.fromMinute < b.toMinute && b.fromMinute < a.toMinute;
