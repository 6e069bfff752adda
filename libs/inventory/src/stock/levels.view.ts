/** Real-time stock per store and product (IN-01), from the ledger's own figures. */
import { stock } from './ledger/stock-ledger.js';
import { onMovements } from './on-movements.js';
import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';
import { goesAt, type LotChange } from './ledger/lots.js';
import type { Movement } from './ledger/stock-events.js';
import { partsOfKey } from './ledger/stock-key.js';
import type { ProductClass } from '../products/units.js';

/** What is left of a lot. */
export interface LevelLot {
  /** Absent: the unnamed lot, of what came in without one. */
  readonly lotId?: string;
  readonly expiresOn?: string;
  /** In thousandths of the stock unit, rounded down; of the unnamed lot also below zero. */
  readonly onHandMilli: number;
}

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
  /** Of what is on hand, what is kept for bills that are not settled yet. */
  readonly claimedMilli: number;
  /** Those of which something is left: the unnamed one first, then by their last day; without one last. */
  readonly lots: readonly LevelLot[];
  readonly minimumMilli?: number;
  readonly maximumMilli?: number;
  readonly belowMinimum: boolean;
  /** When it fell below, ISO UTC; absent: it is not below. */
  readonly belowSince?: string;
  /** When the last movement happened, ISO UTC. */
  readonly movedAt?: string;
}

const on = <E>(change: (level: Level, data: E) => Level) =>
  folding<Level, RecordedEvent<string, E>>(
    ({ stream }) => [keyOf(stream)],
    (level, { data, revision }, id) => ({
      ...change(
        level ?? {
          id,
          entryNo: 0,
          ...partsOfKey(id),
          onHandMilli: 0,
          claimedMilli: 0,
          lots: [],
          belowMinimum: false,
        },
        data,
      ),
      entryNo: revision,
    }),
  );
/** Of what a shelf only takes note of: one on which nothing ever lay is no level. */
const noted = folding<Level, RecordedEvent>(
  ({ stream }) => [keyOf(stream)],
  (level, { revision }) => level && { ...level, entryNo: revision },
);

/** A movement of before lots were kept moved the unnamed lot. */
function lotsOf(
  { lots }: Level,
  changes: readonly LotChange[] | undefined,
  changeMilli: number,
): readonly LevelLot[] {
  const unnamed = lots.find(({ lotId }) => lotId === undefined)?.onHandMilli ?? 0;
  const changed: readonly LevelLot[] = changes ?? [{ onHandMilli: unnamed + changeMilli }];
  const ids = new Set(changed.map(({ lotId }) => lotId));
  return [...lots.filter(({ lotId }) => !ids.has(lotId)), ...changed]
    .filter(({ onHandMilli }) => onHandMilli !== 0)
    .map(({ lotId, expiresOn, onHandMilli }) => ({
      ...optional({ lotId, expiresOn }),
      onHandMilli,
    }))
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}
const orderOf = ({ lotId, expiresOn }: LevelLot): string =>
  lotId === undefined ? '' : `${goesAt({ lotId, ...optional({ expiresOn }) })} ${lotId}`;

const moved = on<Movement>((level, { onHandMilli, changeMilli, lots, at }) => ({
  ...level,
  onHandMilli,
  lots: lotsOf(level, lots, changeMilli),
  movedAt: at,
}));

export const levels: View<Level> = view([stock], {
  name: 'inventory.levels',
  edition: 4,
  indexes: {
    byStore: { fields: ['storeId', 'sku'] },
    bySku: { fields: ['sku', 'storeId'] },
    below: { fields: ['belowMinimum', 'belowSince', 'id'] },
    belowOfStore: { fields: ['storeId', 'belowMinimum', 'belowSince', 'id'] },
    belowOfClass: { fields: ['belowMinimum', 'productClass', 'belowSince', 'id'] },
  },
  guard: 'stream',
  on: {
    UnitsSet: on((level, { changeMilli, onHandMilli, lots, ...product }) => {
      const { productClass, stockUnit, useUnit, useUnitsPerStockUnitMilli } = product;
      return {
        ...level,
        productClass,
        stockUnit,
        useUnit,
        useUnitsPerStockUnitMilli,
        onHandMilli,
        lots: lotsOf(level, lots, changeMilli),
      };
    }),
    ParSet: on((level, { minimumMilli, maximumMilli }) => ({
      ...level,
      minimumMilli,
      maximumMilli,
    })),
    ...onMovements(moved),
    PositionFrozen: on((level) => level),
    PositionReleased: on((level) => level),
    StockClaimed: on((level, { quantityMilli }) => ({
      ...level,
      claimedMilli: level.claimedMilli + quantityMilli,
    })),
    ClaimEnded: on((level, { quantityMilli }) => ({
      ...level,
      claimedMilli: level.claimedMilli - quantityMilli,
    })),
    LotRecalled: noted,
    LotRecallLifted: noted,
    VisitTakenBack: on((level) => level),
    StockFellBelowMinimum: on((level, { at }) => ({
      ...level,
      belowMinimum: true,
      belowSince: at,
    })),
    StockRecovered: on(({ belowSince: _, ...level }) => ({ ...level, belowMinimum: false })),
  },
});
