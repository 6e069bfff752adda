import { GIFT_CARD_TOPIC } from '@chignon/contracts';
import type { Part } from '@chignon/eventing';
import { giftCardSalt } from './codes.flow.js';
import { giftCardRules } from './expiry-law.js';
import { giftCards } from './gift-card-ledger.js';
import { giftCardTender } from './gift-card-tender.flow.js';
import { giftCardAnnouncements } from './gift-cards.announcements.js';
import { GiftCardRulesHttp } from './gift-card-rules.http.js';
import { GiftCardsHttp } from './gift-cards.http.js';
import { expireGiftCards } from './gift-cards.jobs.js';
import { endingGiftCards, giftCardReservations } from './gift-cards.view.js';

/** Gift cards to a bearer: sold with money, opened by a code, spent as a tender of bills. */
export const giftCardsPart: Part = {
  ledgers: [giftCards],
  collections: [giftCardSalt, giftCardRules],
  views: [endingGiftCards, giftCardReservations],
  announcements: giftCardAnnouncements,
  topics: [GIFT_CARD_TOPIC],
  tenders: [giftCardTender],
  jobs: [expireGiftCards],
  controllers: [GiftCardRulesHttp, GiftCardsHttp],
};
