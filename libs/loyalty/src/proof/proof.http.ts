import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { notFound, type Tools } from '@chignon/eventing';
import {
  Allow,
  Ctx,
  DIRECTORY,
  Directory,
  mustBeCurrency,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { giftCards } from '../gift-cards/gift-card-ledger.js';
import { points } from '../points/account/points-ledger.js';
import { accountOf } from '../points/account-holder.flow.js';
import { type Moment, momentOf, MomentQuery } from '../rules/moments.shapes.http.js';
import { walletKey, wallets } from '../wallet/wallet-ledger.js';
import { giftCardProof, pointsProof, type Proof, walletProof } from './proof.js';
import { BalanceProofAnswer } from './proof.shapes.http.js';

/** Why a balance is what it is. */
@Controller('v1/loyalty')
export class BalanceProofsHttp {
  constructor(
    @Inject(TOOLS('loyalty')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Explain the balance of a points account. A tree of lots and entries whose leaves sum exactly to the balance, with the visit's line, staff, store and
   * rules of each lot (BY-02); now, or as of an instant and as it was known at another. 404 as for the account; 422 `instant-invalid`,
   * `instant-repeated`.
   * @zh 说明积分余额来源
   */
  @Get('accounts/:customerId/explain')
  @Allow('loyalty.accounts:read', { store: 'narrowed' })
  @Returns(BalanceProofAnswer)
  async explainPointsBalance(
    @Param('customerId') customerId: string,
    @Query() query: MomentQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<BalanceProofAnswer> {
    await accountOf(this.tools, this.directory, customerId, caller);
    const moment = this.moment(query);
    const history = await this.tools.history(points, customerId);
    return answerOf(pointsProof(customerId, history, moment), moment);
  }

  /**
   * Explain what may be spent of a wallet. A tree of top-ups, principal and bonus apart, whose leaves sum exactly to it (BY-02). 404 and 422 as for the
   * wallet.
   *
   * @param customerId Whose it is.
   * @param currency ISO 4217.
   * @zh 说明储值余额来源
   */
  @Get('wallets/:customerId/:currency/explain')
  @Allow('loyalty.wallets:read', { store: 'narrowed' })
  @Returns(BalanceProofAnswer)
  async explainWallet(
    @Param('customerId') customerId: string,
    @Param('currency') currency: string,
    @Query() query: MomentQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<BalanceProofAnswer> {
    mustBeCurrency(currency, 'currency');
    if ((await this.directory.unseenCustomers([customerId], caller)).length > 0)
      throw notFound('wallet-not-found', 'This customer has no wallet here.');
    const moment = this.moment(query);
    const key = walletKey(customerId, currency);
    const history = await this.tools.history(wallets, key);
    return answerOf(walletProof(key, history, moment), moment);
  }

  /**
   * Explain what is left of a gift card. Whether or not it may be spent now; the leaves sum exactly to it (BY-02). 404 and 422 as for the card.
   *
   * @param number Names the card.
   * @zh 说明礼品卡余额来源
   */
  @Get('gift-cards/:number/explain')
  @Allow('loyalty.gift-cards:read', { store: 'narrowed' })
  @Returns(BalanceProofAnswer)
  async explainGiftCard(
    @Param('number') number: string,
    @Query() query: MomentQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<BalanceProofAnswer> {
    const { state } = await this.tools.load(giftCards, number);
    if (!state.sold || !caller.sees(state.sold.storeId))
      throw notFound('gift-card-not-found', 'There is no such gift card here.', {
        field: 'number',
      });
    const moment = this.moment(query);
    const history = await this.tools.history(giftCards, number);
    return answerOf(giftCardProof(number, history, moment), moment);
  }

  private moment(query: MomentQuery): Moment {
    const now = this.tools.facts.now();
    return momentOf(query, now) ?? { effectiveAt: now, knownAt: now };
  }
}

const answerOf = ({ amount, parts }: Proof, moment: Moment): BalanceProofAnswer => ({
  amount,
  ...moment,
  parts: parts.map(({ staffIds, leaves, ...part }) => ({
    ...part,
    ...(staffIds === undefined ? {} : { staffIds: [...staffIds] }),
    leaves: leaves.map((leaf) => ({ ...leaf })),
  })),
});
