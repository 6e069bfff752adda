import { MINUTE_MS } from '@chignon/calendar';
import { lookUp } from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import type { PlannedLine } from './line.js';
import { busyMs, type Occupancy } from './occupancy.js';

/** What a customer would like best, beyond what they need. */
export interface Preference {
  readonly staffIds: readonly string[];
  /** Local minutes of the day between which the appointment should begin. */
  readonly fromMinute?: number | undefined;
  readonly toMinute?: number | undefined;
}

/** Why a slot stands where it stands: smaller `wasteMinutes`, larger `wishesMet`, smaller `loadPercent` come first (R-BK-45). */
export interface Rank {
  /** Minutes beside the slot that are too short for any service. */
  readonly wasteMinutes: number;
  /** How many of the customer's preferences it meets: a preferred person for every service, the time of day. */
  readonly wishesMet: number;
  /** How much of their shift the people of the slot are busy already, the busiest of them. */
  readonly loadPercent: number;
}

/** The rank of a slot. `shortestMinutes`: the shortest service that the store sells; a gap below it is wasted. `localMinute`: when it begins. */
export function rankOf(
  chain: readonly PlannedLine[],
  now: Occupancy,
  frame: DayFrame,
  shortestMinutes: number,
  localMinute: number,
  preference: Preference,
): Rank {
  const { staffIds, fromMinute = 0, toMinute = Infinity } = preference;
  const people = [...new Set(chain.flatMap((line) => line.staff.map((span) => span.staffId)))];
  const timed = preference.fromMinute !== undefined || preference.toMinute !== undefined;
  return {
    wasteMinutes: people.reduce(
      (sum, staffId) => sum + wasteOf(staffId, chain, now, frame, shortestMinutes),
      0,
    ),
    wishesMet:
      (staffIds.length > 0 && chain.every((line) => staffIds.includes(line.staffId)) ? 1 : 0) +
      (timed && fromMinute <= localMinute && localMinute < toMinute ? 1 : 0),
    loadPercent: Math.max(0, ...people.map((staffId) => loadOf(staffId, now, frame))),
  };
}

/** The better rank first; 0 for equals. */
export const byRank = (a: Rank, b: Rank): number =>
  a.wasteMinutes - b.wasteMinutes || b.wishesMet - a.wishesMet || a.loadPercent - b.loadPercent;

/** Minutes of one person's gaps before and after the slot that are shorter than any service. */
function wasteOf(
  staffId: string,
  chain: readonly PlannedLine[],
  now: Occupancy,
  frame: DayFrame,
  shortestMinutes: number,
): number {
  const mine = chain.flatMap((line) => line.staff.filter((span) => span.staffId === staffId));
  const fromMs = Math.min(...mine.map((s) => s.fromMs - s.beforeMs));
  const toMs = Math.max(...mine.map((s) => s.toMs + s.afterMs));
  const busy = now.staff.get(staffId) ?? [];
  const shift = lookUp(frame.working, staffId)?.find(
    (span) => span.fromMs <= fromMs && fromMs < span.toMs,
  );
  const startsMs = Math.max(
    shift?.fromMs ?? fromMs,
    ...busy.filter((b) => b.toMs + b.afterMs <= fromMs).map((b) => b.toMs + b.afterMs),
  );
  const endsMs = Math.min(
    shift === undefined ? toMs : Math.max(shift.toMs, toMs),
    ...busy.filter((b) => b.fromMs - b.beforeMs >= toMs).map((b) => b.fromMs - b.beforeMs),
  );
  const wasted = (ms: number): number =>
    ms < shortestMinutes * MINUTE_MS ? Math.max(0, ms / MINUTE_MS) : 0;
  return wasted(fromMs - startsMs) + wasted(endsMs - toMs);
}

function loadOf(staffId: string, now: Occupancy, frame: DayFrame): number {
  const shiftMs = (lookUp(frame.working, staffId) ?? []).reduce(
    (sum, span) => sum + span.toMs - span.fromMs,
    0,
  );
  return shiftMs === 0 ? 100 : Math.round((busyMs(now, staffId) / shiftMs) * 100);
}
