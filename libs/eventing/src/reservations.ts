import type { DomainEvent, RecordedEvent } from './event.js';
import { keyOf } from './event.js';
import { optional } from './optional.js';
import { refused } from './refusal.js';
import type {
  ReleaseReason,
  Reservation,
  ReservationStatus,
  SettledMovement,
  TenderMovement,
} from './tender.js';
import { folding, type View } from './view.js';

/*
 * What ledgers of owners have in common: reservations within an account. An owner adds these events to its own, keeps `Reservations` in its
 * state, and counts what is held and what is taken against its balance, so that both are decided in one append.
 */

/** Events that an owner's ledger has among its own. */
export type ReservationEvent =
  | DomainEvent<'TenderReserved', { readonly reservation: Reservation }>
  /** `cents`: signed, of one settlement. */
  | DomainEvent<
      'TenderMoved',
      Pick<TenderMovement, 'reservationId' | 'cents' | 'bonusCents' | 'currency'> &
        Pick<SettledMovement, 'settlement' | 'visitId' | 'storeId'>
    >
  | DomainEvent<
      'TenderReleased',
      { readonly reservationId: string; readonly because: ReleaseReason }
    >;

/** One reservation and what became of it. */
export interface KnownReservation {
  /** Absent: a settlement was heard that names one which was never made here. */
  readonly reservation: Reservation | undefined;
  readonly currency: string;
  readonly released: boolean;
  /** By settlement. */
  readonly moved: ReadonlyMap<string, number>;
}

/** Of one account, by id. */
export type Reservations = ReadonlyMap<string, KnownReservation>;

export const noReservations: Reservations = new Map();

/** What goes back may be heard before the settlement that took it: until then it stays kept, or somebody else would spend it. */
export const statusOf = ({ released, moved }: KnownReservation): ReservationStatus =>
  [...moved.values()].some((cents) => cents > 0) ? 'applied' : released ? 'released' : 'held';

/** What a bill has of it in the end. Settlements are heard in any order: what goes back before it was taken waits. */
const takenOf = ({ moved }: KnownReservation): number =>
  Math.max(
    0,
    [...moved.values()].reduce((sum, cents) => sum + cents, 0),
  );

const sumOf = (
  reservations: Reservations,
  currency: string,
  cents: (one: KnownReservation) => number,
): number =>
  [...reservations.values()]
    .filter((one) => one.currency === currency)
    .reduce((sum, one) => sum + cents(one), 0);

/** Kept for bills that are not settled yet, in minor units. */
export const heldCents = (reservations: Reservations, currency: string): number =>
  sumOf(reservations, currency, (one) =>
    statusOf(one) === 'held' ? (one.reservation?.cents ?? 0) : 0,
  );

/** Taken by settled bills, less what went back, in minor units. */
export const takenCents = (reservations: Reservations, currency: string): number =>
  sumOf(reservations, currency, takenOf);

const changed = (
  reservations: Reservations,
  id: string,
  change: Partial<KnownReservation> & Pick<KnownReservation, 'currency'>,
): Reservations =>
  new Map(reservations).set(id, {
    reservation: undefined,
    released: false,
    moved: new Map(),
    ...reservations.get(id),
    ...change,
  });

/** The reservations after an event of theirs. */
export function afterReservationEvent(
  reservations: Reservations,
  event: ReservationEvent,
): Reservations {
  switch (event.type) {
    case 'TenderReserved': {
      const { reservation } = event.data;
      return changed(reservations, reservation.id, {
        reservation,
        currency: reservation.currency,
      });
    }
    case 'TenderMoved': {
      const { reservationId, settlement, cents, currency } = event.data;
      return changed(reservations, reservationId, {
        currency,
        moved: new Map(reservations.get(reservationId)?.moved).set(settlement, cents),
      });
    }
    case 'TenderReleased': {
      const known = reservations.get(event.data.reservationId);
      return known
        ? changed(reservations, event.data.reservationId, {
            currency: known.currency,
            released: true,
          })
        : reservations;
    }
  }
}

/**
 * Keeps a part of what is free. @param freeCents balance less what is held and taken, in the reservation's currency
 * @throws Refusal 409 `tender-insufficient` with what there is
 */
export function reserve(
  reservations: Reservations,
  reservation: Reservation,
  freeCents: number,
): ReservationEvent[] {
  if (reservations.has(reservation.id)) return [];
  const availableCents = Math.max(0, freeCents);
  if (reservation.cents > availableCents)
    throw refused('tender-insufficient', 'The account has less than that.', {
      field: 'cents',
      expected: `at most ${availableCents}`,
      availableCents,
    });
  return [{ type: 'TenderReserved', data: { reservation } }];
}

/** Writes down what a settlement took or gave back, once each, also of what was released. */
export function move(reservations: Reservations, movement: SettledMovement): ReservationEvent[] {
  const { reservationId, settlement, cents, bonusCents, currency, visitId, storeId } = movement;
  return reservations.get(reservationId)?.moved.has(settlement)
    ? []
    : [
        {
          type: 'TenderMoved',
          data: {
            reservationId,
            settlement,
            cents,
            ...optional({ bonusCents }),
            currency,
            visitId,
            storeId,
          },
        },
      ];
}

/** Gives what is still held back. */
export function release(
  reservations: Reservations,
  reservationId: string,
  because: ReleaseReason,
): ReservationEvent[] {
  const known = reservations.get(reservationId);
  return known && statusOf(known) === 'held'
    ? [{ type: 'TenderReleased', data: { reservationId, because } }]
    : [];
}

/** A reservation whose end the clock watches. Id: the reservation's. */
export interface OpenReservation {
  readonly id: string;
  readonly account: string;
  readonly expiresAt: string;
  readonly open: boolean;
}

/** `<context>.reservations`: what is held in the accounts of a ledger that has these events among its own, by when its time is over. */
export const reservationsView = (name: string, category: string): View<OpenReservation> => {
  const ended = folding<OpenReservation, RecordedEvent<string, { reservationId: string }>>(
    ({ data }) => [data.reservationId],
    (known) => known && { ...known, open: false },
  );
  return {
    name,
    indexes: { byExpiry: { fields: ['open', 'expiresAt'] } },
    source: { streams: [category] },
    guard: 'stream',
    on: {
      TenderReserved: folding<OpenReservation, RecordedEvent<string, { reservation: Reservation }>>(
        ({ data }) => [data.reservation.id],
        (_, event) => ({
          id: event.data.reservation.id,
          account: keyOf(event.stream),
          expiresAt: event.data.reservation.expiresAt,
          open: true,
        }),
      ),
      TenderMoved: ended,
      TenderReleased: ended,
    },
  };
};
