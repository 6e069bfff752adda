import type { DeliveredMessage } from '@chignon/eventing';
import { visitStock } from './visits.reactions.js';

/** When everything is decided. */
export const NOW = '2026-06-01T10:00:00.000Z';

/** A material of a recipe, in grams. */
export const material = (sku: string, grams: number) => ({
  sku,
  quantityMilli: grams * 1_000,
  unit: 'g',
});

/** A service with its recipe. */
export const service = {
  lineId: 'l1',
  serviceId: 'colour',
  serviceGroup: 'colour',
  catalogueVersion: 1,
  performers: [
    { staffId: 'kim', sharePercent: 30 },
    { staffId: 'jo', sharePercent: 70 },
  ],
  requested: false,
  plannedMinutes: 60,
  plannedUse: [material('TUBE', 30), material('OXID', 45)],
};

/** A visit of a store. */
export const visit = {
  visitId: 'v1',
  storeId: 'soho',
  zone: 'Europe/London',
  businessDate: '2026-05-30',
};

/** The visit as it is published when it is completed. */
export const completed = { ...visit, completedAt: '2026-05-30T16:00:00.000Z', services: [service] };

/** The commands that follow from an event of a visit. */
export const hear = (type: string, data: unknown) =>
  visitStock.on[type]!({ type, data, version: 1, id: 'e', meta: {} } as DeliveredMessage);
