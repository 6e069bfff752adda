import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { isoOf, msOfIso } from '@chignon/calendar';
import { deriveId, notFound, Refusal, type Tools } from '@chignon/eventing';
import { Allow, Returns, Ctx, type RequestContext, Command, TOOLS } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { type Entry, storeOfAgenda } from '../../agenda/appointment/appointment.js';
import { choose, type Plan } from '../../agenda/decide/choose.js';
import { locate } from '../../agenda/decide/locate.js';
import { CancelBody } from '../../desk/booking/agenda.shapes.http.js';
import { shownAppointment } from '../../desk/booking/answers.flow.js';
import { causeOf, planPace } from '../../desk/booking/planning.flow.js';
import { changeRefused } from '../../desk/terms/admission.flow.js';
import { acceptedTerms, exemptionOf } from '../../desk/terms/policy-terms.flow.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { conflictOf, holdSeries, planSeries } from './hold-series.flow.js';
import {
  type OccurrenceAnswer,
  SeriesAnswer,
  SeriesBody,
  SeriesPreviewAnswer,
} from './series.shapes.http.js';
import { series, type SeriesDetails } from './series-ledger.js';

/** Appointments that repeat at one wall-clock time. */
@Controller('v1/booking')
export class SeriesHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Check every occurrence of a series, booking nothing. It says which are free, and why others are not (B6).
   *
   * @zh 预览周期预约
   */
  @Post('series/preview')
  @HttpCode(200)
  @Allow('booking.availability:read', { store: 'body.storeId' })
  @Returns(SeriesPreviewAnswer)
  async previewSeries(@Body() body: SeriesBody): Promise<SeriesPreviewAnswer> {
    const planned = await planSeries(
      this.tools,
      await booksOf(this.tools).store(body.storeId),
      body,
    );
    const occurrences: OccurrenceAnswer[] = [];
    const pace = planPace();
    const siblings: string[] = [];
    for (const { local, startMs, key, plan } of planned) {
      const rest = pace.rest();
      if (rest) await rest;
      const when = { local, ...(startMs === undefined ? {} : { startsAt: isoOf(startMs) }) };
      try {
        const { state } = await this.tools.load(agenda, key);
        const { frame } = choose(
          state,
          withSiblings(plan, siblings),
          body.customerId,
          this.tools.facts,
        );
        siblings.push(frame.businessDate);
        occurrences.push({ ...when, free: true });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        occurrences.push({ ...when, free: false, ...conflictOf(error) });
      }
    }
    return { occurrences, conflicts: occurrences.filter((o) => !o.free).length };
  }

  /**
   * Book a series of appointments. All occurrences are booked, or with `onConflict: skip` all that are free (B6). 409 `series-conflicts` lists what
   * is in the way; then nothing is booked.
   *
   * @zh 创建周期预约
   */
  @Post('series')
  @HttpCode(201)
  @Allow('booking.appointments:write', { store: 'body.storeId' })
  @Command()
  @Returns(SeriesAnswer)
  async bookSeries(
    @Body() body: SeriesBody,
    @Ctx() request: RequestContext,
  ): Promise<SeriesAnswer> {
    const cause = causeOf(request, body.storeId);
    const seriesId = deriveId(`series|${cause.commandId}`);
    const known = (await this.tools.load(series, seriesId)).state.booked;
    const facts = known ?? (await holdSeries(this.tools, seriesId, body, request));
    // The moment at which the series is booked. A repeat finds it by its command.
    const { state } = await this.tools.execute(
      series,
      seriesId,
      { type: 'BookSeries', series: facts },
      cause,
    );
    for (const { agenda: key, appointmentId } of state.booked!.slots) {
      await lost(
        this.tools.execute(
          agenda,
          key,
          { type: 'ConfirmHold', holdId: appointmentId },
          {
            ...cause,
            commandId: deriveId(`series-confirm|${appointmentId}`),
            input: appointmentId,
          },
        ),
      );
    }
    return this.answer(seriesId, state.booked!, request);
  }

  /**
   * Get the appointments of a series, wherever they have been moved.
   *
   * @zh 查询周期预约
   */
  @Get('series/:seriesId')
  @Allow('booking.appointments:read', { store: 'narrowed' })
  @Returns(SeriesAnswer)
  async getSeries(
    @Param('seriesId') seriesId: string,
    @Ctx() request: RequestContext,
  ): Promise<SeriesAnswer> {
    return this.answer(seriesId, await this.booked(seriesId, request), request);
  }

  /**
   * Cancel what is still ahead of a series. Each appointment is cancelled by itself, as if one by one. When the channel does not let one of them be
   * cancelled, none is.
   *
   * @zh 取消周期预约
   */
  @Post('series/:seriesId/cancel')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Command()
  @Returns(SeriesAnswer)
  async cancelSeries(
    @Param('seriesId') seriesId: string,
    @Body() { by, reason, exemption, channel }: CancelBody,
    @Ctx() request: RequestContext,
  ): Promise<SeriesAnswer> {
    await mustBeReason(this.tools, 'cancel', reason);
    const facts = await this.booked(seriesId, request);
    const nowMs = msOfIso(this.tools.facts.now());
    const ahead = (await this.places(facts)).filter(
      ({ entry: { status, appointment } }) =>
        (status === 'booked' || status === 'pending') && appointment.startMs > nowMs,
    );
    for (const {
      entry: { appointment },
    } of ahead) {
      const no = changeRefused(
        this.tools,
        await booksOf(this.tools).store(appointment.storeId),
        'cancel',
        { by, channel },
        appointment,
      );
      if (no) throw no;
    }
    for (const { key, entry } of ahead) {
      const { appointmentId } = entry.appointment;
      const cause = causeOf(request, storeOfAgenda(key));
      const terms = await acceptedTerms(this.tools, entry.appointment);
      await this.tools.execute(
        agenda,
        key,
        {
          type: 'CancelAppointment',
          appointmentId,
          by,
          reason,
          terms,
          ...(await exemptionOf(this.tools, request, exemption)),
        },
        { ...cause, commandId: deriveId(`series-cancel|${cause.commandId}|${appointmentId}`) },
      );
    }
    return this.answer(seriesId, facts, request);
  }

  private async booked(seriesId: string, request: RequestContext): Promise<SeriesDetails> {
    const { booked } = (await this.tools.load(series, seriesId)).state;
    if (!booked || !request.caller.sees(booked.storeId))
      throw notFound('series-not-found', 'There is no such series.');
    return booked;
  }

  private async places({ slots }: SeriesDetails): Promise<{ key: string; entry: Entry }[]> {
    const found = await Promise.all(
      slots.map(({ appointmentId }) =>
        locate(async (key) => (await this.tools.load(agenda, key)).state, appointmentId),
      ),
    );
    return found.flatMap((place) => (place ? [place] : []));
  }

  private async answer(
    seriesId: string,
    details: SeriesDetails,
    request: RequestContext,
  ): Promise<SeriesAnswer> {
    const entries = (await this.places(details))
      .map(({ entry }) => entry)
      .filter((entry) => request.caller.sees(entry.appointment.storeId));
    return {
      seriesId,
      storeId: details.storeId,
      appointments: await Promise.all(
        entries.map((entry) => shownAppointment(this.tools, entry, request)),
      ),
      skipped: details.skipped.map(({ local, code }) => ({ local, code })),
    };
  }
}

/** The plan of an occurrence, judged as if those on these dates were booked: each of them uses the same quotas (BK-23). */
const withSiblings = (plan: Plan, dates: readonly string[]): Plan =>
  plan instanceof Refusal || !plan.quotas
    ? plan
    : {
        ...plan,
        quotas: plan.quotas.map((quota) => ({
          ...quota,
          elsewhere: [
            ...quota.elsewhere,
            ...dates.flatMap((date) => Array.from({ length: quota.wanted }, () => date)),
          ],
        })),
      };

/** A hold that ran out before it was confirmed is told by its status, not by an error: the others stand. */
async function lost(confirmed: Promise<unknown>): Promise<void> {
  await confirmed.catch((error: unknown) => {
    if (!(error instanceof Refusal) || !error.code.startsWith('hold-')) throw error;
  });
}
