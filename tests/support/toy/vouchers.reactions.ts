import { visitEvents } from '@chignon/contracts';
import { dispatch, reaction } from '@chignon/eventing';
import { vouchers } from './voucher-ledger.js';

/** What a bill must come to, and what the voucher is worth, in cents of its currency. */
const FROM_CENTS = 10_000;
const WORTH_CENTS = 1000;

export const visitVouchers = reaction([visitEvents], {
  name: 'vouchers.visit-vouchers',
  on: {
    VisitSettled: ({ data: { visitId, storeId, customerId, currency, lines } }) =>
      customerId !== undefined && lines.reduce((sum, l) => sum + l.netCents, 0) >= FROM_CENTS
        ? [
            dispatch(vouchers, visitId, {
              type: 'IssueVoucher',
              storeId,
              customerId,
              cents: WORTH_CENTS,
              currency,
            }),
          ]
        : [],
    VisitVoided: ({ data: { visitId } }) => [dispatch(vouchers, visitId, { type: 'VoidVoucher' })],
  },
});
