import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { notFound, optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  TOOLS,
  Optional,
  Id,
  Int,
  Codes,
  Text,
  Texts,
  Instant,
  Many,
  Revision,
} from '@chignon/service-kit';
import { mustBeReason } from '../salon/book/reason.flow.js';
import { visits } from './visit-ledger.js';
import type { VisitState } from './visit.js';

/** A customer's score of a visit, or of one of its services. */
export class RatingBody {
  /** Of one service; left out: of the visit as a whole. */
  @Optional() @Id() lineId?: string;
  /** 1, the worst, to 5, the best. */
  @Int({ min: 1, max: 5 }) score: number;
  /** Codes of the chain's list (`rate-visit` of its till rules) such as `friendly` or `waited-long`, never free text. */
  @Optional() @Codes({ max: 10, unique: true }) aspects?: string[];
}

class RatingAnswer {
  /** The service that was rated; absent: the visit as a whole. */
  @Optional() @Text() lineId?: string;
  @Optional() @Text() serviceId?: string;
  /** Whom it counts for: who led the service. */
  @Optional() @Text() staffId?: string;
  /** 1, the worst, to 5, the best. */
  @Int() score: number;
  /** Codes of what was good or bad, sorted; may be empty. */
  @Texts() aspects: string[];
  /** When it was last said. */
  @Instant() ratedAt: string;
}

/** The scores of a visit. */
export class VisitRatingsAnswer {
  @Text() visitId: string;
  @Text() storeId: string;
  /** The last word of each rating: of the visit as a whole and of its services. */
  @Many(() => RatingAnswer) ratings: RatingAnswer[];
  /** Revision of the visit. */
  @Revision() revision: number;
}

/** What customers think of their visits. */
@Controller('v1/booking')
export class RatingsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Rate a visit, or one service of it. Each is rated once, and the rating may be changed for 14 days (VS-07). 409 `visit-not-completed`,
   * `rating-final`; 422 `reason-unknown` for an aspect that the chain's list does not have.
   *
   * @zh 评价到店服务
   */
  @Post('visits/:visitId/ratings')
  @HttpCode(200)
  @Allow('booking.ratings:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitRatingsAnswer)
  async rateVisit(
    @Param('visitId') visitId: string,
    @Body() { lineId, score, aspects = [] }: RatingBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitRatingsAnswer> {
    const { state } = await this.find(visitId, request);
    for (const [i, aspect] of aspects.entries())
      await mustBeReason(this.tools, 'rate-visit', aspect, `aspects.${i}`);
    const outcome = await this.tools.execute(
      visits,
      visitId,
      {
        type: 'RateVisit',
        ...optional({ lineId }),
        score,
        aspects: [...aspects].sort(),
      },
      request.cause({ storeId: state.opening!.storeId }),
    );
    return answerOf(outcome.state, outcome.revision);
  }

  /**
   * Get the ratings of a visit. The last word of each rating counts.
   *
   * @zh 查询到店评价
   */
  @Get('visits/:visitId/ratings')
  @Allow('booking.ratings:read', { store: 'narrowed' })
  @Returns(VisitRatingsAnswer)
  async getVisitRatings(
    @Param('visitId') visitId: string,
    @Ctx() request: RequestContext,
  ): Promise<VisitRatingsAnswer> {
    const { state, revision } = await this.find(visitId, request);
    return answerOf(state, revision);
  }

  private async find(
    visitId: string,
    request: RequestContext,
  ): Promise<{ state: VisitState; revision: number }> {
    const found = await this.tools.load(visits, visitId);
    if (!found.state.opening || !request.caller.sees(found.state.opening.storeId))
      throw notFound('visit-not-found', 'There is no such visit.');
    return found;
  }
}

const answerOf = (
  { visitId, opening, ratings = [] }: VisitState,
  revision: number,
): VisitRatingsAnswer => ({
  visitId,
  storeId: opening!.storeId,
  ratings: ratings.map(({ firstAt: _, ...rating }) => ({
    ...rating,
    aspects: [...rating.aspects],
  })),
  revision,
});
