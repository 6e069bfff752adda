import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { invalid, type Tools } from '@chignon/eventing';
import { Allow, Ctx, type RequestContext, Returns, ROLES, TOOLS } from '@chignon/service-kit';
import { limitsInForce } from './adjustments.flow.js';
import { AdjustmentLimitsAnswer, AdjustmentLimitsBody } from './adjustments.shapes.http.js';
import { type AdjustmentLimits, adjustmentLimits, CURRENT_LIMITS, USUAL_LIMITS } from './limits.js';

/** How many points each role may move by hand. */
@Controller('v1/loyalty/adjustment-limits')
export class AdjustmentLimitsHttp {
  constructor(@Inject(TOOLS('loyalty')) private readonly tools: Tools) {}

  /**
   * Show the limits of adjustments by hand.
   * @zh 查看积分调整限额
   */
  @Get()
  @Allow('loyalty.rules:read', { store: 'nothing' })
  @Returns(AdjustmentLimitsAnswer)
  async getAdjustmentLimits(): Promise<AdjustmentLimitsAnswer> {
    const { revision, ...limits } = await limitsInForce(this.tools);
    return answer(limits, revision);
  }

  /**
   * Set the limits of adjustments by hand, for those asked for from then on. 422 `role-unknown`, `role-repeated`; 412 when `If-Match` is given and
   * they have changed.
   * @zh 设置积分调整限额
   */
  @Put()
  @Allow('loyalty.rules:write', { store: 'chain' })
  @Returns(AdjustmentLimitsAnswer)
  async putAdjustmentLimits(
    @Body() { limits, alert = { ...USUAL_LIMITS.alert } }: AdjustmentLimitsBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<AdjustmentLimitsAnswer> {
    limits.forEach(({ role }, i) => {
      if (!Object.hasOwn(ROLES, role))
        throw invalid('role-unknown', 'The platform has no such role.', {
          field: `limits.${i}.role`,
          expected: `one of ${Object.keys(ROLES).join(', ')}`,
        });
      if (limits.findIndex((other) => other.role === role) !== i)
        throw invalid('role-repeated', `\`${role}\` is named twice.`, {
          field: `limits.${i}.role`,
          expected: 'each role once',
        });
    });
    const { revision } = await this.tools.documents.put(
      adjustmentLimits,
      {
        id: CURRENT_LIMITS,
        limits: limits.map(({ role, alone, approves }) => ({ role, alone, approves })),
        alert: { count: alert.count, days: alert.days },
      },
      ifMatch === undefined ? {} : { expected: ifMatch },
    );
    return answer({ limits, alert }, revision);
  }
}

const answer = ({ limits, alert }: AdjustmentLimits, revision: number): AdjustmentLimitsAnswer => ({
  limits: limits.map(({ role, alone, approves }) => ({ role, alone, approves })),
  alert: { count: alert.count, days: alert.days },
  revision,
});
