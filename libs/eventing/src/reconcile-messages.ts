/* What lies on topics against what the ledgers have to say (BY-11). */
import type { Message, RecordedEvent } from './event.js';
import { canonical, sha256 } from './ids.js';
import type { AnyLedger } from './ledger.js';
import { MessageTable } from './message-table.js';
import type { MessageBus } from './ports/message-bus.js';
import type { StreamStore } from './ports/stream-store.js';
import { type Differences, walk } from './reconcile.js';

/** Messages whose content is not what today's release would say are looked up in the ledger, so many in one walk. */
const MAX_SUSPECTS = 100_000;

export interface MessageSources {
  readonly streams: StreamStore;
  readonly bus: MessageBus;
  readonly ledgers: readonly AnyLedger[];
  readonly topics: readonly string[];
  /** By today's published type: the one under which an older release said the same. */
  readonly renamed: { readonly [type: string]: string };
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
  {
    streams,
    bus,
    ledgers,
    topics,
    renamed,
    messagesOf,
    announced,
    waiting,
    relayed,
  }: MessageSources,
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
        await lookUp(suspects, { streams, categories, said, renamed }, differences);
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
  if (suspects.size > 0)
    await lookUp(suspects, { streams, categories, said, renamed }, differences);
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
  {
    streams,
    categories,
    said,
    renamed,
  }: Pick<MessageSources, 'streams' | 'renamed'> & {
    readonly categories: readonly string[];
    readonly said: (event: RecordedEvent) => readonly Message[] | undefined;
  },
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
        (expected.version === message.version || renamed[expected.type] === message.type) &&
        !(
          expected.key === message.key &&
          [expected.type, renamed[expected.type]].includes(message.type) &&
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
