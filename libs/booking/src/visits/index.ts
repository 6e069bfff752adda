import { VISIT_TOPIC } from '@chignon/contracts';
import { heldByIndex, type Part } from '@chignon/eventing';
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
  holdings: [
    heldByIndex(
      listedVisits,
      { name: 'booking.visits', title: { en: 'Visits', 'zh-CN': '到店记录' }, with: ['visit'] },
      async (listed, tools) => ({ ...listed, ...(await tools.load(visits, listed.id)).state }),
    ),
  ],
};
