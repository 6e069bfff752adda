import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { isoOf, msOfIso } from '@chignon/calendar';
import type { Tools } from '@chignon/eventing';
import { Allow, Returns, Ctx, type RequestContext, Command, TOOLS } from '@chignon/service-kit';
import type { AgendaCommand } from '../../agenda/agenda-events.js';
import { agenda } from '../../agenda/agenda.js';
import { type Appointment, storeOfAgenda } from '../../agenda/appointment/appointment.js';
import { type FeeKind, feeOf, freeUntilMs, questionOf } from '../../agenda/appointment/fee.js';
import { notBooked } from '../../agenda/appointment/found.js';
import { graceOverMs } from '../../agenda/decide/no-shows.js';
import { AppointmentAnswer } from '../../desk/booking/agenda.shapes.http.js';
import { changedAppointment } from '../../desk/booking/answers.flow.js';
import {
  placeOf,
  atSeenRevision,
  seenRevision,
  takeInPlace,
} from '../../desk/booking/place.flow.js';
import { causeOf } from '../../desk/booking/planning.flow.js';
import { acceptedTerms, exemptionOf } from '../../desk/terms/policy-terms.flow.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import {
  CancellationTermsAnswer,
  FeePreviewAnswer,
  NoShowBody,
  WaiveFeeBody,
} from '../../salon/routes/policies.shapes.http.js';
import { businessDayOf } from '../../salon/stores/store.js';

/** What cancelling or not coming costs, and fees that are waived. */
@Controller('v1/booking/appointments')
export class FeesHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Get what cancelling, moving or not coming would cost now. The terms that the booking accepted decide; the answer also says until when cancelling
   * is free (BK-03).
   *
   * @zh 查询取消与改约费用
   */
  @Get(':appointmentId/cancellation-terms')
  @Allow('booking.appointments:read', { store: 'narrowed' })
  @Returns(CancellationTermsAnswer)
  async getCancellationTerms(
    @Param('appointmentId') appointmentId: string,
    @Ctx() request: RequestContext,
  ): Promise<CancellationTermsAnswer> {
    const { entry } = await placeOf(this.tools, appointmentId, request);
    if (entry.status !== 'booked') throw notBooked(entry);
    const { appointment, lateMoves = 0 } = entry;
    const terms = await acceptedTerms(this.tools, appointment);
    const nowMs = msOfIso(this.tools.facts.now());
    const preview = (kind: FeeKind, atMs = nowMs): FeePreviewAnswer => {
      const {
        kind: _,
        exemption: _none,
        chargeUntilMs: _until,
        ...answer
      } = feeOf(questionOf(kind, entry, terms, atMs));
      return answer;
    };
    const freeMs = freeUntilMs(questionOf('cancel', entry, terms, nowMs));
    const noShowMs = graceOverMs(appointment, terms);
    return {
      appointmentId,
      policyId: terms.id,
      version: terms.version,
      currency: await this.currencyOf(appointment),
      evaluatedAt: isoOf(nowMs),
      startsAt: isoOf(appointment.startMs),
      cancel: preview('cancel'),
      ...(freeMs === undefined ? {} : { freeUntil: isoOf(freeMs) }),
      move: preview('move'),
      lateMoves,
      freeLateMovesLeft: Math.max(0, terms.freeLateMoves - lateMoves),
      noShow: preview('no-show', Math.max(nowMs, noShowMs)),
      noShowFrom: isoOf(noShowMs),
    };
  }

  /**
   * Mark an appointment as missed. Nobody came: the slot is free again (R-BK-35). 409 `grace-not-over` before start and grace, with the instant from
   * which it may be said.
   *
   * @zh 标记爽约
   */
  @Post(':appointmentId/no-show')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  async markNoShow(
    @Param('appointmentId') appointmentId: string,
    @Body() { exemption }: NoShowBody,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    const { key, entry } = await takeInPlace(this.tools, appointmentId, request);
    const terms = await acceptedTerms(this.tools, entry.appointment);
    return this.done(
      key,
      {
        type: 'MissAppointment',
        appointmentId,
        terms,
        ...(await exemptionOf(this.tools, request, exemption)),
        ...seenRevision(request),
      },
      request,
    );
  }

  /**
   * Take back a no-show. The appointment stands again and the fee for missing it is gone. On its business day only; 409 `slot-taken` when somebody
   * else has the slot by now.
   *
   * @zh 撤销爽约
   */
  @Post(':appointmentId/no-show/undo')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  async undoNoShow(
    @Param('appointmentId') appointmentId: string,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    const { key, entry } = await takeInPlace(this.tools, appointmentId, request);
    const { storeId, businessDate } = entry.appointment;
    const book = await booksOf(this.tools).store(storeId);
    return this.done(
      key,
      {
        type: 'ReinstateAppointment',
        appointmentId,
        frame: book.frame(businessDate),
        untilMs: businessDayOf(book.store, businessDate).toMs,
        ...seenRevision(request),
      },
      request,
    );
  }

  /**
   * Waive what is due for an appointment. It will not be charged, for a reason. 409 `fee-none` when nothing is due.
   *
   * @zh 减免违约费用
   */
  @Post(':appointmentId/fee/waive')
  @HttpCode(200)
  @Allow('booking.fees:write', { store: 'narrowed' })
  @Command()
  @Returns(AppointmentAnswer)
  async waiveFee(
    @Param('appointmentId') appointmentId: string,
    @Body() { reason }: WaiveFeeBody,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentAnswer> {
    const { key } = await takeInPlace(this.tools, appointmentId, request);
    await mustBeReason(this.tools, 'waive-fee', reason);
    return this.done(
      key,
      { type: 'WaiveFee', appointmentId, reason, ...seenRevision(request) },
      request,
    );
  }

  /** Of the policy that was accepted, else of the prices. */
  private async currencyOf({ policy, currency, storeId }: Appointment): Promise<string> {
    return (
      policy?.currency ?? currency ?? (await booksOf(this.tools).store(storeId)).store.currency
    );
  }

  private async done(
    key: string,
    command: AgendaCommand & { readonly appointmentId: string },
    request: RequestContext,
  ): Promise<AppointmentAnswer> {
    const { state } = await atSeenRevision(request, () =>
      this.tools.execute(agenda, key, command, causeOf(request, storeOfAgenda(key))),
    );
    return changedAppointment(this.tools, state.entries.get(command.appointmentId)!, request);
  }
}
