import { dateAfter } from '@chignon/calendar';
import type { Tools } from '@chignon/eventing';
import { booksOf } from './store-book.flow.js';
import { HOLIDAY_COUNTRIES, type HolidayCountry } from '../peaks/public-holidays.js';

/** A decree is published in autumn: who has not written it so long before the year begins may have missed it. */
const WARN_DAYS = 45;

/** How far the holidays of a country reach, and what of the chain depends on them. */
export interface HolidaysEnd {
  readonly thisYear: number;
  /** The first year that is not decreed. */
  readonly unknownFrom: number;
  /** Ids of the special days that go by them. */
  readonly specialDays: readonly string[];
  /** Bookings for a year without holidays are being made, or will be soon. */
  readonly endsSoon: boolean;
}

/** What ends when, by today's date in UTC. */
export async function holidaysEnd(tools: Tools, country: HolidayCountry): Promise<HolidaysEnd> {
  const { days, holidays } = await booksOf(tools).peaks();
  const today = tools.facts.now().slice(0, 10);
  const thisYear = Number(today.slice(0, 4));
  const unknownFrom = holidays.unknownFrom(country, thisYear);
  const specialDays = days.flatMap(({ id, when, validUntil = today }) =>
    'holidaysOf' in when && when.holidaysOf === country && validUntil >= today ? [id] : [],
  );
  return {
    thisYear,
    unknownFrom,
    specialDays,
    endsSoon: specialDays.length > 0 && dateAfter(today, WARN_DAYS) >= `${unknownFrom}-01-01`,
  };
}

/** Says in the log that the holidays of the coming year are not known. */
export async function warnOfHolidays(tools: Tools): Promise<void> {
  for (const country of HOLIDAY_COUNTRIES) {
    const { endsSoon, unknownFrom, specialDays } = await holidaysEnd(tools, country);
    if (endsSoon)
      tools.log('warn', 'public holidays end', {
        country,
        unknownFrom,
        specialDays: specialDays.length,
      });
  }
}
