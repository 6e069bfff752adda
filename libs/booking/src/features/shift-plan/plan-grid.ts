import { optional } from '@chignon/eventing';
import { dateAfter, minuteOf, weekdayOf } from '@chignon/calendar';
import { hasSkill } from '../../salon/roster/staff.js';
import { HourCover } from './cover.js';
import type { DemandHour } from './demand.js';
import {
  type HardRule,
  type MinuteSpan,
  overlap,
  type PlanPerson,
  type PlanRules,
  WorkOfPerson,
} from './plan-rules.js';

/** A date to be planned: whole hours within which shifts lie, and who is wanted when. */
export interface PlanDay {
  readonly date: string;
  readonly fromHour: number;
  readonly toHour: number;
  readonly demand: readonly DemandHour[];
}

/** One date under way. */
export interface GridDay {
  readonly day: PlanDay;
  readonly serves: readonly (readonly boolean[])[];
  readonly shifts: Map<number, MinuteSpan>;
  readonly wanted: ReadonlyMap<number, readonly number[]>;
  readonly covers: Map<number, HourCover>;
}

/** The plan under way: who works when, and which places of which hours that fills. */
export class PlanGrid {
  readonly people: readonly PlanPerson[];
  readonly work: readonly WorkOfPerson[];
  readonly kinds: readonly Pick<DemandHour, 'skill' | 'level'>[];
  readonly gridDays: readonly GridDay[];

  constructor(
    days: readonly PlanDay[],
    people: readonly PlanPerson[],
    readonly rules: PlanRules,
  ) {
    this.people = [...people].sort((a, b) => (a.staffId < b.staffId ? -1 : 1));
    this.work = this.people.map((person) => new WorkOfPerson(person, rules));
    this.kinds = [
      ...new Map(
        days
          .flatMap((d) => d.demand)
          .map((d) => [
            `${d.skill ?? ''} ${d.level ?? 0}`,
            { ...(d.skill === undefined ? {} : { skill: d.skill, level: d.level ?? 0 }) },
          ]),
      ).entries(),
    ]
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .map(([, kind]) => kind);
    this.gridDays = [...days]
      .sort((a, b) => (a.date < b.date ? -1 : 1))
      .map((day) => this.gridDayOf(day));
  }

  /** Puts a shift where it is asked for. */
  take(staffId: string, date: string, span: MinuteSpan): void {
    const person = this.people.findIndex((p) => p.staffId === staffId);
    const gridDay = this.gridDays.find((b) => b.day.date === date);
    if (person >= 0 && gridDay) this.place(gridDay, person, span);
  }

  *weeks(): Generator<readonly GridDay[]> {
    const weeks = new Map<string, GridDay[]>();
    for (const gridDay of this.gridDays) {
      const monday = dateAfter(gridDay.day.date, 1 - weekdayOf(gridDay.day.date));
      weeks.set(monday, [...(weeks.get(monday) ?? []), gridDay]);
    }
    yield* weeks.values();
  }

  openHours({ covers }: GridDay): number[] {
    return [...covers]
      .filter(([, cover]) => cover.missed > 0)
      .map(([hour]) => hour)
      .sort((a, b) => a - b);
  }

  isBlocked(person: number, date: string, hour: number): boolean {
    return this.people[person]!.blocked.some((b) => b.date === date && overlap(b, hourSpan(hour)));
  }

  /** Which of the asked-for kinds a demand is. */
  kindOf({ skill, level = 0 }: Pick<DemandHour, 'skill' | 'level'>): number {
    return this.kinds.findIndex(
      (k) => k.skill === skill && (k.level ?? 0) === (skill === undefined ? 0 : level),
    );
  }

  /** The person's shift of the date, lengthened to hold an hour; undefined when it holds it already, or would be too long. */
  reaching({ day, shifts }: GridDay, person: number, hour: number): MinuteSpan | undefined {
    const shift = shifts.get(person)!;
    if (holds(shift, hour)) return undefined;
    const longer = {
      fromMinute: Math.min(shift.fromMinute, hour * 60),
      toMinute: Math.max(shift.toMinute, (hour + 1) * 60),
    };
    if (longer.fromMinute < day.fromHour * 60 || longer.toMinute > day.toHour * 60)
      return undefined;
    return longer.toMinute - longer.fromMinute > this.rules.maxShiftMinutes ? undefined : longer;
  }

  /** The rule that stands against this span in place of the person's shift of the date, if they have one. */
  whyNotSpan(
    { day: { date }, shifts }: GridDay,
    person: number,
    span: MinuteSpan,
  ): HardRule | undefined {
    const work = this.work[person]!;
    const shift = shifts.get(person);
    if (shift) work.remove(date);
    const rule = work.broken(date, span);
    if (shift) work.add(date, shift);
    return rule;
  }

  place(gridDay: GridDay, person: number, span: MinuteSpan): void {
    if (gridDay.shifts.has(person)) this.unplace(gridDay, person);
    gridDay.shifts.set(person, span);
    this.work[person]!.add(gridDay.day.date, span);
    for (const hour of hoursOf(span))
      if (!this.isBlocked(person, gridDay.day.date, hour)) gridDay.covers.get(hour)?.add(person);
  }

  unplace(gridDay: GridDay, person: number): void {
    const span = gridDay.shifts.get(person)!;
    gridDay.shifts.delete(person);
    this.work[person]!.remove(gridDay.day.date);
    this.cover(gridDay, hoursOf(span));
  }

  /** Fills the places of these hours anew with those who are there. */
  cover(gridDay: GridDay, hours: Iterable<number>): void {
    const present = [...gridDay.shifts].sort(([a], [b]) => a - b);
    for (const hour of hours) {
      const wanted = gridDay.wanted.get(hour);
      if (!wanted) continue;
      const cover = new HourCover(wanted, gridDay.serves);
      for (const [person, span] of present)
        if (holds(span, hour) && !this.isBlocked(person, gridDay.day.date, hour)) cover.add(person);
      gridDay.covers.set(hour, cover);
    }
  }

  private gridDayOf(day: PlanDay): GridDay {
    const serves = this.people.map((p) =>
      this.kinds.map(({ skill, level = 0 }) =>
        hasSkill(p.skills, skill === undefined ? undefined : { skill, level }, day.date),
      ),
    );
    const wanted = new Map<number, number[]>();
    for (const { hour, skill, level = 0, staff } of day.demand) {
      const kind = this.kindOf({ ...optional({ skill }), level });
      const places = wanted.get(hour) ?? this.kinds.map(() => 0);
      places[kind]! += staff;
      wanted.set(hour, places);
    }
    const gridDay: GridDay = { day, serves, shifts: new Map(), wanted, covers: new Map() };
    this.cover(gridDay, wanted.keys());
    return gridDay;
  }
}

const hourSpan = (hour: number): MinuteSpan => ({
  fromMinute: hour * 60,
  toMinute: (hour + 1) * 60,
});
export const holds = (span: MinuteSpan, hour: number): boolean =>
  span.fromMinute <= hour * 60 && (hour + 1) * 60 <= span.toMinute;
/** Hours that a span fills whole: shifts that a person planned need not keep to the grid. */
const hoursOf = ({ fromMinute, toMinute }: MinuteSpan): number[] =>
  Array.from(
    { length: Math.max(0, Math.floor(toMinute / 60) - Math.ceil(fromMinute / 60)) },
    (_, i) => Math.ceil(fromMinute / 60) + i,
  );
export const wishedOff = ({ wishes }: PlanPerson, date: string): boolean =>
  wishes !== undefined &&
  (wishes.weekdaysOff.includes(weekdayOf(date)) || wishes.datesOff.includes(date));

/** The hours that somebody likes, if they said so. */
export function likedHours({ wishes }: PlanPerson): MinuteSpan | undefined {
  if (!wishes?.preferred) return undefined;
  const [fromMinute, toMinute] = [minuteOf(wishes.preferred.from), minuteOf(wishes.preferred.to)];
  return { fromMinute, toMinute: toMinute <= fromMinute ? toMinute + 1440 : toMinute };
}

/** Every shift that a date allows on the grid of hours; a day shorter than the shortest shift allows one as long as itself. */
export function* spansOf(
  { fromHour, toHour }: PlanDay,
  { minShiftMinutes, maxShiftMinutes }: PlanRules,
): Generator<MinuteSpan> {
  const longest = Math.min(Math.floor(maxShiftMinutes / 60), toHour - fromHour);
  const shortest = Math.min(Math.ceil(minShiftMinutes / 60), longest);
  for (let from = fromHour; from < toHour; from++) {
    for (let hours = Math.max(1, shortest); hours <= longest && from + hours <= toHour; hours++)
      yield { fromMinute: from * 60, toMinute: (from + hours) * 60 };
  }
}
