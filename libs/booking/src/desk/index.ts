import type { Part } from '@chignon/eventing';
import { AvailabilityHttp } from './availability/availability.http.js';
import { AgendaHttp } from './booking/agenda.http.js';
import { AppointmentsHttp } from './day/appointments.http.js';
import { ChangeServicesHttp } from './booking/change-services.http.js';
import { CheckInHttp } from './booking/check-in.http.js';
import { CorrectCustomerHttp } from './booking/correct-customer.http.js';
import { finishExchanges } from './booking/exchange-appointments.effects.js';
import { ExchangeAppointmentsHttp } from './booking/exchange-appointments.http.js';
import { holdsJob } from './booking/holds.jobs.js';
import { DayHttp } from './day/day.http.js';
import { quotaUses } from './quotas/quota-ledger.js';
import { searchLog } from './searches/search-log-ledger.js';
import { followEndedVisits } from './visits/ended-visits.effects.js';
import { CorrectionsHttp } from './visits/corrections.http.js';
import { ImportsHttp } from './visits/imports.http.js';
import { SettlementsHttp } from './visits/settlements.http.js';
import { VisitCustomerHttp } from './visits/visit-customer.http.js';
import { VisitWorkHttp } from './visits/visit-work.http.js';
import { VisitsHttp } from './visits/visits.http.js';

/** What front desks and customers do with the parts below: book, hold, move, check in, settle. */
export const deskPart: Part = {
  ledgers: [searchLog, quotaUses],
  untold: [{ store: 'quota', why: 'What is claimed is an appointment, which is told as one.' }],
  jobs: [holdsJob],
  effects: [followEndedVisits, finishExchanges],
  controllers: [
    AvailabilityHttp,
    AgendaHttp,
    ChangeServicesHttp,
    ExchangeAppointmentsHttp,
    CorrectCustomerHttp,
    AppointmentsHttp,
    CheckInHttp,
    DayHttp,
    VisitsHttp,
    VisitCustomerHttp,
    VisitWorkHttp,
    SettlementsHttp,
    CorrectionsHttp,
    ImportsHttp,
  ],
};
