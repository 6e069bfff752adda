import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { datesOf } from '@chignon/calendar';
import { invalid, type Stored, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  CODE,
  DATE,
  ID,
  page,
  STORE_ID,
  TIME,
  TOOLS,
} from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { booksOf } from '../book/store-book.flow.js';
import { datesFit, type PriceRule, priceRules } from '../peaks/price-rule.js';
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
  /** None: all stores. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  @Matches(STORE_ID, { each: true })
  storeIds?: string[];
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) date?: string;
  /** `MM-DD` of every year. */
  @IsOptional() @IsString() @MaxLength(5) @Matches(/^\d\d-\d\d$/) yearly?: string;
  /** `MM-DD` of the Chinese lunar year: `01-01` is the spring festival. */
  @IsOptional() @IsString() @MaxLength(5) @Matches(/^\d\d-\d\d$/) lunar?: string;
  /** The public holidays of a country, as far as they are decreed. */
  @IsOptional() @IsIn(['CN']) holidaysOf?: 'CN';
  @IsOptional() @IsInt() @Min(0) @Max(MAX_AROUND_DAYS) daysBefore?: number;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_AROUND_DAYS) daysAfter?: number;
  /** What price rules know it by: `holiday`, `peak`, `quiet`. */
  @IsString() @MaxLength(64) @Matches(CODE) kind: string;
  /** How much of each pool may be booked. Default 100. */
  @IsOptional() @IsInt() @Min(0) @Max(100) capacityPercent?: number;
}

export class SpecialDayAnswer extends SpecialDayBody {
  @IsString() dayId: string;
  @IsInt() revision: number;
}

export class PriceRuleBody {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  @Matches(STORE_ID, { each: true })
  storeIds?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(ID, { each: true })
  serviceIds?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(CODE, { each: true })
  serviceGroups?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(CODE, { each: true })
  levels?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(7)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(7, { each: true })
  weekdays?: number[];
  /** Kinds of special days. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(CODE, { each: true })
  dayKinds?: string[];
  /** Local times of the store between which the service begins. */
  @IsOptional() @IsString() @MaxLength(5) @Matches(TIME) fromTime?: string;
  @IsOptional() @IsString() @MaxLength(5) @Matches(TIME) toTime?: string;
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) validFrom?: string;
  /** Last date, inclusive. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) validUntil?: string;
  /** Of the list price; -20 is a fifth off. */
  @IsInt() @Min(-100) @Max(300) percent: number;
  /** The highest of those that fit counts alone. Default 0. */
  @IsOptional() @IsInt() @Min(0) @Max(1000) priority?: number;
}

export class PriceRuleAnswer extends PriceRuleBody {
  @IsString() ruleId: string;
  @IsInt() revision: number;
}

class PeaksListQuery {
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

class StoreCalendarQuery {
  @IsString() @MaxLength(10) @Matches(DATE) from: string;
  /** At most 62 days. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) to?: string;
}

class StoreCalendarDay {
  @IsString() date: string;
  @IsArray() @IsString({ each: true }) kinds: string[];
  @IsInt() capacityPercent: number;
}

export class StoreCalendarAnswer {
  /** The special ones only. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => StoreCalendarDay) days: StoreCalendarDay[];
}

@Controller('v1/booking')
export class PeaksHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /** Writes a special day: a date, a day of every year or lunar year, or a country's public holidays (BK-11). */
  @Put('special-days/:dayId')
  @HttpCode(200)
  @Allow('booking.special-days:write', { store: 'chain' })
  @Returns(SpecialDayAnswer)
  async putDay(
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
      throw invalid('when-unclear', 'a special day has exactly one when', {
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
      ...(capacityPercent === undefined ? {} : { capacityPercent }),
    };
    checkSpecialDay(day);
    const { revision } = await this.tools.documents.put(
      specialDays,
      day,
      request.ifMatch === undefined ? {} : { expected: request.ifMatch },
    );
    booksOf(this.tools).changed();
    return dayAnswer({ ...day, revision });
  }

  /** The special days of the caller's stores and of all, by id; a page may have fewer than `limit`. */
  @Get('special-days')
  @Allow('booking.special-days:read', { store: 'narrowed' })
  @Returns(SpecialDayAnswer, { list: true })
  async days(
    @Query() { limit = 50, after }: PeaksListQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: SpecialDayAnswer[]; next?: string }> {
    const { items, ...next } = await this.tools.documents.find(specialDays, {
      index: 'byId',
      limit,
      ...(after === undefined ? {} : { after }),
    });
    return page(
      { ...next, items: items.filter(({ storeIds }) => caller.isConcernedBy(storeIds)) },
      dayAnswer,
    );
  }

  /** What is special about the days of a store. */
  @Get('stores/:storeId/calendar')
  @Allow('booking.special-days:read', { store: 'params.storeId' })
  @Returns(StoreCalendarAnswer)
  async calendar(
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

  /** Writes a price rule by weekday, hour, kind of day, store, service or level (BK-28). Bookings keep the price that they were made at. */
  @Put('price-rules/:ruleId')
  @HttpCode(200)
  @Allow('booking.price-rules:write', { store: 'chain' })
  @Returns(PriceRuleAnswer)
  async putRule(
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
      throw invalid('dates-reversed', 'the rule ends before it begins, or a date does not exist', {
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
    const { revision } = await this.tools.documents.put(
      priceRules,
      rule,
      request.ifMatch === undefined ? {} : { expected: request.ifMatch },
    );
    booksOf(this.tools).changed();
    return ruleAnswer({ ...rule, revision });
  }

  /** The price rules of the caller's stores and of all, by id; a page may have fewer than `limit`. */
  @Get('price-rules')
  @Allow('booking.price-rules:read', { store: 'narrowed' })
  @Returns(PriceRuleAnswer, { list: true })
  async rules(
    @Query() { limit = 50, after }: PeaksListQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: PriceRuleAnswer[]; next?: string }> {
    const { items, ...next } = await this.tools.documents.find(priceRules, {
      index: 'byId',
      limit,
      ...(after === undefined ? {} : { after }),
    });
    return page(
      { ...next, items: items.filter(({ storeIds }) => caller.isConcernedBy(storeIds)) },
      ruleAnswer,
    );
  }
}

function idOf(id: string, field: string): string {
  if (!ID.test(id))
    throw invalid('id-invalid', 'this cannot be an id', {
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
const ruleAnswer = ({ id, ...rule }: Stored<PriceRule>): PriceRuleAnswer => ({
  ruleId: id,
  ...(rule as unknown as Omit<PriceRuleAnswer, 'ruleId'>),
});
