import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { businessDateOf, daysOfDate, instantOf, isoOf, msOfIso } from '@chignon/calendar';
import { invalid, notFound, type RecordedEvent, sha256, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  page,
  TOOLS,
} from '@chignon/service-kit';
import { momentOf } from '../../desk/booking/planning.flow.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { standsFor, textsBehind } from '../../salon/words/words.js';
import { type SalonEventCommand, salonEvents } from './salon-event-ledger.js';
import type { Party, SalonEventPlan, SalonEventState } from './salon-event.js';
import {
  ListedSalonEventAnswer,
  SalonEventAnswer,
  SalonEventAttendanceBody,
  SalonEventBody,
  SalonEventChangeBody,
  SalonEventListQuery,
  SalonEventPageQuery,
  SalonEventReasonBody,
  SalonEventRegistrationAnswer,
  SalonEventRegistrationBody,
  SalonEventRegistrationCancelBody,
  SalonEventRegistrationItem,
} from './salon-events.shapes.http.js';
import { listedRegistrations, listedSalonEvents } from './salon-events.view.js';

/** A state of which it is known that the event was planned. */
type Planned = SalonEventState & { readonly plan: SalonEventPlan };

@Controller('v1/booking')
export class SalonEventsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Plan a salon event with its seats. It may be a lecture, a competition or an evening (BK-24). It blocks neither room nor staff in the agenda.
   *
   * @zh 创建门店活动
   */
  @Post('salon-events')
  @HttpCode(201)
  @Allow('booking.salon-events:write', { store: 'body.storeId' })
  @Command()
  @Returns(SalonEventAnswer)
  async planSalonEvent(
    @Body() { storeId, ...body }: SalonEventBody,
    @Ctx() request: RequestContext,
  ): Promise<SalonEventAnswer> {
    const book = await booksOf(this.tools).store(storeId);
    const { expected: _, ...cause } = request.cause({ storeId });
    // The id follows from the command, so that a repeat finds the same event.
    const eventId = `e-${sha256(cause.commandId).slice(0, 24)}`;
    const { state, revision } = await this.tools.execute(
      salonEvents,
      eventId,
      {
        type: 'PlanSalonEvent',
        plan: await this.planOf(book, body, msOfIso(this.tools.facts.now())),
      },
      cause,
    );
    return this.answer(state as Planned, revision);
  }

  /**
   * Change what is planned of a salon event. The store stays as it is. 409 `seats-below-registrations` names the seats taken; more seats move up who
   * waits.
   *
   * @zh 修改门店活动
   */
  @Put('salon-events/:eventId')
  @HttpCode(200)
  @Allow('booking.salon-events:write', { store: 'narrowed' })
  @Command()
  @Returns(SalonEventAnswer)
  async putSalonEvent(
    @Param('eventId') eventId: string,
    @Body() body: SalonEventChangeBody,
    @Ctx() request: RequestContext,
  ): Promise<SalonEventAnswer> {
    const { plan } = await this.find(eventId, request);
    const book = await booksOf(this.tools).store(plan.storeId);
    const { state, revision } = await this.run(eventId, request, {
      type: 'ChangeSalonEvent',
      plan: await this.planOf(book, body, plan.opensMs),
    });
    return this.answer(state, revision);
  }

  /**
   * List a store's salon events by date. The list begins today, or at `from`.
   *
   * @zh 门店活动列表
   */
  @Get('salon-events')
  @Allow('booking.salon-events:read', { store: 'query.storeId' })
  @Returns(ListedSalonEventAnswer, { list: true })
  async listSalonEvents(
    @Query() { storeId, from, to, limit = 50, after }: SalonEventListQuery,
  ): Promise<{ items: ListedSalonEventAnswer[]; next?: string }> {
    for (const [field, date] of [
      ['from', from],
      ['to', to],
    ] as const)
      if (date !== undefined && daysOfDate(date) === undefined)
        throw invalid('date-invalid', 'There is no such date.', { field, expected: 'YYYY-MM-DD' });
    const { store } = await booksOf(this.tools).store(storeId);
    if (from !== undefined && to !== undefined && to < from)
      throw invalid('dates-reversed', 'The end is before the start.', {
        field: 'to',
        expected: `${from} or later`,
      });
    const first =
      from ?? businessDateOf(store.zone, dayStartMinute(store), msOfIso(this.tools.facts.now()));
    const found = await this.tools.documents.find(this.tools.collection(listedSalonEvents), {
      index: 'byStore',
      where: { storeId },
      range: { field: 'businessDate', gte: first, ...(to === undefined ? {} : { lte: to }) },
      limit,
      ...(after === undefined ? {} : { after }),
    });
    const textOf = await textsBehind(
      this.tools,
      found.items.map(({ title }) => title),
    );
    return page(
      found,
      ({
        id,
        tiers,
        businessDate,
        code,
        title,
        kind,
        status,
        startsAt,
        endsAt,
        opensAt,
        closesAt,
        seats,
        taken,
        awaited,
        priceCents,
        currency,
        membersOnly,
      }) => ({
        eventId: id,
        storeId,
        businessDate,
        code,
        title: textOf(title),
        kind,
        status,
        startsAt,
        endsAt,
        opensAt,
        closesAt,
        seats,
        taken,
        awaited,
        priceCents,
        currency,
        membersOnly,
        tiers: [...tiers],
      }),
    );
  }

  /**
   * Get a salon event with its seats as they are now.
   *
   * @zh 查询门店活动
   */
  @Get('salon-events/:eventId')
  @Allow('booking.salon-events:read', { store: 'narrowed' })
  @Returns(SalonEventAnswer)
  async getSalonEvent(
    @Param('eventId') eventId: string,
    @Ctx() request: RequestContext,
  ): Promise<SalonEventAnswer> {
    const { revision, ...state } = await this.find(eventId, request);
    return this.answer(state, revision);
  }

  /**
   * Call a salon event off. All registrations end.
   *
   * @zh 取消门店活动
   */
  @Post('salon-events/:eventId/cancel')
  @HttpCode(200)
  @Allow('booking.salon-events:write', { store: 'narrowed' })
  @Command()
  @Returns(SalonEventAnswer)
  async cancelSalonEvent(
    @Param('eventId') eventId: string,
    @Body() { reason }: SalonEventReasonBody,
    @Ctx() request: RequestContext,
  ): Promise<SalonEventAnswer> {
    await mustBeReason(this.tools, 'cancel-salon-event', reason);
    const { state, revision } = await this.run(eventId, request, {
      type: 'CancelSalonEvent',
      reason,
    });
    return this.answer(state, revision);
  }

  /**
   * Register a customer with their party for a salon event. Where all seats are taken, they are put on the waiting list if there is one. 409
   * `event-full` names the seats left, 409 `already-registered` the registration.
   *
   * @zh 活动报名
   */
  @Post('salon-events/:eventId/registrations')
  @HttpCode(201)
  @Allow('booking.registrations:write', { store: 'narrowed' })
  @Command()
  @Returns(SalonEventRegistrationAnswer)
  async registerForSalonEvent(
    @Param('eventId') eventId: string,
    @Body() { customerId, partySize = 1, channel = 'front-desk' }: SalonEventRegistrationBody,
    @Ctx() request: RequestContext,
  ): Promise<SalonEventRegistrationAnswer> {
    const { state, revision, events } = await this.run(eventId, request, {
      type: 'RegisterSeats',
      customerId,
      partySize,
      channel,
    });
    // eslint-disable-next-line no-restricted-syntax -- the first event is the registration, seated or waiting
    return registrationAnswer(state, (events[0]!.data as Party).registrationId, revision);
  }

  /**
   * List the registrations of a salon event. It says who is registered, waits and came, in the order in which they registered.
   *
   * @zh 活动报名列表
   */
  @Get('salon-events/:eventId/registrations')
  @Allow('booking.registrations:read', { store: 'narrowed' })
  @Returns(SalonEventRegistrationItem, { list: true })
  async listSalonEventRegistrations(
    @Param('eventId') eventId: string,
    @Query() { limit = 50, after }: SalonEventPageQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: SalonEventRegistrationItem[]; next?: string }> {
    await this.find(eventId, request);
    const found = await this.tools.documents.find(this.tools.collection(listedRegistrations), {
      index: 'byEvent',
      where: { eventId },
      limit,
      ...(after === undefined ? {} : { after }),
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
  @Post('salon-events/:eventId/registrations/:registrationId/cancel')
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
    const { state, revision } = await this.run(eventId, request, {
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
  @Post('salon-events/:eventId/registrations/:registrationId/attendance')
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
    const { state, revision } = await this.run(eventId, request, {
      type: 'RecordAttendance',
      registrationId,
      attended,
    });
    return registrationAnswer(state, registrationId, revision);
  }

  private async find(
    eventId: string,
    request: RequestContext,
  ): Promise<Planned & { revision: number }> {
    const { state, revision } = await this.tools.load(salonEvents, eventId);
    if (!state.plan || !request.caller.sees(state.plan.storeId))
      throw notFound('salon-event-not-found', 'There is no such salon event.');
    return { ...state, plan: state.plan, revision };
  }

  /** The body with its times as instants of the store, and what stands for its title. @throws Refusal 422 naming the field */
  private async planOf(
    book: StoreBook,
    body: SalonEventChangeBody,
    opensMs: number,
  ): Promise<SalonEventPlan> {
    const { zone, currency, id: storeId } = book.store;
    const stranger = body.tiers?.findIndex((tier) => !book.vip.tiers.includes(tier)) ?? -1;
    if (stranger >= 0)
      throw invalid('tier-unknown', 'The chain has no such tier.', {
        field: `tiers.${stranger}`,
        expected: `one of ${book.vip.tiers.join(', ')}`,
      });
    const { startMs, date: businessDate } = momentOf(book, body.startsAt);
    const instant = (field: 'endsAt' | 'opensAt' | 'closesAt', otherwise: number) =>
      body[field] === undefined ? otherwise : instantOf(body[field], zone, field);
    return {
      storeId,
      zone,
      businessDate,
      code: body.code,
      title: await standsFor(this.tools, `title in ${storeId}`, body.title),
      kind: body.kind,
      startMs,
      endMs: instant('endsAt', startMs),
      seats: body.seats,
      priceCents: body.priceCents ?? 0,
      currency,
      opensMs: instant('opensAt', opensMs),
      closesMs: instant('closesAt', startMs),
      waitingList: body.waitingList ?? false,
      membersOnly: body.membersOnly ?? false,
      tiers: body.tiers ?? [],
    };
  }

  private async answer(state: Planned, revision: number): Promise<SalonEventAnswer> {
    const textOf = await textsBehind(this.tools, [state.plan.title]);
    return eventAnswer(state, textOf(state.plan.title), revision);
  }

  private async run(
    eventId: string,
    request: RequestContext,
    command: SalonEventCommand,
  ): Promise<{ state: Planned; revision: number; events: readonly RecordedEvent[] }> {
    const { plan } = await this.find(eventId, request);
    const { state, revision, events } = await this.tools.execute(
      salonEvents,
      eventId,
      command,
      request.cause({ storeId: plan.storeId }),
    );
    return { state: state as Planned, revision, events };
  }
}

function eventAnswer(
  { eventId, status, plan, taken, waiting, registrations }: Planned,
  title: string,
  revision: number,
): SalonEventAnswer {
  const {
    startMs,
    endMs,
    opensMs,
    closesMs,
    tiers,
    storeId,
    businessDate,
    code,
    kind,
    seats,
    priceCents,
    currency,
    membersOnly,
    waitingList,
  } = plan;
  return {
    eventId,
    storeId,
    businessDate,
    code,
    title,
    kind,
    status,
    startsAt: isoOf(startMs),
    endsAt: isoOf(endMs),
    opensAt: isoOf(opensMs),
    closesAt: isoOf(closesMs),
    seats,
    taken,
    awaited: waiting.reduce((sum, id) => sum + registrations.get(id)!.partySize, 0),
    priceCents,
    currency,
    membersOnly,
    tiers: [...tiers],
    waitingList,
    revision,
  };
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
