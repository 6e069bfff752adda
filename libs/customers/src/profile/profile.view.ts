import type { AppointmentBooked, BilledLine, VisitSettled, VisitVoided } from '@chignon/contracts';
import { appointmentEvents, visitEvents } from '@chignon/contracts';
import { folding, type Envelope, type View, view } from '@chignon/eventing';

/** How often something was met: `{ "cut": 3 }`. Nothing stands at 0. */
export type Counts = { readonly [key: string]: number };

/** An appointment that was booked and neither cancelled nor missed. */
export interface ProfileAppointment {
  readonly storeId: string;
  readonly businessDate: string;
  readonly startsAt: string;
  readonly zone: string;
  readonly serviceIds: readonly string[];
  readonly staffIds: readonly string[];
}

/**
 * PR-02, PR-03: what the platform knows of a customer from what happened. Counts only, so that a voided visit can be
 * taken out exactly: whatever is a maximum or a favourite is found when asked. A visit counts once it is settled;
 * later settlements of it (corrections) add their lines, not another visit.
 */
export interface Profile {
  readonly id: string;
  readonly visits: number;
  /** Net cents by currency. */
  readonly spendCents: Counts;
  /** Visits by business day, store, local hour. */
  readonly days: Counts;
  readonly stores: Counts;
  readonly hours: Counts;
  /** Service lines by service and by who led them; a returned line counts -1. */
  readonly services: Counts;
  readonly staff: Counts;
  /** By appointment id. Those of the past leave with the next booking. */
  readonly appointments: { readonly [appointmentId: string]: ProfileAppointment };
  /** Appointments that a settled visit kept, with its business day: no longer upcoming, whenever they were to begin. Those of the last year. */
  readonly kept: { readonly [appointmentId: string]: string };
  readonly cancellations: number;
  readonly noShows: number;
}

/** A customer of whom nothing has happened yet. Every field in its place: two ways to the same profile are the same bytes. */
export const blankProfile = (id: string): Profile => ({
  id,
  visits: 0,
  spendCents: {},
  days: {},
  stores: {},
  hours: {},
  services: {},
  staff: {},
  appointments: {},
  kept: {},
  cancellations: 0,
  noShows: 0,
});

const ofCustomer = (event: { data: { customerId?: string } }): (string | undefined)[] => [
  event.data.customerId,
];
const withAppointment = (
  profile: Profile | undefined,
  { data, meta }: Envelope<string, AppointmentBooked>,
  id: string,
): Profile => {
  const appointment: ProfileAppointment = {
    storeId: data.storeId,
    businessDate: data.businessDate,
    startsAt: data.startsAt,
    zone: data.zone,
    serviceIds: data.lines.map((line) => line.serviceId),
    staffIds: [...new Set(data.lines.map((line) => line.staffId))],
  };
  const before = profile ?? blankProfile(id);
  return {
    ...before,
    appointments: withoutPast(
      { ...before.appointments, [data.appointmentId]: appointment },
      meta.recordedAt,
    ),
  };
};
const booked = folding(ofCustomer, withAppointment);

/** One more, or one less, that was cancelled or missed. */
const withEnded = (profile: Profile, how: 'cancelled' | 'missed', by: 1 | -1): Profile => ({
  ...profile,
  ...(how === 'missed'
    ? { noShows: profile.noShows + by }
    : { cancellations: profile.cancellations + by }),
});

/** `customers.profiles`: one document a customer. Visits and appointments are folded into separate fields, so their topics may come in any order. */
export const profiles: View<Profile> = view([visitEvents, appointmentEvents], {
  name: 'customers.profiles',
  edition: 3,
  indexes: {},
  on: {
    VisitSettled: folding(ofCustomer, (profile, { data, meta }, id) =>
      withVisit(
        profile ?? blankProfile(id),
        data,
        data.settlementNo === 1 ? 1 : 0,
        1,
        meta.recordedAt,
      ),
    ),
    VisitVoided: folding(
      ({ data }) => [data.settlementNo > 0 ? data.customerId : undefined],
      (profile, { data, meta }, id) =>
        withVisit(profile ?? blankProfile(id), data, -1, -1, meta.recordedAt),
    ),
    AppointmentBooked: booked,
    AppointmentCustomerNamed: booked,
    AppointmentCustomerCorrected: folding(ofCustomer, (profile, event, id) => {
      const { status } = event.data;
      return status === 'booked' || status === 'checked-in'
        ? withAppointment(profile, event, id)
        : withEnded(profile ?? blankProfile(id), status, 1);
    }),
    AppointmentCustomerRemoved: folding(ofCustomer, (profile, { data }, id) => {
      const { status, appointmentId } = data;
      const before = profile ?? blankProfile(id);
      const left = { ...before, appointments: without(before.appointments, appointmentId) };
      return status === 'booked' || status === 'checked-in' ? left : withEnded(left, status, -1);
    }),
    AppointmentRescheduled: booked,
    AppointmentCancelled: folding(ofCustomer, (profile, { data }, id) => {
      const before = profile ?? blankProfile(id);
      return {
        ...before,
        appointments: without(before.appointments, data.appointmentId),
        cancellations: before.cancellations + 1,
      };
    }),
    AppointmentMissed: folding(ofCustomer, (profile, { data }, id) => {
      const before = profile ?? blankProfile(id);
      return {
        ...before,
        appointments: without(before.appointments, data.appointmentId),
        noShows: before.noShows + 1,
      };
    }),
    AppointmentReinstated: folding(ofCustomer, (profile, event, id) => {
      const before = withAppointment(profile, event, id);
      return { ...before, noShows: before.noShows - 1 };
    }),
  },
});

/** Adds (`sign` 1) or takes out (-1) what a settlement says; `visits` is the change of the number of visits. */
function withVisit(
  profile: Profile,
  visit: VisitSettled | VisitVoided,
  visits: -1 | 0 | 1,
  sign: 1 | -1,
  recordedAt: string,
): Profile {
  const services = visit.lines.filter((line) => line.kind === 'service');
  return {
    ...profile,
    visits: profile.visits + visits,
    spendCents: added(
      profile.spendCents,
      visit.currency ? [visit.currency] : [],
      sign * visit.netCents,
    ),
    days: added(profile.days, [visit.businessDate], visits),
    stores: added(profile.stores, [visit.storeId], visits),
    hours: added(
      profile.hours,
      visit.localHour === undefined ? [] : [String(visit.localHour)],
      visits,
    ),
    services: services.reduce(
      (counts, line) => added(counts, [line.itemId], sign * Math.sign(line.quantityMilli)),
      profile.services,
    ),
    kept:
      visit.appointmentId === undefined || visits === 0
        ? profile.kept
        : keptAfter(profile.kept, visit.appointmentId, visit.businessDate, visits, recordedAt),
    staff: services.reduce(
      (counts, line) => added(counts, leadOf(line), sign * Math.sign(line.quantityMilli)),
      profile.staff,
    ),
  };
}

/** Who had the largest share of a line; of equals the first. */
const leadOf = ({ performers }: BilledLine): string[] =>
  performers
    .slice(0, 1)
    .map(
      (first) =>
        performers.reduce(
          (lead, next) => (next.sharePercent > lead.sharePercent ? next : lead),
          first,
        ).staffId,
    );

/** Those of the year before the visit was written down. */
function keptAfter(
  kept: Profile['kept'],
  appointmentId: string,
  businessDate: string,
  visits: -1 | 1,
  recordedAt: string,
): Profile['kept'] {
  const limit = `${Number(recordedAt.slice(0, 4)) - 1}${recordedAt.slice(4, 10)}`;
  const recent = Object.fromEntries(
    Object.entries(without(kept, appointmentId)).filter(([, day]) => day >= limit),
  );
  return visits > 0 ? { ...recent, [appointmentId]: businessDate } : recent;
}

function added(counts: Counts, keys: readonly string[], by: number): Counts {
  if (keys.length === 0 || by === 0) return counts;
  // Keys are ids that somebody chose, and may be called `constructor`.
  const after = new Map(Object.entries(counts));
  for (const key of keys) {
    const count = (after.get(key) ?? 0) + by;
    if (count === 0) after.delete(key);
    else after.set(key, count);
  }
  return Object.fromEntries(after);
}

function without<T>(
  map: { readonly [key: string]: T },
  key: string,
): { readonly [key: string]: T } {
  const { [key]: _gone, ...rest } = map;
  return rest;
}

/** Bounded: what began more than two days before this was written down is history, and history is the visits'. When an appointment becomes true is another matter: that of an imported one is its start. */
function withoutPast(appointments: Profile['appointments'], now: string): Profile['appointments'] {
  const limit = Date.parse(now) - 2 * 86_400_000;
  return Object.fromEntries(
    Object.entries(appointments).filter(([, a]) => Date.parse(a.startsAt) >= limit),
  );
}
