/** Planned and actual use of material, by store, month, product, staff and service (IN-07, R-IN-05). */
import { folding, keyOf, type View } from '@chignon/eventing';
import type { ConsumptionReturned, LineUse, StockConsumed } from './stock-events.js';
import { partsOfKey } from './stock-key.js';

/** Quantities in thousandths of the use unit. Voided visits do not count. */
export interface Variance {
  readonly id: string;
  readonly storeId: string;
  readonly sku: string;
  /** `YYYY-MM` of the visits' business days. */
  readonly month: string;
  /** Who had the largest share of the service. */
  readonly staffId: string;
  readonly serviceId: string;
  readonly useUnit: string;
  /** Service lines counted. */
  readonly lines: number;
  readonly plannedMilli: number;
  readonly usedMilli: number;
  /** Used less planned. */
  readonly varianceMilli: number;
}

type Used = (StockConsumed | ConsumptionReturned)['data'];
const idOf = (key: string, data: Used, use: LineUse): string =>
  `${key}@${data.businessDate.slice(0, 7)}/${use.staffId}/${use.serviceId}`;

const count = (sign: 1 | -1) =>
  folding<Variance, Used>(
    (event) =>
      'stream' in event
        ? [
            ...new Set(
              (event.data as Used).uses.map((use) => idOf(keyOf(event.stream), event.data, use)),
            ),
          ]
        : [],
    (before, event, id) => {
      if (!('stream' in event)) return before;
      const key = keyOf(event.stream);
      const data: Used = event.data;
      const mine = data.uses.filter((use) => idOf(key, data, use) === id);
      const [{ staffId, serviceId }] = mine as [LineUse];
      const sum = (field: 'plannedMilli' | 'usedMilli') =>
        (before?.[field] ?? 0) + sign * mine.reduce((total, use) => total + use[field], 0);
      const [plannedMilli, usedMilli] = [sum('plannedMilli'), sum('usedMilli')];
      // A line may stand twice, once for each unit it was given in.
      const lines = (before?.lines ?? 0) + sign * new Set(mine.map((use) => use.lineId)).size;
      return {
        id,
        ...partsOfKey(key),
        month: data.businessDate.slice(0, 7),
        staffId,
        serviceId,
        useUnit: data.useUnit,
        lines,
        plannedMilli,
        usedMilli,
        varianceMilli: usedMilli - plannedMilli,
      };
    },
  );

export const variances: View<Variance> = {
  name: 'inventory.variances',
  indexes: {
    byStore: { fields: ['storeId', 'month', 'sku', 'id'] },
    bySku: { fields: ['storeId', 'sku', 'month', 'id'] },
    byStaff: { fields: ['storeId', 'staffId', 'month', 'id'] },
    byService: { fields: ['storeId', 'serviceId', 'month', 'id'] },
  },
  source: { streams: ['stock'] },
  guard: 'stream',
  on: { StockConsumed: count(1), ConsumptionReturned: count(-1) },
};
