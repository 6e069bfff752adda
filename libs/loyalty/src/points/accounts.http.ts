import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { optional, streamName, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  DIRECTORY,
  Directory,
  TOOLS,
} from '@chignon/service-kit';
import { accountOf } from './account-holder.flow.js';
import { accounts } from './accounts.view.js';
import { isOpen, type LotLeft, spendOrder, sumOf } from './account/lots.js';
import {
  PointsAccountAnswer,
  PointsAccountQuery,
  PointsEntryAnswer,
  type PointsLotAnswer,
  PointsStatementQuery,
} from './accounts.shapes.http.js';
import type { PointsAccount } from './account/points-account.js';
import { accountAt, points, settledAt } from './account/points-ledger.js';
import { type Moment, momentOf } from '../rules/moments.shapes.http.js';
import { programmeAt, programmeInForce } from '../rules/programme.effects.js';
import { type Programme } from '../rules/programme.js';
import { tierAt } from '../tiers/standing.js';
import { type StatementEntry, statements } from './statements.view.js';
import { nextTier, qualifyingAt } from '../tiers/tiers.js';

/** Points accounts: balance and statement. */
@Controller('v1/loyalty/accounts')
export class AccountsHttp {
  constructor(
    @Inject(TOOLS('loyalty')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Show a customer's points account. Balance, tier and lots, now or as of an instant and as it was known at another (BY-01). Of a customer who never earned anything it is empty, at
   * revision 0; 404 `account-not-found`: there is no such customer; 422 `instant-invalid`, `instant-repeated`. An account is the chain's: who sees the customer sees all of it.
   * @zh 查看顾客积分账户
   */
  @Get(':customerId')
  @Allow('loyalty.accounts:read', { store: 'narrowed' })
  @Returns(PointsAccountAnswer)
  async getPointsAccount(
    @Param('customerId') customerId: string,
    @Query() query: PointsAccountQuery,
    @Ctx() request: RequestContext,
  ): Promise<PointsAccountAnswer> {
    const then = momentOf(query, this.tools.facts.now());
    if (then)
      return {
        ...(await this.accountThen(customerId, then, request)),
        ...(query.knownAt === undefined ? {} : { knownAt: then.knownAt }),
      };
    if (query.atLeast !== undefined)
      await this.tools.atLeast(
        accounts,
        customerId,
        streamName(points.category, customerId),
        query.atLeast,
      );
    const { state, revision } = await accountOf(
      this.tools,
      this.directory,
      customerId,
      request.caller,
    );
    const now = this.tools.facts.now();
    return {
      ...accountAnswer(settledAt(state, now), await programmeInForce(this.tools), now),
      revision,
    };
  }

  /**
   * List the entries of a points account. Newest first. 404 as for the account.
   * @zh 查看积分明细
   */
  @Get(':customerId/statement')
  @Allow('loyalty.accounts:read', { store: 'narrowed' })
  @Returns(PointsEntryAnswer, { list: true })
  async listPointsEntries(
    @Param('customerId') customerId: string,
    @Query() query: PointsStatementQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: PointsEntryAnswer[]; next?: string }> {
    await accountOf(this.tools, this.directory, customerId, request.caller);
    const page = await this.tools.documents.find(this.tools.collection(statements), {
      index: 'byAccount',
      where: { customerId },
      order: query.order ?? 'desc',
      limit: query.limit ?? 50,
      ...optional({ after: query.after }),
    });
    const items = page.items.map(
      (entry) =>
        Object.fromEntries(
          ENTRY_FIELDS.filter((field) => entry[field] !== undefined).map((field) => [
            field,
            entry[field],
          ]),
        ) as unknown as PointsEntryAnswer,
    );
    return { items, ...optional({ next: page.next }) };
  }

  private async accountThen(
    customerId: string,
    { effectiveAt, knownAt }: Moment,
    request: RequestContext,
  ): Promise<PointsAccountAnswer> {
    await accountOf(this.tools, this.directory, customerId, request.caller);
    const history = await this.tools.history(points, customerId);
    const programme = await programmeAt(this.tools, effectiveAt < knownAt ? effectiveAt : knownAt);
    return {
      ...accountAnswer(
        accountAt(customerId, history, effectiveAt, knownAt),
        programme,
        effectiveAt,
      ),
      asOf: effectiveAt,
    };
  }
}

/** What of a statement entry is answered: an allow-list, for documents carry the mechanism's own marks too. */
const ENTRY_FIELDS = [
  'entryNo',
  'kind',
  'points',
  'balanceAfter',
  'effectiveAt',
  'recordedAt',
  'visitId',
  'storeId',
  'ruleVersion',
  'reason',
  'redemptionId',
  'adjustmentId',
  'reservationId',
  'fromTier',
  'toTier',
  'dropsAt',
  'currency',
  'missingCents',
] as const satisfies readonly (keyof PointsEntryAnswer & keyof StatementEntry)[];

/** One account at one instant: now and `asOf` now are the same function of the ledger. `expired` is what is over, written down yet or not. */
function accountAnswer(
  account: PointsAccount,
  programme: Programme,
  at: string,
): PointsAccountAnswer {
  const { customerId, debt, earned, adjusted, redeemed, expired, reversed, unrewarded } = account;
  const open = account.lots.filter((lot) => isOpen(lot, at));
  const available = sumOf(open.map((lot) => ({ points: lot.remaining })));
  const { tier, since, notice } = tierAt(account, programme, at);
  const qualifying = qualifyingAt(account.qualifying, at);
  // Without any spend of late it is told in the currency of the last one.
  const next = nextTier(tier, qualifying, programme, account.qualifying.at(-1)?.currency);
  const nearest = qualifying.find(({ currency }) => currency === next?.currency) ?? qualifying[0];
  return {
    customerId,
    available,
    pending: account.available - available,
    held: account.held,
    balance: available - debt,
    debt,
    earned,
    adjusted,
    redeemed,
    expired,
    reversed,
    tier,
    ...optional({ tierSince: since }),
    qualifying,
    qualifyingCents: nearest?.cents ?? 0,
    ...(nearest ? { qualifyingCurrency: nearest.currency } : {}),
    ...(next ? { nextTier: next } : {}),
    ...(notice
      ? {
          tierNotice: {
            checkedAt: notice.checkedAt,
            dropsAt: notice.dropsAt,
            currency: notice.currency,
            missingCents: notice.missingCents,
          },
        }
      : {}),
    unrewardedCurrencies: [...unrewarded],
    lots: account.lots
      .filter((lot) => lot.remaining > 0)
      .sort(spendOrder)
      .map((lot) => lotAnswer(lot, at)),
  };
}

const lotAnswer = (
  { lotId, storeId, remaining, ruleVersion, earnedAt, availableAt, expiresAt }: LotLeft,
  at: string,
): PointsLotAnswer => ({
  lotId,
  storeId,
  remaining,
  ruleVersion,
  earnedAt,
  ...(availableAt > at ? { availableAt } : {}),
  ...(expiresAt === null ? {} : { expiresAt }),
});
