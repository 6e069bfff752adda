import { type Collection, invalid, type Refusal, versioned } from '@chignon/eventing';
import { checkPrerequisite, type Prerequisite, type Quota } from './prerequisites.js';

/** Kinds of phases in the order the time model of services names them (R-BK-01). */
export const PHASE_KINDS = ['buffer-before', 'active', 'processing', 'buffer-after'] as const;
export type PhaseKind = (typeof PHASE_KINDS)[number];

/** Pools needed together (`all`), or any one of several (`any`) (R-BK-10). */
export interface Requirement {
  readonly match: 'all' | 'any';
  readonly pools: readonly string[];
}

/** Material planned for a phase, in thousandths of the product's use unit. */
export interface RecipeItem {
  readonly sku: string;
  readonly quantityMilli: number;
  readonly unit: string;
}

/** What somebody must be able to do who assists; without a skill anybody of the store may. */
export interface AssistantNeed {
  readonly skill?: string;
  /** Least level of the skill; default 0. */
  readonly level?: number;
}

/** One stretch of a service and whom it occupies. */
export interface Phase {
  /** Unique in the service: `apply`, `develop`, `finish`. */
  readonly name: string;
  readonly kind: PhaseKind;
  readonly minutes: number;
  readonly staff: boolean;
  readonly customer: boolean;
  /** The place of the service (its `place` requirement) is occupied. */
  readonly place: boolean;
  /** Extra pools during this phase only: a dryer, a basin. */
  readonly equipment?: Requirement;
  /** More people than the one who leads (R-BK-13). The first of each phase is the same person through the service, and so on. */
  readonly assistants?: readonly AssistantNeed[];
  readonly recipe: readonly RecipeItem[];
}

/** What differs for staff of one level (R-BK-41). */
export interface LevelTerms {
  readonly level: string;
  readonly priceCents?: number;
  readonly minutes: readonly PhaseMinutes[];
}

export interface PhaseMinutes {
  readonly phase: string;
  readonly minutes: number;
}

/** One version of a service of the catalogue (BK-17). Id: the service; every changing PUT is a new version, old ones stay readable. */
export interface Service {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** `hair`, `nail`, `skin`, … */
  readonly category: string;
  /** Services of one group share the customer's rhythm. */
  readonly serviceGroup: string;
  /** Standard operating procedure, step by step, for people. */
  readonly steps: readonly string[];
  readonly phases: readonly Phase[];
  readonly skill?: { readonly skill: string; readonly level: number };
  /** Where the customer sits; held through all phases that say `place`. */
  readonly place?: Requirement;
  readonly priceCents: number;
  /** Of `priceCents` and of the prices of levels, which count nowhere else. Absent: of whichever store sells it, as befits a chain of one currency. */
  readonly currency?: string;
  /** What it costs in other currencies. */
  readonly prices?: readonly { readonly currency: string; readonly priceCents: number }[];
  readonly levels: readonly LevelTerms[];
  /** Another line may be booked into the staff-free processing (R-BK-03). */
  readonly allowBookingDuringProcessing: boolean;
  readonly rebookIntervalDays?: number;
  /** Groups of services that come first when both are in one appointment (R-BK-12). */
  readonly after?: readonly string[];
  /** A booking occupies its slot at once and stands when the store has said yes (R-BK-22). */
  readonly needsApproval?: boolean;
  /** What the customer must have had before (R-BK-47). */
  readonly requires?: Prerequisite;
  /** How often one customer may have it. */
  readonly quota?: Quota;
  readonly active: boolean;
}

/** The newest version of each service. */
export const services: Collection<Service> = {
  name: 'booking.services',
  indexes: {
    byId: { fields: ['id'] },
    byCategory: { fields: ['category', 'id'] },
    byGroup: { fields: ['serviceGroup', 'id'] },
  },
};

/** What never was in the catalogue: the refusal 422 `service-unknown`. */
export const noService = (field: string): Refusal =>
  invalid('service-unknown', 'There is no such service.', {
    field,
    expected: 'a service of the catalogue',
  });

/** A group or a category that no service is of. The refusals 422 `service-group-unknown` and `category-unknown`. */
export const noGroup = (field: string): Refusal =>
  invalid('service-group-unknown', 'No service belongs to this group.', {
    field,
    expected: 'the group of a service',
  });
export const noCategory = (field: string): Refusal =>
  invalid('category-unknown', 'No service belongs to this category.', {
    field,
    expected: 'the category of a service',
  });

/** A phase that the service has not. The refusal 422 `phase-unknown`. */
export const noPhase = (field: string, names: readonly string[]): Refusal =>
  invalid('phase-unknown', 'The service has no such phase.', { field, expected: names.join(', ') });

/** Versions that were replaced; id `<service>~<version>`. */
export interface ArchivedService {
  readonly id: string;
  readonly serviceId: string;
  readonly version: number;
  readonly service: Service;
}
export const serviceVersions: Collection<ArchivedService> = {
  name: 'booking.service-versions',
  indexes: { byService: { fields: ['serviceId', 'version'] } },
};

/** Id of an archived version. */
export const versionId = (serviceId: string, version: number): string => `${serviceId}~${version}`;

/** Services with all their versions. */
export const serviceDocuments = versioned<Service, ArchivedService>(services, {
  collection: serviceVersions,
  id: versionId,
  keep: (service) => ({ serviceId: service.id, version: service.version, service }),
  of: ({ service }) => service,
});

/** Occupancy that a kind of phase has unless the catalogue says otherwise: the table of R-BK-01. */
export const usualOccupancy: {
  readonly [kind in PhaseKind]: { staff: boolean; customer: boolean; place: boolean };
} = {
  'buffer-before': { staff: true, customer: false, place: true },
  active: { staff: true, customer: true, place: true },
  processing: { staff: false, customer: true, place: true },
  'buffer-after': { staff: true, customer: false, place: true },
};

/** A buffer is no part of what the customer sees. */
export const isBuffer = (phase: Pick<Phase, 'kind'>): boolean =>
  phase.kind === 'buffer-before' || phase.kind === 'buffer-after';

/** Material of all phases, one entry per sku and unit: the plan of the visit line. */
export function plannedUse(service: Pick<Service, 'phases'>): RecipeItem[] {
  const sums = new Map<string, RecipeItem>();
  for (const item of service.phases.flatMap((p) => p.recipe)) {
    const key = `${item.sku} ${item.unit}`;
    sums.set(key, {
      ...item,
      quantityMilli: item.quantityMilli + (sums.get(key)?.quantityMilli ?? 0),
    });
  }
  return [...sums.values()];
}

/** @throws Refusal naming the phase that does not fit the time model */
export function checkService(service: Omit<Service, 'version'>): void {
  const currencies = [
    ...(service.currency === undefined ? [] : [service.currency]),
    ...(service.prices ?? []).map((price) => price.currency),
  ];
  if (new Set(currencies).size < currencies.length)
    throw invalid('currency-repeated', 'A service may have one price per currency.', {
      field: 'prices',
    });
  if (service.requires) checkPrerequisite(service.id, service.requires);
  const names = service.phases.map((p) => p.name);
  if (new Set(names).size !== names.length)
    throw invalid('phase-repeated', 'Two phases have the same name.', { field: 'phases' });
  const last = service.phases.length - 1;
  for (const [i, phase] of service.phases.entries()) {
    const field = `phases.${i}.kind`;
    if (phase.kind === 'buffer-before' && i !== 0)
      throw invalid('phase-order', 'The preparation must be the first phase.', {
        field,
        expected: 'buffer-before only as the first phase',
      });
    if (phase.kind === 'buffer-after' && i !== last)
      throw invalid('phase-order', 'The clean-up must be the last phase.', {
        field,
        expected: 'buffer-after only as the last phase',
      });
  }
  if (!service.phases.some((p) => p.kind === 'active'))
    throw invalid('phase-missing', 'A service needs an active phase.', {
      field: 'phases',
      expected: 'at least one active phase',
    });
  for (const [i, terms] of service.levels.entries()) {
    const unknown = terms.minutes.findIndex((m) => !names.includes(m.phase));
    if (unknown >= 0) throw noPhase(`levels.${i}.minutes.${unknown}.phase`, names);
  }
}
