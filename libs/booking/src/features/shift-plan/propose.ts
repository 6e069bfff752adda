import { type Board, likedHours, PlanBoard, type PlanDay, spansOf, wishedOff } from './board.js';
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

class Planner extends PlanBoard {
  plan(): void {
    for (const week of this.weeks()) {
      // The busiest date first: hours of a week that are used up are missed where they are missed least.
      const order = [...week].sort(
        (a, b) => wantedOn(b) - wantedOn(a) || (a.day.date < b.day.date ? -1 : 1),
      );
      for (const board of order) this.fill(board);
      let tries = MAX_TRIES;
      const relieved = (): boolean =>
        order.some((board) =>
          this.openHours(board).some((hour) => this.relieve(board, hour, order, () => tries-- > 0)),
        );
      // Each round fills an hour more, so it ends.
      while (relieved()) for (const board of order) this.fill(board);
    }
  }

  /** New shifts while one fills an hour, the best first; then longer ones. */
  private fill(board: Board): void {
    const possible = new Map<number, readonly MinuteSpan[]>();
    for (;;) {
      const open = this.openHours(board);
      if (open.length === 0) return;
      // Who serves the same fills the same.
      const gains = new Map<string, ReadonlySet<number>>();
      let best: Choice | undefined;
      for (const person of this.people.keys()) {
        if (board.shifts.has(person)) continue;
        let spans = possible.get(person);
        if (!spans) possible.set(person, (spans = this.possibleSpans(board, person)));
        if (spans.length === 0) continue;
        const alike = board.serves[person]!.join();
        let gained = gains.get(alike);
        if (!gained)
          gains.set(
            alike,
            (gained = new Set(open.filter((hour) => board.covers.get(hour)!.would(person)))),
          );
        if (gained.size > 0) best = better(best, this.bestSpan(board, person, spans, gained));
      }
      if (!best) break;
      this.place(board, best.person, best.span);
    }
    while (
      this.openHours(board).some((hour) =>
        [...board.shifts.keys()]
          .sort((a, b) => a - b)
          .some((person) => this.extend(board, person, hour)),
      )
    );
  }

  private possibleSpans({ day }: Board, person: number): MinuteSpan[] {
    const calendar = this.calendars[person]!;
    return [...spansOf(day, this.rules)].filter(
      (span) => calendar.broken(day.date, span) === undefined,
    );
  }

  private bestSpan(
    { day: { date, fromHour, toHour } }: Board,
    person: number,
    spans: readonly MinuteSpan[],
    gained: ReadonlySet<number>,
  ): Choice | undefined {
    const { wishes } = this.people[person]!;
    const weekMinutes = this.calendars[person]!.weekMinutes(date);
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
  private extend(board: Board, person: number, hour: number): boolean {
    const longer = this.reaching(board, person, hour);
    if (
      !longer ||
      this.isBlocked(person, board.day.date, hour) ||
      !board.covers.get(hour)!.would(person) ||
      this.whyNotSpan(board, person, longer) !== undefined
    )
      return false;
    this.place(board, person, longer);
    return true;
  }

  /**
   * Repair: somebody could fill this hour if another date of their week were not theirs, and another person can take that date over
   * without leaving an hour there.
   */
  private relieve(
    board: Board,
    hour: number,
    week: readonly Board[],
    mayTry: () => boolean,
  ): boolean {
    const cover = board.covers.get(hour)!;
    for (const person of this.people.keys()) {
      if (
        board.shifts.has(person) ||
        this.isBlocked(person, board.day.date, hour) ||
        !cover.would(person)
      )
        continue;
      for (const other of week) {
        const shift = other.shifts.get(person);
        if (!shift || other === board) continue;
        if (!mayTry()) return false;
        this.unplace(other, person);
        const span = this.possibleSpans(board, person).find(
          (s) => s.fromMinute <= hour * 60 && (hour + 1) * 60 <= s.toMinute,
        );
        if (span && this.takeOver(other, person, shift)) {
          this.place(board, person, span);
          return true;
        }
        this.place(other, person, shift);
      }
    }
    return false;
  }

  /** Gives a shift that was just taken out to the first other person who fills as much with it. */
  private takeOver(board: Board, before: number, shift: MinuteSpan): boolean {
    this.place(board, before, shift);
    const missed = missedOn(board);
    this.unplace(board, before);
    for (const person of this.people.keys()) {
      if (
        person === before ||
        board.shifts.has(person) ||
        this.calendars[person]!.broken(board.day.date, shift) !== undefined
      )
        continue;
      this.place(board, person, shift);
      if (missedOn(board) <= missed) return true;
      this.unplace(board, person);
    }
    return false;
  }
}

const wantedOn = ({ day }: Board): number => day.demand.reduce((sum, d) => sum + d.staff, 0);
const missedOn = ({ covers }: Board): number =>
  [...covers.values()].reduce((sum, cover) => sum + cover.missed, 0);

/** The lower rank, field by field. */
function better(a: Choice | undefined, b: Choice | undefined): Choice | undefined {
  if (!a || !b) return a ?? b;
  const i = a.rank.findIndex((value, n) => value !== b.rank[n]);
  return i >= 0 && b.rank[i]! < a.rank[i]! ? b : a;
}
