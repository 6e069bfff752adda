import { invalid } from '@chignon/eventing';

/** Nothing that a salon still keeps in figures happened before: an earlier date is a slip of the pen. */
export const FIRST_DATE = '1970-01-01';

/** Dates of the calendar, `YYYY-MM-DD`, between which something may be said to lie. */
export interface DateBounds {
  /** The place's own today. */
  readonly today: string;
  readonly field: string;
  /** Last date that is believed; default `today`: what is told has happened. */
  readonly last?: string;
}

/**
 * What happened did so neither in the future nor before `FIRST_DATE`; what is agreed lies within bounds.
 * @throws Refusal 422 `date-invalid`, `date-in-future`, `date-too-early` naming the field
 */
export function mustBeCredible(date: string, { today, field, last = today }: DateBounds): void {
  if (!isDate(date))
    throw invalid('date-invalid', 'There is no such date.', { field, expected: 'YYYY-MM-DD' });
  if (date > last)
    throw invalid(
      'date-in-future',
      last === today ? 'This date is in the future.' : 'This date is too far ahead.',
      { field, expected: `${last} or earlier` },
    );
  if (date < FIRST_DATE)
    throw invalid('date-too-early', 'This date is too long ago.', {
      field,
      expected: `${FIRST_DATE} or later`,
    });
}

/** True for a date that the calendar has. */
export function isDate(text: string): boolean {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00.000Z`) : NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

/** Today where the day begins first: no place of the world is further on. For callers that do not know the place. */
export const latestToday = (nowIso: string): string =>
  new Date(Date.parse(nowIso) + EARLIEST_ZONE_MS).toISOString().slice(0, 10);
/** The zone furthest ahead, Line Islands: UTC+14. */
const EARLIEST_ZONE_MS = 14 * 3_600_000;
