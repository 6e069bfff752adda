/**
 * A count of the shelf while the shop is open (R-IN-09). Pure. A position is frozen when a count begins. From then on the ledger notes which
 * movement happened when, so that what was counted at an instant is compared with what the books say of that instant: what happened before it
 * belongs to the books, whenever it is heard, and what happened after it is added to what was counted.
 */
import type { LotPart } from './lots.js';
import type { MarkedMove, Stock } from './stock.js';
import { negated, NOTHING, plus, type Quantity } from '../../products/units.js';
import { countParts } from './lots.js';

/** Goods of one lot that were counted, in thousandths of the stock unit. */
export interface CountedLot {
  /** Absent: what lies there without the number of a lot. */
  readonly lotId?: string;
  readonly countedMilli: number;
}

/** Moves of a frozen position that happened at the instant or later. */
const since = ({ frozen }: Stock, at: string): readonly MarkedMove[] =>
  (frozen?.moves ?? []).filter((move) => move.at >= at);

/** What the books hold as of an instant since the freeze (ISO UTC), as far as is known now. */
export const expectedAt = (state: Stock, at: string): Quantity =>
  since(state, at).reduce((rest, { quantity }) => plus(rest, negated(quantity)), state.onHand);

/** What a count adds to the shelf and to which lots: goods counted at an instant, less what the books say of it. */
export function countChange(
  state: Stock,
  counted: {
    readonly countedAt: string;
    readonly countedMilli: number;
    readonly lots?: readonly CountedLot[];
  },
): { readonly change: Quantity; readonly parts: readonly LotPart[] } {
  const { stockMilli, useMilli } = expectedAt(state, counted.countedAt);
  const change = { stockMilli: counted.countedMilli - stockMilli, useMilli: 0 - useMilli };
  if (!counted.lots) return { change, parts: countParts(state, change) };
  const named = new Map(counted.lots.map(({ lotId, countedMilli }) => [lotId, countedMilli]));
  const parts = state.lots.map(({ lotId, onHand }): LotPart => {
    const before = since(state, counted.countedAt)
      .flatMap(({ lots }) => lots)
      .filter((part) => part.lotId === lotId)
      .reduce((rest, { quantity }) => plus(rest, negated(quantity)), onHand);
    return {
      lotId,
      quantity: {
        stockMilli: (named.get(lotId) ?? 0) - before.stockMilli,
        useMilli: 0 - before.useMilli,
      },
    };
  });
  // The unnamed lot has what is left of the difference.
  const rest = parts.reduce((left, { quantity }) => plus(left, negated(quantity)), change);
  return {
    change,
    parts: [...parts, { quantity: rest }].filter(({ quantity }) => isSome(quantity)),
  };
}

const isSome = ({ stockMilli, useMilli }: Quantity): boolean =>
  stockMilli !== NOTHING.stockMilli || useMilli !== NOTHING.useMilli;
