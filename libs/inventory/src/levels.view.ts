/** Real-time stock per store and product (IN-01), from the ledger's own figures. */
import { stock } from './stock-ledger.js';
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import type { Movement, ProductClass } from './stock-events.js';
import { partsOfKey } from './stock-key.js';

/** `id` is the key of the ledger. Quantities in thousandths of the stock unit. */
export interface Level {
  readonly id: string;
  /** Revision of the ledger that this document has seen. */
  readonly entryNo: number;
  readonly storeId: string;
  readonly sku: string;
  /** Absent, like the units, while nobody has described the product here. */
  readonly productClass?: ProductClass;
  readonly stockUnit?: string;
  readonly useUnit?: string;
  readonly useUnitsPerStockUnitMilli?: number;
  readonly onHandMilli: number;
  readonly minimumMilli?: number;
  readonly maximumMilli?: number;
  readonly belowMinimum: boolean;
  /** When the last movement happened, ISO UTC. */
  readonly movedAt?: string;
}

const on = <E>(change: (level: Level, data: E) => Level) =>
  folding<Level, RecordedEvent<string, E>>(
    ({ stream }) => [keyOf(stream)],
    (level, { data, revision }, id) => ({
      ...change(
        level ?? { id, entryNo: 0, ...partsOfKey(id), onHandMilli: 0, belowMinimum: false },
        data,
      ),
      entryNo: revision,
    }),
  );
const moved = on<Movement>((level, { onHandMilli, at }) => ({
  ...level,
  onHandMilli,
  movedAt: at,
}));

export const levels: View<Level> = view([stock], {
  name: 'inventory.levels',
  indexes: { byStore: { fields: ['storeId', 'sku'] }, bySku: { fields: ['sku', 'storeId'] } },
  guard: 'stream',
  on: {
    UnitsSet: on(
      (level, { productClass, stockUnit, useUnit, useUnitsPerStockUnitMilli, onHandMilli }) => ({
        ...level,
        productClass,
        stockUnit,
        useUnit,
        useUnitsPerStockUnitMilli,
        onHandMilli,
      }),
    ),
    ParSet: on((level, { minimumMilli, maximumMilli }) => ({
      ...level,
      minimumMilli,
      maximumMilli,
    })),
    StockReceived: moved,
    StockIssued: moved,
    StockSold: moved,
    SaleReturned: moved,
    StockConsumed: moved,
    ConsumptionReturned: moved,
    StockCounted: moved,
    CountRevised: moved,
    VisitTakenBack: on((level) => level),
    StockFellBelowMinimum: on((level) => ({ ...level, belowMinimum: true })),
    StockRecovered: on((level) => ({ ...level, belowMinimum: false })),
  },
});
