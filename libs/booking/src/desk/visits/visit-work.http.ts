import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Tools } from '@chignon/eventing';
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
import { runVisit } from './visits.flow.js';
import { ReasonBody, StartBody, UseBody, VisitAnswer } from './visits.shapes.http.js';

@Controller('v1/booking')
export class VisitWorkHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /** Begins a service or its next step; the first one starts its clock. */
  @Post('visits/:visitId/start')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  startVisitService(
    @Param('visitId') visitId: string,
    @Body() { lineId, step }: StartBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    return runVisit(this.tools, visitId, request, {
      type: 'StartStep',
      lineId,
      ...(step === undefined ? {} : { step }),
    });
  }

  /** Ends a service that was begun: its clock stops. */
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

  /** Material really used for a service; replaces what the recipe plans (VS-13). 422 `product-not-found`, `unit-unknown`. */
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

  /** All services are done: stock, formulas and rhythm follow. */
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

  /** The customer left before the services were done. */
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
