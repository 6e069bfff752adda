/** What was written off, by store, month, class, reason and product (IN-14). What a count found missing stands in the count. */
import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';
import { partsOfKey, stockKey } from '../stock/ledger/stock-key.js';
import type { StockIssued } from '../stock/ledger/stock-events.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import { transfers } from '../transfers/transfer-ledger.js';
import type { TransferEvent } from '../transfers/transfer.js';

/** `own`: used up by the salon itself, in training or otherwise. */
export const WRITE_OFF_CLASSES = [
  'damage',
  'expiry',
  'theft',
  'sample',
  'tester',
  'own',
  'other',
] as const;
export type WriteOffClass = (typeof WRITE_OFF_CLASSES)[number];

/** Codes of a chain's own that stand here for nothing are `other`. */
const CLASSES: { readonly [reason: string]: WriteOffClass } = {
  spilt: 'damage',
  leaked: 'damage',
  broken: 'damage',
  damaged: 'damage',
  'mixed-wrong': 'damage',
  'left-over': 'damage',
  expired: 'expiry',
  recalled: 'expiry',
  lost: 'theft',
  stolen: 'theft',
  sample: 'sample',
  gift: 'sample',
  tester: 'tester',
  training: 'own',
  'own-use': 'own',
};
/** The class of a reason; what is given away is a sample unless its reason says more. */
export const classOf = ({ movement, reason }: Pick<StockIssued['data'], 'movement' | 'reason'>) =>
  (Object.hasOwn(CLASSES, reason) ? CLASSES[reason]! : undefined) ??
  (movement === 'sample' ? 'sample' : 'other');

/** Quantities above zero, in thousandths of the stock unit. */
export interface WriteOff {
  readonly id: string;
  readonly storeId: string;
  readonly sku: string;
  /** `YYYY-MM` of the store's dates. */
  readonly month: string;
  readonly writeOffClass: WriteOffClass;
  readonly reason: string;
  readonly movements: number;
  readonly quantityMilli: number;
  /** What it was worth, in minor units; absent: written by an older release, which did not say. */
  readonly worthCents?: number;
  readonly currency?: string;
}

type Issued = RecordedEvent<string, StockIssued['data']>;
type Received = RecordedEvent<string, Extract<TransferEvent, { type: 'TransferReceived' }>['data']>;

/** One loss, and where it counts. */
interface Loss {
  /** Of the stock ledger. */
  readonly key: string;
  readonly month: string;
  readonly writeOffClass: WriteOffClass;
  readonly reason: string;
  readonly quantityMilli: number;
  readonly worthCents?: number;
  readonly currency?: string;
}

const idOf = ({ key, month, reason, writeOffClass, currency = '' }: Loss): string =>
  `${key}@${month}/${reason}/${writeOffClass}/${currency}`;

const added = (known: WriteOff | undefined, loss: Loss, id: string): WriteOff => ({
  id,
  ...partsOfKey(loss.key),
  month: loss.month,
  writeOffClass: loss.writeOffClass,
  reason: loss.reason,
  movements: (known?.movements ?? 0) + 1,
  quantityMilli: (known?.quantityMilli ?? 0) + loss.quantityMilli,
  ...(loss.worthCents === undefined || loss.currency === undefined
    ? {}
    : { worthCents: (known?.worthCents ?? 0) + loss.worthCents, currency: loss.currency }),
});

const issued = ({ stream, data }: Issued): Loss => ({
  key: keyOf(stream),
  month: (data.localDate ?? data.at).slice(0, 7),
  writeOffClass: classOf(data),
  reason: data.reason,
  quantityMilli: 0 - data.changeMilli,
  ...optional({ worthCents: data.worthCents, currency: data.currency }),
});

/** What did not arrive was the sender's until then (R-IN-08). */
const lostInTransit = ({ data: { fromStoreId, lines, senderDate } }: Received): readonly Loss[] =>
  lines.flatMap(({ sku, reason = 'lost', lostMilli, lostCents, currency }) =>
    lostMilli > 0
      ? [
          {
            key: stockKey(fromStoreId, sku),
            month: senderDate.slice(0, 7),
            writeOffClass: classOf({ movement: 'waste', reason }),
            reason,
            quantityMilli: lostMilli,
            worthCents: lostCents,
            currency,
          },
        ]
      : [],
  );

export const writeOffs: View<WriteOff> = view([stock, transfers], {
  name: 'inventory.write-offs',
  indexes: {
    byMonth: { fields: ['storeId', 'month', 'id'] },
    byClass: { fields: ['storeId', 'writeOffClass', 'month', 'id'] },
  },
  on: {
    StockIssued: folding<WriteOff, Issued>(
      (event) =>
        event.data.movement === 'waste' || event.data.movement === 'sample'
          ? [idOf(issued(event))]
          : [],
      (known, event, id) => added(known, issued(event), id),
    ),
    TransferReceived: folding<WriteOff, Received>(
      (event) => lostInTransit(event).map(idOf),
      (known, event, id) =>
        added(
          known,
          lostInTransit(event).find((loss) => idOf(loss) === id)!,
          id,
        ),
    ),
  },
});
