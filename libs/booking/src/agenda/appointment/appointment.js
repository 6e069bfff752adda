import { offsetMinutesAt } from '@chignon/calendar';
import { nobodyBusy, occupy, vacate } from '../day/occupancy.js';
import { SharedMap } from '../day/shared-map.js';
/** When lines begin and end, and by which clock. */
export const timesOf = (zone, lines) => ({
    startMs: lines[0].startMs,
    endMs: Math.max(...lines.map((l) => l.endMs)),
    offsetMinutes: offsetMinutesAt(zone, lines[0].startMs),
    lines,
});
export const emptyAgenda = (key) => ({
    key,
    revision: 0,
    entries: SharedMap.empty(),
    reserved: new Map(),
    holds: [],
    occupancy: nobodyBusy,
});
/** Statuses that occupy resources. */
export const occupies = (status) => status === 'held' || status === 'pending' || status === 'booked' || status === 'checked-in';
/** The state with an entry put or replaced, its occupancy following from its status; counts the event. */
export function withEntry(state, entry) {
    const { appointmentId: id, customerId, lines } = entry.appointment;
    const before = state.entries.get(id);
    const revision = state.revision + 1;
    let { occupancy } = state;
    const same = before !== undefined &&
        occupies(before.status) &&
        occupies(entry.status) &&
        before.appointment === entry.appointment;
    if (!same && before && occupies(before.status))
        occupancy = vacate(occupancy, id, before.appointment.customerId, before.appointment.lines);
    if (!same && occupies(entry.status))
        occupancy = occupy(occupancy, id, customerId, lines);
    const wasHeld = before?.status === 'held';
    const holds = entry.status === 'held'
        ? wasHeld
            ? state.holds
            : [...state.holds, id]
        : wasHeld
            ? state.holds.filter((h) => h !== id)
            : state.holds;
    return {
        key: state.key,
        revision,
        entries: state.entries.with(id, entryAt(entry, revision, before?.bornAt ?? revision)),
        reserved: state.reserved,
        holds,
        occupancy,
    };
}
/** Field by field, so that the many entries of many days share one shape: a spread gives each its own, which doubles their size. */
const entryAt = ({ appointment, status, expiresAtMs, movedTo, moveId, moves, visitId, units, lateMoves, fee, clashes, reinstated, }, revision, bornAt) => ({
    appointment,
    status,
    revision,
    bornAt,
    expiresAtMs,
    movedTo,
    moveId,
    moves,
    visitId,
    units,
    lateMoves,
    fee,
    clashes,
    reinstated,
});
/** The occupancy as of `nowMs`: holds that have run out no longer count (R-BK-21). */
export function occupancyAt(state, nowMs) {
    return expiredHolds(state, nowMs).reduce((occupancy, { appointment: { appointmentId, customerId, lines } }) => vacate(occupancy, appointmentId, customerId, lines), state.occupancy);
}
/** Holds whose time is over: a hold is valid before `expiresAtMs`, not at it. */
export const expiredHolds = (state, nowMs) => state.holds
    .map((id) => state.entries.get(id))
    .filter((entry) => entry.expiresAtMs !== undefined && entry.expiresAtMs <= nowMs);
/** The hold that stands for an opening of the waitlist: there is one at a time. */
export const heldForOpening = (state, openingId, nowMs) => state.holds
    .map((id) => state.entries.get(id))
    .find((entry) => entry.appointment.waitlist?.openingId === openingId && entry.expiresAtMs > nowMs);
/** Key of an agenda: its stream is `agenda-<key>`, its day sheet has this id. */
export const agendaKey = (storeId, businessDate) => `${storeId}-${businessDate}`;
/** Store and date of an agenda key. */
export const storeOfAgenda = (key) => key.slice(0, -11);
/** Ids name their first agenda, so that finding an appointment needs no index: `<store>.<date>.<short>`. */
export function newAppointmentId(state, storeId, businessDate, newId) {
    // Twelve characters of a UUID do not collide within one day; four draws bound the loop all the same.
    for (let i = 0; i < 4; i++) {
        const id = `${storeId}.${businessDate}.${newId()
            .replace(/[^0-9a-z]/gi, '')
            .slice(0, 12)
            .toLowerCase()}`;
        if (!state.entries.has(id))
            return id;
    }
    throw new Error('ids repeat');
}
/** First agenda of an appointment or hold id, or undefined when it is none of ours. */
export function agendaOfId(appointmentId) {
    const match = /^(.+)\.(\d{4}-\d\d-\d\d)\.[0-9a-z]{1,32}$/.exec(appointmentId);
    return match ? agendaKey(match[1], match[2]) : undefined;
}
