import { dateOfDays, dayNumber } from '@chignon/calendar';
import { invalid } from '@chignon/eventing';

/** Longest period of one question: a year and its leap day, with a month to compare. Bounds what one request reads. */
export const PERIOD_DAYS_MAX = 400;

/** Business days from `from` to `to`, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly days: number;
}

/** @throws invalid `date-invalid`, `period-backwards`, `period-too-long` */
export function periodOf(from: string, to: string): Period {
  const [first, last] = [dayNumber(from), dayNumber(to)];
  if (first === undefined)
    throw invalid('date-invalid', 'There is no such date.', {
      field: 'from',
      expected: 'YYYY-MM-DD',
    });
  if (last === undefined)
    throw invalid('date-invalid', 'There is no such date.', {
      field: 'to',
      expected: 'YYYY-MM-DD',
    });
  const days = last - first + 1;
  if (days < 1)
    throw invalid('period-backwards', 'The period ends before it begins.', {
      field: 'to',
      expected: 'a day not before from',
    });
  if (days > PERIOD_DAYS_MAX)
    throw invalid('period-too-long', `A period has at most ${PERIOD_DAYS_MAX} days.`, {
      field: 'to',
      expected: `at most ${PERIOD_DAYS_MAX} days`,
      maximumDays: PERIOD_DAYS_MAX,
      days,
    });
  return { from, to, days };
}

/** The period of the same length right before. */
export function periodBefore({ from, days }: Period): Period {
  const first = dayNumber(from)!;
  return { from: dateOfDays(first - days), to: dateOfDays(first - 1), days };
}
