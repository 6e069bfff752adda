import type { Part } from '@chignon/eventing';
import { StaffCardsHttp } from './staff-cards.http.js';

/** What everybody may know of those who perform services. */
export const staffCardsFeature: Part = {
  controllers: [StaffCardsHttp],
};
