import type { DeliveredMessage, RecordedEvent } from './event.js';
import { type AnyLedger, type EventOf, type OfType, versionOf } from './ledger.js';
import type { Source } from './view.js';

/** Data of published events by their type. */
export type EventShapes = { readonly [type: string]: object };

/**
 * A topic and what is published to it. Contracts make one for each of their topics; consumers name it, so that their maps are
 * keyed by its events.
 */
export interface TopicEvents<M extends EventShapes = any> {
  readonly topic: string;
  /** Version of each event's newest shape: what a handler is given, whatever was published. */
  readonly versions: { readonly [T in keyof M]: number };
  /** Says to the compiler alone what the events' data is: nothing stands here. */
  readonly shapes?: M;
}

/** What a consumer may hear: own ledgers or published topics, never both, since they are followed in different ways. */
export type EventSource = AnyLedger | TopicEvents;

/** Types of the events of a ledger or topic. */
export type TypesOf<H extends EventSource> =
  H extends TopicEvents<infer M> ? keyof M & string : EventOf<H>['type'] & string;

/** An event of a ledger or topic as a handler is given it: recorded, or delivered. Of several that have such a type, any. */
export type EventFrom<H extends EventSource, T extends string> =
  H extends TopicEvents<infer M>
    ? T extends keyof M
      ? DeliveredMessage<T, M[T]>
      : never
    : T extends EventOf<H>['type']
      ? RecordedEvent<T, OfType<EventOf<H>, T>['data']>
      : never;

const isTopic = (heard: EventSource): heard is TopicEvents => 'topic' in heard;

/**
 * A handler map as the mechanism takes it, where its events come from, and the newest version of each.
 * @throws when the map names an event that nobody says: what was spread into it the compiler has not seen
 */
export function resolveHandlers(
  name: string,
  hears: readonly EventSource[],
  on: { readonly [type: string]: any },
): {
  readonly on: { readonly [type: string]: any };
  readonly source: Source;
  readonly versions: { readonly [type: string]: number };
} {
  const topics = hears.filter(isTopic);
  const ledgers = hears.filter((heard): heard is AnyLedger => !isTopic(heard));
  if (topics.length > 0 === ledgers.length > 0)
    throw new Error(`${name} hears own ledgers or published topics`);
  const versions: Record<string, number> = {};
  for (const type of Object.keys(on)) {
    const found = new Set([
      ...topics.filter((t) => Object.hasOwn(t.versions, type)).map((t) => t.versions[type]!),
      ...ledgers
        .filter(({ evolve }) => Object.hasOwn(evolve, type))
        .map((ledger) => versionOf(ledger, type)),
    ]);
    if (found.size === 0) throw new Error(`${name} hears ${type}, which nobody says`);
    if (found.size > 1) throw new Error(`${name} hears ${type} in two shapes`);
    const [version] = found;
    if (version !== 1) versions[type] = version!;
  }
  return {
    on,
    source:
      topics.length > 0
        ? { topics: topics.map(({ topic }) => topic) }
        : { streams: ledgers.map(({ category }) => category) },
    versions,
  };
}
