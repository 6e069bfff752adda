import type { EntryOf } from './care.js';
import type { ProfileVisit } from '../profile/visit-history.view.js';

/*
 * What a customer likes (PR-09, R-CU-10): what they said, then what their visits show. A piece of evidence weighs half after 180 days. What was said beats
 * what was inferred: of the same thing only the statement is shown.
 */

/** What preferences are about. */
export const ABOUTS = [
  'service',
  'product',
  'colour',
  'staff',
  'time',
  'price',
  'style',
  'comfort',
] as const;
export type About = (typeof ABOUTS)[number];

/** Days after which evidence weighs half. */
export const HALF_LIFE_DAYS = 180;
/** Inferred values of one kind that are shown. */
const INFERRED_MAX = 3;

export interface Preference {
  readonly about: string;
  readonly value: string;
  readonly source: 'said' | 'inferred';
  /** In hundredths: 100 is one visit today, or a statement of weight 1 today; below 0: not liked. */
  readonly weightPercent: number;
  /** Visits or statements that it rests on. */
  readonly evidence: number;
  /** ISO UTC instant of a statement, business date of a visit. */
  readonly lastSeen: string;
}

const DAY_MS = 86_400_000;
const decayed = (since: string, now: string): number =>
  0.5 ** (Math.max(0, Date.parse(now) - Date.parse(since)) / DAY_MS / HALF_LIFE_DAYS);

/** Part of the day in which a visit began. */
const partOfDay = (hour: number): string =>
  hour < 12 ? 'morning' : hour < 17 ? 'afternoon' : 'evening';

/**
 * Preferences, what was said first, each kind by weight.
 * @param said notes of the kind `preference` in force
 * @param visits counted visits; performers that are not to be shown are left out beforehand
 */
export function preferencesOf(
  said: readonly EntryOf<'note'>[],
  visits: readonly ProfileVisit[],
  now: string,
): Preference[] {
  const statements = new Map<string, Preference>();
  for (const { facts, at } of [...said].sort((a, b) => (a.at < b.at ? 1 : -1))) {
    const { about, value = '', weight = 1 } = facts;
    const known = statements.get(`${about}\n${value}`);
    // The newest statement counts; older ones are evidence of how long it has been so.
    if (known) statements.set(`${about}\n${value}`, { ...known, evidence: known.evidence + 1 });
    else
      statements.set(`${about}\n${value}`, {
        about,
        value,
        source: 'said',
        weightPercent: Math.round(100 * weight * decayed(at, now)),
        evidence: 1,
        lastSeen: at,
      });
  }
  const shown = new Map<
    string,
    { about: About; value: string; weight: number; visits: number; last: string }
  >();
  for (const visit of visits)
    for (const [about, value] of evidenceOf(visit)) {
      const key = `${about}\n${value}`;
      if (statements.has(key)) continue;
      const before = shown.get(key) ?? { about, value, weight: 0, visits: 0, last: '' };
      shown.set(key, {
        ...before,
        weight: before.weight + decayed(visit.businessDate, now),
        visits: before.visits + 1,
        last: visit.businessDate > before.last ? visit.businessDate : before.last,
      });
    }
  const inferred = ABOUTS.flatMap((about) =>
    [...shown.values()]
      .filter((one) => one.about === about)
      .sort((a, b) => b.weight - a.weight || (a.value < b.value ? -1 : 1))
      .slice(0, INFERRED_MAX),
  );
  return [
    ...statements.values(),
    ...inferred.map(({ about, value, weight, visits: evidence, last }) => ({
      about,
      value,
      source: 'inferred' as const,
      weightPercent: Math.round(100 * weight),
      evidence,
      lastSeen: last,
    })),
  ];
}

/** What one visit speaks for, each thing once. */
function evidenceOf({ services, lines, localHour }: ProfileVisit): (readonly [About, string])[] {
  const found = new Map<string, readonly [About, string]>();
  const add = (about: About, value: string) => found.set(`${about}\n${value}`, [about, value]);
  for (const { serviceId, performers } of services) {
    add('service', serviceId);
    for (const { staffId } of performers) add('staff', staffId);
  }
  for (const { kind, itemId, quantityMilli } of lines)
    if (kind === 'product' && quantityMilli > 0) add('product', itemId);
  if (localHour !== undefined) add('time', partOfDay(localHour));
  return [...found.values()];
}
