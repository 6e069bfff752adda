import { dateAfter, dayNumber } from '@chignon/calendar';

/** Gaps looked at (R-CM-03), and visits from which on a customer has a rhythm of their own. */
const GAPS_COUNTED = 5;
const OWN_FROM_VISITS = 3;
/** Services that are due so many days after the first one are done with it: nobody comes twice in a week for them. */
const TOGETHER_DAYS = 7;

/** When a customer is expected again for a service group, and from what that was reckoned. */
export interface Interval {
  readonly serviceGroup: string;
  readonly intervalDays: number;
  /** `own`: the median of the customer's last gaps; `service`: what the catalogue says. */
  readonly basis: 'own' | 'service';
  /** Days with a visit for the group that are known. */
  readonly visits: number;
  readonly lastVisitOn: string;
  readonly dueOn: string;
}

/**
 * @param visitedOn business dates in any order, at least one; visits of one day count once
 * @param serviceDays of the catalogue
 * @returns undefined when neither the customer nor the catalogue says anything
 */
export function intervalOf(
  serviceGroup: string,
  visitedOn: readonly string[],
  serviceDays: number | undefined,
): Interval | undefined {
  const days = [...new Set(visitedOn)].sort();
  const lastVisitOn = days.at(-1)!;
  const gaps = days
    .slice(-GAPS_COUNTED - 1)
    .flatMap((day, i, all) => (i === 0 ? [] : [dayNumber(day)! - dayNumber(all[i - 1]!)!]));
  const own = days.length < OWN_FROM_VISITS ? undefined : median(gaps);
  const intervalDays = own ?? serviceDays;
  return intervalDays === undefined
    ? undefined
    : {
        serviceGroup,
        intervalDays,
        basis: own === undefined ? 'service' : 'own',
        visits: days.length,
        lastVisitOn,
        dueOn: dateAfter(lastVisitOn, intervalDays),
      };
}

/** The middle one; of an even number the mean of the two middle ones, half a day rounded up: rather a day late than early. */
function median(gaps: readonly number[]): number {
  const sorted = [...gaps].sort((a, b) => a - b);
  return Math.ceil(
    (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2,
  );
}

/** What the next visit is for: the group that is due first, and those that are due within a week of it. */
export function nextVisit(
  intervals: readonly Interval[],
): { dueOn: string; intervals: readonly Interval[] } | undefined {
  const dueOn = intervals.map((interval) => interval.dueOn).sort()[0];
  return dueOn === undefined
    ? undefined
    : {
        dueOn,
        intervals: intervals.filter(
          (interval) => interval.dueOn <= dateAfter(dueOn, TOGETHER_DAYS),
        ),
      };
}

/** A free start with what speaks for it. */
export interface Proposal {
  readonly date: string;
  readonly startMs: number;
  /** The same person, the same time of day. */
  readonly wishesMet: number;
  readonly wasteMinutes: number;
  /** From the time of day of the visit. */
  readonly minutesAway: number;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const better = (a: Proposal, b: Proposal): number =>
  b.wishesMet - a.wishesMet ||
  a.minutesAway - b.minutesAway ||
  a.wasteMinutes - b.wasteMinutes ||
  a.startMs - b.startMs;

/** At most `count`, one of a day so that there is a choice: what the customer likes first, then near to the due date, then near to the time of day. */
export function proposals<P extends Proposal>(
  found: readonly P[],
  dueOn: string,
  count: number,
): P[] {
  const best = new Map<string, P>();
  for (const one of found) {
    const known = best.get(one.date);
    if (!known || better(one, known) < 0) best.set(one.date, one);
  }
  const away = ({ date }: Proposal): number => Math.abs(dayNumber(date)! - dayNumber(dueOn)!);
  return [...best.values()]
    .sort(
      (a, b) =>
        b.wishesMet - a.wishesMet || away(a) - away(b) || better(a, b) || compare(a.date, b.date),
    )
    .slice(0, count);
}
