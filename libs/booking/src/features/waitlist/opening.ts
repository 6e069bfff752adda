import type { Span } from '@chignon/calendar';
import { lookUp, optional } from '@chignon/eventing';
import type { PlannedLine } from '../../agenda/day/line.js';
import type { Occupancy } from '../../agenda/day/occupancy.js';
import {
  preferLeastBusy,
  type Search,
  shortestAt,
  type WantedServices,
} from '../../agenda/day/search.js';
import type { DayFrame } from '../../salon/book/day.js';
import type { WaitlistTerms } from '../../salon/waitlist/waitlist-terms.js';

/** A person or a unit of a pool that was busy and is not any more. */
export interface Freed extends Span {
  readonly kind: 'staff' | 'pool';
  readonly id: string;
}

/** A slot that is free again, on one business day of one store. Its id is that of what freed it. */
export interface Opening extends Span {
  readonly openingId: string;
  readonly storeId: string;
  readonly date: string;
  /** The customer who gave it up is not asked whether they want it. */
  readonly leftBy?: string;
  /** Absent: whatever is free in that time. */
  readonly freed?: readonly Freed[];
}

/** What is free again once these lines are gone. */
export const openingOf = (
  openingId: string,
  storeId: string,
  date: string,
  lines: readonly PlannedLine[],
  leftBy?: string,
): Opening => ({
  openingId,
  storeId,
  date,
  ...optional({ leftBy }),
  fromMs: Math.min(...lines.map((l) => l.startMs)),
  toMs: Math.max(...lines.map((l) => l.endMs)),
  freed: lines.flatMap(({ staff, pools }) => [
    ...staff.map((s): Freed => ({
      kind: 'staff',
      id: s.staffId,
      fromMs: s.fromMs - s.beforeMs,
      toMs: s.toMs + s.afterMs,
    })),
    ...pools.flatMap((p): Freed[] =>
      p.pool === undefined ? [] : [{ kind: 'pool', id: p.pool, fromMs: p.fromMs, toMs: p.toMs }],
    ),
  ]),
});

/**
 * The earliest lines of a request that begin when they may and are only possible because of the opening; undefined when
 * there are none. What was free before somebody could have booked, so it is not offered. Starts are the day's grid and,
 * since appointments need not stand on it, the opening's own; those inside the opening come first.
 */
export function* fitting(
  now: Occupancy,
  frame: DayFrame,
  alternatives: readonly WantedServices[],
  opening: Opening,
  mayBegin: (startMs: number) => boolean,
  mayTake: (lines: readonly PlannedLine[]) => boolean = () => true,
): Search<PlannedLine[] | undefined> {
  const uses = usesOf(now, frame, opening);
  const fair = alternatives.map((wanted) => preferLeastBusy(now, wanted));
  for (const startMs of startsOf(frame, opening)) {
    const chain = mayBegin(startMs)
      ? yield* shortestAt(now, frame, fair, startMs, uses)
      : undefined;
    if (chain && mayTake(chain)) return chain;
  }
  return undefined;
}

/** From the begin of the first line to the end of the last. */
export const spanOfLines = (lines: readonly PlannedLine[]): Span => ({
  fromMs: lines[0]!.startMs,
  toMs: Math.max(...lines.map((l) => l.endMs)),
});

export const overlap = (a: Span, b: Span): boolean => a.fromMs < b.toMs && b.fromMs < a.toMs;

function startsOf({ open, stepMs }: DayFrame, opening: Opening): number[] {
  const before = (ms: number) => (ms < opening.fromMs ? 1 : 0);
  const grid = open.flatMap(({ fromMs, toMs }) =>
    Array.from({ length: Math.ceil((toMs - fromMs) / stepMs) }, (_, i) => fromMs + i * stepMs),
  );
  return [...new Set([...grid, opening.fromMs, ...(opening.freed ?? []).map((f) => f.fromMs)])]
    .filter((ms) => ms < opening.toMs)
    .sort((a, b) => before(a) - before(b) || (before(a) ? b - a : a - b));
}

/** Lines that need what became free: the person, or a unit of a pool that had none left. */
function usesOf(
  now: Occupancy,
  { capacities }: DayFrame,
  { freed, ...span }: Opening,
): (lines: readonly PlannedLine[]) => boolean {
  if (!freed) return (lines) => overlap(spanOfLines(lines), span);
  const scarce = freed.filter(
    (f) =>
      f.kind === 'staff' ||
      (now.pools.get(f.id) ?? []).filter((busy) => overlap(busy, f)).length + 1 >=
        (lookUp(capacities, f.id) ?? 0),
  );
  const used = (kind: Freed['kind'], id: string | undefined, s: Span) =>
    scarce.some((f) => f.kind === kind && f.id === id && overlap(f, s));
  return (lines) =>
    lines.some(
      (line) =>
        line.staff.some((s) => used('staff', s.staffId, s)) ||
        line.pools.some((p) => used('pool', p.pool, p)),
    );
}

/** What the order of those who wait depends on. */
export interface InLine {
  readonly entryId: string;
  readonly joinedAtMs: number;
  /** Price of the services by the catalogue. */
  readonly valueCents: number;
  /** The higher, the better; 0: none. */
  readonly tierRank: number;
}

/** Who is asked first: by tier where the store says so, then by value under `highest-value`, then whoever has waited longest. */
export function inOrder<T extends InLine>(
  entries: readonly T[],
  { policy, tierFirst }: Pick<WaitlistTerms, 'policy' | 'tierFirst'>,
): T[] {
  const tier = (one: T) => (tierFirst ? -one.tierRank : 0);
  const value = (one: T) => (policy === 'highest-value' ? -one.valueCents : 0);
  return [...entries].sort(
    (a, b) =>
      tier(a) - tier(b) ||
      value(a) - value(b) ||
      a.joinedAtMs - b.joinedAtMs ||
      (a.entryId < b.entryId ? -1 : 1),
  );
}
