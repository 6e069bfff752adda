import { outsideDay, staffOutside } from './day-frame.js';
import { assignAssistants } from './line.js';
import { busyMs, clashOf } from './occupancy.js';
/** Ways to staff one line that are looked at when a later line finds no staff: enough for lines that want the same two people, and a bound. */
const MAX_WAYS = 6;
/**
 * The ways in which a line, `deltaMs` later, can have all the staff it needs (R-BK-13), the best first: those chosen before, then the
 * least busy. None: it does not fit. The lead never assists themself, and an assistant stays through the line. A line without assistants
 * fits in one way or in none. Exact for one line: of `n` assistants each needs no more than `n` free people to look at.
 */
export function* staffings(now, own, line, deltaMs, frame, customerId) {
    if (line.assistants === undefined) {
        if (!outsideDay(line, deltaMs, frame) && !clashOf(now, own, line, deltaMs, frame, customerId))
            yield line;
        return;
    }
    const alone = leadOf(line);
    if (outsideDay(alone, deltaMs, frame) || clashOf(now, own, alone, deltaMs, frame, customerId))
        return;
    const free = line.assistants.map((one) => freeFor(one, line, now, own, deltaMs, frame));
    let ways = 0;
    for (const people of distinct(free, [])) {
        yield assignAssistants(line, people);
        if (++ways === MAX_WAYS)
            return;
    }
}
/** The line with everybody it needs in the best way, or undefined when it does not fit. */
export const assignStaff = (...args) => staffings(...args).next().value ?? undefined;
/** The line with only the part of who leads it: what is in its way when even that does not fit. */
export const leadOf = (line) => line.assistants === undefined
    ? line
    : { ...line, staff: line.staff.filter((s) => s.staffId === line.staffId) };
/** A part of the line lacks an assistant under every possible lead. */
export const lacksAssistant = (now, own, line, deltaMs, frame) => line.assistants.some((one) => freeFor(one, { ...line, staffId: '' }, now, own, deltaMs, frame, 1).length === 0);
/** The first candidate of the assistant's part for which no one is free. */
export const findUnstaffed = (now, own, line, deltaMs, frame) => {
    const none = line.assistants?.find((one) => freeFor(one, line, now, own, deltaMs, frame).length === 0) ??
        line.assistants?.[0];
    return none && (none.able?.find((id) => id !== line.staffId) ?? none.staffId);
};
/** Those who may take this part and are free for it: no more than there are parts and ways to go through. */
function freeFor(one, line, now, own, deltaMs, frame, enough = line.assistants.length + MAX_WAYS) {
    const spans = line.staff.filter((s) => s.staffId === one.staffId);
    const { assistants: _, ...rest } = line;
    const whole = {
        startMs: Math.min(...spans.map((s) => s.fromMs)),
        endMs: Math.max(...spans.map((s) => s.toMs)),
    };
    const found = [];
    for (const staffId of one.able
        ? chosenFirst(leastBusy(now, one.able), one.staffId)
        : [one.staffId]) {
        if (staffId === line.staffId)
            continue;
        const part = {
            ...rest,
            ...whole,
            staffId,
            staff: spans.map((s) => ({ ...s, staffId })),
            customer: [],
            pools: [],
        };
        if (staffOutside(part, deltaMs, frame) || clashOf(now, own, part, deltaMs, frame, undefined))
            continue;
        found.push(staffId);
        if (found.length === enough)
            break;
    }
    return found;
}
function* distinct(free, taken) {
    const candidates = free[taken.length];
    if (!candidates)
        yield taken;
    else
        for (const id of candidates)
            if (!taken.includes(id))
                yield* distinct(free, [...taken, id]);
}
const chosenFirst = (ids, chosen) => ids.includes(chosen) ? [chosen, ...ids.filter((id) => id !== chosen)] : ids;
const orders = new WeakMap();
/** The same people, least busy first, then by id; remembered, because one day is asked for many starts. */
function leastBusy(now, able) {
    const known = orders.get(able);
    if (known?.now === now)
        return known.ids;
    const busy = new Map(able.map((id) => [id, busyMs(now, id)]));
    const ids = [...able].sort((a, b) => busy.get(a) - busy.get(b) || (a < b ? -1 : 1));
    orders.set(able, { now, ids });
    return ids;
}
