import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import type { Tools } from '@chignon/eventing';
import {
  Allow,
  Ctx,
  Int,
  type RequestContext,
  Returns,
  Revision,
  TOOLS,
} from '@chignon/service-kit';
import { CURRENT_COUNT_RULES, countRules, USUAL_RECOUNT } from './count-rules.js';

/** A product is counted once more when it is further from the books than both figures. */
class CountRulesBody {
  /** Thousandths of the stock unit. */
  @Int({ min: 0, max: 1_000_000_000 }) recountAboveMilli: number;
  /** Percent of what the books say. */
  @Int({ min: 0, max: 1_000 }) recountAbovePercent: number;
}

/** The rule in force. */
class CountRulesAnswer extends CountRulesBody {
  /** 0: the chain has set none yet, and this is the usual one. */
  @Revision() revision: number;
}

/** When something is counted twice. */
@Controller('v1/inventory/count-rules')
export class CountRulesHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * Show the rules of counting.
   * @zh 查看盘点规则
   */
  @Get()
  @Allow('inventory.counts:read', { store: 'nothing' })
  @Returns(CountRulesAnswer)
  async getCountRules(): Promise<CountRulesAnswer> {
    const own = await this.tools.documents.get(countRules, CURRENT_COUNT_RULES);
    const { aboveMilli, abovePercent } = own?.recount ?? USUAL_RECOUNT;
    return {
      recountAboveMilli: aboveMilli,
      recountAbovePercent: abovePercent,
      revision: own?.revision ?? 0,
    };
  }

  /**
   * Set the rules of counting. For counts that start from then on. 412 when `If-Match` is given and they have changed.
   * @zh 设置盘点规则
   */
  @Put()
  @Allow('inventory.count-rules:write', { store: 'chain' })
  @Returns(CountRulesAnswer)
  async putCountRules(
    @Body() { recountAboveMilli, recountAbovePercent }: CountRulesBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<CountRulesAnswer> {
    const recount = { aboveMilli: recountAboveMilli, abovePercent: recountAbovePercent };
    const { revision } = await this.tools.documents.put(
      countRules,
      { id: CURRENT_COUNT_RULES, recount },
      { expected: ifMatch },
    );
    return { recountAboveMilli, recountAbovePercent, revision };
  }
}
