import { covers } from '@chignon/calendar';
import { lookUp } from '@chignon/eventing';
import { servesThen } from '../../salon/roster/person-day.js';
/**
 * Opening hours hold what the customer sees; shifts hold the staff with their buffers, and processing too unless the
 * store lets it run through a block-out or, when it is the last phase, past the end of the shift (R-BK-03).
 */
export function outsideDay(line, deltaMs, frame) {
    const [startMs, endMs] = [line.startMs + deltaMs, line.endMs + deltaMs];
    const outside = staffOutside(line, deltaMs, frame);
    if (outside)
        return outside;
    const lead = line.assistants === undefined
        ? line.staff
        : line.staff.filter((s) => s.staffId === line.staffId);
    const trailing = lead.length > 0 && lead[lead.length - 1].toMs < line.endMs;
    const staffed = frame.processingMayOverlapBlockOut ? frame.present : frame.working;
    for (const gap of staffFree(line, lead)) {
        const last = gap.toMs === line.endMs && trailing;
        if (last && frame.processingMayPassShiftEnd)
            continue;
        if (!covers(lookUp(staffed, line.staffId), gap.fromMs + deltaMs, gap.toMs + deltaMs))
            return 'off-shift';
    }
    return covers(frame.open, startMs, endMs) ||
        (trailing &&
            frame.processingMayPassShiftEnd &&
            covers(frame.open, startMs, lead.at(-1).toMs + deltaMs))
        ? undefined
        : 'closed';
}
/** Why a staff member of the line does not serve then. */
export function staffOutside(line, deltaMs, frame) {
    for (const span of line.staff) {
        if (!covers(lookUp(frame.working, span.staffId), span.fromMs - span.beforeMs + deltaMs, span.toMs + span.afterMs + deltaMs))
            return 'off-shift';
        if (frame.serving &&
            !servesThen(lookUp(frame.serving, span.staffId), line, span.fromMs + deltaMs, span.toMs + deltaMs))
            return 'not-served';
    }
    return undefined;
}
/** Visible stretches of a line in which its lead is not busy. */
function staffFree(line, lead) {
    const free = [];
    let atMs = line.startMs;
    for (const span of lead) {
        if (span.fromMs > atMs)
            free.push({ fromMs: atMs, toMs: span.fromMs });
        atMs = Math.max(atMs, span.toMs);
    }
    if (line.endMs > atMs)
        free.push({ fromMs: atMs, toMs: line.endMs });
    return free;
}
