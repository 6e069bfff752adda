import { MINUTE_MS } from '@chignon/calendar';
import { SharedMap } from './shared-map.js';
/** The numbers of a stretch: begin, end, margin before, margin after; in minutes, the first two from the day's first begin on. */
const NUMBERS = 4;
/** Ids hold letters, digits, dots, dashes and underscores. */
const SEPARATOR = '\n';
/** Undefined when something of it does not fit: attributes that a place must have, the tier of a customer, parts of a minute, or a day beyond all measure. */
export function packDay(now) {
    const customers = [...now.customers.keys()].map((id) => [id, now.customers.get(id)]);
    const kinds = [[...now.staff], [...now.underWay], [...now.pools], customers];
    let baseMs = Infinity;
    for (const lists of kinds)
        for (const [, list] of lists)
            for (const { fromMs } of list)
                baseMs = Math.min(baseMs, fromMs);
    const [staff, underWay, pools, theirs] = kinds.map((lists) => packedLists(lists, baseMs));
    return (staff && underWay && pools && theirs && { baseMs, staff, underWay, pools, customers: theirs });
}
/** The occupancy again, of the customers the one that is asked for. The stretches carry no owner. */
export function unpackDay({ baseMs, staff, underWay, pools, customers }, customerId) {
    const theirs = customerId === undefined
        ? undefined
        : listAt(customers, idsOf(customers).indexOf(customerId), baseMs);
    return {
        staff: unpackedLists(staff, baseMs),
        underWay: unpackedLists(underWay, baseMs),
        pools: unpackedLists(pools, baseMs),
        customers: theirs === undefined
            ? SharedMap.empty()
            : SharedMap.empty().with(customerId, theirs),
    };
}
/** What each object takes besides its content, about. */
const OBJECT_BYTES = 120;
/** Rough size in bytes, to bound what is kept. */
export const packedBytes = (day) => [day.staff, day.underWay, day.pools, day.customers].reduce((sum, { ids, counts, numbers }) => sum + ids.length + counts.byteLength + numbers.byteLength + 4 * OBJECT_BYTES, OBJECT_BYTES);
function packedLists(lists, baseMs) {
    const numbers = new Int16Array(NUMBERS * lists.reduce((sum, [, list]) => sum + list.length, 0));
    const counts = new Uint16Array(lists.length);
    let at = 0;
    for (const [i, [, list]] of lists.entries()) {
        counts[i] = list.length;
        if (counts[i] !== list.length)
            return undefined;
        for (const { fromMs, toMs, beforeMs, afterMs, by: _, ...more } of list) {
            if (Object.keys(more).length > 0)
                return undefined;
            for (const ms of [fromMs - baseMs, toMs - baseMs, beforeMs, afterMs]) {
                numbers[at] = ms / MINUTE_MS;
                if (numbers[at++] * MINUTE_MS !== ms)
                    return undefined;
            }
        }
    }
    return { ids: lists.map(([id]) => id).join(SEPARATOR), counts, numbers };
}
const idsOf = ({ ids, counts }) => counts.length === 0 ? [] : ids.split(SEPARATOR);
function unpackedLists(lists, baseMs) {
    let at = 0;
    return new Map(idsOf(lists).map((id, i) => {
        const count = lists.counts[i];
        const list = stretches(lists.numbers, at, count, baseMs);
        at += count;
        return [id, list];
    }));
}
function listAt({ counts, numbers }, i, baseMs) {
    return i < 0
        ? undefined
        : stretches(numbers, counts.subarray(0, i).reduce((sum, n) => sum + n, 0), counts[i], baseMs);
}
const stretches = (numbers, first, count, baseMs) => Array.from({ length: count }, (_, n) => {
    const at = (first + n) * NUMBERS;
    return {
        fromMs: baseMs + numbers[at] * MINUTE_MS,
        toMs: baseMs + numbers[at + 1] * MINUTE_MS,
        beforeMs: numbers[at + 2] * MINUTE_MS,
        afterMs: numbers[at + 3] * MINUTE_MS,
        by: '',
    };
});
