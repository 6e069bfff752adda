import {
  accountTender,
  type Context,
  type Decide,
  type DomainEvent,
  type Evolve,
  type Ledger,
  type ReservationEvent,
  type TenderCommand,
  reservations,
  type Reservations,
  type TenderOwner,
} from '@chignon/eventing';
import { appliesTenders, releasesTenders } from '@chignon/service-kit';

/* A context of tests alone: stored value in any currency, built on the public port of tenders. What a real owner needs is not much more. */

type PurseEvent =
  DomainEvent<'PurseLoaded', { cents: number; currency: string }> | ReservationEvent;
type PurseCommand = { type: 'LoadPurse'; cents: number; currency: string } | TenderCommand;

export interface PurseState {
  readonly loaded: ReadonlyMap<string, number>;
  readonly reservations: Reservations;
}

/** What may be spent; below 0 it is owed. */
export const freeCents = (state: PurseState, currency: string): number =>
  (state.loaded.get(currency) ?? 0) -
  reservations.heldCents(state.reservations, currency) -
  reservations.takenCents(state.reservations, currency);

const changed = (state: PurseState, event: ReservationEvent): PurseState => ({
  ...state,
  reservations: reservations.afterReservationEvent(state.reservations, event),
});
const evolve: Evolve<PurseState, PurseEvent> = {
  PurseLoaded: (state, { data: { cents, currency } }) => ({
    ...state,
    loaded: new Map(state.loaded).set(currency, (state.loaded.get(currency) ?? 0) + cents),
  }),
  TenderReserved: (state, { type, data }) => changed(state, { type, data }),
  TenderMoved: (state, { type, data }) => changed(state, { type, data }),
  TenderReleased: (state, { type, data }) => changed(state, { type, data }),
};
const decide: Decide<PurseState, PurseCommand, PurseEvent> = {
  LoadPurse: (_, { cents, currency }) => [{ type: 'PurseLoaded', data: { cents, currency } }],
  ReserveTender: (state, { reservation }) =>
    reservations.reserve(state.reservations, reservation, freeCents(state, reservation.currency)),
  MoveTender: (state, { movement }) => reservations.move(state.reservations, movement),
  ReleaseTender: (state, { reservationId, because }) =>
    reservations.release(state.reservations, reservationId, because),
};
export const purses: Ledger<PurseState, PurseCommand, PurseEvent> = {
  category: 'purse',
  initial: () => ({ loaded: new Map(), reservations: reservations.noReservations }),
  evolve,
  decide,
};
const open = reservations.reservationsView('purse.reservations', 'purse');

/** Stored value pays bills. */
export const storedValue = accountTender({
  kind: 'stored-value',
  owner: 'purse',
  ledger: purses,
  open,
  account: (_, { account, purpose }) => Promise.resolve(account ?? purpose.customerId ?? 'nobody'),
});

/** A coupon that takes something off: the same ledger, another use. */
const coupon: TenderOwner = {
  ...storedValue,
  kind: 'coupon',
  use: 'discount',
  reserve: async (tools, asked, cause) => {
    const { reservation, status } = await storedValue.reserve(tools, asked, cause);
    return { reservation: { ...reservation, kind: 'coupon', use: 'discount' }, status };
  },
};

export const purse: Context = {
  name: 'purse',
  ledgers: [purses],
  collections: [],
  views: [open],
  reactions: [],
  effects: [appliesTenders('purse', [storedValue, coupon])],
  announcements: {},
  jobs: [releasesTenders('purse', [storedValue])],
  topics: [],
  controllers: [],
  tenders: [storedValue, coupon],
};
