import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  ReasonCodes,
  TOOLS,
  Optional,
  Revision,
} from '@chignon/service-kit';
import type { Tools } from '@chignon/eventing';
import { CURRENT_REASONS, pointsReasonLists, reasonsOf, type PointsReasons } from './reasons.js';

/** What is left out is as usual. */
class PointsReasonsBody {
  /** Codes that redemptions may give as their `reason`. Left out: the usual ones. */
  @ReasonCodes() @Optional() redemption?: string[];
  /** Codes that cancelled redemptions may give as their `reason`. Left out: the usual ones. */
  @ReasonCodes() @Optional() cancellation?: string[];
  /** Codes that adjustments by hand may give as their `reason`. Left out: the usual ones. */
  @ReasonCodes() @Optional() adjustment?: string[];
}

/** The codes in force. */
class PointsReasonsAnswer {
  /** Codes that redemptions may give as their `reason`. */
  @ReasonCodes() redemption: string[];
  /** Codes that cancelled redemptions may give as their `reason`. */
  @ReasonCodes() cancellation: string[];
  /** Codes that adjustments by hand, and what undoes them, may give as their `reason`. */
  @ReasonCodes() adjustment: string[];
  /** 0: the chain has set none yet, and these are the usual ones. */
  @Revision() revision: number;
}

/** The chain's reasons for spending points: a closed list, so that no word about a person reaches the ledger. */
@Controller('v1/loyalty/reasons')
export class PointsReasonsHttp {
  constructor(@Inject(TOOLS('loyalty')) private readonly tools: Tools) {}

  /**
   * List the reasons for spending points. Also those for cancelling that, and for adjustments by hand.
   * @zh 查看积分兑换原因代码
   */
  @Get()
  @Allow('loyalty.rules:read', { store: 'nothing' })
  @Returns(PointsReasonsAnswer)
  async getPointsReasons(): Promise<PointsReasonsAnswer> {
    const own = await this.tools.documents.get(pointsReasonLists, CURRENT_REASONS);
    return answer(reasonsOf(own), own?.revision ?? 0);
  }

  /**
   * Set the reasons for spending points. Also those for cancelling that, and for adjustments by hand: the chain's own codes, from then on; an empty body takes the usual ones back. 412 when
   * `If-Match` is given and they have changed.
   * @zh 设置积分兑换原因代码
   */
  @Put()
  @Allow('loyalty.rules:write', { store: 'chain' })
  @Returns(PointsReasonsAnswer)
  async putPointsReasons(
    @Body() body: PointsReasonsBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<PointsReasonsAnswer> {
    const { revision } = await this.tools.documents.put(
      pointsReasonLists,
      { id: CURRENT_REASONS, ...body },
      { expected: ifMatch },
    );
    return answer(reasonsOf(body), revision);
  }
}

const answer = (
  { redemption, cancellation, adjustment }: PointsReasons,
  revision: number,
): PointsReasonsAnswer => ({
  redemption: [...redemption],
  cancellation: [...cancellation],
  adjustment: [...adjustment],
  revision,
});
