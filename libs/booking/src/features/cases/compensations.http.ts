import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { refused, sha256, type Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { authorityOf } from '../../salon/till/authority.js';
import { visits } from '../../visits/visit-ledger.js';
import { findCase, runCase } from './cases.flow.js';
import { CaseAnswer, CompensationBody } from './cases.shapes.http.js';
import { priceOf } from './compensations.flow.js';

/** Money that goes back for a case, within a limit or by two people (VS-10). */
@Controller('v1/booking/cases/:caseId/compensations')
export class CompensationsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Compensate the customer of a case. A refund of lines of the visit, paid at once within what your role may give back on one case; beyond that it
   * waits until somebody else grants it. Refused as the refund would be. 409 `case-without-visit`.
   *
   * @zh 申请补偿
   */
  @Post()
  @HttpCode(200)
  @Allow('booking.cases:write', { store: 'narrowed' })
  @Command()
  @Returns(CaseAnswer)
  async compensateCase(
    @Param('caseId') caseId: string,
    @Body() { items, reason }: CompensationBody,
    @Ctx() request: RequestContext,
  ): Promise<CaseAnswer> {
    const { state } = await findCase(this.tools, caseId, request);
    const { visitId, storeId } = state.opening!;
    await mustBeReason(this.tools, 'refund', reason);
    if (visitId === undefined)
      throw refused(
        'case-without-visit',
        'The case is about no visit whose bill could be refunded.',
      );
    const { commandId } = request.cause({ storeId });
    const compensationId = `p-${sha256(commandId).slice(0, 24)}`;
    // A repeat finds what the bill came to before the first one was paid.
    const known = state.compensations.find((one) => one.compensationId === compensationId);
    const { cents, currency } = known ?? (await priceOf(this.tools, visitId, items, reason));
    return runCase(this.tools, caseId, request, {
      type: 'ProposeCompensation',
      compensation: {
        compensationId,
        visitId,
        items: items.map(({ lineId, quantityMilli }) => ({ lineId, quantityMilli })),
        cents,
        currency,
        reason,
        proposedBy: request.actor,
      },
      authority: authorityOf(request.caller, await booksOf(this.tools).till(), currency),
    });
  }

  /**
   * Grant a compensation that waits. By somebody else than whoever asked for it (403 `second-person-needed`), within their own limit.
   *
   * @param compensationId Which, as the case names it.
   * @zh 批准补偿
   */
  @Post(':compensationId/grant')
  @HttpCode(200)
  @Allow('booking.compensations:grant', { store: 'narrowed' })
  @Command()
  @Returns(CaseAnswer)
  async grantCompensation(
    @Param('caseId') caseId: string,
    @Param('compensationId') compensationId: string,
    @Ctx() request: RequestContext,
  ): Promise<CaseAnswer> {
    const { visitId = '' } = (await findCase(this.tools, caseId, request)).state.opening!;
    const { state } = await this.tools.load(visits, visitId);
    const till = await booksOf(this.tools).till();
    return runCase(this.tools, caseId, request, {
      type: 'GrantCompensation',
      compensationId,
      by: request.actor,
      authority: authorityOf(request.caller, till, state.opening?.currency ?? ''),
    });
  }

  /**
   * Decline a compensation that waits. Nothing goes back.
   *
   * @param compensationId Which, as the case names it.
   * @zh 拒绝补偿
   */
  @Post(':compensationId/decline')
  @HttpCode(200)
  @Allow('booking.compensations:grant', { store: 'narrowed' })
  @Command()
  @Returns(CaseAnswer)
  declineCompensation(
    @Param('caseId') caseId: string,
    @Param('compensationId') compensationId: string,
    @Ctx() request: RequestContext,
  ): Promise<CaseAnswer> {
    return runCase(this.tools, caseId, request, {
      type: 'DeclineCompensation',
      compensationId,
      by: request.actor,
    });
  }
}
