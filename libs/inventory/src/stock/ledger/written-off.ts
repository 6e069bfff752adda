/**
 * What is thrown away or given away is worth something, and there is a limit to what one person may write off of a product in a day (IN-14). Pure. The
 * limit is decided here, where everything of that day is known: in ten small pieces it is as much as in one.
 */
import { forbidden } from '@chignon/eventing';
import type { IssueStock, StockIssued } from './stock-events.js';
import type { Stock } from './stock.js';
import { inStockMilli, type Quantity, type Units } from '../../products/units.js';

/** Of one date of the store, in minor units of the currency. */
export interface WrittenOff {
  readonly localDate: string;
  readonly cents: number;
  readonly currency: string;
}

/** What is left of the shelf as waste or samples; sales and uses are no write-off. */
const isWriteOff = ({ movement }: Pick<IssueStock, 'movement'>): boolean =>
  movement === 'waste' || movement === 'sample';

/** What was written off of that date before, where it is in the same currency. */
const before = (known: WrittenOff | undefined, localDate: string, currency: string): number =>
  known?.localDate === localDate && known.currency === currency ? known.cents : 0;

export function writtenOffAfter(
  known: WrittenOff | undefined,
  { localDate, worthCents, currency }: StockIssued['data'],
): WrittenOff | undefined {
  if (localDate === undefined || worthCents === undefined || currency === undefined) return known;
  return { localDate, currency, cents: before(known, localDate, currency) + worthCents };
}

/**
 * What the event says of a write-off; nothing of other issues.
 * @throws Refusal 403 `write-off-limit`
 */
export function writtenOff(
  { writtenOff: known }: Pick<Stock, 'writtenOff'>,
  units: Units,
  issue: Pick<IssueStock, 'movement' | 'localDate' | 'worth'> & { readonly quantity: Quantity },
): Pick<StockIssued['data'], 'localDate' | 'worthCents' | 'currency'> {
  const { localDate, worth, quantity } = issue;
  if (!isWriteOff(issue) || !worth || localDate === undefined) return {};
  const { unitCents, currency, limitCents } = worth;
  const milli = BigInt(inStockMilli(quantity, units));
  // Rounded up: a drop is worth something.
  const worthCents = Number((BigInt(unitCents) * milli + 999n) / 1000n);
  const cents = before(known, localDate, currency) + worthCents;
  if (limitCents !== undefined && cents > limitCents)
    throw forbidden(
      'write-off-limit',
      'This is more than your role may write off of a product in one day.',
      { field: 'quantityMilli', writtenOffCents: cents - worthCents, limitCents, currency },
    );
  return { localDate, worthCents, currency };
}
