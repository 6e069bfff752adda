import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { datesOf } from '@chignon/calendar';
import { invalid, notFound, optional, type Stored, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  ID,
  page,
  Patched,
  TOOLS,
} from '@chignon/service-kit';
import { booksOf } from '../book/store-book.flow.js';
import { datesFit, type PriceRule, priceRules } from '../peaks/price-rule.js';
import { writeRule } from '../peaks/versions.flow.js';
import {
  capacityPercentOf,
  checkSpecialDay,
  type SpecialDay,
  specialDays,
  specialOn,
  unknownFrom,
  type When,
} from '../peaks/special-day.js';

import {
  PeaksListQuery,
  PriceRuleAnswer,
  PriceRuleBody,
  SpecialDayAnswer,
  SpecialDayBody,
  StoreCalendarAnswer,
  StoreCalendarQuery,
} from './peaks.shapes.http.js';

/** Which days are special, and which prices differ by day and hour. */
@Patched('putSpecialDay', 'putPriceRule')
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
      validFrom,
      validUntil,
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
      ...optional({ capacityPercent, validFrom, validUntil }),
    };
    checkSpecialDay(day);
    if (!datesFit(day))
      throw invalid('dates-reversed', 'The day ends before it begins, or a date does not exist.', {
        field: 'validUntil',
        expected: validFrom ?? 'YYYY-MM-DD',
      });
    const { revision } = await this.tools.documents.put(specialDays, day, {
      expected: request.ifMatch,
    });
    return dayAnswer({ ...day, revision });
  }

  /**
   * Get a special day. 404 `special-day-not-found`, also for a day of other stores than the caller's.
   *
   * @zh 查询特殊日
   */
  @Get('special-days/:dayId')
  @Allow('booking.special-days:read', { store: 'narrowed' })
  @Returns(SpecialDayAnswer)
  async getSpecialDay(
    @Param('dayId') dayId: string,
    @Ctx() { caller }: RequestContext,
  ): Promise<SpecialDayAnswer> {
    const day = await this.tools.documents.get(specialDays, dayId);
    if (!day || !caller.isConcernedBy(day.storeIds))
      throw notFound('special-day-not-found', 'There is no such special day.', { field: 'dayId' });
    return dayAnswer(day);
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
    const { days, holidays } = await booksOf(this.tools).peaks();
    const dates = datesOf(query);
    return {
      ...optional({ holidaysUnknownFrom: unknownFrom(days, storeId, dates, holidays) }),
      days: dates.flatMap((date) => {
        const special = specialOn(days, storeId, date, holidays);
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
   * Get a price rule. 404 `price-rule-not-found`, also for a rule of other stores than the caller's.
   *
   * @zh 查询时段价格规则
   */
  @Get('price-rules/:ruleId')
  @Allow('booking.price-rules:read', { store: 'narrowed' })
  @Returns(PriceRuleAnswer)
  async getPriceRule(
    @Param('ruleId') ruleId: string,
    @Ctx() { caller }: RequestContext,
  ): Promise<PriceRuleAnswer> {
    const rule = await this.tools.documents.get(priceRules, ruleId);
    if (!rule || !caller.isConcernedBy(rule.storeIds))
      throw notFound('price-rule-not-found', 'There is no such price rule.', { field: 'ruleId' });
    return ruleAnswer(rule);
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
