import { IsArray, IsBoolean, IsIn, IsInt, IsString, Matches, Min } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { CURRENCY, DATE, INSTANT } from '../parts.js';

export const SALON_EVENT_TOPIC = 'chignon.booking.salonevent';

class SalonEventDetails {
  @IsString() eventId: string;
  @IsString() storeId: string;
  @IsString() zone: string;
  /** The store's business day on which it starts. */
  @Matches(DATE) businessDate: string;
  /** The chain's own code of it. */
  @IsString() code: string;
  /** What kind of evening it is: `lecture`, `competition`, `evening` (a party or reception), `workshop` or `other`. */
  @IsString() kind: string;
  @Matches(INSTANT) startsAt: string;
  @Matches(INSTANT) endsAt: string;
}

/** A salon event is planned, or what is planned of it changed. Key: the event. */
@Published(SALON_EVENT_TOPIC, 1)
export class SalonEventAnnounced extends SalonEventDetails {
  /** What stands for what it is called: the words, which may name somebody, stay in booking. */
  @IsString() title: string;
  @IsInt() @Min(1) seats: number;
  /** For one seat. */
  @IsInt() @Min(0) priceCents: number;
  @Matches(CURRENCY) currency: string;
  /** Registration is open from `opensAt` until before `closesAt`. */
  @Matches(INSTANT) opensAt: string;
  @Matches(INSTANT) closesAt: string;
  /** For whom it is meant: not enforced by booking. */
  @IsBoolean() membersOnly: boolean;
  @IsArray() @IsString({ each: true }) tiers: string[];
}

/** A salon event is called off. Each registration is told to have ended by itself. Key: the event. */
@Published(SALON_EVENT_TOPIC, 1)
export class SalonEventCancelled extends SalonEventDetails {
  /** A code. */
  @IsString() reason: string;
}

class SalonEventParty extends SalonEventDetails {
  @IsString() registrationId: string;
  @IsString() customerId: string;
  /** Seats, the customer's own included. */
  @IsInt() @Min(1) partySize: number;
  @IsString() channel: string;
}

/** Seats of a salon event are a customer's, at once or moved up from the waiting list. Key: the customer, as for all registrations. */
@Published(SALON_EVENT_TOPIC, 1)
export class SalonEventRegistered extends SalonEventParty {}

/** The seats are no longer theirs. */
@Published(SALON_EVENT_TOPIC, 1)
export class SalonEventRegistrationCancelled extends SalonEventParty {
  @IsIn(['customer', 'store']) by: 'customer' | 'store';
  /** A code, never free text about a person; `event-cancelled` when the whole event was called off. */
  @IsString() reason: string;
}

/** Whether they came. A later one replaces the one before. */
@Published(SALON_EVENT_TOPIC, 1)
export class SalonEventAttendance extends SalonEventParty {
  @IsBoolean() attended: boolean;
}

/** What is published to this topic: named by its consumers. */
export const salonEventEvents = topicEvents(SALON_EVENT_TOPIC, {
  SalonEventAnnounced,
  SalonEventCancelled,
  SalonEventRegistered,
  SalonEventRegistrationCancelled,
  SalonEventAttendance,
});
