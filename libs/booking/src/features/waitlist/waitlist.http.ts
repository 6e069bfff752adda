import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { msOfIso } from '@chignon/calendar';
import { deriveId, findWanted, invalid, optional, streamName, type Tools } from '@chignon/eventing';
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

/** How often one page goes on past what does not match, so that a rare match costs a bounded time. */
const MAX_LOOKS = 20;

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
   * List the waitlist of a store or of a customer, longest waiting first. An entry for several stores is listed once where no store is asked for. A page may hold
   * fewer than `limit`: go on while there is `next`.
   *
   * @zh 候补名单
   */
  @Get('waitlist')
  @Allow('booking.waitlist:read', { store: 'narrowed' })
  @Returns(WaitlistAnswer, { list: true })
  async listWaitlist(
    @Query() { storeId, customerId, status, limit = 50, after }: WaitlistQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: WaitlistAnswer[]; next?: string }> {
    if (storeId !== undefined) caller.mustSee(storeId);
    else if (customerId === undefined)
      throw invalid('field-missing', 'Name a store or a customer whose entries to list.', {
        field: 'storeId',
        expected: '`storeId` or `customerId`',
      });
    const found = await findWanted(
      this.tools.documents,
      this.tools.collection(waitlistEntries),
      {
        ...(customerId === undefined
          ? { index: 'byStatus', where: { storeId: storeId!, status: status ?? 'waiting' } }
          : { index: 'byCustomer', where: { customerId } }),
        limit,
        ...optional({ after }),
      },
      (entry) =>
        // An entry stands at each of its stores: asked for a customer it is shown once.
        entry.storeId === (storeId ?? entry.storeIds.find((id) => caller.sees(id))) &&
        (status === undefined || entry.status === status),
      MAX_LOOKS,
    );
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
