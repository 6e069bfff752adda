import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { isoOf, msOfIso } from '@chignon/calendar';
import { optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Command,
  Ctx,
  page,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { storeOfAgenda } from '../../agenda/appointment/appointment.js';
import type { FeeMoneyCommand } from '../../agenda/decide/fee-money.js';
import { listedDeposits } from '../../deposits/deposits.view.js';
import { AppointmentAnswer } from '../../desk/booking/agenda.shapes.http.js';
import { changedAppointment } from '../../desk/booking/answers.flow.js';
import { atSeenRevision, seenRevision, takeInPlace } from '../../desk/booking/place.flow.js';
import { causeOf } from '../../desk/booking/planning.flow.js';
import { coveredCents } from '../../desk/deposits/covered-fee.flow.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import {
  CollectFeeBody,
  FeesQuery,
  ListedFeeAnswer,
  ReturnFeeBody,
} from './fee-money.shapes.http.js';
import { listedFees } from './fees.view.js';

/** Fees as money: which are open, collected at the desk, and given back. */
@Controller('v1/booking')
export class FeeMoneyHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * List the fees of a store by what became of them. What a deposit pays is taken off first; what is left is open until it is collected, waived, or may
   * not be charged any more.
   *
   * @zh 门店违约费用列表
   */
  @Get('fees')
  @Allow('booking.fees:read', { store: 'query.storeId' })
  @Returns(ListedFeeAnswer, { list: true })
  async listFees(
    @Query() { storeId, status = 'due', limit = 50, after }: FeesQuery,
  ): Promise<{ items: ListedFeeAnswer[]; next?: string }> {
    const nowMs = msOfIso(this.tools.facts.now());
    const range = {
      due: { range: { field: 'chargeUntilMs', gte: nowMs + 1 } },
      expired: { range: { field: 'chargeUntilMs', lte: nowMs } },
      settled: {},
      waived: {},
    }[status];
    const found = await this.tools.documents.find(this.tools.collection(listedFees), {
      index: 'byStore',
      where: { storeId, status: status === 'expired' ? 'due' : status },
      ...range,
      limit,
      after,
    });
    const held = new Map(
      (
        await this.tools.documents.getMany(
          this.tools.collection(listedDeposits),
          found.items.map(({ id }) => id),
        )
      ).map((one) => [one.id, one.open ? one.heldCents - one.returningCents : 0]),
    );
    return page(found, (fee) => {
      const { id, customerId, startMs, currency, cents, collectedCents, chargeUntilMs } = fee;
      const paid = fee.forfeitedCents + (status === 'due' ? (held.get(id) ?? 0) : 0);
      const covered = Math.min(paid, cents - collectedCents);
      return {
        appointmentId: id,
        ...optional({ customerId }),
        startsAt: isoOf(startMs),
        status,
        currency,
        cents,
        coveredCents: covered,
        collectedCents,
        openCents: status === 'due' ? cents - collectedCents - covered : 0,
        chargeUntil: isoOf(chargeUntilMs),
      };
    });
  }

  /**
   * Collect what is open of an appointment's fee, all of it or a part. What the deposit pays is never collected. 409 `fee-settled` when nothing is open,
   * `charge-window-over` when it may not be charged any more; 422 `fee-exceeded` says how much is open.
   *
   * @zh 收取违约费用
   */
  @Post('appointments/:appointmentId/fee/collect')
  @HttpCode(200)
  @Allow('booking.fees:collect', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  async collectFee(
    @Param('appointmentId') appointmentId: string,
    @Body() { cents, method, reference }: CollectFeeBody,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    const { key, entry } = await takeInPlace(this.tools, appointmentId, request);
    return this.done(key, request, {
      type: 'CollectFee',
      appointmentId,
      coveredCents: await coveredCents(this.tools, entry),
      method,
      ...optional({ cents, reference }),
      ...seenRevision(request),
    });
  }

  /**
   * Give back what was collected of a fee, for a reason. It is open again, and may then be waived.
   *
   * @param collectionId which collection of the appointment's fee, such as `f1`
   * @zh 退还已收违约费用
   */
  @Post('appointments/:appointmentId/fee/collections/:collectionId/return')
  @HttpCode(200)
  @Allow('booking.fees:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  async returnCollectedFee(
    @Param('appointmentId') appointmentId: string,
    @Param('collectionId') collectionId: string,
    @Body() { reason }: ReturnFeeBody,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    const { key } = await takeInPlace(this.tools, appointmentId, request);
    await mustBeReason(this.tools, 'waive-fee', reason);
    return this.done(key, request, {
      type: 'ReturnFee',
      appointmentId,
      collectionId,
      reason,
      ...seenRevision(request),
    });
  }

  private async done(
    key: string,
    request: RequestContext,
    command: FeeMoneyCommand,
  ): Promise<AppointmentAnswer> {
    const { state } = await atSeenRevision(request, () =>
      this.tools.execute(agenda, key, command, causeOf(request, storeOfAgenda(key))),
    );
    return changedAppointment(this.tools, state.entries.get(command.appointmentId)!, request);
  }
}
