/* Guests who come together go to another time together: all or none, in one append of each day (R-BK-14). */
import { msOfIso } from '@chignon/calendar';
import { conflict, type Decide, notFound, optional, type Refusal } from '@chignon/eventing';
import type { DepositOffer } from '../salon/deposit-rules/deposit-rule.js';
import type { Policy } from '../salon/policies/policy.js';
import type { AgendaCommand, AgendaEvent } from './agenda-events.js';
import {
  type AgendaState,
  type Appointment,
  type PartyMove,
  timesOf,
  withEntry,
} from './appointment/appointment.js';
import {
  type CountedMove,
  countMove,
  mostAvoided,
  refuseSaving,
  type StandingFee,
} from './appointment/fee.js';
import { requireBooked, requirePlanned } from './appointment/found.js';
import { priceMove } from './appointment/move-price.js';
import { choose, type Plan } from './decide/choose.js';
import { rebound, reassignedEvents } from './decide/late-binding.js';
import { requireMovable, takenBy, withReservation } from './decide/moves.js';
import { earliestFirst, forGuest } from './party.js';
import { expireHolds } from './holds.js';

/** One guest of a party that moves. */
export interface MovedGuest {
  readonly appointmentId: string;
  readonly plan: Plan;
  /** Revision of the appointment that the plan was made from. */
  readonly fromRevision: number;
  readonly terms?: Policy;
  /** The rules for deposits that may apply where the move changes the price; absent: none does. */
  readonly deposit?: DepositOffer;
}

/** The same where the party comes from another day. */
export interface ArrivingGuest extends MovedGuest {
  readonly appointment: Appointment;
  readonly moves: number;
  readonly lateMoves?: number;
  readonly avoidedCents?: number;
  readonly standing?: StandingFee;
}

/** Moves of a party; see `parties.ts`. */
export type PartyMoveCommand =
  | {
      type: 'MoveGroup';
      guests: readonly MovedGuest[];
      by: 'customer' | 'store';
      no?: Refusal;
      /** Thrown where the store's word saves a fee and the caller may not say it. */
      noSaving?: Refusal;
    }
  | {
      type: 'ReserveGroupForMove';
      guests: readonly ArrivingGuest[];
      from: string;
      by: 'customer' | 'store';
      no?: Refusal;
      /** Thrown where the store's word saves a fee and the caller may not say it. */
      noSaving?: Refusal;
    }
  | { type: 'MoveGroupOut'; party: readonly PartyMove[]; to: string };

export const decidePartyMoves: Pick<
  Decide<AgendaState, AgendaCommand, AgendaEvent>,
  PartyMoveCommand['type']
> = {
  MoveGroup: (state, { guests, by, no, noSaving }, facts) => {
    if (no) throw no;
    const entries = guests.map(({ appointmentId, fromRevision }) =>
      requirePlanned(requireBooked(state, appointmentId, undefined), fromRevision),
    );
    // All old places are free first: guests may take each other's.
    let now = entries.reduce<AgendaState>(
      (free, entry) => withEntry(free, { ...entry, status: 'moved-out' }),
      state,
    );
    const moved: AgendaEvent[] = [];
    const before: AgendaEvent[] = [];
    for (const i of earliestFirst(guests)) {
      const entry = entries[i]!;
      const { appointment } = entry;
      const { frame, lines, reassigned } = forGuest(i, () =>
        choose(now, guests[i]!.plan, appointment.customerId, facts),
      );
      const exchanged = reassignedEvents(reassigned, lines, appointment.appointmentId);
      before.push(...exchanged);
      const changed = { ...appointment, ...timesOf(frame.zone, lines) };
      now = withEntry(rebound(now, exchanged), { ...entry, appointment: changed });
      const nowMs = msOfIso(facts.now());
      const { terms, deposit } = guests[i]!;
      const stays = changed.startMs === appointment.startMs;
      if (!stays) refuseSaving('move', { by, no: noSaving }, entry, terms, nowMs);
      const counted: CountedMove = stays ? {} : countMove(entry, terms, by, nowMs);
      const move = { by, terms, late: counted.late, deposit, nowMs };
      moved.push({
        type: 'AppointmentMoved',
        data: {
          ...priceMove(appointment, changed, frame, move),
          previousStartMs: appointment.startMs,
          ...counted,
        },
      });
    }
    return [...expireHolds(state, facts), ...before, ...moved];
  },
  ReserveGroupForMove: (state, { guests, from, by, no, noSaving }, facts) => {
    if (no) throw no;
    const party = guests.map(({ appointmentId, fromRevision }) => ({
      appointmentId,
      fromRevision,
      moveId: `m${facts.newId()}`,
    }));
    let now = state;
    const events: AgendaEvent[] = [];
    for (const i of earliestFirst(guests)) {
      const guest = guests[i]!;
      const { appointment: was, plan, fromRevision, moves, lateMoves, standing } = guest;
      const { terms, deposit } = guest;
      requireMovable(moves);
      const { frame, lines, reassigned } = forGuest(i, () =>
        choose(now, plan, was.customerId, facts),
      );
      const exchanged = reassignedEvents(reassigned, lines, was.appointmentId);
      const before = {
        appointment: { ...was, lines },
        ...optional({ lateMoves, avoidedCents: guest.avoidedCents, fee: standing }),
      };
      const nowMs = msOfIso(facts.now());
      refuseSaving('move', { by, no: noSaving }, before, terms, nowMs);
      const counted = countMove(before, terms, by, nowMs);
      const avoidedCents = mostAvoided(guest.avoidedCents, counted.avoidedCents);
      const move = { by, terms, late: counted.late, deposit, nowMs };
      const data = {
        moveId: party[i]!.moveId,
        ...priceMove(was, takenBy(was, frame, lines), frame, move),
        from,
        fromRevision,
        previousStartMs: was.startMs,
        moves,
        party,
        ...optional({ lateMoves, standing }),
        ...counted,
        ...optional({ avoidedCents }),
      };
      events.push(...exchanged, { type: 'SlotReservedForMove', data });
      now = withReservation(rebound(now, exchanged), data);
    }
    return events;
  },
  MoveGroupOut: (state, { party, to }) => {
    const found = party.map(({ appointmentId }) => state.entries.get(appointmentId));
    // They leave in one append: where one has, all have, wherever they went since.
    if (found.some((entry, i) => entry?.movedTo?.moveId === party[i]!.moveId)) return [];
    for (const [i, entry] of found.entries()) {
      if (!entry) throw notFound('appointment-unknown', 'There is no such appointment.');
      if (
        entry.status !== 'booked' ||
        entry.pledged !== undefined ||
        entry.revision !== party[i]!.fromRevision
      )
        throw conflict(
          'appointment-changed',
          'The appointment was changed in the meantime. Read it again.',
          { found: entry.status },
        );
    }
    return party.map(({ appointmentId, moveId }) => ({
      type: 'AppointmentMovedOut',
      data: { appointmentId, moveId, to },
    }));
  },
};
