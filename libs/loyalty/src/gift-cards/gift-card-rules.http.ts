import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { invalid, optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Ctx,
  mustBeCurrency,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import {
  belowLaw,
  CURRENT_RULES,
  DEFAULT_RULES,
  type GiftCardRules,
  giftCardRules,
} from './expiry-law.js';
import { GiftCardRulesAnswer, GiftCardRulesBody } from './gift-cards.shapes.http.js';

/** How long gift cards live, and how much one may hold. */
@Controller('v1/loyalty/gift-card-rules')
export class GiftCardRulesHttp {
  constructor(@Inject(TOOLS('loyalty')) private readonly tools: Tools) {}

  /**
   * Show the rules of gift cards. How long they live by the country of the store, and how much one may hold.
   * @zh 查看礼品卡规则
   */
  @Get()
  @Allow('loyalty.rules:read', { store: 'nothing' })
  @Returns(GiftCardRulesAnswer)
  async getGiftCardRules(): Promise<GiftCardRulesAnswer> {
    const own = await this.tools.documents.get(giftCardRules, CURRENT_RULES);
    return { ...plain(own ?? DEFAULT_RULES), revision: own?.revision ?? 0 };
  }

  /**
   * Set the rules of gift cards. For cards sold from then on: those sold before keep their end. 422 `gift-card-law` where a card would end before the
   * law of the country allows it, `store-repeated`, `currency-unknown`, `currency-repeated`; 412 when `If-Match` is given and they have changed.
   * @zh 设置礼品卡规则
   */
  @Put()
  @Allow('loyalty.rules:write', { store: 'chain' })
  @Returns(GiftCardRulesAnswer)
  async putGiftCardRules(
    @Body() body: GiftCardRulesBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<GiftCardRulesAnswer> {
    const rules = plain(body);
    const seen = new Set<string>();
    rules.countries.forEach((one, i) => {
      const expected = belowLaw(one);
      if (expected !== undefined)
        throw invalid('gift-card-law', 'The law lets gift cards live longer.', {
          field: `countries.${i}.months`,
          expected,
        });
      one.storeIds.forEach((storeId, j) => {
        if (seen.has(storeId))
          throw invalid('store-repeated', 'A store is in one country.', {
            field: `countries.${i}.storeIds.${j}`,
            expected: 'each store once',
          });
        seen.add(storeId);
      });
    });
    rules.limits.forEach(({ currency }, i) => {
      mustBeCurrency(currency, `limits.${i}.currency`);
      if (rules.limits.findIndex((other) => other.currency === currency) !== i)
        throw invalid('currency-repeated', `\`${currency}\` is named twice.`, {
          field: `limits.${i}.currency`,
          expected: 'each currency once',
        });
    });
    const { revision } = await this.tools.documents.put(
      giftCardRules,
      { id: CURRENT_RULES, ...rules },
      ifMatch === undefined ? {} : { expected: ifMatch },
    );
    return { ...plain(rules), revision };
  }
}

const plain = ({ countries, limits }: GiftCardRules) => ({
  countries: countries.map(({ country, storeIds, months }) => ({
    country,
    storeIds: [...storeIds],
    ...optional({ months }),
  })),
  limits: limits.map(({ currency, maxCents }) => ({ currency, maxCents })),
});
