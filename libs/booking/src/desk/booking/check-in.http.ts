import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { AppointmentAnswer } from './agenda.shapes.http.js';
import { changedAppointment } from './answers.flow.js';
import { checkIn } from './book.flow.js';
import { undoCheckIn } from './check-in.flow.js';
import { takeInPlace } from './place.flow.js';
import { CheckInBody } from './service-gate.shapes.http.js';

/** The customer is here, or was not after all. */
@Controller('v1/booking')
export class CheckInHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Check a customer in, which opens the visit. What a service asks for beforehand and does not find, such as a patch test that was cancelled since, is
   * told in `warnings`; where the store's `prerequisiteGate` is `block` it is 409 `prerequisite-missing`, `prerequisite-too-recent` or `prerequisite-expired`.
   *
   * @zh 预约到店签到
   */
  @Post('appointments/:appointmentId/check-in')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  async checkInAppointment(
    @Param('appointmentId') appointmentId: string,
    @Body() { overridePrerequisite }: CheckInBody,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    const place = await takeInPlace(this.tools, appointmentId, request);
    return changedAppointment(
      this.tools,
      await checkIn(this.tools, place, request, overridePrerequisite),
      request,
    );
  }

  /**
   * Take a check-in back that was a mistake. The appointment is booked again and its visit ends as if nobody had come; a later check-in opens another
   * visit. 409 `service-begun` once a service has begun.
   *
   * @zh 撤销到店签到
   */
  @Post('appointments/:appointmentId/check-in/undo')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  async undoCheckIn(
    @Param('appointmentId') appointmentId: string,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    const place = await takeInPlace(this.tools, appointmentId, request);
    return changedAppointment(this.tools, await undoCheckIn(this.tools, place, request), request);
  }
}
