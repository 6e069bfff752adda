import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { isoOf, msOfIso } from '@chignon/calendar';
import {
  deriveId,
  invalid,
  notFound,
  type CommandResult,
  Refusal,
  refused,
  streamName,
  type Tools,
} from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  Pace,
  page,
  TOOLS,
} from '@chignon/service-kit';
import { causeOf, momentOf, planFor } from '../../desk/booking/planning.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { businessDayOf } from '../../salon/stores/store.js';
import { waitlistTerms } from '../../salon/waitlist/waitlist-terms.js';
import type { Offer, WaitlistEntry } from './entry.js';
import { entryOf, joinedTimes } from './join.flow.js';
import { inLine, match } from './matching.flow.js';
import { type By, giveBack, hold, offerOf, offerTimes, step, win } from './offers.flow.js';
import { openingOf, spanOfLines } from './opening.js';
import {
  mayBeOffered,
  openOffer,
  statusAt,
  waitlist,
  type WaitlistCommand,
  type WaitlistState,
} from './waitlist-ledger.js';
import {
  WaitlistAnswer,
  WaitlistBody,
  WaitlistMatchAnswer,
  WaitlistMatchQuery,
  WaitlistOfferBody,
  WaitlistQuery,
  WaitlistReplyBody,
} from './waitlist.shapes.http.js';
import { waitlistEntries } from './waitlist.view.js';

/** A repeat of a refused offer finds its released holds by their command ids and takes new ones. */
const MAX_ATTEMPTS = 5;
const DEFAULT_MATCHES = 20;

@Controller('v1/booking')
export class WaitlistHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Put a customer on the waitlist of one or more stores. The entry names services, people or anybody, windows or as soon as possible, and minimum
   * notice (BK-20, R-BK-31).
   *
   * @zh 加入候补名单
   */
  @Post('waitlist')
  @HttpCode(201)
  @Allow('booking.waitlist:write', { store: 'narrowed' })
  @Command()
  @Returns(WaitlistAnswer)
  async joinWaitlist(
    @Body() body: WaitlistBody,
    @Ctx() request: RequestContext,
  ): Promise<WaitlistAnswer> {
    for (const [i, storeId] of body.storeIds.entries())
      request.caller.mustSee(storeId, 'store', `storeIds.${i}`);
    const cause = causeOf(request, body.storeIds[0]!);
    const entryId = deriveId(`waitlist|${cause.commandId}`);
    const outcome = await this.tools.execute(
      waitlist,
      entryId,
      { type: 'JoinWaitlist', entry: await entryOf(this.tools, entryId, body) },
      cause,
    );
    // Whoever has been told that they wait is seen by every opening from now on. A list that is late delays nobody but itself.
    await this.tools
      .atLeast(waitlistEntries, entryId, streamName('waitlist', entryId), 1)
      .catch(() => undefined);
    return answered(outcome);
  }

  /**
   * List the waitlist of a store by status, longest waiting first.
   *
   * @zh 候补名单
   */
  @Get('waitlist')
  @Allow('booking.waitlist:read', { store: 'query.storeId' })
  @Returns(WaitlistAnswer, { list: true })
  async listWaitlist(
    @Query() { storeId, status = 'waiting', limit = 50, after }: WaitlistQuery,
  ): Promise<{ items: WaitlistAnswer[]; next?: string }> {
    const found = await this.tools.documents.find(this.tools.collection(waitlistEntries), {
      index: 'byStatus',
      where: { storeId, status },
      limit,
      ...(after === undefined ? {} : { after }),
    });
    return page(found, (entry) => answerOf(entry, entry.status, entry.offer, entry.appointmentId));
  }

  /**
   * List whom a free time would suit. They come in the order of the store's policy, to be offered it by hand, as under `manual`.
   *
   * @zh 查找适合空档的候补顾客
   */
  @Get('waitlist/matches')
  @Allow('booking.waitlist:read', { store: 'query.storeId' })
  @Returns(WaitlistMatchAnswer, { list: true })
  async findWaitlistMatches(
    @Query() { storeId, from, to, limit = DEFAULT_MATCHES }: WaitlistMatchQuery,
  ): Promise<{ items: WaitlistMatchAnswer[] }> {
    const book = await booksOf(this.tools).store(storeId);
    const { startMs: fromMs, date } = momentOf(book, from, 'from');
    const { startMs: toMs } = momentOf(book, to, 'to');
    if (toMs <= fromMs)
      throw invalid('times-reversed', 'The end is before the start.', {
        field: 'to',
        expected: `after ${isoOf(fromMs)}`,
      });
    const over = businessDayOf(book.store, date).toMs;
    if (toMs > over)
      throw invalid('range-too-long', 'The free time must be within one business day.', {
        field: 'to',
        expected: `${isoOf(over)} or earlier`,
        limit: 1,
      });
    const items: WaitlistMatchAnswer[] = [];
    const opening = { openingId: '', storeId, date, fromMs, toMs };
    const pace = new Pace({ field: 'limit', expected: 'fewer matches, or less of the day' });
    for (const { entryId, tierRank } of await inLine(
      this.tools,
      opening,
      waitlistTerms(book.store),
    )) {
      if (items.length === limit) break;
      const { state } = await this.tools.load(waitlist, entryId);
      const lines = await match(this.tools, book, state, opening, pace);
      if (!lines) continue;
      const { fromMs: startMs, toMs: endMs } = spanOfLines(lines);
      const { customerId, joinedAtMs } = state.entry!;
      items.push({
        entryId,
        customerId,
        startsAt: isoOf(startMs),
        endsAt: isoOf(endMs),
        parts: lines.map((l) => ({ serviceId: l.serviceId, staffId: l.staffId })),
        priceCents: lines.reduce((sum, l) => sum + l.priceCents, 0),
        tierRank,
        joinedAt: isoOf(joinedAtMs),
      });
    }
    return { items };
  }

  /**
   * Get an entry of the waitlist with its open offer.
   *
   * @zh 查询候补登记
   */
  @Get('waitlist/:entryId')
  @Allow('booking.waitlist:read', { store: 'narrowed' })
  @Returns(WaitlistAnswer)
  async getWaitlistEntry(
    @Param('entryId') entryId: string,
    @Ctx() request: RequestContext,
  ): Promise<WaitlistAnswer> {
    await this.known(entryId, request);
    return answered(await this.tools.load(waitlist, entryId), msOfIso(this.tools.facts.now()));
  }

  /**
   * Withdraw an entry from the waitlist. The customer no longer waits; the slot of an open offer goes to the next.
   *
   * @zh 退出候补
   */
  @Post('waitlist/:entryId/withdraw')
  @HttpCode(200)
  @Allow('booking.waitlist:write', { store: 'narrowed' })
  @Command()
  @Returns(WaitlistAnswer)
  async withdrawWaitlistEntry(
    @Param('entryId') entryId: string,
    @Ctx() request: RequestContext,
  ): Promise<WaitlistAnswer> {
    const { storeIds } = (await this.known(entryId, request)).entry!;
    return answered(await this.run(entryId, { type: 'WithdrawEntry' }, storeIds[0]!, request));
  }

  /**
   * Offer a slot to somebody of the waitlist by hand. It is held for the customer until the answer is due.
   *
   * @zh 向候补顾客提供空档
   */
  @Post('waitlist/:entryId/offer')
  @HttpCode(201)
  @Allow('booking.waitlist:write', { store: 'narrowed' })
  @Command()
  @Returns(WaitlistAnswer)
  async offerWaitlistSlot(
    @Param('entryId') entryId: string,
    @Body() body: WaitlistOfferBody,
    @Ctx() request: RequestContext,
  ): Promise<WaitlistAnswer> {
    const state = await this.known(entryId, request);
    request.caller.mustSee(body.storeId);
    const openingId = deriveId(`opening|${causeOf(request, body.storeId).commandId}`);
    const before = [...state.offers.values()].find(
      ({ offer }) => offer.opening.openingId === openingId,
    );
    const offer = before?.offer ?? (await this.held(state, openingId, body, request));
    try {
      return answered(await this.run(entryId, { type: 'MakeOffer', offer }, body.storeId, request));
    } catch (error) {
      if (error instanceof Refusal && !before) await giveBack(this.tools, offer, byOf(request));
      throw error;
    }
  }

  /**
   * Accept the slot that was offered. 409 `offer-taken`: somebody else was first; `offer-lapsed`: the time to answer is over.
   *
   * @zh 接受候补空档
   */
  @Post('waitlist/:entryId/accept')
  @HttpCode(200)
  @Allow('booking.waitlist:write', { store: 'narrowed' })
  @Command()
  @Returns(WaitlistAnswer)
  async acceptWaitlistOffer(
    @Param('entryId') entryId: string,
    @Body() body: WaitlistReplyBody,
    @Ctx() request: RequestContext,
  ): Promise<WaitlistAnswer> {
    const offer = await this.offered(entryId, body, request);
    await this.run(
      entryId,
      { type: 'AcceptOffer', offerId: offer.offerId },
      offer.storeId,
      request,
    );
    return answered(await win(this.tools, entryId, offer, byOf(request)));
  }

  /**
   * Decline the slot that was offered. It goes to the next, and the customer waits on.
   *
   * @zh 婉拒候补空档
   */
  @Post('waitlist/:entryId/decline')
  @HttpCode(200)
  @Allow('booking.waitlist:write', { store: 'narrowed' })
  @Command()
  @Returns(WaitlistAnswer)
  async declineWaitlistOffer(
    @Param('entryId') entryId: string,
    @Body() body: WaitlistReplyBody,
    @Ctx() request: RequestContext,
  ): Promise<WaitlistAnswer> {
    const { offerId, storeId } = await this.offered(entryId, body, request);
    return answered(await this.run(entryId, { type: 'DeclineOffer', offerId }, storeId, request));
  }

  private run(
    entryId: string,
    command: WaitlistCommand,
    storeId: string,
    request: RequestContext,
  ): Promise<CommandResult<WaitlistState>> {
    return this.tools.execute(waitlist, entryId, command, causeOf(request, storeId));
  }

  /** An entry that waits at a store of the caller. @throws Refusal 404 */
  private async known(entryId: string, request: RequestContext): Promise<WaitlistState> {
    const { state } = await this.tools.load(waitlist, entryId);
    if (!state.entry?.storeIds.some((storeId) => request.caller.sees(storeId)))
      throw notFound('entry-not-found', 'There is no such entry.', { field: 'entryId' });
    return state;
  }

  /** An offer at a store of the caller, to the customer who is said to answer. @throws Refusal 404 */
  private async offered(
    entryId: string,
    { offerId, customerId }: WaitlistReplyBody,
    request: RequestContext,
  ): Promise<Offer> {
    const { entry, offers } = await this.known(entryId, request);
    if (customerId !== undefined && customerId !== entry!.customerId)
      throw notFound('entry-not-found', 'There is no such entry.', { field: 'entryId' });
    const offer = offers.get(offerId)?.offer;
    if (!offer || !request.caller.sees(offer.storeId))
      throw notFound('offer-not-found', 'There is no such offer.', { field: 'offerId' });
    return offer;
  }

  /** Holds the slot that somebody offers by hand. */
  private async held(
    state: WaitlistState,
    openingId: string,
    { storeId, startsAt, replyMinutes }: WaitlistOfferBody,
    request: RequestContext,
  ): Promise<Offer> {
    const { entryId, customerId, storeIds, services, anyOrder, channel } = state.entry!;
    if (!storeIds.includes(storeId))
      throw invalid('store-not-waited-for', 'The customer is not on the waitlist of this store.', {
        field: 'storeId',
        expected: storeIds.join(', '),
      });
    const book = await booksOf(this.tools).store(storeId);
    const { startMs, date } = momentOf(book, startsAt);
    mayBeOffered(state, startMs, msOfIso(this.tools.facts.now()));
    const plan = await planFor(
      this.tools,
      book,
      { storeId, startsAt, services, customerId, ...(anyOrder ? { anyOrder } : {}) },
      startMs,
      date,
    );
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const cause = step(`hold|${openingId}|${entryId}|${attempt}`, storeId, byOf(request));
      const held = await hold(
        this.tools,
        book,
        plan,
        { openingId, entryId },
        { customerId, channel },
        date,
        replyMinutes ?? waitlistTerms(book.store).replyMinutes,
        cause,
      );
      if (held)
        return offerOf(held, entryId, openingOf(openingId, storeId, date, held.appointment.lines));
    }
    throw refused(
      'offer-tried-too-often',
      'This was tried too often with one key. Use a new `Idempotency-Key`.',
      { field: 'Idempotency-Key' },
    );
  }
}

/** The entry as of an instant; left out: as it was right after the command, so that a repeat is answered the same. */
function answered(
  { state, revision }: { state: WaitlistState; revision: number },
  nowMs = -Infinity,
): WaitlistAnswer {
  const offer =
    state.status === 'offered'
      ? openOffer(state, nowMs)
      : state.offers.get(state.offerId ?? '')?.offer;
  return {
    ...answerOf(state.entry!, statusAt(state, nowMs), offer, state.appointmentId),
    revision,
  };
}

const byOf = ({ actor, correlationId }: RequestContext): By => ({ actor, correlationId });

function answerOf(
  entry: WaitlistEntry,
  status: string,
  offer: Omit<Offer, 'lines'> | undefined,
  appointmentId: string | undefined,
): WaitlistAnswer {
  const {
    entryId,
    customerId,
    storeIds,
    services,
    anyOrder,
    windows,
    asap,
    noticeMinutes,
    tierRank,
    valueCents,
    channel,
  } = entry;
  return {
    entryId,
    customerId,
    storeIds: [...storeIds],
    services: [...services],
    ...(anyOrder ? { anyOrder } : {}),
    windows: windows.map((w) => ({
      ...w,
      ...(w.weekdays ? { weekdays: [...w.weekdays] } : {}),
    })) as WaitlistAnswer['windows'],
    ...(asap ? { asap } : {}),
    noticeMinutes,
    tierRank,
    valueCents,
    channel,
    status,
    ...joinedTimes(entry),
    ...(offer === undefined
      ? {}
      : {
          offer: {
            offerId: offer.offerId,
            storeId: offer.storeId,
            ...offerTimes(offer),
            parts: [...offer.parts],
            priceCents: offer.priceCents,
          },
        }),
    ...(appointmentId === undefined ? {} : { appointmentId }),
  };
}
