import {
  After,
  Code,
  Codes,
  DateText,
  Ids,
  Int,
  Ints,
  Limit,
  Many,
  OneOf,
  Optional,
  Revision,
  StoreIds,
  Text,
  Texts,
  TimeText,
} from '@chignon/service-kit';
import { HOLIDAY_COUNTRIES, type HolidayCountry } from '../peaks/public-holidays.js';
import { MAX_AROUND_DAYS } from '../peaks/special-day.js';

/** Exactly one of `date`, `yearly`, `lunar` and `holidaysOf`. */
export class SpecialDayBody {
  /** Stores where the day is special; left out or empty: all. */
  @Optional() @StoreIds({ max: 1000 }) storeIds?: string[];
  /** One date of the calendar. */
  @Optional() @DateText() date?: string;
  /** `MM-DD`: this day of every year. */
  @Optional() @Text({ max: 5, matches: /^\d\d-\d\d$/ }) yearly?: string;
  /** `MM-DD` of the Chinese lunar year: `01-01` is the spring festival. */
  @Optional() @Text({ max: 5, matches: /^\d\d-\d\d$/ }) lunar?: string;
  /** The public holidays of a country, as far as they are decreed: see `public-holidays`. */
  @Optional() @OneOf(HOLIDAY_COUNTRIES) holidaysOf?: HolidayCountry;
  /** So many days before it are special in the same way; default 0. */
  @Optional() @Int({ min: 0, max: MAX_AROUND_DAYS }) daysBefore?: number;
  /** So many days after it are special in the same way; default 0. */
  @Optional() @Int({ min: 0, max: MAX_AROUND_DAYS }) daysAfter?: number;
  /** What price rules know it by: `holiday`, `peak`, `quiet`. */
  @Code() kind: string;
  /** How much of each pool may be booked. Default 100. */
  @Optional() @Int({ min: 0, max: 100 }) capacityPercent?: number;
  /** First business date that may be special by it; left out: always. */
  @Optional() @DateText() validFrom?: string;
  /** Last business date, inclusive: how a day that comes again is ended. Left out: for good. */
  @Optional() @DateText() validUntil?: string;
}

/** A special day as it is kept. */
export class SpecialDayAnswer extends SpecialDayBody {
  @Text() dayId: string;
  @Revision() revision: number;
}

/** What is left out holds for all. */
export class PriceRuleBody {
  /** What the chain calls it, where figures and prices are read. Left out: its id. */
  @Optional() @Text(80) name?: string;
  /** Stores where the rule holds; left out or empty: all. */
  @Optional() @StoreIds({ max: 1000 }) storeIds?: string[];
  /** Only these services; left out or empty: any. */
  @Optional() @Ids({ max: 200 }) serviceIds?: string[];
  /** Only services of these groups; left out or empty: any. */
  @Optional() @Codes({ max: 200 }) serviceGroups?: string[];
  /** Only with staff of these levels; left out or empty: any. */
  @Optional() @Codes({ max: 20 }) levels?: string[];
  /** Only on these weekdays, 1 Monday to 7 Sunday; left out or empty: all. */
  @Optional() @Ints({ max: 7, of: { min: 1, max: 7 } }) weekdays?: number[];
  /** Only on special days of these kinds; left out or empty: on all days. */
  @Optional() @Codes({ max: 20 }) dayKinds?: string[];
  /** Local time of the store from which on the service begins; left out: from midnight on. */
  @Optional() @TimeText() fromTime?: string;
  /** Local time of the store before which the service begins; left out: until midnight. Not later than `fromTime`: of the next morning. */
  @Optional() @TimeText() toTime?: string;
  /** First business date; left out: always. */
  @Optional() @DateText() validFrom?: string;
  /** Last business date, inclusive; left out: for good. */
  @Optional() @DateText() validUntil?: string;
  /** Of the list price; -20 is a fifth off. */
  @Int({ min: -100, max: 300 }) percent: number;
  /** The highest of those that fit counts alone. Default 0. */
  @Optional() @Int({ min: 0, max: 1000 }) priority?: number;
}

/** A price rule as it is kept. */
export class PriceRuleAnswer extends PriceRuleBody {
  @Text() ruleId: string;
  /** 1 for the first, one more with each change. */
  @Int() version: number;
  @Revision() revision: number;
}

/** Which page of a list. */
export class PeaksListQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** Which days of a store. */
export class StoreCalendarQuery {
  /** First date. */
  @DateText() from: string;
  /** Last date; left out: `from`. At most 62 days. */
  @Optional() @DateText() to?: string;
}

/** What is special about a day. */
class StoreCalendarDay {
  @DateText() date: string;
  /** Kinds of the special days that it is or lies around, such as `holiday`; price rules go by them. */
  @Texts() kinds: string[];
  /** How much of each pool may be booked on it, in percent; the rest is left to who walks in. */
  @Int() capacityPercent: number;
}

/** The special days of a store. */
export class StoreCalendarAnswer {
  /** The days that are special, by date; ordinary ones are left out. */
  @Many(() => StoreCalendarDay) days: StoreCalendarDay[];
  /** The first of these dates whose public holidays are not decreed yet, where a special day of the store goes by them. */
  @Optional() @DateText() holidaysUnknownFrom?: string;
}
