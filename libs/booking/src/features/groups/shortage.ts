/* What keeps a party from beginning at one instant, told for all of them and not for the last one looked at. */
import { lookUp } from '@chignon/eventing';
import { assignStaff } from '../../agenda/day/assistants.js';
import type { PlannedLine } from '../../agenda/day/line.js';
import type { Occupancy } from '../../agenda/day/occupancy.js';
import { viewFor } from '../../agenda/day/reserved.js';
import type { DayFrame } from '../../salon/book/day.js';
import type { WantedGuest } from './arrange.js';

/** Guests, by their place in the list, who want more than there is of something at once. */
export type Shortage =
  | {
      readonly kind: 'staff';
      readonly guests: readonly number[];
      readonly staffIds: readonly string[];
    }
  | {
      readonly kind: 'pool';
      readonly guests: readonly number[];
      readonly pool: string;
      readonly free: number;
    };

/** The people who could begin the first service of a guest then, each looked at alone. */
export function leadsThen(
  now: Occupancy,
  day: DayFrame,
  wanted: WantedGuest,
  startMs: number,
): string[] {
  const frame = wanted.requester ? viewFor(day, wanted.requester) : day;
  return (wanted.lines[0] ?? [])
    .filter((line) => assignStaff(now, [], line, startMs, frame, wanted.customerId))
    .map((line) => line.staffId);
}

/**
 * What there is too little of when all guests who begin at `startMs` begin: a set of them who share fewer people than they are (the people as a
 * matching), or places of a pool. Undefined: nothing shows; the rest of their services may still not fit.
 */
export function shortageAt(
  now: Occupancy,
  day: DayFrame,
  requests: readonly WantedGuest[],
  startMs: number,
): Shortage | undefined {
  const together = requests
    .map((wanted, guest) => ({ wanted, guest }))
    .filter(({ wanted }) => (wanted.beginMs ?? startMs) === startMs);
  return poolShortage(now, day, together, startMs) ?? staffShortage(now, day, together, startMs);
}

type Together = readonly { readonly wanted: WantedGuest; readonly guest: number }[];

/** Whoever leads it is busy with it from its begin on: nobody leads two such lines at once. */
const busyAtOnce = (line: PlannedLine): boolean =>
  line.staff.some((span) => span.staffId === line.staffId && span.fromMs <= 0 && span.toMs > 0);

function staffShortage(
  now: Occupancy,
  day: DayFrame,
  together: Together,
  startMs: number,
): Shortage | undefined {
  const busy = together.filter(({ wanted }) => wanted.lines[0]!.every(busyAtOnce));
  const able = new Map(
    busy.map(({ wanted, guest }) => [guest, leadsThen(now, day, wanted, startMs)]),
  );
  const ledBy = new Map<string, number>();
  for (const { guest } of busy) {
    const seen = new Set<string>();
    if (augment(guest, able, ledBy, seen)) continue;
    // Everybody who was reached: these guests have no one else among them (Hall).
    const staffIds = [...seen].sort();
    const guests = [...new Set([guest, ...staffIds.map((id) => ledBy.get(id)!)])];
    return { kind: 'staff', guests: guests.sort((a, b) => a - b), staffIds };
  }
  return undefined;
}

/** Finds a person for a guest, who may take another's when that one finds somebody else. */
function augment(
  guest: number,
  able: ReadonlyMap<number, readonly string[]>,
  ledBy: Map<string, number>,
  seen: Set<string>,
): boolean {
  for (const id of able.get(guest) ?? []) {
    if (seen.has(id)) continue;
    seen.add(id);
    const other = ledBy.get(id);
    if (other === undefined || augment(other, able, ledBy, seen)) {
      ledBy.set(id, guest);
      return true;
    }
  }
  return false;
}

function poolShortage(
  now: Occupancy,
  day: DayFrame,
  together: Together,
  startMs: number,
): Shortage | undefined {
  const wanting = new Map<string, number[]>();
  for (const { wanted, guest } of together) {
    const [first, ...others] = wanted.lines[0]!;
    for (const pool of poolsAtOnce(first))
      if (others.every((line) => poolsAtOnce(line).includes(pool)))
        wanting.set(pool, [...(wanting.get(pool) ?? []), guest]);
  }
  for (const [pool, guests] of wanting) {
    const taken = (now.pools.get(pool) ?? []).filter(
      (busy) => busy.fromMs <= startMs && startMs < busy.toMs,
    ).length;
    const free = Math.max(0, (lookUp(day.capacities, pool) ?? 0) - taken);
    if (guests.length > free) return { kind: 'pool', guests, pool, free };
  }
  return undefined;
}

/** Pools of which the line needs a place from its begin on, and no other will do. */
const poolsAtOnce = (line: PlannedLine | undefined): string[] =>
  (line?.pools ?? [])
    .filter(({ anyOf, fromMs, toMs }) => anyOf.length === 1 && fromMs <= 0 && toMs > 0)
    .map(({ anyOf }) => anyOf[0]!);
