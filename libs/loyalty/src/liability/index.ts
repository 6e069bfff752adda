import type { Part } from '@chignon/eventing';
import { estimates } from './estimate.js';
import { liabilityCloses } from './liability-close-ledger.js';
import { LiabilityClosesHttp } from './liability-closes.http.js';
import { LiabilityEstimateHttp } from './liability-estimate.http.js';
import { LiabilityHttp } from './liability.http.js';
import { giftCardItems, walletItems } from './money-items.view.js';
import { pointsItems } from './points-items.view.js';

/** What the chain owes its customers, as of any instant, and the months that finance has closed (LY-23, BY-04). */
export const liabilityPart: Part = {
  ledgers: [liabilityCloses],
  collections: [estimates],
  views: [pointsItems, walletItems, giftCardItems],
  untold: [
    { store: pointsItems.name, why: 'Reckoned from the points, which are told entry by entry.' },
    { store: walletItems.name, why: 'Reckoned from the wallets, which are told entry by entry.' },
  ],
  controllers: [LiabilityHttp, LiabilityEstimateHttp, LiabilityClosesHttp],
};
