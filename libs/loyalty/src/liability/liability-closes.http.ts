import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { invalid, optional, type Tools, UnavailableError } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { pointsReasons } from '../rules/reasons.js';
import { issuingStores } from '../wallet/wallets.view.js';
import { closedRows, named } from './liability-answers.js';
import {
  type ClosedRow,
  type LiabilityCloseCommand,
  liabilityCloseKey,
  liabilityCloses,
  type LiabilityCloseState,
  movedSinceClose,
} from './liability-close-ledger.js';
import { liabilityOf, monthOf } from './liability.flow.js';
import { LiabilityCloseAnswer, ReopenLiabilityMonthBody } from './liability.shapes.http.js';

/** A month with what its books say now. */
interface Month {
  readonly from: string;
  readonly to: string;
  readonly estimateVersion: number;
  readonly rows: readonly ClosedRow[];
}

/** Closes of months of what a store owes. */
@Controller('v1/loyalty/stores/:storeId/liability-closes/:month')
export class LiabilityClosesHttp {
  constructor(@Inject(TOOLS('loyalty')) private readonly tools: Tools) {}

  /**
   * Get what a store owed at the ends of a month, and how it was closed. Of a month that is not over: what is known by
   * now, and what will be over by its end. What happened a moment ago may be missing for a moment. 422 `month-invalid`.
   *
   * @param month `YYYY-MM`, from midnight to midnight at the store
   * @zh 查询门店会员负债月结
   */
  @Get()
  @Allow('loyalty.liability:read', { store: 'params.storeId' })
  @Returns(LiabilityCloseAnswer)
  async getLiabilityClose(
    @Param('storeId') storeId: string,
    @Param('month') month: string,
  ): Promise<LiabilityCloseAnswer> {
    const found = await this.month(storeId, month);
    const { state, revision } = await this.tools.load(
      liabilityCloses,
      liabilityCloseKey(storeId, month),
    );
    return answerOf(storeId, month, found, state, revision);
  }

  /**
   * Close a month of what a store owes. Its roll-forward is frozen as it stands, with the version of the estimate. Nothing is locked: what is written
   * down afterwards stands in `movedSinceClose`. 422 `month-not-over` until it has ended at the store; 409 `month-already-closed`.
   *
   * @param month `YYYY-MM`, from midnight to midnight at the store
   * @zh 门店会员负债月结
   */
  @Post('close')
  @HttpCode(200)
  @Allow('loyalty.liability:close', { store: 'params.storeId' })
  @Command()
  @Returns(LiabilityCloseAnswer)
  async closeLiabilityMonth(
    @Param('storeId') storeId: string,
    @Param('month') month: string,
    @Ctx() request: RequestContext,
  ): Promise<LiabilityCloseAnswer> {
    const found = await this.month(storeId, month);
    if (found.to > this.tools.facts.now())
      throw invalid('month-not-over', 'The month is not over at this store.', { field: 'month' });
    return this.run(found, request, { type: 'CloseLiabilityMonth', storeId, month, ...found });
  }

  /**
   * Open a closed month of what a store owes. Its closes stay as they were; the next one has the next number. 409 `month-not-closed`.
   *
   * @param month `YYYY-MM`, from midnight to midnight at the store
   * @zh 撤销门店会员负债月结
   */
  @Post('reopen')
  @HttpCode(200)
  @Allow('loyalty.liability:reopen', { store: 'params.storeId' })
  @Command()
  @Returns(LiabilityCloseAnswer)
  async reopenLiabilityMonth(
    @Param('storeId') storeId: string,
    @Param('month') month: string,
    @Body() { reason }: ReopenLiabilityMonthBody,
    @Ctx() request: RequestContext,
  ): Promise<LiabilityCloseAnswer> {
    const found = await this.month(storeId, month);
    await pointsReasons.mustHave(this.tools, 'reopening', reason);
    return this.run(found, request, { type: 'ReopenLiabilityMonth', storeId, month, reason });
  }

  private async run(
    found: Month,
    request: RequestContext,
    command: LiabilityCloseCommand,
  ): Promise<LiabilityCloseAnswer> {
    const { storeId, month } = command;
    const { state, revision } = await this.tools.execute(
      liabilityCloses,
      liabilityCloseKey(storeId, month),
      command,
      request.cause({ storeId }),
    );
    return answerOf(storeId, month, found, state, revision);
  }

  private async month(storeId: string, month: string): Promise<Month> {
    const store = await this.tools.documents.get(this.tools.collection(issuingStores), storeId);
    if (!store) throw new UnavailableError('store-behind', 'This store was not heard of here yet.');
    const { from, to } = monthOf(store, month);
    const knownAt = this.tools.facts.now();
    const liability = await liabilityOf(this.tools, { from, to, knownAt }, storeId);
    return {
      from,
      to,
      estimateVersion: liability.estimate.version,
      rows: closedRows(liability),
    };
  }
}

const rowOf = ({
  kind,
  currency,
  opening,
  flows,
  closing,
  valueCents,
  breakageCents,
}: ClosedRow) => ({
  kind,
  ...optional({ currency }),
  opening,
  ...named(flows),
  closing,
  ...optional({ valueCents, breakageCents }),
});

const answerOf = (
  storeId: string,
  month: string,
  { from, to, rows }: Month,
  state: LiabilityCloseState,
  revision: number,
): LiabilityCloseAnswer => ({
  storeId,
  month,
  from,
  to,
  status: state.status,
  books: rows.map(rowOf),
  movedSinceClose: movedSinceClose(state, rows),
  closes: state.closes.map(({ closeNo, closedAt, estimateVersion, rows: closed }) => ({
    closeNo,
    closedAt,
    estimateVersion,
    rows: closed.map(rowOf),
  })),
  revision,
});
