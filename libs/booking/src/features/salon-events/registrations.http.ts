import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  page,
  TOOLS,
} from '@chignon/service-kit';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { findSalonEvent, heldTier, runOnSalonEvent } from './salon-event.flow.js';
import type { Party, SalonEventState } from './salon-event.js';
import {
  SalonEventAttendanceBody,
  SalonEventPageQuery,
  SalonEventRegistrationAnswer,
  SalonEventRegistrationBody,
  SalonEventRegistrationCancelBody,
  SalonEventRegistrationItem,
} from './salon-events.shapes.http.js';
import { listedRegistrations } from './salon-events.view.js';

/** Who takes part in a salon event (BK-24). */
@Controller('v1/booking/salon-events/:eventId/registrations')
export class RegistrationsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Register a customer with their party for a salon event. Where all seats are taken, they are put on the waiting list if there is one. 409
   * `event-full` names the seats left, 409 `already-registered` the registration, 409 `tier-required` the tiers that it is for.
   *
   * @zh 活动报名
   */
  @Post()
  @HttpCode(201)
  @Allow('booking.registrations:write', { store: 'narrowed' })
  @Command()
  @Returns(SalonEventRegistrationAnswer)
  async registerForSalonEvent(
    @Param('eventId') eventId: string,
    @Body() { customerId, partySize = 1, channel = 'front-desk' }: SalonEventRegistrationBody,
    @Ctx() request: RequestContext,
  ): Promise<SalonEventRegistrationAnswer> {
    const tier = await heldTier(this.tools, eventId, customerId, request);
    const { state, revision, events } = await runOnSalonEvent(this.tools, eventId, request, {
      type: 'RegisterSeats',
      customerId,
      partySize,
      channel,
      ...optional({ tier }),
    });
    // eslint-disable-next-line no-restricted-syntax -- the first event is the registration, seated or waiting
    return registrationAnswer(state, (events[0]!.data as Party).registrationId, revision);
  }

  /**
   * List the registrations of a salon event. It says who is registered, waits and came, in the order in which they registered.
   *
   * @zh 活动报名列表
   */
  @Get()
  @Allow('booking.registrations:read', { store: 'narrowed' })
  @Returns(SalonEventRegistrationItem, { list: true })
  async listSalonEventRegistrations(
    @Param('eventId') eventId: string,
    @Query() { limit = 50, after }: SalonEventPageQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: SalonEventRegistrationItem[]; next?: string }> {
    await findSalonEvent(this.tools, eventId, request);
    const found = await this.tools.documents.find(this.tools.collection(listedRegistrations), {
      index: 'byEvent',
      where: { eventId },
      limit,
      after,
    });
    return page(found, ({ id, customerId, partySize, channel, status, registeredAt }) => ({
      registrationId: id,
      eventId,
      customerId,
      partySize,
      channel,
      status,
      registeredAt,
    }));
  }

  /**
   * Cancel a registration before the start. Its seats go to who waits first.
   *
   * @zh 取消活动报名
   */
  @Post(':registrationId/cancel')
  @HttpCode(200)
  @Allow('booking.registrations:write', { store: 'narrowed' })
  @Command()
  @Returns(SalonEventRegistrationAnswer)
  async cancelSalonEventRegistration(
    @Param('eventId') eventId: string,
    @Param('registrationId') registrationId: string,
    @Body() { by, reason }: SalonEventRegistrationCancelBody,
    @Ctx() request: RequestContext,
  ): Promise<SalonEventRegistrationAnswer> {
    await mustBeReason(this.tools, 'cancel-registration', reason);
    const { state, revision } = await runOnSalonEvent(this.tools, eventId, request, {
      type: 'CancelRegistration',
      registrationId,
      by,
      reason,
    });
    return registrationAnswer(state, registrationId, revision);
  }

  /**
   * Record whether a registered party came. It may be said from an hour before the start on, and put right afterwards.
   *
   * @zh 登记活动到场
   */
  @Post(':registrationId/attendance')
  @HttpCode(200)
  @Allow('booking.registrations:write', { store: 'narrowed' })
  @Command()
  @Returns(SalonEventRegistrationAnswer)
  async recordSalonEventAttendance(
    @Param('eventId') eventId: string,
    @Param('registrationId') registrationId: string,
    @Body() { attended }: SalonEventAttendanceBody,
    @Ctx() request: RequestContext,
  ): Promise<SalonEventRegistrationAnswer> {
    const { state, revision } = await runOnSalonEvent(this.tools, eventId, request, {
      type: 'RecordAttendance',
      registrationId,
      attended,
    });
    return registrationAnswer(state, registrationId, revision);
  }
}

function registrationAnswer(
  { eventId, registrations, waiting }: SalonEventState,
  id: string,
  revision: number,
): SalonEventRegistrationAnswer {
  const { registrationId, customerId, partySize, channel, status } = registrations.get(id)!;
  return {
    registrationId,
    eventId,
    customerId,
    partySize,
    channel,
    status,
    ...(status === 'waiting' ? { waitingPlace: waiting.indexOf(id) + 1 } : {}),
    revision,
  };
}
