import {
  DateText,
  Flag,
  Int,
  Many,
  OneOf,
  Optional,
  Revision,
  Text,
  Texts,
  Codes,
} from '@chignon/service-kit';
import { HOLIDAY_COUNTRIES, type HolidayCountry } from '../peaks/public-holidays.js';

/** Most days of a year that a decree names. */
const MAX_DAYS = 100;

/** A public holiday. */
export class HolidayShape {
  /** Within the year. */
  @DateText() date: string;
  /** What it is called where it is read, such as `春节`. */
  @Text({ min: 1, max: 80 }) name: string;
}

/** The decree of one year, whole. */
export class HolidaysBody {
  /** Every day off, also those beside a weekend. */
  @Many(() => HolidayShape, { min: 1, max: MAX_DAYS }) days: HolidayShape[];
  /** Days of a weekend that are worked instead; left out: none. */
  @Optional() @Texts({ max: MAX_DAYS, unique: true, of: { max: 10 } }) workDays?: string[];
}

/** The public holidays of a year. */
export class HolidaysAnswer extends HolidaysBody {
  /** ISO 3166-1. */
  @OneOf(HOLIDAY_COUNTRIES) countryCode: HolidayCountry;
  /** `YYYY`. */
  @Text() year: string;
  /** Whose word it is: `chain`, or `built-in` where the chain has written nothing of this year. */
  @OneOf(['chain', 'built-in']) source: 'chain' | 'built-in';
  /** Of what the chain wrote, for `If-Match`; 0 where it has written nothing of this year. */
  @Revision() revision: number;
}

/** What is known of a year. */
class KnownYear {
  /** `YYYY`. */
  @Text() year: string;
  /** Whose word it is. */
  @OneOf(['chain', 'built-in']) source: 'chain' | 'built-in';
  /** How many days are holidays. */
  @Int() days: number;
}

/** How far the public holidays of a country are known. */
export class KnownHolidaysAnswer {
  /** ISO 3166-1. */
  @OneOf(HOLIDAY_COUNTRIES) countryCode: HolidayCountry;
  /** The years from this one on, one after another, as far as they are decreed. */
  @Many(() => KnownYear) years: KnownYear[];
  /** `YYYY`: the first year that nobody has decreed yet: its days are ordinary ones until it is written. */
  @Text() unknownFrom: string;
  /** Special days that go by these holidays. */
  @Codes() specialDays: string[];
  /** True: special days go by them, and the coming year is not known, six weeks before it begins or less. Write its decree. */
  @Flag() endsSoon: boolean;
}
