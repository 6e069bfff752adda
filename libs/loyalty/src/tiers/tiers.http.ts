import { Controller, Get, Inject } from '@nestjs/common';
import type { Tools } from '@chignon/eventing';
import { Allow, Returns, TOOLS } from '@chignon/service-kit';
import { programmeInForce } from '../rules/programme.effects.js';
import { thresholdOf, TIERS } from '../rules/programme.js';
import { TierAnswer } from './tiers.shapes.http.js';

/** The tiers of the programme. */
@Controller('v1/loyalty')
export class TiersHttp {
  constructor(@Inject(TOOLS('loyalty')) private readonly tools: Tools) {}

  /**
   * List the tiers and where they begin. The qualifying spend of twelve months at which each begins, by currency.
   * @zh 查看会员等级
   */
  @Get('tiers')
  @Allow('loyalty.rules:read', { store: 'nothing' })
  @Returns(TierAnswer, { list: true })
  async listTiers(): Promise<{ items: TierAnswer[] }> {
    const programme = await programmeInForce(this.tools);
    return {
      items: TIERS.map((tier) => ({
        tier,
        ruleVersion: programme.version,
        thresholds: programme.currencies.flatMap(({ currency }) => {
          const fromCents = thresholdOf(programme, currency, tier);
          return fromCents === undefined ? [] : [{ currency, fromCents }];
        }),
      })),
    };
  }
}
