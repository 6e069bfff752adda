import { dateAfter } from '@chignon/calendar';
import { invalid } from '@chignon/eventing';
import { datesOf, roomIn } from './next-session.js';
import type { CourseState } from './course-events.js';
import { before, type CourseTerms, earliestFrom, keepsApart } from './course.js';

/** @throws Refusal 422 naming the field of terms that contradict each other */
export function checkTerms({
  minDays,
  recommendedDays,
  maxDays,
  validityDays,
  sessions,
  serviceIds,
}: CourseTerms): void {
  if (new Set(serviceIds).size !== serviceIds.length)
    throw invalid('service-repeated', 'A service is named twice.', { field: 'serviceIds' });
  if (recommendedDays < minDays)
    throw invalid('days-contradict', 'The recommended interval is shorter than the shortest one.', {
      field: 'recommendedDays',
      expected: `${minDays} or more`,
    });
  if (maxDays !== undefined && maxDays < recommendedDays)
    throw invalid('days-contradict', 'The longest interval is shorter than the recommended one.', {
      field: 'maxDays',
      expected: `${recommendedDays} or more`,
    });
  if (validityDays < minDays * (sessions - 1))
    throw invalid('days-contradict', 'The sessions do not all fit into the validity period.', {
      field: 'validityDays',
      expected: `${minDays * (sessions - 1)} or more`,
    });
}

/** Business days for the next session: the first that is allowed, the best, and the last. */
export interface NextSession {
  readonly earliest: string;
  readonly recommended: string;
  readonly latest: string;
}

/** Undefined when no session is left, or none may be any more. */
export function nextSession(state: CourseState, today: string): NextSession | undefined {
  if (state.status !== 'active' || !state.started || !roomIn(state)) return undefined;
  const { minDays, recommendedDays, maxDays, startedOn, expiresOn } = state.started;
  const dates = datesOf(state).sort();
  const last = dates.at(-1);
  const from = today > startedOn ? today : startedOn;
  const latestAfter = (date: string | undefined): string =>
    date === undefined || maxDays === undefined || dateAfter(date, maxDays) > expiresOn
      ? expiresOn
      : dateAfter(date, maxDays);
  const allowed = (date: string): boolean =>
    keepsApart(date, dates, minDays) && date <= latestAfter(before(date, dates));
  const afterLast =
    last === undefined || dateAfter(last, minDays) < from ? from : dateAfter(last, minDays);
  const earliest = [earliestFrom(from, dates, minDays), afterLast].find(allowed);
  if (earliest === undefined) return undefined;
  const latest = latestAfter(last);
  const best = last === undefined ? earliest : dateAfter(last, recommendedDays);
  return {
    earliest,
    recommended: best < earliest ? earliest : best > latest && latest >= earliest ? latest : best,
    latest,
  };
}
