/**
 * Goods that go from one store to another (R-IN-08, I7). Pure. The transfer's own ledger decides what is sent and what arrived; here are the
 * movements of the two shelves. Lots and their last days travel: what the sender's shelf says it took is what the receiver's is given.
 */
import type { DomainEvent } from '@chignon/eventing';
import { issueParts } from './issues.js';
import { badOf, type LotPart, negatedParts, sumOf } from './lots.js';
import type { Movement } from './stock-events.js';
import { Entries, stockUnits } from './stock-entries.js';
import type { Stock } from './stock.js';
import { negated, type ProductData } from '../../products/units.js';

/**
 * Left for another store. `corrected`: when it arrived, other lots or more came out of the parcel than was written down; its lots may be of both signs,
 * and together they take what came on top.
 */
export type StockSent = DomainEvent<
  'StockSent',
  Movement & { transferId: string; toStoreId: string; reason: 'sent' | 'corrected' }
>;

/** Called back on its way: in the lots that it was taken from. */
export type SentReturned = DomainEvent<'SentReturned', Movement & { transferId: string }>;

/** Came in from another store. */
export type TransferArrived = DomainEvent<
  'TransferArrived',
  Movement & { transferId: string; fromStoreId: string }
>;

export type TransferMovement = StockSent | SentReturned | TransferArrived;

/** Takes goods off the shelf for another store, where they are there and on no bill. */
export interface SendStock {
  readonly type: 'SendStock';
  readonly product: ProductData;
  readonly transferId: string;
  readonly toStoreId: string;
  /** Thousandths of the stock unit. */
  readonly quantityMilli: number;
  /** Absent: from the lots that go first. */
  readonly lotId?: string;
  /** Today's date in the store: what has expired does not travel. */
  readonly localDate: string;
  /** When it left, ISO UTC. */
  readonly at: string;
}

/** What left was otherwise than written down. What has happened is never refused. */
export interface CorrectSent {
  readonly type: 'CorrectSent';
  readonly transferId: string;
  readonly toStoreId: string;
  /** What is taken (below zero) and given back. */
  readonly lots: readonly LotPart[];
  readonly at: string;
}

/** Gives back what left: in the lots that it was taken from. */
export interface ReturnSent {
  readonly type: 'ReturnSent';
  readonly transferId: string;
  /** Above zero. */
  readonly lots: readonly LotPart[];
  readonly at: string;
}

/** Puts what arrived on the shelf. What has happened is never refused; what has expired or was recalled is flagged. */
export interface ArriveStock {
  readonly type: 'ArriveStock';
  readonly product: ProductData;
  readonly transferId: string;
  readonly fromStoreId: string;
  /** Above zero. */
  readonly lots: readonly LotPart[];
  /** Today's date in the store. */
  readonly localDate: string;
  readonly at: string;
}

export type TransferMoveCommand = SendStock | CorrectSent | ReturnSent | ArriveStock;

/**
 * Retail that is not there or is on somebody's bill, and what has expired, stay where they are.
 * @throws Refusal 409 `stock-insufficient`, `stock-claimed`, `stock-expired`, `lot-expired`, `lot-insufficient`; 404 `lot-not-found`
 */
export function send(
  state: Stock,
  { product, transferId, toStoreId, quantityMilli, lotId, localDate, at }: SendStock,
  now: string,
) {
  const log = new Entries(state, at).describe(product);
  const quantity = stockUnits(quantityMilli);
  // As a sale: good goods, and none that are on bills.
  const asked = { movement: 'sale', quantity, lotId, localDate, now } as const;
  const parts = issueParts(log.state, product, asked);
  return log
    .move(
      'StockSent',
      negated(quantity),
      { transferId, toStoreId, reason: 'sent' },
      { parts, flags: log.flagged([]) },
    )
    .standing({ transferId })
    .done();
}

export function correctSent(
  state: Stock,
  { transferId, toStoreId, lots, at }: Omit<CorrectSent, 'type'>,
) {
  const log = new Entries(state, at);
  return log
    .move(
      'StockSent',
      sumOf(lots),
      { transferId, toStoreId, reason: 'corrected' },
      { parts: lots, flags: log.flagged([]) },
    )
    .standing({ transferId })
    .done();
}

export function returnSent(state: Stock, { transferId, lots, at }: Omit<ReturnSent, 'type'>) {
  const log = new Entries(state, at);
  return log
    .move('SentReturned', sumOf(lots), { transferId }, { parts: lots, flags: log.flagged([]) })
    .standing({ transferId })
    .done();
}

export function arrive(
  state: Stock,
  { product, transferId, fromStoreId, lots, localDate, at }: Omit<ArriveStock, 'type'>,
) {
  const log = new Entries(state, at).describe(product);
  return log
    .move(
      'TransferArrived',
      sumOf(lots),
      { transferId, fromStoreId },
      { parts: lots, flags: log.flagged(badOf(log.state, lots, localDate)) },
    )
    .standing({ transferId })
    .done();
}

/** What left a shelf, as what is in the parcel: above zero, with its last days. */
export const parcelOf = ({ lots = [] }: Pick<Movement, 'lots'>): readonly LotPart[] =>
  negatedParts(
    lots.map(({ lotId, expiresOn, quantity }) => ({
      ...(lotId === undefined ? {} : { lotId }),
      ...(expiresOn === undefined ? {} : { expiresOn }),
      quantity,
    })),
  );
