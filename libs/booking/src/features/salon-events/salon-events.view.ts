import { isoOf } from '@chignon/calendar';
import {
  type DataOf,
  folding,
  keyOf,
  type RecordedEvent,
  type View,
  view,
} from '@chignon/eventing';
import { salonEvents } from './salon-event-ledger.js';
import type {
  Party,
  RegistrationStatus,
  SalonEventEvent,
  SalonEventDetails,
  SalonEventKind,
} from './salon-event.js';

/** One salon event in the lists of a store. Id: the event. */
export interface ListedSalonEvent {
  readonly id: string;
  readonly storeId: string;
  readonly businessDate: string;
  readonly code: string;
  readonly title: string;
  readonly kind: SalonEventKind;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly status: 'planned' | 'cancelled' | 'over';
  readonly seats: number;
  /** Seats that are taken, and seats that are waited for. */
  readonly taken: number;
  readonly awaited: number;
  readonly priceCents: number;
  readonly currency: string;
  readonly opensAt: string;
  readonly closesAt: string;
  readonly membersOnly: boolean;
  readonly tiers: readonly string[];
}

type Planned = DataOf<SalonEventEvent, 'SalonEventPlanned'>;

const written = ({
  eventId,
  storeId,
  businessDate,
  code,
  title,
  kind,
  startMs,
  endMs,
  seats,
  priceCents,
  currency,
  opensMs,
  closesMs,
  membersOnly,
  tiers,
}: Planned) => ({
  id: eventId,
  storeId,
  businessDate,
  code,
  title,
  kind,
  startsAt: isoOf(startMs),
  endsAt: isoOf(endMs),
  seats,
  priceCents,
  currency,
  opensAt: isoOf(opensMs),
  closesAt: isoOf(closesMs),
  membersOnly,
  tiers,
});

const onPlan = folding<ListedSalonEvent, RecordedEvent<string, Planned>>(
  ({ data }) => [data.eventId],
  (event, { data }) => ({
    ...written(data),
    status: event?.status ?? 'planned',
    taken: event?.taken ?? 0,
    awaited: event?.awaited ?? 0,
  }),
);

const on = <E extends { facts: SalonEventDetails }>(
  change: (event: ListedSalonEvent, data: E) => ListedSalonEvent,
) =>
  folding<ListedSalonEvent, RecordedEvent<string, E>>(
    ({ data }) => [data.facts.eventId],
    (event, { data }) => event && change(event, data),
  );

/** Salon events by store and date; every event of the ledger is folded. */
export const listedSalonEvents: View<ListedSalonEvent> = view([salonEvents], {
  name: 'booking.salon-events',
  indexes: {
    byStore: { fields: ['storeId', 'businessDate', 'startsAt', 'id'] },
    byEnd: { fields: ['status', 'endsAt'] },
  },
  guard: 'stream',
  on: {
    SalonEventPlanned: onPlan,
    SalonEventChanged: onPlan,
    SeatsRegistered: on((event, { partySize }) => ({
      ...event,
      taken: event.taken + partySize,
    })),
    SeatsAwaited: on((event, { partySize }) => ({
      ...event,
      awaited: event.awaited + partySize,
    })),
    RegistrationMovedUp: on((event, { partySize }) => ({
      ...event,
      taken: event.taken + partySize,
      awaited: event.awaited - partySize,
    })),
    RegistrationCancelled: on((event, { partySize, seated }) =>
      seated
        ? { ...event, taken: event.taken - partySize }
        : { ...event, awaited: event.awaited - partySize },
    ),
    AttendanceRecorded: on((event) => event),
    SalonEventCancelled: on((event) => ({ ...event, status: 'cancelled' })),
    SalonEventEnded: on((event) => ({ ...event, status: 'over' })),
  },
});

/** One registration in the list of an event, in the order in which they came. Id: the registration. */
export interface ListedRegistration {
  readonly id: string;
  readonly eventId: string;
  readonly customerId: string;
  readonly partySize: number;
  readonly channel: string;
  readonly status: RegistrationStatus;
  readonly registeredAt: string;
  /** Its place in the event's stream, as text that sorts. */
  readonly place: string;
}

const byId = ({ data }: { data: Party }): string[] => [data.registrationId];
const arrives = (status: RegistrationStatus) =>
  folding<ListedRegistration, RecordedEvent<string, Party>>(
    byId,
    (_, { stream, revision, data, meta }) => {
      const { registrationId, customerId, partySize, channel } = data;
      return {
        id: registrationId,
        eventId: keyOf(stream),
        customerId,
        partySize,
        channel,
        status,
        registeredAt: meta.recordedAt,
        place: String(revision).padStart(9, '0'),
      };
    },
  );
const becomes = (status: RegistrationStatus) =>
  folding<ListedRegistration, RecordedEvent<string, Party>>(
    byId,
    (registration) => registration && { ...registration, status },
  );

/** Who is registered for an event, who waits and who came. */
export const listedRegistrations: View<ListedRegistration> = view([salonEvents], {
  name: 'booking.registrations',
  indexes: {
    byEvent: { fields: ['eventId', 'place'] },
    byCustomer: { fields: ['customerId', 'registeredAt'] },
  },
  guard: 'stream',
  edition: 2,
  on: {
    SeatsRegistered: arrives('registered'),
    SeatsAwaited: arrives('waiting'),
    RegistrationMovedUp: becomes('registered'),
    RegistrationCancelled: becomes('cancelled'),
    AttendanceRecorded: folding(
      byId,
      (registration, { data }) =>
        registration && { ...registration, status: data.attended ? 'attended' : 'absent' },
    ),
  },
});
