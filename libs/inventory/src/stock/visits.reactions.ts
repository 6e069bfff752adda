/**
 * What the shelf does when it hears of a visit: services done consume (what was really used, else the recipe's plan),
 * of an abandoned visit what was written down as used, product lines of a settled bill sell, a void brings both back. Bookings move nothing. One ask for each product.
 */
import { type BilledLine, type PerformedService, visitEvents } from '@chignon/contracts';
import { dispatch, type Dispatch, reaction } from '@chignon/eventing';
import { localDateOf } from './store-zones.view.js';
import type { GivenUse, SoldLine, StockCommand } from './ledger/stock-events.js';
import { stockKey } from './ledger/stock-key.js';
import { stock } from './ledger/stock-ledger.js';

export const visitStock = reaction([visitEvents], {
  name: 'inventory.visit-stock',
  on: {
    VisitCompleted: ({ data }) => {
      const { visitId, storeId, zone, businessDate, completedAt, services } = data;
      return [...usesBySku(services)].map(([sku, uses]) =>
        ask(storeId, sku, {
          type: 'ConsumeForVisit',
          visitId,
          businessDate,
          at: completedAt,
          localDate: localDateOf(completedAt, zone),
          uses,
        }),
      );
    },
    // Colour that was mixed is gone, though the service was not done.
    VisitAbandoned: ({ data }) => {
      const { visitId, storeId, zone, businessDate, abandonedAt, used = [] } = data;
      return [...usesBySku(used)].map(([sku, uses]) =>
        ask(storeId, sku, {
          type: 'ConsumeForVisit',
          visitId,
          businessDate,
          at: abandonedAt,
          localDate: localDateOf(abandonedAt, zone),
          uses,
        }),
      );
    },
    VisitSettled: ({ data }) => {
      const { visitId, storeId, zone, settlementNo, settledAt, lines } = data;
      return [...soldBySku(lines)].map(([sku, sold]) =>
        ask(storeId, sku, {
          type: 'SellForVisit',
          visitId,
          settlementNo,
          at: settledAt,
          localDate: localDateOf(settledAt, zone),
          lines: sold,
        }),
      );
    },
    // What was kept of it for this bill is anybody's again.
    VisitProductRemoved: ({ data: { visitId, storeId, sku, quantityMilli } }) => [
      ask(storeId, sku, { type: 'EndClaims', of: { visitId }, quantityMilli, because: 'removed' }),
    ],
    VisitVoided: ({ data }) => {
      const { visitId, storeId, businessDate, voidedAt, services, lines, used: left = [] } = data;
      const used = usesBySku([...services, ...left]);
      const skus = new Set([...used.keys(), ...soldBySku(lines).keys()]);
      return [...skus].map((sku) =>
        ask(storeId, sku, {
          type: 'TakeBackVisit',
          visitId,
          businessDate,
          at: voidedAt,
          uses: used.get(sku) ?? [],
        }),
      );
    },
  },
});

const ask = (storeId: string, sku: string, command: StockCommand): Dispatch =>
  dispatch(stock, stockKey(storeId, sku), command);

/**
 * Uses of each product over all services. Actual use replaces the plan as a whole: a product that was planned and not
 * used was used zero times, and stands here so that the variance shows it. Each unit stands for itself: what they are
 * worth is known to the ledger alone.
 */
export function usesBySku(services: readonly PerformedService[]): Map<string, GivenUse[]> {
  const bySku = new Map<string, GivenUse[]>();
  for (const { lineId, serviceId, performers, plannedUse, actualUse } of services) {
    const planned = plannedUse.map((use) => ({
      ...use,
      plannedMilli: use.quantityMilli,
      usedMilli: 0,
    }));
    const used = (actualUse ?? plannedUse).map((use) => ({
      ...use,
      plannedMilli: 0,
      usedMilli: use.quantityMilli,
    }));
    const staffId = mainPerformer(performers);
    for (const { sku, unit, plannedMilli, usedMilli } of [...planned, ...used]) {
      const uses = bySku.get(sku) ?? [];
      const same = uses.findIndex((use) => use.lineId === lineId && use.unit === unit);
      const before = uses[same] ?? {
        lineId,
        serviceId,
        staffId,
        unit,
        plannedMilli: 0,
        usedMilli: 0,
      };
      const sum = {
        ...before,
        plannedMilli: before.plannedMilli + plannedMilli,
        usedMilli: before.usedMilli + usedMilli,
      };
      bySku.set(sku, same < 0 ? [...uses, sum] : uses.with(same, sum));
    }
  }
  return bySku;
}

/** Material is booked to whoever had the largest share; the first one where shares are equal. */
const mainPerformer = (performers: PerformedService['performers']): string =>
  performers.reduce((main, next) => (next.sharePercent > main.sharePercent ? next : main)).staffId;

function soldBySku(lines: readonly BilledLine[]): Map<string, SoldLine[]> {
  const bySku = new Map<string, SoldLine[]>();
  for (const { kind, itemId, lineId, quantityMilli, netCents } of lines) {
    if (kind === 'product' && quantityMilli !== 0)
      bySku.set(itemId, [...(bySku.get(itemId) ?? []), { lineId, quantityMilli, netCents }]);
  }
  return bySku;
}
