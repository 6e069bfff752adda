import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { isoOf, MINUTE_MS, msOfIso } from '@chignon/calendar';
import { deriveId, notFound, Refusal, refused, type Tools } from '@chignon/eventing';
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
  StoreId,
  StoreDateTime,
  Int,
  OneOf,
  Many,
  Flag,
  Text,
  Instant,
  Texts,
} from '@chignon/service-kit';
import type { OfferedPolicy } from '../../agenda/agenda-events.js';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, type Entry, storeOfAgenda } from '../../agenda/appointment/appointment.js';
import { choose, type Plan } from '../../agenda/decide/choose.js';
import { locate } from '../../agenda/decide/locate.js';
import { AppointmentAnswer, CancelBody } from '../../desk/booking/agenda.shapes.http.js';
import { shownAppointment } from '../../desk/booking/answers.flow.js';
import { causeOf, momentOf, planFor, planPace } from '../../desk/booking/planning.flow.js';
import { depositOf } from '../../desk/deposits/offer.flow.js';
import { changeRefused } from '../../desk/terms/admission.flow.js';
import { acceptedTerms, exemptionOf, offeredBy } from '../../desk/terms/policy-terms.flow.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { type Channel, CHANNELS } from '../../salon/channels/channel.js';
import type { DepositOffer } from '../../salon/deposit-rules/deposit-rule.js';
import { type Occurrence, occurrencesOf } from './occurrences.js';
import { series, type SeriesDetails, type SeriesSlot } from './series-ledger.js';

/** Far longer than confirming takes, so that a restart in between finds the holds still standing. */
const HOLD_MS = 15 * MINUTE_MS;
/** A repeat of a refused booking finds its released holds by their command ids and takes new ones. */
const MAX_ATTEMPTS = 5;

class SeriesServiceBody {
  @Id() serviceId: string;
  /** Who performs it; left out: anybody who may. */
  @Optional() @Id() staffId?: string;
  /** Who assists; left out: whoever is free and able. */
  @Optional() @Ids({ max: 3 }) assistantIds?: string[];
}

export class SeriesBody {
  @StoreId() storeId: string;
  /** The first start: ISO 8601, an instant, with an offset, or the store's local time. The others keep its wall clock. */
  @StoreDateTime() startsAt: string;
  /** How many units lie between two appointments: 2 with `week` is every other week. */
  @Int({ min: 1, max: 366 }) every: number;
  /** Of `every`; months count from the first date, so that the 31st is the last day of a short month. */
  @OneOf(['day', 'week', 'month']) unit: 'day' | 'week' | 'month';
  /** How many appointments there are in all, the first one included. */
  @Int({ min: 2, max: 60 }) count: number;
  /** The services of each appointment, in this order. */
  @Many(() => SeriesServiceBody, { min: 1, max: 10 }) services: SeriesServiceBody[];
  @Optional() @Id() customerId?: string;
  /** The services may follow each other in any order that the catalogue allows, at most 5 of them; default false. */
  @Optional() @Flag() anyOrder?: boolean;
  @Optional() @OneOf(CHANNELS) channel?: Channel;
  /** When an occurrence is not free: book nothing (`refuse`, the default) or the others (`skip`). */
  @Optional() @OneOf(['refuse', 'skip']) onConflict?: 'refuse' | 'skip';
}

class OccurrenceAnswer {
  /** Local date and time of the store. */
  @Text() local: string;
  /** Absent when the clocks skip that time on that date. */
  @Optional() @Instant() startsAt?: string;
  /** Whether it could be booked now. */
  @Flag() free: boolean;
  /** Refusal code of why it is not free; absent where it is. */
  @Optional() @Text() code?: string;
  /** The nearest free starts of that day; absent where it is free, or where none was looked for. */
  @Optional() @Texts() nearest?: string[];
}

export class SeriesPreviewAnswer {
  /** Every occurrence, in order. */
  @Many(() => OccurrenceAnswer) occurrences: OccurrenceAnswer[];
  /** How many of them are not free. */
  @Int() conflicts: number;
}

class SkippedAnswer {
  /** Local date and time of the store. */
  @Text() local: string;
  /** Refusal code of why it was not booked. */
  @Text() code: string;
}

export class SeriesAnswer {
  @Text() seriesId: string;
  @Text() storeId: string;
  /** In the order of their dates; a slot that was lost before it could be confirmed has the status `expired`. */
  @Many(() => AppointmentAnswer) appointments: AppointmentAnswer[];
  /** Occurrences that were not free and were left out, as `onConflict: skip` asked for. */
  @Many(() => SkippedAnswer) skipped: SkippedAnswer[];
}

/** An occurrence with the plan that its agenda would decide; the clocks may skip it. */
type Planned = Occurrence & { readonly key: string; readonly plan: Plan };

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
    const planned = await this.planned(await booksOf(this.tools).store(body.storeId), body);
    const occurrences: OccurrenceAnswer[] = [];
    const pace = planPace();
    for (const { local, startMs, key, plan } of planned) {
      const rest = pace.rest();
      if (rest) await rest;
      const when = { local, ...(startMs === undefined ? {} : { startsAt: isoOf(startMs) }) };
      try {
        choose((await this.tools.load(agenda, key)).state, plan, body.customerId, this.tools.facts);
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
    const facts = known ?? (await this.hold(seriesId, body, request));
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

  private async planned(
    book: StoreBook,
    {
      startsAt,
      services,
      customerId,
      anyOrder,
      storeId,
      channel = 'front-desk',
      ...rhythm
    }: SeriesBody,
  ): Promise<Planned[]> {
    const { startMs: firstMs } = momentOf(book, startsAt);
    // What is wrong with the request itself is no conflict of a date.
    const checked = (plan: Plan): Plan => {
      if (plan instanceof Refusal && plan.kind === 'invalid') throw plan;
      return plan;
    };
    const input = {
      storeId,
      services,
      channel,
      ...(customerId === undefined ? {} : { customerId }),
      ...(anyOrder ? { anyOrder } : {}),
    };
    const planned: Planned[] = [];
    const pace = planPace();
    for (const { local, startMs } of occurrencesOf(book.store.zone, firstMs, rhythm)) {
      if (startMs === undefined) {
        planned.push({
          local,
          startMs,
          key: '',
          plan: refused('time-does-not-exist', 'The clocks skip this time on this date.', {
            field: 'startsAt',
          }),
        });
        continue;
      }
      const moment = momentOf(book, isoOf(startMs));
      planned.push({
        local,
        startMs,
        key: agendaKey(storeId, moment.date),
        plan: checked(
          await planFor(
            this.tools,
            book,
            { ...input, startsAt: isoOf(startMs) },
            startMs,
            moment.date,
            pace,
          ),
        ),
      });
    }
    return planned;
  }

  /** Holds every occurrence. Unless all are free, or the others are enough, gives them back and says what is in the way. */
  private async hold(
    seriesId: string,
    body: SeriesBody,
    request: RequestContext,
  ): Promise<SeriesDetails> {
    const { storeId, customerId, every, unit, count, channel = 'front-desk' } = body;
    const slots: SeriesSlot[] = [];
    const conflicts: { local: string; startsAt?: string; code: string; nearest?: string[] }[] = [];
    const book = await booksOf(this.tools).store(storeId);
    // Each occurrence asks for its own deposit, as if booked one by one.
    const who = {
      channel,
      ...offeredBy(book),
      ...(await depositOf(this.tools, book, channel, customerId)),
      ...(customerId === undefined ? {} : { customerId }),
    };
    for (const planned of await this.planned(book, body)) {
      try {
        slots.push(await this.held(seriesId, planned, who, request));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        conflicts.push({
          local: planned.local,
          ...(planned.startMs === undefined ? {} : { startsAt: isoOf(planned.startMs) }),
          ...conflictOf(error),
        });
      }
    }
    if (conflicts.length > 0 && (body.onConflict !== 'skip' || slots.length === 0)) {
      for (const { agenda: key, appointmentId } of slots)
        await this.tools.execute(
          agenda,
          key,
          { type: 'ReleaseHold', holdId: appointmentId },
          {
            ...causeOf(request, storeId),
            commandId: deriveId(`series-release|${appointmentId}`),
            input: appointmentId,
          },
        );
      throw refused(
        'series-conflicts',
        `${conflicts.length} of ${count} occurrences are not free.`,
        { field: 'startsAt', conflicts },
      );
    }
    return {
      storeId,
      ...(customerId === undefined ? {} : { customerId }),
      every,
      unit,
      count,
      slots,
      skipped: conflicts.map(({ local, code }) => ({ local, code })),
    };
  }

  private async held(
    seriesId: string,
    { startMs, key, plan }: Planned,
    who: { channel: string; customerId?: string; policy?: OfferedPolicy; deposit?: DepositOffer },
    request: RequestContext,
  ): Promise<SeriesSlot> {
    if (plan instanceof Refusal) throw plan;
    const cause = causeOf(request, storeOfAgenda(key));
    for (let attempt = 1; ; attempt++) {
      const commandId = deriveId(`series-hold|${seriesId}|${startMs}|${attempt}`);
      const { events } = await this.tools.execute(
        agenda,
        key,
        { type: 'HoldSlot', plan, ttlMs: HOLD_MS, seriesId, ...who },
        { ...cause, commandId },
      );
      const held = events.find((event) => event.type === 'SlotHeld')!;
      const { appointmentId } = held.data.appointment;
      const entry = (await this.tools.load(agenda, key)).state.entries.get(appointmentId)!;
      if (entry.status === 'held' && entry.expiresAtMs! > msOfIso(this.tools.facts.now()))
        return { agenda: key, appointmentId, startMs: entry.appointment.startMs };
      if (attempt === MAX_ATTEMPTS)
        throw refused(
          'series-tried-too-often',
          'This was tried too often with one key. Use a new `Idempotency-Key`.',
          { field: 'Idempotency-Key' },
        );
    }
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

const conflictOf = ({ code, detail }: Refusal): { code: string; nearest?: string[] } => ({
  code,
  ...(Array.isArray(detail['nearest']) ? { nearest: detail['nearest'] as string[] } : {}),
});

/** A hold that ran out before it was confirmed is told by its status, not by an error: the others stand. */
async function lost(confirmed: Promise<unknown>): Promise<void> {
  await confirmed.catch((error: unknown) => {
    if (!(error instanceof Refusal) || !error.code.startsWith('hold-')) throw error;
  });
}
