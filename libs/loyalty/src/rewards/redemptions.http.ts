import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  DIRECTORY,
  Directory,
  TOOLS,
} from '@chignon/service-kit';
import { accountOf } from '../points/account-holder.flow.js';
import { points } from '../points/account/points-ledger.js';
import { pointsReasons } from '../rules/reasons.js';
import {
  CancelledRedemptionAnswer,
  CancelRedemptionBody,
  RedemptionAnswer,
  RedemptionBody,
} from './redemptions.shapes.http.js';
import { programmeInForce } from '../rules/programme.effects.js';
import { USUAL_RETURNS } from '../rules/programme.js';

/** What points are spent on. */
@Controller('v1/loyalty/accounts')
export class RedemptionsHttp {
  constructor(
    @Inject(TOOLS('loyalty')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Spend points of a customer. Soonest expiry first (R-LY-08). 409 `points-insufficient` with what is available; 412 when `If-Match` is given and
   * the account has moved on; 422 `reason-unknown`; 404 as for the account.
   * @zh 兑换积分
   */
  @Post(':customerId/redemptions')
  @HttpCode(201)
  @Allow('loyalty.redemptions:write', { store: 'narrowed' })
  @Command()
  @Returns(RedemptionAnswer)
  async redeemPoints(
    @Param('customerId') customerId: string,
    @Body() body: RedemptionBody,
    @Ctx() request: RequestContext,
  ): Promise<RedemptionAnswer> {
    if (body.storeId !== undefined) request.caller.mustSee(body.storeId);
    await accountOf(this.tools, this.directory, customerId, request.caller);
    const { points: wanted, reason, storeId } = body;
    await pointsReasons.mustHave(this.tools, 'redemption', reason);
    const cause = request.cause(storeId === undefined ? {} : { storeId });
    const { events, state, revision } = await this.tools.execute(
      points,
      customerId,
      {
        type: 'RedeemPoints',
        points: wanted,
        reason,
        ...optional({ storeId }),
      },
      cause,
    );
    const redeemed = events.find((event) => event.type === 'PointsRedeemed');
    if (!redeemed) throw new Error(`redemption of ${customerId} left no entry`);
    const { redemptionId, lots } = redeemed.data;
    return {
      redemptionId,
      customerId,
      points: wanted,
      lots: [...lots],
      available: state.available,
      revision,
    };
  }

  /**
   * Cancel a redemption, once. Its points go back to the same lots with their expiry (R-LY-12); where that is over by now, as the programme's
   * `returns` say. 409 `redemption-cancelled`; 404 `redemption-not-found`.
   * @param redemptionId that the redemption answered
   * @zh 取消积分兑换
   */
  @Post(':customerId/redemptions/:redemptionId/cancel')
  @HttpCode(200)
  @Allow('loyalty.redemptions:write', { store: 'narrowed' })
  @Command()
  @Returns(CancelledRedemptionAnswer)
  async cancelRedemption(
    @Param('customerId') customerId: string,
    @Param('redemptionId') redemptionId: string,
    @Body() { reason, storeId }: CancelRedemptionBody,
    @Ctx() request: RequestContext,
  ): Promise<CancelledRedemptionAnswer> {
    if (storeId !== undefined) request.caller.mustSee(storeId);
    await accountOf(this.tools, this.directory, customerId, request.caller);
    await pointsReasons.mustHave(this.tools, 'cancellation', reason);
    const { returns: terms = USUAL_RETURNS } = await programmeInForce(this.tools);
    const { events, state, revision } = await this.tools.execute(
      points,
      customerId,
      {
        type: 'CancelRedemption',
        redemptionId,
        reason,
        ...optional({ storeId }),
        terms,
      },
      request.cause(storeId === undefined ? {} : { storeId }),
    );
    const cancelled = events.find((event) => event.type === 'RedemptionCancelled');
    if (!cancelled) throw new Error(`cancelling ${redemptionId} left no entry`);
    const { points: spent, back, lapsed, debt } = cancelled.data;
    return {
      redemptionId,
      customerId,
      points: spent,
      lots: back.map(({ lotId, from, points: part, expiresAt }) => ({
        lotId,
        points: part,
        ...optional({ from }),
        ...(expiresAt === null ? {} : { expiresAt }),
      })),
      lapsed: lapsed.reduce((sum, part) => sum + part.points, 0),
      repaid: debt,
      available: state.available,
      revision,
    };
  }
}
