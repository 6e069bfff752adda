import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { optional, type Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { stockReasons } from '../stock/reasons.js';
import { countLine, differencesOf, sheetOf, type Sheet, startCount } from './counts.flow.js';
import {
  ApproveCountBody,
  CancelCountBody,
  CountAnswer,
  CountedProductAnswer,
  CountLineBody,
  CountsQuery,
  ListedCountAnswer,
  StartCountBody,
  SubmitCountBody,
} from './counts.shapes.http.js';
import { listedCounts } from './counts.view.js';
import { type StocktakeCommand, stocktakeKey, type StocktakeLine } from './stocktake.js';
import { stocktakes } from './stocktake-ledger.js';

/** Counts of the shelves of a store, in open hours (IN-13). */
@Controller('v1/inventory/stores/:storeId/counts')
export class CountsHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * Start a count. From now on the shelves of these products note what moves when, so that customers are served meanwhile. 409 `count-open`: another
   * count has one of them. 422 `product-not-found`.
   * @zh 开始盘点
   */
  @Post()
  @HttpCode(201)
  @Allow('inventory.counts:write', { store: 'params.storeId' })
  @Command()
  @Returns(CountAnswer)
  async startCount(
    @Param('storeId') storeId: string,
    @Body() { skus }: StartCountBody,
    @Ctx() request: RequestContext,
  ): Promise<CountAnswer> {
    const cause = request.cause({ storeId });
    return this.answer(await startCount(this.tools, storeId, skus, request.actor, cause));
  }

  /**
   * List the counts of a store, the latest first.
   * @zh 查看盘点列表
   */
  @Get()
  @Allow('inventory.counts:read', { store: 'params.storeId' })
  @Returns(ListedCountAnswer, { list: true })
  async listCounts(
    @Param('storeId') storeId: string,
    @Query() { status, limit = 50, after }: CountsQuery,
  ): Promise<{ items: ListedCountAnswer[]; next?: string }> {
    const { items, next } = await this.tools.documents.find(this.tools.collection(listedCounts), {
      index: status === undefined ? 'byStore' : 'byStatus',
      where: { storeId, ...optional({ status }) },
      order: 'desc',
      limit,
      ...optional({ after }),
    });
    return {
      items: items.map((count) => ({
        countId: count.countId,
        status: count.status,
        startedAt: count.startedAt,
        products: count.products,
        counted: count.counted.length,
      })),
      ...optional({ next }),
    };
  }

  /**
   * Show a count. What the books hold is shown when counting is over, and not before (a blind count). 404 `count-not-found`.
   * @param countId the count
   * @zh 查看盘点
   */
  @Get(':countId')
  @Allow('inventory.counts:read', { store: 'params.storeId' })
  @Returns(CountAnswer)
  async getCount(
    @Param('storeId') storeId: string,
    @Param('countId') countId: string,
  ): Promise<CountAnswer> {
    return this.answer(await sheetOf(this.tools, storeId, countId));
  }

  /**
   * Count one product of a count. `recount` of the answer: it is far from the books, count it once more; the last figure counts. 404 `count-not-found`,
   * `lot-not-found`. 409 `count-not-open`, `count-open`. 422 `count-ambiguous`, `product-not-counted`, `instant-invalid`, `counted-at-invalid`.
   * @param countId the count
   * @zh 录入盘点数量
   */
  @Post(':countId/lines')
  @HttpCode(201)
  @Allow('inventory.counts:write', { store: 'params.storeId' })
  @Command()
  @Returns(CountedProductAnswer)
  async countProduct(
    @Param('storeId') storeId: string,
    @Param('countId') countId: string,
    @Body() { sku, countedMilli, lots, countedAt }: CountLineBody,
    @Ctx() request: RequestContext,
  ): Promise<CountedProductAnswer> {
    const byLot = lots?.map((lot) => ({
      ...optional({ lotId: lot.lot }),
      countedMilli: lot.countedMilli,
    }));
    const { line } = await countLine(
      this.tools,
      await sheetOf(this.tools, storeId, countId),
      { sku, ...optional({ countedMilli, lots: byLot, countedAt }) },
      request.actor,
      request.cause({ storeId }),
    );
    return productAnswer(sku, line);
  }

  /**
   * Submit a count for approval. 404 `count-not-found`. 409 `count-not-open`; `count-incomplete` with what is still to be counted, or counted once more.
   * @param countId the count
   * @zh 提交盘点
   */
  @Post(':countId/submit')
  @HttpCode(200)
  @Allow('inventory.counts:write', { store: 'params.storeId' })
  @Command()
  @Returns(CountAnswer)
  submitCount(
    @Param('storeId') storeId: string,
    @Param('countId') countId: string,
    @Body() { leaveOut = false }: SubmitCountBody,
    @Ctx() request: RequestContext,
  ): Promise<CountAnswer> {
    const { actor: by } = request;
    return this.decide(storeId, countId, { type: 'SubmitCount', leaveOut, by }, request);
  }

  /**
   * Have a submitted count counted on. 404 `count-not-found`. 409 `count-not-submitted`.
   * @param countId the count
   * @zh 退回重新盘点
   */
  @Post(':countId/reopen')
  @HttpCode(200)
  @Allow('inventory.counts:write', { store: 'params.storeId' })
  @Command()
  @Returns(CountAnswer)
  reopenCount(
    @Param('storeId') storeId: string,
    @Param('countId') countId: string,
    @Ctx() request: RequestContext,
  ): Promise<CountAnswer> {
    return this.decide(storeId, countId, { type: 'ReopenCount', by: request.actor }, request);
  }

  /**
   * Approve a count. The differences go to the shelves, as of the instants at which they were counted; what moved since is not touched. 403 `count-own` for
   * whoever counted any of it. 404 `count-not-found`. 409 `count-not-submitted`. 422 `reason-unknown`, `product-not-counted`.
   * @param countId the count
   * @zh 批准盘点
   */
  @Post(':countId/approve')
  @HttpCode(200)
  @Allow('inventory.counts:approve', { store: 'params.storeId' })
  @Command()
  @Returns(CountAnswer)
  async approveCount(
    @Param('storeId') storeId: string,
    @Param('countId') countId: string,
    @Body() { reason, reasons = [] }: ApproveCountBody,
    @Ctx() request: RequestContext,
  ): Promise<CountAnswer> {
    await this.mustBeReasons([reason], () => 'reason');
    await this.mustBeReasons(
      reasons.map((one) => one.reason),
      (i) => `reasons.${i}.reason`,
    );
    return this.decide(
      storeId,
      countId,
      {
        type: 'ApproveCount',
        reason,
        reasons: reasons.map((one) => ({ sku: one.sku, reason: one.reason })),
        by: request.actor,
      },
      request,
    );
  }

  /**
   * Give up a count. The shelves stay as they are. 404 `count-not-found`. 409 `count-not-open`: it was approved. 422 `reason-unknown`.
   * @param countId the count
   * @zh 取消盘点
   */
  @Post(':countId/cancel')
  @HttpCode(200)
  @Allow('inventory.counts:write', { store: 'params.storeId' })
  @Command()
  @Returns(CountAnswer)
  async cancelCount(
    @Param('storeId') storeId: string,
    @Param('countId') countId: string,
    @Body() { reason }: CancelCountBody,
    @Ctx() request: RequestContext,
  ): Promise<CountAnswer> {
    await this.mustBeReasons([reason], () => 'reason');
    return this.decide(
      storeId,
      countId,
      { type: 'CancelCount', reason, by: request.actor },
      request,
    );
  }

  private async decide(
    storeId: string,
    countId: string,
    command: StocktakeCommand,
    request: RequestContext,
  ): Promise<CountAnswer> {
    await sheetOf(this.tools, storeId, countId);
    return this.answer(
      await this.tools.execute(
        stocktakes,
        stocktakeKey(storeId, countId),
        command,
        request.cause({ storeId }),
      ),
    );
  }

  private async mustBeReasons(
    codes: readonly string[],
    field: (i: number) => string,
  ): Promise<void> {
    for (const [i, code] of codes.entries())
      await stockReasons.mustHave(this.tools, 'adjustment', code, field(i));
  }

  private async answer({ state, revision }: Sheet): Promise<CountAnswer> {
    const differences = await differencesOf(this.tools, state);
    return {
      countId: state.countId,
      storeId: state.storeId,
      status: state.status!,
      startedAt: state.startedAt,
      ...optional({ decidedAt: state.decidedAt }),
      products: state.skus.map((sku) => ({
        ...productAnswer(sku, state.lines.get(sku)),
        ...differences.get(sku),
      })),
      revision,
    };
  }
}

const productAnswer = (sku: string, line: StocktakeLine | undefined): CountedProductAnswer =>
  line === undefined
    ? { sku, rounds: 0, recount: false }
    : {
        sku,
        rounds: line.rounds,
        recount: line.recount,
        countedMilli: line.countedMilli,
        countedAt: line.countedAt,
        ...optional({ reason: line.reason }),
      };
