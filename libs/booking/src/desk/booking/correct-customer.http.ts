import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { AppointmentAnswer, NameCustomerBody } from './agenda.shapes.http.js';
import { changedAppointment } from './answers.flow.js';
import { correctCustomer } from './correct-customer.flow.js';
import { takeInPlace } from './place.flow.js';

/** Appointments that are of somebody else. */
@Controller('v1/booking')
export class CorrectCustomerHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Correct the customer of an appointment. Somebody else was named by mistake, or nobody: booked, checked in until its services are done, missed, or
   * cancelled. What was counted for the wrong customer (quotas, no-shows, cancellations, a session of a course, reminders, the deposit's owner) is taken
   * back, and counts for the right one. Time, price and policy stay as agreed. 409 `slot-taken` or `quota-used` when the right customer cannot have it.
   *
   * @zh 更正预约顾客
   */
  @Post('appointments/:appointmentId/customer/correct')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  async correctAppointmentCustomer(
    @Param('appointmentId') appointmentId: string,
    @Body() { customerId }: NameCustomerBody,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    const place = await takeInPlace(this.tools, appointmentId, request);
    return changedAppointment(
      this.tools,
      await correctCustomer(this.tools, place, customerId, request),
      request,
    );
  }
}
