/** Every movement of a store's stock (R-IN-01), one document each, as many pages as it takes. */
import { stock } from './ledger/stock-ledger.js';
import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';
import type { LotChange } from './ledger/lots.js';
import type {
  IssueKind,
  Movement,
  MovementEvent,
  StockFlag,
  UnitsSet,
} from './ledger/stock-events.js';
import { partsOfKey } from './ledger/stock-key.js';

/** `count-revise`: something that happened before a count was heard after it. `units-set`: no goods moved, but what was used so far is read in other units. */
export type MovementKind =
  | IssueKind
  | 'receive'
  | 'open'
  | 'sale-return'
  | 'consume-return'
  | 'count-adjust'
  | 'count-revise'
  | 'transfer-out'
  | 'transfer-back'
  | 'transfer-in'
  | 'units-set';

/** What a movement changed in one lot, in thousandths of the stock unit, each rounded down. */
export type MovementLot = Pick<LotChange, 'lotId' | 'expiresOn' | 'changeMilli' | 'onHandMilli'>;

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
  readonly transferId?: string;
  readonly lotId?: string;
  readonly expiresOn?: string;
  /** Which lots it changed. Absent: it was written before lots were kept. */
  readonly lots?: readonly MovementLot[];
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
  LotOpened: 'open',
  StockSold: 'sale',
  SaleReturned: 'sale-return',
  StockConsumed: 'consume',
  ConsumptionReturned: 'consume-return',
  StockCounted: 'count-adjust',
  CountPosted: 'count-adjust',
  CountRevised: 'count-revise',
  StockSent: 'transfer-out',
  SentReturned: 'transfer-back',
  TransferArrived: 'transfer-in',
};

/** What an entry shows of an event; not all of it stands in each. */
type Shown = Pick<Movement, 'changeMilli' | 'onHandMilli'> &
  Partial<
    Pick<Movement, 'lots'> &
      Pick<
        StockMovement,
        | 'flags'
        | 'visitId'
        | 'transferId'
        | 'lotId'
        | 'expiresOn'
        | 'reason'
        | 'countedAt'
        | 'varianceMilli'
      >
  >;

/** A lot's part of a movement without its exact sums. */
export const shownLot = ({
  lotId,
  expiresOn,
  changeMilli,
  onHandMilli,
}: LotChange): MovementLot => ({
  ...optional({ lotId, expiresOn }),
  changeMilli,
  onHandMilli,
});

const entry = <E extends Shown>(kind: (data: E) => MovementKind) =>
  folding<StockMovement, RecordedEvent<string, E>>(
    ({ stream, revision }) => [`${keyOf(stream)}@${String(revision).padStart(10, '0')}`],
    (_, { stream, revision, data, meta: { effectiveAt, recordedAt } }, id) => {
      const shown: Shown = data;
      const { changeMilli, onHandMilli, flags, visitId, transferId, lotId } = shown;
      const { expiresOn, reason, countedAt, varianceMilli, lots } = shown;
      return {
        id,
        ...partsOfKey(keyOf(stream)),
        entryNo: revision,
        movement: kind(data),
        changeMilli,
        onHandMilli,
        flags: flags ?? [],
        effectiveAt,
        recordedAt,
        ...optional({ visitId, transferId, lotId, expiresOn }),
        ...(lots === undefined ? {} : { lots: lots.map(shownLot) }),
        ...optional({ reason }),
        ...(countedAt === undefined ? {} : { countedAt, varianceMilli }),
      };
    },
  );

/** Setting units is an entry only where it changes what is on hand. */
const unitsSet = entry<UnitsSet['data']>(() => 'units-set');

export const movements: View<StockMovement> = view([stock], {
  name: 'inventory.movements',
  edition: 2,
  indexes: {
    byStore: { fields: ['storeId', 'recordedAt'] },
    bySku: { fields: ['storeId', 'sku', 'entryNo'] },
  },
  guard: 'stream',
  on: {
    StockReceived: entry(() => KINDS.StockReceived),
    LotOpened: entry(() => KINDS.LotOpened),
    StockSold: entry(() => KINDS.StockSold),
    SaleReturned: entry(() => KINDS.SaleReturned),
    StockConsumed: entry(() => KINDS.StockConsumed),
    ConsumptionReturned: entry(() => KINDS.ConsumptionReturned),
    StockCounted: entry(() => KINDS.StockCounted),
    CountPosted: entry(() => KINDS.CountPosted),
    CountRevised: entry(() => KINDS.CountRevised),
    StockSent: entry(() => KINDS.StockSent),
    SentReturned: entry(() => KINDS.SentReturned),
    TransferArrived: entry(() => KINDS.TransferArrived),
    StockIssued: entry(({ movement }) => movement),
    UnitsSet: {
      ...unitsSet,
      ids: (event) => (event.data.changeMilli === 0 ? [] : unitsSet.ids(event)),
    },
  },
});
