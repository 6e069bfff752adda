import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { invalid, notFound, optional, Refusal, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  TOOLS,
  Id,
  Optional,
  Ids,
  Many,
  Codes,
  Flag,
  StoreId,
  StoreDateTime,
  OneOf,
  Text,
} from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, agendaOfId, type AgendaState } from '../../agenda/appointment/appointment.js';
import { locate } from '../../agenda/decide/locate.js';
import { AppointmentAnswer } from '../../desk/booking/agenda.shapes.http.js';
import { shownAppointment } from '../../desk/booking/answers.flow.js';
import { warningsOf } from '../../desk/booking/elsewhere.flow.js';
import { causeOf, momentOf } from '../../desk/booking/planning.flow.js';
import { depositsAt } from '../../desk/deposits/offer.flow.js';
import { claimUses, type ClaimedPlan, releaseRefused } from '../../desk/quotas/claims.flow.js';
import { offeredBy } from '../../desk/terms/policy-terms.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { type Channel, CHANNELS } from '../../salon/channels/channel.js';
import { planGroup } from './plan-group.flow.js';

/** Services of all guests together: what one agenda decides in one breath. */
const MAX_SERVICES = 60;
/** Arrangements asked for when others book into them meanwhile. */
const MAX_ATTEMPTS = 3;

class GuestServiceBody {
  @Id() serviceId: string;
  /** Who performs it; left out: anybody who may. */
  @Optional() @Id() staffId?: string;
  /** Who assists; left out: whoever is free and able. */
  @Optional() @Ids({ max: 3 }) assistantIds?: string[];
  /** Runs at the same time as the service before it, or begins while that lasts (R-BK-13); left out: after it. */
  @Optional() @Flag() parallel?: boolean;
  /** What the place must offer: `private`, `accessible`. */
  @Optional() @Codes({ max: 10 }) needs?: string[];
}

/** One guest of a group, and their services. */
export class GuestBody {
  /** Left out: not known yet; named later by `POST /v1/booking/appointments/:appointmentId/customer`. */
  @Optional() @Id() customerId?: string;
  /** What is done for this guest, in this order. */
  @Many(() => GuestServiceBody, { min: 1, max: 10 }) services: GuestServiceBody[];
  /** The services may follow each other in any order that the catalogue allows. At most 5 of them. */
  @Optional() @Flag() anyOrder?: boolean;
  /** All services of this guest by one staff member, any of those who may perform all of them; left out: each by whoever is free. */
  @Optional() @Flag() sameStaff?: boolean;
}

/** Guests who come together: all are booked, or none. */
export class GroupBody {
  @StoreId() storeId: string;
  /** When all guests begin: ISO 8601, an instant, with an offset, or the store's local time. */
  @StoreDateTime() startsAt: string;
  /** The customer who books; need not be a guest. Left out: nobody known. */
  @Optional() @Id() bookerId?: string;
  /** One entry for each guest, the first one naming the group; at most 60 services of all together. */
  @Many(() => GuestBody, { min: 2, max: 60 }) guests: GuestBody[];
  @Optional() @OneOf(CHANNELS) channel?: Channel;
}

/** A group booking with the appointment of each guest. */
export class GroupAnswer {
  /** The appointment of the first guest names the group. */
  @Text() groupId: string;
  /** One a guest, in the order of the guests. */
  @Many(() => AppointmentAnswer) appointments: AppointmentAnswer[];
}

/** Books guests who come together. */
@Controller('v1/booking')
export class GroupsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Book for several guests at once, all or none. Afterwards each guest's appointment is changed and cancelled by itself (BK-19, R-BK-14).
   *
   * @zh 团体预约
   */
  @Post('groups')
  @HttpCode(201)
  @Allow('booking.appointments:write', { store: 'body.storeId' })
  @Command()
  @Returns(GroupAnswer)
  async bookGroup(@Body() body: GroupBody, @Ctx() request: RequestContext): Promise<GroupAnswer> {
    const { storeId, guests, bookerId, channel = 'front-desk' } = body;
    const known = guests.flatMap((guest) => guest.customerId ?? []);
    if (new Set(known).size < known.length)
      throw invalid('guest-repeated', 'A customer is named as a guest twice.', { field: 'guests' });
    const services = guests.reduce((sum, guest) => sum + guest.services.length, 0);
    if (services > MAX_SERVICES)
      throw invalid('too-many-services', 'The group has too many services.', {
        field: 'guests',
        expected: `at most ${MAX_SERVICES}`,
        limit: MAX_SERVICES,
      });
    const book = await booksOf(this.tools).store(storeId);
    const { startMs, date } = momentOf(book, body.startsAt);
    for (let attempt = 1; ; attempt++) {
      const planned = await planGroup(this.tools, book, guests, startMs, date, {
        channel,
        bookerId,
      });
      const cause = causeOf(request, storeId);
      const key = agendaKey(storeId, date);
      const claimed: ClaimedPlan[] = [];
      try {
        for (const { plan, customerId } of planned)
          claimed.push(await claimUses(this.tools, plan, { customerId, key, cause }));
        const own = planned.map((guest, g) => ({ ...guest, plan: claimed[g]!.plan }));
        const offer = await depositsAt(this.tools, book, channel);
        const guestsAsked = offer
          ? await Promise.all(
              own.map(async (guest) => ({ ...guest, deposit: await offer(guest.customerId) })),
            )
          : own;
        const command = {
          type: 'BookGroup',
          guests: guestsAsked,
          channel,
          ...offeredBy(book),
          ...optional({ bookerId }),
        } as const;
        const { events, state } = await this.tools.execute(agenda, key, command, cause);
        const ids = events.flatMap(({ type, data }) =>
          type === 'AppointmentBooked' || type === 'ApprovalAsked'
            ? [data.appointment.appointmentId]
            : [],
        );
        return {
          groupId: ids[0]!,
          appointments: await Promise.all(
            ids.map(async (id) => ({
              ...(await shownAppointment(this.tools, state.entries.get(id)!, request)),
              ...(await warningsOf(this.tools, state.entries.get(id)!, request)),
            })),
          ),
        };
      } catch (error) {
        await releaseRefused(claimed, error);
        // The day has changed since it was looked at: with other people there may still be room for all.
        if (
          !(
            error instanceof Refusal &&
            (error.code === 'slot-taken' || error.code === 'assistant-missing')
          ) ||
          attempt === MAX_ATTEMPTS
        )
          throw error;
      }
    }
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
    const load = async (key: string): Promise<AgendaState> =>
      (await this.tools.load(agenda, key)).state;
    const key = agendaOfId(groupId);
    const guests =
      key === undefined
        ? []
        : [...(await load(key)).entries.values()].filter(
            (entry) => entry.appointment.groupId === groupId && entry.moveId === undefined,
          );
    const places = await Promise.all(
      guests.map((entry) => locate(load, entry.appointment.appointmentId)),
    );
    const entries = places.flatMap((place) =>
      place && request.caller.sees(place.entry.appointment.storeId) ? [place.entry] : [],
    );
    if (entries.length === 0) throw notFound('group-not-found', 'There is no such group.');
    return {
      groupId,
      appointments: await Promise.all(
        entries
          .sort((a, b) => a.appointment.guestNo! - b.appointment.guestNo!)
          .map((entry) => shownAppointment(this.tools, entry, request)),
      ),
    };
  }
}
