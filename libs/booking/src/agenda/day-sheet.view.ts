import { folding, keyOf, type RecordedEvent, type View } from '@chignon/eventing';
import { isoOf } from '../calendar/instants.js';
import type { AgendaEvent } from './agenda.js';
import { publishedAppointment } from './agenda.announcements.js';
import type { Appointment, AppointmentStatus, Reservation } from './appointment.js';

type SheetLine = ReturnType<typeof publishedAppointment>['lines'][number];

/** One appointment on the sheet. */
export interface SheetAppointment {
  readonly appointmentId: string;
  readonly customerId?: string;
  readonly channel: string;
  readonly status: AppointmentStatus;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly lines: readonly SheetLine[];
  readonly visitId?: string;
}

/** A slot that is taken for a while. */
export interface SheetHold {
  readonly holdId: string;
  readonly kind: 'hold' | 'move';
  /** Of a hold. */
  readonly expiresAt?: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly lines: readonly SheetLine[];
}

/** The day of a store as the front desk sees it: everything booked, ended and held. Id `<store>-<date>`. */
export interface DaySheet {
  readonly id: string;
  readonly storeId: string;
  readonly date: string;
  readonly appointments: readonly SheetAppointment[];
  readonly holds: readonly SheetHold[];
}

export const emptySheet = (id: string): DaySheet => ({ id, storeId: id.slice(0, -11), date: id.slice(-10), appointments: [], holds: [] });

type Data<T extends AgendaEvent['type']> = Extract<AgendaEvent, { type: T }>['data'];

const on = <T extends AgendaEvent['type']>(_: T, change: (sheet: DaySheet, data: Data<T>) => DaySheet) =>
  folding<DaySheet, Data<T>>(
    (event) => [keyOf((event as RecordedEvent).stream)],
    (sheet, event, id) => change(sheet ?? emptySheet(id), event.data),
  );

const withAppointment = (sheet: DaySheet, appointment: Appointment, status: AppointmentStatus): DaySheet => {
  const { storeId: _, businessDate: __, zone: ___, ...shown } = publishedAppointment(appointment);
  return { ...sheet, appointments: [...sheet.appointments.filter((a) => a.appointmentId !== shown.appointmentId), { ...shown, status }] };
};
const marked = (sheet: DaySheet, appointmentId: string, status: AppointmentStatus, visitId?: string): DaySheet => ({
  ...sheet, appointments: sheet.appointments.map((a) => (a.appointmentId === appointmentId ? { ...a, status, ...(visitId === undefined ? {} : { visitId }) } : a)),
});
const held = (sheet: DaySheet, holdId: string, kind: SheetHold['kind'], appointment: Appointment, expiresAtMs?: number): DaySheet => {
  const { startsAt, endsAt, lines } = publishedAppointment(appointment);
  return { ...sheet, holds: [...sheet.holds, { holdId, kind, startsAt, endsAt, lines, ...(expiresAtMs === undefined ? {} : { expiresAt: isoOf(expiresAtMs) }) }] };
};
const unheld = (sheet: DaySheet, holdId: string): DaySheet => ({ ...sheet, holds: sheet.holds.filter((h) => h.holdId !== holdId) });

/** Every event of an agenda is folded, so that `atLeast` works with any revision of it. */
export const daySheets: View<DaySheet> = {
  name: 'booking.day-sheets',
  indexes: { byStore: { fields: ['storeId', 'date'] } },
  source: { streams: ['agenda'] },
  guard: 'stream',
  on: {
    SlotHeld: on('SlotHeld', (sheet, { appointment, expiresAtMs }) => held(sheet, appointment.appointmentId, 'hold', appointment, expiresAtMs)),
    HoldReleased: on('HoldReleased', (sheet, { appointmentId }) => unheld(sheet, appointmentId)),
    HoldExpired: on('HoldExpired', (sheet, { appointmentId }) => unheld(sheet, appointmentId)),
    AppointmentBooked: on('AppointmentBooked', (sheet, { appointment }) => withAppointment(unheld(sheet, appointment.appointmentId), appointment, 'booked')),
    AppointmentRecorded: on('AppointmentRecorded', (sheet, { appointment }) => withAppointment(sheet, appointment, 'booked')),
    AppointmentMoved: on('AppointmentMoved', (sheet, { appointment }) => withAppointment(sheet, appointment, 'booked')),
    AppointmentCancelled: on('AppointmentCancelled', (sheet, { appointmentId }) => marked(sheet, appointmentId, 'cancelled')),
    AppointmentMissed: on('AppointmentMissed', (sheet, { appointmentId }) => marked(sheet, appointmentId, 'missed')),
    AppointmentCheckedIn: on('AppointmentCheckedIn', (sheet, { appointmentId, visit }) => marked(sheet, appointmentId, 'checked-in', visit.visitId)),
    SlotReservedForMove: on('SlotReservedForMove', (sheet, { moveId, appointment }: Reservation) => held(sheet, moveId, 'move', appointment)),
    MoveReleased: on('MoveReleased', (sheet, { moveId }) => unheld(sheet, moveId)),
    AppointmentMovedOut: on('AppointmentMovedOut', (sheet, { appointmentId }) => marked(sheet, appointmentId, 'moved-out')),
    AppointmentMovedIn: on('AppointmentMovedIn', (sheet, { moveId, appointment }) => withAppointment(unheld(sheet, moveId), appointment, 'booked')),
  },
};
