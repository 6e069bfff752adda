/* Guests who come together: held, booked, moved and cancelled all or none, each in one append (R-BK-14). */
import { msOfIso } from '@chignon/calendar';
import { type Decide, type Facts, optional, Refusal, refused } from '@chignon/eventing';
import { type DepositOffer, payableFrom } from '../salon/deposit-rules/deposit-rule.js';
import type { Policy } from '../salon/policies/policy.js';
import type { AgendaCommand, AgendaEvent, BookingRequest } from './agenda-events.js';
import { type AgendaState, type Appointment, withEntry } from './appointment/appointment.js';
import { assessFee, refuseSaving } from './appointment/fee.js';
import { endOf, requireHeld, requireUnpledged } from './appointment/found.js';
import { bookedOrPending } from './decide/approval.js';
import type { Plan } from './decide/choose.js';
import { rebound } from './decide/late-binding.js';
import { expireHolds } from './holds.js';
import { placeLines } from './making.js';
import { earliestFirst, forGuest, heldParty } from './party.js';
import { decidePartyMoves, type PartyMoveCommand } from './party-moves.js';

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
  | PartyMoveCommand
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
  ...decidePartyMoves,
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
