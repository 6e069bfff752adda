import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { invalid, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  mustBeCurrency,
  TOOLS,
} from '@chignon/service-kit';
import { EARNING_RULES } from './earning-rules.js';
import { EarningRuleAnswer, ProgrammeAnswer, ProgrammeBody } from './programme.shapes.http.js';
import {
  CURRENT_PROGRAMME,
  pastProgrammes,
  programmeInForce,
  programmes,
} from './programme.effects.js';
import { DEFAULT_PROGRAMME, USUAL_RETURNS, type Programme } from './programme.js';

/** The programme behind the points: what earns them, by date and currency. */
@Controller('v1/loyalty')
export class ProgrammeHttp {
  constructor(@Inject(TOOLS('loyalty')) private readonly tools: Tools) {}

  /**
   * List the versions of the earning rules. Every version with the dates it was in force. What earns a point in each currency: `programme`.
   * @zh 查看积分累计规则
   */
  @Get('rules')
  @Allow('loyalty.rules:read', { store: 'nothing' })
  @Returns(EarningRuleAnswer, { list: true })
  listEarningRules(): { items: EarningRuleAnswer[] } {
    return {
      items: EARNING_RULES.map(({ validTo, expiryMonths, excludedTenders, ...rule }) => ({
        ...rule,
        excludedTenders: [...excludedTenders],
        ...(validTo === null ? {} : { validTo }),
        ...(expiryMonths === null ? {} : { expiryMonths }),
      })),
    };
  }

  /**
   * Show the loyalty programme. What it gives in each currency: amounts of two currencies are never added.
   * @zh 查看会员计划
   */
  @Get('programme')
  @Allow('loyalty.rules:read', { store: 'nothing' })
  @Returns(ProgrammeAnswer)
  async getProgramme(): Promise<ProgrammeAnswer> {
    const stored = await this.tools.documents.get(programmes, CURRENT_PROGRAMME);
    return {
      ...programmeAnswer(await programmeInForce(this.tools)),
      revision: stored?.revision ?? 0,
    };
  }

  /**
   * Set the loyalty programme. What it gives in each currency, for bills heard from then on; corrections of earlier ones keep the terms of their
   * bill, tiers go by the new thresholds at once. 422 `currency-unknown`, `currency-repeated`, `thresholds-crossed`, `worth-crossed`; 412 when `If-Match` is given and
   * it has changed.
   * @zh 设置会员计划
   */
  @Put('programme')
  @Allow('loyalty.rules:write', { store: 'chain' })
  @Returns(ProgrammeAnswer)
  async putProgramme(
    @Body() { currencies, returns }: ProgrammeBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<ProgrammeAnswer> {
    currencies.forEach(({ currency, tiers, worth }, i) => {
      mustBeCurrency(currency, `currencies.${i}.currency`);
      if (currencies.findIndex((other) => other.currency === currency) !== i)
        throw invalid('currency-repeated', `\`${currency}\` is named twice.`, {
          field: `currencies.${i}.currency`,
          expected: 'each currency once',
        });
      if (worth?.maxPoints !== undefined && worth.maxPoints < (worth.minPoints ?? 1))
        throw invalid('worth-crossed', 'A bill takes at least as many points as at most.', {
          field: `currencies.${i}.worth.maxPoints`,
          expected: `at least ${worth.minPoints ?? 1}`,
        });
      const thresholds = [tiers.silver, tiers.gold, tiers.diamond].filter(
        (cents) => cents !== undefined,
      );
      if (thresholds.some((cents, at) => at > 0 && cents <= thresholds[at - 1]!))
        throw invalid('thresholds-crossed', 'A higher tier begins at a higher spend.', {
          field: `currencies.${i}.tiers`,
          expected: 'silver below gold below diamond',
        });
    });
    const { revision = 0 } = (await this.tools.documents.get(programmes, CURRENT_PROGRAMME)) ?? {};
    const expected = ifMatch ?? revision;
    const programme: Programme = {
      version: `${DEFAULT_PROGRAMME.version}.${expected + 1}`,
      currencies: currencies.map(({ currency, minorPerPoint, tiers, worth }) => ({
        currency,
        minorPerPoint,
        tiers: { ...tiers },
        ...(worth && { worth: { ...worth } }),
      })),
      ...(returns && { returns: { ...returns } }),
    };
    // Kept first: a stop in between keeps it again, and what is in force is what is not replaced.
    const before = await programmeInForce(this.tools);
    await this.tools.documents.put(pastProgrammes, {
      id: before.version,
      ...before,
      replacedAt: this.tools.facts.now(),
    });
    return {
      ...programmeAnswer(programme),
      ...(await this.tools.documents.put(
        programmes,
        { id: CURRENT_PROGRAMME, ...programme },
        { expected },
      )),
    };
  }
}

const programmeAnswer = ({
  version,
  currencies,
  returns = USUAL_RETURNS,
}: Programme): Omit<ProgrammeAnswer, 'revision'> => ({
  version,
  currencies: currencies.map(({ currency, minorPerPoint, tiers, worth }) => ({
    currency,
    minorPerPoint,
    tiers: { ...tiers },
    ...(worth && { worth: { ...worth } }),
  })),
  returns: { ...returns },
});
