import type { Message } from './event.js';
import type { Log } from './followers.js';
import type { Past } from './ledger.js';
import type { Observer } from './observe.js';
import type { DocumentStore } from './ports/document-store.js';
import type { Facts } from './ports/facts.js';
import type { MessageBus } from './ports/message-bus.js';
import type { StreamStore } from './ports/stream-store.js';
import type { CorruptionError } from './refusal.js';

export interface Ports {
  readonly streams: StreamStore;
  readonly documents: DocumentStore;
  readonly bus: MessageBus;
  readonly facts: Facts;
}

export interface RuntimeOptions {
  /** Tells instances of one service apart; the holder of a lease. */
  readonly instance: string;
  /** True where no second process can reach the engines: no leases needed. */
  readonly exclusive: boolean;
  /** Highest version known of a published type, undefined when never heard of. */
  readonly contractVersion: (topic: string, type: string) => number | undefined;
  /** Upcasters of published events by topic. */
  readonly contractPast: (topic: string) => Past | undefined;
  /** Why a message that is about to be published is not as its contract says; undefined: it is. Left out: it is not checked. */
  readonly unfit?: (message: Message) => string | undefined;
  readonly log: Log;
  /** Told what is done, for metrics and traces; left out: no one, at no cost. */
  readonly observer?: Observer | undefined;
  /** Who waits for a follower that has not got on for so long, in milliseconds, is told so. Default 30,000. */
  readonly patienceMs?: number;
  /** Longest wait for one effect outside, in milliseconds. Default 60,000. */
  readonly effectTimeoutMs?: number;
  /** Resolves when everything in this process has followed; left out: this context alone. */
  readonly settled?: () => Promise<void>;
  /** Called when this instance was to lead and found another log than the one that was followed: the process should end. */
  readonly onLost?: (error: CorruptionError) => void;
  /** Hour of the day in UTC from which on the context is reconciled each night; left out: only when asked. */
  readonly reconcileHour?: number;
  /** Ledgers and read models only: no effects outside, no jobs. For looking at data that no platform runs on. */
  readonly quiet?: boolean;
}
