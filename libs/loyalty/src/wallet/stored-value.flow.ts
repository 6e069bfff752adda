import { accountTender, invalid } from '@chignon/eventing';
import { walletKey, wallets } from './wallet-ledger.js';
import { walletReservations } from './wallets.view.js';

/** Stored value pays bills of the customer whose it is, in its own currency, at any store (LY-22, ADR 0061). */
export const storedValue = accountTender({
  kind: 'stored-value',
  owner: 'loyalty',
  ledger: wallets,
  open: walletReservations,
  account: async (_, { account, purpose: { customerId }, currency }) => {
    if (customerId === undefined)
      throw invalid(
        'wallet-customer-missing',
        'The bill names no customer whose wallet could pay it.',
        {
          field: 'customerId',
          expected: 'the customer of the visit',
        },
      );
    const key = walletKey(customerId, currency);
    if (account !== undefined && account !== key)
      throw invalid(
        'wallet-not-of-bill',
        'A wallet pays bills of its own customer in its own currency.',
        { field: 'account', expected: key },
      );
    return key;
  },
});
