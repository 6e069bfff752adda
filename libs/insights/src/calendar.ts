import { invalid } from '@chignon/eventing';

/** Longest period of one question: a year and its leap day, with a month to compare. Bounds what one request reads. */
export const PERIOD_DAYS_MAX = 400;

/** Days from 1970-01-01 to a date `YYYY-MM-DD` of the Gregorian calendar; undefined when there is no such day. */
export function dayNumber(date: string): number | undefined {
  const [, y, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date)?.map(Number) ?? [];
  if (!y || !month || !day || month > 12) return undefined;
  const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
  if (day > [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!) return undefined;
  // Counted from 1 March, so that the leap day is the last day of its year (Hinnant, "chrono-compatible low-level date algorithms").
  const year = month <= 2 ? y - 1 : y;
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** The date so many days from 1970-01-01: the inverse of `dayNumber`. */
export function dateOf(number: number): string {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1)}`;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** ISO weekday of a date: 1 Monday to 7 Sunday. */
export const weekdayOf = (date: string): number => ((((dayNumber(date) ?? 0) + 3) % 7) + 7) % 7 + 1;

/** Business days from `from` to `to`, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly days: number;
}

/** @throws invalid `date-invalid`, `period-backwards`, `period-too-long` */
export function periodOf(from: string, to: string): Period {
  const [first, last] = [dayNumber(from), dayNumber(to)];
  if (first === undefined) throw invalid('date-invalid', 'There is no such day.', { field: 'from', expected: 'YYYY-MM-DD' });
  if (last === undefined) throw invalid('date-invalid', 'There is no such day.', { field: 'to', expected: 'YYYY-MM-DD' });
  const days = last - first + 1;
  if (days < 1) throw invalid('period-backwards', 'The period ends before it begins.', { field: 'to', expected: 'a day not before from' });
  if (days > PERIOD_DAYS_MAX) throw invalid('period-too-long', `A period has at most ${PERIOD_DAYS_MAX} days.`, { field: 'to', expected: `at most ${PERIOD_DAYS_MAX} days`, maximumDays: PERIOD_DAYS_MAX, days });
  return { from, to, days };
}

/** The period of the same length right before. */
export function periodBefore({ from, days }: Period): Period {
  const first = dayNumber(from)!;
  return { from: dateOf(first - days), to: dateOf(first - 1), days };
}
