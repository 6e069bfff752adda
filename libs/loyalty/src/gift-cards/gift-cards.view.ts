/** What jobs look up beside the ledgers of gift cards. */
import { folding, keyOf, reservations, type View, view } from '@chignon/eventing';
import { giftCards } from './gift-card-ledger.js';

/** A card that ends some day. Id: its number. */
export interface EndingGiftCard {
  readonly id: string;
  /** ISO UTC. */
  readonly expiresAt: string;
  /** Not written down as expired since it was set. */
  readonly open: boolean;
}

export const endingGiftCards: View<EndingGiftCard> = view([giftCards], {
  name: 'loyalty.ending-gift-cards',
  indexes: { byExpiry: { fields: ['open', 'expiresAt'] } },
  guard: 'stream',
  on: {
    GiftCardSold: folding(
      ({ stream, data }) => (data.expiresAt === undefined ? [] : [keyOf(stream)]),
      (_, { data }, id) => ({ id, expiresAt: data.expiresAt!, open: true }),
    ),
    GiftCardProlonged: folding(
      ({ stream }) => [keyOf(stream)],
      (_, { data: { expiresAt } }, id) => ({ id, expiresAt, open: true }),
    ),
    GiftCardExpired: folding(
      ({ stream }) => [keyOf(stream)],
      (known, { data: { expiredAt } }) =>
        known && (known.expiresAt === expiredAt ? { ...known, open: false } : known),
    ),
    GiftCardRefunded: folding(
      ({ stream }) => [keyOf(stream)],
      (known) => known && { ...known, open: false },
    ),
  },
});

/** What is kept for bills, by when its time is over. */
export const giftCardReservations = reservations.reservationsView(
  'loyalty.gift-card-reservations',
  giftCards.category,
);
