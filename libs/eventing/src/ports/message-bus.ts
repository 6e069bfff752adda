import type { DeliveredMessage, Message } from '../event.js';

export interface BusSubscription {
  /** Resolves once everything that was on the topics when called has been handled by this group. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

export interface BusSubscribeOptions {
  /** Members of one group share the work; each group sees everything, from the first message on. */
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * A batch of one partition, in order, 1 to 500 messages. The group's offset moves after it resolves; when it throws,
   * the same batch comes again after a pause (only its partition waits), so it must park poison itself.
   */
  handler(batch: DeliveredMessage[]): Promise<void>;
}

/** A topic as declared in code. */
export interface Topic {
  /** `chignon.<context>.<aggregate>` */
  readonly name: string;
}

/**
 * How contexts hear of each other. Promises, held by `messageBusContract`: at least once; order per key; durable when
 * `publish` returns; offsets move after the effect; a slow or failing partition does not hold up another.
 */
export interface MessageBus {
  /** The admin step: creates missing topics. Publishing to a topic never created is an error. */
  createTopics(topics: readonly Topic[]): Promise<void>;
  publish(messages: readonly Message[]): Promise<void>;
  subscribe(options: BusSubscribeOptions): Promise<BusSubscription>;
  /** Ids of the newest messages: of each partition of the topics at least the `limit` newest, fewer where there are fewer. */
  tail(topics: readonly string[], limit: number): Promise<ReadonlySet<string>>;
  /** Forgets a group's offsets (a rebuilt view's, after the switch). */
  forget(group: string): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
