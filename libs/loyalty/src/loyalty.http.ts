import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { Allow, Answers, Asked, Asks, TOOLS } from '@chignon/service-kit';
import { invalid, notFound, streamName, type Tools } from '@chignon/eventing';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Temporal } from 'temporal-polyfill';
import { accounts, spendable } from './accounts.view.js';
import { EARNING_RULES } from './earning-rules.js';
import { accountAt, points } from './points-ledger.js';
import { statements, type StatementEntry } from './statements.view.js';
import { nextTier, qualifyingAt, TIER_RULES_VERSION, TIERS } from './tiers.js';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

class PointsAccountQuery {
  /** Wait (at most 2 s) until the answer has seen this revision of the account. */
  @IsOptional() @IsInt() @Min(1) atLeast?: number;
  /** The account as it stood at this instant (ISO UTC) instead of now. */
  @IsOptional() @IsString() @MaxLength(30) @Matches(INSTANT) asOf?: string;
}

class PointsStatementQuery {
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
  /** `desc` (default): newest first. */
  @IsOptional() @IsIn(['asc', 'desc']) order?: 'asc' | 'desc';
}

class RedemptionBody {
  @IsInt() @Min(1) @Max(1_000_000_000) points: number;
  /** A code such as `gift` or `coupon`, never free text. */
  @IsString() @MaxLength(64) @Matches(/^[a-z0-9][a-z0-9-]{0,63}$/) reason: string;
  /** Where they are spent. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) storeId?: string;
}

class PointsLotPartAnswer {
  @IsString() lotId: string;
  @IsInt() points: number;
}

class PointsLotAnswer {
  @IsString() lotId: string;
  /** Issuing store. */
  @IsString() storeId: string;
  @IsInt() remaining: number;
  @IsString() ruleVersion: string;
  @IsString() earnedAt: string;
  /** Absent: never. */
  @IsOptional() @IsString() expiresAt?: string;
}

class NextTierAnswer {
  @IsString() tier: string;
  @IsInt() missingCents: number;
}

class PointsAccountAnswer {
  @IsString() customerId: string;
  /** Available less debt. */
  @IsInt() balance: number;
  /** May be spent. */
  @IsInt() available: number;
  /** Points taken back after they were spent; the next ones earned repay them. */
  @IsInt() debt: number;
  @IsInt() earned: number;
  @IsInt() redeemed: number;
  @IsInt() expired: number;
  @IsInt() reversed: number;
  @IsString() tier: string;
  @IsOptional() @IsString() tierSince?: string;
  /** Spend of the twelve months before now (or `asOf`), in hundredths of a currency unit. */
  @IsInt() qualifyingCents: number;
  /** Absent at the top. */
  @IsOptional() @ValidateNested() @Type(() => NextTierAnswer) nextTier?: NextTierAnswer;
  /** Lots that still hold something, in spend order. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => PointsLotAnswer) lots: PointsLotAnswer[];
  @IsOptional() @IsString() asOf?: string;
  /** Of the account's ledger; absent with `asOf`. */
  @IsOptional() @IsInt() revision?: number;
}

class PointsEntryAnswer {
  @IsInt() entryNo: number;
  @IsString() kind: string;
  @IsInt() points: number;
  @IsOptional() @IsInt() balanceAfter?: number;
  @IsString() effectiveAt: string;
  @IsString() recordedAt: string;
  @IsOptional() @IsString() visitId?: string;
  @IsOptional() @IsString() storeId?: string;
  @IsOptional() @IsString() ruleVersion?: string;
  @IsOptional() @IsString() reason?: string;
  @IsOptional() @IsString() redemptionId?: string;
  @IsOptional() @IsString() fromTier?: string;
  @IsOptional() @IsString() toTier?: string;
}

class RedemptionAnswer {
  @IsString() redemptionId: string;
  @IsString() customerId: string;
  @IsInt() points: number;
  /** What it consumed, in spend order. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => PointsLotPartAnswer) lots: PointsLotPartAnswer[];
  @IsInt() available: number;
  @IsInt() revision: number;
}

class EarningRuleAnswer {
  @IsString() version: string;
  @IsString() validFrom: string;
  @IsOptional() @IsString() validTo?: string;
  @IsString() basis: string;
  @IsInt() pointsPerUnit: number;
  @IsArray() @IsString({ each: true }) excludedTenders: string[];
  @IsOptional() @IsInt() expiryMonths?: number;
  @IsInt() priority: number;
}

class TierAnswer {
  @IsString() tier: string;
  @IsInt() fromCents: number;
  @IsString() ruleVersion: string;
}

/** Points accounts: balance, statement, redemption, and the rules behind them. */
@Controller('v1/loyalty')
export class LoyaltyHttp {
  constructor(@Inject(TOOLS('loyalty')) private readonly tools: Tools) {}

  /**
   * Balance, tier and lots of a customer, now or as of an instant.
   * 404 `account-not-found`: nothing was ever earned, or only at stores the caller may not see.
   */
  @Get('accounts/:customerId')
  @Allow('loyalty.accounts:read', { store: 'inside' })
  @Answers(PointsAccountAnswer)
  async account(@Param('customerId') customerId: string, @Query() query: PointsAccountQuery, @Asked() asked: Asked): Promise<PointsAccountAnswer> {
    if (query.asOf !== undefined) return this.accountAsOf(customerId, query.asOf, asked);
    const document = await this.document(customerId, asked, query.atLeast);
    const now = this.tools.facts.now();
    const available = spendable(document, now);
    const qualifyingCents = qualifyingAt(document.qualifying, now);
    const { debt, earned, redeemed, reversed } = document;
    return {
      customerId, available, balance: available - debt, debt, earned, redeemed, reversed,
      // What is over counts as expired from that instant on, whenever the job writes it down.
      expired: document.expired + document.available - available,
      ...tierFacts(document.tier, document.tierSince, qualifyingCents),
      lots: lotAnswers(document.lots, now),
      revision: document.entryNo,
    };
  }

  /** The account's entries, newest first. 404 as for the account. */
  @Get('accounts/:customerId/statement')
  @Allow('loyalty.accounts:read', { store: 'inside' })
  @Answers(PointsEntryAnswer, { list: true })
  async statement(@Param('customerId') customerId: string, @Query() query: PointsStatementQuery, @Asked() asked: Asked): Promise<{ items: PointsEntryAnswer[]; next?: string }> {
    await this.document(customerId, asked);
    const page = await this.tools.documents.find(this.tools.collection(statements), {
      index: 'byAccount', where: { customerId }, order: query.order ?? 'desc', limit: query.limit ?? 50, ...(query.after === undefined ? {} : { after: query.after }),
    });
    const items = page.items.map((entry) => Object.fromEntries(ENTRY_FIELDS.filter((field) => entry[field] !== undefined).map((field) => [field, entry[field]])) as unknown as PointsEntryAnswer);
    return { items, ...(page.next === undefined ? {} : { next: page.next }) };
  }

  /**
   * Spends points: soonest expiry first. 409 `points-insufficient` with what is available; 412 when `If-Match` is given
   * and the account has moved on; 404 as for the account.
   */
  @Post('accounts/:customerId/redemptions')
  @HttpCode(201)
  @Allow('loyalty.redemptions:write', { store: 'inside' })
  @Asks()
  @Answers(RedemptionAnswer)
  async redeem(@Param('customerId') customerId: string, @Body() body: RedemptionBody, @Asked() asked: Asked): Promise<RedemptionAnswer> {
    if (body.storeId !== undefined) asked.caller.mustSee(body.storeId);
    if (!ID.test(customerId)) throw accountNotFound();
    const before = await this.tools.load(points, customerId);
    if (before.revision === 0 || !sees(asked, before.state.stores)) throw accountNotFound();
    const { points: wanted, reason, storeId } = body;
    const cause = asked.cause(storeId === undefined ? {} : { storeId });
    const { events, state, revision } = await this.tools.execute(points, customerId, { type: 'RedeemPoints', points: wanted, reason, ...(storeId === undefined ? {} : { storeId }) }, cause);
    const redeemed = events.find((event) => event.type === 'PointsRedeemed');
    if (!redeemed) throw new Error(`redemption of ${customerId} left no entry`);
    const { redemptionId, lots } = redeemed.data;
    return { redemptionId, customerId, points: wanted, lots: [...lots], available: state.available, revision };
  }

  /** Every version of the earning rules, with the dates they were in force. */
  @Get('rules')
  @Allow('loyalty.rules:read', { store: 'inside' })
  @Answers(EarningRuleAnswer, { list: true })
  rules(): { items: EarningRuleAnswer[] } {
    return { items: EARNING_RULES.map(({ validTo, expiryMonths, excludedTenders, ...rule }) => ({ ...rule, excludedTenders: [...excludedTenders], ...(validTo === null ? {} : { validTo }), ...(expiryMonths === null ? {} : { expiryMonths }) })) };
  }

  /** The tiers and the qualifying spend of twelve months at which each begins. */
  @Get('tiers')
  @Allow('loyalty.rules:read', { store: 'inside' })
  @Answers(TierAnswer, { list: true })
  tiers(): { items: TierAnswer[] } {
    return { items: TIERS.map((tier) => ({ ...tier, ruleVersion: TIER_RULES_VERSION })) };
  }

  /** The account's document when the caller may see it, waiting for a revision first when asked to. */
  private async document(customerId: string, asked: Asked, atLeast?: number) {
    if (!ID.test(customerId)) throw accountNotFound();
    if (atLeast !== undefined) await this.tools.atLeast(accounts, customerId, streamName(points.category, customerId), atLeast);
    const document = await this.tools.documents.get(this.tools.collection(accounts), customerId);
    if (!document || !sees(asked, document.stores)) throw accountNotFound();
    return document;
  }

  private async accountAsOf(customerId: string, asOf: string, asked: Asked): Promise<PointsAccountAnswer> {
    const at = instantOf(asOf);
    if (!ID.test(customerId)) throw accountNotFound();
    const history = await this.tools.history(points, customerId);
    // Who may look is decided on the account as it is now.
    if (history.length === 0 || !sees(asked, accountAt(customerId, history, END_OF_TIME).stores)) throw accountNotFound();
    const state = accountAt(customerId, history, at);
    const { available, debt, earned, redeemed, expired, reversed } = state;
    return {
      customerId, available, balance: available - debt, debt, earned, redeemed, expired, reversed,
      ...tierFacts(state.tier, undefined, qualifyingAt(state.qualifying, at)),
      lots: lotAnswers(state.lots, at), asOf: at,
    };
  }
}

/** What of a statement entry is answered: an allow-list, for documents carry the mechanism's own marks too. */
const ENTRY_FIELDS = ['entryNo', 'kind', 'points', 'balanceAfter', 'effectiveAt', 'recordedAt', 'visitId', 'storeId', 'ruleVersion', 'reason', 'redemptionId', 'fromTier', 'toTier'] as const satisfies readonly (keyof PointsEntryAnswer & keyof StatementEntry)[];

const END_OF_TIME = '9999-12-31T23:59:59.999Z';

/** Accounts are chain-wide per customer; a store sees those that it issued points to or took points from. */
const sees = ({ caller }: Asked, stores: readonly string[]): boolean => caller.stores === 'all' || stores.some((storeId) => caller.sees(storeId));

const accountNotFound = () => notFound('account-not-found', 'There is no points account of this customer here.');

/** With milliseconds, as everything is compared as text. */
function instantOf(text: string): string {
  try {
    return Temporal.Instant.from(text).toString({ fractionalSecondDigits: 3 });
  } catch {
    throw invalid('instant-invalid', 'This instant does not exist.', { field: 'asOf', expected: 'an ISO 8601 instant in UTC' });
  }
}

function tierFacts(tier: Parameters<typeof nextTier>[0], tierSince: string | undefined, qualifyingCents: number) {
  const next = nextTier(tier, qualifyingCents);
  return { tier, ...(tierSince === undefined ? {} : { tierSince }), qualifyingCents, ...(next ? { nextTier: next } : {}) };
}

function lotAnswers(lots: readonly { lotId: string; storeId: string; remaining: number; ruleVersion: string; earnedAt: string; expiresAt: string | null }[], now: string): PointsLotAnswer[] {
  return lots
    .filter((lot) => lot.remaining > 0 && (lot.expiresAt === null || lot.expiresAt > now))
    .sort((a, b) => ((a.expiresAt ?? '~') < (b.expiresAt ?? '~') ? -1 : (a.expiresAt ?? '~') > (b.expiresAt ?? '~') ? 1 : a.earnedAt < b.earnedAt ? -1 : 1))
    .map(({ lotId, storeId, remaining, ruleVersion, earnedAt, expiresAt }) => ({ lotId, storeId, remaining, ruleVersion, earnedAt, ...(expiresAt === null ? {} : { expiresAt }) }));
}
