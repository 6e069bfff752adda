import type { Span } from '@chignon/calendar';
import type { Collection } from '@chignon/eventing';

/** A concrete chair, room or machine of a pool (R-BK-11). Bookings bind to the pool; a unit is chosen at check-in. */
export interface Unit {
  /** `<store>/<unit>` */
  readonly id: string;
  readonly storeId: string;
  readonly unitId: string;
  readonly pool: string;
  /** What it offers beyond its pool: `private`, `accessible`. */
  readonly attributes: readonly string[];
  /** When it cannot be used; without an end: until it is back. */
  readonly outOfService: readonly OutOfService[];
  readonly active: boolean;
}

export interface OutOfService {
  readonly fromMs: number;
  readonly toMs?: number;
  /** A code such as `broken`. */
  readonly reason: string;
}

export const units: Collection<Unit> = {
  name: 'booking.units',
  indexes: { byStore: { fields: ['storeId', 'unitId'] } },
};

export const unitKey = (storeId: string, unitId: string): string => `${storeId}/${unitId}`;

/** A unit on one day: when it is out. */
export interface UnitOfDay {
  readonly unitId: string;
  readonly attributes: readonly string[];
  readonly out: readonly Span[];
}

/** The units of a store by pool, as they are on one day. Units that are out all day stand there too: a pool of broken chairs has no room. */
export function unitsOn(all: readonly Unit[], day: Span): { [pool: string]: UnitOfDay[] } {
  const byPool = new Map<string, UnitOfDay[]>();
  for (const { unitId, pool, attributes, outOfService, active } of all) {
    if (!active) continue;
    const out = outOfService
      .map(({ fromMs, toMs = Infinity }) => ({ fromMs, toMs }))
      .filter((span) => span.fromMs < day.toMs && day.fromMs < span.toMs);
    byPool.set(pool, [...(byPool.get(pool) ?? []), { unitId, attributes, out }]);
  }
  return Object.fromEntries(byPool);
}
