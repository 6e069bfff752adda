import { msOfIso } from '@chignon/calendar';
import { type Decide, type DomainEvent, type Evolve, optional, Refusal } from '@chignon/eventing';
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
import { countMove, type CountedMove, mostAvoided } from '../appointment/fee.js';
import { requireBooked, requirePlanned } from '../appointment/found.js';
import { type MovePricing, priceMove } from '../appointment/move-price.js';
import { type Occupancy, occupy, vacate } from '../day/occupancy.js';
import { choose, type Plan } from './choose.js';
import { dropReservation, type MoveEvent, pledgedMove, requireMovable, takenBy } from './moves.js';

/**
 * Two appointments take each other's place. In one day that is one decision and two `AppointmentMoved` in one append. Between two agendas
 * the first is pledged: it can be nothing else meanwhile, and what the other one needs is taken beside it. Then the agenda of the other one says
 * yes or no, once, which is the commit point; after a yes both go the way of every move (see `moves.ts`).
 * The rule people get wrong: the answer of the second agenda is an event, the no too. The request and the effect that finishes what
 * stopped ask it by one command id, so both go on by the same answer.
 */
export type ExchangeEvent =
  | DomainEvent<
      'ExchangePledged',
      {
        appointmentId: string;
        /** Who leads its lines in the place of the other one; none named: whoever does now. */
        staff: readonly WantedLead[];
        by: 'customer' | 'store';
        /** What is taken here for the other one. */
        reservation: Reservation;
      }
    >
  /** The other one could not leave, or its place does not take the first: nothing was changed. */
  | DomainEvent<
      'ExchangeRefused',
      { appointmentId: string; moveId: string; to: string; why: RefusedBecause }
    >
  /** The first one is free for other changes again. */
  | DomainEvent<'ExchangeReleased', { appointmentId: string; moveId: string }>;

export interface WantedLead {
  readonly lineId: string;
  readonly staffId: string;
}

/** A refusal as an event keeps it. */
export interface RefusedBecause {
  readonly kind: Refusal['kind'];
  readonly code: string;
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** One of the two, as far as its own agenda does not know. */
interface Side {
  readonly appointmentId: string;
  readonly plan: Plan;
  /** Revision that the plan was made from. */
  readonly planned: number;
  readonly by: 'customer' | 'store';
  readonly terms?: Policy;
  /** The rules for deposits that may apply where the price changes; absent: none does. */
  readonly deposit?: DepositOffer;
}

/** An appointment that comes from another agenda, as a move brings it. */
type Coming = Omit<Side, 'appointmentId' | 'planned'> & {
  readonly entry: Pick<
    Entry,
    'appointment' | 'revision' | 'moves' | 'lateMoves' | 'avoidedCents' | 'fee'
  >;
  readonly from: string;
};

export type ExchangeCommand =
  | { type: 'ExchangeAppointments'; one: Side; other: Side; revision?: number }
  | {
      type: 'PledgeExchange';
      one: Omit<Side, 'plan' | 'terms' | 'deposit'>;
      staff: readonly WantedLead[];
      other: Coming;
      revision?: number;
    }
  /** `moveId`: of the reservation beside the pledged one, `to`: where that is. */
  | {
      type: 'AnswerExchange';
      appointmentId: string;
      revision: number;
      moveId: string;
      to: string;
      one: Coming;
    }
  | { type: 'ReleaseExchange'; moveId: string };

export const evolveExchanges: Evolve<AgendaState, ExchangeEvent> = {
  ExchangePledged: (state, { data: { appointmentId, reservation } }) => {
    const { moveId, appointment } = reservation;
    const now = withEntry(state, { ...state.entries.get(appointmentId)!, pledged: moveId });
    return {
      ...now,
      reserved: new Map(now.reserved).set(moveId, reservation),
      occupancy: occupy(now.occupancy, moveId, appointment.customerId, appointment.lines),
    };
  },
  ExchangeRefused: (state) => ({ ...state, revision: state.revision + 1 }),
  ExchangeReleased: (state, { data: { appointmentId, moveId } }) =>
    withEntry(dropReservation(state, moveId), {
      ...state.entries.get(appointmentId)!,
      pledged: undefined,
    }),
};

type Decided = ExchangeEvent | MoveEvent | Moved;
type Moved = DomainEvent<
  'AppointmentMoved',
  {
    appointment: Appointment;
    previousStartMs: number;
    exchangedWith?: string;
    pricing: MovePricing;
  } & CountedMove
>;

export const decideExchanges: Decide<AgendaState, ExchangeCommand, Decided> = {
  ExchangeAppointments: (state, { one, other, revision }, facts) => {
    const first = standing(state, one, revision);
    const second = standing(state, other, undefined);
    const without = (now: Occupancy): Occupancy => leave(leave(now, first), second);
    const second_ = (before: Appointment) => (now: Occupancy) =>
      occupy(without(now), one.appointmentId, before.customerId, before.lines);
    let no: Refusal | undefined;
    for (const plan of eachOption(one.plan)) {
      try {
        const { frame, lines } = choose(state, plan, first.appointment.customerId, facts, without);
        const moved = { ...first.appointment, ...timesOf(first.appointment.zone, lines) };
        try {
          const { customerId, zone } = second.appointment;
          const chosen = choose(state, other.plan, customerId, facts, second_(moved));
          const there = { ...second.appointment, ...timesOf(zone, chosen.lines) };
          const nowMs = msOfIso(facts.now());
          return [
            movedEvent(first, moved, frame, one, other.appointmentId, nowMs),
            movedEvent(second, there, chosen.frame, other, one.appointmentId, nowMs),
          ];
        } catch (error) {
          throw said(error, other.appointmentId);
        }
      } catch (error) {
        no ??= said(error, one.appointmentId);
      }
    }
    throw no!;
  },
  PledgeExchange: (state, { one, staff, other, revision }, facts) => {
    const first = standing(state, one, revision);
    const reservation = comes(state, other, first, facts, () => `m${facts.newId()}`);
    const { appointmentId, by } = one;
    return [{ type: 'ExchangePledged', data: { appointmentId, staff, by, reservation } }];
  },
  AnswerExchange: (state, { appointmentId, revision, moveId, to, one }, facts) => {
    try {
      const second = standing(state, { appointmentId, planned: revision }, undefined);
      const reservation = comes(state, one, second, facts, () => pledgedMove(moveId));
      return [
        { type: 'AppointmentMovedOut', data: { appointmentId, moveId, to } },
        { type: 'SlotReservedForMove', data: reservation },
      ];
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
      const { kind, code, message, detail } = error;
      const why = { kind, code, message, detail };
      return [{ type: 'ExchangeRefused', data: { appointmentId, moveId, to, why } }];
    }
  },
  ReleaseExchange: (state, { moveId }) => {
    const pledged = [...state.entries.values()].find((entry) => entry.pledged === moveId);
    return pledged && state.reserved.has(moveId) && pledged.status === 'booked'
      ? [
          {
            type: 'ExchangeReleased',
            data: { appointmentId: pledged.appointment.appointmentId, moveId },
          },
        ]
      : [];
  },
};

/** One of the two as it was when the plan was made. @throws Refusal naming which of the two it is */
function standing(
  state: AgendaState,
  { appointmentId, planned }: Pick<Side, 'appointmentId' | 'planned'>,
  revision: number | undefined,
): Entry {
  try {
    return requirePlanned(requireBooked(state, appointmentId, revision), planned);
  } catch (error) {
    throw said(error, appointmentId);
  }
}

/** The refusal, with the appointment that it is about; the nearest free starts are those of a day in which the other one had left. */
function said(error: unknown, appointmentId: string): Refusal {
  if (!(error instanceof Refusal)) throw error;
  if (error.code === 'appointment-stale' || error.detail['appointmentId'] !== undefined)
    return error;
  const { nearest: _, field, ...detail } = error.detail;
  return new Refusal(error.kind, error.code, error.message, {
    ...(field === undefined ? {} : { field: field === 'startsAt' ? 'with' : field }),
    ...detail,
    appointmentId,
  });
}

const leave = (now: Occupancy, { appointment }: Pick<Entry, 'appointment'>): Occupancy =>
  vacate(now, appointment.appointmentId, appointment.customerId, appointment.lines);

/** Each choice by itself: the first that fits may be the one that leaves nothing for the other appointment. */
function eachOption(plan: Plan): Plan[] {
  const alone = withoutThird(plan);
  return alone instanceof Refusal
    ? [alone]
    : alone.options.map((option) => ({ ...alone, options: [option] }));
}

function movedEvent(
  entry: Entry,
  there: Appointment,
  frame: DayFrame,
  { by, terms, deposit }: Side,
  exchangedWith: string,
  nowMs: number,
): Moved {
  const { appointment: before } = entry;
  const counted: CountedMove =
    there.startMs === before.startMs ? {} : countMove(entry, terms, by, nowMs);
  const move = { by, terms, late: counted.late, deposit, nowMs };
  return {
    type: 'AppointmentMoved',
    data: {
      ...priceMove(before, there, frame, move),
      previousStartMs: before.startMs,
      ...counted,
      exchangedWith,
    },
  };
}

/** The slot of an appointment that comes for one that leaves. @throws Refusal naming it */
function comes(
  state: AgendaState,
  { entry, from, plan, by, terms, deposit }: Coming,
  leaving: Entry,
  facts: Parameters<typeof choose>[3],
  newId: () => string,
): Reservation {
  const { appointment: before, revision, lateMoves, avoidedCents, fee: standingFee } = entry;
  try {
    const moves = entry.moves + 1;
    requireMovable(moves);
    const { frame, lines } = choose(state, withoutThird(plan), before.customerId, facts, (now) =>
      leave(now, leaving),
    );
    const nowMs = msOfIso(facts.now());
    const counted = countMove({ ...entry, appointment: { ...before, lines } }, terms, by, nowMs);
    const move = { by, terms, late: counted.late, deposit, nowMs };
    return {
      moveId: newId(),
      ...priceMove(before, takenBy(before, frame, lines), frame, move),
      from,
      fromRevision: revision,
      previousStartMs: before.startMs,
      moves,
      ...(lateMoves ? { lateMoves } : {}),
      ...(standingFee === undefined ? {} : { standing: standingFee }),
      ...counted,
      ...optional({ avoidedCents: mostAvoided(avoidedCents, counted.avoidedCents) }),
    };
  } catch (error) {
    throw said(error, before.appointmentId);
  }
}

/** Nobody else makes room for it. */
function withoutThird(plan: Plan): Plan {
  if (plan instanceof Refusal) return plan;
  const { exchange: _, ...rest } = plan;
  return rest;
}
