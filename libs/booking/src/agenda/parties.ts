/* Guests who come together: held, booked, moved and cancelled all or none, each in one append (R-BK-14). */
import { msOfIso } from '@chignon/calendar';
import {
  conflict,
  type Decide,
  type Facts,
  notFound,
  optional,
  Refusal,
  refused,
} from '@chignon/eventing';
import { type DepositOffer, payableFrom } from '../salon/deposit-rules/deposit-rule.js';
import type { Policy } from '../salon/policies/policy.js';
import type { AgendaCommand, AgendaEvent, BookingRequest } from './agenda-events.js';
import {
  type AgendaState,
  type Appointment,
  type PartyMove,
  timesOf,
  withEntry,
} from './appointment/appointment.js';
import {
  assessFee,
  countMove,
  mostAvoided,
  refuseSaving,
  type StandingFee,
} from './appointment/fee.js';
import { endOf, requireBooked, requireHeld, requireUnpledged } from './appointment/found.js';
import { bookedOrPending } from './decide/approval.js';
import { choose, type Plan } from './decide/choose.js';
import { rebound, reassignedEvents } from './decide/late-binding.js';
import { requireMovable, takenBy, withReservation } from './decide/moves.js';
import { heldParty } from './held-party.js';
import { expireHolds } from './holds.js';
import { placeLines, startOfPlan } from './making.js';

/** One guest of a party that is asked for. */
interface WantedGuest {
  readonly plan: Plan;
  readonly customerId?: string;
  readonly deposit?: DepositOffer;
}

type WantedParty = Omit<BookingRequest, 'plan' | 'customerId' | 'deposit'> & {
  guests: readonly WantedGuest[];
  bookerId?: string;
};

/** One guest of a party that moves. */
export interface MovedGuest {
  readonly appointmentId: string;
  readonly plan: Plan;
  readonly terms?: Policy;
}

/** The same where the party comes from another day. */
export interface ArrivingGuest extends MovedGuest {
  readonly appointment: Appointment;
  readonly fromRevision: number;
  readonly moves: number;
  readonly lateMoves?: number;
  readonly avoidedCents?: number;
  readonly standing?: StandingFee;
}

/**
 * A group is named by the appointment (or hold) of its first guest.
 * The rule people get wrong: who of the guests stands may have changed since the plan was made; a decision about a group judges every guest anew.
 * `no`: why it may not be; thrown only when the command is really decided, so that a repeat is answered.
 */
export type PartyCommand =
  | (WantedParty & { type: 'BookGroup' })
  | (WantedParty & { type: 'HoldGroup'; ttlMs: number })
  | { type: 'ConfirmGroup'; groupId: string }
  | { type: 'ReleaseGroup'; groupId: string }
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
  | { type: 'MoveGroupOut'; party: readonly PartyMove[]; to: string }
  | {
      type: 'CancelGroup';
      guests: readonly { readonly appointmentId: string; readonly terms?: Policy }[];
      by: 'customer' | 'store';
      reason: string;
      exemption?: string;
      no?: Refusal;
      /** Thrown where the store's word saves a fee and the caller may not say it. */
      noSaving?: Refusal;
    };

type PartyDecide = Pick<Decide<AgendaState, AgendaCommand, AgendaEvent>, PartyCommand['type']>;

export const decideParties: PartyDecide = {
  BookGroup: (state, command, facts) => {
    const { before, appointments } = placeParty(state, command, facts);
    return [
      ...expireHolds(state, facts),
      ...before,
      ...appointments.map((appointment) => bookedOrPending(appointment, false)),
    ];
  },
  HoldGroup: (state, command, facts) => {
    const { before, appointments } = placeParty(state, command, facts);
    const expiresAtMs = msOfIso(facts.now()) + command.ttlMs;
    return [
      ...expireHolds(state, facts),
      ...before,
      ...appointments.map((appointment): AgendaEvent => ({
        type: 'SlotHeld',
        data: { appointment, expiresAtMs },
      })),
    ];
  },
  ConfirmGroup: (state, { groupId }, facts) => {
    const held = heldParty(state, groupId);
    if (held.every(({ status }) => status === 'booked' || status === 'pending')) return [];
    for (const entry of held) requireHeld(entry, facts);
    const nowMs = msOfIso(facts.now());
    return held.map(({ appointment }) => bookedOrPending(payableFrom(appointment, nowMs), true));
  },
  ReleaseGroup: (state, { groupId }) => {
    const held = heldParty(state, groupId);
    if (held.some(({ status }) => status === 'booked' || status === 'pending'))
      throw refused('hold-confirmed', 'The hold is confirmed. Cancel the appointment.', {
        field: 'groupId',
      });
    return held
      .filter(({ status }) => status === 'held')
      .map(({ appointment: { appointmentId } }) => ({
        type: 'HoldReleased',
        data: { appointmentId },
      }));
  },
  MoveGroup: (state, { guests, by, no, noSaving }, facts) => {
    if (no) throw no;
    const entries = guests.map(({ appointmentId }) =>
      requireBooked(state, appointmentId, undefined),
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
      const stays = changed.startMs === appointment.startMs;
      if (!stays) refuseSaving('move', { by, no: noSaving }, entry, guests[i]!.terms, nowMs);
      moved.push({
        type: 'AppointmentMoved',
        data: {
          appointment: changed,
          previousStartMs: appointment.startMs,
          ...(stays ? {} : countMove(entry, guests[i]!.terms, by, nowMs)),
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
      const { appointment: was, plan, fromRevision, moves, lateMoves, standing, terms } = guest;
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
      const data = {
        moveId: party[i]!.moveId,
        appointment: takenBy(was, frame, lines),
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
  CancelGroup: (state, { guests, by, reason, exemption, no, noSaving }, facts) => {
    const standing = guests.flatMap((guest) => {
      const entry = state.entries.get(guest.appointmentId);
      return entry && (entry.status === 'booked' || entry.status === 'pending')
        ? [{ entry, terms: guest.terms }]
        : [];
    });
    if (standing.length > 0 && no) throw no;
    for (const { entry } of standing) requireUnpledged(entry);
    return standing.map(({ entry, terms }): AgendaEvent => {
      const { appointmentId, lines } = entry.appointment;
      if (entry.status === 'pending')
        return { type: 'ApprovalDeclined', data: { appointmentId, by, reason } };
      const nowMs = msOfIso(facts.now());
      refuseSaving('cancel', { by, no: noSaving }, entry, terms, nowMs);
      const fee = by === 'store' ? undefined : assessFee('cancel', entry, terms, nowMs, exemption);
      return {
        type: 'AppointmentCancelled',
        data: {
          ...endOf(entry),
          by,
          reason,
          serviceGroups: [...new Set(lines.map((line) => line.serviceGroup))],
          ...optional({ fee }),
        },
      };
    });
  },
};

/** Places everybody, or nobody. Who begins earlier is decided first, whatever the order of the guests: what is reserved is released to them
 * first, and what they take of it is missing for the others (R-BK-46). */
function placeParty(
  state: AgendaState,
  { guests, bookerId, channel, policy }: WantedParty,
  facts: Facts,
): { before: AgendaEvent[]; appointments: Appointment[] } {
  // What planning found wrong says for itself whom it is about.
  for (const { plan } of guests) if (plan instanceof Refusal) throw plan;
  let now = state;
  const exchanged: AgendaEvent[] = [];
  const appointments: Appointment[] = [];
  for (const i of earliestFirst(guests)) {
    const { appointment, before } = forGuest(i, () =>
      placeLines(now, { channel, ...optional({ policy }), ...guests[i]! }, facts),
    );
    exchanged.push(...before);
    now = withEntry(rebound(now, before), { appointment, status: 'booked', moves: 0 });
    appointments[i] = { ...appointment, guestNo: i + 1, ...optional({ bookerId }) };
  }
  return {
    before: exchanged,
    appointments: appointments.map((appointment) => ({
      ...appointment,
      groupId: appointments[0]!.appointmentId,
    })),
  };
}

const earliestFirst = (guests: readonly { readonly plan: Plan }[]): number[] =>
  guests
    .map((_, at) => at)
    .sort((a, b) => startOfPlan(guests[a]!.plan) - startOfPlan(guests[b]!.plan));

/** A refusal of one guest says which: counted from 1, as answers do. */
function forGuest<T>(i: number, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.kind, error.code, error.message, { ...error.detail, guestNo: i + 1 });
  }
}
