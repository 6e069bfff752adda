import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { datesOf, isoOf } from '@chignon/calendar';
import type { Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import type { Entry } from '../../agenda/appointment/appointment.js';
import { slotOf } from '../../desk/availability/availability.http.js';
import { shownAppointment, shownHold } from '../../desk/booking/answers.flow.js';
import { warningsOf } from '../../desk/booking/elsewhere.flow.js';
import { searchRecorderOf } from '../../desk/searches/search-recorder.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { bookParty, endHeldParty, holdParty } from './book-group.flow.js';
import { cancelGroup, moveGroup } from './change-group.flow.js';
import { placesOfGroup } from './group-of.flow.js';
import {
  GroupAnswer,
  GroupBody,
  GroupCancelBody,
  GroupHoldAnswer,
  GroupHoldBody,
  GroupMoveBody,
  GroupSearchBody,
  GroupSlotAnswer,
} from './groups.shapes.http.js';
import { groupPace } from './plan-group.flow.js';
import { type PartySlot, partySlots } from './search-group.flow.js';

/** Days and starts of one search. */
const MAX_DAYS = 14;
const DEFAULT_SLOTS = 50;

/** Searches, holds, books, moves and cancels guests who come together. */
@Controller('v1/booking')
export class GroupsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Book for several guests at once, all or none. Afterwards each guest's appointment is changed and cancelled by itself, or all together (BK-19,
   * R-BK-14). Where they do not fit, the refusal names the guests and what they share: 409 `slot-taken` with `guests` and the resource, and starts at
   * which all of them fit; of two who ask for the same person `possibleFrom`, when the later one could begin.
   *
   * @zh 团体预约
   */
  @Post('groups')
  @HttpCode(201)
  @Allow('booking.appointments:write', { store: 'body.storeId' })
  @Command()
  @Returns(GroupAnswer)
  async bookGroup(@Body() body: GroupBody, @Ctx() request: RequestContext): Promise<GroupAnswer> {
    return this.booked(await bookParty(this.tools, body, request), request);
  }

  /**
   * Find starts at which all guests fit, ascending. What is found is what a booking of the group would be given now (BK-19); guests who begin later
   * than the group are booked with their own `startsAt`.
   *
   * @zh 查询团体可预约时间
   */
  @Post('groups/search')
  @HttpCode(200)
  @Allow('booking.availability:read', { store: 'body.storeId' })
  @Returns(GroupSlotAnswer, { list: true })
  async findGroupSlots(@Body() body: GroupSearchBody): Promise<{ items: GroupSlotAnswer[] }> {
    const { storeId, guests, limit = DEFAULT_SLOTS, spreadMinutes, channel, bookerId } = body;
    const book = await booksOf(this.tools).store(storeId);
    const dates = datesOf(body, MAX_DAYS);
    const items: GroupSlotAnswer[] = [];
    const question = { guests, dates, spreadMinutes, channel, bookerId };
    for await (const slot of partySlots(this.tools, book, question, groupPace())) {
      items.push(slotAnswer(slot, book.store.zone));
      if (items.length === limit) break;
    }
    const services = guests.flatMap((guest) => guest.services);
    searchRecorderOf(this.tools).recordSearch(storeId, {
      serviceIds: services.map(({ serviceId }) => serviceId),
      from: dates[0]!,
      to: dates.at(-1)!,
      staffAsked: services.some(({ staffId }) => staffId !== undefined),
      found: items.length,
    });
    return { items };
  }

  /**
   * Hold the slots of all guests for some minutes, all or none. `POST /v1/booking/groups/:groupId/confirm` books all of them (BK-30).
   *
   * @zh 暂留团体时段
   */
  @Post('groups/holds')
  @HttpCode(201)
  @Allow('booking.holds:write', { store: 'body.storeId' })
  @Command()
  @Returns(GroupHoldAnswer)
  async holdGroup(
    @Body() body: GroupHoldBody,
    @Ctx() request: RequestContext,
  ): Promise<GroupHoldAnswer> {
    return this.held(await holdParty(this.tools, body, request), request);
  }

  /**
   * Book all that is held for a group, in one decision. 409 `hold-expired` when the holds have run out: nobody is booked then.
   *
   * @param groupId of the holds
   * @zh 确认团体预约
   */
  @Post('groups/:groupId/confirm')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(GroupAnswer)
  async confirmGroup(
    @Param('groupId') groupId: string,
    @Ctx() request: RequestContext,
  ): Promise<GroupAnswer> {
    return this.booked(await endHeldParty(this.tools, 'ConfirmGroup', groupId, request), request);
  }

  /**
   * Release all that is held for a group before it runs out.
   *
   * @param groupId of the holds
   * @zh 释放团体时段
   */
  @Post('groups/:groupId/release')
  @HttpCode(200)
  @Allow('booking.holds:write', { store: 'narrowed' })
  @Command()
  @Returns(GroupHoldAnswer)
  async releaseGroup(
    @Param('groupId') groupId: string,
    @Ctx() request: RequestContext,
  ): Promise<GroupHoldAnswer> {
    return this.held(await endHeldParty(this.tools, 'ReleaseGroup', groupId, request), request);
  }

  /**
   * Move all booked guests of a group to another time or day. All of them go, or nobody does. The first one begins then, the others keep their distance; each keeps
   * people, price and policy. 409 `group-apart` when the guests stand on several days.
   *
   * @zh 团体改约
   */
  @Post('groups/:groupId/reschedule')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(GroupAnswer)
  async rescheduleGroup(
    @Param('groupId') groupId: string,
    @Body() body: GroupMoveBody,
    @Ctx() request: RequestContext,
  ): Promise<GroupAnswer> {
    await moveGroup(this.tools, groupId, body, request);
    return this.getGroup(groupId, request);
  }

  /**
   * Cancel all guests of a group who are booked or wait for approval. Those who have come, cancelled or missed stay as they are. Each costs what the terms
   * that it accepted say; 403 `permission-missing` when `by` the store saves a fee and the caller may not waive one.
   *
   * @zh 取消团体预约
   */
  @Post('groups/:groupId/cancel')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(GroupAnswer)
  async cancelGroup(
    @Param('groupId') groupId: string,
    @Body() body: GroupCancelBody,
    @Ctx() request: RequestContext,
  ): Promise<GroupAnswer> {
    await cancelGroup(this.tools, groupId, body, request);
    return this.getGroup(groupId, request);
  }

  /**
   * Get the appointments of a group, wherever they have been moved.
   *
   * @zh 查询团体预约
   */
  @Get('groups/:groupId')
  @Allow('booking.appointments:read', { store: 'narrowed' })
  @Returns(GroupAnswer)
  async getGroup(
    @Param('groupId') groupId: string,
    @Ctx() request: RequestContext,
  ): Promise<GroupAnswer> {
    const places = await placesOfGroup(this.tools, groupId, request);
    return {
      groupId,
      appointments: await Promise.all(
        places.map(({ entry }) => shownAppointment(this.tools, entry, request)),
      ),
    };
  }

  private async booked(entries: readonly Entry[], request: RequestContext): Promise<GroupAnswer> {
    return {
      groupId: entries[0]!.appointment.groupId!,
      appointments: await Promise.all(
        entries.map(async (entry) => ({
          ...(await shownAppointment(this.tools, entry, request)),
          ...(await warningsOf(this.tools, entry, request)),
        })),
      ),
    };
  }

  private async held(entries: readonly Entry[], request: RequestContext): Promise<GroupHoldAnswer> {
    return {
      groupId: entries[0]!.appointment.groupId!,
      holds: await Promise.all(entries.map((entry) => shownHold(this.tools, entry, request))),
    };
  }
}

const slotAnswer = ({ date, guests }: PartySlot, zone: string): GroupSlotAnswer => {
  const slots = guests.map((lines) => slotOf(date, lines));
  return {
    date,
    zone,
    startsAt: isoOf(Math.min(...guests.map(([first]) => first!.startMs))),
    endsAt: isoOf(Math.max(...guests.flatMap((lines) => lines.map((line) => line.endMs)))),
    guests: slots.map(({ startsAt, endsAt, lines }, i) => ({
      guestNo: i + 1,
      startsAt,
      endsAt,
      lines,
    })),
    priceCents: slots.reduce((sum, { priceCents }) => sum + priceCents, 0),
  };
};
