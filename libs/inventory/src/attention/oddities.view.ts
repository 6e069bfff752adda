/**
 * Shelves on which something does not add up (F23): more was used than there was, in a unit that the product does not have, of a product that nobody
 * described, or of a lot that was over or recalled. One document a shelf, gone when it is mended: by a count, by a description, by goods that come in.
 */
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { partsOfKey } from '../stock/ledger/stock-key.js';
import type { Movement, StockFlag } from '../stock/ledger/stock-events.js';
import { stock } from '../stock/ledger/stock-ledger.js';

/** What asks for somebody's eyes. That something happened before a count does not: the count stands. */
export const ODDITIES = [
  'negative',
  'unknown-product',
  'unit-mismatch',
  'expired',
  'recalled',
] as const;
export type Oddity = (typeof ODDITIES)[number];
const isOddity = (flag: StockFlag): flag is Oddity =>
  (ODDITIES as readonly StockFlag[]).includes(flag);

/** `id` is the key of the ledger. */
export interface OddShelf {
  readonly id: string;
  readonly storeId: string;
  readonly sku: string;
  /** When the first of them happened, ISO UTC. */
  readonly since: string;
  readonly oddities: readonly Oddity[];
  /** Movements that were odd. */
  readonly movements: number;
  /** The visit of the latest of them; absent: it was by hand. */
  readonly visitId?: string;
}

type Moved = Pick<Movement, 'flags' | 'onHandMilli' | 'at'> & { readonly visitId?: string };

/** Without what is mended now; nothing is left: no document. */
function without(shelf: OddShelf, mended: (oddity: Oddity) => boolean): OddShelf | undefined {
  const oddities = shelf.oddities.filter((oddity) => !mended(oddity));
  return oddities.length === 0 ? undefined : { ...shelf, oddities };
}

const moved = folding<OddShelf, RecordedEvent<string, Moved>>(
  ({ stream }) => [keyOf(stream)],
  (shelf, { data: { flags, onHandMilli, at, visitId } }, id) => {
    const odd = flags.filter(isOddity);
    const known = shelf && without(shelf, (oddity) => oddity === 'negative' && onHandMilli >= 0);
    if (odd.length === 0) return known;
    return {
      id,
      ...partsOfKey(id),
      since: known && known.since < at ? known.since : at,
      oddities: [...new Set([...(known?.oddities ?? []), ...odd])],
      movements: (known?.movements ?? 0) + 1,
      ...(visitId === undefined ? {} : { visitId }),
    };
  },
);

/** Whoever counts has looked: from here on the shelf is what was counted. */
const counted = folding<OddShelf, RecordedEvent<string, Moved>>(
  ({ stream }) => [keyOf(stream)],
  (): OddShelf | undefined => undefined,
);

export const oddShelves: View<OddShelf> = view([stock], {
  name: 'inventory.odd-shelves',
  indexes: {
    bySince: { fields: ['since', 'id'] },
    byStore: { fields: ['storeId', 'since', 'id'] },
  },
  on: {
    UnitsSet: folding(
      ({ stream }) => [keyOf(stream)],
      (shelf) => shelf && without(shelf, (oddity) => oddity === 'unknown-product'),
    ),
    StockReceived: moved,
    StockIssued: moved,
    StockSold: moved,
    SaleReturned: moved,
    StockConsumed: moved,
    ConsumptionReturned: moved,
    CountRevised: moved,
    StockSent: moved,
    SentReturned: moved,
    TransferArrived: moved,
    StockCounted: counted,
    CountPosted: counted,
  },
});
