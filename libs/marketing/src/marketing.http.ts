import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { Allow, Returns, Ctx, type RequestContext, TOOLS, Patched } from '@chignon/service-kit';
import { invalid, notFound, optional, type Tools } from '@chignon/eventing';
import { rulesInForce } from './marketing.effects.js';
import { releaseDue } from './marketing.jobs.js';
import {
  PlannedMessageAnswer,
  PlannedMessagesQuery,
  RebookAnswer,
  RebookRulesAnswer,
  RebookRulesBody,
  ReleaseAnswer,
} from './marketing.shapes.http.js';
import { plannedMessages, type PlannedMessage } from './planned-messages.view.js';
import { rebook } from './rebook-ledger.js';
import { CURRENT_RULES, DEFAULT_REBOOK_RULES, rebookRules } from './rebook-rules.js';

/** Service groups that the rules may list: each evaluation carries the rules through the decision. */
const GROUPS_MAX = 200;
const GROUP = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** Whom marketing means to write to, when and why. Messages belong to the store of the visit they follow. */
@Patched('putRebookRules')
@Controller('v1/marketing')
export class MarketingHttp {
  constructor(@Inject(TOOLS('marketing')) private readonly tools: Tools) {}

  /**
   * List planned messages. By due instant, soonest first: of one customer (`customerId`, any status), or of a status (default `planned`) in a store.
   * A caller of several stores names one: 422 `store-required` otherwise.
   * @zh 查看待发营销消息
   */
  @Get('planned-messages')
  @Allow('marketing.messages:read', { store: 'query.storeId' })
  @Returns(PlannedMessageAnswer, { list: true })
  async listPlannedMessages(
    @Query() query: PlannedMessagesQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: PlannedMessageAnswer[]; next?: string }> {
    const { customerId, status, dueBefore, limit = 50, after } = query;
    const range =
      dueBefore === undefined
        ? undefined
        : {
            field: 'dueAt',
            lt: dueBefore.includes('.') ? dueBefore : dueBefore.replace('Z', '.000Z'),
          };
    const storeId =
      query.storeId ??
      (caller.stores !== 'all' && caller.stores.length === 1 ? caller.stores[0] : undefined);
    let index: string;
    let where: { [field: string]: string };
    if (customerId !== undefined) {
      index = status === undefined ? 'byCustomer' : 'byCustomerStatus';
      where = { customerId, ...optional({ status }) };
    } else if (storeId !== undefined) {
      index = 'byStore';
      where = { storeId, status: status ?? 'planned' };
    } else if (caller.stores === 'all') {
      index = 'byStatus';
      where = { status: status ?? 'planned' };
    } else
      throw invalid('store-required', 'Name one of your stores, or a customer.', {
        field: 'storeId',
        expected: 'one of your stores',
      });
    const { items, next } = await this.tools.documents.find(
      this.tools.collection(plannedMessages),
      { index, where, range, limit, after },
    );
    const shown = items.filter(
      (message) =>
        caller.sees(message.storeId) &&
        (query.storeId === undefined || message.storeId === query.storeId),
    );
    return { items: shown.map(answerOf), ...optional({ next }) };
  }

  /**
   * Explain why a customer is, or is not, written to. The newest evaluation of each service group with its inputs (R-CM-05), and the bookings that
   * stop messages.
   * @zh 查看顾客回店提醒的依据
   */
  @Get('customers/:customerId/rebook')
  @Allow('marketing.messages:read', { store: 'narrowed' })
  @Returns(RebookAnswer)
  async explainRebookMessages(
    @Param('customerId') customerId: string,
    @Ctx() { caller }: RequestContext,
  ): Promise<RebookAnswer> {
    const { state, revision } = await this.tools.load(rebook, customerId);
    const evaluations = [...state.evaluations.values()].filter((evaluation) =>
      caller.sees(evaluation.storeId),
    );
    if (evaluations.length === 0)
      throw notFound('rhythm-not-found', 'No rhythm is known of this customer.', {
        field: 'customerId',
      });
    const now = this.tools.facts.now();
    const bookings = [...state.bookings]
      .filter(([, booking]) => booking.startsAt > now)
      .map(([appointmentId, booking]) => ({ appointmentId, ...booking }));
    return {
      customerId,
      evaluations: evaluations.map((evaluation) => {
        const status = state.messages.get(
          `rebook.${customerId}.${evaluation.serviceGroup}.${evaluation.visitId}`,
        )?.status;
        return {
          ...evaluation,
          gapsDays: [...evaluation.gapsDays],
          ...optional({ messageStatus: status }),
        };
      }),
      bookings: bookings as unknown as object[],
      revision,
    };
  }

  /**
   * Show the rules of rebook messages.
   * @zh 查看回店提醒规则
   */
  @Get('rebook-rules')
  @Allow('marketing.rules:read', { store: 'nothing' })
  @Returns(RebookRulesAnswer)
  async getRebookRules(): Promise<RebookRulesAnswer> {
    const stored = await this.tools.documents.get(rebookRules, CURRENT_RULES);
    return { ...(await rulesInForce(this.tools)), revision: stored?.revision ?? 0 };
  }

  /**
   * Set the rules of rebook messages. The chain's own, wholly: what is left out is as usual. Each change is a new version, named by the evaluations
   * from then on. Messages already planned stay as they are.
   * @zh 设置回店提醒规则
   */
  @Put('rebook-rules')
  @Allow('marketing.rules:write', { store: 'chain' })
  @Returns(RebookRulesAnswer)
  async putRebookRules(
    @Body() body: RebookRulesBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<RebookRulesAnswer> {
    const intervals = Object.entries(body.intervalDays ?? {});
    if (intervals.length > GROUPS_MAX)
      throw invalid('intervals-too-many', `There may be at most ${GROUPS_MAX} service groups.`, {
        field: 'intervalDays',
        expected: `at most ${GROUPS_MAX}`,
      });
    for (const [group, days] of intervals) {
      if (!GROUP.test(group))
        throw invalid('service-group-invalid', 'This is not a service group.', {
          field: 'intervalDays',
          expected: GROUP.source,
        });
      if (!Number.isInteger(days) || days < 1 || days > 730)
        throw invalid('interval-invalid', 'An interval must be 1 to 730 whole days.', {
          field: `intervalDays.${group}`,
          expected: '1 to 730',
        });
    }
    const { revision = 0 } = (await this.tools.documents.get(rebookRules, CURRENT_RULES)) ?? {};
    const expected = ifMatch ?? revision;
    const rules = {
      ...DEFAULT_REBOOK_RULES,
      ...body,
      version: `${DEFAULT_REBOOK_RULES.version}.${expected + 1}`,
    };
    return {
      ...rules,
      ...(await this.tools.documents.put(
        rebookRules,
        { id: CURRENT_RULES, ...rules },
        { expected },
      )),
    };
  }

  /**
   * Release the messages that are due. Now instead of within the minute. Repeating it releases nothing twice.
   * @zh 立即发送到期消息
   */
  @Post('jobs/release-due')
  @HttpCode(200)
  @Allow('marketing.jobs:run', { store: 'chain' })
  @Returns(ReleaseAnswer)
  async releaseDueMessages(): Promise<ReleaseAnswer> {
    return releaseDue(this.tools);
  }
}

/** An allow-list: the guard of the read model stays inside. */
const answerOf = (message: PlannedMessage): PlannedMessageAnswer => ({
  messageId: message.messageId,
  customerId: message.customerId,
  storeId: message.storeId,
  campaign: message.campaign,
  occurrence: message.occurrence,
  serviceGroup: message.serviceGroup,
  visitId: message.visitId,
  lastVisitOn: message.lastVisitOn,
  intervalDays: message.intervalDays,
  dueAt: message.dueAt,
  validUntil: message.validUntil,
  status: message.status,
  plannedAt: message.plannedAt,
  ...optional({ reason: message.reason, endedAt: message.endedAt }),
});
