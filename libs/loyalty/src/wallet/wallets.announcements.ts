/** What other contexts hear of stored value. Key: the customer. */
import {
  BonusExpired,
  publication,
  StoredValueMoved,
  StoredValueRefunded,
  StoredValueToppedUp,
} from '@chignon/contracts';
import { announcements, keyOf } from '@chignon/eventing';
import { sumParts } from './tranche.js';
import { holderOf, wallets } from './wallet-ledger.js';

export const walletAnnouncements = announcements(wallets, {
  ToppedUp: ({ stream, data }) => {
    const { trancheId, storeId, principalCents, bonusCents, terms, tender, issuedAt } = data;
    const holder = holderOf(keyOf(stream));
    return publication(StoredValueToppedUp, holder.customerId, {
      ...holder,
      trancheId,
      storeId,
      principalCents,
      bonusCents,
      termsId: terms.termsId,
      termsVersion: terms.version,
      tender,
      toppedUpAt: issuedAt,
    });
  },
  TenderMoved: ({ stream, data, meta }) => {
    const { reservationId, visitId, storeId, settlement, cents, parts } = data;
    const holder = holderOf(keyOf(stream));
    return publication(StoredValueMoved, holder.customerId, {
      ...holder,
      reservationId,
      visitId,
      storeId,
      settlement,
      cents,
      ...sumParts(parts),
      issuers: parts.map((part) => ({
        trancheId: part.trancheId,
        storeId: part.storeId,
        principalCents: part.principalCents,
        bonusCents: part.bonusCents,
      })),
      movedAt: meta.effectiveAt,
    });
  },
  BonusExpired: ({ stream, data: { trancheId, storeId, cents, expiredAt } }) => {
    const holder = holderOf(keyOf(stream));
    return cents === 0
      ? undefined
      : publication(BonusExpired, holder.customerId, {
          ...holder,
          trancheId,
          storeId,
          bonusCents: cents,
          expiredAt,
        });
  },
  TrancheRefunded: ({ stream, data }) => {
    const { trancheId, storeId, policy, refundCents, principalCents, bonusCents, tender } = data;
    const holder = holderOf(keyOf(stream));
    return publication(StoredValueRefunded, holder.customerId, {
      ...holder,
      trancheId,
      storeId,
      policy,
      refundCents,
      principalCents,
      bonusCents,
      tender,
      refundedAt: data.refundedAt,
    });
  },
});
