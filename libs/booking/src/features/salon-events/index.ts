import { SALON_EVENT_TOPIC } from '@chignon/contracts';
import { heldByIndex, type Part } from '@chignon/eventing';
import { salonEvents } from './salon-event-ledger.js';
import { salonEventAnnouncements } from './salon-event.announcements.js';
import { CustomerRegistrationsHttp } from './customer-registrations.http.js';
import { RegistrationsHttp } from './registrations.http.js';
import { SalonEventsHttp } from './salon-events.http.js';
import { endSalonEvents } from './salon-events.jobs.js';
import { listedRegistrations, listedSalonEvents } from './salon-events.view.js';

/** Lectures, courses and parties in a store, with places. */
export const salonEventsFeature: Part = {
  ledgers: [salonEvents],
  views: [listedSalonEvents, listedRegistrations],
  announcements: salonEventAnnouncements,
  jobs: [endSalonEvents],
  controllers: [SalonEventsHttp, RegistrationsHttp, CustomerRegistrationsHttp],
  topics: [SALON_EVENT_TOPIC],
  holdings: [
    heldByIndex(listedRegistrations, {
      name: 'booking.registrations',
      title: { en: 'Places at salon events', 'zh-CN': '活动报名' },
      with: ['salonevent'],
    }),
  ],
};
