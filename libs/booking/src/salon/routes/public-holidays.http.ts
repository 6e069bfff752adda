import { Body, Controller, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { notFound, type Tools } from '@chignon/eventing';
import { Allow, Ctx, Patched, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { booksOf } from '../book/store-book.flow.js';
import { holidaysEnd } from '../book/holidays-end.flow.js';
import {
  checkDecree,
  decreeId,
  FIRST_YEAR,
  HOLIDAY_COUNTRIES,
  type HolidayCountry,
  LAST_YEAR,
  ownDecrees,
} from '../peaks/public-holidays.js';
import {
  HolidaysAnswer,
  HolidaysBody,
  KnownHolidaysAnswer,
} from './public-holidays.shapes.http.js';

/** Which days are public holidays, year by year, as decreed. */
@Patched('putPublicHolidays')
@Controller('v1/booking/public-holidays')
export class PublicHolidaysHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Write the public holidays of a year. The whole decree; it holds instead of the built-in one, for special days with `holidaysOf`, from the next question on (BK-11).
   *
   * @param countryCode ISO 3166-1, of a country whose decrees are kept: `CN`
   * @param year four digits, 2000 to 2099
   * @zh 保存某年法定节假日
   */
  @Put(':countryCode/:year')
  @HttpCode(200)
  @Allow('booking.special-days:write', { store: 'chain' })
  @Returns(HolidaysAnswer)
  async putPublicHolidays(
    @Param('countryCode') country: string,
    @Param('year') year: string,
    @Body() { days, workDays = [] }: HolidaysBody,
    @Ctx() request: RequestContext,
  ): Promise<HolidaysAnswer> {
    const { countryCode, ofYear } = namedBy(country, year);
    checkDecree({ days, workDays }, ofYear);
    const id = decreeId(countryCode, ofYear);
    const { revision } = await this.tools.documents.put(
      ownDecrees,
      { id, days, workDays },
      { expected: request.ifMatch },
    );
    return { countryCode, year, source: 'chain', days, workDays, revision };
  }

  /**
   * Get the public holidays of a year. 404 `holidays-unknown` for a year that is not decreed yet.
   *
   * @param countryCode ISO 3166-1, of a country whose decrees are kept: `CN`
   * @param year four digits, 2000 to 2099
   * @zh 查询某年法定节假日
   */
  @Get(':countryCode/:year')
  @Allow('booking.special-days:read', { store: 'nothing' })
  @Returns(HolidaysAnswer)
  async getPublicHolidays(
    @Param('countryCode') country: string,
    @Param('year') year: string,
  ): Promise<HolidaysAnswer> {
    const { countryCode, ofYear } = namedBy(country, year);
    const { holidays, decrees } = await booksOf(this.tools).peaks();
    const known = holidays.of(countryCode, ofYear);
    if (!known)
      throw notFound('holidays-unknown', 'The public holidays of this year are not decreed yet.', {
        field: 'year',
      });
    const { source, days, workDays } = known;
    const own = decrees.find(({ id }) => id === decreeId(countryCode, ofYear));
    return {
      countryCode,
      year,
      source,
      days: [...days],
      workDays: [...workDays],
      revision: own?.revision ?? 0,
    };
  }

  /**
   * Get how far a country's public holidays are known. And whether they end soon for the special days that go by them.
   *
   * @param countryCode ISO 3166-1, of a country whose decrees are kept: `CN`
   * @zh 查询法定节假日已知年份
   */
  @Get(':countryCode')
  @Allow('booking.special-days:read', { store: 'nothing' })
  @Returns(KnownHolidaysAnswer)
  async getKnownHolidays(@Param('countryCode') country: string): Promise<KnownHolidaysAnswer> {
    const { holidays } = await booksOf(this.tools).peaks();
    const countryCode = countryOf(country);
    const { thisYear, unknownFrom, specialDays, endsSoon } = await holidaysEnd(
      this.tools,
      countryCode,
    );
    const years = Array.from({ length: unknownFrom - thisYear }, (_, i) => thisYear + i);
    return {
      countryCode,
      years: years.map((year) => {
        const { source, days } = holidays.of(countryCode, year)!;
        return { year: String(year), source, days: days.length };
      }),
      unknownFrom: String(unknownFrom),
      specialDays: [...specialDays],
      endsSoon,
    };
  }
}

/** @throws Refusal 404 `country-unknown` */
function countryOf(country: string): HolidayCountry {
  const known = HOLIDAY_COUNTRIES.find((one) => one === country);
  if (!known)
    throw notFound('country-unknown', 'The public holidays of this country are not kept.', {
      field: 'countryCode',
      expected: `one of ${HOLIDAY_COUNTRIES.join(', ')}`,
    });
  return known;
}

/** @throws Refusal 404 `country-unknown`, `year-unknown` */
function namedBy(country: string, text: string): { countryCode: HolidayCountry; ofYear: number } {
  const countryCode = countryOf(country);
  const ofYear = /^\d{4}$/.test(text) ? Number(text) : NaN;
  if (!(ofYear >= FIRST_YEAR && ofYear <= LAST_YEAR))
    throw notFound('year-unknown', 'There is no such year here.', {
      field: 'year',
      expected: `${FIRST_YEAR} to ${LAST_YEAR}`,
    });
  return { countryCode, ofYear };
}
