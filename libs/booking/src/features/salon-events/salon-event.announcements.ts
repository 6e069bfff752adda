import { isoOf } from '@chignon/calendar';
import {
  publication,
  SalonEventAnnounced,
  SalonEventAttendance,
  SalonEventCancelled,
  SalonEventRegistered,
  SalonEventRegistrationCancelled,
} from '@chignon/contracts';
import { announcements, type DataOf } from '@chignon/eventing';
import { salonEvents } from './salon-event-ledger.js';
import type { SalonEventEvent, SalonEventDetails } from './salon-event.js';

const published = ({ startMs, endMs, ...details }: SalonEventDetails) => ({
  ...details,
  startsAt: isoOf(startMs),
  endsAt: isoOf(endMs),
});

const announced = ({ data }: { data: DataOf<SalonEventEvent, 'SalonEventPlanned'> }) => {
  const { startMs, endMs, opensMs, closesMs, tiers, waitingList: _, ...plan } = data;
  return publication(SalonEventAnnounced, plan.eventId, {
    ...plan,
    startsAt: isoOf(startMs),
    endsAt: isoOf(endMs),
    opensAt: isoOf(opensMs),
    closesAt: isoOf(closesMs),
    tiers: [...tiers],
  });
};

const registered = ({ data }: { data: DataOf<SalonEventEvent, 'SeatsRegistered'> }) => {
  const { facts, ...party } = data;
  return publication(SalonEventRegistered, party.customerId, { ...published(facts), ...party });
};

/** What others hear of salon events: of the event by its id, of registrations by customer. Who only waits stays private until a seat is theirs. */
export const salonEventAnnouncements = announcements(salonEvents, {
  SalonEventPlanned: announced,
  SalonEventChanged: announced,
  SeatsRegistered: registered,
  RegistrationMovedUp: registered,
  RegistrationCancelled: ({ data }) => {
    const { facts, seated, ...rest } = data;
    return seated
      ? publication(SalonEventRegistrationCancelled, rest.customerId, {
          ...published(facts),
          ...rest,
        })
      : undefined;
  },
  AttendanceRecorded: ({ data }) => {
    const { facts, ...rest } = data;
    return publication(SalonEventAttendance, rest.customerId, { ...published(facts), ...rest });
  },
  SalonEventCancelled: ({ data }) => {
    const { facts, reason } = data;
    return publication(SalonEventCancelled, facts.eventId, { ...published(facts), reason });
  },
});
