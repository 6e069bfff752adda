import { invalid } from '@chignon/eventing';
import { DAY_MS, isoOf } from './instants.js';

/** Ten years: further than any channel may be opened, and nearer than a year that was mistyped. */
const FURTHEST_MS = 3660 * DAY_MS;

/** Nothing is agreed on beyond the horizon. @throws Refusal 422 `start-too-far` */
export function mustBeInSight(startMs: number, nowMs: number, field = 'startsAt'): void {
  const lastMs = nowMs + FURTHEST_MS;
  if (startMs > lastMs)
    throw invalid('start-too-far', 'The start is too far ahead.', {
      field,
      expected: `${isoOf(lastMs)} or earlier`,
    });
}
