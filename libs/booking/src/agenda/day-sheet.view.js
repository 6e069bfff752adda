import { isoOf } from '@chignon/calendar';
import { folding, keyOf, view } from '@chignon/eventing';
import { agenda } from './agenda.js';
import { publishedAppointment } from './agenda.announcements.js';
/** Ids of the entries that an event touches, and what becomes of each. */
const on = (subjects, change) => folding(({ stream, data }) => subjects(data).map((subject) => `${keyOf(stream)}/${subject}`), (entry, { data, meta }, id) => change(entry, data, id, meta.recordedAt));
const place = (id) => {
    const key = id.slice(0, id.indexOf('/'));
    return {
        id,
        storeId: key.slice(0, -11),
        date: key.slice(-10),
        subject: id.slice(key.length + 1),
    };
};
const appointmentAt = (id, appointment, takenAt) => {
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
        ...(customerId === undefined ? {} : { customerId }),
    };
};
const heldAt = (id, kind, appointment, expiresAtMs) => {
    const { startsAt, endsAt, lines, customerId } = publishedAppointment(appointment);
    return {
        ...place(id),
        kind,
        startsAt,
        endsAt,
        lines,
        ...(customerId === undefined ? {} : { customerId }),
        ...(expiresAtMs === undefined ? {} : { expiresAt: isoOf(expiresAtMs) }),
    };
};
const timesOn = (appointment) => {
    const { startsAt, endsAt, lines } = publishedAppointment(appointment);
    return { startsAt, endsAt, lines };
};
const marked = (entry, status, visitId) => entry && { ...entry, status, ...(visitId === undefined ? {} : { visitId }) };
const own = ({ appointmentId }) => [appointmentId];
const inside = ({ appointment }) => [appointment.appointmentId];
const move = ({ moveId }) => [moveId];
/** The days of the stores as the front desk sees them: everything booked, ended and held, one document each. Every event of an agenda is folded. */
export const daySheets = view([agenda], {
    name: 'booking.day-sheets',
    indexes: {
        byDay: { fields: ['storeId', 'date', 'startsAt'] },
        byCustomer: { fields: ['customerId', 'startsAt'] },
    },
    guard: 'stream',
    on: {
        SlotHeld: on(inside, (_, { appointment, expiresAtMs }, id) => heldAt(id, 'hold', appointment, expiresAtMs)),
        HoldReleased: on(own, () => undefined),
        HoldExpired: on(own, () => undefined),
        AppointmentBooked: on(inside, (_, { appointment }, id, at) => appointmentAt(id, appointment, at)),
        AppointmentRecorded: on(inside, (_, { appointment }, id, at) => appointmentAt(id, appointment, at)),
        AppointmentMoved: on(inside, (_, { appointment }, id, at) => appointmentAt(id, appointment, at)),
        AppointmentRetimed: on(inside, (entry, { appointment }) => entry && { ...entry, ...timesOn(appointment) }),
        AppointmentCancelled: on(own, (entry) => marked(entry, 'cancelled')),
        ApprovalAsked: on(inside, (_, { appointment }, id, at) => ({
            ...appointmentAt(id, appointment, at),
            status: 'pending',
        })),
        ApprovalDeclined: on(own, (entry) => marked(entry, 'declined')),
        CustomerNamed: on(inside, (entry, { appointment: { customerId } }, _, at) => entry && { ...entry, customerId: customerId, takenAt: at }),
        AppointmentMissed: on(own, (entry) => marked(entry, 'missed')),
        AppointmentReinstated: on(inside, (_, { appointment }, id, at) => appointmentAt(id, appointment, at)),
        CustomerClashFound: on(own, (entry) => entry),
        CustomerClashEnded: on(own, (entry) => entry),
        StaffReassigned: on(inside, (entry, { appointment }) => entry && { ...entry, lines: publishedAppointment(appointment).lines }),
        StaffBound: on(inside, (entry, { appointment }) => entry && { ...entry, lines: publishedAppointment(appointment).lines }),
        FeeWaived: on(own, (entry) => entry),
        AppointmentCheckedIn: on(own, (entry, { visit }) => marked(entry, 'checked-in', visit.visitId)),
        SlotReservedForMove: on(move, (_, { appointment }, id) => heldAt(id, 'move', appointment)),
        MoveReleased: on(move, () => undefined),
        AppointmentMovedOut: on(own, (entry) => marked(entry, 'moved-out')),
        AppointmentMovedIn: on((data) => [...move(data), ...inside(data)], (_, { moveId, appointment }, id, at) => place(id).subject === moveId ? undefined : appointmentAt(id, appointment, at)),
    },
});
