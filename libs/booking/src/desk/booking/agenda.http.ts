import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { msOfIso } from '@chignon/calendar';
import { invalid, optional, type Tools } from '@chignon/eventing';
import { Allow, Returns, Ctx, type RequestContext, Command, TOOLS } from '@chignon/service-kit';
import type { AgendaCommand } from '../../agenda/agenda-events.js';
import { agenda } from '../../agenda/agenda.js';
import { type Entry, storeOfAgenda } from '../../agenda/appointment/appointment.js';
import type { Place } from '../../agenda/decide/locate.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { changeRefused } from '../terms/admission.flow.js';
import { acceptedTerms, exemptionOf, savingBy } from '../terms/policy-terms.flow.js';
import {
  AppointmentAnswer,
  AppointmentBody,
  CancelBody,
  DeclineBody,
  HoldAnswer,
  HoldBody,
  NameCustomerBody,
  RescheduleBody,
} from './agenda.shapes.http.js';
import { changedAppointment, oneAppointment, shownHold } from './answers.flow.js';
import {
  bookDirectly,
  confirmHold,
  type DirectBooking,
  holdSlot,
  releaseHold,
} from './book.flow.js';
import { mustFitCustomer } from './elsewhere.flow.js';
import { HoldLimits } from './hold-limits.flow.js';
import { placeOf, atSeenRevision, seenRevision, takeInPlace } from './place.flow.js';
import { causeOf } from './planning.flow.js';
import { reschedule } from './reschedule.flow.js';

/** Books, holds, moves and cancels appointments. */
@Controller('v1/booking')
export class AgendaHttp {
  private readonly holds = new HoldLimits();

  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Hold a slot for some minutes. No one else can take it during checkout (BK-30). 409 `slot-taken` names the resource and the nearest free starts; 429
   * `too-many-holds` when more than 20 a minute are asked for one customer.
   *
   * @zh 暂留时段
   */
  @Post('holds')
  @HttpCode(201)
  @Allow('booking.holds:write', { store: 'body.storeId' })
  @Command()
  @Returns(HoldAnswer)
  async createHold(@Body() body: HoldBody, @Ctx() request: RequestContext): Promise<HoldAnswer> {
    const { customerId } = body;
    const entry = await holdSlot(this.tools, body, request, () => {
      if (customerId !== undefined)
        this.holds.count(customerId, request.cause().commandId, msOfIso(this.tools.facts.now()));
    });
    return shownHold(this.tools, entry, request);
  }

  /**
   * Release a hold before it runs out.
   *
   * @zh 释放暂留时段
   */
  @Post('holds/:holdId/release')
  @HttpCode(200)
  @Allow('booking.holds:write', { store: 'narrowed' })
  @Command()
  @Returns(HoldAnswer)
  async releaseHold(
    @Param('holdId') holdId: string,
    @Ctx() request: RequestContext,
  ): Promise<HoldAnswer> {
    return shownHold(this.tools, await releaseHold(this.tools, holdId, request), request);
  }

  /**
   * Book an appointment. A hold is confirmed by its id, which may also name the customer; without one it is booked directly. 409 `hold-expired` when
   * the hold has run out.
   *
   * @zh 创建预约
   */
  @Post('appointments')
  @HttpCode(201)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  async bookAppointment(
    @Body() body: AppointmentBody,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    const { holdId, customerId } = body;
    if (holdId !== undefined) {
      nothingBesideHold(body);
      return this.answer(await confirmHold(this.tools, { holdId, customerId }, request), request);
    }
    const booking = directBooking(body);
    request.caller.mustSee(booking.storeId);
    return this.answer(await bookDirectly(this.tools, booking, request), request);
  }

  /**
   * Get an appointment, wherever it has been moved.
   *
   * @zh 查询预约
   */
  @Get('appointments/:appointmentId')
  @Allow('booking.appointments:read', { store: 'narrowed' })
  @Returns(AppointmentAnswer)
  async getAppointment(
    @Param('appointmentId') appointmentId: string,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    return oneAppointment(this.tools, (await this.find(appointmentId, request)).entry, request);
  }

  /**
   * Move an appointment to another time, store or person. Price, durations and policy stay as booked. It is never without a slot and never has two
   * (B4). A late move too many costs a fee, which the answer shows (R-BK-34). 403 `permission-missing` when `by` the store saves that fee and the caller may
   * not waive one.
   *
   * @zh 改约
   */
  @Post('appointments/:appointmentId/reschedule')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  async rescheduleAppointment(
    @Param('appointmentId') appointmentId: string,
    @Body() body: RescheduleBody,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    const place = await this.standing(appointmentId, request);
    if (body.storeId !== undefined) request.caller.mustSee(body.storeId);
    return this.answer(
      await atSeenRevision(request, () => reschedule(this.tools, place, body, request)),
      request,
    );
  }

  /**
   * Cancel an appointment. A cancelled one stays cancelled. By the customer it costs what the terms that the booking accepted say at this instant
   * (BK-03), and no less than it would have cost at a late move that was free; by the store nothing. 403 `permission-missing` when that saves a fee and the caller may not waive one.
   *
   * @zh 取消预约
   */
  @Post('appointments/:appointmentId/cancel')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  cancelAppointment(
    @Param('appointmentId') appointmentId: string,
    @Body() { by, reason, exemption, channel }: CancelBody,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    return this.change(appointmentId, request, async ({ appointment }) => {
      const no = changeRefused(
        this.tools,
        await booksOf(this.tools).store(appointment.storeId),
        'cancel',
        { by, channel },
        appointment,
      );
      await mustBeReason(this.tools, 'cancel', reason);
      return {
        type: 'CancelAppointment',
        appointmentId,
        by,
        reason,
        terms: await acceptedTerms(this.tools, appointment),
        ...savingBy(request),
        ...(await exemptionOf(this.tools, request, exemption)),
        ...seenRevision(request),
        ...optional({ no }),
      };
    });
  }

  /**
   * Approve an appointment that waits for the store. Its slot was taken meanwhile and stays so (R-BK-22).
   *
   * @zh 确认待审预约
   */
  @Post('appointments/:appointmentId/approve')
  @HttpCode(200)
  @Allow('booking.approvals:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  approveAppointment(
    @Param('appointmentId') appointmentId: string,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    return this.change(appointmentId, request, () => ({
      type: 'Approve',
      appointmentId,
      ...seenRevision(request),
    }));
  }

  /**
   * Decline an appointment that waits for the store. Its slot is free again.
   *
   * @zh 拒绝待审预约
   */
  @Post('appointments/:appointmentId/decline')
  @HttpCode(200)
  @Allow('booking.approvals:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  declineAppointment(
    @Param('appointmentId') appointmentId: string,
    @Body() { reason }: DeclineBody,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    return this.change(appointmentId, request, async () => {
      await mustBeReason(this.tools, 'decline', reason);
      return { type: 'Decline', appointmentId, reason, ...seenRevision(request) };
    });
  }

  /**
   * Name the customer of an appointment that has none. Guests of a group are often named later (R-BK-14).
   *
   * @zh 补登预约顾客
   */
  @Post('appointments/:appointmentId/customer')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  nameAppointmentCustomer(
    @Param('appointmentId') appointmentId: string,
    @Body() { customerId }: NameCustomerBody,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    return this.change(appointmentId, request, async (entry) => {
      if (entry.status === 'booked' && entry.appointment.customerId === undefined)
        await mustFitCustomer(this.tools, entry, customerId);
      return { type: 'NameCustomer', appointmentId, customerId, ...seenRevision(request) };
    });
  }

  /** Puts a command to the agenda that the appointment stands in. */
  private async change(
    appointmentId: string,
    request: RequestContext,
    commandFor: (entry: Entry) => AgendaCommand | Promise<AgendaCommand>,
  ): Promise<AppointmentAnswer> {
    const { key, entry } = await this.standing(appointmentId, request);
    const command = await commandFor(entry);
    const { state } = await atSeenRevision(request, () =>
      this.tools.execute(agenda, key, command, causeOf(request, storeOfAgenda(key))),
    );
    return this.answer(state.entries.get(appointmentId)!, request);
  }

  private answer(entry: Entry, request: RequestContext): Promise<AppointmentAnswer> {
    return changedAppointment(this.tools, entry, request);
  }

  private find(appointmentId: string, request: RequestContext): Promise<Place> {
    return placeOf(this.tools, appointmentId, request);
  }

  private standing(appointmentId: string, request: RequestContext): Promise<Place> {
    return takeInPlace(this.tools, appointmentId, request);
  }
}

function nothingBesideHold(body: AppointmentBody): void {
  const fields = [
    'storeId',
    'startsAt',
    'services',
    'anyOrder',
    'sameStaff',
    'channel',
    'overbook',
  ] as const;
  const field = fields.find((one) => body[one] !== undefined);
  if (field)
    throw invalid('field-not-with-hold', 'The hold already sets this field.', {
      field,
      expected: 'only holdId and customerId',
    });
}

function directBooking({
  storeId,
  startsAt,
  services,
  customerId,
  anyOrder,
  sameStaff,
  channel,
  overbook,
}: AppointmentBody): DirectBooking {
  for (const [field, value] of Object.entries({ storeId, startsAt, services }))
    if (value === undefined)
      throw invalid('field-missing', 'A booking needs a hold, or a store, a start and services.', {
        field,
        expected: 'a value',
      });
  return {
    storeId: storeId!,
    startsAt: startsAt!,
    services: services!,
    ...optional({ customerId }),
    ...(anyOrder ? { anyOrder } : {}),
    ...(sameStaff ? { sameStaff } : {}),
    ...optional({ channel }),
    ...(overbook ? { overbook: { reason: overbook.reason } } : {}),
  };
}
