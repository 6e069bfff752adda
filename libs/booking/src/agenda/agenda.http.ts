import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Allow, Answers, Asked, Asks, TOOLS } from '@chignon/service-kit';
import { ConflictError, deriveId, invalid, notFound, Refusal, type Outcome, type RecordedEvent, type Tools } from '@chignon/eventing';
import { isoOf } from '../calendar/instants.js';
import { booksOf } from '../stores/store-book.http.js';
import { visits } from '../visits/visit-ledger.js';
import { agenda } from './agenda.js';
import { publishedAppointment } from './agenda.announcements.js';
import { agendaKey, agendaOfId, storeOfAgenda, type AgendaState, type Entry } from './appointment.js';
import { AppointmentAnswer, AppointmentBody, CancelBody, HoldAnswer, HoldBody, RescheduleBody } from './bodies.http.js';
import { openingOf } from './check-in.http.js';
import { countedFrom } from './gate.http.js';
import { locate, type Place } from './locate.js';
import { reschedule } from './reschedule.http.js';
import { causeOf, momentOf, planFor, type BookingWish } from './planning.http.js';

@Controller('v1/booking')
export class AgendaHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /** Holds a slot for some minutes, so that nobody else takes it during checkout (BK-30). 409 `slot-taken` names the resource and the nearest free starts. */
  @Post('holds')
  @HttpCode(201)
  @Allow('booking.holds:write', { store: 'body.storeId' })
  @Asks()
  @Answers(HoldAnswer)
  async hold(@Body() body: HoldBody, @Asked() asked: Asked): Promise<HoldAnswer> {
    const { storeId, customerId, channel = 'front-desk', ttlSeconds } = body;
    const book = await booksOf(this.tools).store(storeId);
    const { startMs, date } = momentOf(book, body.startsAt);
    const plan = await planFor(this.tools, book, body, startMs, date);
    const ttlMs = (ttlSeconds ?? book.store.holdTtlSeconds) * 1000;
    const outcome = await this.tools.execute(agenda, agendaKey(storeId, date), { type: 'HoldSlot', plan, channel, ttlMs, ...(customerId === undefined ? {} : { customerId }) }, causeOf(asked, storeId));
    await countedFrom(this.tools, plan, agendaKey(storeId, date), outcome.revision);
    return holdAnswer(madeIn(outcome));
  }

  /** Gives a hold back before its time is over. */
  @Post('holds/:holdId/release')
  @HttpCode(200)
  @Allow('booking.holds:write', { store: 'inside' })
  @Asks()
  @Answers(HoldAnswer)
  async release(@Param('holdId') holdId: string, @Asked() asked: Asked): Promise<HoldAnswer> {
    const key = ownAgenda(holdId, asked, 'hold');
    const { state } = await this.tools.execute(agenda, key, { type: 'ReleaseHold', holdId }, causeOf(asked, storeOfAgenda(key)));
    return holdAnswer(state.entries.get(holdId)!);
  }

  /** Books: a hold by its id, which may also name the customer, or directly. 409 `hold-expired` when the hold has run out. */
  @Post('appointments')
  @HttpCode(201)
  @Allow('booking.appointments:write', { store: 'inside' })
  @Asks()
  @Answers(AppointmentAnswer)
  async book(@Body() body: AppointmentBody, @Asked() asked: Asked): Promise<AppointmentAnswer> {
    const { holdId, customerId } = body;
    const customer = customerId === undefined ? {} : { customerId };
    if (holdId !== undefined) {
      const extra = (['storeId', 'startsAt', 'services', 'channel'] as const).find((field) => body[field] !== undefined);
      if (extra) throw invalid('field-not-with-hold', 'the hold says this already', { field: extra, expected: 'only holdId and customerId' });
      const key = ownAgenda(holdId, asked, 'hold');
      const { state } = await this.tools.execute(agenda, key, { type: 'ConfirmHold', holdId, ...customer }, causeOf(asked, storeOfAgenda(key)));
      return appointmentAnswer(state.entries.get(holdId)!);
    }
    const wish = directWish(body);
    asked.caller.mustSee(wish.storeId);
    const book = await booksOf(this.tools).store(wish.storeId);
    const { startMs, date } = momentOf(book, wish.startsAt);
    const plan = await planFor(this.tools, book, wish, startMs, date);
    const outcome = await this.tools.execute(agenda, agendaKey(wish.storeId, date), { type: 'BookAppointment', plan, channel: body.channel ?? 'front-desk', ...customer }, causeOf(asked, wish.storeId));
    await countedFrom(this.tools, plan, agendaKey(wish.storeId, date), outcome.revision);
    return appointmentAnswer(madeIn(outcome));
  }

  /** An appointment, wherever it has been moved. */
  @Get('appointments/:appointmentId')
  @Allow('booking.appointments:read', { store: 'inside' })
  @Answers(AppointmentAnswer)
  async one(@Param('appointmentId') appointmentId: string, @Asked() asked: Asked): Promise<AppointmentAnswer> {
    return appointmentAnswer((await this.find(appointmentId, asked)).entry);
  }

  /** Moves an appointment to another time, day, store or person; price and durations stay as booked. It is never without a slot and never has two (B4). */
  @Post('appointments/:appointmentId/reschedule')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'inside' })
  @Asks()
  @Answers(AppointmentAnswer)
  async reschedule(@Param('appointmentId') appointmentId: string, @Body() body: RescheduleBody, @Asked() asked: Asked): Promise<AppointmentAnswer> {
    const place = await this.standing(appointmentId, asked);
    if (body.storeId !== undefined) asked.caller.mustSee(body.storeId);
    return appointmentAnswer(await seen(asked, () => reschedule(this.tools, place, body, asked)));
  }

  /** Cancels; a cancelled appointment stays cancelled. */
  @Post('appointments/:appointmentId/cancel')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'inside' })
  @Asks()
  @Answers(AppointmentAnswer)
  async cancel(@Param('appointmentId') appointmentId: string, @Body() { by, reason }: CancelBody, @Asked() asked: Asked): Promise<AppointmentAnswer> {
    const { key } = await this.standing(appointmentId, asked);
    const { state } = await seen(asked, () => this.tools.execute(agenda, key, { type: 'CancelAppointment', appointmentId, by, reason, ...seenRevision(asked) }, causeOf(asked, storeOfAgenda(key))));
    return appointmentAnswer(state.entries.get(appointmentId)!);
  }

  /** The customer is here: opens the visit. */
  @Post('appointments/:appointmentId/check-in')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'inside' })
  @Asks()
  @Answers(AppointmentAnswer)
  async checkIn(@Param('appointmentId') appointmentId: string, @Asked() asked: Asked): Promise<AppointmentAnswer> {
    const { key, entry } = await this.standing(appointmentId, asked);
    const visit = await openingOf(this.tools, entry.appointment);
    const cause = causeOf(asked, entry.appointment.storeId);
    const outcome = await seen(asked, () => this.tools.execute(agenda, key, { type: 'CheckIn', appointmentId, visit, ...seenRevision(asked) }, cause));
    const event = outcome.events.find((e) => e.type === 'AppointmentCheckedIn');
    // The reaction opens the visit too; asked for here so that the answer's visit can be used at once.
    if (event) await this.tools.execute(visits, event.data.visit.visitId, { type: 'OpenVisit', opening: event.data.visit }, cause);
    return appointmentAnswer(outcome.state.entries.get(appointmentId)!);
  }

  private async find(appointmentId: string, asked: Asked): Promise<Place> {
    const place = await locate(async (key) => (await this.tools.load(agenda, key)).state, appointmentId);
    if (!place || place.entry.status === 'held' || place.entry.status === 'released' || place.entry.status === 'expired') throw notFound('appointment-not-found', 'There is no such appointment.');
    asked.caller.mustSee(place.entry.appointment.storeId, 'appointment');
    return place;
  }

  /** The appointment where commands can reach it: one that is just coming in by a committed move is taken in first. */
  private async standing(appointmentId: string, asked: Asked): Promise<Place> {
    const place = await this.find(appointmentId, asked);
    if (place.entering === undefined) return place;
    await this.tools.execute(agenda, place.key, { type: 'MoveIn', moveId: place.entering }, { ...causeOf(asked, place.entry.appointment.storeId), commandId: deriveId(`move-in|${place.entering}`), input: place.entering });
    return this.find(appointmentId, asked);
  }
}

/** The agenda that a hold is in, when the caller may see its store. */
function ownAgenda(id: string, asked: Asked, what: string): string {
  const key = agendaOfId(id);
  if (key === undefined) throw notFound(`${what}-not-found`, `There is no such ${what}.`, { field: `${what}Id` });
  asked.caller.mustSee(storeOfAgenda(key), what);
  return key;
}

function directWish({ storeId, startsAt, services, customerId }: AppointmentBody): BookingWish {
  for (const [field, value] of Object.entries({ storeId, startsAt, services })) if (value === undefined) throw invalid('field-missing', 'a booking names a hold, or store, start and services', { field, expected: 'a value' });
  return { storeId: storeId!, startsAt: startsAt!, services: services!, ...(customerId === undefined ? {} : { customerId }) };
}

/** The entry that a hold or booking command made, also when it is a repeat. */
function madeIn({ events, state }: Outcome<AgendaState>): Entry {
  const made = events.find((e: RecordedEvent) => e.type === 'SlotHeld' || e.type === 'AppointmentBooked') as RecordedEvent;
  return state.entries.get((made.data as { appointment: { appointmentId: string } }).appointment.appointmentId)!;
}

const seenRevision = ({ ifMatch }: Asked): { revision?: number } => (ifMatch === undefined ? {} : { revision: ifMatch });

/** A stale `If-Match` is told as such (412); the agenda's own refusal would be a plain 409. */
async function seen<T>({ ifMatch }: Asked, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (ifMatch !== undefined && error instanceof Refusal && error.code === 'appointment-stale') throw new ConflictError('appointment', ifMatch, error.detail['actual'] as number);
    throw error;
  }
}

const priceOf = ({ appointment }: Entry): number => appointment.lines.reduce((sum, l) => sum + l.priceCents, 0);

function holdAnswer(entry: Entry): HoldAnswer {
  const { appointmentId: holdId, storeId, businessDate, startsAt, endsAt, lines } = publishedAppointment(entry.appointment);
  return { holdId, storeId, businessDate, status: entry.status, expiresAt: isoOf(entry.expiresAtMs ?? entry.appointment.startMs), startsAt, endsAt, lines, priceCents: priceOf(entry), revision: entry.revision };
}

function appointmentAnswer(entry: Entry): AppointmentAnswer {
  return { ...publishedAppointment(entry.appointment), status: entry.status, priceCents: priceOf(entry), ...(entry.visitId === undefined ? {} : { visitId: entry.visitId }), revision: entry.revision };
}
