import { dateAfter, weekdayOf } from '@chignon/calendar';
import {
  type GridDay,
  holds,
  likedHours,
  PlanGrid,
  type PlanDay,
  spansOf,
  wishedOff,
} from './plan-grid.js';
import type { DemandHour } from './demand.js';
import {
  HARD_RULES,
  type HardRule,
  type PlannedShift,
  type PlanPerson,
  type PlanRules,
} from './plan-rules.js';

/** Why a person does not fill an hour. `working`: in it already, at another place; `free`: nothing is in the way, only a person has planned otherwise. */
export type WhyNot = HardRule | 'lacks-skill' | 'blocked-out' | 'working' | 'free';

/** An hour with too few people, and for everybody why not. */
export interface UnfilledHour extends DemandHour {
  /** Of `staff`, how many are missing. */
  readonly short: number;
  readonly reasons: readonly { readonly reason: WhyNot; readonly staffIds: readonly string[] }[];
}

/** A wish that the plan does not keep. */
export interface UnmetWish {
  readonly staffId: string;
  readonly wish: 'day-off' | 'preferred-hours' | 'min-weekly-hours';
  /** Of the shift; of a week's hours its Monday. */
  readonly date: string;
}

export interface Proposal {
  readonly shifts: readonly PlannedShift[];
  readonly unfilled: readonly UnfilledHour[];
  readonly unmet: readonly UnmetWish[];
}

/** What some shifts leave unfilled, and why; the shifts are taken as they are. */
export function assess(
  days: readonly PlanDay[],
  people: readonly PlanPerson[],
  rules: PlanRules,
  shifts: readonly PlannedShift[],
): Proposal {
  const plan = new PlanGrid(days, people, rules);
  for (const { staffId, date, fromMinute, toMinute } of shifts)
    plan.take(staffId, date, { fromMinute, toMinute });
  return proposalOf(plan);
}

/** What stands in a plan, and what it leaves open. */
export function proposalOf(plan: PlanGrid): Proposal {
  // Several choices of places may fill equally many: told as if everybody had come in the same order.
  for (const gridDay of plan.gridDays) plan.cover(gridDay, gridDay.wanted.keys());
  const shifts = plan.gridDays.flatMap(({ day: { date }, shifts: placed }) =>
    [...placed]
      .sort(([a], [b]) => a - b)
      .map(([person, { fromMinute, toMinute }]): PlannedShift => ({
        staffId: plan.people[person]!.staffId,
        date,
        fromMinute,
        toMinute,
      })),
  );
  return {
    shifts,
    unfilled: plan.gridDays.flatMap((gridDay) => unfilledOn(plan, gridDay)),
    unmet: unmetIn(plan),
  };
}

function unfilledOn(plan: PlanGrid, gridDay: GridDay): UnfilledHour[] {
  return gridDay.day.demand.flatMap((demand): UnfilledHour[] => {
    const kind = plan.kindOf(demand);
    const short = gridDay.covers.get(demand.hour)!.missing(kind);
    if (short === 0) return [];
    const reasons = new Map<WhyNot, string[]>();
    for (const [person, { staffId }] of plan.people.entries()) {
      const reason = whyNot(plan, gridDay, person, demand.hour, kind);
      reasons.set(reason, [...(reasons.get(reason) ?? []), staffId]);
    }
    return [
      {
        ...demand,
        short,
        reasons: [...reasons].map(([reason, staffIds]) => ({ reason, staffIds })),
      },
    ];
  });
}

/** The reason that the most promising shift fails by: the one that gets furthest in the order of the rules. */
function whyNot(
  plan: PlanGrid,
  gridDay: GridDay,
  person: number,
  hour: number,
  kind: number,
): WhyNot {
  if (!gridDay.serves[person]![kind]) return 'lacks-skill';
  const shift = gridDay.shifts.get(person);
  if (plan.isBlocked(person, gridDay.day.date, hour)) return 'blocked-out';
  if (shift && holds(shift, hour)) return 'working';
  const spans = shift
    ? [plan.reaching(gridDay, person, hour)].filter((s) => s !== undefined)
    : [...spansOf(gridDay.day, plan.rules)].filter((s) => holds(s, hour));
  // A shift that cannot reach the hour is as long as shifts may be.
  if (spans.length === 0) return 'daily-hours';
  let furthest = -1;
  for (const span of spans) {
    const rule = plan.whyNotSpan(gridDay, person, span);
    if (rule === undefined) return 'free';
    furthest = Math.max(furthest, HARD_RULES.indexOf(rule));
  }
  return HARD_RULES[furthest]!;
}

function unmetIn(plan: PlanGrid): UnmetWish[] {
  const unmet: UnmetWish[] = [];
  for (const {
    day: { date },
    shifts,
  } of plan.gridDays) {
    for (const [person, span] of [...shifts].sort(([a], [b]) => a - b)) {
      const { staffId } = plan.people[person]!;
      const liked = likedHours(plan.people[person]!);
      if (wishedOff(plan.people[person]!, date)) unmet.push({ staffId, wish: 'day-off', date });
      if (liked && (span.fromMinute < liked.fromMinute || liked.toMinute < span.toMinute))
        unmet.push({ staffId, wish: 'preferred-hours', date });
    }
  }
  for (const [first] of plan.weeks()) {
    for (const [person, { staffId, wishes }] of plan.people.entries()) {
      if (plan.work[person]!.weekMinutes(first!.day.date) < (wishes?.minWeeklyMinutes ?? 0))
        unmet.push({
          staffId,
          wish: 'min-weekly-hours',
          date: dateAfter(first!.day.date, 1 - weekdayOf(first!.day.date)),
        });
    }
  }
  return unmet;
}
