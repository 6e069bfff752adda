import {
  DepositApplied,
  DepositForfeited,
  DepositPaid,
  DepositRestored,
  DepositReturned,
  publication,
} from '@chignon/contracts';
import type { Announcements } from '@chignon/eventing';
import type { DepositEvent, DepositDetails } from './deposit.js';

type Data<T extends DepositEvent['type']> = Extract<DepositEvent, { type: T }>['data'];

const keyOf = ({ customerId, appointmentId }: DepositDetails): string =>
  customerId ?? appointmentId;

/** What others hear of deposits: money that came, and what became of it. The provider's own ids stay here. */
export const depositAnnouncements: Announcements = {
  DepositPaid: ({ data }) => {
    const { reference: _, ...paid } = data as Data<'DepositPaid'>;
    return publication(DepositPaid, keyOf(paid), paid);
  },
  DepositApplied: ({ data }) =>
    publication(DepositApplied, keyOf(data as DepositDetails), data as Data<'DepositApplied'>),
  DepositForfeited: ({ data }) =>
    publication(DepositForfeited, keyOf(data as DepositDetails), data as Data<'DepositForfeited'>),
  DepositReturned: ({ data }) => {
    const { reference: _, ...returned } = data as Data<'DepositReturned'>;
    return publication(DepositReturned, keyOf(returned), returned);
  },
  DepositRestored: ({ data }) =>
    publication(DepositRestored, keyOf(data as DepositDetails), data as Data<'DepositRestored'>),
};
