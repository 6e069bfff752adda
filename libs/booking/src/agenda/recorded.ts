/* Appointments that another system made: taken as they were, without a conflict check. */
import { isoOf, msOfIso } from '@chignon/calendar';
import type { Decide, Evolve } from '@chignon/eventing';
import type { AgendaCommand, AgendaEvent } from './agenda-events.js';
import { type AgendaState, withEntry } from './appointment/appointment.js';
import { endOf } from './appointment/found.js';

export const evolveRecorded: Pick<Evolve<AgendaState, AgendaEvent>, 'AppointmentRecorded'> = {
  AppointmentRecorded: (state, { data: { appointment } }) =>
    withEntry(state, { appointment, status: 'booked', moves: 0 }),
};

export const decideRecorded: Pick<
  Decide<AgendaState, AgendaCommand, AgendaEvent>,
  'RecordAppointment'
> = {
  RecordAppointment: (state, { appointment, timeKnown, became }, facts) => {
    const overlaps =
      timeKnown &&
      appointment.lines.some((line) =>
        line.staff.some((span) =>
          (state.occupancy.staff.get(span.staffId) ?? []).some(
            (b) => b.fromMs < span.toMs && span.fromMs < b.toMs,
          ),
        ),
      );
    const entry = { appointment };
    // Of the past: when it was; what is ahead became true by being recorded.
    const effectiveAt = isoOf(Math.min(appointment.startMs, msOfIso(facts.now())));
    const recorded: AgendaEvent = {
      type: 'AppointmentRecorded',
      data: { appointment, timeKnown, overlaps },
      effectiveAt,
    };
    if (became === 'booked') return [recorded];
    if (became === 'no-show')
      return [
        recorded,
        { type: 'AppointmentMissed', data: endOf(entry), effectiveAt: isoOf(appointment.startMs) },
      ];
    return [
      recorded,
      {
        type: 'AppointmentCancelled',
        data: {
          ...endOf(entry),
          by: became.cancelledBy,
          reason: became.reason,
          serviceGroups: [...new Set(appointment.lines.map((l) => l.serviceGroup))],
        },
        effectiveAt: became.at,
      },
    ];
  },
};
