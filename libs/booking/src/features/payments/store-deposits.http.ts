import { Controller, Get, Inject, Query } from '@nestjs/common';
import { instantOf, isoOf, msOfIso } from '@chignon/calendar';
import { listAll, optional, type Tools } from '@chignon/eventing';
import { Allow, Returns, page, TOOLS } from '@chignon/service-kit';
import { depositDebts, owedAt } from '../../deposits/debts.view.js';
import { listedDeposits } from '../../deposits/deposits.view.js';
import { depositDays, depositMovements, liabilityOf } from '../../deposits/liability.view.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import {
  LiabilityAnswer,
  LiabilityQuery,
  ListedDepositAnswer,
  StoreDepositsQuery,
} from './payments.shapes.http.js';

const PAGE = 1000;
/** To the millisecond, as answers and events have it. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What a store has to know of its deposits: which are due or held, and what it owes for them. */
@Controller('v1/booking/deposits')
export class StoreDepositsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * List the deposits of a store by status and start. `status` chooses between those that are due, held, on their way back and closed, and those that
   * the customer owes: a bill took what was not there any more.
   *
   * @zh 门店定金列表
   */
  @Get()
  @Allow('booking.deposits:read', { store: 'query.storeId' })
  @Returns(ListedDepositAnswer, { list: true })
  async listDeposits(
    @Query() { storeId, status = 'due', limit = 50, after }: StoreDepositsQuery,
  ): Promise<{ items: ListedDepositAnswer[]; next?: string }> {
    const found = await this.tools.documents.find(this.tools.collection(listedDeposits), {
      index: 'byStore',
      where: { storeId, status },
      limit,
      after,
    });
    return page(
      found,
      ({
        id,
        customerId,
        cents,
        currency,
        heldCents,
        returningCents,
        debtCents,
        payUntilMs,
        startMs,
      }) => ({
        appointmentId: id,
        ...optional({ customerId }),
        status,
        cents,
        currency,
        heldCents,
        returningCents,
        ...(debtCents === 0 ? {} : { debtCents }),
        payUntil: isoOf(payUntilMs),
        startsAt: isoOf(startMs),
      }),
    );
  }

  /**
   * Get what a store owes its customers in deposits, and what they owe it. It is exact as of any instant, that instant included.
   *
   * @zh 查询定金负债
   */
  @Get('liability')
  @Allow('booking.deposits:read', { store: 'query.storeId' })
  @Returns(LiabilityAnswer)
  async getDepositLiability(@Query() { storeId, at }: LiabilityQuery): Promise<LiabilityAnswer> {
    const { store } = await booksOf(this.tools).store(storeId);
    const until = isoOf(
      at === undefined
        ? msOfIso(this.tools.facts.now())
        : INSTANT.test(at)
          ? msOfIso(at)
          : instantOf(at, store.zone, 'at'),
    );
    const date = until.slice(0, 10);
    const days = await listAll(this.tools.documents, this.tools.collection(depositDays), {
      limit: PAGE,
      index: 'byStore',
      where: { storeId },
      range: { field: 'date', lt: date },
    });
    const movements = await listAll(this.tools.documents, this.tools.collection(depositMovements), {
      limit: PAGE,
      index: 'byStore',
      where: { storeId },
      range: { field: 'at', gte: `${date}T00:00:00.000Z`, lte: until },
    });
    const debts = await listAll(this.tools.documents, this.tools.collection(depositDebts), {
      limit: PAGE,
      index: 'byStore',
      where: { storeId },
    });
    return {
      storeId,
      at: until,
      held: liabilityOf(days, movements),
      owed: owedAt(debts, until),
    };
  }
}
