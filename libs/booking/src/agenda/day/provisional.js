import { HOUR_MS } from '@chignon/calendar';
/** What is sold: staff who sell the same may take over. Lines at instant 0. */
const termsOf = ({ level, priceCents, phases }) => JSON.stringify([level, priceCents, phases.map((p) => p.minutes)]);
/** The candidates of one service, each with whom it may be exchanged for, where no staff member was asked for. */
export function markProvisional(candidates, bindHours) {
    if (!bindHours)
        return [...candidates];
    const alike = new Map();
    for (const line of candidates)
        alike.set(termsOf(line), [...(alike.get(termsOf(line)) ?? []), line.staffId]);
    return candidates.map((line) => line.requested || alike.get(termsOf(line)).length < 2
        ? line
        : { ...line, provisional: { bindHours, able: alike.get(termsOf(line)) } });
}
/** The line may still go to another staff member. */
export const isOpen = ({ provisional, startMs }, nowMs) => provisional !== undefined && startMs - provisional.bindHours * HOUR_MS > nowMs;
/** The line with its person for good. */
export function bindStaff(line) {
    if (line.provisional === undefined)
        return line;
    const { provisional: _, ...rest } = line;
    return rest;
}
/** Of answers and published events: said only while it is not. */
export const staffBoundOf = ({ provisional }) => provisional === undefined ? {} : { staffBound: false };
