/* Which lots goods are taken from by hand, and when they may not be; which package is opened (R-IN-02 to R-IN-04). */
import { notFound, refused } from '@chignon/eventing';
import { hasFree, notEnough } from './claims.js';
import {
  covers,
  hasExpired,
  isRecalled,
  type LotPart,
  takeForUse,
  takeForWaste,
  unitsOf,
  usable,
} from './lots.js';
import { goodUntil, openedLotId, openedOf } from './opened.js';
import type { IssueKind, LotOpened, Movement, OpenLot } from './stock-events.js';
import type { Stock } from './stock.js';
import {
  type ProductData,
  inStockMilli,
  negated,
  NOTHING,
  plus,
  type Quantity,
} from '../../products/units.js';

/** What somebody wants to take. */
export interface Issue {
  readonly movement: IssueKind;
  readonly quantity: Quantity;
  /** From this lot, whichever should go first. */
  readonly lotId: string | undefined;
  /** Today's date in the store. */
  readonly localDate: string;
  /** ISO UTC: what is kept for bills by then. */
  readonly now: string;
}

/**
 * The lots that an issue takes from.
 * @throws Refusal 404 `lot-not-found`; 409 `lot-expired`, `lot-insufficient`, `lot-recalled`, `stock-recalled`, `stock-expired`, `stock-insufficient`, `stock-claimed`
 */
export function issueParts(state: Stock, product: ProductData, issue: Issue): readonly LotPart[] {
  const { movement, quantity, lotId, localDate, now } = issue;
  if (lotId !== undefined) {
    const parts = lotParts(state, lotId, issue);
    mustNotBeClaimed(state, product, issue);
    return parts;
  }
  const good = movement === 'waste' ? state.onHand : usable(state, localDate);
  const units = unitsOf(state);
  if (!covers(good, quantity, units)) {
    if (product.productClass === 'retail') throw notEnough(state, quantity, localDate, now);
    if (state.lots.some((lot) => isRecalled(state, lot) && !covers(NOTHING, lot.onHand, units)))
      throw refused('stock-recalled', 'What else is on the shelf was recalled or has expired.', {
        field: 'quantityMilli',
        onHandMilli: state.onHandMilli,
        usableMilli: inStockMilli(good, units),
      });
    if (!covers(good, state.onHand, units))
      throw refused('stock-expired', 'What else is on the shelf has expired.', {
        field: 'quantityMilli',
        onHandMilli: state.onHandMilli,
        usableMilli: inStockMilli(good, units),
      });
  }
  mustNotBeClaimed(state, product, issue);
  return movement === 'waste'
    ? takeForWaste(state, quantity, localDate)
    : takeForUse(state, quantity, localDate).parts;
}

/**
 * Retail that is on somebody's bill is thrown away when it is broken, and otherwise left for them.
 * @throws Refusal 409 `stock-claimed`
 */
function mustNotBeClaimed(
  state: Stock,
  { productClass }: ProductData,
  { movement, quantity, localDate, now }: Issue,
): void {
  if (productClass !== 'retail' || movement === 'waste') return;
  if (!hasFree(state, quantity, localDate, now)) throw notEnough(state, quantity, localDate, now);
}

function lotParts(
  state: Stock,
  lotId: string,
  { movement, quantity, localDate }: Issue,
): readonly LotPart[] {
  const lot = state.lots.find((one) => one.lotId === lotId);
  if (!lot)
    throw notFound('lot-not-found', 'This lot never came into this store.', { field: 'lot' });
  if (movement !== 'waste' && isRecalled(state, lot)) throw lotRecalled();
  if (movement !== 'waste' && hasExpired(lot, localDate))
    throw refused('lot-expired', 'This lot has expired: it may only be thrown away.', {
      field: 'lot',
      expiresOn: lot.expiresOn!,
    });
  const units = unitsOf(state);
  if (!covers(plus(lot.onHand, negated(quantity)), NOTHING, units))
    throw refused('lot-insufficient', 'There is not so much left of this lot.', {
      field: 'quantityMilli',
      onHandMilli: inStockMilli(lot.onHand, units),
    });
  return [{ lotId, quantity: negated(quantity) }];
}

const lotRecalled = () =>
  refused('lot-recalled', 'This lot was recalled: it may only be thrown away or go back.', {
    field: 'lot',
  });

/** Thousandths of the stock unit in one package. */
const PACKAGE_MILLI = 1_000;

/**
 * Which lot is open now, and what went over to it from the closed one.
 * @throws Refusal 404 `lot-not-found`; 409 `lot-open-already`, `lot-recalled`, `lot-expired`, `lot-insufficient`
 */
export function openParts(
  state: Stock,
  { lotId, packages, openedOn, monthsAfterOpening, localDate }: Omit<OpenLot, 'type' | 'product'>,
): { readonly opened: Omit<LotOpened['data'], keyof Movement>; readonly parts: LotPart[] } {
  const lot = state.lots.find((one) => one.lotId === lotId);
  if (!lot)
    throw notFound('lot-not-found', 'This lot never came into this store.', { field: 'lot' });
  if (openedOf(lotId))
    throw refused('lot-open-already', 'This package is open already.', { field: 'lot' });
  if (isRecalled(state, lot)) throw lotRecalled();
  if (hasExpired(lot, localDate))
    throw refused('lot-expired', 'This lot has expired: it may only be thrown away.', {
      field: 'lot',
      expiresOn: lot.expiresOn!,
    });
  const units = unitsOf(state);
  const packed = (count: number): Quantity => ({ stockMilli: count * PACKAGE_MILLI, useMilli: 0 });
  // Of the last package some may be used already.
  if (covers(packed(packages - 1), lot.onHand, units))
    throw refused('lot-insufficient', 'There is not so much left of this lot.', {
      field: 'packages',
      onHandMilli: inStockMilli(lot.onHand, units),
    });
  const quantity = covers(lot.onHand, packed(packages), units) ? packed(packages) : lot.onHand;
  const id = openedLotId(lotId, openedOn);
  const known = state.lots.find((one) => one.lotId === id)?.expiresOn;
  const expiresOn = known ?? goodUntil(lot.expiresOn, openedOn, monthsAfterOpening);
  const last = expiresOn === undefined ? {} : { expiresOn };
  return {
    opened: { lotId: id, ofLot: lotId, openedOn, ...last },
    parts: [
      { lotId, quantity: negated(quantity) },
      { lotId: id, ...last, quantity },
    ],
  };
}
