/* A product on the shelves of a store as its events leave it. */
import type { Evolve } from '@chignon/eventing';
import { type Claim, claimsAfter } from './claims.js';
import { type Lot, type LotPart, lotsAfter, negatedParts, rememberedParts } from './lots.js';
import type { RecalledLot } from './recalled.js';
import type { Movement, Par, StockEvent } from './stock-events.js';
import { partsOfKey } from './stock-key.js';
import { type ProductData, negated, NOTHING, plus, type Quantity } from '../../products/units.js';
import { type WrittenOff, writtenOffAfter } from './written-off.js';
import { marked, markOf, NO_MARKS, type SaleMark, type VisitMarks } from './visit-marks.js';

/** A movement as a count sees it: `at` is when it happened, or when what it undoes did. */
export interface MarkedMove {
  readonly at: string;
  readonly quantity: Quantity;
  readonly lots: readonly LotPart[];
}

/** A count that is under way. */
export interface FrozenPosition {
  readonly countId: string;
  /** ISO UTC. */
  readonly at: string;
  /** What moved from then on, in whatever order it was heard. */
  readonly moves: readonly MarkedMove[];
}

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
  readonly counts: readonly {
    readonly at: string;
    readonly varianceMilli: number;
    readonly countId?: string;
  }[];
  /** What was written off on the latest date on which something was, in minor units of its currency. */
  readonly writtenOff?: WrittenOff;
  /** Absent: nobody is counting it. */
  readonly frozen?: FrozenPosition;
  /** What is kept for bills that are not settled yet, also where its time is over and nobody wrote it down. */
  readonly claims: readonly Claim[];
  /** Supplier's lots that nobody may sell or use, also such as never came in. */
  readonly recalled: readonly RecalledLot[];
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
  claims: [],
  recalled: [],
  visits: NO_MARKS,
});

/** @param moves what it is for a count under way, where that is not one movement at its own instant */
export const moved = (
  s: Stock,
  { quantity, onHandMilli, lots = [], at }: Movement,
  moves: readonly MarkedMove[] = [{ at, quantity, lots }],
): Stock => ({
  ...s,
  onHand: plus(s.onHand, quantity),
  onHandMilli,
  lots: lotsAfter(s.lots, lots),
  ...(s.frozen && {
    frozen: {
      ...s.frozen,
      moves: [...s.frozen.moves, ...moves.filter((move) => move.at >= s.frozen!.at)],
    },
  }),
});

/** What is undone counts from when it was done: as if it had never been. */
const undone = (sales: readonly SaleMark[], sign: 1 | -1): MarkedMove[] =>
  sales
    .filter(({ soldMilli }) => sign * soldMilli > 0)
    .map(({ at, soldMilli, lots }) => {
      const quantity = { stockMilli: soldMilli, useMilli: 0 };
      return { at, quantity, lots: lots ? negatedParts(lots) : [{ quantity }] };
    });

const closed = ({ frozen: _, ...s }: Stock): Stock => s;

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
  if (!remembered) {
    const { sales = [] } = markOf(s.visits, data.visitId);
    return moved(s, data, undone(sales, data.quantity.stockMilli > 0 ? 1 : -1));
  }
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
  StockIssued: (s, { data }) => {
    const writtenOff = writtenOffAfter(s.writtenOff, data);
    return { ...moved(s, data), ...(writtenOff && { writtenOff }) };
  },
  StockSold: (s, { data }) => sold(s, data, data.reason === 'sold'),
  SaleReturned: (s, { data }) => sold(s, data, data.reason === 'returned'),
  StockConsumed: (s, { data }) =>
    noted(moved(s, data), data.visitId, () => ({
      used: negated(data.quantity),
      usedAt: data.at,
      ...rememberedParts(data.lots),
    })),
  ConsumptionReturned: (s, { data }) => {
    const { usedAt = data.at } = markOf(s.visits, data.visitId);
    return moved(s, data, [{ at: usedAt, quantity: data.quantity, lots: data.lots ?? [] }]);
  },
  PositionFrozen: (s, { data: { countId, at } }) => ({
    ...s,
    frozen: { countId, at, moves: [] },
  }),
  PositionReleased: (s) => closed(s),
  CountPosted: (s, { data }) => {
    const { countId, at, changeMilli } = data;
    const after = closed(moved(s, data));
    return { ...after, counts: [...s.counts, { at, varianceMilli: changeMilli, countId }] };
  },
  StockSent: (s, { data }) => moved(s, data),
  SentReturned: (s, { data }) => moved(s, data),
  TransferArrived: (s, { data }) => moved(s, data),
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
  StockClaimed: (s, { data: { claimId, visitId, quantityMilli, expiresAt } }) => ({
    ...s,
    claims: [...s.claims, { claimId, visitId, quantityMilli, expiresAt }],
  }),
  ClaimEnded: (s, { data }) => ({ ...s, claims: claimsAfter(s.claims, data) }),
  LotRecalled: (s, { data: { lotId, recallId } }) => ({
    ...s,
    recalled: [...s.recalled, { lotId, recallId }],
  }),
  LotRecallLifted: (s, { data: { lotId } }) => ({
    ...s,
    recalled: s.recalled.filter((lot) => lot.lotId !== lotId),
  }),
  VisitTakenBack: (s, { data }) => noted(s, data.visitId, () => ({ voided: true })),
  StockFellBelowMinimum: (s) => ({ ...s, below: true }),
  StockRecovered: (s) => ({ ...s, below: false }),
};
