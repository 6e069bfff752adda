import type { Message, RecordedEvent } from './event.js';
import { canonical, sha256 } from './ids.js';
import type { AnyLedger } from './ledger.js';
import { MessageTable } from './message-table.js';
import type { Collection, Document, DocumentStore } from './ports/document-store.js';
import type { MessageBus } from './ports/message-bus.js';
import type { StreamStore } from './ports/stream-store.js';

/** What a document comes to: whole numbers by name. What is not named is 0. */
export type Tally = Map<string, number>;

/**
 * What the documents of a read model must come to, reckoned from the ledgers alone (BY-11). It shares no code with the view
 * and does not read topics, so that an error of the fold, of the relay or of a consumer shows.
 */
export interface Reckoning<D extends Document = any> {
  /** `<view> by ledger`, in words. */
  readonly name: string;
  /** The view whose documents are compared. */
  readonly view: string;
  /** Categories of the streams that it is reckoned from, of any context. */
  readonly categories: readonly string[];
  /** Begins anew. @param now ISO UTC of the reconciliation */
  begin(now: string): Reckoner;
  /** The same figures as a document says them; undefined: the document is not compared. */
  served(document: D, now: string): Tally | undefined;
}

export interface Reckoner {
  /** Takes the next event of the log, as it was stored. */
  hear(event: RecordedEvent): void;
  /** What the documents heard of so far come to, by id. */
  readonly tallies: Map<string, Tally>;
  /** Called before the comparison, where figures depend on all that was heard. */
  finish?(): void;
}

/** Adds to a figure of a document. */
export function tally(tallies: Map<string, Tally>, id: string, figure: string, by: number): void {
  if (by === 0) return;
  let own = tallies.get(id);
  if (!own) tallies.set(id, (own = new Map()));
  own.set(figure, (own.get(figure) ?? 0) + by);
}

/** One thing that is not as the ledgers say. */
export interface Difference {
  /** A topic, or a read model. */
  readonly of: string;
  /** Id of the message or document. */
  readonly id: string;
  readonly problem:
    'twice' | 'missing' | 'altered' | 'unfounded' | 'differs' | 'waiting' | 'unreadable';
  /** Of a document that differs: the figure, as reckoned and as served. */
  readonly figure?: string;
  readonly expected?: number;
  readonly found?: number;
}

export interface Reconciled {
  /** Messages looked at, repeats included. */
  readonly messages: number;
  /** Repeats among them that releases published which gave messages no origin: consumers know them by their ids, so they count for nothing. */
  readonly repeats: number;
  /** Documents compared. */
  readonly documents: number;
  /** All that were found. */
  readonly count: number;
  /** The first of them, at most `MAX_NAMED`. */
  readonly differences: readonly Difference[];
}

/** Differences that are named one by one; more of them are counted. */
export const MAX_NAMED = 1000;
/** A document that changes while it is looked at is looked at again so often. */
const MAX_LOOKS = 8;
/** Messages whose content is not what today's release would say are looked up in the ledger, so many in one walk. */
const MAX_SUSPECTS = 100_000;

export class Differences {
  repeats = 0;
  count = 0;
  readonly named: Difference[] = [];

  add(difference: Difference): void {
    this.count++;
    if (this.named.length < MAX_NAMED) this.named.push(difference);
  }
}

/** Walks what stands on the log, then calls back; the walk goes on with what comes until it is closed. */
async function walk(
  streams: StreamStore,
  categories: readonly string[],
  take: (event: RecordedEvent) => void,
) {
  let failed: (error: unknown) => void = () => {};
  const failure = new Promise<never>((_, reject) => (failed = reject));
  failure.catch(() => undefined);
  const subscription = streams.subscribe({
    categories,
    handler: async (events) => {
      try {
        events.forEach(take);
      } catch (error) {
        failed(error);
        throw error;
      }
    },
  });
  return {
    caughtUp: () => Promise.race([subscription.caughtUp(), failure]),
    close: () => subscription.close(),
  };
}

export interface MessageSources {
  readonly streams: StreamStore;
  readonly bus: MessageBus;
  readonly ledgers: readonly AnyLedger[];
  readonly topics: readonly string[];
  /** What the relay makes of an event. */
  readonly messagesOf: (event: RecordedEvent) => readonly Message[];
  /** False for an event that was written before its type was announced. */
  readonly announced: (event: RecordedEvent) => boolean;
  /** Ids of the events that wait in the relay's dead letters. */
  readonly waiting: ReadonlySet<string>;
  /** Resolves when the relay has published what stood on the log, or, where another process holds it, after a pause. */
  readonly relayed: () => Promise<void>;
}

/** What is not there yet is waited for so often: another process may be about to publish or to follow. */
const MAX_WAITS = 5;

/**
 * Compares what lies on a context's topics with what its ledgers have to say: each message once, none missing, none that
 * says something else. A message of an older release may say less than today's, never otherwise.
 * @returns how many messages were looked at
 */
export async function reconcileMessages(
  { streams, bus, ledgers, topics, messagesOf, announced, waiting, relayed }: MessageSources,
  group: string,
  differences: Differences,
): Promise<number> {
  if (topics.length === 0) return 0;
  const table = new MessageTable();
  /** Undefined for an event that the relay cannot announce either. */
  const said = (event: RecordedEvent): readonly Message[] | undefined => {
    try {
      return messagesOf(event);
    } catch {
      return undefined;
    }
  };
  const categories = ledgers.map(({ category }) => category);
  if (categories.length > 0) {
    const events = await walk(streams, categories, (event) => {
      if (!announced(event)) return;
      const messages = waiting.has(event.id) ? undefined : said(event);
      if (!messages) differences.add({ of: event.stream, id: event.id, problem: 'waiting' });
      else for (const message of messages) table.expect(message.id, contentOf(message));
    });
    await events.caughtUp().finally(() => events.close());
  }
  await relayed();
  const suspects = new Map<string, Message[]>();
  let looked = 0;
  let suspected = 0;
  const subscription = await bus.subscribe({
    group,
    topics,
    handler: async (batch) => {
      for (const { partition: _p, offset: _o, ...message } of batch) {
        looked++;
        const seen = table.see(message.id, contentOf(message));
        if (seen === 'again' && message.meta.origin)
          differences.add({ of: message.topic, id: message.id, problem: 'twice' });
        else if (seen === 'again') differences.repeats++;
        // What a document announced stands in no ledger.
        if (seen === 'other' && ofLedger(message)) {
          const cause = message.meta.causationId;
          suspects.set(cause, [...(suspects.get(cause) ?? []), message]);
          suspected++;
        }
      }
      if (suspected >= MAX_SUSPECTS) {
        await lookUp(suspects, streams, categories, said, differences);
        suspects.clear();
        suspected = 0;
      }
    },
  });
  try {
    await subscription.caughtUp();
    for (let wait = 0; wait < MAX_WAITS && table.missing > 0; wait++) {
      await relayed();
      await subscription.caughtUp();
    }
  } finally {
    await subscription.close();
    // What was compared stands, also where the broker still sees its member leave: an empty group is forgotten by itself some day.
    await bus.forget(group).catch(() => undefined);
  }
  if (suspects.size > 0) await lookUp(suspects, streams, categories, said, differences);
  if (table.missing > 0) {
    const again = await walk(streams, categories, (event) => {
      for (const { id, topic } of said(event) ?? [])
        if (table.isMissing(id)) differences.add({ of: topic, id, problem: 'missing' });
    });
    await again.caughtUp().finally(() => again.close());
  }
  return looked;
}

/** Compares messages that are not word for word what today's release says with the events that they name. */
async function lookUp(
  suspects: Map<string, Message[]>,
  streams: StreamStore,
  categories: readonly string[],
  said: (event: RecordedEvent) => readonly Message[] | undefined,
  differences: Differences,
): Promise<void> {
  const events = await walk(streams, categories, (event) => {
    const messages = suspects.get(event.id);
    if (!messages) return;
    suspects.delete(event.id);
    const today = new Map((said(event) ?? []).map((message) => [message.id, message]));
    for (const message of messages) {
      const expected = today.get(message.id);
      // Version and type are the release's own words; a message of a version that is gone cannot be compared.
      if (
        expected &&
        expected.version === message.version &&
        !(
          expected.key === message.key &&
          expected.type === message.type &&
          agreesWith(expected.data, message.data)
        )
      )
        differences.add({ of: message.topic, id: message.id, problem: 'altered' });
    }
  });
  await events.caughtUp().finally(() => events.close());
  // Who names a place in a ledger and stands in none was never said. What documents announced has no such place.
  for (const messages of suspects.values())
    for (const { topic, id, meta } of messages)
      if (meta.origin && ofLedger({ meta }))
        differences.add({ of: topic, id, problem: 'unfounded' });
}

/** False for what a document announced; a message without an origin may be of either. */
const ofLedger = ({ meta: { origin } }: Pick<Message, 'meta'>): boolean =>
  origin === undefined || origin.position !== undefined || origin.part !== undefined;

const contentOf = ({ topic, key, type, version, data }: Message): string =>
  sha256(canonical([topic, key, type, version, data]));

/** True when `said` says nothing else than `whole` does; it may leave fields out. */
export function agreesWith(whole: unknown, said: unknown): boolean {
  if (said === null || typeof said !== 'object') return said === whole;
  if (whole === null || typeof whole !== 'object' || Array.isArray(whole) !== Array.isArray(said))
    return false;
  if (Array.isArray(said))
    return (
      said.length === (whole as unknown[]).length &&
      said.every((item, i) => agreesWith((whole as unknown[])[i], item))
    );
  return Object.entries(said).every(
    ([field, value]) =>
      Object.hasOwn(whole, field) && agreesWith((whole as Record<string, unknown>)[field], value),
  );
}

export interface ViewSources {
  readonly streams: StreamStore;
  readonly documents: DocumentStore;
  readonly collectionOf: (view: string) => Collection;
  /** Resolves when the views have heard what stood on the log. */
  readonly followed: () => Promise<void>;
  readonly now: string;
}

/**
 * Compares read models with a reckoning from the ledgers. One walk over the log for all of them; documents that change
 * while they are compared are looked at again.
 * @returns how many documents were compared
 */
export async function reconcileViews(
  reckonings: readonly Reckoning[],
  { streams, documents, collectionOf, followed, now }: ViewSources,
  differences: Differences,
): Promise<number> {
  if (reckonings.length === 0) return 0;
  const reckoners = reckonings.map((reckoning) => ({
    reckoning,
    reckoner: reckoning.begin(now),
    categories: new Set(reckoning.categories),
  }));
  const categories = [...new Set(reckonings.flatMap((reckoning) => reckoning.categories))];
  let compared = 0;
  const events = await walk(streams, categories, (event) => {
    const category = event.stream.slice(0, event.stream.indexOf('-'));
    for (const { reckoning, reckoner, categories: own } of reckoners) {
      if (!own.has(category)) continue;
      try {
        reckoner.hear(event);
      } catch {
        differences.add({
          of: reckoning.name,
          id: `${event.stream} revision ${event.revision}`,
          problem: 'unreadable',
        });
      }
    }
  });
  try {
    for (const { reckoning, reckoner } of reckoners) {
      const collection = collectionOf(reckoning.view);
      let unlike = new Map<string, Difference[]>();
      for (let look = 1; look <= MAX_LOOKS; look++) {
        await followed();
        await events.caughtUp();
        reckoner.finish?.();
        const before = unlike;
        unlike = new Map();
        const compare = (id: string, document: Document | undefined) => {
          const found = document ? reckoning.served(document, now) : new Map<string, number>();
          const wrong = found
            ? differing(reckoning.name, id, reckoner.tallies.get(id) ?? new Map(), found)
            : [];
          if (wrong.length > 0) unlike.set(id, wrong);
        };
        if (look === 1) {
          const absent = new Set(reckoner.tallies.keys());
          for await (const document of documents.scan(collection)) {
            compared++;
            absent.delete(document.id);
            compare(document.id, document);
          }
          for (const id of absent) compare(id, undefined);
        } else {
          for (const id of before.keys()) compare(id, await documents.get(collection, id));
        }
        if (unlike.size === 0) break;
      }
      for (const wrong of unlike.values())
        wrong.forEach((difference) => differences.add(difference));
    }
  } finally {
    await events.close();
  }
  return compared;
}

function differing(of: string, id: string, expected: Tally, found: Tally): Difference[] {
  const wrong: Difference[] = [];
  for (const figure of new Set([...expected.keys(), ...found.keys()])) {
    const [a, b] = [expected.get(figure) ?? 0, found.get(figure) ?? 0];
    if (a !== b) wrong.push({ of, id, problem: 'differs', figure, expected: a, found: b });
  }
  return wrong;
}
