import { DEPOSIT_TOPIC } from '@chignon/contracts';
import type { Part } from '@chignon/eventing';
import { depositDebts } from './debts.view.js';
import { deposits } from './deposit-ledger.js';
import { depositAnnouncements } from './deposits.announcements.js';
import { listedDeposits, paymentReferences } from './deposits.view.js';
import { depositReservations } from './reservations.view.js';
import { depositDays, depositMovements } from './liability.view.js';

/** Money taken before a visit, and whose it is. */
export const depositsPart: Part = {
  ledgers: [deposits],
  views: [
    listedDeposits,
    paymentReferences,
    depositMovements,
    depositDays,
    depositReservations,
    depositDebts,
  ],
  announcements: depositAnnouncements,
  topics: [DEPOSIT_TOPIC],
};
