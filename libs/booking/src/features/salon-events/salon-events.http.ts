import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { businessDateOf, daysOfDate, isoOf, msOfIso } from '@chignon/calendar';
import { invalid, optional, sha256, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  page,
  TOOLS,
  Patched,
} from '@chignon/service-kit';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { textsBehind } from '../../salon/words/words.js';
import {
  findSalonEvent,
  type PlannedEvent,
  runOnSalonEvent,
  salonEventPlan,
} from './salon-event.flow.js';
import { salonEvents } from './salon-event-ledger.js';
import {
  ListedSalonEventAnswer,
  SalonEventAnswer,
  SalonEventBody,
  SalonEventChangeBody,
  SalonEventListQuery,
  SalonEventReasonBody,
} from './salon-events.shapes.http.js';
import { listedSalonEvents } from './salon-events.view.js';

/** Lectures, competitions and evenings of a store, with seats. */
@Patched('putSalonEvent')
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
        plan: await salonEventPlan(this.tools, book, body, msOfIso(this.tools.facts.now())),
      },
      cause,
    );
    return this.answer(state as PlannedEvent, revision);
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
    const { plan } = await findSalonEvent(this.tools, eventId, request);
    const book = await booksOf(this.tools).store(plan.storeId);
    const { state, revision } = await runOnSalonEvent(this.tools, eventId, request, {
      type: 'ChangeSalonEvent',
      plan: await salonEventPlan(this.tools, book, body, plan.opensMs),
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
      range: { field: 'businessDate', gte: first, ...optional({ lte: to }) },
      limit,
      after,
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
    const { revision, ...state } = await findSalonEvent(this.tools, eventId, request);
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
    const { state, revision } = await runOnSalonEvent(this.tools, eventId, request, {
      type: 'CancelSalonEvent',
      reason,
    });
    return this.answer(state, revision);
  }

  private async answer(state: PlannedEvent, revision: number): Promise<SalonEventAnswer> {
    const textOf = await textsBehind(this.tools, [state.plan.title]);
    return eventAnswer(state, textOf(state.plan.title), revision);
  }
}

function eventAnswer(
  { eventId, status, plan, taken, waiting, registrations }: PlannedEvent,
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
