import type { Span } from '@chignon/calendar';
import { lookUp } from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import type { PlannedLine } from './line.js';
import type { Occupancy } from './occupancy.js';

/** A free slot as a flexible customer sees it. */
export interface Steered {
  readonly startMs: number;
  readonly priceCents: number;
  /** How much of the team's working time beside it is taken. */
  readonly busyPercent: number;
}

/** What speaks for a slot rather than for the one that would be shown first to a customer who is not flexible (BK-29). */
export interface Steering {
  /** Against that one; negative: it costs less. */
  readonly differenceCents: number;
  readonly busyPercent: number;
  /** `cheaper`, `quieter`; none: it is that one, or as good as it. */
  readonly because: readonly ('cheaper' | 'quieter')[];
  readonly comparedToMs: number;
}

/** How much of the working time of the whole team is taken while these lines run, the lines themselves left aside. */
export function busyPercentAt(
  chain: readonly PlannedLine[],
  now: Occupancy,
  { working }: Pick<DayFrame, 'working'>,
): number {
  const span = { fromMs: chain[0]!.startMs, toMs: Math.max(...chain.map((line) => line.endMs)) };
  const people = Object.keys(working);
  const worksMs = people.reduce((sum, id) => sum + within(lookUp(working, id)!, span), 0);
  const takenMs = people.reduce((sum, id) => sum + within(now.staff.get(id) ?? [], span), 0);
  return worksMs === 0 ? 100 : Math.min(100, Math.round((takenMs / worksMs) * 100));
}

/** The cheaper first, then the quieter; 0 for equals, whose usual order counts. */
export const byPriceThenQuiet = (a: Steered, b: Steered): number =>
  a.priceCents - b.priceCents || a.busyPercent - b.busyPercent;

/** What speaks for a slot, compared to the one that would usually be first. */
export function steeringOf(slot: Steered, usual: Steered): Steering {
  const differenceCents = slot.priceCents - usual.priceCents;
  return {
    differenceCents,
    busyPercent: slot.busyPercent,
    because: [
      ...(differenceCents < 0 ? ['cheaper' as const] : []),
      ...(slot.busyPercent < usual.busyPercent ? ['quieter' as const] : []),
    ],
    comparedToMs: usual.startMs,
  };
}

const within = (list: readonly Span[], { fromMs, toMs }: Span): number =>
  list.reduce(
    (sum, span) => sum + Math.max(0, Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs)),
    0,
  );
