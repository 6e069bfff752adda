import type { Span } from '@chignon/calendar';
import { lookUp } from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import { freeTime, placesFor } from '../../salon/roster/floating.js';
import type { PlannedLine, StaffSpan } from './line.js';
import type { Clash, Occupancy } from './occupancy.js';

type Buffered = Span & { readonly beforeMs: number; readonly afterMs: number };

/** Time that a person spends, preparation and clean-up included. */
const wholeOf = ({ fromMs, toMs, beforeMs, afterMs }: Buffered, deltaMs = 0): Span => ({
  fromMs: fromMs - beforeMs + deltaMs,
  toMs: toMs + afterMs + deltaMs,
});
const lengthOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, s) => sum + s.toMs - s.fromMs, 0);

/**
 * What a line would ask too much of: of the day of a staff member, who would serve for longer than their limit (R-BK-40), or of a floating
 * break, when its window would have no place left for it (R-BK-42). A line outside the window is never refused for the break's sake.
 */
export function strainOn(
  now: Occupancy,
  own: readonly PlannedLine[],
  line: PlannedLine,
  deltaMs: number,
  frame: DayFrame,
): Clash | undefined {
  if (!frame.serviceLimitMs && !frame.floating) return undefined;
  for (const staffId of new Set(line.staff.map((s) => s.staffId))) {
    const limitMs = lookUp(frame.serviceLimitMs, staffId);
    const groups = lookUp(frame.floating, staffId);
    if (limitMs === undefined && groups === undefined) continue;
    const theirs = (l: PlannedLine): StaffSpan[] => l.staff.filter((s) => s.staffId === staffId);
    const before = [...(now.staff.get(staffId) ?? []), ...own.flatMap(theirs)].map((busy) =>
      wholeOf(busy),
    );
    const wanted = theirs(line).map((span) => wholeOf(span, deltaMs));
    if (limitMs !== undefined && lengthOf(before) + lengthOf(wanted) > limitMs)
      return {
        kind: 'staff-day',
        id: staffId,
        fromMs: line.startMs + deltaMs,
        toMs: line.endMs + deltaMs,
      };
    const free = groups && freeTime(lookUp(frame.working, staffId), [...before, ...wanted]);
    for (const group of groups ?? []) {
      const touched = group.find((b) => wanted.some((w) => w.fromMs < b.toMs && b.fromMs < w.toMs));
      if (touched && !placesFor(group, free!))
        return { kind: 'break', id: staffId, fromMs: touched.fromMs, toMs: touched.toMs };
    }
  }
  return undefined;
}
