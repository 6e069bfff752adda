/** Every movement of a store's stock (R-IN-01), one document each, as many pages as it takes. */
import { folding, keyOf, type View } from '@chignon/eventing';
import type { IssueKind, Movement, MovementEvent, StockFlag, UnitsSet } from './stock-events.js';
import { partsOfKey } from './stock-key.js';

/** `count-revise`: something that happened before a count was heard after it. `units-set`: no goods moved, but what was used so far is read in other units. */
export type MovementKind =
  | IssueKind
  | 'receive'
  | 'sale-return'
  | 'consume-return'
  | 'count-adjust'
  | 'count-revise'
  | 'units-set';

/** One movement. Quantities in thousandths of the stock unit. */
export interface StockMovement {
  /** `<key>@<entryNo, ten digits>` */
  readonly id: string;
  readonly storeId: string;
  readonly sku: string;
  /** Revision of the ledger: the order of movements of one product. */
  readonly entryNo: number;
  readonly movement: MovementKind;
  readonly changeMilli: number;
  readonly onHandMilli: number;
  readonly flags: readonly StockFlag[];
  readonly effectiveAt: string;
  readonly recordedAt: string;
  readonly visitId?: string;
  readonly lotId?: string;
  readonly expiresOn?: string;
  /** A code. */
  readonly reason?: string;
  /** Of `count-revise`: which count, and its difference from now on. */
  readonly countedAt?: string;
  readonly varianceMilli?: number;
}

/** Which movement each event of the ledger is. */
export const KINDS: {
  readonly [T in Exclude<MovementEvent['type'], 'StockIssued'>]: MovementKind;
} = {
  StockReceived: 'receive',
  StockSold: 'sale',
  SaleReturned: 'sale-return',
  StockConsumed: 'consume',
  ConsumptionReturned: 'consume-return',
  StockCounted: 'count-adjust',
  CountRevised: 'count-revise',
};

const entry = (kind: (data: MovementEvent['data']) => MovementKind) =>
  folding<
    StockMovement,
    Movement &
      Partial<
        Pick<
          StockMovement,
          'visitId' | 'lotId' | 'expiresOn' | 'reason' | 'countedAt' | 'varianceMilli'
        >
      >
  >(
    (event) => [
      'stream' in event
        ? `${keyOf(event.stream)}@${String(event.revision).padStart(10, '0')}`
        : undefined,
    ],
    (_, event, id) => {
      if (!('stream' in event)) return undefined;
      const {
        changeMilli,
        onHandMilli,
        flags,
        visitId,
        lotId,
        expiresOn,
        reason,
        countedAt,
        varianceMilli,
      } = event.data;
      const { effectiveAt, recordedAt } = event.meta;
      return {
        id,
        ...partsOfKey(keyOf(event.stream)),
        entryNo: event.revision,
        movement: kind(event.data as unknown as MovementEvent['data']),
        changeMilli,
        onHandMilli,
        flags: flags ?? [],
        effectiveAt,
        recordedAt,
        ...(visitId === undefined ? {} : { visitId }),
        ...(lotId === undefined ? {} : { lotId }),
        ...(expiresOn === undefined ? {} : { expiresOn }),
        ...(reason === undefined ? {} : { reason }),
        ...(countedAt === undefined ? {} : { countedAt, varianceMilli }),
      };
    },
  );

/** Setting units is an entry only where it changes what is on hand. */
const unitsSet = entry(() => 'units-set');

export const movements: View<StockMovement> = {
  name: 'inventory.movements',
  indexes: {
    byStore: { fields: ['storeId', 'recordedAt'] },
    bySku: { fields: ['storeId', 'sku', 'entryNo'] },
  },
  source: { streams: ['stock'] },
  guard: 'stream',
  on: {
    ...Object.fromEntries(Object.entries(KINDS).map(([type, kind]) => [type, entry(() => kind)])),
    StockIssued: entry((data) => (data as unknown as { movement: IssueKind }).movement),
    UnitsSet: {
      ...unitsSet,
      ids: (event) =>
        (event.data as UnitsSet['data']).changeMilli === 0 ? [] : unitsSet.ids(event),
    },
  },
};
