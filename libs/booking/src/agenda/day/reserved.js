import { lookUp } from '@chignon/eventing';
/** The day as a requester sees it; the same value where nothing is reserved, so that most days are decided as before. */
export const viewFor = (frame, requester) => frame.reserved ? { ...frame, asker: requester } : frame;
/** The lines with the tier that they are booked by, where that tier has something reserved: they keep their place however the tier changes. */
export function markTier(lines, { reserved, asker }) {
    if (!reserved)
        return lines;
    const tier = reserved.some((rule) => rule.tiers.includes(asker?.tier ?? ''))
        ? asker?.tier
        : undefined;
    return lines.map((line) => {
        const { tier: _, ...plain } = line;
        return tier === undefined ? plain : { ...plain, tier };
    });
}
/** What is reserved for others that a line, `deltaMs` later, would take. `own`: lines of the same request already placed. */
export function reservedClash(now, own, line, deltaMs, frame) {
    const { reserved, asker } = frame;
    if (!reserved || !asker)
        return undefined;
    const wanted = { line, startMs: line.startMs + deltaMs, endMs: line.endMs + deltaMs, deltaMs };
    const beginsMs = Math.min(wanted.startMs, own[0]?.startMs ?? Infinity);
    for (const rule of reserved) {
        const [fromMs, toMs] = [
            Math.max(rule.fromMs, wanted.startMs),
            Math.min(rule.toMs, wanted.endMs),
        ];
        const freeFromMs = beginsMs - rule.releaseMs;
        if (fromMs >= toMs || asker.nowMs >= freeFromMs || rule.tiers.includes(asker.tier ?? ''))
            continue;
        const taken = rule.sharePercent === undefined
            ? takesPerson(now, own, wanted, { fromMs, toMs }, rule, frame) ||
                takesPlace(now, own, wanted, { fromMs, toMs }, rule, frame)
            : takesShare(now, own, wanted, rule, rule.sharePercent, frame);
        if (taken)
            return { kind: 'reserved', id: rule.ruleId, fromMs, toMs, tiers: rule.tiers, freeFromMs };
    }
    return undefined;
}
const ofOthers = (list, { tiers }) => (list ?? []).filter((busy) => !tiers.includes(busy.tier ?? ''));
const covering = (list, atMs) => list.some((span) => span.fromMs <= atMs && atMs < span.toMs);
const overlapMs = (list, { fromMs, toMs }) => list.reduce((sum, span) => sum + Math.max(0, Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs)), 0);
/** Instants of a stretch at which what runs may change. */
const changes = (lists, { fromMs, toMs }) => [
    fromMs,
    ...lists
        .flatMap((list) => list.flatMap((span) => [span.fromMs, span.toMs]))
        .filter((ms) => fromMs < ms && ms < toMs),
];
const peopleOf = (line) => line.staff.map((span) => span.staffId);
/** True when fewer people would be left to the tiers than are kept for them. A staff member counts as taken for a whole line, processing included. */
function takesPerson(now, own, { line }, stretch, rule, { working }) {
    const counted = rule.staffIds ?? Object.keys(working);
    const mine = new Set(peopleOf(line));
    if (!counted.some((id) => mine.has(id)))
        return false;
    const kept = rule.places ?? Infinity;
    const people = counted
        .filter((id) => !mine.has(id))
        .map((id) => ({
        works: lookUp(working, id) ?? [],
        taken: [
            ...ofOthers(now.underWay.get(id), rule),
            ...own
                .filter((other) => peopleOf(other).includes(id))
                .map((other) => ({ fromMs: other.startMs, toMs: other.endMs })),
        ],
    }));
    return changes(people.flatMap(({ works, taken }) => [works, taken]), stretch).some((atMs) => people.filter(({ works, taken }) => covering(works, atMs) && !covering(taken, atMs)).length <
        kept);
}
/** True when fewer places of the rule's pools would be left to the tiers than are kept for them. A line that could sit elsewhere counts all the same. */
function takesPlace(now, own, { line, deltaMs }, stretch, rule, { capacities }) {
    const pools = rule.pools ?? [];
    const wanted = line.pools
        .filter((span) => span.anyOf.some((pool) => pools.includes(pool)))
        .map((span) => ({ fromMs: span.fromMs + deltaMs, toMs: span.toMs + deltaMs }));
    if (wanted.length === 0)
        return false;
    const left = pools.reduce((sum, pool) => sum + (lookUp(capacities, pool) ?? 0), 0) -
        (rule.places ?? Infinity);
    const seats = [
        ...pools.flatMap((pool) => ofOthers(now.pools.get(pool), rule)),
        ...own.flatMap((other) => other.pools.filter((span) => pools.includes(span.pool ?? ''))),
        ...wanted,
    ];
    return changes([seats], stretch).some((atMs) => covering(wanted, atMs) && seats.filter((span) => covering([span], atMs)).length > left);
}
/** True when others would have more than their share of the working time in the window. */
function takesShare(now, own, { line, deltaMs }, rule, percent, { working }) {
    const counted = rule.staffIds ?? Object.keys(working);
    const mine = line.staff
        .filter((span) => counted.includes(span.staffId))
        .map((span) => ({ fromMs: span.fromMs + deltaMs, toMs: span.toMs + deltaMs }));
    if (mine.length === 0)
        return false;
    const workingMs = counted.reduce((sum, id) => sum + overlapMs(lookUp(working, id) ?? [], rule), 0);
    const takenMs = counted.reduce((sum, id) => sum + overlapMs(ofOthers(now.staff.get(id), rule), rule), 0) +
        overlapMs([
            ...mine,
            ...own.flatMap((other) => other.staff.filter((span) => counted.includes(span.staffId))),
        ], rule);
    return takenMs * 100 > workingMs * (100 - percent);
}
