import { AnnouncedTypes } from './announced-types.js';
import { messageOf } from './announcement.js';
import type { DeadLetters } from './dead-letters.js';
import {
  categoryOf,
  positionText,
  type DeliveredMessage,
  type Message,
  type Origin,
  type RecordedEvent,
} from './event.js';
import { follow, type Following, type FollowPorts } from './follow.js';
import type { Log } from './followers.js';
import { deriveId } from './ids.js';
import { toCurrentVersion, versionOf, type AnyLedger } from './ledger.js';
import { observePublish } from './observe.js';
import type { DocumentStore } from './ports/document-store.js';
import type { Announcements, Publication } from './reaction.js';
import type { ConsumedEvent } from './project.js';
import { NotUnderstoodError } from './refusal.js';
import { background } from './turns.js';
import { isTransient } from './view-runner.js';

/** Documents whose announcements are published in one go. */
const OUTBOX_BATCH = 200;
/** The store's notification may be lost with a process: polling at this interval guarantees that announcements are found. */
const LOOK_EVERY_MS = 1000;

/** At most so many messages are published before the checkpoint is saved: a crash repeats no more than these. */
const MAX_UNSAVED = 2000;
/** How many messages at the end of each partition are read to find out what was published before a crash: more than can be unsaved. */
const TAIL = 5000;

export interface RelayPorts extends FollowPorts {
  readonly documents: DocumentStore;
  readonly deadLetters: DeadLetters;
  readonly log: Log;
  /** How a message violates its contract; undefined: it conforms. */
  readonly unfit: ((message: Message) => string | undefined) | undefined;
  /** Event types that releases without a record of what they announce published nothing of. */
  readonly silentBefore: readonly string[];
}

/** Something to publish: an event with its messages, or a message that waits in a document. */
interface Announced {
  /** What waits with it if it cannot be published: its stream, or its document. */
  readonly key: string;
  readonly heard: ConsumedEvent;
  readonly messages: readonly Message[];
}

/**
 * Publishes what a context announces: follows its streams, and the announcements that wait in its documents. Publishes
 * first and moves its checkpoint after: a crash repeats, never loses. What the relay before it had published already it
 * finds out at the ends of its topics. An event that cannot be announced is a dead letter, and its stream waits behind it;
 * everything else goes on. One instance at a time (a lease).
 */
export class Relay {
  published = 0;
  private unsaved = 0;
  /** While what was there at the start is handled: the ids at the ends of the topics. */
  private starting: { tail?: Promise<ReadonlySet<string>> } | undefined;
  /** Since the start: the ids at the ends of the topics when a stream that had waited was first published. */
  private late: { tail?: Promise<ReadonlySet<string>> } = {};
  private readonly announcedTypes: AnnouncedTypes;
  private following: Following | undefined;
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
    private readonly ports: RelayPorts,
  ) {
    this.announcedTypes = new AnnouncedTypes(name, ports.documents);
  }

  async start(): Promise<void> {
    const { documents, checkpoints, deadLetters } = this.ports;
    const starting = {};
    this.starting = starting;
    this.late = {};
    deadLetters.consumer(this.name, (heard) => this.redo(heard));
    if (Object.keys(this.announcements).length > 0) {
      await this.announcedTypes.note(
        Object.keys(this.announcements),
        await checkpoints.get(this.name),
        this.ports.silentBefore,
      );
      this.following = await follow(
        this.ports,
        this.name,
        { streams: this.ledgers.map(({ category }) => category) },
        (events) => this.relay(events as RecordedEvent[]),
      );
    }
    if (this.collections.length > 0) {
      this.unlisten = documents.onAnnounced(() => this.look());
      this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
    }
    // Where this fails it goes on being asked what was published already: slower, and never twice.
    void Promise.all([this.following?.caughtUp(), this.drained()]).then(
      () => this.starting === starting && (this.starting = undefined),
      () => undefined,
    );
  }

  /** False for an event that stood on the log before its type was announced by any release here. */
  announced({ type, position }: RecordedEvent): boolean {
    return position > this.announcedTypes.since(type);
  }

  async caughtUp(): Promise<void> {
    await this.following?.caughtUp();
    await this.drained();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.unlisten?.();
    await this.following?.close();
    await this.draining?.catch(() => undefined);
  }

  /**
   * What is published of an event; nothing for most.
   * @param late its stream had to wait
   * @throws NotUnderstoodError, or whatever the announcement throws at a shape that it does not know
   */
  messages(recorded: RecordedEvent, late = false): Message[] {
    const announce = this.announcements[recorded.type];
    if (!announce) return [];
    const ledger = this.ledgers.find(({ category }) => category === categoryOf(recorded.stream));
    const event = toCurrentVersion(
      recorded,
      ledger?.past,
      ledger ? versionOf(ledger, recorded.type) : 1,
    );
    const { stream, revision, position } = recorded;
    return [announce(event) ?? []].flat().map((publication, part) => {
      const origin: Origin = {
        stream,
        revision,
        ...(late ? { part } : { position: `${position}.${part.toString().padStart(3, '0')}` }),
      };
      return messageOf(publication as Publication, deriveId(`${event.id}|${part}`), {
        ...event.meta,
        causationId: event.id,
        origin,
      });
    });
  }

  /** Ids of what waits in the dead letters. */
  async waiting(): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    for await (const { event } of this.ports.deadLetters.of(this.name)) ids.add(event.id);
    return ids;
  }

  private async relay(events: readonly RecordedEvent[]): Promise<void> {
    const { checkpoints, deadLetters } = this.ports;
    if (this.unsaved >= MAX_UNSAVED) {
      await checkpoints.flush();
      this.unsaved = 0;
    }
    const ready: Announced[] = [];
    for (const event of events) {
      const { type, stream: key } = event;
      if (!this.announcements[type] || (await deadLetters.behind(this.name, key, event))) continue;
      await background.rest();
      try {
        ready.push({ key, heard: event, messages: this.conforming(event, this.messages(event)) });
      } catch (error) {
        await this.park(key, event, error);
      }
    }
    this.unsaved += await this.publishOrPark(ready);
  }

  /** @throws NotUnderstoodError when a message is not as its contract says: its event has not the shape of its version */
  private conforming(event: RecordedEvent, messages: readonly Message[]): readonly Message[] {
    for (const message of messages) {
      const problem = this.ports.unfit?.(message);
      if (problem !== undefined)
        throw new NotUnderstoodError(
          event,
          `would be announced as a ${message.type} that breaks its contract: ${problem}`,
        );
    }
    return messages;
  }

  /** Publishes a batch at once; where the bus refuses a message permanently, one by one, so that only that message waits. */
  private async publishOrPark(ready: readonly Announced[]): Promise<number> {
    try {
      return await this.publish(ready.flatMap(({ messages }) => messages));
    } catch (error) {
      if (isTransient(error)) throw error;
    }
    let published = 0;
    for (const { key, heard, messages } of ready) {
      if (await this.ports.deadLetters.behind(this.name, key, heard)) continue;
      try {
        published += await this.publish(messages);
      } catch (error) {
        if (isTransient(error)) throw error;
        await this.park(key, heard, error);
      }
    }
    return published;
  }

  private async park(key: string, heard: ConsumedEvent, error: unknown): Promise<void> {
    this.ports.log({
      level: 'error',
      message: 'parked',
      consumer: this.name,
      key,
      event: heard.id,
      type: heard.type,
      version: heard.version,
      error: String(error),
    });
    await this.ports.deadLetters.park(this.name, key, heard, error as Error);
  }

  /** Publishes what had to wait, except what was already published before a crash in between. */
  private async redo(heard: ConsumedEvent): Promise<void> {
    const messages =
      'partition' in heard
        ? [undelivered(heard)]
        : this.conforming(heard, this.messages(heard, true));
    this.late.tail ??= this.ports.bus.tail(this.topics, TAIL);
    try {
      const tail = await this.late.tail;
      const fresh = messages.filter(({ id }) => !tail.has(id));
      if (fresh.length > 0) await this.hand(fresh);
      this.published += fresh.length;
    } catch (error) {
      delete this.late.tail;
      throw error;
    }
  }

  private look(): void {
    if (this.draining) {
      this.again = true;
      return;
    }
    this.drained().catch((error: unknown) =>
      this.ports.log({ level: 'warn', message: 'relay', relay: this.name, error: String(error) }),
    );
  }

  /** Publishes what documents announce, one round at a time: two at once would publish the same twice. */
  private async drained(): Promise<void> {
    if (this.collections.length === 0) return;
    while (this.draining) await this.draining.catch(() => undefined);
    const mine = (this.draining = this.drain());
    try {
      await mine;
    } finally {
      this.draining = undefined;
      if (this.again) {
        this.again = false;
        this.look();
      }
    }
  }

  private async drain(): Promise<void> {
    const { documents, deadLetters } = this.ports;
    for (;;) {
      const pending = await documents.pendingAnnouncements(this.collections, OUTBOX_BATCH);
      if (pending.length === 0) return;
      const ready: Announced[] = [];
      for (const { collection, id, messages, numbers } of pending) {
        const key = `${collection}/${id}`;
        for (const [i, announced] of messages.entries()) {
          const message = {
            ...announced,
            meta: { ...announced.meta, origin: { stream: key, revision: numbers[i]! } },
          };
          const heard: ConsumedEvent = {
            ...message,
            partition: key,
            offset: positionText(numbers[i]!),
          };
          if (!(await deadLetters.behind(this.name, key, heard)))
            ready.push({ key, heard, messages: [message] });
        }
      }
      await this.publishOrPark(ready);
      await documents.clearAnnouncements(pending);
    }
  }

  /** @returns how many were published: all but those that the relay before this one had published already */
  private async publish(messages: readonly Message[]): Promise<number> {
    if (messages.length === 0) return 0;
    const fresh = this.starting ? await this.missing(this.starting, messages) : messages;
    if (fresh.length > 0) await this.hand(fresh);
    this.published += fresh.length;
    return fresh.length;
  }

  private hand(messages: readonly Message[]): Promise<void> {
    const { bus, observer } = this.ports;
    return observer ? observePublish(observer, messages, bus) : bus.publish(messages);
  }

  private async missing(
    starting: { tail?: Promise<ReadonlySet<string>> },
    messages: readonly Message[],
  ): Promise<readonly Message[]> {
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

const undelivered = ({
  partition: _partition,
  offset: _offset,
  ...message
}: DeliveredMessage): Message => message;
