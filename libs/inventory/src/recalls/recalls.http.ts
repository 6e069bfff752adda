import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { notFound, optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Command,
  Ctx,
  DIRECTORY,
  type Directory,
  page,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { type Recall, recallIdOf } from './recall.js';
import { recalls } from './recall-ledger.js';
import {
  ListedRecallAnswer,
  LotTraceAnswer,
  LotTraceQuery,
  RecallAnswer,
  RecallBody,
  RecallsQuery,
} from './recalls.shapes.http.js';
import { listedRecalls } from './recalls.view.js';
import { parcelsOfLot, storesOfLot, visitsOfLot } from './trace.flow.js';

/** Lots that must not reach anybody any more, and whom they reached (IN-22, R-IN-11). */
@Controller('v1/inventory')
export class RecallsHttp {
  constructor(
    @Inject(TOOLS('inventory')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Recall a lot of a product. In all stores: from now on nothing of it is sold, used, opened or sent; it is thrown away or goes back. What a completed visit
   * used of it is never refused, and is told as such. Whoever it reached is told of as `RecalledLotReached`. Recalled already: nothing more.
   * @zh 召回批次
   */
  @Post('recalls')
  @HttpCode(201)
  @Allow('inventory.recalls:write', { store: 'chain' })
  @Command()
  @Returns(RecallAnswer)
  async recallLot(
    @Body() { sku, lot, reason }: RecallBody,
    @Ctx() request: RequestContext,
  ): Promise<RecallAnswer> {
    const of = { sku, lotId: lot };
    const { state, revision } = await this.tools.execute(
      recalls,
      recallIdOf(of),
      { type: 'OrderRecall', ...of, reason, by: request.actor },
      request.cause(),
    );
    return answer(state, revision);
  }

  /**
   * List the recalls of the chain. The latest first.
   * @zh 查看召回列表
   */
  @Get('recalls')
  @Allow('inventory.recalls:read', { store: 'nothing' })
  @Returns(ListedRecallAnswer, { list: true })
  async listRecalls(
    @Query() { status, limit = 50, after }: RecallsQuery,
  ): Promise<{ items: ListedRecallAnswer[]; next?: string }> {
    const found = await this.tools.documents.find(this.tools.collection(listedRecalls), {
      index: status === undefined ? 'byTime' : 'byStatus',
      where: optional({ status }),
      order: 'desc',
      limit,
      ...optional({ after }),
    });
    return page(found, ({ id, sku, lotId, ...recall }) => ({
      recallId: id,
      sku,
      lot: lotId,
      status: recall.status,
      reason: recall.reason,
      recalledAt: recall.recalledAt,
    }));
  }

  /**
   * Show a recall. 404 `recall-not-found`.
   * @param recallId the recall
   * @zh 查看召回
   */
  @Get('recalls/:recallId')
  @Allow('inventory.recalls:read', { store: 'nothing' })
  @Returns(RecallAnswer)
  async getRecall(@Param('recallId') recallId: string): Promise<RecallAnswer> {
    const { state, revision } = await this.recallOf(recallId);
    return answer(state, revision);
  }

  /**
   * Lift a recall. The lot may be sold and used again in all stores. 404 `recall-not-found`. 409 `recall-not-standing`.
   * @param recallId the recall
   * @zh 解除召回
   */
  @Post('recalls/:recallId/lift')
  @HttpCode(200)
  @Allow('inventory.recalls:write', { store: 'chain' })
  @Command()
  @Returns(RecallAnswer)
  async liftRecall(
    @Param('recallId') recallId: string,
    @Ctx() request: RequestContext,
  ): Promise<RecallAnswer> {
    await this.recallOf(recallId);
    const command = { type: 'LiftRecall', by: request.actor } as const;
    const { state, revision } = await this.tools.execute(
      recalls,
      recallId,
      command,
      request.cause(),
    );
    return answer(state, revision);
  }

  /**
   * Trace a lot. A supplier's lot to the stores that it came to, to what is on its way, and to the visits and customers that it reached, recalled or not; also
   * where records of customers were linked since. Of the stores that the caller sees.
   * @zh 追溯批次
   */
  @Get('lot-trace')
  @Allow('inventory.recalls:read', { store: 'narrowed' })
  @Returns(LotTraceAnswer)
  async traceLot(
    @Query() { sku, lot, limit = 50, after }: LotTraceQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<LotTraceAnswer> {
    const of = { sku, lotId: lot };
    const first = after === undefined;
    const [{ state }, stores, inTransit, found] = await Promise.all([
      this.tools.load(recalls, recallIdOf(of)),
      first ? storesOfLot(this.tools, of, caller) : [],
      first ? parcelsOfLot(this.tools, of, caller) : [],
      visitsOfLot(this.tools, of, caller, { limit, ...optional({ after }) }),
    ]);
    const front = await this.directory.inFront([...new Set(found.whose.values())]);
    return {
      sku,
      lot,
      ...(state.status === 'standing' ? { recallId: state.recallId } : {}),
      stores,
      inTransit,
      visits: found.page.items.map(({ visitId, storeId, at, takenMilli, returnedMilli }) => {
        const customerId = found.whose.get(visitId);
        return {
          visitId,
          storeId,
          ...optional({ customerId: customerId && front.get(customerId) }),
          at,
          takenMilli,
          returnedMilli,
        };
      }),
      ...optional({ next: found.page.next }),
    };
  }

  private async recallOf(recallId: string): Promise<{ state: Recall; revision: number }> {
    const found = await this.tools.load(recalls, recallId);
    if (found.state.status === undefined)
      throw notFound('recall-not-found', 'There is no such recall.', { field: 'recallId' });
    return found;
  }
}

const answer = (
  { recallId, sku, lotId, status, reason, recalledAt, liftedAt }: Recall,
  revision: number,
): RecallAnswer => ({
  recallId,
  sku,
  lot: lotId,
  status: status!,
  reason: reason!,
  recalledAt,
  ...optional({ liftedAt }),
  revision,
});
