import type { DomainEvent } from '@chignon/eventing';

export const SALON_EVENT_KINDS = [
  'lecture',
  'competition',
  'evening',
  'workshop',
  'other',
] as const;
export type SalonEventKind = (typeof SALON_EVENT_KINDS)[number];

/** What is planned: place, time, seats and who may register when. Instants in epoch milliseconds. */
export interface SalonEventPlan {
  readonly storeId: string;
  readonly zone: string;
  /** The store's business day on which it starts. */
  readonly businessDate: string;
  /** The chain's own code of it, for campaigns and figures. */
  readonly code: string;
  /** What stands for it; the words are kept where they can be erased. */
  readonly title: string;
  readonly kind: SalonEventKind;
  readonly startMs: number;
  readonly endMs: number;
  readonly seats: number;
  /** For one seat. */
  readonly priceCents: number;
  readonly currency: string;
  /** Registration is open in [opensMs, closesMs). */
  readonly opensMs: number;
  readonly closesMs: number;
  readonly waitingList: boolean;
  /** For whom it is: only customers who hold any tier of the chain, or one of these. Looked at when they register; who falls below later keeps the seats. */
  readonly membersOnly: boolean;
  readonly tiers: readonly string[];
}

/** Facts that every registration repeats, because an announcement sees one event only. */
export interface SalonEventDetails {
  readonly eventId: string;
  readonly storeId: string;
  readonly zone: string;
  readonly businessDate: string;
  readonly code: string;
  readonly kind: SalonEventKind;
  readonly startMs: number;
  readonly endMs: number;
}

/** A customer and how many seats they want; a guest of theirs has no name here. */
export interface Party {
  readonly registrationId: string;
  readonly customerId: string;
  readonly partySize: number;
  readonly channel: string;
}

export type SalonEventEvent =
  | DomainEvent<'SalonEventPlanned', SalonEventPlan & { eventId: string }>
  | DomainEvent<'SalonEventChanged', SalonEventPlan & { eventId: string }>
  | DomainEvent<'SeatsRegistered', Party & { facts: SalonEventDetails }>
  | DomainEvent<'SeatsAwaited', Party & { facts: SalonEventDetails }>
  | DomainEvent<'RegistrationMovedUp', Party & { facts: SalonEventDetails }>
  | DomainEvent<
      'RegistrationCancelled',
      Party & {
        facts: SalonEventDetails;
        seated: boolean;
        by: 'customer' | 'store';
        reason: string;
      }
    >
  | DomainEvent<'AttendanceRecorded', Party & { facts: SalonEventDetails; attended: boolean }>
  | DomainEvent<'SalonEventCancelled', { facts: SalonEventDetails; reason: string }>
  | DomainEvent<'SalonEventEnded', { facts: SalonEventDetails }>;

export type RegistrationStatus = 'registered' | 'waiting' | 'cancelled' | 'attended' | 'absent';

export interface Registration extends Party {
  readonly status: RegistrationStatus;
}

export interface SalonEventState {
  readonly eventId: string;
  readonly status: 'absent' | 'planned' | 'cancelled' | 'over';
  readonly plan?: SalonEventPlan | undefined;
  /** By id, in the order in which they came. */
  readonly registrations: ReadonlyMap<string, Registration>;
  /** Customer -> the registration of theirs that stands. */
  readonly standing: ReadonlyMap<string, string>;
  /** Seats of everybody who has one. */
  readonly taken: number;
  /** Registration ids in the order in which seats are theirs. */
  readonly waiting: readonly string[];
}

export const noSalonEvent = (eventId: string): SalonEventState => ({
  eventId,
  status: 'absent',
  plan: undefined,
  registrations: new Map(),
  standing: new Map(),
  taken: 0,
  waiting: [],
});

/** True of a registration that holds seats. */
export const seated = ({ status }: Pick<Registration, 'status'>): boolean =>
  status === 'registered' || status === 'attended' || status === 'absent';

/** The state with a registration put or replaced; seats, waiting list and who stands follow from its status. */
export function withRegistration(
  state: SalonEventState,
  { registrationId, customerId, partySize, channel }: Party,
  status: RegistrationStatus,
): SalonEventState {
  const before = state.registrations.get(registrationId);
  // Field by field, so that all registrations share one shape.
  const after: Registration = { registrationId, customerId, partySize, channel, status };
  const standing = new Map(state.standing);
  if (status === 'cancelled') standing.delete(customerId);
  else standing.set(customerId, registrationId);
  const waits = status === 'waiting';
  return {
    eventId: state.eventId,
    status: state.status,
    plan: state.plan,
    standing,
    registrations: new Map(state.registrations).set(registrationId, after),
    taken:
      state.taken -
      (before && seated(before) ? before.partySize : 0) +
      (seated(after) ? partySize : 0),
    waiting:
      waits === state.waiting.includes(registrationId)
        ? state.waiting
        : waits
          ? [...state.waiting, registrationId]
          : state.waiting.filter((id) => id !== registrationId),
  };
}

export const detailsOfEvent = (
  eventId: string,
  { storeId, zone, businessDate, code, kind, startMs, endMs }: SalonEventPlan,
): SalonEventDetails => ({ eventId, storeId, zone, businessDate, code, kind, startMs, endMs });

export const partyOf = ({ registrationId, customerId, partySize, channel }: Party): Party => ({
  registrationId,
  customerId,
  partySize,
  channel,
});
