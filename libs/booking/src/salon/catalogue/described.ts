import { publication, ServiceDescribed } from '@chignon/contracts';
import { optional, type Publication } from '@chignon/eventing';
import type { Service } from './service.js';

/** What others hear of a version of a service: what it is called and what it costs, not how it is done. */
export const serviceDescription = (service: Service): Publication =>
  publication(ServiceDescribed, service.id, {
    serviceId: service.id,
    catalogueVersion: service.version,
    name: service.name,
    category: service.category,
    serviceGroup: service.serviceGroup,
    plannedMinutes: service.phases.reduce((sum, { minutes }) => sum + minutes, 0),
    priceCents: service.priceCents,
    ...optional({ currency: service.currency }),
    prices: (service.prices ?? []).map(({ currency, priceCents }) => ({ currency, priceCents })),
    levelPrices: service.levels.flatMap(({ level, priceCents }) =>
      priceCents === undefined ? [] : [{ level, priceCents }],
    ),
    active: service.active,
  });
