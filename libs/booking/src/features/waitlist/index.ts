import { WAITLIST_TOPIC } from '@chignon/contracts';
import { heldByIndex, type Part } from '@chignon/eventing';
import { waitlist } from './waitlist-ledger.js';
import { WaitlistOffersHttp } from './waitlist-offers.http.js';
import { waitlistAnnouncements } from './waitlist.announcements.js';
import { workWaitlist } from './waitlist.effects.js';
import { WaitlistHttp } from './waitlist.http.js';
import { waitlistJob } from './waitlist.jobs.js';
import { waitlistEntries } from './waitlist.view.js';

/** Customers who wait for a free time, and the offers made to them. */
export const waitlistFeature: Part = {
  ledgers: [waitlist],
  views: [waitlistEntries],
  effects: [workWaitlist],
  announcements: waitlistAnnouncements,
  jobs: [waitlistJob],
  controllers: [WaitlistHttp, WaitlistOffersHttp],
  topics: [WAITLIST_TOPIC],
  holdings: [
    heldByIndex(waitlistEntries, {
      name: 'booking.waitlist',
      title: { en: 'Waitlist', 'zh-CN': '候补' },
      with: ['waitlist'],
    }),
  ],
};
