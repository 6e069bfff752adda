/**
 * Lots on the shelf of one product in one store (R-IN-02, R-IN-03). Pure. What a movement takes it takes from lots, soonest
 * expiry first (FEFO), over as many as it needs, and says from which. What came in without a lot lies in the *unnamed* lot: all
 * that is on hand and in no lot. A lot is never below zero; what the books are short of, the unnamed lot is short of.
 *
 * Quantities stay exact: a lot is a sum of stock units and of use units, as the shelf is, and is compared through the conversion.
 */
import { optional } from '@chignon/eventing';
import { openedOf } from './opened.js';
import {
  inStockMilli,
  negated,
  NOTHING,
  plus,
  type Quantity,
  UNKNOWN_UNITS,
  type Units,
} from '../../products/units.js';

export interface Lot {
  /** The supplier's, or a number of ours; of opened packages with the day of opening (`openedLotId`). */
  readonly lotId: string;
  /** The last day on which it may be sold or used, in the store; absent: none is known, it is used last. */
  readonly expiresOn?: string;
  readonly onHand: Quantity;
}

/** What a movement adds to one lot, or takes from it (below zero). Without `lotId`: the unnamed lot. */
export interface LotPart {
  readonly lotId?: string;
  readonly expiresOn?: string;
  readonly quantity: Quantity;
}

/** A part as events say it: `changeMilli` and `onHandMilli` are of this lot, in thousandths of the stock unit, each rounded down. */
export interface LotChange extends LotPart {
  readonly changeMilli: number;
  readonly onHandMilli: number;
}

/** What lies on the shelf. */
export interface Shelf {
  readonly onHand: Quantity;
  readonly lots: readonly Lot[];
  readonly product?: Units;
  /** Supplier's lots that nobody may sell or use (R-IN-11). Absent: none. */
  readonly recalled?: readonly { readonly lotId: string }[];
}

export const unitsOf = ({ product }: Shelf): Units => product ?? UNKNOWN_UNITS;

/** What is on hand and in no lot: below zero when more was used than the books held. */
export const unnamedOf = ({ onHand, lots }: Shelf): Quantity =>
  lots.reduce((rest, lot) => plus(rest, negated(lot.onHand)), onHand);

/** Exact, in millionths of the use unit: for comparing only. */
const worth = ({ stockMilli, useMilli }: Quantity, { useUnitsPerStockUnitMilli }: Units): bigint =>
  BigInt(stockMilli) * BigInt(useUnitsPerStockUnitMilli) + BigInt(useMilli) * 1000n;

/** True when `a` is at least `b` of the same product. */
export const covers = (a: Quantity, b: Quantity, units: Units): boolean =>
  worth(a, units) >= worth(b, units);

const isSome = (quantity: Quantity, units: Units): boolean => worth(quantity, units) > 0n;

/** Good up to its last day, whole. */
export const hasExpired = ({ expiresOn }: Pick<Lot, 'expiresOn'>, localDate: string): boolean =>
  expiresOn !== undefined && expiresOn < localDate;

/** True of the supplier's lot itself and of its opened packages. */
export const isOfLot = ({ lotId }: Pick<LotPart, 'lotId'>, supplierLot: string): boolean =>
  lotId !== undefined && (openedOf(lotId)?.ofLot ?? lotId) === supplierLot;

/** What the shelf holds of a supplier's lot, its opened packages included. */
export const onHandOf = ({ lots }: Pick<Shelf, 'lots'>, supplierLot: string): Quantity =>
  lots
    .filter((lot) => isOfLot(lot, supplierLot))
    .reduce((sum, { onHand }) => plus(sum, onHand), NOTHING);

export const isRecalled = (
  { recalled = [] }: Pick<Shelf, 'recalled'>,
  lot: Pick<LotPart, 'lotId'>,
): boolean => recalled.some(({ lotId }) => isOfLot(lot, lotId));

/** May be sold and used on this day: neither expired nor recalled. */
const isGood = (shelf: Shelf, lot: Lot, localDate: string): boolean =>
  !hasExpired(lot, localDate) && !isRecalled(shelf, lot);

/** What is odd about goods that come in on a date of the store; absent: nobody says which. */
export const badOf = (
  shelf: Pick<Shelf, 'recalled'>,
  lots: readonly Pick<LotPart, 'lotId' | 'expiresOn'>[],
  localDate: string | undefined,
): ('expired' | 'recalled')[] => [
  ...(lots.some((lot) => localDate !== undefined && hasExpired(lot, localDate))
    ? (['expired'] as const)
    : []),
  ...(lots.some((lot) => isRecalled(shelf, lot)) ? (['recalled'] as const) : []),
];

const LAST = '9999-12-31';
/** Sorts lots as they go: by their last day, what is open before what is closed. */
export const goesAt = ({ lotId, expiresOn = LAST }: Pick<Lot, 'lotId' | 'expiresOn'>): string =>
  `${expiresOn} ${openedOf(lotId) ? 0 : 1}`;
const bySoonest = (lots: readonly Lot[]): Lot[] =>
  [...lots].sort((a, b) => {
    const [first, second] = [goesAt(a), goesAt(b)];
    return first < second ? -1 : first > second ? 1 : 0;
  });

/** Places that goods are taken from, in this order; without `lotId`: the unnamed lot. */
type Place = Pick<Lot, 'onHand'> & { readonly lotId?: string };

/** Takes from one place after the other until there is enough; `short`: what no place had. */
export function takeFrom(
  places: readonly Place[],
  needed: Quantity,
  units: Units,
): { readonly parts: readonly LotPart[]; readonly short: Quantity } {
  const parts: LotPart[] = [];
  let short = needed;
  for (const { lotId, onHand } of places) {
    if (!isSome(short, units)) break;
    if (!isSome(onHand, units)) continue;
    const taken = covers(onHand, short, units) ? short : onHand;
    parts.push({ ...optional({ lotId }), quantity: negated(taken) });
    short = plus(short, negated(taken));
  }
  return { parts, short };
}

/** How much may be sold or used on this day: what has expired or was recalled may not. */
export const usable = (shelf: Shelf, localDate: string): Quantity =>
  shelf.lots
    .filter((lot) => !isGood(shelf, lot, localDate))
    .reduce((rest, lot) => plus(rest, negated(lot.onHand)), shelf.onHand);

/**
 * For use and sale: the unnamed lot first, since it came before lots were named or nobody knows how long it is good, then lots by their last
 * day. What has happened is taken from expired lots too when nothing else is left, the one that was good longest first, and that is flagged;
 * then from recalled ones; what still is missing the unnamed lot owes.
 */
export function takeForUse(
  shelf: Shelf,
  needed: Quantity,
  localDate: string,
): { readonly parts: readonly LotPart[]; readonly flags: readonly ('expired' | 'recalled')[] } {
  const units = unitsOf(shelf);
  const lots = bySoonest(shelf.lots);
  const good = takeFrom(
    [{ onHand: unnamedOf(shelf) }, ...lots.filter((lot) => isGood(shelf, lot, localDate))],
    needed,
    units,
  );
  const late = takeFrom(
    lots.filter((lot) => hasExpired(lot, localDate) && !isRecalled(shelf, lot)).reverse(),
    good.short,
    units,
  );
  const worst = takeFrom(
    lots.filter((lot) => isRecalled(shelf, lot)),
    late.short,
    units,
  );
  return {
    parts: [...good.parts, ...late.parts, ...worst.parts, { quantity: negated(worst.short) }],
    flags: [
      ...(late.parts.length > 0 ? (['expired'] as const) : []),
      ...(worst.parts.length > 0 ? (['recalled'] as const) : []),
    ],
  };
}

/** For what is thrown away: what was recalled or has expired first, then as for use. */
export function takeForWaste(
  shelf: Shelf,
  needed: Quantity,
  localDate: string,
): readonly LotPart[] {
  const lots = bySoonest(shelf.lots);
  const { parts, short } = takeFrom(
    [
      ...lots.filter((lot) => isRecalled(shelf, lot)),
      ...lots.filter((lot) => hasExpired(lot, localDate) && !isRecalled(shelf, lot)),
      { onHand: unnamedOf(shelf) },
      ...lots.filter((lot) => isGood(shelf, lot, localDate)),
    ],
    needed,
    unitsOf(shelf),
  );
  return [...parts, { quantity: negated(short) }];
}

/**
 * What a count of the whole shelf says of its lots: goods that are missing were those that go first, goods too many have no lot. What the
 * unnamed lot was short of was taken from lots: a count settles it.
 */
export function countParts(shelf: Shelf, change: Quantity): readonly LotPart[] {
  const units = unitsOf(shelf);
  const lots = bySoonest(shelf.lots);
  const unnamed = plus(unnamedOf(shelf), change);
  if (covers(unnamed, NOTHING, units)) return [{ quantity: change }];
  // The unnamed lot first, and what it lacks, for whatever reason, from the lots.
  const { parts, short } = takeFrom(lots, negated(unnamed), units);
  const given = plus(negated(unnamed), negated(short));
  return [...parts, { quantity: plus(change, given) }];
}

/** Gives back to the lots that it was taken from, first taken first; what was taken from no lot has none. */
export function giveBack(
  taken: readonly LotPart[],
  returned: Quantity,
  units: Units,
): readonly LotPart[] {
  const places = new Map<string, Quantity>();
  for (const { lotId, quantity } of taken)
    if (lotId !== undefined)
      places.set(lotId, plus(places.get(lotId) ?? NOTHING, negated(quantity)));
  const { parts, short } = takeFrom(
    [...places].map(([lotId, onHand]) => ({ lotId, onHand })),
    returned,
    units,
  );
  return [...negatedParts(parts), { quantity: short }];
}

/** What parts come to together. */
export const sumOf = (parts: readonly LotPart[]): Quantity =>
  parts.reduce((sum, { quantity }) => plus(sum, quantity), NOTHING);

export const negatedParts = (parts: readonly LotPart[]): readonly LotPart[] =>
  parts.map((part) => ({ ...part, quantity: negated(part.quantity) }));

/**
 * What becomes of each lot, one entry a lot, as an event says it. A lot that would fall below zero (its product is counted otherwise since
 * it was taken) is empty, and the unnamed lot owes the rest.
 * @param units how the product is counted from this event on
 */
export function lotChanges(
  shelf: Shelf,
  parts: readonly LotPart[],
  units = unitsOf(shelf),
): readonly LotChange[] {
  const sums = new Map<string | undefined, LotPart>();
  for (const part of parts) {
    const before = sums.get(part.lotId);
    sums.set(part.lotId, {
      ...before,
      ...part,
      quantity: plus(before?.quantity ?? NOTHING, part.quantity),
    });
  }
  const change = (part: LotPart, before: Quantity): LotChange => {
    const after = inStockMilli(plus(before, part.quantity), units);
    return {
      ...part,
      changeMilli: after - inStockMilli(before, unitsOf(shelf)),
      onHandMilli: after,
    };
  };
  let owed = sums.get(undefined)?.quantity ?? NOTHING;
  sums.delete(undefined);
  const named = [...sums.values()].map((part) => {
    const lot = shelf.lots.find(({ lotId }) => lotId === part.lotId);
    const before = lot?.onHand ?? NOTHING;
    const after = plus(before, part.quantity);
    const fits = covers(after, NOTHING, units);
    if (!fits) owed = plus(owed, after);
    const expiresOn = lot?.expiresOn ?? part.expiresOn;
    return change(
      {
        ...part,
        ...optional({ expiresOn }),
        quantity: fits ? part.quantity : negated(before),
      },
      before,
    );
  });
  const says = ({ quantity, changeMilli }: LotChange) =>
    changeMilli !== 0 || quantity.stockMilli !== 0 || quantity.useMilli !== 0;
  return [...named, change({ quantity: owed }, unnamedOf(shelf))].filter(says);
}

/** The lots after an event. One that is empty stays: what is given back to it has its last day. */
export function lotsAfter(lots: readonly Lot[], changes: readonly LotPart[]): readonly Lot[] {
  let after = lots;
  for (const { lotId, expiresOn, quantity } of changes) {
    if (lotId === undefined) continue;
    const at = after.findIndex((lot) => lot.lotId === lotId);
    const before = after[at] ?? { lotId, onHand: NOTHING };
    const lot = {
      ...before,
      ...optional({ expiresOn }),
      onHand: plus(before.onHand, quantity),
    };
    after = at < 0 ? [...after, lot] : after.with(at, lot);
  }
  return after;
}

/** Parts as they are remembered, to be given back; nothing where no lot is named. */
export const rememberedParts = (
  parts: readonly LotPart[] = [],
): { readonly lots?: readonly LotPart[] } =>
  parts.some(({ lotId }) => lotId !== undefined)
    ? {
        lots: parts.map(({ lotId, quantity }) => ({
          ...optional({ lotId }),
          quantity,
        })),
      }
    : {};
