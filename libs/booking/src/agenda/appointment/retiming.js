import { msOfIso, sameWallClock } from '@chignon/calendar';
import { refused } from '@chignon/eventing';
import { shiftLine } from '../day/line.js';
import { clashOf, occupy, vacate } from '../day/occupancy.js';
import { occupancyAt, occupies, timesOf, withEntry, } from './appointment.js';
export const evolveRetiming = {
    AppointmentRetimed: (state, { data: { appointment } }) => withEntry(state, { ...state.entries.get(appointment.appointmentId), appointment }),
};
export const decideRetiming = {
    KeepWallClocks: (state, { frame }, facts) => {
        const nowMs = msOfIso(facts.now());
        const changes = findRetimings(state, nowMs);
        if (changes.length === 0)
            return [];
        if (state.reserved.size > 0)
            throw refused('move-under-way', 'An appointment is being moved to this day. Try again.');
        const before = occupancyAt(state, nowMs);
        const after = changes.reduce((now, { appointment }) => put(now, appointment), changes.reduce((now, { entry }) => taken(now, entry.appointment), before));
        return changes.flatMap(({ entry, appointment }) => {
            const clashes = clashesOf(taken(before, entry.appointment), entry.appointment, frame).length > 0
                ? []
                : clashesOf(taken(after, appointment), appointment, frame);
            const overbooked = clashes.length === 0
                ? []
                : [
                    {
                        type: 'OverbookAuthorised',
                        data: { appointmentId: appointment.appointmentId, reason: 'zone-rules', clashes },
                    },
                ];
            return [
                ...overbooked,
                {
                    type: 'AppointmentRetimed',
                    data: {
                        appointment,
                        previousStartMs: entry.appointment.startMs,
                        status: entry.status,
                    },
                },
            ];
        });
    },
};
/** What stands and has not begun by either clock, and would begin at another instant by the rules of today; in the order of the day. */
export const findRetimings = (state, nowMs) => [...state.entries.values()]
    .filter(({ status, expiresAtMs }) => occupies(status) &&
    status !== 'checked-in' &&
    !(status === 'held' && expiresAtMs <= nowMs))
    .flatMap((entry) => {
    const appointment = retime(entry.appointment);
    return appointment && Math.max(appointment.startMs, entry.appointment.startMs) > nowMs
        ? [{ entry, appointment }]
        : [];
})
    .sort((a, b) => a.appointment.startMs - b.appointment.startMs ||
    (a.appointment.appointmentId < b.appointment.appointmentId ? -1 : 1));
/** The appointment at the wall clock that was agreed, by the rules of today; undefined when it stands there already. Its business day keeps its date. */
export function retime(appointment) {
    const { zone, startMs, offsetMinutes, lines } = appointment;
    const deltaMs = offsetMinutes === undefined ? 0 : sameWallClock(zone, startMs, offsetMinutes) - startMs;
    return deltaMs === 0
        ? undefined
        : {
            ...appointment,
            ...timesOf(zone, lines.map((line) => shiftLine(line, deltaMs))),
        };
}
const put = (now, { appointmentId, customerId, lines }) => occupy(now, appointmentId, customerId, lines);
const taken = (now, { appointmentId, customerId, lines }) => vacate(now, appointmentId, customerId, lines);
const clashesOf = (others, { customerId, lines }, frame) => lines.flatMap((line) => {
    const bound = {
        ...line,
        pools: line.pools.map((span) => span.pool === undefined ? span : { ...span, anyOf: [span.pool] }),
    };
    return clashOf(others, [], bound, 0, frame, customerId) ?? [];
});
