import {
  conflict,
  type Decide,
  type DomainEvent,
  type Evolve,
  type Refusal,
} from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import type { VisitOpening } from '../../visits/visit.js';
import { type AgendaState, type VisitEnd, withEntry } from '../appointment/appointment.js';
import { type Ended, endOf, requireBooked, requireEntry } from '../appointment/found.js';
import { type BoundUnit, unitsFor } from '../appointment/seat-binding.js';

/**
 * The customer has arrived, or it was said by mistake, and has gone. Part of the agenda: a check-in binds chairs and names the visit that it
 * opens; when that visit ends, what is left of the slot is free.
 * The rule people get wrong: whether a check-in may still be undone is the visit's to say, since services begin there. Once it has, the
 * agenda only follows, by the id of that very visit: a later check-in has another one.
 */
export type ArrivalEvent =
  | DomainEvent<
      'AppointmentCheckedIn',
      { appointmentId: string; visit: VisitOpening; units?: readonly BoundUnit[] }
    >
  | DomainEvent<'CheckInUndone', Ended & { visitId: string }>
  /** The visit is over, or was voided: nothing of the slot is taken from `atMs` on. */
  | DomainEvent<'VisitEnded', Ended & VisitEnd & { visitId: string }>;

export type ArrivalCommand =
  | {
      type: 'CheckIn';
      appointmentId: string;
      visit: VisitOpening;
      units?: DayFrame['units'];
      revision?: number;
      /** What a service asks for beforehand does not hold, and the store insists on it. */
      gate?: Refusal;
    }
  | { type: 'UndoCheckIn'; appointmentId: string; visitId: string }
  | { type: 'EndVisit'; appointmentId: string; visitId: string; end: VisitEnd };

export const evolveArrivals: Evolve<AgendaState, ArrivalEvent> = {
  AppointmentCheckedIn: (state, { data }) =>
    withEntry(state, {
      ...state.entries.get(data.appointmentId)!,
      status: 'checked-in',
      visitId: data.visit.visitId,
      units: data.units,
    }),
  CheckInUndone: (state, { data: { appointmentId, visitId } }) =>
    withEntry(state, {
      ...state.entries.get(appointmentId)!,
      status: 'booked',
      visitId: undefined,
      units: undefined,
      undoneVisitId: visitId,
    }),
  VisitEnded: (state, { data: { appointmentId, became, atMs } }) =>
    withEntry(state, { ...state.entries.get(appointmentId)!, ended: { became, atMs } }),
};

export const decideArrivals: Decide<AgendaState, ArrivalCommand, ArrivalEvent> = {
  CheckIn: (state, { appointmentId, visit, units, revision, gate }) => {
    const entry = requireEntry(state, appointmentId, 'appointment-unknown');
    if (entry.status === 'checked-in' && !entry.ended) return [];
    const bound = unitsFor(requireBooked(state, appointmentId, revision), state, units);
    // Prepared while the check-in before stood, whose visit has ended since, or for a customer who was corrected since.
    const corrected =
      visit.customerId !== undefined && visit.customerId !== entry.appointment.customerId;
    if (entry.undoneVisitId === visit.visitId || corrected)
      throw conflict(
        'appointment-changed',
        'The appointment was changed in the meantime. Read it again.',
        { found: entry.status },
      );
    if (gate) throw gate;
    return [
      {
        type: 'AppointmentCheckedIn',
        data: { appointmentId, visit, ...(bound.length === 0 ? {} : { units: bound }) },
      },
    ];
  },
  UndoCheckIn: (state, { appointmentId, visitId }) => {
    const entry = requireEntry(state, appointmentId, 'appointment-unknown');
    return entry.status === 'checked-in' && entry.visitId === visitId
      ? [{ type: 'CheckInUndone', data: { ...endOf(entry), visitId } }]
      : [];
  },
  // Voided counts over what came before it, whichever is heard first; the slot is free since the first of them.
  EndVisit: (state, { appointmentId, visitId, end: { became, atMs } }) => {
    const entry = requireEntry(state, appointmentId, 'appointment-unknown');
    const before = entry.ended;
    return entry.status !== 'checked-in' ||
      entry.visitId !== visitId ||
      (before && (became !== 'voided' || before.became === 'voided'))
      ? []
      : [
          {
            type: 'VisitEnded',
            data: {
              ...endOf(entry),
              visitId,
              became,
              atMs: Math.min(atMs, before?.atMs ?? atMs),
            },
          },
        ];
  },
};
