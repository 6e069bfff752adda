import { MINUTE_MS } from '@chignon/calendar';
import { lookUp } from '@chignon/eventing';
import { busyMs } from './occupancy.js';
/** The rank of a slot. `shortestMinutes`: the shortest service that the store sells; a gap below it is wasted. `localMinute`: when it begins. */
export function rankOf(chain, now, frame, shortestMinutes, localMinute, preference) {
    const { staffIds, fromMinute = 0, toMinute = Infinity } = preference;
    const people = [...new Set(chain.flatMap((line) => line.staff.map((span) => span.staffId)))];
    const timed = preference.fromMinute !== undefined || preference.toMinute !== undefined;
    return {
        wasteMinutes: people.reduce((sum, staffId) => sum + wasteOf(staffId, chain, now, frame, shortestMinutes), 0),
        wishesMet: (staffIds.length > 0 && chain.every((line) => staffIds.includes(line.staffId)) ? 1 : 0) +
            (timed && fromMinute <= localMinute && localMinute < toMinute ? 1 : 0),
        loadPercent: Math.max(0, ...people.map((staffId) => loadOf(staffId, now, frame))),
    };
}
/** The better rank first; 0 for equals. */
export const byRank = (a, b) => a.wasteMinutes - b.wasteMinutes || b.wishesMet - a.wishesMet || a.loadPercent - b.loadPercent;
/** Minutes of one person's gaps before and after the slot that are shorter than any service. */
function wasteOf(staffId, chain, now, frame, shortestMinutes) {
    const mine = chain.flatMap((line) => line.staff.filter((span) => span.staffId === staffId));
    const fromMs = Math.min(...mine.map((s) => s.fromMs - s.beforeMs));
    const toMs = Math.max(...mine.map((s) => s.toMs + s.afterMs));
    const busy = now.staff.get(staffId) ?? [];
    const shift = lookUp(frame.working, staffId)?.find((span) => span.fromMs <= fromMs && fromMs < span.toMs);
    const startsMs = Math.max(shift?.fromMs ?? fromMs, ...busy.filter((b) => b.toMs + b.afterMs <= fromMs).map((b) => b.toMs + b.afterMs));
    const endsMs = Math.min(shift === undefined ? toMs : Math.max(shift.toMs, toMs), ...busy.filter((b) => b.fromMs - b.beforeMs >= toMs).map((b) => b.fromMs - b.beforeMs));
    const wasted = (ms) => ms < shortestMinutes * MINUTE_MS ? Math.max(0, ms / MINUTE_MS) : 0;
    return wasted(fromMs - startsMs) + wasted(endsMs - toMs);
}
function loadOf(staffId, now, frame) {
    const shiftMs = (lookUp(frame.working, staffId) ?? []).reduce((sum, span) => sum + span.toMs - span.fromMs, 0);
    return shiftMs === 0 ? 100 : Math.round((busyMs(now, staffId) / shiftMs) * 100);
}
