import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { isoOf, msOfIso, realDate } from '@chignon/calendar';
import { findAll, invalid, optional, type Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { businessDayOf } from '../../salon/stores/store.js';
import type { Tender } from '../../visits/visit.js';
import {
  type DayCloseCommand,
  dayCloses,
  type DayCloseState,
  movedSince,
} from './day-close-ledger.js';
import { CloseDayBody, DayCloseAnswer, ReopenDayBody } from './day-close.shapes.http.js';
import { giftCardTakings, storedValueTakings, takings } from './takings.view.js';

const PAGE = 500;

/** A day with what its books say now. */
interface Books {
  readonly currency: string;
  readonly expected: readonly Tender[];
}

/** Closes the till of a store's business day, and shows what it came to. */
@Controller('v1/booking/stores/:storeId/day-closes/:date')
export class DayCloseHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Get what a store's day took by tender, and how it was closed. What was settled a moment ago may be missing for a moment.
   *
   * @param date business date of the store
   * @zh 查询门店日结
   */
  @Get()
  @Allow('booking.day-closes:read', { store: 'params.storeId' })
  @Returns(DayCloseAnswer)
  async getDayClose(
    @Param('storeId') storeId: string,
    @Param('date') date: string,
  ): Promise<DayCloseAnswer> {
    const books = await this.books(storeId, date);
    const { state, revision } = await this.tools.load(dayCloses, `${storeId}-${date}`);
    return answerOf(storeId, date, books, state, revision);
  }

  /**
   * Close a store's day with what was counted. It keeps what the books expect by tender, what lay there, and the difference, which needs a reason.
   * Nothing is refused afterwards: what is settled after the close stands in `movedSinceClose` until the day is closed anew.
   *
   * @param date business date of the store; one that has begun
   * @zh 门店日结
   */
  @Post('close')
  @HttpCode(200)
  @Allow('booking.day-closes:write', { store: 'params.storeId' })
  @Command()
  @Returns(DayCloseAnswer)
  async closeDay(
    @Param('storeId') storeId: string,
    @Param('date') date: string,
    @Body() { counted, floatCents = 0, reason }: CloseDayBody,
    @Ctx() request: RequestContext,
  ): Promise<DayCloseAnswer> {
    const books = await this.books(storeId, date);
    const { store } = await booksOf(this.tools).store(storeId);
    if (businessDayOf(store, date).fromMs > msOfIso(this.tools.facts.now()))
      throw invalid('date-in-future', 'This date is in the future.', { field: 'date' });
    return this.run(books, request, {
      type: 'CloseDay',
      storeId,
      date,
      ...books,
      counted: counted.map(({ kind, cents }) => ({ kind, cents })),
      floatCents,
      ...optional({ reason }),
      till: await booksOf(this.tools).till(),
    });
  }

  /**
   * Open a closed day again, to count anew. The close stays as it was; the next one has the next number.
   *
   * @param date business date of the store
   * @zh 撤销门店日结
   */
  @Post('reopen')
  @HttpCode(200)
  @Allow('booking.day-closes:reopen', { store: 'params.storeId' })
  @Command()
  @Returns(DayCloseAnswer)
  async reopenDay(
    @Param('storeId') storeId: string,
    @Param('date') date: string,
    @Body() { reason }: ReopenDayBody,
    @Ctx() request: RequestContext,
  ): Promise<DayCloseAnswer> {
    const books = await this.books(storeId, date);
    await mustBeReason(this.tools, 'reopen-day', reason);
    return this.run(books, request, { type: 'ReopenDay', storeId, date, reason });
  }

  private async run(
    books: Books,
    request: RequestContext,
    command: DayCloseCommand,
  ): Promise<DayCloseAnswer> {
    const { storeId, date } = command;
    const { state, revision } = await this.tools.execute(
      dayCloses,
      `${storeId}-${date}`,
      command,
      request.cause({ storeId }),
    );
    return answerOf(storeId, date, books, state, revision);
  }

  private async books(storeId: string, date: string): Promise<Books> {
    realDate(date, 'date');
    const { store } = await booksOf(this.tools).store(storeId);
    const { fromMs, toMs } = businessDayOf(store, date);
    const moved = new Map<string, number>();
    for (const view of [takings, storedValueTakings, giftCardTakings])
      for await (const { tenders, currency } of findAll(
        this.tools.documents,
        this.tools.collection(view),
        {
          index: 'byStore',
          where: { storeId },
          range: { field: 'at', gte: isoOf(fromMs), lt: isoOf(toMs) },
          limit: PAGE,
        },
      ))
        if (currency === store.currency)
          for (const { kind, cents } of tenders) moved.set(kind, (moved.get(kind) ?? 0) + cents);
    return {
      currency: store.currency,
      expected: [...moved].sort().map(([kind, cents]) => ({ kind, cents })),
    };
  }
}

const answerOf = (
  storeId: string,
  date: string,
  { currency, expected }: Books,
  state: DayCloseState,
  revision: number,
): DayCloseAnswer => ({
  storeId,
  date,
  currency,
  status: state.status,
  expected: [...expected],
  movedSinceClose: [...movedSince(state, expected)],
  closes: state.closes.map(
    ({ closeNo, closedAt, floatCents, tenders, differenceCents, reason }) => ({
      closeNo,
      closedAt,
      floatCents,
      tenders: [...tenders],
      differenceCents,
      ...optional({ reason }),
    }),
  ),
  revision,
});
