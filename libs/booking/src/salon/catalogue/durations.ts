import { type Collection, refused } from '@chignon/eventing';
import type { PhaseMinutes, Service } from './service.js';

/**
 * Durations that differ from the catalogue. Id: `<scope>.<subject>` with scope customer, staff, level or store; a customer's entry may
 * name one staff member, and otherwise applies to all (R-BK-04).
 */
export interface DurationTable {
  readonly id: string;
  readonly overrides: readonly DurationOverride[];
}

export interface DurationOverride {
  readonly serviceId: string;
  /** Only in a customer's table. */
  readonly staffId?: string;
  readonly minutes: readonly PhaseMinutes[];
  /** What the service costs for them, at this store, with this person or with staff of this level (BK-10). */
  readonly priceCents?: number;
  /** Of the price, which counts nowhere else. Absent: of whichever store sells it. */
  readonly currency?: string;
}

export const durations: Collection<DurationTable> = { name: 'booking.durations', indexes: {} };

export const DURATION_SCOPES = ['customer', 'staff', 'level', 'store'] as const;

/** Id of a table. */
export const tableId = (scope: (typeof DURATION_SCOPES)[number], subject: string): string =>
  `${scope}.${subject}`;

/** Who performs for whom, where. */
export interface Circumstances {
  readonly staffId: string;
  readonly level?: string;
  readonly storeId: string;
  readonly customerId?: string;
  /** In which the store counts. */
  readonly currency: string;
}

/** The tables by id; missing ones say nothing. */
export type Durations = ReadonlyMap<string, DurationTable>;

/** What tables say of a service in these circumstances, the most particular first: customer with this person, customer, person, level, store (R-BK-04). */
function rankedFor(service: Service, who: Omit<Circumstances, 'currency'>, tables: Durations) {
  const entries = (id: string) =>
    tables.get(id)?.overrides.filter((o) => o.serviceId === service.id) ?? [];
  const customer = who.customerId === undefined ? [] : entries(tableId('customer', who.customerId));
  return {
    particular: [
      customer.filter((o) => o.staffId === who.staffId),
      customer.filter((o) => o.staffId === undefined),
      entries(tableId('staff', who.staffId)),
      who.level === undefined ? [] : entries(tableId('level', who.level)),
    ],
    level: who.level === undefined ? undefined : service.levels.find((l) => l.level === who.level),
    store: entries(tableId('store', who.storeId)),
  };
}

/**
 * Minutes of each phase, in the order of the service's phases: customer with this staff member, else customer, else
 * staff, else level, else store, else the catalogue (R-BK-04). Decided phase by phase, so that a customer's longer
 * development keeps the stylist's own pace for the rest.
 */
export function minutesOfPhases(
  service: Service,
  who: Omit<Circumstances, 'currency'>,
  tables: Durations,
): number[] {
  const { particular, level, store } = rankedFor(service, who, tables);
  const ranked = [...particular.map((list) => list[0]?.minutes), level?.minutes, store[0]?.minutes];
  return service.phases.map((phase) => {
    for (const minutes of ranked) {
      const found = minutes?.find((m) => m.phase === phase.name);
      if (found) return found.minutes;
    }
    return phase.minutes;
  });
}

/**
 * Price of the service in these circumstances, in the order of the minutes: what is said for the customer, the person, the level or the
 * store counts before the catalogue (BK-10). A price with a currency counts only where the store counts in it; undefined: there is none.
 */
export function priceIn(
  service: Service,
  who: Circumstances,
  tables: Durations,
): number | undefined {
  const { particular, level, store } = rankedFor(service, who, tables);
  const here = (currency: string | undefined): boolean =>
    currency === undefined || currency === who.currency;
  const said = (list: readonly DurationOverride[]) =>
    list.find((o) => o.priceCents !== undefined && here(o.currency))?.priceCents;
  for (const price of particular.map(said)) if (price !== undefined) return price;
  return (
    (here(service.currency) ? level?.priceCents : undefined) ??
    said(store) ??
    service.prices?.find((price) => price.currency === who.currency)?.priceCents ??
    (here(service.currency) ? service.priceCents : undefined)
  );
}

/** @throws Refusal 409 `price-missing` when the service has no price in the store's currency */
export function priceAt(
  service: Service,
  who: Circumstances,
  tables: Durations,
  field = 'serviceId',
): number {
  const cents = priceIn(service, who, tables);
  if (cents === undefined)
    throw refused('price-missing', `${service.name} has no price in ${who.currency}.`, {
      field,
      expected: `a price in ${who.currency} in the catalogue, or for the store`,
    });
  return cents;
}
