import chineseDays from 'chinese-days';
import { dateAfter, dayNumber } from '@chignon/calendar';
import { type Collection, invalid } from '@chignon/eventing';
import type { HolidayCountry, PublicHolidays } from './public-holidays.js';

/** When a special day is: one date, a day of every year, a day of every Chinese lunar year, or the public holidays of a country. */
export type When =
  | { readonly date: string }
  | { readonly yearly: string }
  | { readonly lunar: string }
  | { readonly holidaysOf: HolidayCountry };

/** Days that are not like others: holidays, the rush before them, quiet weeks (BK-11). */
export interface SpecialDay {
  readonly id: string;
  /** None: all stores. */
  readonly storeIds: readonly string[];
  readonly when: When;
  /** Also so many days before and after. */
  readonly daysBefore: number;
  readonly daysAfter: number;
  /** What price rules know it by: `holiday`, `peak`, `quiet`. */
  readonly kind: string;
  /** How much of each pool may be booked; the rest is kept for who walks in. */
  readonly capacityPercent?: number;
  /** First business date that may be special by it; none: always. */
  readonly validFrom?: string;
  /** Last one, inclusive: how a day that comes again is ended; none: for good. */
  readonly validUntil?: string;
}

export const specialDays: Collection<SpecialDay> = {
  name: 'booking.special-days',
  indexes: { byId: { fields: ['id'] } },
};

/** Longest stretch around a day. */
export const MAX_AROUND_DAYS = 30;

/** Whether it may be special at the store on the date at all. */
const concerns = (
  { storeIds, validFrom, validUntil }: SpecialDay,
  storeId: string,
  date: string,
): boolean =>
  (storeIds.length === 0 || storeIds.includes(storeId)) &&
  (validFrom === undefined || date >= validFrom) &&
  (validUntil === undefined || date <= validUntil);

/** The special days that a date of a store is, or lies around. */
export const specialOn = (
  all: readonly SpecialDay[],
  storeId: string,
  date: string,
  holidays: PublicHolidays,
): SpecialDay[] =>
  all.filter((day) => {
    if (!concerns(day, storeId, date)) return false;
    const { when, daysBefore, daysAfter } = day;
    for (let offset = -daysAfter; offset <= daysBefore; offset++)
      if (isOn(when, dateAfter(date, offset), holidays)) return true;
    return false;
  });

/** The first of these dates, in order, that may be special at the store by holidays which are not decreed yet. */
export const unknownFrom = (
  all: readonly SpecialDay[],
  storeId: string,
  dates: readonly string[],
  holidays: PublicHolidays,
): string | undefined =>
  dates.find((date) =>
    all.some(
      (day) =>
        'holidaysOf' in day.when &&
        concerns(day, storeId, date) &&
        !holidays.of(day.when.holidaysOf, Number(date.slice(0, 4))),
    ),
  );

/** The share of the pools that may be booked on such days: the smallest that any of them allows. */
export const capacityPercentOf = (days: readonly SpecialDay[]): number =>
  Math.min(100, ...days.map((day) => day.capacityPercent ?? 100));

function isOn(when: When, date: string, holidays: PublicHolidays): boolean {
  if ('date' in when) return when.date === date;
  if ('yearly' in when) return when.yearly === date.slice(5);
  if ('lunar' in when) return lunarOf(date) === when.lunar;
  return holidays.isHoliday(when.holidaysOf, date);
}

/** `MM-DD` of the Chinese lunar year; a leap month is not its month again. */
function lunarOf(date: string): string | undefined {
  const { lunarMon, lunarDay, isLeap } = chineseDays.getLunarDate(date);
  return isLeap || !lunarMon
    ? undefined
    : `${String(lunarMon).padStart(2, '0')}-${String(lunarDay).padStart(2, '0')}`;
}

/** @throws Refusal `date-invalid` naming the field */
export function checkSpecialDay({ when }: SpecialDay): void {
  if ('date' in when && dayNumber(when.date) === undefined)
    throw invalid('date-invalid', 'There is no such date.', {
      field: 'date',
      expected: 'YYYY-MM-DD',
    });
  if ('yearly' in when && dayNumber(`2028-${when.yearly}`) === undefined)
    throw invalid('date-invalid', 'There is no such day of the year.', {
      field: 'yearly',
      expected: 'MM-DD',
    });
  if ('lunar' in when && !/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|30)$/.test(when.lunar))
    throw invalid('date-invalid', 'There is no such day of the lunar year.', {
      field: 'lunar',
      expected: 'MM-DD, 01-01 is the spring festival',
    });
}
