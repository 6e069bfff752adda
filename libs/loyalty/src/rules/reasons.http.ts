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
import { pointsReasons } from './reasons.js';

/** What is left out is as usual. */
class PointsReasonsBody {
  /** Codes that redemptions may give as their `reason`. Left out: the usual ones. */
  @ReasonCodes() @Optional() redemption?: string[];
  /** Codes that cancelled redemptions may give as their `reason`. Left out: the usual ones. */
  @ReasonCodes() @Optional() cancellation?: string[];
  /** Codes that adjustments by hand may give as their `reason`. Left out: the usual ones. */
  @ReasonCodes() @Optional() adjustment?: string[];
  /** Codes for which a closed month of what is owed is opened again. Left out: the usual ones. */
  @ReasonCodes() @Optional() reopening?: string[];
}

/** The codes in force. */
class PointsReasonsAnswer {
  /** Codes that redemptions may give as their `reason`. */
  @ReasonCodes() redemption: string[];
  /** Codes that cancelled redemptions may give as their `reason`. */
  @ReasonCodes() cancellation: string[];
  /** Codes that adjustments by hand, and what undoes them, may give as their `reason`. */
  @ReasonCodes() adjustment: string[];
  /** Codes for which a closed month of what is owed is opened again. */
  @ReasonCodes() reopening: string[];
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
  getPointsReasons(): Promise<PointsReasonsAnswer> {
    return pointsReasons.read(this.tools);
  }

  /**
   * Set the reasons for spending points. Also those for cancelling that, and for adjustments by hand: the chain's own codes, from then on; an empty body takes the usual ones back. 412 when
   * `If-Match` is given and they have changed.
   * @zh 设置积分兑换原因代码
   */
  @Put()
  @Allow('loyalty.rules:write', { store: 'chain' })
  @Returns(PointsReasonsAnswer)
  putPointsReasons(
    @Body() body: PointsReasonsBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<PointsReasonsAnswer> {
    return pointsReasons.write(this.tools, body, ifMatch);
  }
}
