import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { notFound, Refusal, type Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { changedAppointment } from './answers.flow.js';
import { exchangeAppointments } from './exchange-appointments.flow.js';
import { ExchangeAnswer, ExchangeBody } from './exchange-appointments.shapes.http.js';
import { atSeenRevision, takeInPlace } from './place.flow.js';

/** Appointments that take each other's place. */
@Controller('v1/booking')
export class ExchangeAppointmentsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Exchange two appointments. Each begins when the other one did, of one day or of two, in one decision: either both change or none does, and none is ever
   * without a slot (B4). Services, prices and policies stay as booked. A refusal names in `appointmentId` which of the two cannot stand in the other's
   * place, and why.
   *
   * @zh 互换两个预约
   */
  @Post('appointments/:appointmentId/exchange')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(ExchangeAnswer)
  async exchangeAppointments(
    @Param('appointmentId') appointmentId: string,
    @Body() body: ExchangeBody,
    @Ctx() request: RequestContext,
  ): Promise<ExchangeAnswer> {
    const one = await takeInPlace(this.tools, appointmentId, request);
    const other = await takeInPlace(this.tools, body.with, request).catch((error: unknown) => {
      throw error instanceof Refusal && error.code === 'appointment-not-found'
        ? notFound(error.code, error.message, { field: 'with' })
        : error;
    });
    const [first, second] = await atSeenRevision(request, () =>
      exchangeAppointments(this.tools, one, other, body, request),
    );
    return {
      appointment: await changedAppointment(this.tools, first, request),
      exchangedWith: await changedAppointment(this.tools, second, request),
    };
  }
}
