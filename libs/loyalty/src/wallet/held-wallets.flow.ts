import { entriesOfStream, type Holding } from '@chignon/eventing';
import { walletKey, wallets } from './wallet-ledger.js';
import { endingBonuses, issuingStores, walletReservations } from './wallets.view.js';

/** More stores than a chain has: their currencies are all there are. */
const STORES = 1000;

/** The wallets of a customer, one for each currency of the chain's stores, each with everything that was ever written of it. */
export const heldWallets: Holding = {
  name: 'loyalty.wallets',
  title: { en: 'Stored value', 'zh-CN': '储值' },
  tells: ['wallet', endingBonuses.name, walletReservations.name],
  page: async (tools, customerId) => {
    const currencies = new Set<string>();
    for (let after: string | undefined; ;) {
      const { items, next } = await tools.documents.find(tools.collection(issuingStores), {
        index: 'byCurrency',
        limit: STORES,
        after,
      });
      for (const { currency } of items) currencies.add(currency);
      if (next === undefined) break;
      after = next;
    }
    const found = await Promise.all(
      [...currencies].map(async (currency) => ({
        currency,
        entries: await entriesOfStream(tools, wallets, walletKey(customerId, currency)),
      })),
    );
    return { items: found.filter(({ entries }) => entries.length > 0) };
  },
};
