import { APPOINTMENT_TOPIC, COURSE_TOPIC, SALON_EVENT_TOPIC, STORE_TOPIC, VISIT_TOPIC } from '@chignon/contracts';
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
import { courseAnnouncements } from './courses/course.announcements.js';
import { courses } from './courses/course-ledger.js';
import { courseLinks, courseTemplates } from './courses/course.js';
import { CourseTemplatesHttp } from './courses/course-templates.http.js';
import { followSessions } from './courses/courses.effects.js';
import { CoursesHttp } from './courses/courses.http.js';
import { expireCourses } from './courses/courses.jobs.js';
import { listedCourses } from './courses/courses.view.js';
import { RosterHttp } from './roster/roster.http.js';
import { shifts } from './roster/shifts.js';
import { postings, staff } from './roster/staff.js';
import { salonEventAnnouncements } from './salon-events/salon-event.announcements.js';
import { salonEvents } from './salon-events/salon-event-ledger.js';
import { SalonEventsHttp } from './salon-events/salon-events.http.js';
import { endSalonEvents } from './salon-events/salon-events.jobs.js';
import { listedRegistrations, listedSalonEvents } from './salon-events/salon-events.view.js';
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
  ledgers: [agenda, visits, salonEvents, courses],
  collections: [stores, services, serviceVersions, durations, staff, postings, shifts, courseTemplates, courseLinks],
  views: [daySheets, listedVisits, listedSalonEvents, listedRegistrations, listedCourses],
  reactions: agendaReactions,
  effects: [followSessions],
  announcements: { ...agendaAnnouncements, ...visitAnnouncements, ...salonEventAnnouncements, ...courseAnnouncements },
  jobs: [endSalonEvents, expireCourses],
  topics: [STORE_TOPIC, APPOINTMENT_TOPIC, VISIT_TOPIC, SALON_EVENT_TOPIC, COURSE_TOPIC],
  controllers: [StoresHttp, CatalogueHttp, RosterHttp, AvailabilityHttp, AgendaHttp, DayHttp, VisitsHttp, ImportsHttp, SalonEventsHttp, CourseTemplatesHttp, CoursesHttp],
};

export { agenda, visits, salonEvents, courses, daySheets, listedVisits };
