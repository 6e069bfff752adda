import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { deriveId, notFound, type CommandResult, Refusal, type Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { causeOf } from '../../desk/booking/planning.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { bookOffer } from './accept-offer.flow.js';
import type { Offer } from './entry.js';
import { knownEntry } from './known-entry.flow.js';
import { byOf, freeTimeOf, holdByHand, matchesFor } from './offer-by-hand.flow.js';
import { giveBack } from './offer-holds.flow.js';
import { answered } from './waitlist-answer.js';
import { waitlist, type WaitlistCommand, type WaitlistState } from './waitlist-ledger.js';
import {
  WaitlistAnswer,
  WaitlistMatchAnswer,
  WaitlistMatchQuery,
  WaitlistOfferBody,
  WaitlistReplyBody,
} from './waitlist.shapes.http.js';

const DEFAULT_MATCHES = 20;

/** Offers to the waitlist: made by hand, accepted, declined. */
@Controller('v1/booking')
export class WaitlistOffersHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

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
    const opening = freeTimeOf(book, from, to);
    return { items: await matchesFor(this.tools, book, opening, limit) };
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
    const state = await knownEntry(this.tools, entryId, request);
    request.caller.mustSee(body.storeId);
    const openingId = deriveId(`opening|${causeOf(request, body.storeId).commandId}`);
    const before = [...state.offers.values()].find(
      ({ offer }) => offer.opening.openingId === openingId,
    );
    const offer =
      before?.offer ?? (await holdByHand(this.tools, state, openingId, body, byOf(request)));
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
    return answered(await bookOffer(this.tools, entryId, offer, byOf(request)));
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

  /** An offer at a store of the caller, to the customer who is said to answer. @throws Refusal 404 */
  private async offered(
    entryId: string,
    { offerId, customerId }: WaitlistReplyBody,
    request: RequestContext,
  ): Promise<Offer> {
    const { entry, offers } = await knownEntry(this.tools, entryId, request);
    if (customerId !== undefined && customerId !== entry!.customerId)
      throw notFound('entry-not-found', 'There is no such entry.', { field: 'entryId' });
    const offer = offers.get(offerId)?.offer;
    if (!offer || !request.caller.sees(offer.storeId))
      throw notFound('offer-not-found', 'There is no such offer.', { field: 'offerId' });
    return offer;
  }
}
