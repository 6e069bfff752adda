import type { Evaluation, NotedVisit, Plan } from './rebook-events.js';

/* What the rebooking ledger knows of one customer, and how it changes. */

export interface RebookState {
  readonly customerId: string;
  /** By business day, oldest first; the newest `VISITS_KEPT`. */
  readonly visits: readonly NotedVisit[];
  /** Visits that never counted, whatever is heard of them later. */
  readonly takenOut: ReadonlySet<string>;
  /** By appointment id. */
  readonly bookings: ReadonlyMap<
    string,
    { readonly startsAt: string; readonly serviceGroups: readonly string[] }
  >;
  /** The newest by service group. */
  readonly evaluations: ReadonlyMap<string, Evaluation>;
  /** By message id, of the visits kept. */
  readonly messages: ReadonlyMap<
    string,
    Plan & { readonly status: 'planned' | 'withdrawn' | 'released' }
  >;
}

/** Far more than a rhythm needs, and a bound for the state. */
const VISITS_KEPT = 60;

/** The state once this booking stops nothing any more: it was kept, cancelled or missed. */
export function withoutBooking(state: RebookState, appointmentId: string | undefined): RebookState {
  if (appointmentId === undefined || !state.bookings.has(appointmentId)) return state;
  return {
    ...state,
    bookings: new Map([...state.bookings].filter(([id]) => id !== appointmentId)),
  };
}

/** The state with a visit, or with more service groups of one that is known; the oldest visits beyond `VISITS_KEPT` go. */
export function withVisit(state: RebookState, noted: NotedVisit): RebookState {
  const known = state.visits.find((visit) => visit.visitId === noted.visitId);
  const merged = known
    ? { ...known, serviceGroups: [...known.serviceGroups, ...noted.serviceGroups] }
    : noted;
  const all = [...state.visits.filter((visit) => visit !== known), merged].sort(
    (a, b) =>
      compare(a.businessDate, b.businessDate) ||
      compare(a.at, b.at) ||
      compare(a.visitId, b.visitId),
  );
  const visits = all.slice(-VISITS_KEPT);
  if (visits.length === all.length) return { ...state, visits };
  const kept = new Set(visits.map((visit) => visit.visitId));
  return {
    ...state,
    visits,
    messages: new Map(
      [...state.messages].filter(
        ([, message]) => message.status === 'planned' || kept.has(message.visitId),
      ),
    ),
  };
}

/** The state with another status of a message; a message that went with its visit stays away. */
export const withStatus = (
  state: RebookState,
  messageId: string,
  status: 'withdrawn',
): RebookState => {
  const message = state.messages.get(messageId);
  return message
    ? { ...state, messages: withOne(state.messages, messageId, { ...message, status }) }
    : state;
};

/** A copy of a map with one entry set. */
export const withOne = <V>(
  map: ReadonlyMap<string, V>,
  key: string,
  value: V,
): ReadonlyMap<string, V> => new Map(map).set(key, value);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
