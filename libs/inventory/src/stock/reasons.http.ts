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
import { stockReasons } from './reasons.js';

/** What is left out is as usual. */
class StockReasonsBody {
  /** Codes that `issues` may give as their `reason`. Left out: the usual ones. */
  @ReasonCodes() @Optional() issue?: string[];
  /** Codes that `adjustments` may give as their `reason`. Left out: the usual ones. */
  @ReasonCodes() @Optional() adjustment?: string[];
}

/** The codes in force. */
class StockReasonsAnswer {
  /** Codes that `issues` may give as their `reason`. */
  @ReasonCodes() issue: string[];
  /** Codes that `adjustments` may give as their `reason`. */
  @ReasonCodes() adjustment: string[];
  /** 0: the chain has set none yet, and these are the usual ones. */
  @Revision() revision: number;
}

/** The chain's reasons for movements by hand: closed lists, so that no word about a person reaches the ledger. */
@Controller('v1/inventory/reasons')
export class StockReasonsHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * List the reasons for stock movements by hand.
   * @zh 查看库存变动原因代码
   */
  @Get()
  @Allow('inventory.reasons:read', { store: 'nothing' })
  @Returns(StockReasonsAnswer)
  getStockReasons(): Promise<StockReasonsAnswer> {
    return stockReasons.read(this.tools);
  }

  /**
   * Set the reasons for stock movements by hand. The chain's own codes, for what is written down from then on; an empty body takes the usual ones
   * back. 412 when `If-Match` is given and they have changed.
   * @zh 设置库存变动原因代码
   */
  @Put()
  @Allow('inventory.reasons:write', { store: 'chain' })
  @Returns(StockReasonsAnswer)
  putStockReasons(
    @Body() body: StockReasonsBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<StockReasonsAnswer> {
    return stockReasons.write(this.tools, body, ifMatch);
  }
}
