/* Which lots goods are taken from by hand, and when they may not be (R-IN-02 to R-IN-04). */
import { notFound, refused } from '@chignon/eventing';
import {
  covers,
  hasExpired,
  type LotPart,
  takeForUse,
  takeForWaste,
  unitsOf,
  usable,
} from './lots.js';
import type { IssueKind } from './stock-events.js';
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
}

/**
 * The lots that an issue takes from.
 * @throws Refusal 404 `lot-not-found`; 409 `lot-expired`, `lot-insufficient`, `stock-expired`, `stock-insufficient`
 */
export function issueParts(state: Stock, product: ProductData, issue: Issue): readonly LotPart[] {
  const { movement, quantity, lotId, localDate } = issue;
  if (lotId !== undefined) return lotParts(state, lotId, issue);
  const good = movement === 'waste' ? state.onHand : usable(state, localDate);
  const units = unitsOf(state);
  if (!covers(good, quantity, units)) {
    const details = {
      field: 'quantityMilli',
      onHandMilli: state.onHandMilli,
      usableMilli: inStockMilli(good, units),
    };
    if (product.productClass === 'retail')
      throw refused('stock-insufficient', 'There is not enough on the shelf.', details);
    if (!covers(good, state.onHand, units))
      throw refused('stock-expired', 'What else is on the shelf has expired.', details);
  }
  return movement === 'waste'
    ? takeForWaste(state, quantity, localDate)
    : takeForUse(state, quantity, localDate).parts;
}

function lotParts(
  state: Stock,
  lotId: string,
  { movement, quantity, localDate }: Issue,
): readonly LotPart[] {
  const lot = state.lots.find((one) => one.lotId === lotId);
  if (!lot)
    throw notFound('lot-not-found', 'This lot never came into this store.', { field: 'lot' });
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
