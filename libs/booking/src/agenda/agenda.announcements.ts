import { AppointmentBooked, AppointmentCancelled, AppointmentMissed, AppointmentRescheduled, publication } from '@chignon/contracts';
import type { Announcements } from '@chignon/eventing';
import { isoOf } from '../calendar/instants.js';
import type { AgendaEvent } from './agenda.js';
import type { Appointment } from './appointment.js';

type DataOf<T extends AgendaEvent['type']> = Extract<AgendaEvent, { type: T }>['data'];

const keyOf = ({ customerId, appointmentId }: { customerId?: string; appointmentId: string }): string => customerId ?? appointmentId;

/** An appointment as others see it: instants and prices, nothing of what it occupies. */
export const publishedAppointment = ({ lines, startMs, endMs, ...facts }: Appointment) => ({
  ...facts,
  startsAt: isoOf(startMs),
  endsAt: isoOf(endMs),
  lines: lines.map((l) => ({ lineId: l.lineId, serviceId: l.serviceId, serviceGroup: l.serviceGroup, staffId: l.staffId, startsAt: isoOf(l.startMs), endsAt: isoOf(l.endMs), priceCents: l.priceCents })),
});

const booked = ({ data }: { data: unknown }) => {
  const { appointment } = data as { appointment: Appointment };
  return publication(AppointmentBooked, keyOf(appointment), publishedAppointment(appointment));
};
const rescheduled = ({ data }: { data: unknown }) => {
  const { appointment, previousStartMs } = data as DataOf<'AppointmentMoved'>;
  return publication(AppointmentRescheduled, keyOf(appointment), { ...publishedAppointment(appointment), previousStartsAt: isoOf(previousStartMs) });
};

/** What others hear of the agenda: bookings and their ends; holds, reservations and check-ins stay private. */
export const agendaAnnouncements: Announcements = {
  AppointmentBooked: booked,
  AppointmentRecorded: booked,
  CustomerNamed: booked,
  AppointmentMoved: rescheduled,
  AppointmentMovedIn: rescheduled,
  AppointmentCancelled: ({ data }) => {
    const { startMs, ...rest } = data as DataOf<'AppointmentCancelled'>;
    return publication(AppointmentCancelled, keyOf(rest), { ...rest, startsAt: isoOf(startMs) });
  },
  AppointmentMissed: ({ data }) => {
    const { startMs, ...rest } = data as DataOf<'AppointmentMissed'>;
    return publication(AppointmentMissed, keyOf(rest), { ...rest, startsAt: isoOf(startMs) });
  },
};
