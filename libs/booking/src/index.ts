import { APPOINTMENT_TOPIC, STORE_TOPIC, VISIT_TOPIC } from '@chignon/contracts';
import type { Context } from '@chignon/eventing';
import { agenda } from './agenda/agenda.js';
import { agendaAnnouncements } from './agenda/agenda.announcements.js';
import { AgendaHttp } from './agenda/agenda.http.js';
import { agendaReactions } from './agenda/agenda.reactions.js';
import { AvailabilityHttp } from './agenda/availability.http.js';
import { daySheets } from './agenda/day-sheet.view.js';
import { DayHttp } from './agenda/day.http.js';
import { CatalogueHttp } from './catalogue/catalogue.http.js';
import { durations } from './catalogue/durations.js';
import { services, serviceVersions } from './catalogue/service.js';
import { CalendarHttp } from './roster/calendar.http.js';
import { RosterHttp } from './roster/roster.http.js';
import { shifts } from './roster/shifts.js';
import { postings, staff } from './roster/staff.js';
import { RosterTermsHttp } from './roster/terms.http.js';
import { rosterRules, travelTimes } from './roster/terms.js';
import { shiftPlans } from './shift-plan/shift-plan-ledger.js';
import { followShiftPlans } from './shift-plan/shift-plan.effects.js';
import { ShiftPlanHttp } from './shift-plan/shift-plan.http.js';
import { ShiftWishesHttp } from './shift-plan/wishes.http.js';
import { shiftWishes } from './shift-plan/wishes.js';
import { stores } from './stores/store.js';
import { StoresHttp } from './stores/stores.http.js';
import { ImportsHttp } from './visits/imports.http.js';
import { visits } from './visits/visit-ledger.js';
import { visitAnnouncements } from './visits/visit.announcements.js';
import { VisitsHttp } from './visits/visits.http.js';
import { listedVisits } from './visits/visits.view.js';

/** Booking: when somebody may come (agenda), and what happened when they came (visits); the stores, catalogue and roster that both stand on. */
export const booking: Context = {
  name: 'booking',
  ledgers: [agenda, visits, shiftPlans],
  collections: [stores, services, serviceVersions, durations, staff, postings, shifts, rosterRules, travelTimes, shiftWishes],
  views: [daySheets, listedVisits],
  reactions: agendaReactions,
  effects: [followShiftPlans],
  announcements: { ...agendaAnnouncements, ...visitAnnouncements },
  jobs: [],
  topics: [STORE_TOPIC, APPOINTMENT_TOPIC, VISIT_TOPIC],
  controllers: [StoresHttp, CatalogueHttp, RosterHttp, RosterTermsHttp, CalendarHttp, ShiftPlanHttp, ShiftWishesHttp, AvailabilityHttp, AgendaHttp, DayHttp, VisitsHttp, ImportsHttp],
};

export { agenda, visits, daySheets, listedVisits };
