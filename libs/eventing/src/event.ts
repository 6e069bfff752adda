/** A plain JSON value: what event data, documents and messages are made of. No `undefined`, no binary, no floats for money. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * One thing that happened, as a ledger's `decide` returns it: a type in the past tense and its facts.
 * `storeId` and `effectiveAt` may be given where they differ from the command's own.
 */
export interface DomainEvent<T extends string = string, D = unknown> {
  readonly type: T;
  readonly data: D;
  /** When the fact became true (ISO UTC). Left out: the instant of the decision. */
  readonly effectiveAt?: string;
}

/** What is known about every event and message besides its facts (R-ES-01). Never personal data. */
export interface Meta {
  /** The command that caused it. Idempotency is decided on this id, so it stands in the event itself. */
  readonly commandId: string;
  /** SHA-256 of the command's input: the same id with another input is refused. */
  readonly inputHash: string;
  readonly correlationId: string;
  /** The event or request that caused the command. */
  readonly causationId: string;
  /** Who: `user:<sub>`, `system:<reaction>`. */
  readonly actor: string;
  readonly tenant: string;
  readonly storeId?: string;
  /** When it became true, ISO UTC. */
  readonly effectiveAt: string;
  /** When it was written down, ISO UTC. Never decides order. */
  readonly recordedAt: string;
  /** Where the command stands in a trace that is recorded (W3C Trace Context). Absent: in none. Never decides anything. */
  readonly traceparent?: string;
  /** SHA-256 over the previous event's hash and this event: the chain of the ledger. */
  readonly hash: string;
  /** Of a message: where it comes from. Absent in events, in messages of older releases and of other systems. */
  readonly origin?: Origin;
}

/**
 * Where a message comes from. Publishing again after a crash, by a second relay or from a copied topic gives the same
 * origin, so consumers tell a repeat by it and never by the offset it happens to lie at.
 */
export interface Origin {
  /** The source stream, or `<collection>/<id>` of the document that announced it. */
  readonly stream: string;
  /** The event's revision in the stream; of a document, the number of the announcement: it only grows. */
  readonly revision: number;
  /**
   * The event's place in the one order of its ledgers and which of its publications this is, `<position>.<nnn>`. Compares as
   * text and only grows within a topic and lane. Absent for announcements of documents, which are ordered within their document only.
   */
  readonly position?: string;
  /**
   * Of a message that was published late, because its stream had to wait: which of the event's publications it is, from 0. Such a message
   * has no `position`, since what came meanwhile stands further on: it is ordered within its stream only.
   */
  readonly part?: number;
}

/** What events of a stream and messages of a topic have in common: all that a fold or a reaction may look at. */
export interface Envelope<T extends string = string, D = any> {
  readonly id: string;
  readonly type: T;
  /** Version of the shape of `data`, from 1. 0: what stands there is nothing of ours (binary, not JSON, no metadata), and nobody takes it for one. */
  readonly version: number;
  readonly data: D;
  readonly meta: Meta;
}

/** An event as it is handed to a stream store. */
export type EventToAppend = Envelope;

/** An event as it was stored. */
export interface RecordedEvent<T extends string = string, D = any> extends Envelope<T, D> {
  readonly stream: string;
  /** 1 for the first event of a stream. */
  readonly revision: number;
  /** Place in the one order of all events of the store. Opaque, but compares as text. */
  readonly position: string;
}

/** An event as it is published for other contexts and systems. */
export interface Message<T extends string = string, D = any> extends Envelope<T, D> {
  /** `chignon.<context>.<aggregate>` */
  readonly topic: string;
  /** The id whose order matters; messages of one key are delivered in the order of publishing. */
  readonly key: string;
}

/** A message as a subscriber receives it. */
export interface DeliveredMessage<T extends string = string, D = any> extends Message<T, D> {
  /** Names the ordered part of the topic it came through, for example `chignon.booking.visit/3`. */
  readonly partition: string;
  /** Place within the partition. Compares as text. */
  readonly offset: string;
}

/** Text form of a position or offset: fixed width, so that text order is number order on every engine. */
export const positionText = (n: number | bigint): string => n.toString().padStart(20, '0');

/** Stream name of a ledger: `<category>-<key>`. */
export const streamName = (category: string, key: string): string => `${category}-${key}`;

/** Category of a stream name: what stands before the first dash. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));

/** Key of a stream name: what stands after the first dash. */
export const keyOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
