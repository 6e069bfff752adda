import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { daysOfDate } from '@chignon/calendar';
import { invalid, optional, sha256, type Tools } from '@chignon/eventing';
import {
  Allow,
  Command,
  Ctx,
  DIRECTORY,
  Directory,
  page,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { visits } from '../../visits/visit-ledger.js';
import { listedVisits } from '../../visits/visits.view.js';
import { visitMoment } from '../booking/check-in.flow.js';
import { causeOf } from '../booking/planning.flow.js';
import { gateOf, missingOfVisit, withOverrides } from '../booking/service-gate.flow.js';
import { listCentsOfProduct, otherLine, serviceLine } from './visit-lines.flow.js';
import { atTillOf, findVisit, runVisit, visitAnswer } from './visits.flow.js';
import { ListedVisitAnswer, VisitAnswer, VisitQuery } from './visits.shapes.http.js';
import { NewVisitLineBody, ReasonBody, WalkInBody } from './visit-lines.shapes.http.js';

/** Opens visits, shows them, and changes their lines. */
@Controller('v1/booking')
export class VisitsHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Open a visit of somebody without an appointment. Services that lack what they ask for beforehand, such as a patch test, are told in `warnings`; where
   * the store's `prerequisiteGate` is `block` it is 409 `prerequisite-missing`, `prerequisite-too-recent` or `prerequisite-expired`.
   *
   * @zh 散客到店开单
   */
  @Post('visits')
  @HttpCode(201)
  @Allow('booking.visits:write', { store: 'body.storeId' })
  @Command()
  @Returns(VisitAnswer)
  async openWalkIn(
    @Body() { storeId, customerId, services = [], overridePrerequisite }: WalkInBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    const cause = causeOf(request, storeId);
    // The id follows from the command, so that a repeat finds the same visit.
    const visitId = `w-${sha256(cause.commandId).slice(0, 24)}`;
    const { state } = await this.tools.load(visits, visitId);
    const lines =
      state.status === 'absent'
        ? await Promise.all(
            services.map((s, i) =>
              serviceLine(
                this.tools,
                storeId,
                customerId,
                { ...s, kind: 'service', itemId: s.serviceId },
                `l${i + 1}`,
                `services.${i}`,
              ),
            ),
          )
        : [];
    const { gate, overrides } = await gateOf(
      this.tools,
      storeId,
      await missingOfVisit(this.tools, { storeId, customerId }, lines, {}),
      (lineId) => `services.${lines.findIndex((l) => l.lineId === lineId)}.serviceId`,
      overridePrerequisite,
      request,
    );
    const opening = {
      visitId,
      ...(await visitMoment(this.tools, storeId)),
      ...optional({ customerId }),
      origin: 'walk-in' as const,
      lines: withOverrides(lines, { overrides }),
    };
    const outcome = await this.tools.execute(
      visits,
      visitId,
      { type: 'OpenVisit', opening, ...optional({ gate }) },
      cause,
    );
    return visitAnswer(this.tools, outcome.state, outcome.revision);
  }

  /**
   * Get a visit with its lines, bill and settlements. Before settlement the bill is what it would come to.
   *
   * @zh 查询到店单
   */
  @Get('visits/:visitId')
  @Allow('booking.visits:read', { store: 'narrowed' })
  @Returns(VisitAnswer)
  async getVisit(
    @Param('visitId') visitId: string,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    const { state, revision } = await findVisit(this.tools, visitId, request);
    return visitAnswer(this.tools, state, revision);
  }

  /**
   * List the visits of a store by day or status. Those of a day come by id; those of a status, such as what is still under way or not settled yet, by the
   * day on which they began.
   *
   * @zh 门店当日到店列表
   */
  @Get('visits')
  @Allow('booking.visits:read', { store: 'query.storeId' })
  @Returns(ListedVisitAnswer, { list: true })
  async listVisits(
    @Query() { storeId, date: said, status: wanted, limit = 50, after }: VisitQuery,
  ): Promise<{ items: ListedVisitAnswer[]; next?: string }> {
    const date =
      said ??
      (wanted === undefined ? (await visitMoment(this.tools, storeId)).businessDate : undefined);
    if (date !== undefined && daysOfDate(date) === undefined)
      throw invalid('date-invalid', 'There is no such date.', {
        field: 'date',
        expected: 'YYYY-MM-DD',
      });
    const found = await this.tools.documents.find(this.tools.collection(listedVisits), {
      index: wanted === undefined ? 'byDay' : 'byStatus',
      where: {
        storeId,
        ...optional({ status: wanted, businessDate: date }),
      },
      limit,
      after,
    });
    return page(
      found,
      ({
        id,
        storeId: s,
        businessDate,
        customerId,
        appointmentId,
        status,
        currency,
        lines,
        netCents,
        taxCents,
      }) => ({
        visitId: id,
        storeId: s,
        businessDate,
        ...optional({ customerId, appointmentId }),
        status,
        currency,
        lines: lines.map((l) => ({ ...l, staffIds: [...l.staffIds] })),
        netCents,
        taxCents,
      }),
    );
  }

  /**
   * Add a service, a product or an adjustment to a visit. Services before completion, the others until settlement. 422 `product-not-found` for a SKU
   * that inventory has never described; one that is bought no more may be sold off. A service that lacks what it asks for beforehand is told in `warnings`, or
   * 409 `prerequisite-missing` and the like, as at the door.
   *
   * @zh 添加服务、产品或调整项
   */
  @Post('visits/:visitId/lines')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async addVisitLine(
    @Param('visitId') visitId: string,
    @Body() body: NewVisitLineBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    const { state } = await findVisit(this.tools, visitId, request);
    const { storeId, customerId } = state.opening!;
    const { lineId: _, ...line } =
      body.kind === 'service'
        ? await serviceLine(this.tools, storeId, customerId, body, 'new', '')
        : otherLine(
            body,
            body.kind === 'product'
              ? await listCentsOfProduct(this.directory, body, state.opening!.currency)
              : undefined,
          );
    const { reason, reduces, overridePrerequisite } = body;
    const missing =
      body.kind === 'service'
        ? await missingOfVisit(
            this.tools,
            state.opening!,
            [...state.lines, { ...line, lineId: 'new' }],
            state.progress,
          )
        : [];
    const { gate, overrides } = await gateOf(
      this.tools,
      storeId,
      missing.filter(({ lineId }) => lineId === 'new'),
      () => 'itemId',
      overridePrerequisite,
      request,
    );
    return runVisit(this.tools, visitId, request, {
      type: 'AddLine',
      line: {
        ...line,
        ...optional({ priceReason: reason, reduces, override: overrides.get('new') }),
      },
      at: await atTillOf(this.tools, request, state),
      ...optional({ gate }),
    });
  }

  /**
   * Remove a line that was not begun.
   *
   * @zh 移除未开始的项目
   */
  @Post('visits/:visitId/lines/:lineId/remove')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async removeVisitLine(
    @Param('visitId') visitId: string,
    @Param('lineId') lineId: string,
    @Body() { reason }: ReasonBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    await mustBeReason(this.tools, 'remove-line', reason);
    return runVisit(this.tools, visitId, request, { type: 'RemoveLine', lineId, reason });
  }
}
