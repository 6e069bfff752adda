import { Body, Controller, Get, HttpCode, Inject, Put } from '@nestjs/common';
import { optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  mustBeCurrency,
  ROLES,
  TOOLS,
} from '@chignon/service-kit';
import { checkTillRules, tillOf, type TillRules, tillRules } from '../till/till-rules.js';
import { CHAIN } from '../vip/vip-terms.js';
import { TillRulesAnswer, TillRulesBody } from './till.shapes.http.js';

/** The chain's kinds of tender, codes and limits at the till. */
@Controller('v1/booking/till-rules')
export class TillHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Set the rules of the chain's tills. They say what is taken as payment, which reasons and adjustments there are, and how far each role goes by
   * itself. What is left out is as usual; an empty body takes everything back. 422 `tender-unbacked` for a kind that nothing stands behind.
   *
   * @zh 设置收银规则
   */
  @Put()
  @HttpCode(200)
  @Allow('booking.till-rules:write', { store: 'chain' })
  @Returns(TillRulesAnswer)
  async putTillRules(
    @Body() body: TillRulesBody,
    @Ctx() request: RequestContext,
  ): Promise<TillRulesAnswer> {
    const rules: TillRules = { id: CHAIN, ...body };
    checkTillRules(rules, Object.keys(ROLES));
    for (const [i, { payOuts = [] }] of (body.limits ?? []).entries())
      payOuts.forEach(({ currency }, j) =>
        mustBeCurrency(currency, `limits.${i}.payOuts.${j}.currency`),
      );
    const { revision } = await this.tools.documents.put(tillRules, rules, {
      expected: request.ifMatch,
    });
    return answer(rules, revision);
  }

  /**
   * Get the rules that hold at the tills of the chain.
   *
   * @zh 查询收银规则
   */
  @Get()
  @Allow('booking.till-rules:read', { store: 'nothing' })
  @Returns(TillRulesAnswer)
  async getTillRules(): Promise<TillRulesAnswer> {
    const rules = await this.tools.documents.get(tillRules, CHAIN);
    return answer(rules, rules?.revision);
  }
}

function answer(rules: TillRules | undefined, revision: number | undefined): TillRulesAnswer {
  const { tenders, discounts, extras, reasons, limits } = tillOf(rules);
  return {
    tenders: [...tenders],
    discounts: [...discounts],
    extras: [...extras],
    reasons: [...reasons].map(([kind, codes]) => ({ kind, codes: [...codes] })),
    limits: limits.map(({ payOuts, ...limit }) => ({
      ...limit,
      ...(payOuts === undefined ? {} : { payOuts: [...payOuts] }),
    })),
    ...optional({ revision }),
  };
}
