import { isoOf, MINUTE_MS, msOfIso } from '@chignon/calendar';
import {
  type Decide,
  type DomainEvent,
  type Evolve,
  type Ledger,
  notFound,
  optional,
  Refusal,
  refused,
} from '@chignon/eventing';
import type { EntryStatus, Offer, OfferStatus, EntryDetails, WaitlistEntry } from './entry.js';

/*
 * One customer who waits for a slot, and what was offered (R-BK-30, R-BK-31). Stream `waitlist-<entryId>`. At most one
 * offer is open, and an offer ends once. The agenda decides who gets a slot (B8): the hold of the offer is there, and an
 * accepted offer is won only when the agenda has booked it.
 * Easy to get wrong: an offer is over by the clock of the decision, like its hold; `OfferLapsed` only says so.
 */

export type WaitlistEvent =
  | DomainEvent<'EntryJoined', WaitlistEntry>
  | DomainEvent<'OfferMade', EntryDetails & { offer: Offer }>
  | DomainEvent<'OfferAccepted', EntryDetails & { offerId: string }>
  | DomainEvent<'OfferDeclined', EntryDetails & { offerId: string }>
  | DomainEvent<'OfferLapsed', EntryDetails & { offerId: string }>
  /** `code`: why the agenda did not book it. */
  | DomainEvent<'OfferLost', EntryDetails & { offerId: string; code: string }>
  | DomainEvent<'EntryFulfilled', EntryDetails & { offerId?: string; appointmentId: string }>
  | DomainEvent<'EntryWithdrawn', EntryDetails & { offerId?: string }>
  | DomainEvent<'EntryExpired', EntryDetails>;

export type WaitlistCommand =
  /** A `Refusal` in place of the entry is what was wrong with the request; thrown only when it is really decided, so that a repeat is answered. */
  | { type: 'JoinWaitlist'; entry: Omit<WaitlistEntry, 'joinedAtMs'> | Refusal }
  | { type: 'MakeOffer'; offer: Offer }
  | { type: 'AcceptOffer' | 'DeclineOffer' | 'LapseOffer'; offerId: string }
  | { type: 'LoseOffer'; offerId: string; code: string }
  | { type: 'FulfilEntry'; appointmentId: string }
  | { type: 'WithdrawEntry' }
  | { type: 'ExpireEntry' };

export interface KnownOffer {
  readonly offer: Offer;
  readonly status: OfferStatus;
}

export interface WaitlistState {
  readonly status: EntryStatus | 'absent';
  readonly entry: WaitlistEntry | undefined;
  /** By id, oldest first. */
  readonly offers: ReadonlyMap<string, KnownOffer>;
  /** The open or accepted offer that the entry hangs on. */
  readonly offerId: string | undefined;
  readonly appointmentId: string | undefined;
}

/** The state with its offer, if it hangs on one, in another status. */
function moved(
  state: WaitlistState,
  status: EntryStatus,
  offerStatus?: OfferStatus,
  appointmentId?: string,
): WaitlistState {
  const known = state.offerId === undefined ? undefined : state.offers.get(state.offerId);
  const offers =
    known && offerStatus
      ? new Map(state.offers).set(known.offer.offerId, { offer: known.offer, status: offerStatus })
      : state.offers;
  return {
    status,
    entry: state.entry,
    offers,
    offerId: status === 'accepting' || status === 'fulfilled' ? state.offerId : undefined,
    appointmentId,
  };
}

const evolve: Evolve<WaitlistState, WaitlistEvent> = {
  EntryJoined: (state, { data }) => ({
    status: 'waiting',
    entry: data,
    offers: state.offers,
    offerId: undefined,
    appointmentId: undefined,
  }),
  OfferMade: (state, { data: { offer } }) => ({
    status: 'offered',
    entry: state.entry,
    offers: new Map(state.offers).set(offer.offerId, { offer, status: 'open' }),
    offerId: offer.offerId,
    appointmentId: undefined,
  }),
  OfferAccepted: (state) => moved(state, 'accepting', 'accepted'),
  OfferDeclined: (state) => moved(state, 'waiting', 'declined'),
  OfferLapsed: (state) => moved(state, 'waiting', 'lapsed'),
  OfferLost: (state) => moved(state, 'waiting', 'taken'),
  EntryFulfilled: (state, { data }) => moved(state, 'fulfilled', 'accepted', data.appointmentId),
  EntryWithdrawn: (state) => moved(state, 'withdrawn', 'declined'),
  EntryExpired: (state) => moved(state, 'expired'),
};

const decide: Decide<WaitlistState, WaitlistCommand, WaitlistEvent> = {
  JoinWaitlist: (state, { entry }, facts) => {
    if (state.entry) return [];
    if (entry instanceof Refusal) throw entry;
    return [{ type: 'EntryJoined', data: { ...entry, joinedAtMs: msOfIso(facts.now()) } }];
  },
  MakeOffer: (state, { offer }, facts) => {
    if (state.offers.has(offer.offerId)) return [];
    const nowMs = msOfIso(facts.now());
    mayBeOffered(state, offer.startMs, nowMs);
    if (offer.replyByMs <= nowMs) throw overDue();
    return [...lapsed(state, nowMs), { type: 'OfferMade', data: { ...detailsOf(state), offer } }];
  },
  AcceptOffer: (state, { offerId }, facts) => {
    const { offer, status } = knownOffer(state, offerId);
    if (status === 'accepted') return [];
    mustBeOpen(status);
    if (offer.replyByMs <= msOfIso(facts.now())) throw overDue();
    return [{ type: 'OfferAccepted', data: { ...detailsOf(state), offerId } }];
  },
  DeclineOffer: (state, { offerId }, facts) => {
    const { offer, status } = knownOffer(state, offerId);
    if (status === 'declined') return [];
    mustBeOpen(status);
    if (offer.replyByMs <= msOfIso(facts.now())) throw overDue();
    return [{ type: 'OfferDeclined', data: { ...detailsOf(state), offerId } }];
  },
  LapseOffer: (state, { offerId }, facts) => {
    const { offer, status } = knownOffer(state, offerId);
    if (status !== 'open') return [];
    if (offer.replyByMs > msOfIso(facts.now()))
      throw refused('offer-open', 'The customer may still answer the offer.', {
        until: isoOf(offer.replyByMs),
      });
    return [{ type: 'OfferLapsed', data: { ...detailsOf(state), offerId } }];
  },
  LoseOffer: (state, { offerId, code }) => {
    const { status } = knownOffer(state, offerId);
    return (status === 'open' || status === 'accepted') && state.status !== 'fulfilled'
      ? [{ type: 'OfferLost', data: { ...detailsOf(state), offerId, code } }]
      : [];
  },
  FulfilEntry: (state, { appointmentId }) =>
    !state.entry || isEnded(state)
      ? []
      : [
          {
            type: 'EntryFulfilled',
            data: {
              ...detailsOf(state),
              ...optional({ offerId: state.offerId }),
              appointmentId,
            },
          },
        ],
  WithdrawEntry: (state) => {
    const who = detailsOf(state);
    if (state.status === 'withdrawn') return [];
    mustWait(state);
    if (state.status === 'accepting')
      throw refused('offer-accepted', 'The offer was accepted. Cancel the appointment instead.', {
        field: 'entryId',
      });
    return [
      {
        type: 'EntryWithdrawn',
        data: { ...who, ...optional({ offerId: state.offerId }) },
      },
    ];
  },
  ExpireEntry: (state, _, facts) => {
    const who = detailsOf(state);
    const nowMs = msOfIso(facts.now());
    if (isEnded(state)) return [];
    if (state.entry!.untilMs > nowMs)
      throw refused('entry-not-over', 'The times of this entry are not over yet.', {
        until: isoOf(state.entry!.untilMs),
      });
    const over = lapsed(state, nowMs);
    if (state.offerId !== undefined && over.length === 0)
      throw refused('offer-open', 'The entry has an open offer.', { field: 'entryId' });
    return [...over, { type: 'EntryExpired', data: who }];
  },
};

/** Everybody who waits, and what became of it. */
export const waitlist: Ledger<WaitlistState, WaitlistCommand, WaitlistEvent> = {
  category: 'waitlist',
  initial: () => ({
    status: 'absent',
    entry: undefined,
    offers: new Map(),
    offerId: undefined,
    appointmentId: undefined,
  }),
  evolve,
  decide,
};

/** The offer that waits for its answer; none once its time is over. */
export function openOffer(
  { status, offers, offerId }: WaitlistState,
  nowMs: number,
): Offer | undefined {
  const offer = status === 'offered' ? offers.get(offerId!)?.offer : undefined;
  return offer && offer.replyByMs > nowMs ? offer : undefined;
}

/** What the entry is at an instant: an offer that has run out is over, though no event has said so yet. */
export const statusAt = (state: WaitlistState, nowMs: number): WaitlistState['status'] =>
  state.status === 'offered' && !openOffer(state, nowMs) ? 'waiting' : state.status;

/** @throws Refusal 409 unless a slot that begins then may be offered now: one offer at a time, and never sooner than the notice */
export function mayBeOffered(state: WaitlistState, startMs: number, nowMs: number): void {
  detailsOf(state);
  mustWait(state);
  if (statusAt(state, nowMs) !== 'waiting')
    throw refused('offer-open', 'This customer has another open offer.', { field: 'entryId' });
  const { noticeMinutes } = state.entry!;
  if (startMs < nowMs + noticeMinutes * MINUTE_MS)
    throw refused('notice-too-short', 'The customer asked for more notice.', {
      field: 'startsAt',
      expected: `${isoOf(nowMs + noticeMinutes * MINUTE_MS)} or later`,
    });
}

/** Said no, or nothing, to this opening before. */
export const wasAsked = ({ offers }: WaitlistState, openingId: string): boolean =>
  refusedOffers(offers).some((offer) => offer.opening.openingId === openingId);

/** Said no, or nothing, to a slot of that time at that store before: it is not offered again, whoever frees it. */
export const turnedDown = (
  { offers }: WaitlistState,
  storeId: string,
  fromMs: number,
  toMs: number,
): boolean =>
  refusedOffers(offers).some(
    (offer) => offer.storeId === storeId && offer.startMs < toMs && fromMs < offer.endMs,
  );

const refusedOffers = (offers: WaitlistState['offers']): Offer[] =>
  [...offers.values()]
    .filter(({ status }) => status === 'declined' || status === 'lapsed')
    .map(({ offer }) => offer);

function detailsOf({ entry }: WaitlistState): EntryDetails {
  if (!entry) throw notFound('entry-not-found', 'There is no such entry.', { field: 'entryId' });
  return { entryId: entry.entryId, customerId: entry.customerId, storeIds: entry.storeIds };
}

function knownOffer(state: WaitlistState, offerId: string): KnownOffer {
  const known = state.offers.get(offerId);
  if (!known) throw notFound('offer-not-found', 'There is no such offer.', { field: 'offerId' });
  return known;
}

function lapsed(state: WaitlistState, nowMs: number): WaitlistEvent[] {
  return state.status === 'offered' && !openOffer(state, nowMs)
    ? [{ type: 'OfferLapsed', data: { ...detailsOf(state), offerId: state.offerId! } }]
    : [];
}

const isEnded = ({ status }: WaitlistState): boolean =>
  status === 'fulfilled' || status === 'withdrawn' || status === 'expired';

function mustWait(state: WaitlistState): void {
  if (isEnded(state))
    throw refused(`entry-${state.status}`, `The entry is ${state.status}.`, {
      field: 'entryId',
      found: state.status,
    });
}

function mustBeOpen(status: OfferStatus): void {
  if (status !== 'open')
    throw refused(
      `offer-${status}`,
      status === 'taken' ? 'Another customer was faster.' : `The offer is ${status}.`,
      { field: 'offerId', found: status },
    );
}

const overDue = (): Refusal =>
  refused('offer-lapsed', 'The time to answer has passed.', { field: 'offerId' });
