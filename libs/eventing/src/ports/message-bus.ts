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

/** What somebody outside asks to read, group or no group: nothing is remembered of them here. */
export interface BusReadOptions {
  readonly topics: readonly string[];
  /** `next` of the page before, made with these topics or others; left out: from the first message on. */
  readonly after?: string;
  /** 1 to 500. */
  readonly limit: number;
  /** How long to wait, in milliseconds, when nothing is there yet. Default 0. */
  readonly waitMs?: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

/** A part of what stands on topics. */
export interface BusPage {
  /** In the order of each partition; at most `limit`, and about 1 MB unless one alone is larger. */
  readonly messages: DeliveredMessage[];
  /** Where to go on: opaque, and good over restarts. Topics that were not asked for this time keep their places in it. */
  readonly next: string;
  /** True: nothing more stood on these topics when they were read. */
  readonly end: boolean;
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
  /**
   * A page of what stands on the topics. Nothing is left out between one page and that after its `next`, and nothing comes twice, over
   * restarts too; only what is on disk is told.
   * @throws Refusal `position-invalid` for an `after` that is none; `position-lost` where it points at another message than was read, or none
   */
  read(options: BusReadOptions): Promise<BusPage>;
  /** Ids of the newest messages: of each partition of the topics at least the `limit` newest, fewer where there are fewer. */
  tail(topics: readonly string[], limit: number): Promise<ReadonlySet<string>>;
  /** Partitions of these topics whose first messages are gone, in words; none where everything that was published is kept. */
  cutOff(topics: readonly string[]): Promise<readonly string[]>;
  /** Forgets a group's offsets (a rebuilt view's, after the switch). */
  forget(group: string): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
