import type { Part } from '@chignon/eventing';
import { InTransitHttp } from './in-transit.http.js';
import { transfers } from './transfer-ledger.js';
import { TransfersHttp } from './transfers.http.js';
import { parcels, transferGoods } from './transfers.reactions.js';
import { inTransit, listedTransfers } from './transfers.view.js';

/** Goods that go from one store to another, in transit the sender's. */
export const transfersPart: Part = {
  ledgers: [transfers],
  views: [listedTransfers, inTransit],
  reactions: [transferGoods, parcels],
  controllers: [TransfersHttp, InTransitHttp],
};
