import { DEPOSIT_TOPIC } from '@chignon/contracts';
import { entriesOfStream, heldByIndex, type Part } from '@chignon/eventing';
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
  holdings: [
    heldByIndex(
      listedDeposits,
      {
        name: 'booking.deposits',
        title: { en: 'Deposits', 'zh-CN': '定金' },
        with: ['deposit', paymentReferences.name],
      },
      async (listed, tools) => ({
        ...listed,
        entries: await entriesOfStream(tools, deposits, listed.id),
      }),
    ),
  ],
};
