import type { Part } from '@chignon/eventing';
import { dayCloses } from './day-close-ledger.js';
import { DayCloseHttp } from './day-close.http.js';
import { giftCardTakings, storedValueTakings, takings } from './takings.view.js';

/** The end of a day at the till: what the books expect, what was counted. */
export const dayCloseFeature: Part = {
  ledgers: [dayCloses],
  views: [takings, storedValueTakings, giftCardTakings],
  controllers: [DayCloseHttp],
};
