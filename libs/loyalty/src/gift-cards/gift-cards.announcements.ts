/** What other contexts hear of gift cards. Key: the number of the card. Never its code. */
import {
  GiftCardExpired,
  GiftCardMoved,
  GiftCardRefunded,
  GiftCardSold,
  publication,
} from '@chignon/contracts';
import { announcements, keyOf, optional } from '@chignon/eventing';
import { giftCards } from './gift-card-ledger.js';

export const giftCardAnnouncements = announcements(giftCards, {
  GiftCardSold: ({ stream, data: { storeId, currency, cents, tender, soldAt, expiresAt } }) => {
    const number = keyOf(stream);
    return publication(GiftCardSold, number, {
      number,
      storeId,
      currency,
      cents,
      tender,
      soldAt,
      ...optional({ expiresAt }),
    });
  },
  GiftCardRefunded: ({ stream, data }) => {
    const number = keyOf(stream);
    return publication(GiftCardRefunded, number, { number, ...data });
  },
  GiftCardExpired: ({ stream, data: { storeId, currency, cents, expiredAt } }) => {
    const number = keyOf(stream);
    return cents === 0
      ? undefined
      : publication(GiftCardExpired, number, { number, storeId, currency, cents, expiredAt });
  },
  TenderMoved: ({ stream, data, meta }) => {
    const { reservationId, visitId, storeId, settlement, cents, currency } = data;
    const number = keyOf(stream);
    return publication(GiftCardMoved, number, {
      number,
      reservationId,
      visitId,
      storeId,
      settlement,
      cents,
      currency,
      movedAt: meta.effectiveAt,
    });
  },
});
