import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { findAll, invalid, optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Ctx,
  mustBeCurrency,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import {
  TopUpLimitsAnswer,
  TopUpLimitsBody,
  TopUpTermsAnswer,
  TopUpTermsBody,
} from './terms.shapes.http.js';
import {
  CURRENT_LIMITS,
  DEFAULT_LIMITS,
  topUpLimits,
  type TopUpTerms,
  topUpTerms,
} from './top-up-terms.js';
import { mustBeWithinLimit } from './limits.flow.js';

/** Terms and limits of top-ups. */
@Controller('v1/loyalty/top-ups')
export class TopUpTermsHttp {
  constructor(@Inject(TOOLS('loyalty')) private readonly tools: Tools) {}

  /**
   * List the terms of top-ups. The newest version of each, also of those that are no longer offered.
   * @zh 查看储值方案
   */
  @Get('terms')
  @Allow('loyalty.rules:read', { store: 'nothing' })
  @Returns(TopUpTermsAnswer, { list: true })
  async listTopUpTerms(): Promise<{ items: TopUpTermsAnswer[] }> {
    const items: TopUpTermsAnswer[] = [];
    for await (const terms of findAll(this.tools.documents, topUpTerms, {
      index: 'byId',
      limit: 200,
    }))
      items.push(termsAnswer(terms));
    return { items };
  }

  /**
   * Set the terms of a top-up. For top-ups sold from then on: those sold before keep the version that they were sold by. 422 `top-up-limit` above
   * the limit of the currency; 412 when `If-Match` is given and they have changed.
   *
   * @param termsId Names the terms, such as `gold-3000`.
   * @zh 设置储值方案
   */
  @Put('terms/:termsId')
  @Allow('loyalty.rules:write', { store: 'chain' })
  @Returns(TopUpTermsAnswer)
  async putTopUpTerms(
    @Param('termsId') termsId: string,
    @Body() body: TopUpTermsBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<TopUpTermsAnswer> {
    mustBeCurrency(body.currency, 'currency');
    await mustBeWithinLimit(this.tools, body.currency, body.principalCents);
    const { revision = 0 } = (await this.tools.documents.get(topUpTerms, termsId)) ?? {};
    const expected = ifMatch ?? revision;
    const { gifts = [], ...rest } = body;
    const terms: TopUpTerms = {
      spendPolicy: 'pro-rata',
      coolingOffDays: body.currency === 'CNY' ? 7 : 0,
      giftsOnRefund: 'deducted',
      offered: true,
      ...rest,
      termsId,
      version: expected + 1,
      gifts: gifts.map(({ code, cents }) => ({ code, cents })),
    };
    await this.tools.documents.put(topUpTerms, { id: termsId, ...terms }, { expected });
    return termsAnswer(terms);
  }

  /**
   * Show the limits of top-ups. The most that one top-up may be, by currency.
   * @zh 查看储值上限
   */
  @Get('limits')
  @Allow('loyalty.rules:read', { store: 'nothing' })
  @Returns(TopUpLimitsAnswer)
  async getTopUpLimits(): Promise<TopUpLimitsAnswer> {
    const own = await this.tools.documents.get(topUpLimits, CURRENT_LIMITS);
    return { limits: limitsOf(own?.limits ?? DEFAULT_LIMITS), revision: own?.revision ?? 0 };
  }

  /**
   * Set the limits of top-ups. As the law of each currency's country has them, for top-ups from then on. 422 `currency-unknown`, `currency-repeated`;
   * 412 when `If-Match` is given and they have changed.
   * @zh 设置储值上限
   */
  @Put('limits')
  @Allow('loyalty.rules:write', { store: 'chain' })
  @Returns(TopUpLimitsAnswer)
  async putTopUpLimits(
    @Body() { limits }: TopUpLimitsBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<TopUpLimitsAnswer> {
    limits.forEach(({ currency }, i) => {
      mustBeCurrency(currency, `limits.${i}.currency`);
      if (limits.findIndex((other) => other.currency === currency) !== i)
        throw invalid('currency-repeated', `\`${currency}\` is named twice.`, {
          field: `limits.${i}.currency`,
          expected: 'each currency once',
        });
    });
    const { revision } = await this.tools.documents.put(
      topUpLimits,
      { id: CURRENT_LIMITS, limits: limitsOf(limits) },
      ifMatch === undefined ? {} : { expected: ifMatch },
    );
    return { limits: limitsOf(limits), revision };
  }
}

const limitsOf = (limits: readonly { currency: string; maxCents: number }[]) =>
  limits.map(({ currency, maxCents }) => ({ currency, maxCents }));

/** What is answered of terms, and kept with what was sold by them. */
export const termsAnswer = (terms: TopUpTerms): TopUpTermsAnswer => ({
  termsId: terms.termsId,
  version: terms.version,
  currency: terms.currency,
  principalCents: terms.principalCents,
  bonusCents: terms.bonusCents,
  spendPolicy: terms.spendPolicy,
  ...optional({ bonusMonths: terms.bonusMonths }),
  coolingOffDays: terms.coolingOffDays,
  gifts: terms.gifts.map(({ code, cents }) => ({ code, cents })),
  giftsOnRefund: terms.giftsOnRefund,
  offered: terms.offered,
});
