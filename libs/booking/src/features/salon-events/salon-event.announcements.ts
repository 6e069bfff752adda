import { isoOf } from '@chignon/calendar';
import {
  publication,
  SalonEventAnnounced,
  SalonEventAttendance,
  SalonEventCancelled,
  SalonEventRegistered,
  SalonEventRegistrationCancelled,
} from '@chignon/contracts';
import type { Announcements } from '@chignon/eventing';
import type { SalonEventEvent, SalonEventDetails } from './salon-event.js';

type DataOf<T extends SalonEventEvent['type']> = Extract<SalonEventEvent, { type: T }>['data'];

const published = ({ startMs, endMs, ...details }: SalonEventDetails) => ({
  ...details,
  startsAt: isoOf(startMs),
  endsAt: isoOf(endMs),
});

const announced = ({ data }: { data: unknown }) => {
  const {
    startMs,
    endMs,
    opensMs,
    closesMs,
    tiers,
    waitingList: _,
    ...plan
  } = data as DataOf<'SalonEventPlanned'>;
  return publication(SalonEventAnnounced, plan.eventId, {
    ...plan,
    startsAt: isoOf(startMs),
    endsAt: isoOf(endMs),
    opensAt: isoOf(opensMs),
    closesAt: isoOf(closesMs),
    tiers: [...tiers],
  });
};

const registered = ({ data }: { data: unknown }) => {
  const { facts, ...party } = data as DataOf<'SeatsRegistered'>;
  return publication(SalonEventRegistered, party.customerId, { ...published(facts), ...party });
};

/** What others hear of salon events: of the event by its id, of registrations by customer. Who only waits stays private until a seat is theirs. */
export const salonEventAnnouncements: Announcements = {
  SalonEventPlanned: announced,
  SalonEventChanged: announced,
  SeatsRegistered: registered,
  RegistrationMovedUp: registered,
  RegistrationCancelled: ({ data }) => {
    const { facts, seated, ...rest } = data as DataOf<'RegistrationCancelled'>;
    return seated
      ? publication(SalonEventRegistrationCancelled, rest.customerId, {
          ...published(facts),
          ...rest,
        })
      : undefined;
  },
  AttendanceRecorded: ({ data }) => {
    const { facts, ...rest } = data as DataOf<'AttendanceRecorded'>;
    return publication(SalonEventAttendance, rest.customerId, { ...published(facts), ...rest });
  },
  SalonEventCancelled: ({ data }) => {
    const { facts, reason } = data as DataOf<'SalonEventCancelled'>;
    return publication(SalonEventCancelled, facts.eventId, { ...published(facts), reason });
  },
};
