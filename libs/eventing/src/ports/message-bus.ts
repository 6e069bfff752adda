import type { DeliveredMessage, Message } from '../event.js';

export interface BusSubscription {
  /** Resolves once everything that was on the topics when called has been handled by this group. */
  caughtUp(): Promise<void>;
  /** Messages of the topics (in a cluster, of the partitions that this member has) that are known to wait. */
  lag(): number;
  close(): Promise<void>;
}

/**
 * Where a group stands by its own documents, for a bus that keeps offsets apart from them. Where the bus says that it is further, the
 * messages in between come again. Where a topic ends before, it is another topic: `subscribe` rejects with `CorruptionError`.
 */
export interface GroupPlaces {
  /** Offset of the last message handled, by partition; a partition that is not named: none. Undefined: nothing was written down yet. */
  readonly handled: ReadonlyMap<string, string> | undefined;
  /** Called when nothing was written down yet, with what the bus knows. */
  begin(handled: ReadonlyMap<string, string>): void;
}

export interface BusSubscribeOptions {
  /** Members of one group share the work; each group sees everything, from the first message on. */
  readonly group: string;
  readonly topics: readonly string[];
  /** What the documents of the group say of where it stands; left out: nobody compares. */
  readonly places?: GroupPlaces;
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
  /**
   * Topics and offsets are kept apart from the documents, so that either can be restored without the other: followers write down beside
   * their documents what they have handled. False where they are in one journal.
   */
  readonly apart: boolean;
  /** The admin step: creates missing topics. Publishing to a topic never created is an error. */
  createTopics(topics: readonly Topic[]): Promise<void>;
  publish(messages: readonly Message[]): Promise<void>;
  subscribe(options: BusSubscribeOptions): Promise<BusSubscription>;
  /** Ids of the newest messages: of each partition of the topics at least the `limit` newest, fewer where there are fewer. */
  tail(topics: readonly string[], limit: number): Promise<ReadonlySet<string>>;
  /** Partitions of these topics whose first messages are gone, in words; none where everything that was published is kept. */
  cutOff(topics: readonly string[]): Promise<readonly string[]>;
  /** Forgets a group's offsets (a rebuilt view's, after the switch). */
  forget(group: string): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
