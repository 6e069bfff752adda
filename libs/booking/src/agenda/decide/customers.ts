import {
  conflict,
  type Decide,
  type DomainEvent,
  type Evolve,
  optional,
  Refusal,
  refused,
} from '@chignon/eventing';
import { msOfIso } from '@chignon/calendar';
import { type AgendaState, type Appointment, withEntry } from '../appointment/appointment.js';
import {
  atRevision,
  notBooked,
  refuseBusyCustomer,
  requireBooked,
  requireUnpledged,
} from '../appointment/found.js';
import { overQuota } from '../appointment/quotas.js';
import type { Plan } from './choose.js';

/**
 * Whose appointment it is: named later, or corrected because somebody else was named by mistake.
 * The rule people get wrong: a correction is heard by two customers. What was counted for the one is taken back, and counted for the other,
 * whatever has become of the appointment meanwhile.
 */
export type CustomerEvent =
  | DomainEvent<'CustomerNamed', { appointment: Appointment }>
  | DomainEvent<
      'CustomerCorrected',
      {
        appointment: Appointment;
        /** Absent: none was named. */
        previousCustomerId?: string;
        status: CorrectedStatus;
      }
    >;

/** What an appointment is whose customer was corrected. Others were never told of it, or it stands elsewhere. */
export type CorrectedStatus = 'booked' | 'checked-in' | 'missed' | 'cancelled';
const CORRECTED: readonly string[] = [
  'booked',
  'checked-in',
  'missed',
  'cancelled',
] satisfies CorrectedStatus[];
const correctable = (status: string): status is CorrectedStatus => CORRECTED.includes(status);

export type CustomerCommand =
  | { type: 'NameCustomer'; appointmentId: string; customerId: string; revision?: number }
  | {
      type: 'CorrectCustomer';
      appointmentId: string;
      customerId: string;
      /** Of what is booked: what its services ask of the right customer. */
      plan?: Plan;
      /** Of what is checked in: the visit that has been corrected before. */
      visitId?: string;
      revision?: number;
    };

export const evolveCustomers: Evolve<AgendaState, CustomerEvent> = {
  CustomerNamed: (state, { data: { appointment } }) => renamed(state, appointment),
  CustomerCorrected: (state, { data: { appointment } }) => renamed(state, appointment),
};

const renamed = (state: AgendaState, appointment: Appointment): AgendaState =>
  withEntry(state, { ...state.entries.get(appointment.appointmentId)!, appointment });

export const decideCustomers: Decide<AgendaState, CustomerCommand, CustomerEvent> = {
  NameCustomer: (state, { appointmentId, customerId, revision }) => {
    const { appointment } = requireBooked(state, appointmentId, revision);
    if (appointment.customerId === customerId) return [];
    if (appointment.customerId !== undefined)
      throw refused(
        'customer-named-already',
        'The appointment already has a customer. If it is the wrong one, correct it.',
        { field: 'customerId' },
      );
    const named = { ...appointment, customerId };
    refuseBusyCustomer(state, named);
    return [{ type: 'CustomerNamed', data: { appointment: named } }];
  },
  CorrectCustomer: (state, { appointmentId, customerId, plan, visitId, revision }, facts) => {
    const entry = atRevision(state, appointmentId, visitId === undefined ? revision : undefined);
    const { appointment, status, ended } = entry;
    if (appointment.customerId === customerId) return [];
    if (!correctable(status) || ended) throw notBooked(entry);
    requireUnpledged(entry);
    if (status === 'checked-in' && entry.visitId !== visitId)
      throw conflict(
        'appointment-changed',
        'The appointment was changed in the meantime. Read it again.',
        { found: status },
      );
    const right = { ...appointment, customerId };
    if (status === 'booked') {
      if (plan instanceof Refusal) throw plan;
      refuseBusyCustomer(state, right);
      const { businessDate } = appointment;
      const nowMs = msOfIso(facts.now());
      const over = plan?.quotas && overQuota(state, plan.quotas, customerId, businessDate, nowMs);
      if (over) throw over;
    }
    const { customerId: previousCustomerId } = appointment;
    return [
      {
        type: 'CustomerCorrected',
        data: { appointment: right, ...optional({ previousCustomerId }), status },
      },
    ];
  },
};
