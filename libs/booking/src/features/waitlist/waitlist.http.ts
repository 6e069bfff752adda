import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { msOfIso } from '@chignon/calendar';
import { deriveId, streamName, type Tools } from '@chignon/eventing';
import {
  Allow,
  Command,
  Ctx,
  page,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { causeOf } from '../../desk/booking/planning.flow.js';
import { entryOf } from './join.flow.js';
import { knownEntry } from './known-entry.flow.js';
import { answered, answerOf } from './waitlist-answer.js';
import { waitlist } from './waitlist-ledger.js';
import { WaitlistAnswer, WaitlistBody, WaitlistQuery } from './waitlist.shapes.http.js';
import { waitlistEntries } from './waitlist.view.js';

/** Entries of the waitlist: joined, listed, withdrawn. */
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
      after,
    });
    return page(found, (entry) => answerOf(entry, entry.status, entry.offer, entry.appointmentId));
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
    await knownEntry(this.tools, entryId, request);
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
    const { storeIds } = (await knownEntry(this.tools, entryId, request)).entry!;
    return answered(
      await this.tools.execute(
        waitlist,
        entryId,
        { type: 'WithdrawEntry' },
        causeOf(request, storeIds[0]!),
      ),
    );
  }
}
