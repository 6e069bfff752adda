import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { daysOfDate, msOfIso } from '@chignon/calendar';
import { findAll, invalid, type Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { mustBeReason } from '../salon/book/reason.flow.js';
import { booksOf } from '../salon/book/store-book.flow.js';
import { businessDayOf } from '../salon/stores/store.js';
import {
  type MonthBooks,
  type MonthCloseCommand,
  monthCloseKey,
  monthCloses,
  type MonthCloseState,
  movedSinceClose,
} from './month-close-ledger.js';
import { MonthCloseAnswer, ReopenMonthBody } from './month-closes.shapes.http.js';
import { listedVisits } from './visits.view.js';

const PAGE = 500;
/** Of visits that count. */
const COUNTED = new Set(['settled', 'corrected']);

/** A month with what its books say now. */
interface Month {
  readonly currency: string;
  readonly books: MonthBooks;
}

@Controller('v1/booking/stores/:storeId/month-closes/:month')
export class MonthClosesHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Get what a store's month came to, and how it was closed. What was settled a moment ago may be missing for a moment.
   *
   * @param month `YYYY-MM`, by business dates
   * @zh 查询门店月结
   */
  @Get()
  @Allow('booking.month-closes:read', { store: 'params.storeId' })
  @Returns(MonthCloseAnswer)
  async getMonthClose(
    @Param('storeId') storeId: string,
    @Param('month') month: string,
  ): Promise<MonthCloseAnswer> {
    const found = await this.month(storeId, month);
    const { state, revision } = await this.tools.load(monthCloses, monthCloseKey(storeId, month));
    return answerOf(storeId, month, found, state, revision);
  }

  /**
   * Close a store's month. From then on bills of its visits are corrected and voided by `booking.closed-months:correct` alone, with a reason. Refunds
   * go on: they are the day's on which they are paid; `movedSinceClose` shows them. 422 `month-not-over` until its last business day has ended.
   *
   * @param month `YYYY-MM`, by business dates
   * @zh 门店月结
   */
  @Post('close')
  @HttpCode(200)
  @Allow('booking.month-closes:write', { store: 'params.storeId' })
  @Command()
  @Returns(MonthCloseAnswer)
  async closeMonth(
    @Param('storeId') storeId: string,
    @Param('month') month: string,
    @Ctx() request: RequestContext,
  ): Promise<MonthCloseAnswer> {
    const found = await this.month(storeId, month);
    const { store } = await booksOf(this.tools).store(storeId);
    if (businessDayOf(store, firstAfter(month)).fromMs > msOfIso(this.tools.facts.now()))
      throw invalid('month-not-over', 'The month is not over at this store.', { field: 'month' });
    return this.run(found, request, { type: 'CloseMonth', storeId, month, ...found });
  }

  /**
   * Open a closed month again. Its closes stay as they were; the next one has the next number.
   *
   * @param month `YYYY-MM`, by business dates
   * @zh 撤销门店月结
   */
  @Post('reopen')
  @HttpCode(200)
  @Allow('booking.month-closes:reopen', { store: 'params.storeId' })
  @Command()
  @Returns(MonthCloseAnswer)
  async reopenMonth(
    @Param('storeId') storeId: string,
    @Param('month') month: string,
    @Body() { reason }: ReopenMonthBody,
    @Ctx() request: RequestContext,
  ): Promise<MonthCloseAnswer> {
    const found = await this.month(storeId, month);
    await mustBeReason(this.tools, 'reopen-month', reason);
    return this.run(found, request, { type: 'ReopenMonth', storeId, month, reason });
  }

  private async run(
    found: Month,
    request: RequestContext,
    command: MonthCloseCommand,
  ): Promise<MonthCloseAnswer> {
    const { storeId, month } = command;
    const { state, revision } = await this.tools.execute(
      monthCloses,
      monthCloseKey(storeId, month),
      command,
      request.cause({ storeId }),
    );
    return answerOf(storeId, month, found, state, revision);
  }

  private async month(storeId: string, month: string): Promise<Month> {
    if (!/^\d{4}-\d{2}$/.test(month) || daysOfDate(`${month}-01`) === undefined)
      throw invalid('month-invalid', 'There is no such month.', {
        field: 'month',
        expected: 'YYYY-MM',
      });
    const { store } = await booksOf(this.tools).store(storeId);
    let [visits, netCents, taxCents] = [0, 0, 0];
    for await (const visit of findAll(this.tools.documents, this.tools.collection(listedVisits), {
      index: 'byDay',
      where: { storeId },
      range: { field: 'businessDate', gte: `${month}-01`, lt: firstAfter(month) },
      limit: PAGE,
    }))
      if (COUNTED.has(visit.status) && visit.currency === store.currency) {
        visits += 1;
        netCents += visit.netCents;
        taxCents += visit.taxCents;
      }
    return { currency: store.currency, books: { visits, netCents, taxCents } };
  }
}

/** The first day of the month after. */
function firstAfter(month: string): string {
  const [year, no] = month.split('-').map(Number) as [number, number];
  const next = no === 12 ? [year + 1, 1] : [year, no + 1];
  return `${String(next[0]).padStart(4, '0')}-${String(next[1]).padStart(2, '0')}-01`;
}

const answerOf = (
  storeId: string,
  month: string,
  { currency, books }: Month,
  state: MonthCloseState,
  revision: number,
): MonthCloseAnswer => ({
  storeId,
  month,
  currency,
  status: state.status,
  books: { ...books },
  movedSinceClose: { ...movedSinceClose(state, books) },
  closes: state.closes.map(({ closeNo, closedAt, visits, netCents, taxCents }) => ({
    closeNo,
    closedAt,
    visits,
    netCents,
    taxCents,
  })),
  revision,
});
