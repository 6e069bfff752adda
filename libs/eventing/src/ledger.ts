import type { DomainEvent, Envelope, RecordedEvent } from './event.js';
import type { Facts } from './ports/facts.js';
import { NotUnderstoodError } from './refusal.js';

/** A wish, in the imperative. */
export interface Command<T extends string = string> {
  readonly type: T;
}

/** The one of a union that has this type. */
export type OfType<U extends { type: string }, T extends U['type']> = Extract<U, { type: T }>;

/** How each event changes the state. Pure; a map by type, so that a missing case does not compile. */
export type Evolve<S, E extends DomainEvent> = {
  readonly [T in E['type']]: (state: S, event: Envelope<T, OfType<E, T>['data']>) => S;
};

/** What each command leads to. Pure; `[]` means "already so"; a refusal is thrown (`throw refused('slot-taken', …)`). */
export type Decide<S, C extends Command, E extends DomainEvent> = {
  readonly [T in C['type']]: (state: S, command: OfType<C, T>, facts: Facts) => E[];
};

/** Turns the data of one old version of an event into the data of the next version. */
export type Upcaster = (data: any) => any;

/** Old shapes by event type and version: `{ PointsEarned: { 1: v1 => v2 } }`. */
export type Past = { readonly [type: string]: { readonly [version: number]: Upcaster } };

/** One kind of event-sourced stream: everything a reader needs to know about it, in one value. */
export interface Ledger<S, C extends Command, E extends DomainEvent> {
  /** Prefix of its streams, one word without a dash: `agenda`, `visit`, `points`. */
  readonly category: string;
  readonly initial: (key: string) => S;
  readonly evolve: Evolve<S, E>;
  readonly decide: Decide<S, C, E>;
  /** Version written today, per event type; 1 where left out. */
  readonly versions?: { readonly [T in E['type']]?: number };
  readonly past?: Past;
}

export type AnyLedger = Ledger<any, any, any>;
export type StateOf<L> = L extends Ledger<infer S, any, any> ? S : never;
export type CommandOf<L> = L extends Ledger<any, infer C, any> ? C : never;
export type EventOf<L> = L extends Ledger<any, any, infer E> ? E : never;
/** Data of an event of a ledger, by its type: `DataOf<AgendaEvent, 'SlotHeld'>`. */
export type DataOf<E extends DomainEvent, T extends E['type']> = OfType<E, T>['data'];

/** An event of a ledger as it was recorded: narrowed by its type, its data is that event's. */
export type Recorded<E extends DomainEvent> = E extends DomainEvent
  ? RecordedEvent<E['type'], E['data']>
  : never;

/** The version of an event type that the ledger writes today. */
export const versionOf = (ledger: AnyLedger, type: string): number =>
  (ledger.versions as Record<string, number> | undefined)?.[type] ?? 1;

/** @returns undefined when the event is of a version that this code does not know */
function upcast<R extends Envelope>(
  event: R,
  past: Past | undefined,
  current: number,
): R | undefined {
  if (event.version === current) return event;
  if (event.version > current) return undefined;
  let { data } = event;
  for (let version = event.version; version < current; version++) {
    const step = past?.[event.type]?.[version];
    if (!step) return undefined;
    data = step(data);
  }
  return { ...event, data, version: current };
}

/**
 * Brings an event of any past version to today's shape.
 * @throws NotUnderstoodError for a newer version, for what is no event of ours, and where its data is not of the shape that its version says
 */
export function toCurrentVersion<R extends Envelope>(
  event: R,
  past: Past | undefined,
  current: number,
): R {
  let shaped: R | undefined;
  try {
    shaped = upcast(event, past, current);
  } catch (error) {
    throw new NotUnderstoodError(
      event,
      `is not of the shape of its version: ${(error as Error).message}`,
    );
  }
  if (shaped) return shaped;
  throw new NotUnderstoodError(
    event,
    event.version === 0 ? 'is no event of ours' : 'is not known to this release',
    event.version > current,
  );
}

/** Applies recorded events to a state, upcasting old ones. An event that today's code does not know is an error: a decision must see all. */
export function fold<S>(
  ledger: Ledger<S, any, any>,
  state: S,
  events: readonly RecordedEvent[],
): S {
  for (const recorded of events) {
    const evolve = (ledger.evolve as Record<string, ((s: S, e: Envelope) => S) | undefined>)[
      recorded.type
    ];
    const event = toCurrentVersion(recorded, ledger.past, versionOf(ledger, recorded.type));
    if (!evolve)
      throw new NotUnderstoodError(
        recorded,
        'is of a type that is not known to this release',
        true,
      );
    try {
      state = evolve(state, event);
    } catch (error) {
      throw new NotUnderstoodError(
        recorded,
        `is not of the shape of its version: ${(error as Error).message}`,
      );
    }
  }
  return state;
}
