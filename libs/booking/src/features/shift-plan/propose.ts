import {
  type GridDay,
  likedHours,
  PlanGrid,
  type PlanDay,
  spansOf,
  wishedOff,
} from './plan-grid.js';
import { type Proposal, proposalOf } from './explain.js';
import type { MinuteSpan, PlanPerson, PlanRules } from './plan-rules.js';

/** What a shift is worth: an hour that somebody is wanted in, one that nobody needs, one outside the hours somebody likes. */
const WORTH = { filled: 10, idle: -3, disliked: -2 };
/** Shifts that a repair of one week may try to hand over: bounds it, and keeps several weeks as many times the work of one. */
const MAX_TRIES = 300;

/**
 * Proposes shifts, week by week: a greedy choice with repair, of one shift a person and date on the grid of hours. It never breaks a hard
 * rule, the same input gives the same plan, and nobody could be added to an hour that stays unfilled without breaking a rule. Its limits:
 * it does not promise the fewest unfilled hours, plans no split shifts, and does not take breaks off the cover.
 */
export function proposeShifts(
  days: readonly PlanDay[],
  people: readonly PlanPerson[],
  rules: PlanRules,
): Proposal {
  const planner = new Planner(days, people, rules);
  planner.plan();
  return proposalOf(planner);
}

interface Choice {
  readonly person: number;
  readonly span: MinuteSpan;
  readonly rank: readonly number[];
}

class Planner extends PlanGrid {
  plan(): void {
    for (const week of this.weeks()) {
      // The busiest date first: hours of a week that are used up are missed where they are missed least.
      const order = [...week].sort(
        (a, b) => wantedOn(b) - wantedOn(a) || (a.day.date < b.day.date ? -1 : 1),
      );
      for (const gridDay of order) this.fill(gridDay);
      let tries = MAX_TRIES;
      const relieved = (): boolean =>
        order.some((gridDay) =>
          this.openHours(gridDay).some((hour) =>
            this.relieve(gridDay, hour, order, () => tries-- > 0),
          ),
        );
      // Each round fills an hour more, so it ends.
      while (relieved()) for (const gridDay of order) this.fill(gridDay);
    }
  }

  /** New shifts while one fills an hour, the best first; then longer ones. */
  private fill(gridDay: GridDay): void {
    const possible = new Map<number, readonly MinuteSpan[]>();
    for (;;) {
      const open = this.openHours(gridDay);
      if (open.length === 0) return;
      // Who serves the same fills the same.
      const gains = new Map<string, ReadonlySet<number>>();
      let best: Choice | undefined;
      for (const person of this.people.keys()) {
        if (gridDay.shifts.has(person)) continue;
        let spans = possible.get(person);
        if (!spans) possible.set(person, (spans = this.possibleSpans(gridDay, person)));
        if (spans.length === 0) continue;
        const alike = gridDay.serves[person]!.join();
        let gained = gains.get(alike);
        if (!gained)
          gains.set(
            alike,
            (gained = new Set(open.filter((hour) => gridDay.covers.get(hour)!.would(person)))),
          );
        if (gained.size > 0) best = better(best, this.bestSpan(gridDay, person, spans, gained));
      }
      if (!best) break;
      this.place(gridDay, best.person, best.span);
    }
    while (
      this.openHours(gridDay).some((hour) =>
        [...gridDay.shifts.keys()]
          .sort((a, b) => a - b)
          .some((person) => this.extend(gridDay, person, hour)),
      )
    );
  }

  private possibleSpans({ day }: GridDay, person: number): MinuteSpan[] {
    const work = this.work[person]!;
    return [...spansOf(day, this.rules)].filter(
      (span) => work.broken(day.date, span) === undefined,
    );
  }

  private bestSpan(
    { day: { date, fromHour, toHour } }: GridDay,
    person: number,
    spans: readonly MinuteSpan[],
    gained: ReadonlySet<number>,
  ): Choice | undefined {
    const { wishes } = this.people[person]!;
    const weekMinutes = this.work[person]!.weekMinutes(date);
    const [wishesOff, needsHours] = [
      wishedOff(this.people[person]!, date) ? 1 : 0,
      weekMinutes < (wishes?.minWeeklyMinutes ?? 0) ? 0 : 1,
    ];
    const liked = likedHours(this.people[person]!);
    // Worth and filled hours from the first hour on, so that a span is a difference.
    const [worth, filled] = [[0], [0]];
    for (let hour = fromHour; hour < toHour; hour++) {
      const fills = gained.has(hour) && !this.isBlocked(person, date, hour);
      worth.push(
        worth.at(-1)! +
          (fills ? WORTH.filled : WORTH.idle) +
          (liked && !(liked.fromMinute <= hour * 60 && (hour + 1) * 60 <= liked.toMinute)
            ? WORTH.disliked
            : 0),
      );
      filled.push(filled.at(-1)! + (fills ? 1 : 0));
    }
    let best: Choice | undefined;
    for (const span of spans) {
      const [from, to] = [span.fromMinute / 60 - fromHour, span.toMinute / 60 - fromHour];
      if (filled[to]! - filled[from]! > 0)
        best = better(best, {
          person,
          span,
          rank: [
            wishesOff,
            worth[from]! - worth[to]!,
            needsHours,
            weekMinutes,
            person,
            span.fromMinute,
            span.toMinute,
          ],
        });
    }
    return best;
  }

  /** Makes a shift reach into an hour that it can fill. */
  private extend(gridDay: GridDay, person: number, hour: number): boolean {
    const longer = this.reaching(gridDay, person, hour);
    if (
      !longer ||
      this.isBlocked(person, gridDay.day.date, hour) ||
      !gridDay.covers.get(hour)!.would(person) ||
      this.whyNotSpan(gridDay, person, longer) !== undefined
    )
      return false;
    this.place(gridDay, person, longer);
    return true;
  }

  /**
   * Repair: somebody could fill this hour if another date of their week were not theirs, and another person can take that date over
   * without leaving an hour there.
   */
  private relieve(
    gridDay: GridDay,
    hour: number,
    week: readonly GridDay[],
    mayTry: () => boolean,
  ): boolean {
    const cover = gridDay.covers.get(hour)!;
    for (const person of this.people.keys()) {
      if (
        gridDay.shifts.has(person) ||
        this.isBlocked(person, gridDay.day.date, hour) ||
        !cover.would(person)
      )
        continue;
      for (const other of week) {
        const shift = other.shifts.get(person);
        if (!shift || other === gridDay) continue;
        if (!mayTry()) return false;
        this.unplace(other, person);
        const span = this.possibleSpans(gridDay, person).find(
          (s) => s.fromMinute <= hour * 60 && (hour + 1) * 60 <= s.toMinute,
        );
        if (span && this.takeOver(other, person, shift)) {
          this.place(gridDay, person, span);
          return true;
        }
        this.place(other, person, shift);
      }
    }
    return false;
  }

  /** Gives a shift that was just taken out to the first other person who fills as much with it. */
  private takeOver(gridDay: GridDay, before: number, shift: MinuteSpan): boolean {
    this.place(gridDay, before, shift);
    const missed = missedOn(gridDay);
    this.unplace(gridDay, before);
    for (const person of this.people.keys()) {
      if (
        person === before ||
        gridDay.shifts.has(person) ||
        this.work[person]!.broken(gridDay.day.date, shift) !== undefined
      )
        continue;
      this.place(gridDay, person, shift);
      if (missedOn(gridDay) <= missed) return true;
      this.unplace(gridDay, person);
    }
    return false;
  }
}

const wantedOn = ({ day }: GridDay): number => day.demand.reduce((sum, d) => sum + d.staff, 0);
const missedOn = ({ covers }: GridDay): number =>
  [...covers.values()].reduce((sum, cover) => sum + cover.missed, 0);

/** The lower rank, field by field. */
function better(a: Choice | undefined, b: Choice | undefined): Choice | undefined {
  if (!a || !b) return a ?? b;
  const i = a.rank.findIndex((value, n) => value !== b.rank[n]);
  return i >= 0 && b.rank[i]! < a.rank[i]! ? b : a;
}
