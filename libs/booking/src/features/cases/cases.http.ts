import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { invalid, notFound, optional, sha256, type Tools } from '@chignon/eventing';
import {
  Allow,
  Command,
  Ctx,
  page,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { visits } from '../../visits/visit-ledger.js';
import { caseAnswer, findCase, runCase } from './cases.flow.js';
import { cases } from './case-ledger.js';
import {
  AnswerCaseBody,
  AssignCaseBody,
  CaseActionBody,
  CaseAnswer,
  CaseQuery,
  CloseCaseBody,
  ListedCaseAnswer,
  OpenCaseBody,
  ReopenCaseBody,
  ResolveCaseBody,
} from './cases.shapes.http.js';
import { listedCases } from './cases.view.js';

/** What customers were not content with, until they were told that it is put right (VS-07, VS-10, VS-20). */
@Controller('v1/booking/cases')
export class CasesHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Open a case. Its deadlines follow from how bad it is; each is said to be over once. Ratings of 1 and 2 open one by themselves. 404
   * `visit-not-found` for a visit of another store.
   *
   * @zh 登记投诉个案
   */
  @Post()
  @HttpCode(201)
  @Allow('booking.cases:write', { store: 'body.storeId' })
  @Command()
  @Returns(CaseAnswer)
  async openCase(
    @Body() { storeId, visitId, customerId, severity = 'normal', ...said }: OpenCaseBody,
    @Ctx() request: RequestContext,
  ): Promise<CaseAnswer> {
    await booksOf(this.tools).store(storeId);
    await mustBeReason(this.tools, 'complaint', said.category, 'category');
    const visit = visitId === undefined ? undefined : await this.visit(visitId, storeId);
    if (customerId !== undefined && visit && visit.customerId !== customerId)
      throw invalid('case-customer-differs', 'The visit is not of this customer.', {
        field: 'customerId',
        expected: 'the customer of the visit, or none',
      });
    const { expected: _, ...cause } = request.cause({ storeId });
    const caseId = `c-${sha256(cause.commandId).slice(0, 24)}`;
    const { state, revision } = await this.tools.execute(
      cases,
      caseId,
      {
        type: 'OpenCase',
        opening: {
          caseId,
          storeId,
          ...optional({ customerId: customerId ?? visit?.customerId, visitId }),
          ...said,
          severity,
        },
      },
      cause,
    );
    return caseAnswer(state, revision);
  }

  /**
   * List the cases of a store. The oldest first.
   *
   * @zh 门店投诉个案列表
   */
  @Get()
  @Allow('booking.cases:read', { store: 'query.storeId' })
  @Returns(ListedCaseAnswer, { list: true })
  async listCases(
    @Query() { storeId, status, limit = 50, after }: CaseQuery,
  ): Promise<{ items: ListedCaseAnswer[]; next?: string }> {
    const found = await this.tools.documents.find(this.tools.collection(listedCases), {
      index: status === undefined ? 'byStore' : 'byStatus',
      where: { storeId, ...optional({ status }) },
      limit,
      ...optional({ after }),
    });
    return page(found, (one) => ({
      caseId: one.id,
      storeId: one.storeId,
      ...optional({ customerId: one.customerId, visitId: one.visitId, ownerId: one.ownerId }),
      channel: one.channel,
      category: one.category,
      severity: one.severity,
      status: one.status,
      openedAt: one.openedAt,
      deadlines: one.deadlines.map((deadline) => ({ ...deadline })),
      breaches: one.breaches,
    }));
  }

  /**
   * Get a case. With its deadlines, what was done about it, and the money that goes back.
   *
   * @zh 查询投诉个案
   */
  @Get(':caseId')
  @Allow('booking.cases:read', { store: 'narrowed' })
  @Returns(CaseAnswer)
  async getCase(
    @Param('caseId') caseId: string,
    @Ctx() request: RequestContext,
  ): Promise<CaseAnswer> {
    const { state, revision } = await findCase(this.tools, caseId, request);
    return caseAnswer(state, revision);
  }

  /**
   * Give a case to somebody. They look after it from then on.
   *
   * @zh 指派个案负责人
   */
  @Post(':caseId/assign')
  @HttpCode(200)
  @Allow('booking.cases:write', { store: 'narrowed' })
  @Command()
  @Returns(CaseAnswer)
  assignCase(
    @Param('caseId') caseId: string,
    @Body() { staffId }: AssignCaseBody,
    @Ctx() request: RequestContext,
  ): Promise<CaseAnswer> {
    return runCase(this.tools, caseId, request, { type: 'AssignCase', ownerId: staffId });
  }

  /**
   * Say that the customer was answered. It stops the clock of the answer; every answer is kept.
   *
   * @zh 记录已回复顾客
   */
  @Post(':caseId/answers')
  @HttpCode(200)
  @Allow('booking.cases:write', { store: 'narrowed' })
  @Command()
  @Returns(CaseAnswer)
  answerCase(
    @Param('caseId') caseId: string,
    @Body() { channel }: AnswerCaseBody,
    @Ctx() request: RequestContext,
  ): Promise<CaseAnswer> {
    return runCase(this.tools, caseId, request, { type: 'AnswerCase', channel });
  }

  /**
   * Say what was done about a case. A case is resolved only when something was.
   *
   * @zh 记录处理措施
   */
  @Post(':caseId/actions')
  @HttpCode(200)
  @Allow('booking.cases:write', { store: 'narrowed' })
  @Command()
  @Returns(CaseAnswer)
  async actOnCase(
    @Param('caseId') caseId: string,
    @Body() { action }: CaseActionBody,
    @Ctx() request: RequestContext,
  ): Promise<CaseAnswer> {
    await findCase(this.tools, caseId, request);
    await mustBeReason(this.tools, 'case-action', action, 'action');
    return runCase(this.tools, caseId, request, { type: 'TakeCaseAction', action });
  }

  /**
   * Resolve a case. With how it was put right and what it came from. 409 `case-without-action`, and `compensation-under-way` while money is neither
   * paid nor declined.
   *
   * @zh 解决个案
   */
  @Post(':caseId/resolve')
  @HttpCode(200)
  @Allow('booking.cases:write', { store: 'narrowed' })
  @Command()
  @Returns(CaseAnswer)
  async resolveCase(
    @Param('caseId') caseId: string,
    @Body() { resolution, rootCause }: ResolveCaseBody,
    @Ctx() request: RequestContext,
  ): Promise<CaseAnswer> {
    await findCase(this.tools, caseId, request);
    await mustBeReason(this.tools, 'resolve-case', resolution, 'resolution');
    await mustBeReason(this.tools, 'root-cause', rootCause, 'rootCause');
    return runCase(this.tools, caseId, request, { type: 'ResolveCase', resolution, rootCause });
  }

  /**
   * Tell the customer what became of it, and close the case. Whoever is not satisfied has it opened again, with a new deadline (VS-20).
   *
   * @zh 告知顾客并结案
   */
  @Post(':caseId/close')
  @HttpCode(200)
  @Allow('booking.cases:write', { store: 'narrowed' })
  @Command()
  @Returns(CaseAnswer)
  closeCase(
    @Param('caseId') caseId: string,
    @Body() { channel, outcome }: CloseCaseBody,
    @Ctx() request: RequestContext,
  ): Promise<CaseAnswer> {
    return runCase(this.tools, caseId, request, { type: 'CloseCase', channel, outcome });
  }

  /**
   * Open a case again. The clock of putting it right begins anew.
   *
   * @zh 重新打开个案
   */
  @Post(':caseId/reopen')
  @HttpCode(200)
  @Allow('booking.cases:write', { store: 'narrowed' })
  @Command()
  @Returns(CaseAnswer)
  async reopenCase(
    @Param('caseId') caseId: string,
    @Body() { reason }: ReopenCaseBody,
    @Ctx() request: RequestContext,
  ): Promise<CaseAnswer> {
    await findCase(this.tools, caseId, request);
    await mustBeReason(this.tools, 'reopen-case', reason);
    return runCase(this.tools, caseId, request, { type: 'ReopenCase', reason });
  }

  private async visit(visitId: string, storeId: string) {
    const { state } = await this.tools.load(visits, visitId);
    if (state.opening?.storeId !== storeId)
      throw notFound('visit-not-found', 'The store has no such visit.', { field: 'visitId' });
    return state.opening;
  }
}
