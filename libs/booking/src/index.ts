import { APPOINTMENT_TOPIC, STORE_TOPIC, VISIT_TOPIC } from '@chignon/contracts';
import type { Context } from '@chignon/eventing';
import { agenda } from './agenda/agenda.js';
import { agendaAnnouncements } from './agenda/agenda.announcements.js';
import { AgendaHttp } from './agenda/agenda.http.js';
import { agendaReactions } from './agenda/agenda.reactions.js';
import { AvailabilityHttp } from './agenda/availability.http.js';
import { daySheets } from './agenda/day-sheet.view.js';
import { DayHttp } from './agenda/day.http.js';
import { BoardHttp } from './board/board.http.js';
import { calendarKeys, calendarSalt } from './calendars/calendar-key.js';
import { CalendarsHttp } from './calendars/calendars.http.js';
import { CatalogueHttp } from './catalogue/catalogue.http.js';
import { demand } from './demand/demand-ledger.js';
import { DemandHttp } from './demand/demand.http.js';
import { durations } from './catalogue/durations.js';
import { services, serviceVersions } from './catalogue/service.js';
import { GroupsHttp } from './groups/groups.http.js';
import { FeesHttp } from './policies/fees.http.js';
import { noShowsJob } from './policies/no-shows.jobs.js';
import { PoliciesHttp } from './policies/policies.http.js';
import { policies, policyVersions } from './policies/policy.js';
import { RosterHttp } from './roster/roster.http.js';
import { shifts } from './roster/shifts.js';
import { series } from './series/series-ledger.js';
import { SeriesHttp } from './series/series.http.js';
import { confirmSeries } from './series/series.reactions.js';
import { StaffCardsHttp } from './roster/staff-cards.http.js';
import { postings, staff } from './roster/staff.js';
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
  ledgers: [agenda, series, visits, demand],
  collections: [stores, services, serviceVersions, durations, staff, postings, shifts, policies, policyVersions, calendarKeys, calendarSalt],
  views: [daySheets, listedVisits],
  reactions: [...agendaReactions, confirmSeries],
  effects: [],
  announcements: { ...agendaAnnouncements, ...visitAnnouncements },
  jobs: [noShowsJob],
  topics: [STORE_TOPIC, APPOINTMENT_TOPIC, VISIT_TOPIC],
  controllers: [StoresHttp, CatalogueHttp, RosterHttp, PoliciesHttp, AvailabilityHttp, DemandHttp, AgendaHttp, FeesHttp, GroupsHttp, SeriesHttp, DayHttp, BoardHttp, StaffCardsHttp, CalendarsHttp, VisitsHttp, ImportsHttp],
};

export { agenda, visits, daySheets, listedVisits };
