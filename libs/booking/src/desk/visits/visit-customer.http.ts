import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { refused, type Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { NameCustomerBody } from '../booking/agenda.shapes.http.js';
import { findVisit, runVisit } from './visits.flow.js';
import { VisitAnswer } from './visits.shapes.http.js';

/** Visits that are of somebody else. */
@Controller('v1/booking')
export class VisitCustomerHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Correct the customer of a walk-in. Somebody else was named by mistake, or nobody; until its services are done. 409 `visit-of-appointment` where it
   * has an appointment: that is corrected, and the visit follows.
   *
   * @zh 更正到店顾客
   */
  @Post('visits/:visitId/customer')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async correctVisitCustomer(
    @Param('visitId') visitId: string,
    @Body() { customerId }: NameCustomerBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    const { state } = await findVisit(this.tools, visitId, request);
    const { appointmentId } = state.opening!;
    if (appointmentId !== undefined)
      throw refused(
        'visit-of-appointment',
        'Correct the customer of the appointment: its visit follows.',
        { field: 'customerId', appointmentId },
      );
    return runVisit(this.tools, visitId, request, { type: 'CorrectVisitCustomer', customerId });
  }
}
