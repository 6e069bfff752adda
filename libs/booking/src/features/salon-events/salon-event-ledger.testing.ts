import { HOUR_MS, msOfIso } from '@chignon/calendar';
import { fixedFacts } from '@chignon/eventing/testing';
import type { SalonEventCommand } from './salon-event-ledger.js';
import { detailsOfEvent, type SalonEventEvent, type SalonEventPlan } from './salon-event.js';

export const START = msOfIso('2026-05-08T18:00:00.000Z');
export const NOW = '2026-05-01T09:00:00.000Z';

export const plan = (more: Partial<SalonEventPlan> = {}): SalonEventPlan => ({
  storeId: 's1',
  zone: 'UTC',
  businessDate: '2026-05-08',
  code: 'spring-looks',
  title: 'Spring looks',
  kind: 'evening',
  startMs: START,
  endMs: START + 3 * HOUR_MS,
  seats: 4,
  priceCents: 2500,
  currency: 'EUR',
  opensMs: msOfIso('2026-04-01T09:00:00.000Z'),
  closesMs: START,
  waitingList: true,
  membersOnly: false,
  tiers: [],
  ...more,
});

export const planned = (more: Partial<SalonEventPlan> = {}): SalonEventEvent => ({
  type: 'SalonEventPlanned',
  data: { eventId: 'e1', ...plan(more) },
});
export const facts = detailsOfEvent('e1', plan());

export const clock = (now = NOW) => fixedFacts(now);

export const register = (customerId: string, partySize = 1): SalonEventCommand => ({
  type: 'RegisterSeats',
  customerId,
  partySize,
  channel: 'web',
});
