import type { DeliveredMessage, Envelope, Message, RecordedEvent } from './event.js';
import type { AnyLedger, Command } from './ledger.js';
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

/** Event heard -> commands, or nothing. Pure. */
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
 * Event heard -> something done outside the ledgers: a message sent, a document put. At least once, so it must be
 * idempotent by event id. A replay or a rebuild never reaches it.
 */
export interface Effect {
  readonly name: string;
  readonly source: Source;
  readonly on: {
    readonly [eventType: string]: (
      event: (RecordedEvent | DeliveredMessage) & Envelope,
      tools: Tools,
    ) => Promise<void>;
  };
  readonly versions?: { readonly [eventType: string]: number };
}

/** A private event of a ledger -> what is published of it. Pure; silence (`undefined` or `[]`) is the default. */
export type Announcements = {
  readonly [privateEventType: string]: (
    event: RecordedEvent,
  ) => Publication | readonly Publication[] | undefined;
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
