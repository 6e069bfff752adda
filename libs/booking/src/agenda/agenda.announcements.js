import { isoOf } from '@chignon/calendar';
import { AppointmentBooked, AppointmentCancelled, AppointmentCustomerNamed, AppointmentFeeWaived, AppointmentMissed, AppointmentReinstated, AppointmentRescheduled, publication, } from '@chignon/contracts';
import { announcements } from '@chignon/eventing';
import { agenda } from './agenda.js';
import { assistantIdsOf } from './day/line.js';
import { staffBoundOf } from './day/provisional.js';
/** What a line costs, and its list price when a rule of the day changed it. */
export const lineCost = ({ priceCents, listCents, priceRuleId }) => ({
    priceCents,
    ...(listCents === undefined ? {} : { listCents }),
    ...(priceRuleId === undefined ? {} : { priceRuleId }),
});
const keyOf = ({ customerId, appointmentId, }) => customerId ?? appointmentId;
/** An appointment as others see it: instants and prices, nothing of what it occupies. */
export const publishedAppointment = ({ lines, startMs, endMs, policy, waitlist: _, deposit: _deposit, offsetMinutes: _offset, ...facts }) => ({
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
const publishedPolicy = ({ policyId, version, currency, acceptedAtMs }) => ({
    policyId,
    version,
    currency,
    acceptedAt: isoOf(acceptedAtMs),
});
const feePublished = (fee) => {
    if (!fee)
        return {};
    const { chargeUntilMs, ...rest } = fee;
    return { fee: { ...rest, chargeUntil: isoOf(chargeUntilMs) } };
};
const booked = ({ data: { appointment } }) => publication(AppointmentBooked, keyOf(appointment), publishedAppointment(appointment));
const rescheduled = ({ data }) => {
    const { appointment, previousStartMs, fee } = data;
    return publication(AppointmentRescheduled, keyOf(appointment), {
        ...publishedAppointment(appointment),
        previousStartsAt: isoOf(previousStartMs),
        ...feePublished(fee),
    });
};
/** The same time with other people, or with the same for good. What is not booked was never published. */
const exchanged = ({ data }) => {
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
    CustomerNamed: ({ data: { appointment } }) => publication(AppointmentCustomerNamed, keyOf(appointment), publishedAppointment(appointment)),
    StaffReassigned: exchanged,
    StaffBound: exchanged,
    AppointmentMoved: rescheduled,
    AppointmentMovedIn: rescheduled,
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
