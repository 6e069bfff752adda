import { DAY_MS, HOUR_MS, isoOf, msOfIso, mustBeInSight } from '@chignon/calendar';
import {
  canonical,
  type Decide,
  type Evolve,
  type Facts,
  invalid,
  type Ledger,
  notFound,
  optional,
  refused,
} from '@chignon/eventing';
import {
  detailsOfEvent,
  noSalonEvent,
  type Party,
  partyOf,
  type Registration,
  type SalonEventEvent,
  type SalonEventDetails,
  type SalonEventPlan,
  type SalonEventState,
  withRegistration,
} from './salon-event.js';

/**
 * One lecture, competition or evening of a store with its seats (BK-24). All of its registrations are decided here, so
 * that the seats of those registered never exceed the seats there are, however many register at once.
 * Stream: `salonevent-<event>`. The rule people get wrong: a seat that becomes free belongs to whoever waits first; it is
 * theirs in the same append, and somebody new queues behind them even while a larger party at the head does not fit yet.
 */
export type SalonEventCommand =
  | { type: 'PlanSalonEvent'; plan: SalonEventPlan }
  | { type: 'ChangeSalonEvent'; plan: SalonEventPlan }
  /** `tier`: the tier of the chain that the customer holds; absent: none. */
  | {
      type: 'RegisterSeats';
      customerId: string;
      partySize: number;
      channel: string;
      tier?: string;
    }
  | { type: 'CancelRegistration'; registrationId: string; by: 'customer' | 'store'; reason: string }
  | { type: 'RecordAttendance'; registrationId: string; attended: boolean }
  | { type: 'CancelSalonEvent'; reason: string }
  | { type: 'EndSalonEvent' };

/** Most who wait for one event: far more than will ever move up, and a bound for the stream. */
export const MAX_ON_WAITING_LIST = 500;
/** A festival of a week; anything longer is several events. */
const LONGEST_MS = 7 * DAY_MS;
/** People are ticked off while they come in. */
const DOORS_MS = HOUR_MS;

const evolve: Evolve<SalonEventState, SalonEventEvent> = {
  SalonEventPlanned: (state, { data }) => at(state, 'planned', planOf(data)),
  SalonEventChanged: (state, { data }) => at(state, state.status, planOf(data)),
  SeatsRegistered: (state, { data }) => withRegistration(state, data, 'registered'),
  SeatsAwaited: (state, { data }) => withRegistration(state, data, 'waiting'),
  RegistrationMovedUp: (state, { data }) => withRegistration(state, data, 'registered'),
  RegistrationCancelled: (state, { data }) => withRegistration(state, data, 'cancelled'),
  AttendanceRecorded: (state, { data }) =>
    withRegistration(state, data, data.attended ? 'attended' : 'absent'),
  SalonEventCancelled: (state) => at(state, 'cancelled', state.plan),
  SalonEventEnded: (state) => at(state, 'over', state.plan),
};

const decide: Decide<SalonEventState, SalonEventCommand, SalonEventEvent> = {
  PlanSalonEvent: (state, { plan }, facts) => {
    if (state.status !== 'absent')
      throw refused(
        'event-planned-already',
        'This salon event is already planned. Change it instead.',
      );
    checkPlan(plan, facts);
    return [{ type: 'SalonEventPlanned', data: { eventId: state.eventId, ...plan } }];
  },
  ChangeSalonEvent: (state, { plan }, facts) => {
    const { plan: before } = planned(state);
    if (canonical(before) === canonical(plan)) return [];
    checkPlan(plan, facts);
    if (plan.seats < state.taken)
      throw refused('seats-below-registrations', `${state.taken} seats are already taken.`, {
        field: 'seats',
        expected: `${state.taken} or more`,
        taken: state.taken,
      });
    const eventDetails = detailsOfEvent(state.eventId, plan);
    return [
      { type: 'SalonEventChanged', data: { eventId: state.eventId, ...plan } },
      ...movedUp(state, plan, eventDetails, facts),
    ];
  },
  RegisterSeats: (state, { customerId, partySize, channel, tier }, facts) => {
    const { plan } = planned(state);
    const standing = state.registrations.get(state.standing.get(customerId) ?? '');
    if (standing)
      throw refused('already-registered', 'This customer is already registered.', {
        field: 'customerId',
        registrationId: standing.registrationId,
        found: standing.status,
      });
    const nowMs = msOfIso(facts.now());
    if (nowMs < plan.opensMs)
      throw refused('registration-not-open', 'Registration has not opened.', {
        opensAt: isoOf(plan.opensMs),
      });
    if (nowMs >= plan.closesMs)
      throw refused('registration-closed', 'Registration is closed.', {
        closedAt: isoOf(plan.closesMs),
      });
    if (plan.tiers.length > 0 ? !plan.tiers.includes(tier ?? '') : plan.membersOnly && !tier)
      throw refused(
        'tier-required',
        plan.tiers.length > 0
          ? `This salon event is for ${plan.tiers.join(', ')}.`
          : 'This salon event is for customers who hold a tier.',
        { field: 'customerId', tiers: plan.tiers, ...optional({ found: tier }) },
      );
    if (partySize > plan.seats)
      throw invalid('party-too-large', 'The party is larger than the number of seats.', {
        field: 'partySize',
        expected: `at most ${plan.seats}`,
      });
    const party: Party = { registrationId: `r-${facts.newId()}`, customerId, partySize, channel };
    const left = plan.seats - state.taken;
    const othersFirst = state.waiting.some((id) => found(state, id).partySize <= plan.seats);
    if (!othersFirst && partySize <= left)
      return [
        { type: 'SeatsRegistered', data: { ...party, facts: detailsOfEvent(state.eventId, plan) } },
      ];
    if (!plan.waitingList)
      throw refused('event-full', 'Too few seats are left.', {
        field: 'partySize',
        seatsLeft: left,
      });
    if (state.waiting.length >= MAX_ON_WAITING_LIST)
      throw refused('waiting-list-full', 'The waiting list is full.', {
        limit: MAX_ON_WAITING_LIST,
      });
    return [
      { type: 'SeatsAwaited', data: { ...party, facts: detailsOfEvent(state.eventId, plan) } },
    ];
  },
  CancelRegistration: (state, { registrationId, by, reason }, facts) => {
    const registration = found(state, registrationId);
    if (registration.status === 'cancelled') return [];
    const { plan } = planned(state);
    if (
      registration.status === 'attended' ||
      registration.status === 'absent' ||
      msOfIso(facts.now()) >= plan.startMs
    )
      throw refused('event-begun', 'The salon event has begun. Record attendance instead.', {
        startedAt: isoOf(plan.startMs),
      });
    const eventDetails = detailsOfEvent(state.eventId, plan);
    return [
      cancelled(registration, eventDetails, by, reason),
      ...movedUp(withRegistration(state, registration, 'cancelled'), plan, eventDetails, facts),
    ];
  },
  RecordAttendance: (state, { registrationId, attended }, facts) => {
    const registration = found(state, registrationId);
    const { plan } = state as { plan: SalonEventPlan };
    if (registration.status === 'cancelled' || registration.status === 'waiting')
      throw refused(
        `registration-${registration.status}`,
        `The registration is ${registration.status}.`,
        { found: registration.status, expected: 'registered' },
      );
    if (registration.status === (attended ? 'attended' : 'absent')) return [];
    if (state.status === 'cancelled')
      throw refused('event-cancelled', 'The salon event was cancelled.', { found: state.status });
    if (msOfIso(facts.now()) < plan.startMs - DOORS_MS)
      throw refused(
        'event-not-begun',
        'The salon event has not begun, so attendance cannot be recorded.',
        { startsAt: isoOf(plan.startMs) },
      );
    return [
      {
        type: 'AttendanceRecorded',
        data: { ...partyOf(registration), facts: detailsOfEvent(state.eventId, plan), attended },
      },
    ];
  },
  CancelSalonEvent: (state, { reason }) => {
    if (state.status === 'cancelled') return [];
    const eventDetails = detailsOfEvent(state.eventId, planned(state).plan);
    const ended = [...state.registrations.values()]
      .filter((r) => r.status === 'registered' || r.status === 'waiting')
      .map((r) => cancelled(r, eventDetails, 'store', 'event-cancelled'));
    return [...ended, { type: 'SalonEventCancelled', data: { facts: eventDetails, reason } }];
  },
  EndSalonEvent: (state, _, facts) => {
    if (state.status === 'over') return [];
    const { plan } = planned(state);
    if (msOfIso(facts.now()) < plan.endMs)
      throw refused('event-not-over', 'The salon event is not over.', {
        endsAt: isoOf(plan.endMs),
      });
    const eventDetails = detailsOfEvent(state.eventId, plan);
    return [
      ...state.waiting.map((id) =>
        cancelled(found(state, id), eventDetails, 'store', 'event-over'),
      ),
      { type: 'SalonEventEnded', data: { facts: eventDetails } },
    ];
  },
};

/** Salon events with their seats. */
export const salonEvents: Ledger<SalonEventState, SalonEventCommand, SalonEventEvent> = {
  category: 'salonevent',
  initial: noSalonEvent,
  evolve,
  decide,
};

const at = (
  { eventId, registrations, standing, taken, waiting }: SalonEventState,
  status: SalonEventState['status'],
  plan: SalonEventPlan | undefined,
): SalonEventState => ({ eventId, status, plan, registrations, standing, taken, waiting });

const planOf = ({ eventId: _, ...plan }: SalonEventPlan & { eventId: string }): SalonEventPlan =>
  plan;

function planned(state: SalonEventState): { plan: SalonEventPlan } {
  if (!state.plan) throw notFound('salon-event-not-found', 'There is no such salon event.');
  if (state.status !== 'planned')
    throw refused(`event-${state.status}`, `The salon event is ${state.status}.`, {
      found: state.status,
      expected: 'planned',
    });
  return { plan: state.plan };
}

function found(state: SalonEventState, registrationId: string): Registration {
  const registration = state.registrations.get(registrationId);
  if (!registration) throw notFound('registration-not-found', 'There is no such registration.');
  return registration;
}

const cancelled = (
  registration: Registration,
  details: SalonEventDetails,
  by: 'customer' | 'store',
  reason: string,
): SalonEventEvent => ({
  type: 'RegistrationCancelled',
  data: {
    ...partyOf(registration),
    facts: details,
    seated: registration.status === 'registered',
    by,
    reason,
  },
});

/** Those whose turn it is now, first come first; nobody after the start, and a party that can never fit holds up nobody. */
function movedUp(
  state: SalonEventState,
  plan: SalonEventPlan,
  details: SalonEventDetails,
  { now }: Facts,
): SalonEventEvent[] {
  if (msOfIso(now()) >= plan.startMs) return [];
  const moved: SalonEventEvent[] = [];
  let left = plan.seats - state.taken;
  for (const id of state.waiting) {
    const waits = found(state, id);
    if (waits.partySize > plan.seats) continue;
    if (waits.partySize > left) break;
    left -= waits.partySize;
    moved.push({ type: 'RegistrationMovedUp', data: { ...partyOf(waits), facts: details } });
  }
  return moved;
}

/** @throws Refusal 422 naming the field */
function checkPlan({ startMs, endMs, opensMs, closesMs }: SalonEventPlan, facts: Facts): void {
  if (endMs <= startMs)
    throw invalid('dates-reversed', 'The end is before the start.', {
      field: 'endsAt',
      expected: `after ${isoOf(startMs)}`,
    });
  if (endMs - startMs > LONGEST_MS)
    throw invalid('event-too-long', 'A salon event may last one week at most.', {
      field: 'endsAt',
      expected: `${isoOf(startMs + LONGEST_MS)} or earlier`,
    });
  if (endMs <= msOfIso(facts.now()))
    throw invalid('start-in-past', 'The salon event would already be over.', {
      field: 'endsAt',
      expected: `after ${facts.now()}`,
    });
  mustBeInSight(startMs, msOfIso(facts.now()));
  if (closesMs <= opensMs)
    throw invalid('dates-reversed', 'Registration closes before it opens.', {
      field: 'closesAt',
      expected: `after ${isoOf(opensMs)}`,
    });
  if (closesMs > endMs)
    throw invalid(
      'registration-after-end',
      'Registration must close by the end of the salon event.',
      { field: 'closesAt', expected: `${isoOf(endMs)} or earlier` },
    );
}
