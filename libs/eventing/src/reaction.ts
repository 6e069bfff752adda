import type { EffectCause } from './causes.js';
import type { DeliveredMessage, DomainEvent, Envelope, Message, RecordedEvent } from './event.js';
import { categoryOf } from './event.js';
import { type EventFrom, type EventSource, resolveHandlers, type TypesOf } from './heard.js';
import type { AnyLedger, Command, Ledger, OfType } from './ledger.js';
import type { Refusal } from './refusal.js';
import type { Source } from './view.js';
import type { Tools } from './context.js';

/** A command that follows from an event. Its command id is derived from the event's id: hearing twice has one effect. */
export interface Dispatch {
  readonly ledger: AnyLedger;
  readonly key: string;
  readonly command: Command;
  /** What to do instead when the ledger says no; left out: the refusal is logged and that is the end of it. */
  readonly onRefused?: (refusal: Refusal) => readonly Dispatch[];
}

/**
 * A command that follows from an event: `dispatch(stock, key, { type: 'SellForVisit', … })`.
 * @param onRefused what to do instead when the ledger says no; left out: the refusal is logged and that is the end of it
 */
export const dispatch = <C extends Command>(
  ledger: Ledger<any, C, any>,
  key: string,
  command: NoInfer<C>,
  onRefused?: (refusal: Refusal) => readonly Dispatch[],
): Dispatch => ({ ledger, key, command, ...(onRefused ? { onRefused } : {}) });

/** Event heard -> commands, or nothing. Pure. Made by `reaction`. */
export interface Reaction {
  /** `<context>.<what-it-does>`; also the consumer group. */
  readonly name: string;
  readonly source: Source;
  readonly on: {
    readonly [eventType: string]: (
      event: (RecordedEvent | DeliveredMessage) & Envelope,
    ) => readonly Dispatch[];
  };
  readonly versions?: { readonly [eventType: string]: number };
}

/**
 * A reaction to own ledgers or published topics: `reaction([visitEvents], { name, on: { VisitSettled: … } })`. Its map is keyed by the
 * events of those, each handler gets its own event.
 */
export function reaction<H extends EventSource>(
  hears: readonly H[],
  {
    name,
    on,
  }: {
    readonly name: string;
    readonly on: { readonly [T in TypesOf<H>]?: (event: EventFrom<H, T>) => readonly Dispatch[] };
  },
): Reaction {
  return { name, ...resolveHandlers(name, hears, on) };
}

/**
 * Event heard -> something done outside the ledgers: a message sent, a document put. At least once, so it must be
 * idempotent by event id. A replay or a rebuild never reaches it. Made by `effect`.
 */
export interface Effect {
  readonly name: string;
  readonly source: Source;
  readonly on: {
    readonly [eventType: string]: (
      event: (RecordedEvent | DeliveredMessage) & Envelope,
      tools: Tools,
      cause: EffectCause,
    ) => Promise<void>;
  };
  readonly versions?: { readonly [eventType: string]: number };
}

/**
 * An effect of own ledgers or published topics: `effect([visitEvents], { name, on: { VisitSettled: … } })`. Its map is keyed by the
 * events of those, each handler gets its own event.
 */
export function effect<H extends EventSource>(
  hears: readonly H[],
  {
    name,
    on,
  }: {
    readonly name: string;
    readonly on: {
      readonly [T in TypesOf<H>]?: (
        event: EventFrom<H, T>,
        tools: Tools,
        cause: EffectCause,
      ) => Promise<void>;
    };
  },
): Effect {
  return { name, ...resolveHandlers(name, hears, on) };
}

/** What is published of a private event: silence (`undefined` or `[]`) is the default. */
type Announced = Publication | readonly Publication[] | undefined;

/** What is published of the events of a ledger, keyed by them. Pure. */
export function announcements<E extends DomainEvent>(
  ledger: Ledger<any, any, E>,
  on: {
    readonly [T in E['type']]?: (event: RecordedEvent<T, OfType<E, T>['data']>) => Announced;
  },
): Announcements {
  const { on: resolved } = resolveHandlers(`what is published of ${ledger.category}`, [ledger], on);
  return Object.fromEntries(
    Object.entries(resolved as Announcements).map(([type, announce]) => {
      const own = (event: RecordedEvent) =>
        categoryOf(event.stream) === ledger.category ? announce(event) : undefined;
      categoriesOf.set(own, [ledger.category]);
      return [type, own];
    }),
  );
}

/** Of the ledgers whose events an announcement speaks for. */
const categoriesOf = new WeakMap<Announcements[string], readonly string[]>();

/**
 * Two announcements of events of one name as one, each for its own ledger: ledgers share events, such as those of reservations.
 * @throws Error where both speak for the same ledger, or for nobody knows which
 */
export function bothAnnounce(
  a: Announcements[string],
  b: Announcements[string],
  what: string,
): Announcements[string] {
  const [ofA, ofB] = [categoriesOf.get(a), categoriesOf.get(b)];
  if (!ofA || !ofB || ofA.some((category) => ofB.includes(category)))
    throw new Error(`${what} is announced by two parts`);
  const both = (event: RecordedEvent) => (ofA.includes(categoryOf(event.stream)) ? a : b)(event);
  categoriesOf.set(both, [...ofA, ...ofB]);
  return both;
}

/** A private event of a ledger -> what is published of it. Pure. Made by `announcements`. */
export type Announcements = {
  readonly [privateEventType: string]: (event: RecordedEvent) => Announced;
};

/** What a contract class makes: a published event before the relay gives it id, time and causes. */
export interface Publication<D = unknown> {
  readonly topic: string;
  readonly type: string;
  readonly version: number;
  readonly key: string;
  readonly data: D;
}

/** Topic and type of a heard message, for logs. */
export const describeMessage = (message: Message): string =>
  `${message.topic} ${message.type} v${message.version} ${message.id}`;
