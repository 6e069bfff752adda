/** What was written off, by store, month, class, reason and product (IN-14). What a count found missing stands in the count. */
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { partsOfKey } from '../stock/ledger/stock-key.js';
import type { StockIssued } from '../stock/ledger/stock-events.js';
import { stock } from '../stock/ledger/stock-ledger.js';

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
const monthOf = ({ localDate, at }: StockIssued['data']): string => (localDate ?? at).slice(0, 7);

export const writeOffs: View<WriteOff> = view([stock], {
  name: 'inventory.write-offs',
  indexes: {
    byMonth: { fields: ['storeId', 'month', 'id'] },
    byClass: { fields: ['storeId', 'writeOffClass', 'month', 'id'] },
  },
  on: {
    StockIssued: folding<WriteOff, Issued>(
      ({ stream, data }) =>
        data.movement === 'waste' || data.movement === 'sample'
          ? [
              `${keyOf(stream)}@${monthOf(data)}/${data.reason}/${classOf(data)}/${data.currency ?? ''}`,
            ]
          : [],
      (known, { stream, data }, id) => ({
        id,
        ...partsOfKey(keyOf(stream)),
        month: monthOf(data),
        writeOffClass: classOf(data),
        reason: data.reason,
        movements: (known?.movements ?? 0) + 1,
        quantityMilli: (known?.quantityMilli ?? 0) - data.changeMilli,
        ...(data.worthCents === undefined || data.currency === undefined
          ? {}
          : {
              worthCents: (known?.worthCents ?? 0) + data.worthCents,
              currency: data.currency,
            }),
      }),
    ),
  },
});
