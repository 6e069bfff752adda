import { dateAfter, DAY_MS, daysOfDate, msOfIso } from '@chignon/calendar';
import {
  effect,
  type EffectCause,
  fold,
  keyOf,
  type RecordedEvent,
  Refusal,
  type Tools,
} from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { type Appointment, storeOfAgenda } from '../../agenda/appointment/appointment.js';
import { linesFrom } from '../../agenda/day/cut.js';
import { waitlistTerms } from '../../salon/waitlist/waitlist-terms.js';
import type { Offer } from './entry.js';
import { inLine } from './matching.flow.js';
import { offerNext } from './offers.flow.js';
import { fulfil, bookOffer } from './accept-offer.flow.js';
import { closeOthers, isAwaited } from './broadcasts.flow.js';
import { type By, giveBack } from './offer-holds.flow.js';
import { openingOf } from './opening.js';
import { waitlist } from './waitlist-ledger.js';

/** Something left the agenda: an appointment or a hold by its id, a reservation, or an appointment to another time. */
type Left = {
  readonly appointmentId?: string;
  readonly moveId?: string;
  readonly appointment?: Appointment;
  /** Of a visit that has ended: since when nothing of it is taken. */
  readonly atMs?: number;
};

/** Something that occupied the agenda does not any more: what it left is offered. */
const freed = async (
  event: RecordedEvent<string, Left>,
  tools: Tools,
  cause: EffectCause,
): Promise<void> => {
  const { stream, revision, id, data } = event;
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
  const { appointmentId, moveId, appointment, atMs } = data;
  const entry = before.entries.get(appointmentId ?? appointment?.appointmentId ?? '');
  const left = entry?.appointment ?? before.reserved.get(moveId ?? '')?.appointment;
  if (atMs !== undefined) {
    // The rest of its slot, once: a visit may be voided after it was completed.
    const rest = !entry || entry.ended ? [] : linesFrom(entry.appointment.lines, atMs);
    if (rest.length > 0)
      await offerNext(tools, openingOf(id, storeId, date, rest, left?.customerId), cause());
    return;
  }
  const wasOffered =
    event.type === 'HoldReleased' || event.type === 'HoldExpired' ? left?.waitlist : undefined;
  // The slot of an offer that is over goes to the next by the entry's own event.
  if (left && !wasOffered)
    await offerNext(tools, openingOf(id, storeId, date, left.lines, left.customerId), cause());
};

/** The agenda has booked an offer, whoever asked it to. */
const booked = async (
  { data: { appointment } }: RecordedEvent<string, { readonly appointment: Appointment }>,
  tools: Tools,
  cause: EffectCause,
): Promise<void> => {
  const { appointmentId, storeId, waitlist: mark } = appointment;
  if (mark?.entryId !== undefined)
    await fulfil(tools, mark.entryId, appointmentId, storeId, cause());
};

const withOffer =
  (
    run: (
      tools: Tools,
      offer: Offer,
      by: By,
      event: { readonly entryId: string; readonly stream: string; readonly revision: number },
    ) => Promise<void>,
  ) =>
  async (
    {
      stream,
      revision,
      data: { entryId, offerId },
    }: RecordedEvent<string, { readonly entryId: string; readonly offerId?: string }>,
    tools: Tools,
    cause: EffectCause,
  ): Promise<void> => {
    const known =
      offerId === undefined
        ? undefined
        : (await tools.load(waitlist, entryId)).state.offers.get(offerId);
    if (known) await run(tools, known.offer, cause(), { entryId, stream, revision });
  };

/** The offer is over without a booking: its slot is free, and the next one is asked. Of a broadcast once the last of those who were told has ended theirs. */
const goOn = withOffer(async (tools, offer, cause, event) => {
  if (offer.lines && (await isAwaited(tools, offer, event))) return;
  await giveBack(tools, offer, cause);
  await offerNext(tools, offer.opening, cause);
});

/** An acceptance that stopped half-way is finished. */
const finish = withOffer(async (tools, offer, cause, { entryId }) => {
  await bookOffer(tools, entryId, offer, cause).catch((error: unknown) => {
    if (!(error instanceof Refusal) || !error.code.startsWith('offer-')) throw error;
  });
});

/** Somebody has won: the others of a broadcast hear it, and what is left of the opening is offered on. */
const closed = withOffer(async (tools, offer, cause) => {
  if (offer.lines) await closeOthers(tools, offer, cause);
  await offerNext(tools, offer.opening, cause);
});

/** Offers what is free again, and does what follows from the answers. Every step may be repeated (see `offers.http.ts`). */
export const workWaitlist = effect([agenda, waitlist], {
  name: 'booking.work-waitlist',
  on: {
    AppointmentCancelled: freed,
    AppointmentMissed: freed,
    VisitEnded: freed,
    AppointmentMoved: freed,
    ServicesChanged: freed,
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
});
