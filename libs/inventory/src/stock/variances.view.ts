/** Planned and actual use of material, by store, month, product, staff and service (IN-07, R-IN-05). */
import { stock } from './ledger/stock-ledger.js';
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import type { ConsumptionReturned, LineUse, StockConsumed } from './ledger/stock-events.js';
import { partsOfKey } from './ledger/stock-key.js';

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
  folding<Variance, RecordedEvent<string, Used>>(
    ({ stream, data }) => [...new Set(data.uses.map((use) => idOf(keyOf(stream), data, use)))],
    (before, { stream, data }, id) => {
      const key = keyOf(stream);
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

export const variances: View<Variance> = view([stock], {
  name: 'inventory.variances',
  indexes: {
    byStore: { fields: ['storeId', 'month', 'sku', 'id'] },
    bySku: { fields: ['storeId', 'sku', 'month', 'id'] },
    byStaff: { fields: ['storeId', 'staffId', 'month', 'id'] },
    byService: { fields: ['storeId', 'serviceId', 'month', 'id'] },
  },
  guard: 'stream',
  on: { StockConsumed: count(1), ConsumptionReturned: count(-1) },
});
