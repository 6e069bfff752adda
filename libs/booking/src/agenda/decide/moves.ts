import { msOfIso } from '@chignon/calendar';
import {
  conflict,
  type Decide,
  type DomainEvent,
  type Evolve,
  notFound,
  optional,
  type Refusal,
  refused,
} from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import type { DepositOffer } from '../../salon/deposit-rules/deposit-rule.js';
import type { Policy } from '../../salon/policies/policy.js';
import {
  type AgendaState,
  type Appointment,
  type Entry,
  type Reservation,
  timesOf,
  withEntry,
} from '../appointment/appointment.js';
import {
  countMove,
  type Fee,
  mostAvoided,
  refuseSaving,
  type StandingFee,
  withFee,
} from '../appointment/fee.js';
import { type MovePricing, priceMove } from '../appointment/move-price.js';
import type { PlannedLine } from '../day/line.js';
import { occupy, vacate } from '../day/occupancy.js';
import { choose, type Plan } from './choose.js';
import { type BindingEvent, reassignedEvents } from './late-binding.js';

/**
 * A move to another day or store is three steps over two agendas (B4):
 * the target reserves the slot; the source says that the appointment has moved out, which is the commit point; the
 * target takes it in. Before the commit point the appointment is in the source, after it in the target, where the slot
 * is occupied since the first step: never in no agenda, never in two.
 * The rule people get wrong: a reservation is released only when its commit can no longer happen. `fromRevision` makes
 * sure of it: a moved-out decision counts only for the very revision of the appointment that was reserved for.
 */
export type MoveEvent =
  | DomainEvent<'SlotReservedForMove', Reservation>
  | DomainEvent<'MoveReleased', { moveId: string }>
  | DomainEvent<'AppointmentMovedOut', { appointmentId: string; moveId: string; to: string }>
  | DomainEvent<
      'AppointmentMovedIn',
      {
        moveId: string;
        appointment: Appointment;
        previousStartMs: number;
        late?: true;
        fee?: Fee;
        /** Which price it has now, and why; absent: of an older release, which kept the agreed one. */
        pricing?: MovePricing;
      }
    >;

export type MoveCommand =
  | {
      type: 'ReserveForMove';
      plan: Plan;
      appointment: Appointment;
      from: string;
      fromRevision: number;
      moves: number;
      lateMoves?: number;
      avoidedCents?: number;
      standing?: StandingFee;
      /** Thrown where the store's word saves a fee and the caller may not say it. */
      noSaving?: Refusal;
      by?: 'customer' | 'store';
      terms?: Policy;
      /** The rules for deposits that may apply where the move changes the price; absent: none does. */
      deposit?: DepositOffer;
    }
  | { type: 'ReleaseMove'; moveId: string }
  | { type: 'MoveOut'; appointmentId: string; moveId: string; to: string; revision: number }
  | { type: 'MoveIn'; moveId: string };

/** An appointment that moves between days more often than this is a mistake of a program; it bounds the way from its id to its place. */
export const MAX_MOVES = 24;

export const evolveMoves: Evolve<AgendaState, MoveEvent> = {
  SlotReservedForMove: (state, { data }) => withReservation(state, data),
  MoveReleased: (state, { data }) => ({
    ...dropReservation(state, data.moveId),
    revision: state.revision + 1,
  }),
  AppointmentMovedOut: (state, { data: { appointmentId, moveId, to } }) =>
    withEntry(state, {
      ...state.entries.get(appointmentId)!,
      status: 'moved-out',
      movedTo: { agenda: to, moveId },
      pledged: undefined,
    }),
  AppointmentMovedIn: (state, { data }) =>
    withEntry(
      dropReservation(state, data.moveId),
      arriveByMove({ ...data, moves: 0, ...counts(state.reserved.get(data.moveId)) }),
    ),
};

/** The agenda with a slot that is taken for an appointment on its way here; counts the event. */
export const withReservation = (state: AgendaState, reservation: Reservation): AgendaState => ({
  ...state,
  revision: state.revision + 1,
  reserved: new Map(state.reserved).set(reservation.moveId, reservation),
  occupancy: occupy(
    state.occupancy,
    reservation.moveId,
    reservation.appointment.customerId,
    reservation.appointment.lines,
  ),
});

/** The entry that a committed move makes in its target: what was counted before travels with it. */
export const arriveByMove = ({
  appointment,
  moveId,
  moves,
  lateMoves = 0,
  avoidedCents,
  standing,
  late,
  fee,
  pricing,
}: Pick<
  Reservation,
  | 'appointment'
  | 'moveId'
  | 'moves'
  | 'lateMoves'
  | 'avoidedCents'
  | 'standing'
  | 'late'
  | 'fee'
  | 'pricing'
>): Omit<Entry, 'revision' | 'bornAt'> => ({
  appointment,
  status: 'booked',
  moveId,
  moves,
  lateMoves: lateMoves + (late ? 1 : 0),
  avoidedCents,
  fee: withFee(standing, fee),
  movePricing: pricing,
});

const counts = (reserved: Reservation | undefined) =>
  reserved && {
    moves: reserved.moves,
    ...optional({
      lateMoves: reserved.lateMoves,
      avoidedCents: reserved.avoidedCents,
      standing: reserved.standing,
    }),
  };

/** A frozen price is no other number because the store is another (R-BK-06). @throws Refusal 409 `currency-differs` */
export function requireSameCurrency(agreed: string, there: string): void {
  if (agreed !== there)
    throw refused(
      'currency-differs',
      `The appointment is in ${agreed}, and this store uses ${there}. Cancel it and book again there.`,
      { field: 'storeId', expected: `a store that counts in ${agreed}`, found: there },
    );
}

/** The state without what was taken for a move. */
export function dropReservation(state: AgendaState, moveId: string): AgendaState {
  const found = state.reserved.get(moveId);
  if (!found) return state;
  const reserved = new Map(state.reserved);
  reserved.delete(moveId);
  return {
    ...state,
    reserved,
    occupancy: vacate(
      state.occupancy,
      moveId,
      found.appointment.customerId,
      found.appointment.lines,
    ),
  };
}

/** @throws Refusal 409 `moved-too-often` */
export function requireMovable(moves: number): void {
  if (moves > MAX_MOVES)
    throw refused(
      'moved-too-often',
      'This appointment was moved between days too often. Cancel it and book again.',
      { limit: MAX_MOVES },
    );
}

/** An appointment that comes from another day or store, in the slot that it gets here. @throws Refusal 409 `currency-differs` */
export function takenBy(
  before: Appointment,
  frame: DayFrame,
  lines: readonly PlannedLine[],
): Appointment {
  if (before.currency !== undefined && frame.currency !== undefined)
    requireSameCurrency(before.currency, frame.currency);
  return {
    ...before,
    storeId: frame.storeId,
    businessDate: frame.businessDate,
    zone: frame.zone,
    ...timesOf(frame.zone, lines),
  };
}

/** The move of a pledged appointment, by that of the one that it is exchanged with. */
export const pledgedMove = (moveId: string): string => `${moveId}x`;

export const decideMoves: Decide<AgendaState, MoveCommand, MoveEvent | BindingEvent> = {
  ReserveForMove: (state, command, facts) => {
    requireMovable(command.moves);
    const {
      plan,
      appointment: before,
      from,
      fromRevision,
      moves,
      lateMoves,
      standing,
      by = 'customer',
      terms,
      deposit,
      noSaving,
    } = command;
    const { frame, lines, reassigned } = choose(state, plan, before.customerId, facts);
    // Decided here, by the clock of the request; it counts only when the source commits at the very revision that these counts were read at.
    const moved = {
      appointment: { ...before, lines },
      ...optional({ lateMoves, avoidedCents: command.avoidedCents, fee: standing }),
    };
    const nowMs = msOfIso(facts.now());
    refuseSaving('move', { by, no: noSaving }, moved, terms, nowMs);
    const counted = countMove(moved, terms, by, nowMs);
    const avoidedCents = mostAvoided(command.avoidedCents, counted.avoidedCents);
    const move = { by, terms, late: counted.late, deposit, nowMs };
    const travels = {
      ...optional({ lateMoves, standing }),
      ...counted,
      ...optional({ avoidedCents }),
    };
    return [
      ...reassignedEvents(reassigned, lines, before.appointmentId),
      {
        type: 'SlotReservedForMove',
        data: {
          moveId: `m${facts.newId()}`,
          ...priceMove(before, takenBy(before, frame, lines), frame, move),
          from,
          fromRevision,
          previousStartMs: before.startMs,
          moves,
          ...travels,
        },
      },
    ];
  },
  ReleaseMove: (state, { moveId }) =>
    state.reserved.has(moveId) ? [{ type: 'MoveReleased', data: { moveId } }] : [],
  MoveOut: (state, { appointmentId, moveId, to, revision }) => {
    const entry = state.entries.get(appointmentId);
    if (entry?.movedTo?.moveId === moveId) return [];
    if (!entry) throw notFound('appointment-unknown', 'There is no such appointment.');
    // One that is pledged was agreed with the other agenda: it goes there, whoever touched it meanwhile, and nowhere else.
    const stands =
      entry.pledged === undefined
        ? entry.revision === revision
        : moveId === pledgedMove(entry.pledged);
    if (entry.status !== 'booked' || !stands)
      throw conflict(
        'appointment-changed',
        'The appointment was changed in the meantime. Read it again.',
        { found: entry.status },
      );
    return [{ type: 'AppointmentMovedOut', data: { appointmentId, moveId, to } }];
  },
  MoveIn: (state, { moveId }) => {
    const found = state.reserved.get(moveId);
    if (found)
      return [
        {
          type: 'AppointmentMovedIn',
          data: {
            moveId,
            appointment: found.appointment,
            previousStartMs: found.previousStartMs,
            ...(found.late ? { late: found.late } : {}),
            ...optional({ fee: found.fee, pricing: found.pricing }),
          },
        },
      ];
    if ([...state.entries.values()].some((entry) => entry.moveId === moveId)) return [];
    throw refused('move-unknown', 'No slot is reserved for this move.');
  },
};
