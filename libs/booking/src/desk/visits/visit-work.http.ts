import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Command,
  Ctx,
  DIRECTORY,
  Directory,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { mustBeMeasured } from '../../salon/routes/recipe-units.flow.js';
import { gateOf, missingOfVisit } from '../booking/service-gate.flow.js';
import { findVisit, runVisit } from './visits.flow.js';
import { ReasonBody, StartBody, UseBody } from './visit-lines.shapes.http.js';
import { VisitAnswer } from './visits.shapes.http.js';

/** What happens during a visit: services begin and finish, material is used, the visit is completed or abandoned. */
@Controller('v1/booking')
export class VisitWorkHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Begin a service or its next step. The first step starts its clock, and is where what the service asks for beforehand is judged at last: told in `warnings`, or
   * 409 `prerequisite-missing`, `prerequisite-too-recent` or `prerequisite-expired`, by the store's `prerequisiteGate`.
   *
   * @zh 开始服务
   */
  @Post('visits/:visitId/start')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async startVisitService(
    @Param('visitId') visitId: string,
    @Body() { lineId, step, overridePrerequisite }: StartBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    const { state } = await findVisit(this.tools, visitId, request);
    const missing = await missingOfVisit(
      this.tools,
      state.opening!,
      state.lines,
      state.progress,
      lineId,
    );
    const { gate, overrides } = await gateOf(
      this.tools,
      state.opening!.storeId,
      missing.filter((one) => one.lineId === lineId),
      () => 'lineId',
      overridePrerequisite,
      request,
    );
    return runVisit(this.tools, visitId, request, {
      type: 'StartStep',
      lineId,
      ...optional({ step, gate, override: overrides.get(lineId) }),
    });
  }

  /**
   * End a service that was begun. Its clock stops.
   *
   * @zh 结束服务
   */
  @Post('visits/:visitId/lines/:lineId/finish')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  finishVisitService(
    @Param('visitId') visitId: string,
    @Param('lineId') lineId: string,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    return runVisit(this.tools, visitId, request, { type: 'FinishService', lineId });
  }

  /**
   * Record material really used for a service. It replaces what the recipe plans (VS-13). 422 `product-not-found`, `unit-unknown`.
   *
   * @zh 登记实际用料
   */
  @Post('visits/:visitId/lines/:lineId/use')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async recordMaterialUse(
    @Param('visitId') visitId: string,
    @Param('lineId') lineId: string,
    @Body() { actualUse }: UseBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    await mustBeMeasured(
      this.directory,
      actualUse.map((item, i) => ({ ...item, field: `actualUse.${i}.unit` })),
    );
    return runVisit(this.tools, visitId, request, { type: 'RecordUse', lineId, actualUse });
  }

  /**
   * Complete a visit: all its services are done. Stock, formulas and rhythm follow.
   *
   * @zh 完成服务
   */
  @Post('visits/:visitId/complete')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  completeVisit(
    @Param('visitId') visitId: string,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    return runVisit(this.tools, visitId, request, { type: 'CompleteVisit' });
  }

  /**
   * Abandon a visit: the customer left before the services were done.
   *
   * @zh 顾客中途离店
   */
  @Post('visits/:visitId/abandon')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async abandonVisit(
    @Param('visitId') visitId: string,
    @Body() { reason }: ReasonBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    await mustBeReason(this.tools, 'abandon-visit', reason);
    return runVisit(this.tools, visitId, request, { type: 'AbandonVisit', reason });
  }
}
