/** What jobs and routes look up beside the ledgers of wallets. */
import { storeEvents } from '@chignon/contracts';
import { folding, keyOf, reservations, type View, view } from '@chignon/eventing';
import { wallets } from './wallet-ledger.js';

/** Bonus that ends some day. Id: the tranche. */
export interface EndingBonus {
  readonly id: string;
  /** Key of the wallet. */
  readonly account: string;
  /** ISO UTC. */
  readonly bonusExpiresAt: string;
  /** Not written down as expired yet. */
  readonly open: boolean;
}

export const endingBonuses: View<EndingBonus> = view([wallets], {
  name: 'loyalty.ending-bonuses',
  indexes: { byExpiry: { fields: ['open', 'bonusExpiresAt'] } },
  guard: 'stream',
  on: {
    ToppedUp: folding(
      ({ data }) => (data.bonusExpiresAt === undefined ? [] : [data.trancheId]),
      (_, { stream, data }, id) => ({
        id,
        account: keyOf(stream),
        bonusExpiresAt: data.bonusExpiresAt!,
        open: true,
      }),
    ),
    BonusExpired: folding(
      ({ data }) => [data.trancheId],
      (known) => known && { ...known, open: false },
    ),
  },
});

/** What is kept for bills, by when its time is over. */
export const walletReservations = reservations.reservationsView(
  'loyalty.wallet-reservations',
  wallets.category,
);

/** Where money is taken, and when a day ends there. */
export interface IssuingStore {
  readonly id: string;
  /** IANA zone. */
  readonly zone: string;
  /** ISO 4217. */
  readonly currency: string;
}

export const issuingStores: View<IssuingStore> = view([storeEvents], {
  name: 'loyalty.issuing-stores',
  indexes: { byCurrency: { fields: ['currency', 'id'] } },
  on: {
    StoreDescribed: folding(
      ({ data }) => [data.storeId],
      (_, { data: { storeId, zone, currency } }) => ({ id: storeId, zone, currency }),
    ),
  },
});
