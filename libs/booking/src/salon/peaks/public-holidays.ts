/*
 * Public holidays by the decree of each year. Those of past and present years come with a library that is kept up to date by its authors; a chain that is
 * told of the next one before it is updated writes it itself.
 */
import chineseDays from 'chinese-days';
import { dateAfter, dayNumber } from '@chignon/calendar';
import { type Collection, invalid } from '@chignon/eventing';

/** Countries whose holidays are known by decree. */
export const HOLIDAY_COUNTRIES = ['CN'] as const;
export type HolidayCountry = (typeof HOLIDAY_COUNTRIES)[number];

/** A day that a decree makes a holiday. */
export interface Holiday {
  readonly date: string;
  readonly name: string;
}

/** What one year's decree says. */
export interface Decree {
  readonly days: readonly Holiday[];
  /** Days of a weekend that are worked instead: no holidays. */
  readonly workDays: readonly string[];
}

/** The decree of a year as the chain wrote it: it holds instead of the built-in one. */
export interface OwnDecree extends Decree {
  /** Country and year, `CN-2027`. */
  readonly id: string;
}

export const ownDecrees: Collection<OwnDecree> = {
  name: 'booking.public-holidays',
  indexes: { byId: { fields: ['id'] } },
};

export const decreeId = (country: HolidayCountry, year: number): string => `${country}-${year}`;

/** Years that are asked for. */
export const FIRST_YEAR = 2000;
export const LAST_YEAR = 2099;

/** Of each year once: it never changes while the process runs. */
const builtIn = new Map<number, Decree | undefined>();

/** The decree of China that comes with the platform; undefined: not published when it was made. */
export function builtInDecree(year: number): Decree | undefined {
  if (!builtIn.has(year)) builtIn.set(year, readBuiltIn(year));
  return builtIn.get(year);
}

function readBuiltIn(year: number): Decree | undefined {
  const days: Holiday[] = [];
  const workDays: string[] = [];
  for (let date = `${year}-01-01`; date.startsWith(`${year}`); date = dateAfter(date, 1)) {
    // A decreed day is named in both languages, with its length; any other by its weekday.
    const { work, name } = chineseDays.getDayDetail(date);
    if (!name.includes(',')) continue;
    if (work) workDays.push(date);
    else days.push({ date, name: name.split(',')[1]! });
  }
  return days.length === 0 ? undefined : { days, workDays };
}

/** The public holidays of a country, as far as they are decreed: the chain's own word of a year before the built-in one. */
export class PublicHolidays {
  private readonly own: ReadonlyMap<string, OwnDecree>;
  private readonly dates = new Map<string, ReadonlySet<string>>();

  constructor(decrees: readonly OwnDecree[] = []) {
    this.own = new Map(decrees.map((decree) => [decree.id, decree]));
  }

  /** What holds in a year, and whose word it is; undefined: nobody knows yet. */
  of(
    country: HolidayCountry,
    year: number,
  ): (Decree & { readonly source: 'chain' | 'built-in' }) | undefined {
    const own = this.own.get(decreeId(country, year));
    if (own) return { days: own.days, workDays: own.workDays, source: 'chain' };
    const known = builtInDecree(year);
    return known && { ...known, source: 'built-in' };
  }

  isHoliday(country: HolidayCountry, date: string): boolean {
    const id = decreeId(country, Number(date.slice(0, 4)));
    let dates = this.dates.get(id);
    if (!dates) {
      dates = new Set(this.of(country, Number(date.slice(0, 4)))?.days.map((day) => day.date));
      this.dates.set(id, dates);
    }
    return dates.has(date);
  }

  /** The first year from this one on that nobody has decreed yet. */
  unknownFrom(country: HolidayCountry, year: number): number {
    let first = year;
    while (first <= LAST_YEAR && this.of(country, first)) first++;
    return first;
  }
}

/** @throws Refusal 422 `holidays-invalid` naming the field: a date of another year, one named twice, or a holiday that is worked */
export function checkDecree({ days, workDays }: Decree, year: number): void {
  const seen = new Set<string>();
  const check = (date: string, field: string): void => {
    if (dayNumber(date) === undefined || !date.startsWith(`${year}-`))
      throw invalid('holidays-invalid', 'This day is not in the year.', {
        field,
        expected: `a date of ${year}, such as ${year}-01-01`,
      });
    if (seen.has(date))
      throw invalid('holidays-invalid', 'This day is named twice.', {
        field,
        expected: 'each day once, as a holiday or as worked',
      });
    seen.add(date);
  };
  days.forEach(({ date }, i) => check(date, `days.${i}.date`));
  workDays.forEach((date, i) => check(date, `workDays.${i}`));
}
