import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { notFound, optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Command,
  Ctx,
  Directory,
  DIRECTORY,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { programmeInForce } from '../../rules/programme.effects.js';
import { USUAL_RETURNS } from '../../rules/programme.js';
import { pointsReasons } from '../../rules/reasons.js';
import { accountOf } from '../account-holder.flow.js';
import type { KnownAdjustment } from '../account/adjusted.js';
import type { PointsAccount } from '../account/points-account.js';
import { points } from '../account/points-ledger.js';
import { adjustmentAlerts, limitsInForce, seenAdjustments } from './adjustments.flow.js';
import {
  AdjustmentAlertAnswer,
  AdjustmentAnswer,
  AdjustmentsQuery,
  AdjustPointsBody,
  ListedAdjustmentAnswer,
  ReverseAdjustmentBody,
} from './adjustments.shapes.http.js';
import { limitOf } from './limits.js';

/** Points given and taken by hand, within limits, and beyond them by two people (LY-17, R-LY-22). */
@Controller('v1/loyalty')
export class AdjustmentsHttp {
  constructor(
    @Inject(TOOLS('loyalty')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Give or take points by hand. Up to the limit of the caller's role at once; above it the answer's `status` is `proposed`, and a second person
   * decides. 409 `points-insufficient` when more is to be taken than is available; 422 `reason-unknown`, `points-invalid`; 404 as for the account.
   * @zh 手工调整积分
   */
  @Post('accounts/:customerId/adjustments')
  @HttpCode(201)
  @Allow('loyalty.adjustments:write', { store: 'body.storeId' })
  @Command()
  @Returns(AdjustmentAnswer)
  async adjustPoints(
    @Param('customerId') customerId: string,
    @Body() body: AdjustPointsBody,
    @Ctx() request: RequestContext,
  ): Promise<AdjustmentAnswer> {
    await accountOf(this.tools, this.directory, customerId, request.caller);
    await pointsReasons.mustHave(this.tools, 'adjustment', body.reason);
    const { points: wanted, reason, evidence, storeId } = body;
    const { events, state, revision } = await this.tools.execute(
      points,
      customerId,
      {
        type: 'AdjustPoints',
        points: wanted,
        reason,
        ...optional({ evidence }),
        storeId,
        limit: limitOf(await limitsInForce(this.tools), request.caller.roles, 'alone'),
        by: request.actor,
      },
      request.cause({ storeId }),
    );
    const entry = events.find(
      ({ type }) => type === 'PointsAdjusted' || type === 'AdjustmentProposed',
    );
    if (entry?.type !== 'PointsAdjusted' && entry?.type !== 'AdjustmentProposed')
      throw new Error(`adjustment of ${customerId} left no entry`);
    return answer(customerId, entry.data.adjustmentId, state, revision);
  }

  /**
   * Approve an adjustment that somebody else proposed. 403 `adjustment-own` for one's own, `adjustment-limit` above what the caller's role may
   * approve; 409 `adjustment-decided`, `points-insufficient`.
   * @param adjustmentId that waits for a second person
   * @zh 批准积分调整
   */
  @Post('accounts/:customerId/adjustments/:adjustmentId/approve')
  @HttpCode(200)
  @Allow('loyalty.adjustments:approve', { store: 'narrowed' })
  @Command()
  @Returns(AdjustmentAnswer)
  async approveAdjustment(
    @Param('customerId') customerId: string,
    @Param('adjustmentId') adjustmentId: string,
    @Ctx() request: RequestContext,
  ): Promise<AdjustmentAnswer> {
    const storeId = await this.storeOf(customerId, adjustmentId, request);
    const { state, revision } = await this.tools.execute(
      points,
      customerId,
      {
        type: 'ApproveAdjustment',
        adjustmentId,
        by: request.actor,
        limit: limitOf(await limitsInForce(this.tools), request.caller.roles, 'approves'),
      },
      request.cause({ storeId }),
    );
    return answer(customerId, adjustmentId, state, revision);
  }

  /**
   * Refuse a proposed adjustment. Whoever proposed it takes it back so. 409 `adjustment-decided`.
   * @param adjustmentId that waits for a second person
   * @zh 拒绝积分调整
   */
  @Post('accounts/:customerId/adjustments/:adjustmentId/refuse')
  @HttpCode(200)
  @Allow('loyalty.adjustments:approve', { store: 'narrowed' })
  @Command()
  @Returns(AdjustmentAnswer)
  async refuseAdjustment(
    @Param('customerId') customerId: string,
    @Param('adjustmentId') adjustmentId: string,
    @Ctx() request: RequestContext,
  ): Promise<AdjustmentAnswer> {
    const storeId = await this.storeOf(customerId, adjustmentId, request);
    const { state, revision } = await this.tools.execute(
      points,
      customerId,
      { type: 'RefuseAdjustment', adjustmentId, by: request.actor },
      request.cause({ storeId }),
    );
    return answer(customerId, adjustmentId, state, revision);
  }

  /**
   * Undo an adjustment, once. What it gave is taken back, and owed where it was spent; what it took comes back to the same lots. 409
   * `adjustment-reversed`, and `reversal-final` for what undid one itself; 403 `adjustment-limit` above the caller's limit.
   * @param adjustmentId that is undone
   * @zh 撤销积分调整
   */
  @Post('accounts/:customerId/adjustments/:adjustmentId/reverse')
  @HttpCode(200)
  @Allow('loyalty.adjustments:write', { store: 'narrowed' })
  @Command()
  @Returns(AdjustmentAnswer)
  async reverseAdjustment(
    @Param('customerId') customerId: string,
    @Param('adjustmentId') adjustmentId: string,
    @Body() { reason, evidence }: ReverseAdjustmentBody,
    @Ctx() request: RequestContext,
  ): Promise<AdjustmentAnswer> {
    const storeId = await this.storeOf(customerId, adjustmentId, request);
    await pointsReasons.mustHave(this.tools, 'adjustment', reason);
    const { returns: terms = USUAL_RETURNS } = await programmeInForce(this.tools);
    const { state, revision } = await this.tools.execute(
      points,
      customerId,
      {
        type: 'ReverseAdjustment',
        adjustmentId,
        reason,
        ...optional({ evidence }),
        by: request.actor,
        limit: limitOf(await limitsInForce(this.tools), request.caller.roles, 'alone'),
        terms,
      },
      request.cause({ storeId }),
    );
    return answer(customerId, adjustmentId, state, revision);
  }

  /**
   * List adjustments by status, the latest first. Of the stores that the caller sees; left out, those that wait for a second person.
   * @zh 查看积分调整
   */
  @Get('adjustments')
  @Allow('loyalty.adjustments:read', { store: 'narrowed' })
  @Returns(ListedAdjustmentAnswer, { list: true })
  async listAdjustments(
    @Query() { status = 'proposed', limit = 50, after }: AdjustmentsQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: ListedAdjustmentAnswer[]; next?: string }> {
    const { items, next } = await seenAdjustments(this.tools, caller, { status, limit, after });
    return {
      items: items.map((one) => ({
        adjustmentId: one.id,
        customerId: one.customerId,
        status: one.status,
        points: one.points,
        reason: one.reason,
        ...optional({ evidence: one.evidence }),
        storeId: one.storeId,
        limit: one.limit,
        by: one.by,
        ...optional({ decidedBy: one.decidedBy }),
        at: one.at,
      })),
      ...optional({ next }),
    };
  }

  /**
   * List who adjusts just under the limit again and again. How often within how many days: `adjustment-limits`.
   * @zh 查看积分调整预警
   */
  @Get('adjustments/alerts')
  @Allow('loyalty.adjustments:review', { store: 'chain' })
  @Returns(AdjustmentAlertAnswer, { list: true })
  async listAdjustmentAlerts(): Promise<{ items: AdjustmentAlertAnswer[] }> {
    return {
      items: (await adjustmentAlerts(this.tools)).map((one) => ({
        ...one,
        storeIds: [...one.storeIds],
      })),
    };
  }

  /** @throws Refusal 404 unless the account has it and the caller sees its store */
  private async storeOf(
    customerId: string,
    adjustmentId: string,
    { caller }: RequestContext,
  ): Promise<string> {
    const { state } = await accountOf(this.tools, this.directory, customerId, caller);
    const known = state.adjustments.get(adjustmentId);
    if (!known || !caller.sees(storeOf(known)))
      throw notFound('adjustment-not-found', 'The account has no such adjustment.', {
        field: 'adjustmentId',
      });
    return storeOf(known);
  }
}

const storeOf = (known: KnownAdjustment): string =>
  'proposal' in known
    ? known.proposal.storeId
    : 'adjusted' in known
      ? known.adjusted.storeId
      : known.storeId;

function answer(
  customerId: string,
  adjustmentId: string,
  { adjustments, available, debt }: PointsAccount,
  revision: number,
): AdjustmentAnswer {
  const known = adjustments.get(adjustmentId)!;
  return {
    adjustmentId,
    customerId,
    status: known.status,
    points:
      'proposal' in known
        ? known.proposal.points
        : 'adjusted' in known
          ? known.adjusted.points
          : known.points,
    available,
    debt,
    revision,
  };
}
