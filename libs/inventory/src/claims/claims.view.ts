/** Goods that are kept for bills (I5): gone when the claim has ended. */
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import type { Claim, ClaimEnded, StockClaimed } from '../stock/ledger/claims.js';
import { partsOfKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';

/** `id`: `<key of the stock ledger>#<claimId>`. */
export interface StandingClaim extends Claim {
  readonly id: string;
  /** Of the stock ledger. */
  readonly key: string;
  readonly storeId: string;
  readonly sku: string;
  readonly short: boolean;
}

const idOf = ({
  stream,
  data,
}: RecordedEvent<string, { readonly claimId: string }>): readonly string[] => [
  `${keyOf(stream)}#${data.claimId}`,
];

export const standingClaims: View<StandingClaim> = view([stock], {
  name: 'inventory.claims',
  indexes: {
    byStore: { fields: ['storeId', 'expiresAt', 'id'] },
    byVisit: { fields: ['visitId', 'id'] },
    byExpiry: { fields: ['expiresAt', 'id'] },
  },
  guard: 'stream',
  on: {
    StockClaimed: folding<StandingClaim, RecordedEvent<string, StockClaimed['data']>>(
      idOf,
      (_, { stream, data: { at: __, ...claim } }, id) => {
        const key = keyOf(stream);
        return { id, key, ...partsOfKey(key), ...claim };
      },
    ),
    ClaimEnded: folding<StandingClaim, RecordedEvent<string, ClaimEnded['data']>>(
      idOf,
      (known, { data: { leftMilli } }) =>
        known && leftMilli > 0 ? { ...known, quantityMilli: leftMilli } : undefined,
    ),
  },
});
