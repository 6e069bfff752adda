import { WALLET_TOPIC } from '@chignon/contracts';
import type { Part } from '@chignon/eventing';
import { storedValue } from './stored-value.flow.js';
import { heldWallets } from './held-wallets.flow.js';
import { TopUpTermsHttp } from './terms.http.js';
import { topUpLimits, topUpTerms } from './top-up-terms.js';
import { wallets } from './wallet-ledger.js';
import { walletAnnouncements } from './wallets.announcements.js';
import { WalletsHttp } from './wallets.http.js';
import { expireBonus } from './wallets.jobs.js';
import { endingBonuses, issuingStores, walletReservations } from './wallets.view.js';

/** Stored value: what was paid in and what was added to it, spent as a tender of bills (ADR 0061). */
export const walletPart: Part = {
  ledgers: [wallets],
  collections: [topUpTerms, topUpLimits],
  views: [endingBonuses, walletReservations, issuingStores],
  announcements: walletAnnouncements,
  topics: [WALLET_TOPIC],
  tenders: [storedValue],
  holdings: [heldWallets],
  jobs: [expireBonus],
  controllers: [TopUpTermsHttp, WalletsHttp],
};
