import type { Checkpoints } from './checkpoints.js';
import type { Cause } from './context.js';
import { categoryOf, type Message, type RecordedEvent } from './event.js';
import { deriveId, sha256 } from './ids.js';
import { upcast, versionOf, type AnyLedger } from './ledger.js';
import type { Collection, DocumentStore } from './ports/document-store.js';
import type { Facts } from './ports/facts.js';
import type { MessageBus } from './ports/message-bus.js';
import type { StreamStore, StreamSubscription } from './ports/stream-store.js';
import type { Announcements, Publication } from './reaction.js';

/** Documents whose announcements are published in one go. */
const OUTBOX_BATCH = 200;
/** The store's hint may be lost with a process; looking again this often is the promise. */
const LOOK_EVERY_MS = 1000;

/** Which private event types a relay announces, and from which position on where it did not always. */
interface AnnouncedTypes {
  readonly id: string;
  readonly types: readonly string[];
  readonly since: { readonly [privateEventType: string]: string };
}
const announcedTypes = (relay: string): Collection<AnnouncedTypes> => ({ name: `${relay.replace('.', '-')}.announced-types`, indexes: {} });

/** A publication as a message: its id is derived from what caused it, so that publishing twice is seen as one. */
export function messageOf(publication: Publication, id: string, meta: Message['meta']): Message {
  return { topic: publication.topic, key: publication.key, id, type: publication.type, version: publication.version, data: publication.data, meta };
}

/** A message that stands in a document's own write. */
export function announcement(publication: Publication, cause: Cause, facts: Facts): Message {
  const now = facts.now();
  return messageOf(publication, deriveId(`${cause.commandId}|${publication.topic}|${publication.type}|${publication.key}`), {
    commandId: cause.commandId,
    inputHash: '',
    correlationId: cause.correlationId,
    causationId: cause.causationId ?? cause.correlationId,
    actor: cause.actor,
    tenant: cause.tenant ?? 'chain',
    ...(cause.storeId === undefined ? {} : { storeId: cause.storeId }),
    effectiveAt: cause.effectiveAt ?? now,
    recordedAt: now,
    hash: sha256(JSON.stringify(publication.data)),
  });
}

/** So many messages may be published before the checkpoint is saved without waiting: a crash repeats no more. */
const MAX_UNSAVED = 2000;
/** What is looked at of each partition to find out what was published before a crash: more than is ever unsaved. */
const TAIL = 5000;

/**
 * Publishes what a context announces: follows its streams, and the announcements that wait in its documents. Publishes
 * first and moves its checkpoint after: a crash repeats, never loses. What the relay before it had published already it
 * finds out at the ends of its topics. One instance at a time (a lease).
 */
export class Relay {
  published = 0;
  private unsaved = 0;
  /** While what was there at the start is handled: the ids at the ends of the topics. */
  private starting: { tail?: Promise<ReadonlySet<string>> } | undefined;
  /** From which position on each type is announced; a type that always was is not in it. */
  private since: { readonly [privateEventType: string]: string } = {};
  private subscription: StreamSubscription | undefined;
  private timer: NodeJS.Timeout | undefined;
  private unlisten: (() => void) | undefined;
  private draining: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly name: string,
    private readonly ledgers: readonly AnyLedger[],
    private readonly announcements: Announcements,
    private readonly collections: readonly string[],
    private readonly topics: readonly string[],
    private readonly ports: { streams: StreamStore; documents: DocumentStore; bus: MessageBus; checkpoints: Checkpoints; onError: (error: unknown) => void },
  ) {}

  async start(): Promise<void> {
    const { streams, documents, checkpoints } = this.ports;
    const starting = {};
    this.starting = starting;
    if (Object.keys(this.announcements).length > 0) {
      const from = await checkpoints.resume(this.name, streams);
      await this.noteNewTypes(from);
      this.subscription = streams.subscribe({
        categories: this.ledgers.map((ledger) => ledger.category),
        ...(from === undefined ? {} : { from }),
        handler: async (events, position) => {
          if (this.unsaved >= MAX_UNSAVED) {
            await checkpoints.flush();
            this.unsaved = 0;
          }
          this.unsaved += await this.publish(events.flatMap((event) => this.messages(event)));
          checkpoints.save(this.name, position, events.at(-1));
        },
      });
    }
    if (this.collections.length > 0) {
      this.unlisten = documents.onAnnounced(() => this.look());
      this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
      this.look();
    }
    void Promise.all([this.subscription?.caughtUp(), this.draining]).then(
      () => this.starting === starting && (this.starting = undefined),
      () => undefined,
    );
  }

  /** False for an event that stood on the log before its type was announced by any release here. */
  announced({ type, position }: RecordedEvent): boolean {
    return position > (this.since[type] ?? '');
  }

  /** Types that a release announces for the first time are announced from here on; what was written before stays private. */
  private async noteNewTypes(from: string | undefined): Promise<void> {
    const { documents } = this.ports;
    await documents.open(announcedTypes(this.name));
    const known = await documents.get(announcedTypes(this.name), this.name);
    const since: Record<string, string> = { ...known?.since };
    if (known && from !== undefined) for (const type of Object.keys(this.announcements)) if (!known.types.includes(type)) since[type] = from;
    this.since = since;
    const types = Object.keys(this.announcements).sort();
    if (!known || types.some((type) => !known.types.includes(type))) await documents.put(announcedTypes(this.name), { id: this.name, types, since });
  }

  async caughtUp(): Promise<void> {
    await this.subscription?.caughtUp();
    if (this.collections.length > 0) {
      await this.draining;
      await this.drain();
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.unlisten?.();
    await this.subscription?.close();
    await this.draining;
  }

  /** What is published of an event; nothing for most. @throws Error for an event that this release does not know */
  messages(recorded: RecordedEvent): Message[] {
    const announce = this.announcements[recorded.type];
    if (!announce) return [];
    const ledger = this.ledgers.find(({ category }) => category === categoryOf(recorded.stream));
    const event = upcast(recorded, ledger?.past, ledger ? versionOf(ledger, recorded.type) : 1);
    if (!event) throw new Error(`${recorded.stream}: ${recorded.type} v${recorded.version} is not known to this release`);
    const publications = announce(event) ?? [];
    const { stream, revision, position } = recorded;
    return [publications].flat().map((publication, index) =>
      messageOf(publication as Publication, deriveId(`${event.id}|${index}`), {
        ...event.meta, causationId: event.id, origin: { stream, revision, position: `${position}.${index.toString().padStart(3, '0')}` },
      }));
  }

  private look(): void {
    if (this.draining) {
      this.again = true;
      return;
    }
    this.draining = this.drain()
      .catch((error: unknown) => this.ports.onError(error))
      .finally(() => {
        this.draining = undefined;
        if (this.again) {
          this.again = false;
          this.look();
        }
      });
  }

  private async drain(): Promise<void> {
    for (;;) {
      const pending = await this.ports.documents.pendingAnnouncements(this.collections, OUTBOX_BATCH);
      if (pending.length === 0) return;
      await this.publish(pending.flatMap(({ collection, id, messages, numbers }) =>
        messages.map((message, i) => ({ ...message, meta: { ...message.meta, origin: { stream: `${collection}/${id}`, revision: numbers[i]! } } }))));
      await this.ports.documents.clearAnnouncements(pending);
    }
  }

  /** @returns how many were published: all but those that the relay before this one had published already */
  private async publish(messages: readonly Message[]): Promise<number> {
    if (messages.length === 0) return 0;
    const fresh = this.starting ? await this.missing(this.starting, messages) : messages;
    if (fresh.length > 0) await this.ports.bus.publish(fresh);
    this.published += fresh.length;
    return fresh.length;
  }

  private async missing(starting: { tail?: Promise<ReadonlySet<string>> }, messages: readonly Message[]): Promise<readonly Message[]> {
    starting.tail ??= this.ports.bus.tail(this.topics, TAIL);
    try {
      const tail = await starting.tail;
      return messages.filter(({ id }) => !tail.has(id));
    } catch (error) {
      delete starting.tail;
      throw error;
    }
  }
}
