import { MINUTE_MS } from '@chignon/calendar';
import { busyMs } from '../day/occupancy.js';
import { occupies } from './appointment.js';
/** The candidates of a service in the order in which they are asked, each with why. Those who were asked for by name stay as they are. */
export function orderByTurn(candidates, skill, { policy, rotation, team, now, state }) {
    if (candidates[0]?.requested)
        return [...candidates];
    const turns = policy === 'round-robin' || policy === 'rotation'
        ? turnsOf(state)
        : new Map();
    const valueOf = (staffId) => {
        if (policy === 'least-busy')
            return Math.round(busyMs(now, staffId) / MINUTE_MS);
        if (policy === 'round-robin')
            return turns.get(staffId)?.count ?? 0;
        if (policy === 'rotation')
            return turns.get(staffId)?.last ?? 0;
        return Math.max(0, ...(team.get(staffId)?.skills ?? []).filter((s) => s.skill === skill).map((s) => s.level));
    };
    const standing = (staffId) => (rotation.indexOf(staffId) + rotation.length + 1) % (rotation.length + 1);
    const first = policy === 'skill-first' ? -1 : 1;
    return candidates
        .map((line) => ({ line, value: valueOf(line.staffId) }))
        .sort((a, b) => first * (a.value - b.value) ||
        standing(a.line.staffId) - standing(b.line.staffId) ||
        busyMs(now, a.line.staffId) - busyMs(now, b.line.staffId) ||
        (a.line.staffId < b.line.staffId ? -1 : 1))
        .map(({ line, value }) => ({
        ...line,
        choice: { policy, candidates: candidates.length, value },
    }));
}
/** How often each person got a customer of the day without a preferred staff member, and when last. */
function turnsOf({ entries, }) {
    const turns = new Map();
    for (const { status, appointment, bornAt } of entries.values()) {
        if (!occupies(status))
            continue;
        for (const { requested, provisional, staffId } of appointment.lines) {
            // What may still be exchanged does not count as a turn yet.
            if (requested || provisional)
                continue;
            const before = turns.get(staffId);
            turns.set(staffId, {
                count: (before?.count ?? 0) + 1,
                last: Math.max(before?.last ?? 0, bornAt),
            });
        }
    }
    return turns;
}
