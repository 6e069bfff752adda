import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { isoOf, msOfIso } from '@chignon/calendar';
import {
  deriveId,
  forbidden,
  invalid,
  notFound,
  type Outcome,
  type RecordedEvent,
  type Tools,
} from '@chignon/eventing';
import { Allow, Answers, Asked, Asks, TOOLS } from '@chignon/service-kit';
import type { AgendaCommand } from '../../agenda/agenda-events.js';
import { publishedAppointment } from '../../agenda/agenda.announcements.js';
import { agenda } from '../../agenda/agenda.js';
import {
  agendaKey,
  agendaOfId,
  type AgendaState,
  type Entry,
  storeOfAgenda,
} from '../../agenda/appointment/appointment.js';
import type { Place } from '../../agenda/decide/locate.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import type { DepositOffer } from '../../salon/deposit-rules/deposit-rule.js';
import { visits } from '../../visits/visit-ledger.js';
import { demandOf } from '../demand/demand.flow.js';
import { depositOf } from '../deposits/offer.flow.js';
import { changeRefused } from '../terms/admission.flow.js';
import { acceptedTerms, exemptionOf, offeredBy } from '../terms/policy-terms.flow.js';
import {
  AppointmentAnswer,
  AppointmentBody,
  CancelBody,
  DeclineBody,
  HoldAnswer,
  HoldBody,
  NameCustomerBody,
  RescheduleBody,
} from './agenda.shapes.http.js';
import { shownAppointment, withDeposit } from './answers.flow.js';
import { openingOf } from './check-in.flow.js';
import { mayBeOf, warningsOf } from './elsewhere.flow.js';
import { bindNow } from './exchange.flow.js';
import { HoldLimits } from './hold-limits.flow.js';
import { placeOf, priceOf, seen, seenRevision, standingPlace } from './place.flow.js';
import { type BookingWish, causeOf, momentOf, planFor } from './planning.flow.js';
import { countedFrom } from './prerequisites.flow.js';
import { reschedule } from './reschedule.flow.js';

@Controller('v1/booking')
export class AgendaHttp {
  private readonly holds = new HoldLimits();

  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /** Holds a slot for some minutes, so that nobody else takes it during checkout (BK-30). 409 `slot-taken` names the resource and the nearest free starts; 429 `too-many-holds` when more than 20 a minute are asked for one customer. */
  @Post('holds')
  @HttpCode(201)
  @Allow('booking.holds:write', { store: 'body.storeId' })
  @Asks()
  @Answers(HoldAnswer)
  async hold(@Body() body: HoldBody, @Asked() asked: Asked): Promise<HoldAnswer> {
    const { storeId, customerId, channel = 'front-desk', ttlSeconds } = body;
    const book = await booksOf(this.tools).store(storeId);
    const { startMs, date } = momentOf(book, body.startsAt);
    if (customerId !== undefined)
      this.holds.count(customerId, asked.cause().commandId, msOfIso(this.tools.facts.now()));
    const plan = await planFor(this.tools, book, { ...body, channel }, startMs, date);
    const ttlMs = (ttlSeconds ?? book.store.holdTtlSeconds) * 1000;
    const command = {
      type: 'HoldSlot',
      plan,
      channel,
      ttlMs,
      ...offeredBy(book),
      ...(await depositOf(this.tools, book, channel, customerId)),
      ...(customerId === undefined ? {} : { customerId }),
    } as const;
    const outcome = await demandOf(this.tools).noted(
      storeId,
      wantedOf(body.services, startMs),
      () => this.tools.execute(agenda, agendaKey(storeId, date), command, causeOf(asked, storeId)),
    );
    await countedFrom(this.tools, plan, agendaKey(storeId, date), outcome.revision);
    return this.held(madeIn(outcome), asked);
  }

  /** Gives a hold back before its time is over. */
  @Post('holds/:holdId/release')
  @HttpCode(200)
  @Allow('booking.holds:write', { store: 'narrowed' })
  @Asks()
  @Answers(HoldAnswer)
  async release(@Param('holdId') holdId: string, @Asked() asked: Asked): Promise<HoldAnswer> {
    const key = ownAgenda(holdId, asked, 'hold');
    const { state } = await this.tools.execute(
      agenda,
      key,
      { type: 'ReleaseHold', holdId },
      causeOf(asked, storeOfAgenda(key)),
    );
    return this.held(state.entries.get(holdId)!, asked);
  }

  /** Books: a hold by its id, which may also name the customer, or directly. 409 `hold-expired` when the hold has run out. */
  @Post('appointments')
  @HttpCode(201)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Asks()
  @Answers(AppointmentAnswer)
  async book(@Body() body: AppointmentBody, @Asked() asked: Asked): Promise<AppointmentAnswer> {
    const { holdId, customerId } = body;
    const customer = customerId === undefined ? {} : { customerId };
    if (holdId !== undefined) {
      const extra = (
        ['storeId', 'startsAt', 'services', 'anyOrder', 'channel', 'overbook'] as const
      ).find((field) => body[field] !== undefined);
      if (extra)
        throw invalid('field-not-with-hold', 'the hold says this already', {
          field: extra,
          expected: 'only holdId and customerId',
        });
      const key = ownAgenda(holdId, asked, 'hold');
      const held =
        customerId === undefined
          ? undefined
          : (await this.tools.load(agenda, key)).state.entries.get(holdId);
      if (held?.status === 'held') await mayBeOf(this.tools, held, customerId!);
      const { state } = await this.tools.execute(
        agenda,
        key,
        { type: 'ConfirmHold', holdId, ...customer, ...(await this.depositFor(held, customerId)) },
        causeOf(asked, storeOfAgenda(key)),
      );
      return this.answer(state.entries.get(holdId)!, asked);
    }
    const wish = directWish(body);
    asked.caller.mustSee(wish.storeId);
    const book = await booksOf(this.tools).store(wish.storeId);
    const { startMs, date } = momentOf(book, wish.startsAt);
    if (body.overbook && !asked.caller.may('booking.overbooking:write'))
      throw forbidden('overbooking-not-allowed', 'you may not book over what is taken', {
        field: 'overbook',
      });
    if (body.overbook)
      await mustBeReason(this.tools, 'overbook', body.overbook.reason, 'overbook.reason');
    const { channel = 'front-desk' } = body;
    const plan = await planFor(this.tools, book, { ...wish, channel }, startMs, date);
    const command = {
      type: 'BookAppointment',
      plan,
      channel,
      ...offeredBy(book),
      ...(await depositOf(this.tools, book, channel, customerId)),
      ...customer,
      ...(body.overbook ? { overbook: { reason: body.overbook.reason } } : {}),
    } as const;
    const outcome = await demandOf(this.tools).noted(
      wish.storeId,
      wantedOf(wish.services, startMs),
      () =>
        this.tools.execute(
          agenda,
          agendaKey(wish.storeId, date),
          command,
          causeOf(asked, wish.storeId),
        ),
    );
    await countedFrom(this.tools, plan, agendaKey(wish.storeId, date), outcome.revision);
    return this.answer(madeIn(outcome), asked);
  }

  /** An appointment, wherever it has been moved. */
  @Get('appointments/:appointmentId')
  @Allow('booking.appointments:read', { store: 'narrowed' })
  @Answers(AppointmentAnswer)
  async one(
    @Param('appointmentId') appointmentId: string,
    @Asked() asked: Asked,
  ): Promise<AppointmentAnswer> {
    return shownAppointment(this.tools, (await this.find(appointmentId, asked)).entry, asked);
  }

  /** Moves an appointment to another time, day, store or person; price, durations and policy stay as booked. It is never without a slot and never has two (B4). A late move too many costs a fee, which the answer shows (R-BK-34). */
  @Post('appointments/:appointmentId/reschedule')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Asks()
  @Answers(AppointmentAnswer)
  async reschedule(
    @Param('appointmentId') appointmentId: string,
    @Body() body: RescheduleBody,
    @Asked() asked: Asked,
  ): Promise<AppointmentAnswer> {
    const place = await this.standing(appointmentId, asked);
    if (body.storeId !== undefined) asked.caller.mustSee(body.storeId);
    return this.answer(await seen(asked, () => reschedule(this.tools, place, body, asked)), asked);
  }

  /** Cancels; a cancelled appointment stays cancelled. By the customer it costs what the terms that the booking accepted say at this instant (BK-03); by the store nothing. */
  @Post('appointments/:appointmentId/cancel')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Asks()
  @Answers(AppointmentAnswer)
  cancel(
    @Param('appointmentId') appointmentId: string,
    @Body() { by, reason, exemption, channel }: CancelBody,
    @Asked() asked: Asked,
  ): Promise<AppointmentAnswer> {
    return this.change(appointmentId, asked, async ({ appointment }) => {
      const no = changeRefused(
        this.tools,
        await booksOf(this.tools).store(appointment.storeId),
        'cancel',
        { by, channel },
        appointment,
      );
      await mustBeReason(this.tools, 'cancel', reason);
      return {
        type: 'CancelAppointment',
        appointmentId,
        by,
        reason,
        terms: await acceptedTerms(this.tools, appointment),
        ...(await exemptionOf(this.tools, asked, exemption)),
        ...seenRevision(asked),
        ...(no === undefined ? {} : { no }),
      };
    });
  }

  /** The store's yes to an appointment that waits for it (R-BK-22). */
  @Post('appointments/:appointmentId/approve')
  @HttpCode(200)
  @Allow('booking.approvals:write', { store: 'narrowed' })
  @Asks()
  @Answers(AppointmentAnswer)
  approve(
    @Param('appointmentId') appointmentId: string,
    @Asked() asked: Asked,
  ): Promise<AppointmentAnswer> {
    return this.change(appointmentId, asked, () => ({
      type: 'Approve',
      appointmentId,
      ...seenRevision(asked),
    }));
  }

  /** The store's no: the slot is free again. */
  @Post('appointments/:appointmentId/decline')
  @HttpCode(200)
  @Allow('booking.approvals:write', { store: 'narrowed' })
  @Asks()
  @Answers(AppointmentAnswer)
  decline(
    @Param('appointmentId') appointmentId: string,
    @Body() { reason }: DeclineBody,
    @Asked() asked: Asked,
  ): Promise<AppointmentAnswer> {
    return this.change(appointmentId, asked, async () => {
      await mustBeReason(this.tools, 'decline', reason);
      return { type: 'Decline', appointmentId, reason, ...seenRevision(asked) };
    });
  }

  /** Says who comes: for an appointment without a customer, as the guests of a group often are (R-BK-14). 409 `customer-named-already`. */
  @Post('appointments/:appointmentId/customer')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Asks()
  @Answers(AppointmentAnswer)
  nameCustomer(
    @Param('appointmentId') appointmentId: string,
    @Body() { customerId }: NameCustomerBody,
    @Asked() asked: Asked,
  ): Promise<AppointmentAnswer> {
    return this.change(appointmentId, asked, async (entry) => {
      if (entry.status === 'booked' && entry.appointment.customerId === undefined)
        await mayBeOf(this.tools, entry, customerId);
      return { type: 'NameCustomer', appointmentId, customerId, ...seenRevision(asked) };
    });
  }

  /** The customer is here: opens the visit. */
  @Post('appointments/:appointmentId/check-in')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'narrowed' })
  @Asks()
  @Answers(AppointmentAnswer)
  async checkIn(
    @Param('appointmentId') appointmentId: string,
    @Asked() asked: Asked,
  ): Promise<AppointmentAnswer> {
    const { key, entry: found } = await this.standing(appointmentId, asked);
    const bind = causeOf(asked, found.appointment.storeId);
    // Whoever performs is settled when the customer is here, at the latest; what was seen is judged by the first of the two steps.
    const entry = await seen(asked, () =>
      bindNow(
        this.tools,
        key,
        found,
        { ...bind, commandId: deriveId(`bind-staff|${bind.commandId}`) },
        seenRevision(asked),
      ),
    );
    const revision = entry === found ? seenRevision(asked) : { revision: entry.revision };
    const visit = await openingOf(this.tools, entry.appointment);
    const { units = {} } = (await booksOf(this.tools).store(entry.appointment.storeId)).frame(
      entry.appointment.businessDate,
    );
    const cause = causeOf(asked, entry.appointment.storeId);
    const outcome = await seen(asked, () =>
      this.tools.execute(
        agenda,
        key,
        { type: 'CheckIn', appointmentId, visit, units, ...revision },
        cause,
      ),
    );
    const event = outcome.events.find((e) => e.type === 'AppointmentCheckedIn');
    // The reaction opens the visit too; asked for here so that the answer's visit can be used at once.
    if (event)
      await this.tools.execute(
        visits,
        event.data.visit.visitId,
        { type: 'OpenVisit', opening: event.data.visit },
        cause,
      );
    return this.answer(outcome.state.entries.get(appointmentId)!, asked);
  }

  /** Puts a command to the agenda that the appointment stands in. */
  private async change(
    appointmentId: string,
    asked: Asked,
    commandFor: (entry: Entry) => AgendaCommand | Promise<AgendaCommand>,
  ): Promise<AppointmentAnswer> {
    const { key, entry } = await this.standing(appointmentId, asked);
    const command = await commandFor(entry);
    const { state } = await seen(asked, () =>
      this.tools.execute(agenda, key, command, causeOf(asked, storeOfAgenda(key))),
    );
    return this.answer(state.entries.get(appointmentId)!, asked);
  }

  /** With its deposit, and with what to know of the customer's other appointments, where the store looks for them and it still is a question. */
  private async answer(entry: Entry, asked: Asked): Promise<AppointmentAnswer> {
    const standing = entry.status === 'booked' || entry.status === 'pending';
    return {
      ...(await shownAppointment(this.tools, entry, asked)),
      ...(standing ? await warningsOf(this.tools, entry, asked) : {}),
    };
  }

  private async held(entry: Entry, asked: Asked): Promise<HoldAnswer> {
    return {
      ...(await withDeposit(this.tools, entry, holdAnswer(entry))),
      ...(entry.status === 'held' ? await warningsOf(this.tools, entry, asked) : {}),
    };
  }

  /** What a hold of nobody asks for, now that it is known who books. */
  private async depositFor(
    held: Entry | undefined,
    customerId: string | undefined,
  ): Promise<{ deposit?: DepositOffer }> {
    if (
      customerId === undefined ||
      held === undefined ||
      held.appointment.customerId !== undefined ||
      (await booksOf(this.tools).deposits()).length === 0
    )
      return {};
    return depositOf(
      this.tools,
      await booksOf(this.tools).store(held.appointment.storeId),
      held.appointment.channel,
      customerId,
    );
  }

  private find(appointmentId: string, asked: Asked): Promise<Place> {
    return placeOf(this.tools, appointmentId, asked);
  }

  private standing(appointmentId: string, asked: Asked): Promise<Place> {
    return standingPlace(this.tools, appointmentId, asked);
  }
}

/** The agenda that a hold is in, when the caller may see its store. */
function ownAgenda(id: string, asked: Asked, what: string): string {
  const key = agendaOfId(id);
  if (key === undefined)
    throw notFound(`${what}-not-found`, `There is no such ${what}.`, { field: `${what}Id` });
  asked.caller.mustSee(storeOfAgenda(key), what);
  return key;
}

const wantedOf = (services: readonly { serviceId: string }[], startMs: number) => ({
  serviceIds: services.map((s) => s.serviceId),
  startsAt: isoOf(startMs),
});

function directWish({
  storeId,
  startsAt,
  services,
  customerId,
  anyOrder,
}: AppointmentBody): BookingWish {
  for (const [field, value] of Object.entries({ storeId, startsAt, services }))
    if (value === undefined)
      throw invalid('field-missing', 'a booking names a hold, or store, start and services', {
        field,
        expected: 'a value',
      });
  return {
    storeId: storeId!,
    startsAt: startsAt!,
    services: services!,
    ...(customerId === undefined ? {} : { customerId }),
    ...(anyOrder ? { anyOrder } : {}),
  };
}

const MAKING = new Set(['SlotHeld', 'AppointmentBooked', 'ApprovalAsked']);

/** The entry that a hold or booking command made, also when it is a repeat. */
function madeIn({ events, state }: Outcome<AgendaState>): Entry {
  const made = events.find((e: RecordedEvent) => MAKING.has(e.type)) as RecordedEvent;
  return state.entries.get(
    (made.data as { appointment: { appointmentId: string } }).appointment.appointmentId,
  )!;
}

function holdAnswer(entry: Entry): HoldAnswer {
  const {
    appointmentId: holdId,
    storeId,
    businessDate,
    startsAt,
    endsAt,
    lines,
    policy,
  } = publishedAppointment(entry.appointment);
  return {
    holdId,
    storeId,
    businessDate,
    status: entry.status,
    expiresAt: isoOf(entry.expiresAtMs ?? entry.appointment.startMs),
    startsAt,
    endsAt,
    lines,
    priceCents: priceOf(entry),
    ...(policy === undefined ? {} : { policy }),
    revision: entry.revision,
  };
}
