import {
  DepositApplied,
  DepositForfeited,
  DepositPaid,
  DepositRestored,
  DepositReturned,
  publication,
} from '@chignon/contracts';
import { announcements } from '@chignon/eventing';
import { deposits } from './deposit-ledger.js';
import type { DepositDetails } from './deposit-events.js';

const keyOf = ({ customerId, appointmentId }: DepositDetails): string =>
  customerId ?? appointmentId;

/** What others hear of deposits: money that came, and what became of it. The provider's own ids stay here. */
export const depositAnnouncements = announcements(deposits, {
  DepositPaid: ({ data: { reference: _, ...paid } }) => publication(DepositPaid, keyOf(paid), paid),
  DepositApplied: ({ data }) => publication(DepositApplied, keyOf(data), data),
  DepositForfeited: ({ data }) => publication(DepositForfeited, keyOf(data), data),
  DepositReturned: ({ data: { reference: _, ...returned } }) =>
    publication(DepositReturned, keyOf(returned), returned),
  DepositRestored: ({ data }) => publication(DepositRestored, keyOf(data), data),
});
