import type { Busy, Occupancy } from './occupancy.js';
import { SharedMap } from './shared-map.js';

/** The numbers of a stretch: begin, end, margin before, margin after; in milliseconds, the first two from the day's first begin on. */
const NUMBERS = 4;

/** Lists of stretches by resource, one after another. */
interface PackedLists {
  readonly ids: readonly string[];
  /** How many stretches each resource has. */
  readonly counts: Uint16Array;
  readonly numbers: Int32Array;
}

/** An occupancy in a tenth of its size: four kilobytes for a day of eighty appointments. What belongs to whom is not in it, so it answers questions and cannot be changed. */
export interface PackedOccupancy {
  readonly baseMs: number;
  readonly staff: PackedLists;
  readonly underWay: PackedLists;
  readonly pools: PackedLists;
  readonly customers: PackedLists;
}

/** Undefined when something of it does not fit: attributes that a place must have, the tier of a customer, or a day beyond all measure. */
export function packed(now: Occupancy): PackedOccupancy | undefined {
  const customers = [...now.customers.keys()].map((id): [string, readonly Busy[]] => [id, now.customers.get(id)!]);
  const kinds = [[...now.staff], [...now.underWay], [...now.pools], customers] as const;
  let baseMs = Infinity;
  for (const lists of kinds) for (const [, list] of lists) for (const { fromMs } of list) baseMs = Math.min(baseMs, fromMs);
  const [staff, underWay, pools, theirs] = kinds.map((lists) => packedLists(lists, baseMs));
  return staff && underWay && pools && theirs && { baseMs, staff, underWay, pools, customers: theirs };
}

/** The occupancy again, of the customers the one that is asked for. The stretches belong to nobody. */
export function unpacked({ baseMs, staff, underWay, pools, customers }: PackedOccupancy, customerId: string | undefined): Occupancy {
  const theirs = customerId === undefined ? undefined : listAt(customers, customers.ids.indexOf(customerId), baseMs);
  return {
    staff: unpackedLists(staff, baseMs), underWay: unpackedLists(underWay, baseMs), pools: unpackedLists(pools, baseMs),
    customers: theirs === undefined ? SharedMap.empty() : SharedMap.empty<readonly Busy[]>().with(customerId!, theirs),
  };
}

/** Rough size in bytes, to bound what is kept. */
export const packedBytes = (day: PackedOccupancy): number =>
  [day.staff, day.underWay, day.pools, day.customers].reduce((sum, { ids, counts, numbers }) => sum + 64 * ids.length + counts.byteLength + numbers.byteLength, 512);

function packedLists(lists: readonly (readonly [string, readonly Busy[]])[], baseMs: number): PackedLists | undefined {
  const numbers = new Int32Array(NUMBERS * lists.reduce((sum, [, list]) => sum + list.length, 0));
  const counts = new Uint16Array(lists.length);
  let at = 0;
  for (const [i, [, list]] of lists.entries()) {
    counts[i] = list.length;
    if (counts[i] !== list.length) return undefined;
    for (const { fromMs, toMs, beforeMs, afterMs, by: _, ...more } of list) {
      if (Object.keys(more).length > 0) return undefined;
      for (const value of [fromMs - baseMs, toMs - baseMs, beforeMs, afterMs]) {
        numbers[at] = value;
        if (numbers[at++] !== value) return undefined;
      }
    }
  }
  return { ids: lists.map(([id]) => id), counts, numbers };
}

function unpackedLists({ ids, counts, numbers }: PackedLists, baseMs: number): Map<string, readonly Busy[]> {
  let at = 0;
  return new Map(ids.map((id, i) => {
    const list = stretches(numbers, at, counts[i]!, baseMs);
    at += counts[i]!;
    return [id, list];
  }));
}

function listAt({ counts, numbers }: PackedLists, i: number, baseMs: number): readonly Busy[] | undefined {
  return i < 0 ? undefined : stretches(numbers, counts.subarray(0, i).reduce((sum, n) => sum + n, 0), counts[i]!, baseMs);
}

const stretches = (numbers: Int32Array, first: number, count: number, baseMs: number): Busy[] =>
  Array.from({ length: count }, (_, n) => {
    const at = (first + n) * NUMBERS;
    return { fromMs: baseMs + numbers[at]!, toMs: baseMs + numbers[at + 1]!, beforeMs: numbers[at + 2]!, afterMs: numbers[at + 3]!, by: '' };
  });
