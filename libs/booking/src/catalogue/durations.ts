import type { Collection } from '@chignon/eventing';
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
  /** Only in the table of a staff member: what the service costs with this person (BK-10). */
  readonly priceCents?: number;
}

export const durations: Collection<DurationTable> = { name: 'booking.durations', indexes: {} };

export const DURATION_SCOPES = ['customer', 'staff', 'level', 'store'] as const;

/** Id of a table. */
export const tableId = (scope: (typeof DURATION_SCOPES)[number], subject: string): string => `${scope}.${subject}`;

/** Who performs for whom, where. */
export interface Circumstances {
  readonly staffId: string;
  readonly level?: string;
  readonly storeId: string;
  readonly customerId?: string;
}

/** The tables by id; missing ones say nothing. */
export type Durations = ReadonlyMap<string, DurationTable>;

/**
 * Minutes of each phase, in the order of the service's phases: customer with this staff member, else customer, else
 * staff, else level, else store, else the catalogue (R-BK-04). Decided phase by phase, so that a customer's longer
 * development keeps the stylist's own pace for the rest.
 */
export function minutesOfPhases(service: Service, who: Circumstances, tables: Durations): number[] {
  const entries = (id: string) => tables.get(id)?.overrides.filter((o) => o.serviceId === service.id) ?? [];
  const customer = who.customerId === undefined ? [] : entries(tableId('customer', who.customerId));
  const ranked: (readonly PhaseMinutes[] | undefined)[] = [
    customer.find((o) => o.staffId === who.staffId)?.minutes,
    customer.find((o) => o.staffId === undefined)?.minutes,
    entries(tableId('staff', who.staffId))[0]?.minutes,
    who.level === undefined ? undefined : entries(tableId('level', who.level))[0]?.minutes,
    who.level === undefined ? undefined : service.levels.find((l) => l.level === who.level)?.minutes,
    entries(tableId('store', who.storeId))[0]?.minutes,
  ];
  return service.phases.map((phase) => {
    for (const minutes of ranked) {
      const found = minutes?.find((m) => m.phase === phase.name);
      if (found) return found.minutes;
    }
    return phase.minutes;
  });
}

/** Price of the service with this person: their own, else that of their level, else the catalogue's (BK-10). */
export const priceAt = (service: Service, { staffId, level }: Pick<Circumstances, 'staffId' | 'level'>, tables: Durations): number =>
  tables.get(tableId('staff', staffId))?.overrides.find((o) => o.serviceId === service.id && o.priceCents !== undefined)?.priceCents
  ?? (level === undefined ? undefined : service.levels.find((l) => l.level === level)?.priceCents) ?? service.priceCents;
