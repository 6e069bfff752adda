import { isoOf } from '@chignon/calendar';
import {
  AppointmentBooked,
  AppointmentCancelled,
  AppointmentCustomerCorrected,
  AppointmentCustomerNamed,
  AppointmentCustomerRemoved,
  AppointmentFeeWaived,
  AppointmentMissed,
  AppointmentReinstated,
  AppointmentRescheduled,
  publication,
} from '@chignon/contracts';
import { announcements, type DataOf, optional } from '@chignon/eventing';
import type { AcceptedPolicy } from '../salon/policies/policy.js';
import type { AgendaEvent } from './agenda-events.js';
import { agenda } from './agenda.js';
import type { Appointment } from './appointment/appointment.js';
import type { Fee } from './appointment/fee.js';
import { assistantIdsOf, type PlannedLine } from './day/line.js';
import { staffBoundOf } from './day/provisional.js';

/** What a line costs, and its list price when a rule of the day changed it. */
export const lineCost = ({ priceCents, listCents, priceRuleId }: PlannedLine) => ({
  priceCents,
  ...optional({ listCents, priceRuleId }),
});

const keyOf = ({
  customerId,
  appointmentId,
}: {
  customerId?: string;
  appointmentId: string;
}): string => customerId ?? appointmentId;

/** An appointment as others see it: instants and prices, nothing of what it occupies. */
export const publishedAppointment = ({
  lines,
  startMs,
  endMs,
  policy,
  waitlist: _,
  deposit: _deposit,
  offsetMinutes: _offset,
  ...facts
}: Appointment) => ({
  ...facts,
  ...(policy === undefined ? {} : { policy: publishedPolicy(policy) }),
  startsAt: isoOf(startMs),
  endsAt: isoOf(endMs),
  lines: lines.map((l) => ({
    lineId: l.lineId,
    serviceId: l.serviceId,
    serviceGroup: l.serviceGroup,
    staffId: l.staffId,
    ...staffBoundOf(l),
    ...assistantIdsOf(l),
    startsAt: isoOf(l.startMs),
    endsAt: isoOf(l.endMs),
    ...lineCost(l),
  })),
});

const publishedPolicy = ({ policyId, version, currency, acceptedAtMs }: AcceptedPolicy) => ({
  policyId,
  version,
  currency,
  acceptedAt: isoOf(acceptedAtMs),
});
const feePublished = (fee: Fee | undefined) => {
  if (!fee) return {};
  const { chargeUntilMs, ...rest } = fee;
  return { fee: { ...rest, chargeUntil: isoOf(chargeUntilMs) } };
};

type Moved = DataOf<AgendaEvent, 'AppointmentMoved' | 'AppointmentMovedIn' | 'ServicesChanged'>;
type Exchanged = DataOf<AgendaEvent, 'StaffReassigned' | 'StaffBound'>;

const booked = ({ data: { appointment } }: { data: { appointment: Appointment } }) =>
  publication(AppointmentBooked, keyOf(appointment), publishedAppointment(appointment));
const rescheduled = ({ data }: { data: Moved }) => {
  const { appointment, previousStartMs, fee } = data;
  const pricing = 'pricing' in data ? data.pricing : undefined;
  return publication(AppointmentRescheduled, keyOf(appointment), {
    ...publishedAppointment(appointment),
    previousStartsAt: isoOf(previousStartMs),
    ...feePublished(fee),
    ...optional({ pricing }),
  });
};

/** The same time with other people, or with the same for good. What is not booked was never published. */
const exchanged = ({ data }: { data: Exchanged }) => {
  const { appointment, status } = data;
  return status === 'booked'
    ? publication(AppointmentRescheduled, keyOf(appointment), {
        ...publishedAppointment(appointment),
        previousStartsAt: isoOf(appointment.startMs),
      })
    : undefined;
};

/** What others hear of the agenda: bookings, their ends and their fees; holds, reservations and check-ins stay private. */
export const agendaAnnouncements = announcements(agenda, {
  AppointmentBooked: booked,
  AppointmentRecorded: booked,
  CustomerNamed: ({ data: { appointment } }) =>
    publication(AppointmentCustomerNamed, keyOf(appointment), publishedAppointment(appointment)),
  CustomerCorrected: ({ data: { appointment, previousCustomerId, status } }) => {
    const { appointmentId, storeId, startMs } = appointment;
    return [
      ...(previousCustomerId === undefined
        ? []
        : [
            publication(AppointmentCustomerRemoved, previousCustomerId, {
              appointmentId,
              storeId,
              customerId: previousCustomerId,
              startsAt: isoOf(startMs),
              status,
            }),
          ]),
      publication(AppointmentCustomerCorrected, keyOf(appointment), {
        ...publishedAppointment(appointment),
        status,
      }),
    ];
  },
  StaffReassigned: exchanged,
  StaffBound: exchanged,
  AppointmentMoved: rescheduled,
  AppointmentMovedIn: rescheduled,
  ServicesChanged: rescheduled,
  // What is only held, or waits for the store's approval, was never published.
  AppointmentRetimed: ({ data }) => {
    const { appointment, previousStartMs, status } = data;
    return status === 'booked'
      ? publication(AppointmentRescheduled, keyOf(appointment), {
          ...publishedAppointment(appointment),
          previousStartsAt: isoOf(previousStartMs),
          because: 'zone-rules',
        })
      : undefined;
  },
  AppointmentCancelled: ({ data }) => {
    const { startMs, fee, ...rest } = data;
    return publication(AppointmentCancelled, keyOf(rest), {
      ...rest,
      startsAt: isoOf(startMs),
      ...feePublished(fee),
    });
  },
  AppointmentMissed: ({ data }) => {
    const { startMs, fee, ...rest } = data;
    return publication(AppointmentMissed, keyOf(rest), {
      ...rest,
      startsAt: isoOf(startMs),
      ...feePublished(fee),
    });
  },
  AppointmentReinstated: ({ data }) => {
    const { appointment, droppedFeeCents } = data;
    return publication(AppointmentReinstated, keyOf(appointment), {
      ...publishedAppointment(appointment),
      droppedFeeCents,
    });
  },
  FeeWaived: ({ data }) => {
    const { startMs, ...rest } = data;
    return publication(AppointmentFeeWaived, keyOf(rest), { ...rest, startsAt: isoOf(startMs) });
  },
});
