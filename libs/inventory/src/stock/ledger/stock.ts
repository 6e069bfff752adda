/* A product on the shelves of a store as its events leave it. */
import type { Evolve } from '@chignon/eventing';
import { type Lot, lotsAfter, rememberedParts } from './lots.js';
import type { Movement, Par, StockEvent } from './stock-events.js';
import { partsOfKey } from './stock-key.js';
import { type ProductData, negated, NOTHING, plus, type Quantity } from '../../products/units.js';
import { marked, markOf, NO_MARKS, type VisitMarks } from './visit-marks.js';

export interface Stock {
  readonly storeId: string;
  readonly sku: string;
  /** Absent until somebody who knows the product wrote here. */
  readonly product?: ProductData;
  readonly onHand: Quantity;
  readonly onHandMilli: number;
  /** In the order in which they first came in, also those that are empty. What is on hand and in none of them is the unnamed lot. */
  readonly lots: readonly Lot[];
  readonly par?: Par;
  readonly below: boolean;
  readonly opened: boolean;
  /** Counts, oldest first, and what each found too much (or too little). An opening is none: what is imported after it is history that it knows nothing of. */
  readonly counts: readonly { readonly at: string; readonly varianceMilli: number }[];
  readonly visits: VisitMarks;
}

export const initial = (key: string): Stock => ({
  ...partsOfKey(key),
  onHand: NOTHING,
  onHandMilli: 0,
  lots: [],
  below: false,
  opened: false,
  counts: [],
  visits: NO_MARKS,
});

export const moved = (s: Stock, { quantity, onHandMilli, lots = [] }: Movement): Stock => ({
  ...s,
  onHand: plus(s.onHand, quantity),
  onHandMilli,
  lots: lotsAfter(s.lots, lots),
});

export const noted = (
  s: Stock,
  visitId: string,
  change: (mark: ReturnType<typeof markOf>) => ReturnType<typeof markOf>,
): Stock => ({ ...s, visits: marked(s.visits, visitId, change(markOf(s.visits, visitId))) });

/** A settlement of a visit is remembered, so that a void gives back exactly what it moved; what the void itself moves is not. */
export const sold = (
  s: Stock,
  data: Movement & { visitId: string; settlementNo: number },
  remembered: boolean,
): Stock => {
  if (!remembered) return moved(s, data);
  const { settlementNo, at, quantity } = data;
  return noted(moved(s, data), data.visitId, ({ sales = [] }) => ({
    sales: [
      ...sales,
      { settlementNo, soldMilli: 0 - quantity.stockMilli, at, ...rememberedParts(data.lots) },
    ],
  }));
};

export const evolve: Evolve<Stock, StockEvent> = {
  UnitsSet: (s, { data: { changeMilli: _, onHandMilli, lots = [], at: __, ...product } }) => ({
    ...s,
    product,
    onHandMilli,
    lots: lotsAfter(s.lots, lots),
  }),
  ParSet: (s, { data: { minimumMilli, maximumMilli } }) => ({
    ...s,
    par: { minimumMilli, maximumMilli },
  }),
  StockReceived: (s, { data }) => moved(s, data),
  LotOpened: (s, { data }) => moved(s, data),
  StockIssued: (s, { data }) => moved(s, data),
  StockSold: (s, { data }) => sold(s, data, data.reason === 'sold'),
  SaleReturned: (s, { data }) => sold(s, data, data.reason === 'returned'),
  StockConsumed: (s, { data }) =>
    noted(moved(s, data), data.visitId, () => ({
      used: negated(data.quantity),
      usedAt: data.at,
      ...rememberedParts(data.lots),
    })),
  ConsumptionReturned: (s, { data }) => moved(s, data),
  StockCounted: (s, { data }) => ({
    ...moved(s, data),
    opened: s.opened || data.opening,
    counts: data.opening
      ? s.counts
      : [...s.counts, { at: data.at, varianceMilli: data.changeMilli }],
  }),
  CountRevised: (s, { data }) => ({
    ...moved(s, data),
    counts: s.counts.map((count) =>
      count.at === data.countedAt ? { ...count, varianceMilli: data.varianceMilli } : count,
    ),
  }),
  VisitTakenBack: (s, { data }) => noted(s, data.visitId, () => ({ voided: true })),
  StockFellBelowMinimum: (s) => ({ ...s, below: true }),
  StockRecovered: (s) => ({ ...s, below: false }),
};
