import { invalid } from '@chignon/eventing';
import { dateAfter, daysBetween, daysOfDate } from './instants.js';

/** Longest range of one question. */
export const MAX_DAYS = 62;

/** The business dates from one to another, both inclusive, at most 62. */
export function datesOf(
  { from, to = from }: { from: string; to?: string },
  most = MAX_DAYS,
): string[] {
  for (const [field, date] of [
    ['from', from],
    ['to', to],
  ] as const)
    if (daysOfDate(date) === undefined)
      throw invalid('date-invalid', 'There is no such date.', { field, expected: 'YYYY-MM-DD' });
  const days = daysBetween(from, to);
  if (days < 1)
    throw invalid('dates-reversed', 'The end is before the start.', {
      field: 'to',
      expected: `${from} or later`,
    });
  if (days > most)
    throw invalid('range-too-long', 'The range has too many days.', {
      field: 'to',
      expected: `at most ${most} days`,
      limit: most,
    });
  return Array.from({ length: days }, (_, i) => dateAfter(from, i));
}

/** @throws Refusal 422 `date-invalid` */
export function realDate(date: string | undefined, field: string): void {
  if (date !== undefined && daysOfDate(date) === undefined)
    throw invalid('date-invalid', 'There is no such date.', { field, expected: 'YYYY-MM-DD' });
}
