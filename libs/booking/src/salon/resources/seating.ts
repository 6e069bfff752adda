import type { Span } from '@chignon/calendar';
import type { UnitOfDay } from './unit.js';

/** A stretch in which somebody needs a unit of a pool. */
export interface Seat extends Span {
  /** Attributes that the unit must have. */
  readonly needs?: readonly string[] | undefined;
  /** The unit that it has already. */
  readonly unitId?: string;
}

/** Choices looked at before a seating is taken for impossible. Refusing then is safe: nobody is seated twice, at worst a seat stays empty. */
const MAX_TRIES = 3000;

/**
 * Seats everybody for their whole stretch, so that nobody changes places: the unit of each, in the order of `seats`, or
 * undefined when it cannot be. Only units that are in service throughout and have what is needed.
 */
export function seated(
  seats: readonly Seat[],
  units: readonly UnitOfDay[],
): UnitOfDay[] | undefined {
  const able = seats.map((seat) => units.filter((unit) => mayTake(seat, unit)));
  // Those with the least choice first: most impossible cases show at once.
  const order = seats
    .map((_, i) => i)
    .sort((a, b) => able[a]!.length - able[b]!.length || seats[a]!.fromMs - seats[b]!.fromMs);
  const taken: UnitOfDay[] = [];
  let tries = 0;
  const place = (n: number): boolean => {
    const i = order[n];
    if (i === undefined) return true;
    const seat = seats[i]!;
    for (const unit of able[i]!) {
      if (++tries > MAX_TRIES) return false;
      if (order.slice(0, n).some((other) => taken[other] === unit && overlap(seats[other]!, seat)))
        continue;
      taken[i] = unit;
      if (place(n + 1)) return true;
    }
    return false;
  };
  return place(0) ? taken : undefined;
}

const mayTake = ({ needs, unitId, ...span }: Seat, unit: UnitOfDay): boolean =>
  (unitId === undefined || unitId === unit.unitId) &&
  (needs ?? []).every((need) => unit.attributes.includes(need)) &&
  !unit.out.some((out) => overlap(out, span));

const overlap = (a: Span, b: Span): boolean => a.fromMs < b.toMs && b.fromMs < a.toMs;

/** Everybody whose stretch touches this one, directly or through others: who might have to move so that it fits. */
export function neighbours<S extends Span>(span: Span, all: readonly S[]): S[] {
  const found = new Set<S>();
  let { fromMs, toMs } = span;
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const one of all) {
      if (found.has(one) || one.fromMs >= toMs || fromMs >= one.toMs) continue;
      found.add(one);
      [fromMs, toMs] = [Math.min(fromMs, one.fromMs), Math.max(toMs, one.toMs)];
    }
  }
  return [...found];
}
