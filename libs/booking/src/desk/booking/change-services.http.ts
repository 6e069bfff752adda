import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { AppointmentAnswer } from './agenda.shapes.http.js';
import { changedAppointment } from './answers.flow.js';
import { changeServices } from './change-services.flow.js';
import { ChangeServicesBody } from './change-services.shapes.http.js';
import { takeInPlace } from './place.flow.js';

/** Other services than were booked. */
@Controller('v1/booking')
export class ChangeServicesHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Change the services of an appointment before the visit. Add, drop, replace, or have another person do one, all in one decision (BK-03). It begins when it
   * began. Lines that stay keep their price, new ones cost what they cost now; what is asked for beforehand is reckoned anew. What a customer drops late costs what
   * cancelling it would. 409 `slot-taken` names what is in the way, with the nearest starts.
   *
   * @zh 修改预约服务项目
   */
  @Post('appointments/:appointmentId/services')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  async changeAppointmentServices(
    @Param('appointmentId') appointmentId: string,
    @Body() body: ChangeServicesBody,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    const place = await takeInPlace(this.tools, appointmentId, request);
    const entry = await changeServices(this.tools, place, body, request);
    return changedAppointment(this.tools, entry, request);
  }
}
