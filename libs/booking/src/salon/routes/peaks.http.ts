import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { datesOf } from '@chignon/calendar';
import { invalid, optional, type Stored, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  ID,
  page,
  TOOLS,
  Optional,
  StoreIds,
  DateText,
  Text,
  OneOf,
  Int,
  Code,
  Revision,
  Ids,
  Codes,
  Ints,
  TimeText,
  Limit,
  After,
  Texts,
  Many,
} from '@chignon/service-kit';
import { booksOf } from '../book/store-book.flow.js';
import { datesFit, type PriceRule, priceRules } from '../peaks/price-rule.js';
import { writeRule } from '../peaks/versions.flow.js';
import {
  capacityPercentOf,
  checkSpecialDay,
  MAX_AROUND_DAYS,
  type SpecialDay,
  specialDays,
  specialOn,
  type When,
} from '../peaks/special-day.js';

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
  /** The public holidays of a country, as far as they are decreed. */
  @Optional() @OneOf(['CN']) holidaysOf?: 'CN';
  /** So many days before it are special in the same way; default 0. */
  @Optional() @Int({ min: 0, max: MAX_AROUND_DAYS }) daysBefore?: number;
  /** So many days after it are special in the same way; default 0. */
  @Optional() @Int({ min: 0, max: MAX_AROUND_DAYS }) daysAfter?: number;
  /** What price rules know it by: `holiday`, `peak`, `quiet`. */
  @Code() kind: string;
  /** How much of each pool may be booked. Default 100. */
  @Optional() @Int({ min: 0, max: 100 }) capacityPercent?: number;
}

export class SpecialDayAnswer extends SpecialDayBody {
  @Text() dayId: string;
  @Revision() revision: number;
}

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

export class PriceRuleAnswer extends PriceRuleBody {
  @Text() ruleId: string;
  /** 1 for the first, one more with each change. */
  @Int() version: number;
  @Revision() revision: number;
}

class PeaksListQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

class StoreCalendarQuery {
  /** First date. */
  @DateText() from: string;
  /** Last date; left out: `from`. At most 62 days. */
  @Optional() @DateText() to?: string;
}

class StoreCalendarDay {
  @DateText() date: string;
  /** Kinds of the special days that it is or lies around, such as `holiday`; price rules go by them. */
  @Texts() kinds: string[];
  /** How much of each pool may be booked on it, in percent; the rest is left to who walks in. */
  @Int() capacityPercent: number;
}

export class StoreCalendarAnswer {
  /** The days that are special, by date; ordinary ones are left out. */
  @Many(() => StoreCalendarDay) days: StoreCalendarDay[];
}

@Controller('v1/booking')
export class PeaksHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Write a special day. It is a date, a day of every year or lunar year, or a country's public holidays (BK-11).
   *
   * @zh 保存特殊日
   */
  @Put('special-days/:dayId')
  @HttpCode(200)
  @Allow('booking.special-days:write', { store: 'chain' })
  @Returns(SpecialDayAnswer)
  async putSpecialDay(
    @Param('dayId') dayId: string,
    @Body() body: SpecialDayBody,
    @Ctx() request: RequestContext,
  ): Promise<SpecialDayAnswer> {
    const {
      storeIds = [],
      date,
      yearly,
      lunar,
      holidaysOf,
      daysBefore = 0,
      daysAfter = 0,
      kind,
      capacityPercent,
    } = body;
    const given = [
      date && { date },
      yearly && { yearly },
      lunar && { lunar },
      holidaysOf && { holidaysOf },
    ].filter((when): when is When => Boolean(when));
    if (given.length !== 1)
      throw invalid('when-unclear', 'A special day needs exactly one way to tell its date.', {
        field: given.length === 0 ? 'date' : Object.keys(given[1]!)[0]!,
        expected: 'one of date, yearly, lunar, holidaysOf',
      });
    const day: SpecialDay = {
      id: idOf(dayId, 'dayId'),
      storeIds,
      when: given[0]!,
      daysBefore,
      daysAfter,
      kind,
      ...optional({ capacityPercent }),
    };
    checkSpecialDay(day);
    const { revision } = await this.tools.documents.put(specialDays, day, {
      expected: request.ifMatch,
    });
    return dayAnswer({ ...day, revision });
  }

  /**
   * List the special days, by id. Days of the caller's stores and of all stores are listed; a page may have fewer than `limit`.
   *
   * @zh 特殊日列表
   */
  @Get('special-days')
  @Allow('booking.special-days:read', { store: 'narrowed' })
  @Returns(SpecialDayAnswer, { list: true })
  async listSpecialDays(
    @Query() { limit = 50, after }: PeaksListQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: SpecialDayAnswer[]; next?: string }> {
    const { items, ...next } = await this.tools.documents.find(specialDays, {
      index: 'byId',
      limit,
      after,
    });
    return page(
      { ...next, items: items.filter(({ storeIds }) => caller.isConcernedBy(storeIds)) },
      dayAnswer,
    );
  }

  /**
   * List what is special about the days of a store.
   *
   * @zh 查询门店特殊日历
   */
  @Get('stores/:storeId/calendar')
  @Allow('booking.special-days:read', { store: 'params.storeId' })
  @Returns(StoreCalendarAnswer)
  async getStoreCalendar(
    @Param('storeId') storeId: string,
    @Query() query: StoreCalendarQuery,
  ): Promise<StoreCalendarAnswer> {
    await booksOf(this.tools).store(storeId);
    const { days } = await booksOf(this.tools).peaks();
    return {
      days: datesOf(query).flatMap((date) => {
        const special = specialOn(days, storeId, date);
        return special.length === 0
          ? []
          : [
              {
                date,
                kinds: [...new Set(special.map((day) => day.kind))].sort(),
                capacityPercent: capacityPercentOf(special),
              },
            ];
      }),
    };
  }

  /**
   * Write a price rule. It goes by weekday, hour, kind of day, store, service or level (BK-28). Bookings keep the price that they were made at. What changes is
   * its next version, and published (`PriceRuleDescribed`); the same again is not.
   *
   * @zh 保存时段价格规则
   */
  @Put('price-rules/:ruleId')
  @HttpCode(200)
  @Allow('booking.price-rules:write', { store: 'chain' })
  @Returns(PriceRuleAnswer)
  async putPriceRule(
    @Param('ruleId') ruleId: string,
    @Body() body: PriceRuleBody,
    @Ctx() request: RequestContext,
  ): Promise<PriceRuleAnswer> {
    const {
      storeIds = [],
      serviceIds = [],
      serviceGroups = [],
      levels = [],
      weekdays = [],
      dayKinds = [],
      priority = 0,
      ...rest
    } = body;
    if (!datesFit(rest))
      throw invalid('dates-reversed', 'The rule ends before it begins, or a date does not exist.', {
        field: 'validUntil',
        expected: rest.validFrom ?? 'YYYY-MM-DD',
      });
    const rule: PriceRule = {
      id: idOf(ruleId, 'ruleId'),
      storeIds,
      serviceIds,
      serviceGroups,
      levels,
      weekdays,
      dayKinds,
      priority,
      ...rest,
    };
    return ruleAnswer(await writeRule(this.tools, rule, request.cause(), request.ifMatch));
  }

  /**
   * List the price rules, by id. Rules of the caller's stores and of all stores are listed; a page may have fewer than `limit`.
   *
   * @zh 时段价格规则列表
   */
  @Get('price-rules')
  @Allow('booking.price-rules:read', { store: 'narrowed' })
  @Returns(PriceRuleAnswer, { list: true })
  async listPriceRules(
    @Query() { limit = 50, after }: PeaksListQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: PriceRuleAnswer[]; next?: string }> {
    const { items, ...next } = await this.tools.documents.find(priceRules, {
      index: 'byId',
      limit,
      after,
    });
    return page(
      { ...next, items: items.filter(({ storeIds }) => caller.isConcernedBy(storeIds)) },
      ruleAnswer,
    );
  }
}

function idOf(id: string, field: string): string {
  if (!ID.test(id))
    throw invalid('id-invalid', 'The id is not valid.', {
      field,
      expected: 'up to 64 letters, digits, dots, dashes or underscores',
    });
  return id;
}

const dayAnswer = ({ id, when, storeIds, ...day }: Stored<SpecialDay>): SpecialDayAnswer => ({
  dayId: id,
  storeIds: [...storeIds],
  ...when,
  ...day,
});
const ruleAnswer = ({ id, version = 1, ...rule }: Stored<PriceRule>): PriceRuleAnswer => ({
  ruleId: id,
  version,
  ...(rule as unknown as Omit<PriceRuleAnswer, 'ruleId' | 'version'>),
});
