import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { invalid, notFound, type Stored, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  DIRECTORY,
  Directory,
  ID,
  mustBeCurrency,
  page,
  Patched,
  TOOLS,
} from '@chignon/service-kit';
import { mustBeReason } from '../book/reason.flow.js';
import {
  type DepositRule,
  depositRules,
  depositRuleDocuments,
  depositTerms,
  type TrustedCustomer,
  trustedCustomers,
} from '../deposit-rules/deposit-rule.js';
import {
  DepositListQuery,
  DepositRuleAnswer,
  DepositRuleBody,
  TrustedCustomerAnswer,
  TrustedCustomerBody,
} from './deposit-rules.shapes.http.js';

/** When and from whom a deposit is asked for, and who is never asked. */
@Patched('putDepositRule')
@Controller('v1/booking')
export class DepositRulesHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Write a new version of a deposit rule. The same content again is the same version. Of the rules that fit a booking the one that asks for most
   * counts (BK-05, R-BK-32).
   *
   * @zh 保存定金规则
   */
  @Put('deposit-rules/:ruleId')
  @HttpCode(200)
  @Allow('booking.deposit-rules:write', { store: 'chain' })
  @Returns(DepositRuleAnswer)
  async putDepositRule(
    @Param('ruleId') ruleId: string,
    @Body() body: DepositRuleBody,
    @Ctx() request: RequestContext,
  ): Promise<DepositRuleAnswer> {
    const id = idOf(ruleId, 'ruleId');
    if (body.currency !== undefined) mustBeCurrency(body.currency);
    return ruleAnswer(
      await depositRuleDocuments.write(
        this.tools,
        { id, ...depositTerms(body) },
        { expected: request.ifMatch },
      ),
    );
  }

  /**
   * Get the newest version of a deposit rule. 404 `deposit-rule-not-found`, also for a rule of other stores than the caller's.
   *
   * @zh 查询定金规则
   */
  @Get('deposit-rules/:ruleId')
  @Allow('booking.deposit-rules:read', { store: 'narrowed' })
  @Returns(DepositRuleAnswer)
  async getDepositRule(
    @Param('ruleId') ruleId: string,
    @Ctx() { caller }: RequestContext,
  ): Promise<DepositRuleAnswer> {
    const rule = await this.tools.documents.get(depositRules, ruleId);
    if (!rule || !caller.isConcernedBy(rule.storeIds))
      throw notFound('deposit-rule-not-found', 'There is no such deposit rule.', {
        field: 'ruleId',
      });
    return ruleAnswer(rule);
  }

  /**
   * List the newest deposit rules, by id. Rules of the caller's stores and of all stores are listed; a page may have fewer than `limit`.
   *
   * @zh 定金规则列表
   */
  @Get('deposit-rules')
  @Allow('booking.deposit-rules:read', { store: 'narrowed' })
  @Returns(DepositRuleAnswer, { list: true })
  async listDepositRules(
    @Query() { limit = 50, after }: DepositListQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: DepositRuleAnswer[]; next?: string }> {
    const { items, ...next } = await this.tools.documents.find(depositRules, {
      index: 'byId',
      limit,
      after,
    });
    return page(
      { ...next, items: items.filter(({ storeIds }) => caller.isConcernedBy(storeIds)) },
      ruleAnswer,
    );
  }

  /**
   * Get any version of a deposit rule, as a booking was made under it.
   *
   * @param version the number of the version, 1 the first
   * @zh 查询定金规则历史版本
   */
  @Get('deposit-rules/:ruleId/versions/:version')
  @Allow('booking.deposit-rules:read', { store: 'narrowed' })
  @Returns(DepositRuleAnswer)
  async getDepositRuleVersion(
    @Param('ruleId') ruleId: string,
    @Param('version') version: string,
    @Ctx() { caller }: RequestContext,
  ): Promise<DepositRuleAnswer> {
    const rule = /^\d{1,9}$/.test(version)
      ? await depositRuleDocuments.at(this.tools, ruleId, Number(version))
      : undefined;
    if (!rule || !caller.isConcernedBy(rule.storeIds))
      throw notFound('deposit-rule-version-not-found', 'There is no such version of this rule.');
    return ruleAnswer(rule);
  }

  /**
   * Say whether a customer is trusted. No rule asks a trusted customer for a deposit. 404 `customer-not-found`.
   *
   * @zh 设置免定金顾客
   */
  @Put('trusted-customers/:customerId')
  @HttpCode(200)
  @Allow('booking.trusted-customers:write', { store: 'narrowed' })
  @Returns(TrustedCustomerAnswer)
  async trustCustomer(
    @Param('customerId') customerId: string,
    @Body() { trusted, reason }: TrustedCustomerBody,
    @Ctx() request: RequestContext,
  ): Promise<TrustedCustomerAnswer> {
    await mustBeReason(this.tools, 'trust-customer', reason);
    const customer: TrustedCustomer = { id: idOf(customerId, 'customerId'), trusted, reason };
    const { revision } = await this.tools.documents.put(trustedCustomers, customer, {
      expected: request.ifMatch,
    });
    return trustedAnswer({ ...customer, revision });
  }

  /**
   * List customers who were said to be trusted or not, by id. Only those whom the caller may see are listed; a page may have fewer than `limit`.
   *
   * @zh 免定金顾客列表
   */
  @Get('trusted-customers')
  @Allow('booking.trusted-customers:read', { store: 'narrowed' })
  @Returns(TrustedCustomerAnswer, { list: true })
  async listTrustedCustomers(
    @Query() { limit = 50, after }: DepositListQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: TrustedCustomerAnswer[]; next?: string }> {
    const { items, ...next } = await this.tools.documents.find(trustedCustomers, {
      index: 'byId',
      limit,
      after,
    });
    const seen = await this.directory.customersSeen(
      items.map(({ id }) => id),
      caller,
    );
    return page({ ...next, items: items.filter(({ id }) => seen.has(id)) }, trustedAnswer);
  }
}

function idOf(id: string, field: string): string {
  if (!ID.test(id))
    throw invalid('id-invalid', 'The id is not valid.', {
      field,
      expected: 'up to 64 letters, digits, dots, dashes or underscores',
    });
  return id;
}

const ruleAnswer = ({
  id,
  rate,
  ...rule
}: DepositRule | Stored<DepositRule>): DepositRuleAnswer => ({
  ruleId: id,
  ...rate,
  ...(rule as unknown as Omit<DepositRuleAnswer, 'ruleId' | 'kind'>),
});
const trustedAnswer = ({
  id,
  trusted,
  reason,
  revision,
}: Stored<TrustedCustomer>): TrustedCustomerAnswer => ({
  customerId: id,
  trusted,
  reason,
  revision,
});
