import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  invalid,
  isOwned,
  notFound,
  optional,
  type Tools,
  UnavailableError,
} from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { endOfDayMonthsAfter } from '../rules/earning-rules.js';
import { momentOf, MomentQuery } from '../rules/moments.shapes.http.js';
import { issuingStores } from '../wallet/wallets.view.js';
import { newCode, opened } from './codes.flow.js';
import { CURRENT_RULES, DEFAULT_RULES, giftCardRules, monthsAt } from './expiry-law.js';
import { type GiftCard, giftCardAt } from './gift-card.js';
import { type GiftCardCommand, giftCards, giftCardThen } from './gift-card-ledger.js';
import {
  GiftCardAnswer,
  GiftCardCodeBody,
  GiftCardRefundBody,
  SellGiftCardBody,
  SoldGiftCardAnswer,
} from './gift-cards.shapes.http.js';

/** Gift cards to a bearer: whoever has the code may spend one, so codes stand in bodies alone, never in a path. */
@Controller('v1/loyalty/gift-cards')
export class GiftCardsHttp {
  constructor(@Inject(TOOLS('loyalty')) private readonly tools: Tools) {}

  /**
   * Sell a gift card. In the currency of the store, for money; it earns no points, since what is paid with it does. The answer's `code` is told to
   * this command and its repeats alone. 422 `gift-card-tender` and `gift-card-limit`.
   *
   * @zh 销售礼品卡
   */
  @Post()
  @HttpCode(201)
  @Allow('loyalty.gift-cards:write', { store: 'body.storeId' })
  @Command()
  @Returns(SoldGiftCardAnswer)
  async sellGiftCard(
    @Body() { storeId, cents, tender }: SellGiftCardBody,
    @Ctx() request: RequestContext,
  ): Promise<SoldGiftCardAnswer> {
    mustBeMoney(tender);
    const { currency, zone } = await this.store(storeId);
    const rules = (await this.tools.documents.get(giftCardRules, CURRENT_RULES)) ?? DEFAULT_RULES;
    const limit = rules.limits.find((one) => one.currency === currency);
    if (limit && cents > limit.maxCents)
      throw invalid('gift-card-limit', 'One gift card holds less.', {
        field: 'cents',
        expected: `at most ${limit.maxCents}`,
      });
    const months = monthsAt(rules, storeId);
    const cause = request.cause({ storeId, input: { storeId, cents, tender } });
    const { code, number, secretHash } = await newCode(this.tools, cause);
    const { state, revision } = await this.tools.execute(
      giftCards,
      number,
      {
        type: 'SellGiftCard',
        storeId,
        zone,
        currency,
        cents,
        tender,
        secretHash,
        ...(months === undefined
          ? {}
          : { expiresAt: endOfDayMonthsAfter(this.tools.facts.now(), zone, months) }),
      },
      cause,
    );
    return { code, card: this.answer(state, revision) };
  }

  /**
   * Show what a code opens. 404 `gift-card-not-found`: there is no such card, or the code is wrong; 409 `gift-card-attempts` after five wrong codes of
   * a card within an hour.
   *
   * @zh 查询礼品卡余额
   */
  @Post('balance')
  @HttpCode(200)
  @Allow('loyalty.gift-cards:write', { store: 'body.storeId' })
  @Command()
  @Returns(GiftCardAnswer)
  async checkGiftCard(
    @Body() { storeId, code }: GiftCardCodeBody,
    @Ctx() request: RequestContext,
  ): Promise<GiftCardAnswer> {
    const { number } = await opened(this.tools, code, request.cause({ storeId }), 'code');
    const { state, revision } = await this.tools.load(giftCards, number);
    return this.answer(state, revision);
  }

  /**
   * Show a gift card by its number. Now, or as of an instant and as it was known at another (BY-01). 404 `gift-card-not-found` unless its store sold it,
   * by then; 422 `instant-invalid`, `instant-repeated`.
   *
   * @param number Names the card, as its sale was answered.
   * @zh 查看礼品卡
   */
  @Get(':number')
  @Allow('loyalty.gift-cards:read', { store: 'narrowed' })
  @Returns(GiftCardAnswer)
  async getGiftCard(
    @Param('number') number: string,
    @Query() query: MomentQuery,
    @Ctx() request: RequestContext,
  ): Promise<GiftCardAnswer> {
    const { state, revision } = await this.seen(number, request);
    const then = momentOf(query, this.tools.facts.now());
    if (!then) return this.answer(state, revision);
    const { effectiveAt, knownAt } = then;
    const history = await this.tools.history(giftCards, number);
    const card = giftCardThen(number, history, effectiveAt, knownAt);
    if (!card.sold) throw unknownCard();
    return {
      ...answerOf(card, effectiveAt),
      asOf: effectiveAt,
      ...(query.knownAt === undefined ? {} : { knownAt }),
    };
  }

  /**
   * Lock a gift card, one that was lost. It pays nothing until it is unlocked or its code is replaced; what a bill keeps of it is honoured. 404
   * `gift-card-not-found` unless the store sold it.
   *
   * @param number Names the card.
   * @zh 挂失礼品卡
   */
  @Post(':number/lock')
  @HttpCode(200)
  @Allow('loyalty.gift-cards:write', { store: 'narrowed' })
  @Command()
  @Returns(GiftCardAnswer)
  lockGiftCard(
    @Param('number') number: string,
    @Ctx() request: RequestContext,
  ): Promise<GiftCardAnswer> {
    return this.run(number, { type: 'LockGiftCard' }, request);
  }

  /**
   * Unlock a gift card that was found, or whose code was mistaken too often. 404 `gift-card-not-found` unless the store sold it.
   *
   * @param number Names the card.
   * @zh 解除礼品卡挂失
   */
  @Post(':number/unlock')
  @HttpCode(200)
  @Allow('loyalty.gift-cards:replace', { store: 'narrowed' })
  @Command()
  @Returns(GiftCardAnswer)
  unlockGiftCard(
    @Param('number') number: string,
    @Ctx() request: RequestContext,
  ): Promise<GiftCardAnswer> {
    return this.run(number, { type: 'UnlockGiftCard' }, request);
  }

  /**
   * Replace the code of a lost gift card. The same card with its balance and its end; the old code opens nothing any more. The answer's `code` is
   * told to this command and its repeats alone. 404 `gift-card-not-found` unless the store sold it; 409 `gift-card-refunded`.
   *
   * @param number Names the card.
   * @zh 补发礼品卡
   */
  @Post(':number/replace')
  @HttpCode(200)
  @Allow('loyalty.gift-cards:replace', { store: 'narrowed' })
  @Command()
  @Returns(SoldGiftCardAnswer)
  async replaceGiftCard(
    @Param('number') number: string,
    @Ctx() request: RequestContext,
  ): Promise<SoldGiftCardAnswer> {
    const { state } = await this.seen(number, request);
    const cause = request.cause({ storeId: state.sold!.storeId, input: { number } });
    const { code, secretHash } = await newCode(this.tools, cause, number);
    const done = await this.tools.execute(
      giftCards,
      number,
      { type: 'ReplaceCode', secretHash },
      cause,
    );
    return { code, card: this.answer(done.state, done.revision) };
  }

  /**
   * Undo the sale of a gift card that no bill has anything of. All of it is paid out. 404 `gift-card-not-found` unless the store sold it; 409
   * `gift-card-used`, `gift-card-expired`, `gift-card-refunded`; 422 `gift-card-tender`.
   *
   * @param number Names the card.
   * @zh 礼品卡退款
   */
  @Post(':number/refund')
  @HttpCode(200)
  @Allow('loyalty.gift-cards:refund', { store: 'body.storeId' })
  @Command()
  @Returns(GiftCardAnswer)
  async refundGiftCard(
    @Param('number') number: string,
    @Body() { storeId, tender }: GiftCardRefundBody,
    @Ctx() request: RequestContext,
  ): Promise<GiftCardAnswer> {
    const { state } = await this.seen(number, request);
    mustBeMoney(tender);
    if ((await this.store(storeId)).currency !== state.sold!.currency)
      throw invalid('gift-card-currency', 'The card is in another currency.', {
        field: 'storeId',
        expected: `a store that pays in ${state.sold!.currency}`,
      });
    return this.run(number, { type: 'RefundGiftCard', storeId, tender }, request, storeId);
  }

  private async run(
    number: string,
    command: GiftCardCommand,
    request: RequestContext,
    at?: string,
  ): Promise<GiftCardAnswer> {
    const { state: before } = await this.seen(number, request);
    const { state, revision } = await this.tools.execute(
      giftCards,
      number,
      command,
      request.cause({ storeId: at ?? before.sold!.storeId }),
    );
    return this.answer(state, revision);
  }

  /** @throws Refusal 404 unless there is such a card and the caller sees the store that sold it */
  private async seen(
    number: string,
    { caller }: RequestContext,
  ): Promise<{ state: GiftCard; revision: number }> {
    const found = await this.tools.load(giftCards, number);
    if (!found.state.sold || !caller.sees(found.state.sold.storeId)) throw unknownCard();
    return found;
  }

  private async store(storeId: string) {
    const store = await this.tools.documents.get(this.tools.collection(issuingStores), storeId);
    if (!store) throw new UnavailableError('store-behind', 'This store was not heard of here yet.');
    return store;
  }

  private answer(card: GiftCard, revision: number): GiftCardAnswer {
    return { ...answerOf(card, this.tools.facts.now()), revision };
  }
}

const unknownCard = () =>
  notFound('gift-card-not-found', 'There is no such gift card here.', { field: 'number' });

function answerOf(card: GiftCard, at: string): Omit<GiftCardAnswer, 'revision'> {
  const { storeId, currency, cents, soldAt } = card.sold!;
  return {
    number: card.number,
    currency,
    storeId,
    soldAt,
    ...optional({ expiresAt: card.expiresAt }),
    soldCents: cents,
    ...giftCardAt(card, at),
  };
}

/** @throws Refusal 422 `gift-card-tender` */
function mustBeMoney(tender: string): void {
  if (isOwned(tender))
    throw invalid('gift-card-tender', 'Gift cards are bought and paid out with money alone.', {
      field: 'tender',
      expected: 'a tender that is money, such as cash or card',
    });
}
