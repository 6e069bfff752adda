import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  invalid,
  notFound,
  optional,
  refused,
  type Tools,
  UnavailableError,
} from '@chignon/eventing';
import {
  Allow,
  Command,
  Ctx,
  DIRECTORY,
  Directory,
  mustBeCurrency,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { Temporal } from 'temporal-polyfill';
import { momentOf, MomentQuery } from '../rules/moments.shapes.http.js';
import { mustBeMoney, mustBeWithinLimit } from './limits.flow.js';
import { termsAnswer } from './terms.http.js';
import { topUpTerms } from './top-up-terms.js';
import { freeCents, standingAt, type Wallet } from './tranche.js';
import { walletAt, walletKey, wallets } from './wallet-ledger.js';
import { issuingStores } from './wallets.view.js';
import {
  ToppedUpAnswer,
  TopUpBody,
  WalletAnswer,
  WalletRefundAnswer,
  WalletRefundBody,
} from './wallets.shapes.http.js';

/** Stored value of customers, one wallet a currency. */
@Controller('v1/loyalty/wallets')
export class WalletsHttp {
  constructor(
    @Inject(TOOLS('loyalty')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Show a customer's wallet. Principal and bonus apart, now or as of an instant and as it was known at another (BY-01). Empty at revision 0 of a customer
   * who never topped up; 404 `wallet-not-found`: there is no such customer; 422 `instant-invalid`, `instant-repeated`.
   *
   * @param customerId Whose it is.
   * @param currency ISO 4217: amounts of two currencies never meet.
   * @zh 查看顾客储值账户
   */
  @Get(':customerId/:currency')
  @Allow('loyalty.wallets:read', { store: 'narrowed' })
  @Returns(WalletAnswer)
  async getWallet(
    @Param('customerId') customerId: string,
    @Param('currency') currency: string,
    @Query() query: MomentQuery,
    @Ctx() request: RequestContext,
  ): Promise<WalletAnswer> {
    mustBeCurrency(currency, 'currency');
    await this.mustBeSeen(customerId, request);
    const key = walletKey(customerId, currency);
    const then = momentOf(query, this.tools.facts.now());
    if (then) {
      const { effectiveAt, knownAt } = then;
      const history = await this.tools.history(wallets, key);
      return {
        ...walletAnswer(walletAt(key, history, effectiveAt, knownAt), effectiveAt),
        asOf: effectiveAt,
        ...(query.knownAt === undefined ? {} : { knownAt }),
      };
    }
    const { state, revision } = await this.tools.load(wallets, key);
    return { ...walletAnswer(state, this.tools.facts.now()), revision };
  }

  /**
   * Take a top-up. Principal and bonus by the terms, in the currency of the store; it earns no points, since what is paid with it does. 404
   * `terms-not-found`; 409 `terms-not-offered`; 422 `terms-currency` and `top-up-limit`.
   *
   * @param customerId Whose wallet it goes to.
   * @zh 顾客储值
   */
  @Post(':customerId/top-ups')
  @HttpCode(201)
  @Allow('loyalty.wallets:write', { store: 'body.storeId' })
  @Command()
  @Returns(ToppedUpAnswer)
  async topUpWallet(
    @Param('customerId') customerId: string,
    @Body() { storeId, termsId, tender }: TopUpBody,
    @Ctx() request: RequestContext,
  ): Promise<ToppedUpAnswer> {
    await this.mustBeSeen(customerId, request);
    mustBeMoney(tender);
    const stored = await this.tools.documents.get(topUpTerms, termsId);
    if (!stored)
      throw notFound('terms-not-found', 'There are no such terms.', { field: 'termsId' });
    if (!stored.offered)
      throw refused('terms-not-offered', 'These terms are no longer sold.', { field: 'termsId' });
    const store = await this.store(storeId);
    const terms = termsAnswer(stored);
    if (store.currency !== terms.currency)
      throw invalid('terms-currency', 'The store takes another currency.', {
        field: 'termsId',
        expected: `terms in ${store.currency}`,
      });
    await mustBeWithinLimit(this.tools, terms.currency, terms.principalCents);
    const now = this.tools.facts.now();
    const { events, state, revision } = await this.tools.execute(
      wallets,
      walletKey(customerId, terms.currency),
      {
        type: 'TopUp',
        terms,
        storeId,
        tender,
        ...(terms.bonusMonths === undefined
          ? {}
          : { bonusExpiresAt: midnightAfter(now, store.zone, { months: terms.bonusMonths }) }),
        coolingOffUntil:
          terms.coolingOffDays === 0
            ? now
            : midnightAfter(now, store.zone, { days: terms.coolingOffDays }),
      },
      { ...request.cause({ storeId }), input: { storeId, termsId, tender } },
    );
    const sold = events.find((event) => event.type === 'ToppedUp');
    if (!sold) throw new Error(`top-up of ${customerId} left no entry`);
    return {
      trancheId: sold.data.trancheId,
      wallet: { ...walletAnswer(state, now), revision },
    };
  }

  /**
   * Pay out what is left of a top-up. By a named policy; never more than the principal that is unspent, and its bonus is gone with it. 404
   * `tranche-not-found`; 422 `wallet-currency` at a store of another currency; 409 `tranche-reserved`, `wallet-owes`, `cooling-off-over`, `principal-spent`.
   *
   * @param customerId Whose wallet it is.
   * @param currency ISO 4217.
   * @zh 储值退款
   */
  @Post(':customerId/:currency/refunds')
  @HttpCode(201)
  @Allow('loyalty.wallets:refund', { store: 'body.storeId' })
  @Command()
  @Returns(WalletRefundAnswer)
  async refundWallet(
    @Param('customerId') customerId: string,
    @Param('currency') currency: string,
    @Body() { storeId, trancheId, policy, tender, giftsReturned = false }: WalletRefundBody,
    @Ctx() request: RequestContext,
  ): Promise<WalletRefundAnswer> {
    mustBeCurrency(currency, 'currency');
    await this.mustBeSeen(customerId, request);
    mustBeMoney(tender);
    if ((await this.store(storeId)).currency !== currency)
      throw invalid('wallet-currency', 'The wallet is in another currency.', {
        field: 'storeId',
        expected: `a store that pays in ${currency}`,
      });
    const { events, revision } = await this.tools.execute(
      wallets,
      walletKey(customerId, currency),
      { type: 'RefundTranche', trancheId, storeId, policy, tender, giftsReturned },
      request.cause({ storeId }),
    );
    const refunded = events.find((event) => event.type === 'TrancheRefunded');
    if (!refunded) throw new Error(`refund of ${trancheId} left no entry`);
    const { refundCents, giftCents, principalCents, bonusCents } = refunded.data;
    return {
      trancheId,
      policy,
      refundCents,
      giftCents,
      principalCents,
      bonusCents,
      currency,
      revision,
    };
  }

  private async store(storeId: string) {
    const store = await this.tools.documents.get(this.tools.collection(issuingStores), storeId);
    if (!store) throw new UnavailableError('store-behind', 'This store was not heard of here yet.');
    return store;
  }

  private async mustBeSeen(customerId: string, { caller }: RequestContext): Promise<void> {
    if ((await this.directory.unseenCustomers([customerId], caller)).length > 0)
      throw notFound('wallet-not-found', 'This customer has no wallet here.');
  }
}

/** First instant after the day that lies so far ahead, in the store's zone. */
function midnightAfter(
  instant: string,
  zone: string,
  far: { readonly months: number } | { readonly days: number },
): string {
  const day = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate();
  return day
    .add(far)
    .add({ days: 1 })
    .toZonedDateTime(zone)
    .toInstant()
    .toString({ fractionalSecondDigits: 3 });
}

function walletAnswer(wallet: Wallet, at: string): WalletAnswer {
  const standing = standingAt(wallet, at);
  const { principalCents, bonusCents, heldCents, owedCents, tranches } = standing;
  return {
    customerId: wallet.customerId,
    currency: wallet.currency,
    availableCents: freeCents(standing),
    principalCents,
    bonusCents,
    heldCents,
    owedCents,
    tranches: tranches.map((tranche) => ({
      trancheId: tranche.trancheId,
      storeId: tranche.storeId,
      issuedAt: tranche.issuedAt,
      terms: termsAnswer(tranche.terms),
      ...tranche.left,
      expiredCents: tranche.expiredCents,
      ...optional({ bonusExpiresAt: tranche.bonusExpiresAt }),
      coolingOffUntil: tranche.coolingOffUntil,
    })),
  };
}
