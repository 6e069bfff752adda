import { accountTender, invalid } from '@chignon/eventing';
import { opened } from './codes.flow.js';
import { giftCards } from './gift-card-ledger.js';
import { giftCardReservations } from './gift-cards.view.js';

/** A gift card pays bills of whoever brings its code, in its own currency, at any store. The account that a till names is the code; what stands in ledgers is the number. */
export const giftCardTender = accountTender({
  kind: 'gift-card',
  owner: 'loyalty',
  ledger: giftCards,
  open: giftCardReservations,
  account: async (tools, { account: code }, cause) => {
    if (code === undefined)
      throw invalid('gift-card-code-missing', 'A gift card pays by its code.', {
        field: 'account',
        expected: 'the code of the card',
      });
    return (await opened(tools, code, cause, 'account')).number;
  },
});
