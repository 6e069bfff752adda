import { lookUp } from '@chignon/eventing';
import { Temporal } from 'temporal-polyfill';
import type { RebookRules } from './rebook-rules.js';

/** Gaps looked at: R-CM-03. */
const GAPS_COUNTED = 5;

/** When a customer is expected again for a service group, and from what that was reckoned: R-CM-03. */
export interface Rhythm {
  /** Whole days between the last visits, oldest first; at most five. */
  readonly gapsDays: readonly number[];
  /** `own`: the median of the gaps; `default`: the rules' interval of the group. */
  readonly basis: 'own' | 'default';
  readonly intervalDays: number;
  /** Business day of the last visit. */
  readonly lastVisitOn: string;
  /** When the message is due, ISO UTC: interval minus lead days after the last visit, but at least a day after it. */
  readonly dueAt: string;
  /** ISO UTC; not to be sent after it. */
  readonly validUntil: string;
  readonly ruleVersion: string;
}

/**
 * @param visitedOn business days of visits for the group, in any order, at least one; visits of one day count once
 * @param zone of the store of the last visit
 */
export function rhythmOf(
  serviceGroup: string,
  visitedOn: readonly string[],
  zone: string,
  rules: RebookRules,
): Rhythm {
  const days = [...new Set(visitedOn)].sort();
  const last = Temporal.PlainDate.from(days.at(-1)!);
  const gapsDays = days
    .slice(-GAPS_COUNTED - 1)
    .map((day) => Temporal.PlainDate.from(day))
    .flatMap((day, i, all) => (i === 0 ? [] : [all[i - 1]!.until(day).days]));
  const own = medianDays(gapsDays);
  const usual = lookUp(rules.intervalDays, serviceGroup);
  const intervalDays = own ?? usual ?? rules.fallbackDays;
  const due = last.add({ days: Math.max(intervalDays - rules.leadDays, 1) });
  return {
    gapsDays,
    basis: own === undefined ? 'default' : 'own',
    intervalDays,
    lastVisitOn: days.at(-1)!,
    ruleVersion: rules.version,
    dueAt: instantAt(due, rules.sendAtHour, zone),
    validUntil: instantAt(due.add({ days: rules.validityDays }), rules.sendAtHour, zone),
  };
}

/** The middle of the gaps; of an even number the mean of the two middle ones, half a day rounded up: rather a day late than early. */
export function medianDays(gaps: readonly number[]): number | undefined {
  if (gaps.length === 0) return undefined;
  const sorted = [...gaps].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)]!;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]!;
  return Math.ceil((lower + upper) / 2);
}

/** A local hour that a clock change skips is moved forward by the skipped time: nobody minds a message an hour later. */
const instantAt = (day: Temporal.PlainDate, hour: number, zone: string): string =>
  day
    .toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from({ hour }) })
    .toInstant()
    .toString({ fractionalSecondDigits: 3 });
