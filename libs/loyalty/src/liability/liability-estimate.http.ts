import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { canonical, ConflictError, invalid, optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Ctx,
  mustBeCurrency,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { CURRENT_ESTIMATES, type Estimate, estimates, NO_ESTIMATE } from './estimate.js';
import { LiabilityEstimateAnswer, LiabilityEstimateBody } from './liability.shapes.http.js';

/** What points are worth in the books, and what of everything is expected never to be redeemed. */
@Controller('v1/loyalty/liability-estimate')
export class LiabilityEstimateHttp {
  constructor(@Inject(TOOLS('loyalty')) private readonly tools: Tools) {}

  /**
   * Show the estimate of what is owed. The price of points and the breakage in force, with their version.
   * @zh 查看负债估计
   */
  @Get()
  @Allow('loyalty.rules:read', { store: 'nothing' })
  @Returns(LiabilityEstimateAnswer)
  async getLiabilityEstimate(): Promise<LiabilityEstimateAnswer> {
    const stored = await this.tools.documents.get(estimates, CURRENT_ESTIMATES);
    return answerOf(stored?.versions.at(-1) ?? NO_ESTIMATE, stored?.revision ?? 0);
  }

  /**
   * Set the estimate of what is owed. The next version, in force from now on, unless it says what the newest says: reports of earlier instants keep the version of their time, and closed
   * months the one they were closed by. 422 `currency-unknown`, `currency-repeated`, `breakage-repeated`; 412 when `If-Match` is given and it has
   * changed.
   * @zh 设置负债估计
   */
  @Put()
  @Allow('loyalty.rules:write', { store: 'chain' })
  @Returns(LiabilityEstimateAnswer)
  async putLiabilityEstimate(
    @Body() { pointsPrices, breakage }: LiabilityEstimateBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<LiabilityEstimateAnswer> {
    pointsPrices.forEach(({ currency }, i) => {
      mustBeCurrency(currency, `pointsPrices.${i}.currency`);
      if (pointsPrices.findIndex((other) => other.currency === currency) !== i)
        throw invalid('currency-repeated', `\`${currency}\` is named twice.`, {
          field: `pointsPrices.${i}.currency`,
          expected: 'each currency once',
        });
    });
    breakage.forEach(({ kind, currency }, i) => {
      if (currency !== undefined) mustBeCurrency(currency, `breakage.${i}.currency`);
      if (breakage.findIndex((other) => other.kind === kind && other.currency === currency) !== i)
        throw invalid('breakage-repeated', 'A kind and currency is named twice.', {
          field: `breakage.${i}.kind`,
          expected: 'each kind and currency once',
        });
    });
    const stored = await this.tools.documents.get(estimates, CURRENT_ESTIMATES);
    const revision = stored?.revision ?? 0;
    if (ifMatch !== undefined && ifMatch !== revision)
      throw new ConflictError(CURRENT_ESTIMATES, ifMatch, revision);
    const versions = stored?.versions ?? [];
    const newest = versions.at(-1) ?? NO_ESTIMATE;
    const next: Estimate = {
      version: newest.version + 1,
      since: this.tools.facts.now(),
      pointsPrices: pointsPrices.map((price) => ({ ...price })),
      breakage: breakage.map(({ kind, currency, basisPoints }) => ({
        kind,
        ...optional({ currency }),
        basisPoints,
      })),
    };
    const { version, since } = newest;
    if (canonical({ ...next, version, since }) === canonical(newest))
      return answerOf(newest, revision);
    const written = await this.tools.documents.put(
      estimates,
      { id: CURRENT_ESTIMATES, versions: [...versions, next] },
      { expected: revision },
    );
    return answerOf(next, written.revision);
  }
}

const answerOf = (
  { version, since, pointsPrices, breakage }: Estimate,
  revision: number,
): LiabilityEstimateAnswer => ({
  version,
  ...(version === 0 ? {} : { since }),
  pointsPrices: pointsPrices.map((price) => ({ ...price })),
  breakage: breakage.map(({ kind, currency, basisPoints }) => ({
    kind,
    ...optional({ currency }),
    basisPoints,
  })),
  revision,
});
