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
import { CURRENT_REASONS, reasonsOf, stockReasonLists, type StockReasons } from './reasons.js';

/** What is left out is as usual. */
class StockReasonsBody {
  /** Codes of reasons of `issues`. */
  @ReasonCodes() @Optional() issue?: string[];
  /** Codes of reasons of `adjustments`. */
  @ReasonCodes() @Optional() adjustment?: string[];
}

class StockReasonsAnswer {
  @ReasonCodes() issue: string[];
  @ReasonCodes() adjustment: string[];
  /** 0: the chain has set none yet, and these are the usual ones. */
  @Revision() revision: number;
}

/** The chain's reasons for movements by hand: closed lists, so that no word about a person reaches the ledger. */
@Controller('v1/inventory/reasons')
export class StockReasonsHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /** The codes that hold. */
  @Get()
  @Allow('inventory.reasons:read', { store: 'nothing' })
  @Returns(StockReasonsAnswer)
  async getStockReasons(): Promise<StockReasonsAnswer> {
    const own = await this.tools.documents.get(stockReasonLists, CURRENT_REASONS);
    return answer(reasonsOf(own), own?.revision ?? 0);
  }

  /** Sets the chain's own codes, for what is written down from then on; an empty body takes the usual ones back. 412 when `If-Match` is given and they have changed. */
  @Put()
  @Allow('inventory.reasons:write', { store: 'chain' })
  @Returns(StockReasonsAnswer)
  async putStockReasons(
    @Body() body: StockReasonsBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<StockReasonsAnswer> {
    const { revision } = await this.tools.documents.put(
      stockReasonLists,
      { id: CURRENT_REASONS, ...body },
      ifMatch === undefined ? {} : { expected: ifMatch },
    );
    return answer(reasonsOf(body), revision);
  }
}

const answer = ({ issue, adjustment }: StockReasons, revision: number): StockReasonsAnswer => ({
  issue: [...issue],
  adjustment: [...adjustment],
  revision,
});
