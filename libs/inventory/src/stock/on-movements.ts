import type { MovementEvent } from './ledger/stock-events.js';

/** The same fold for every event that moves goods: none can be forgotten where a new one comes. */
export const onMovements = <F>(fold: F) =>
  ({
    StockReceived: fold,
    LotOpened: fold,
    StockIssued: fold,
    StockSold: fold,
    SaleReturned: fold,
    StockConsumed: fold,
    ConsumptionReturned: fold,
    StockCounted: fold,
    CountPosted: fold,
    CountRevised: fold,
    StockSent: fold,
    SentReturned: fold,
    TransferArrived: fold,
  }) satisfies { readonly [T in MovementEvent['type']]: F };
