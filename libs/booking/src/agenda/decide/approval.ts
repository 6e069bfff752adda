import { isoOf, msOfIso } from '@chignon/calendar';
import { type Decide, type DomainEvent, type Evolve, refused } from '@chignon/eventing';
import { payableFrom } from '../../salon/deposit-rules/deposit-rule.js';
import {
  type AgendaState,
  type Appointment,
  type AppointmentStatus,
  withEntry,
} from '../appointment/appointment.js';
import { atRevision } from '../appointment/found.js';

/**
 * An appointment with a service that needs the store's approval (R-BK-22). The rule people get wrong: it occupies its slot
 * from the moment it is asked for, or another customer is booked into it before the store decides.
 */
export type ApprovalEvent =
  | DomainEvent<'ApprovalAsked', { appointment: Appointment }>
  | DomainEvent<
      'ApprovalDeclined',
      { appointmentId: string; by: 'customer' | 'store'; reason: string }
    >;
export type BookedEvent = DomainEvent<
  'AppointmentBooked',
  { appointment: Appointment; fromHold: boolean }
>;

export type ApprovalCommand =
  | { type: 'Approve'; appointmentId: string; revision?: number }
  | { type: 'Decline'; appointmentId: string; reason: string; revision?: number };

export const evolveApproval: Evolve<AgendaState, ApprovalEvent> = {
  ApprovalAsked: (state, { data: { appointment } }) =>
    withEntry(state, { appointment, status: 'pending', moves: 0 }),
  ApprovalDeclined: (state, { data }) =>
    withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'declined' }),
};

export const decideApproval: Decide<AgendaState, ApprovalCommand, ApprovalEvent | BookedEvent> = {
  Approve: (state, { appointmentId, revision }, facts) => {
    const { appointment, status } = atRevision(state, appointmentId, revision);
    if (status === 'booked') return [];
    mustWait(status);
    if (appointment.startMs < msOfIso(facts.now()))
      throw refused('start-in-past', 'The requested time has passed.', {
        startsAt: isoOf(appointment.startMs),
      });
    return [
      {
        type: 'AppointmentBooked',
        data: { appointment: payableFrom(appointment, msOfIso(facts.now())), fromHold: false },
      },
    ];
  },
  Decline: (state, { appointmentId, reason, revision }) => {
    const { status } = atRevision(state, appointmentId, revision);
    if (status === 'declined') return [];
    mustWait(status);
    return [{ type: 'ApprovalDeclined', data: { appointmentId, by: 'store', reason } }];
  },
};

/** Booked, or asked for when one of its services needs the store's approval. */
export const bookedOrPending = (
  appointment: Appointment,
  fromHold: boolean,
): ApprovalEvent | BookedEvent =>
  appointment.lines.some((line) => line.needsApproval)
    ? { type: 'ApprovalAsked', data: { appointment } }
    : { type: 'AppointmentBooked', data: { appointment, fromHold } };

function mustWait(status: AppointmentStatus): void {
  if (status !== 'pending')
    throw refused(`appointment-${status}`, `The appointment is ${status}.`, { found: status });
}
