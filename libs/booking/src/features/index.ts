import type { Part } from '@chignon/eventing';
import type { PaymentProvider } from '../deposits/payments.js';
import { boardFeature } from './board/index.js';
import { calendarFeedsFeature } from './calendar-feeds/index.js';
import { casesFeature } from './cases/index.js';
import { clashesFeature } from './clashes/index.js';
import { coursesFeature } from './courses/index.js';
import { dayCloseFeature } from './day-close/index.js';
import { searchesFeature } from './searches/index.js';
import { feesFeature } from './fees/index.js';
import { groupsFeature } from './groups/index.js';
import { lateBindingFeature } from './late-binding/index.js';
import { minutesFeature } from './minutes/index.js';
import { paymentsFeature } from './payments/index.js';
import { ratingLinksFeature } from './rating-links/index.js';
import { rebookFeature } from './rebook/index.js';
import { receiptsFeature } from './receipts/index.js';
import { remindersFeature } from './reminders/index.js';
import { retimingFeature } from './retiming/index.js';
import { rosterFeature } from './roster/index.js';
import { salonEventsFeature } from './salon-events/index.js';
import { seriesFeature } from './series/index.js';
import { shiftPlanFeature } from './shift-plan/index.js';
import { staffCardsFeature } from './staff-cards/index.js';
import { strandedFeature } from './stranded/index.js';
import { storesFeature } from './stores/index.js';
import { unitsFeature } from './units/index.js';
import { waitingFeature } from './waiting/index.js';
import { waitlistFeature } from './waitlist/index.js';
import { widgetFeature } from './widget/index.js';

/** All features, each with a manifest of its own; none imports another. @param payments who takes deposits online */
export const features = (payments: PaymentProvider): readonly Part[] => [
  boardFeature,
  calendarFeedsFeature,
  casesFeature,
  clashesFeature,
  coursesFeature,
  dayCloseFeature,
  searchesFeature,
  feesFeature,
  groupsFeature,
  lateBindingFeature,
  minutesFeature,
  paymentsFeature(payments),
  ratingLinksFeature,
  rebookFeature,
  receiptsFeature,
  remindersFeature,
  retimingFeature,
  rosterFeature,
  salonEventsFeature,
  seriesFeature,
  shiftPlanFeature,
  staffCardsFeature,
  storesFeature,
  strandedFeature,
  unitsFeature,
  waitingFeature,
  waitlistFeature,
  widgetFeature,
];
