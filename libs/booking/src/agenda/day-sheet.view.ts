import { isoOf } from '@chignon/calendar';
import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';
import { agenda } from './agenda.js';
import { publishedAppointment } from './agenda.announcements.js';
import type { Appointment, ShownStatus } from './appointment/appointment.js';

type SheetLine = ReturnType<typeof publishedAppointment>['lines'][number];

/** One appointment of a day, or a slot that is taken for a while: `hold`, or `move` for an appointment that is on its way here. */
export interface SheetEntry {
  /** `<agenda key>/<appointment, hold or move id>`: a moved appointment stands on both days. */
  readonly id: string;
  readonly storeId: string;
  readonly date: string;
  readonly kind: 'appointment' | 'hold' | 'move';
  /** Appointment, hold or move id. */
  readonly subject: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly lines: readonly SheetLine[];
  /** Of an appointment. */
  readonly status?: ShownStatus;
  readonly customerId?: string;
  readonly channel?: string;
  readonly visitId?: string;
  /** When it took this slot, or the customer it; sheets of older releases do not say. */
  readonly takenAt?: string;
  /** Of a hold. */
  readonly expiresAt?: string;
}

/** Ids of the entries that an event touches, and what becomes of each. */
const on = <E>(
  subjects: (data: NoInfer<E>) => readonly string[],
  change: (
    entry: SheetEntry | undefined,
    data: E,
    id: string,
    at: string,
  ) => SheetEntry | undefined,
) =>
  folding<SheetEntry, RecordedEvent<string, E>>(
    ({ stream, data }) => subjects(data).map((subject) => `${keyOf(stream)}/${subject}`),
    (entry, { data, meta }, id) => change(entry, data, id, meta.recordedAt),
  );

const place = (id: string) => {
  const key = id.slice(0, id.indexOf('/'));
  return {
    id,
    storeId: key.slice(0, -11),
    date: key.slice(-10),
    subject: id.slice(key.length + 1),
  };
};

const appointmentAt = (id: string, appointment: Appointment, takenAt: string): SheetEntry => {
  const { startsAt, endsAt, lines, customerId, channel } = publishedAppointment(appointment);
  return {
    ...place(id),
    kind: 'appointment',
    status: 'booked',
    channel,
    startsAt,
    endsAt,
    lines,
    takenAt,
    ...optional({ customerId }),
  };
};
const heldAt = (
  id: string,
  kind: 'hold' | 'move',
  appointment: Appointment,
  expiresAtMs?: number,
): SheetEntry => {
  const { startsAt, endsAt, lines, customerId } = publishedAppointment(appointment);
  return {
    ...place(id),
    kind,
    startsAt,
    endsAt,
    lines,
    ...optional({ customerId }),
    ...(expiresAtMs === undefined ? {} : { expiresAt: isoOf(expiresAtMs) }),
  };
};
const timesOn = (appointment: Appointment): Pick<SheetEntry, 'startsAt' | 'endsAt' | 'lines'> => {
  const { startsAt, endsAt, lines } = publishedAppointment(appointment);
  return { startsAt, endsAt, lines };
};
const marked = (
  entry: SheetEntry | undefined,
  status: ShownStatus,
  visitId?: string,
): SheetEntry | undefined => entry && { ...entry, status, ...optional({ visitId }) };

const own = ({ appointmentId }: { appointmentId: string }) => [appointmentId];
const inside = ({ appointment }: { appointment: Appointment }) => [appointment.appointmentId];
const move = ({ moveId }: { moveId: string }) => [moveId];

/** The days of the stores as the front desk sees them: everything booked, ended and held, one document each. Every event of an agenda is folded. */
export const daySheets: View<SheetEntry> = view([agenda], {
  name: 'booking.day-sheets',
  indexes: {
    byDay: { fields: ['storeId', 'date', 'startsAt'] },
    byCustomer: { fields: ['customerId', 'startsAt'] },
    byExpiry: { fields: ['expiresAt'] },
    byStatus: { fields: ['storeId', 'status', 'date', 'startsAt'] },
  },
  guard: 'stream',
  edition: 2,
  on: {
    SlotHeld: on(inside, (_, { appointment, expiresAtMs }, id) =>
      heldAt(id, 'hold', appointment, expiresAtMs),
    ),
    HoldReleased: on(own, () => undefined),
    HoldExpired: on(own, () => undefined),
    AppointmentBooked: on(inside, (_, { appointment }, id, at) =>
      appointmentAt(id, appointment, at),
    ),
    AppointmentRecorded: on(inside, (_, { appointment }, id, at) =>
      appointmentAt(id, appointment, at),
    ),
    AppointmentMoved: on(inside, (_, { appointment }, id, at) =>
      appointmentAt(id, appointment, at),
    ),
    AppointmentRetimed: on(
      inside,
      (entry, { appointment }) => entry && { ...entry, ...timesOn(appointment) },
    ),
    ServicesChanged: on(
      inside,
      (entry, { appointment }) => entry && { ...entry, ...timesOn(appointment) },
    ),
    AppointmentCancelled: on(own, (entry) => marked(entry, 'cancelled')),
    ApprovalAsked: on(inside, (_, { appointment }, id, at) => ({
      ...appointmentAt(id, appointment, at),
      status: 'pending',
    })),
    ApprovalDeclined: on(own, (entry) => marked(entry, 'declined')),
    CustomerNamed: on(
      inside,
      (entry, { appointment: { customerId } }, _, at) =>
        entry && { ...entry, customerId: customerId!, takenAt: at },
    ),
    CustomerCorrected: on(
      inside,
      (entry, { appointment: { customerId } }, _, at) =>
        entry && { ...entry, customerId: customerId!, takenAt: at },
    ),
    AppointmentMissed: on(own, (entry) => marked(entry, 'missed')),
    AppointmentReinstated: on(inside, (_, { appointment }, id, at) =>
      appointmentAt(id, appointment, at),
    ),
    CustomerClashFound: on(own, (entry) => entry),
    CustomerClashEnded: on(own, (entry) => entry),
    StaffReassigned: on(
      inside,
      (entry, { appointment }) =>
        entry && { ...entry, lines: publishedAppointment(appointment).lines },
    ),
    StaffBound: on(
      inside,
      (entry, { appointment }) =>
        entry && { ...entry, lines: publishedAppointment(appointment).lines },
    ),
    FeeWaived: on(own, (entry) => entry),
    FeeCollected: on(own, (entry) => entry),
    FeeReturned: on(own, (entry) => entry),
    AppointmentCheckedIn: on(own, (entry, { visit }) => marked(entry, 'checked-in', visit.visitId)),
    CheckInUndone: on(own, (entry) => {
      if (!entry) return undefined;
      const { visitId: _, ...back } = entry;
      return { ...back, status: 'booked' as const };
    }),
    VisitEnded: on(own, (entry, { became }) => marked(entry, became)),
    SlotReservedForMove: on(move, (_, { appointment }, id) => heldAt(id, 'move', appointment)),
    MoveReleased: on(move, () => undefined),
    ExchangePledged: on(
      ({ reservation }) => [reservation.moveId],
      (_, { reservation }, id) => heldAt(id, 'move', reservation.appointment),
    ),
    ExchangeRefused: on(own, (entry) => entry),
    ExchangeReleased: on(move, () => undefined),
    AppointmentMovedOut: on(own, (entry) => marked(entry, 'moved-out')),
    AppointmentMovedIn: on(
      (data) => [...move(data), ...inside(data)],
      (_, { moveId, appointment }, id, at) =>
        place(id).subject === moveId ? undefined : appointmentAt(id, appointment, at),
    ),
  },
});
