import { dateAfter, DAY_MS, daysOfDate, msOfIso } from '@chignon/calendar';
import {
  type Effect,
  type Envelope,
  fold,
  keyOf,
  type RecordedEvent,
  Refusal,
  type Tools,
} from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { type Appointment, storeOfAgenda } from '../../agenda/appointment/appointment.js';
import { waitlistTerms } from '../../salon/waitlist/waitlist-terms.js';
import type { Offer } from './entry.js';
import { inLine } from './matching.flow.js';
import { type By, closeOthers, fulfil, giveBack, offerNext, win } from './offers.flow.js';
import { openingOf } from './opening.js';
import { waitlist } from './waitlist-ledger.js';

type ConsumedEvent = RecordedEvent & Envelope;

const by = ({ id, meta }: Envelope): By => ({
  actor: 'system:booking.waitlist',
  correlationId: meta.correlationId,
  causationId: id,
});

/** Something that occupied the agenda does not any more: what it left is offered. */
const freed = async (event: Envelope, tools: Tools): Promise<void> => {
  const { stream, revision, id, data } = event as ConsumedEvent;
  const key = keyOf(stream);
  const [storeId, date] = [storeOfAgenda(key), key.slice(-10)];
  // Days that are over: also all that is heard again when the log is followed from its first event.
  if (daysOfDate(dateAfter(date, 2))! * DAY_MS < msOfIso(tools.facts.now())) return;
  if ((await inLine(tools, { storeId, date }, waitlistTerms({}))).length === 0) return;
  const before = fold(
    agenda,
    agenda.initial(key),
    (await tools.history(agenda, key)).filter((e) => e.revision < revision),
  );
  const { appointmentId, moveId, appointment } = data as {
    appointmentId?: string;
    moveId?: string;
    appointment?: Appointment;
  };
  const left =
    before.entries.get(appointmentId ?? appointment?.appointmentId ?? '')?.appointment ??
    before.reserved.get(moveId ?? '')?.appointment;
  const wasOffered =
    event.type === 'HoldReleased' || event.type === 'HoldExpired' ? left?.waitlist : undefined;
  // The slot of an offer that is over goes to the next by the entry's own event.
  if (left && !wasOffered)
    await offerNext(tools, openingOf(id, storeId, date, left.lines, left.customerId), by(event));
};

/** The agenda has booked an offer, whoever asked it to. */
const booked = async (event: Envelope, tools: Tools): Promise<void> => {
  const {
    appointmentId,
    storeId,
    waitlist: mark,
  } = (event.data as { appointment: Appointment }).appointment;
  if (mark?.entryId !== undefined)
    await fulfil(tools, mark.entryId, appointmentId, storeId, by(event));
};

const withOffer =
  (run: (tools: Tools, offer: Offer, by: By, entryId: string) => Promise<void>) =>
  async (event: Envelope, tools: Tools): Promise<void> => {
    const { entryId, offerId } = event.data as { entryId: string; offerId?: string };
    const known =
      offerId === undefined
        ? undefined
        : (await tools.load(waitlist, entryId)).state.offers.get(offerId);
    if (known) await run(tools, known.offer, by(event), entryId);
  };

/** The offer is over without a booking: the next one is asked. Of a broadcast everybody was. */
const goOn = withOffer(async (tools, offer, cause) => {
  await giveBack(tools, offer, cause);
  if (!offer.lines) await offerNext(tools, offer.opening, cause);
});

/** An acceptance that stopped half-way is finished. */
const finish = withOffer(async (tools, offer, cause, entryId) => {
  await win(tools, entryId, offer, cause).catch((error: unknown) => {
    if (!(error instanceof Refusal) || !error.code.startsWith('offer-')) throw error;
  });
});

/** Somebody has won: the others of a broadcast hear it, and what is left of the opening is offered on. */
const closed = withOffer(async (tools, offer, cause) => {
  if (offer.lines) await closeOthers(tools, offer, cause);
  await offerNext(tools, offer.opening, cause);
});

/** Offers what is free again, and does what follows from the answers. Every step may be repeated (see `offers.http.ts`). */
export const workWaitlist: Effect = {
  name: 'booking.work-waitlist',
  source: { streams: ['agenda', 'waitlist'] },
  on: {
    AppointmentCancelled: freed,
    AppointmentMissed: freed,
    AppointmentMoved: freed,
    AppointmentMovedOut: freed,
    ApprovalDeclined: freed,
    HoldReleased: freed,
    HoldExpired: freed,
    MoveReleased: freed,
    AppointmentBooked: booked,
    ApprovalAsked: booked,
    OfferAccepted: finish,
    OfferDeclined: goOn,
    OfferLapsed: goOn,
    OfferLost: goOn,
    EntryWithdrawn: goOn,
    EntryFulfilled: closed,
  },
};
