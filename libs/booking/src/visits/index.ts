import { VISIT_TOPIC } from '@chignon/contracts';
import type { Part } from '@chignon/eventing';
import { monthCloses } from './month-close-ledger.js';
import { MonthClosesHttp } from './month-closes.http.js';
import { RatingsHttp } from './ratings.http.js';
import { staffRatings } from './staff-ratings.view.js';
import { visits } from './visit-ledger.js';
import { visitAnnouncements } from './visit.announcements.js';
import { listedVisits } from './visits.view.js';

/** What happened when a customer came: services, bill, settlement, corrections, ratings. */
export const visitsPart: Part = {
  ledgers: [visits, monthCloses],
  views: [listedVisits, staffRatings],
  announcements: visitAnnouncements,
  publishedBefore: { silent: ['VisitOpened', 'VisitAbandoned'] },
  controllers: [RatingsHttp, MonthClosesHttp],
  topics: [VISIT_TOPIC],
};
