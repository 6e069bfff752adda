import { APPOINTMENT_TOPIC, COURSE_TOPIC, DEPOSIT_TOPIC, REMINDER_TOPIC, SALON_EVENT_TOPIC, STORE_TOPIC, VISIT_TOPIC, WAITLIST_TOPIC } from '@chignon/contracts';
import type { Context } from '@chignon/eventing';
import { agenda } from './agenda/agenda.js';
import { agendaAnnouncements } from './agenda/agenda.announcements.js';
import { AgendaHttp } from './agenda/agenda.http.js';
import { agendaReactions } from './agenda/agenda.reactions.js';
import { AvailabilityHttp } from './agenda/availability.http.js';
import { daySheets } from './agenda/day-sheet.view.js';
import { wallClocksJob } from './agenda/retiming.jobs.js';
import { DayHttp } from './agenda/day.http.js';
import { BoardHttp } from './board/board.http.js';
import { watchCustomerClashes } from './clashes/clashes.effects.js';
import { bindStaffJob } from './late-binding/binding.jobs.js';
import { calendarKeys, calendarSalt } from './calendars/calendar-key.js';
import { CalendarsHttp } from './calendars/calendars.http.js';
import { CatalogueHttp } from './catalogue/catalogue.http.js';
import { demand } from './demand/demand-ledger.js';
import { DemandHttp } from './demand/demand.http.js';
import { durations } from './catalogue/durations.js';
import { services, serviceVersions } from './catalogue/service.js';
import { GroupsHttp } from './groups/groups.http.js';
import { PeaksHttp } from './peaks/peaks.http.js';
import { priceRules } from './peaks/price-rule.js';
import { specialDays } from './peaks/special-day.js';
import { FeesHttp } from './policies/fees.http.js';
import { noShowsJob } from './policies/no-shows.jobs.js';
import { PoliciesHttp } from './policies/policies.http.js';
import { policies, policyVersions } from './policies/policy.js';
import { channelRules } from './channels/channel.js';
import { ChannelsHttp } from './channels/channels.http.js';
import { units } from './resources/unit.js';
import { UnitsHttp } from './resources/units.http.js';
import { courseAnnouncements } from './courses/course.announcements.js';
import { courses } from './courses/course-ledger.js';
import { courseLinks, courseTemplates } from './courses/course.js';
import { CourseTemplatesHttp } from './courses/course-templates.http.js';
import { followSessions } from './courses/courses.effects.js';
import { CoursesHttp } from './courses/courses.http.js';
import { expireCourses } from './courses/courses.jobs.js';
import { listedCourses } from './courses/courses.view.js';
import { depositAnnouncements } from './deposits/deposits.announcements.js';
import { deposits } from './deposits/deposit-ledger.js';
import { depositRules, depositRuleVersions, trustedCustomers } from './deposits/deposit-rule.js';
import { followDeposits, settleDeposits } from './deposits/deposits.effects.js';
import { DepositsHttp } from './deposits/deposits.http.js';
import { depositsJob } from './deposits/deposits.jobs.js';
import { listedDeposits, paymentReferences } from './deposits/deposits.view.js';
import { depositDays, depositMovements } from './deposits/liability.view.js';
import { byHand, PAYMENTS, type PaymentProvider } from './deposits/payments.js';
import { DepositRulesHttp } from './deposits/rules.http.js';
import { PaymentsWebhookHttp } from './deposits/webhook.http.js';
import { CalendarHttp } from './roster/calendar.http.js';
import { RebookHttp } from './rebook/rebook.http.js';
import { rhythms } from './rebook/rhythms.view.js';
import { reminders } from './reminders/reminder-ledger.js';
import { reminderRules } from './reminders/reminder-rules.js';
import { reminderAnnouncements } from './reminders/reminders.announcements.js';
import { followAppointments } from './reminders/reminders.effects.js';
import { RemindersHttp } from './reminders/reminders.http.js';
import { releaseRemindersJob } from './reminders/reminders.jobs.js';
import { listedReminders } from './reminders/reminders.view.js';
import { RosterHttp } from './roster/roster.http.js';
import { shifts } from './roster/shifts.js';
import { series } from './series/series-ledger.js';
import { SeriesHttp } from './series/series.http.js';
import { confirmSeries } from './series/series.reactions.js';
import { StaffCardsHttp } from './roster/staff-cards.http.js';
import { postings, staff } from './roster/staff.js';
import { salonEventAnnouncements } from './salon-events/salon-event.announcements.js';
import { salonEvents } from './salon-events/salon-event-ledger.js';
import { SalonEventsHttp } from './salon-events/salon-events.http.js';
import { endSalonEvents } from './salon-events/salon-events.jobs.js';
import { listedRegistrations, listedSalonEvents } from './salon-events/salon-events.view.js';
import { RosterTermsHttp } from './roster/terms.http.js';
import { rosterRules, travelTimes } from './roster/terms.js';
import { shiftPlans } from './shift-plan/shift-plan-ledger.js';
import { followShiftPlans } from './shift-plan/shift-plan.effects.js';
import { ShiftPlanHttp } from './shift-plan/shift-plan.http.js';
import { ShiftWishesHttp } from './shift-plan/wishes.http.js';
import { shiftWishes } from './shift-plan/wishes.js';
import { stores } from './stores/store.js';
import { StoresHttp } from './stores/stores.http.js';
import { TillHttp } from './till/till.http.js';
import { tillRules } from './till/till-rules.js';
import { ImportsHttp } from './visits/imports.http.js';
import { knownTiers } from './vip/tiers.view.js';
import { VipHttp } from './vip/vip.http.js';
import { vipTerms } from './vip/vip-terms.js';
import { visits } from './visits/visit-ledger.js';
import { visitAnnouncements } from './visits/visit.announcements.js';
import { RatingsHttp } from './visits/ratings.http.js';
import { staffRatings } from './visits/staff-ratings.view.js';
import { VisitsHttp } from './visits/visits.http.js';
import { listedVisits } from './visits/visits.view.js';
import { publishableKeys } from './widget/publishable-key.js';
import { PublishableKeysHttp } from './widget/publishable-keys.http.js';
import { PublicHttp } from './widget/public.http.js';
import { waits } from './waiting/wait-ledger.js';
import { WaitingHttp } from './waiting/waiting.http.js';
import { watchWaitingJob } from './waiting/waiting.jobs.js';
import { listedWaits } from './waiting/waits.view.js';
import { waitlist } from './waitlist/waitlist-ledger.js';
import { waitlistAnnouncements } from './waitlist/waitlist.announcements.js';
import { workWaitlist } from './waitlist/waitlist.effects.js';
import { WaitlistHttp } from './waitlist/waitlist.http.js';
import { waitlistJob } from './waitlist/waitlist.jobs.js';
import { waitlistEntries } from './waitlist/waitlist.view.js';
import { words } from './words/words.js';

/**
 * Booking: when somebody may come (agenda), and what happened when they came (visits); the stores, catalogue and roster that both stand on.
 * @param payments who takes deposits online; left out: they are taken by hand only
 */
export const bookingContext = ({ payments = byHand }: { payments?: PaymentProvider } = {}): Context => ({
  name: 'booking',
  ledgers: [agenda, series, visits, demand, salonEvents, courses, shiftPlans, reminders, waits, waitlist, deposits],
  collections: [
    words,
    stores, units, specialDays, priceRules, services, serviceVersions, durations, staff, postings, shifts, rosterRules, travelTimes, shiftWishes, policies, policyVersions,
    courseTemplates, courseLinks, reminderRules, calendarKeys, calendarSalt, channelRules, vipTerms, publishableKeys, depositRules, depositRuleVersions, trustedCustomers, tillRules,
  ],
  views: [daySheets, listedVisits, staffRatings, listedSalonEvents, listedRegistrations, listedCourses, listedReminders, listedWaits, rhythms, waitlistEntries, knownTiers, listedDeposits, paymentReferences, depositMovements, depositDays],
  reactions: [...agendaReactions, confirmSeries],
  effects: [watchCustomerClashes, followSessions, followShiftPlans, followAppointments, workWaitlist, followDeposits, settleDeposits(payments)],
  announcements: { ...agendaAnnouncements, ...visitAnnouncements, ...salonEventAnnouncements, ...courseAnnouncements, ...reminderAnnouncements, ...waitlistAnnouncements, ...depositAnnouncements },
  jobs: [wallClocksJob, noShowsJob, bindStaffJob, endSalonEvents, expireCourses, releaseRemindersJob, watchWaitingJob, waitlistJob, depositsJob],
  topics: [STORE_TOPIC, APPOINTMENT_TOPIC, VISIT_TOPIC, SALON_EVENT_TOPIC, COURSE_TOPIC, REMINDER_TOPIC, WAITLIST_TOPIC, DEPOSIT_TOPIC],
  controllers: [
    StoresHttp, TillHttp, UnitsHttp, PeaksHttp, CatalogueHttp, RosterHttp, RosterTermsHttp, CalendarHttp, ShiftPlanHttp, ShiftWishesHttp, PoliciesHttp,
    AvailabilityHttp, DemandHttp, AgendaHttp, FeesHttp, GroupsHttp, SeriesHttp, DayHttp, BoardHttp, StaffCardsHttp, CalendarsHttp, VisitsHttp, RatingsHttp, ImportsHttp, SalonEventsHttp, CourseTemplatesHttp, CoursesHttp,
    RemindersHttp, WaitingHttp, RebookHttp, WaitlistHttp, ChannelsHttp, VipHttp, PublishableKeysHttp, PublicHttp, DepositRulesHttp, DepositsHttp, PaymentsWebhookHttp,
  ],
  providers: [{ provide: PAYMENTS, useValue: payments }],
});

export const booking: Context = bookingContext();

export { agenda, visits, salonEvents, courses, daySheets, listedVisits };
export { stripePayments } from './deposits/stripe.effects.js';
export type { PaymentProvider } from './deposits/payments.js';
