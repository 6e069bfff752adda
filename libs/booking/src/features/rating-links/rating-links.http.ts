import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
} from '@nestjs/common';
import { DAY_MS, isoOf, languageOf, msOfIso } from '@chignon/calendar';
import { conflict, deriveId, invalid, optional, Refusal, type Tools } from '@chignon/eventing';
import {
  Allow,
  type ChignonRequest,
  Command,
  Ctx,
  OrKey,
  page,
  Produces,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { findVisit } from '../../desk/visits/visits.flow.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { LinkKeys } from '../../salon/links/link-keys.flow.js';
import { mustBeDone, type Score } from '../../visits/ratings.js';
import { visits } from '../../visits/visit-ledger.js';
import type { VisitState } from '../../visits/visit.js';
import { noLink, type RatingKey, ratingLinks } from './rating-link.js';
import {
  LinkRatedAnswer,
  LinkRatingsBody,
  NewRatingLinkAnswer,
  RatingFormAnswer,
  RatingFormQuery,
  RatingKeyQuery,
  RatingLinkAnswer,
  RatingLinkBody,
  RatingLinkQuery,
  USUAL_DAYS,
} from './rating-links.shapes.http.js';
import { PAGE_POLICY, ratingPage } from './rating-page.js';

const HTML = 'text/html';

/** Links by which a customer rates a visit, once (VS-07). */
@Controller('v1/booking/visits/:visitId')
export class RatingLinksHttp {
  private readonly keys: LinkKeys<'visit'>;

  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {
    this.keys = new LinkKeys(tools, ratingLinks);
  }

  /**
   * Make a link to rate a visit. To be handed to the customer, as a message or as a code on the receipt: whoever has it may rate this visit and its services
   * once, and sees nobody's name. Of a visit whose services are done (409 `visit-not-completed`).
   *
   * @zh 创建评价链接
   */
  @Post('rating-links')
  @HttpCode(201)
  @Allow('booking.ratings:write', { store: 'narrowed' })
  @Command()
  @Returns(NewRatingLinkAnswer)
  async createRatingLink(
    @Param('visitId') visitId: string,
    @Body() { days = USUAL_DAYS }: RatingLinkBody,
    @Ctx() request: RequestContext,
  ): Promise<NewRatingLinkAnswer> {
    const { state } = await findVisit(this.tools, visitId, request);
    mustBeDone(state);
    const expiresAt = isoOf(msOfIso(this.tools.facts.now()) + days * DAY_MS);
    const { made, text } = await this.keys.make('visit', visitId, request, expiresAt);
    return {
      ...answerOf(made),
      path: `/v1/booking/visits/${encodeURIComponent(visitId)}/rating-page?key=${text}`,
    };
  }

  /**
   * List the links to rate a visit. The keys themselves are not kept.
   *
   * @zh 评价链接列表
   */
  @Get('rating-links')
  @Allow('booking.ratings:read', { store: 'narrowed' })
  @Returns(RatingLinkAnswer, { list: true })
  async listRatingLinks(
    @Param('visitId') visitId: string,
    @Query() { limit = 50, after }: RatingLinkQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: RatingLinkAnswer[]; next?: string }> {
    await findVisit(this.tools, visitId, request);
    return page(await this.keys.list('visit', visitId, limit, after), answerOf);
  }

  /**
   * Revoke a link to rate a visit. From then on it opens nothing; what was said by it stays.
   *
   * @zh 撤销评价链接
   */
  @Post('rating-links/:keyId/revoke')
  @HttpCode(200)
  @Allow('booking.ratings:write', { store: 'narrowed' })
  @Command()
  @Returns(RatingLinkAnswer)
  async revokeRatingLink(
    @Param('visitId') visitId: string,
    @Param('keyId') keyId: string,
    @Ctx() request: RequestContext,
  ): Promise<RatingLinkAnswer> {
    await findVisit(this.tools, visitId, request);
    return answerOf(await this.keys.revoke('visit', visitId, keyId));
  }

  /**
   * Get what the holder of a link may rate. For the chain's own page or app; with a token and no key as the desk sees it. 404 `rating-link-invalid`.
   *
   * @zh 获取评价内容
   */
  @Get('rating-form')
  @Allow('booking.ratings:read', { store: 'narrowed' })
  @OrKey()
  @Returns(RatingFormAnswer)
  async getRatingForm(
    @Param('visitId') visitId: string,
    @Query() { key }: RatingFormQuery,
    @Ctx() request: RequestContext,
  ): Promise<RatingFormAnswer> {
    return this.form(await this.seen(visitId, key, request));
  }

  /**
   * Show the page on which the holder of a link rates a visit. In the language of the store; with a token and no key as the desk sees it. 404
   * `rating-link-invalid`.
   *
   * @zh 打开评价页面
   */
  @Get('rating-page')
  @Header('content-type', `${HTML}; charset=utf-8`)
  @Header('content-security-policy', PAGE_POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Allow('booking.ratings:read', { store: 'narrowed' })
  @OrKey()
  @Produces(HTML)
  async showRatingPage(
    @Param('visitId') visitId: string,
    @Query() { key }: RatingFormQuery,
    @Ctx() request: RequestContext,
  ): Promise<string> {
    return ratingPage(await this.form(await this.seen(visitId, key, request)));
  }

  /**
   * Rate a visit by a link. Once, all in one answer: the same again is answered as before, another one is refused (409 `rating-link-used`). Counts
   * as a rating that the desk took down; a low one opens a case. 404 `rating-link-invalid`; 409 `visit-not-completed`, `rating-final`.
   *
   * @zh 通过链接评价
   */
  @Post('rating-page')
  @HttpCode(200)
  @Allow('booking.ratings:write', { store: 'narrowed' })
  @OrKey()
  @Returns(LinkRatedAnswer)
  async rateByLink(
    @Param('visitId') visitId: string,
    @Query() { key }: RatingKeyQuery,
    @Body() { ratings }: LinkRatingsBody,
    @Req() request: ChignonRequest,
  ): Promise<LinkRatedAnswer> {
    const scores = await this.scoresOf(ratings);
    const { keyId, state } = await this.opened(visitId, key);
    try {
      // The link is the command: it is decided once, and a repeat is recognised by it.
      const { state: after } = await this.tools.execute(
        visits,
        visitId,
        { type: 'RateVisitAtOnce', scores },
        {
          commandId: deriveId(`rating-link|${keyId}`),
          actor: `link:${keyId}`,
          correlationId: String(request.id),
          storeId: state.opening!.storeId,
          input: scores,
        },
      );
      const times = (after.ratings ?? []).map(({ ratedAt }) => ratedAt);
      return { ratedAt: times.sort().at(-1) ?? this.tools.facts.now() };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'idempotency-key-reused')
        throw conflict('rating-link-used', 'The link was used already.', { field: 'key' });
      throw error;
    }
  }

  private async scoresOf(ratings: LinkRatingsBody['ratings']): Promise<Score[]> {
    const rated = ratings.map(({ lineId }) => lineId);
    const twice = rated.findIndex((lineId, i) => rated.indexOf(lineId) < i);
    if (twice >= 0)
      throw invalid('rating-repeated', 'The same is rated twice.', {
        field: `ratings.${twice}.lineId`,
      });
    for (const [i, { aspects = [] }] of ratings.entries())
      for (const [n, aspect] of aspects.entries())
        await mustBeReason(this.tools, 'rate-visit', aspect, `ratings.${i}.aspects.${n}`);
    return ratings.map(({ lineId, score, aspects = [] }) => ({
      ...optional({ lineId }),
      score,
      aspects: [...aspects].sort(),
    }));
  }

  private async form(state: VisitState): Promise<RatingFormAnswer> {
    const { storeId, businessDate } = state.opening!;
    const books = booksOf(this.tools);
    const [{ store }, till] = [await books.store(storeId), await books.till()];
    return {
      store: store.name,
      date: businessDate,
      language: languageOf(store),
      services: await Promise.all(
        state.performed.map(async ({ lineId, serviceId, catalogueVersion }) => ({
          lineId,
          name: (await books.version(serviceId, catalogueVersion))?.name ?? serviceId,
        })),
      ),
      aspects: [...(till.reasons.get('rate-visit') ?? [])],
    };
  }

  private async seen(
    visitId: string,
    key: string | undefined,
    request: RequestContext,
  ): Promise<VisitState> {
    const { state } =
      key === undefined
        ? await findVisit(this.tools, visitId, request)
        : await this.opened(visitId, key);
    return state;
  }

  /** @throws Refusal 404 `rating-link-invalid` */
  private async opened(
    visitId: string,
    text: string,
  ): Promise<{ keyId: string; state: VisitState }> {
    const key = await this.keys.opening('visit', visitId, text);
    const { state } = key ? await this.tools.load(visits, visitId) : { state: undefined };
    if (!key || !state?.opening || state.status === 'voided') throw noLink();
    return { keyId: key.id, state };
  }
}

const answerOf = ({ id, createdAt, expiresAt, revokedAt }: RatingKey): RatingLinkAnswer => ({
  keyId: id,
  createdAt,
  expiresAt: expiresAt!,
  ...optional({ revokedAt }),
});
