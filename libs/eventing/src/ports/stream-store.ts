import type { EventToAppend, RecordedEvent } from '../event.js';

export interface Appended {
  /** Revision of the stream after the append: the number of its events. */
  readonly revision: number;
  /** Position of the last event appended. */
  readonly position: string;
}

export interface StreamSubscription {
  /**
   * Resolves once everything that was in the store when called has been handled; with `from: 'end'` it is also the answer that
   * from here on nothing is missed. Costs what is new, never what others wrote before. Rejects when the engine does not answer
   * or the subscription has died.
   */
  caughtUp(): Promise<void>;
  /** Events that are known to wait, those of others that lie between included; an engine that cannot tell counts what it has received. */
  lag(): number;
  /** Stops; resolves when the handler no longer runs. */
  close(): Promise<void>;
}

export interface SubscribeOptions {
  /** Start after this position; left out: from the first event; `end`: with what comes from now on. */
  readonly from?: string;
  /** Only streams of these categories (`agenda`, not `agenda-`). */
  readonly categories: readonly string[];
  /**
   * Gets events in the store's one order, in batches of 1 to 500, or none with a position that may be remembered.
   * Awaited before the next batch. When it throws, the same batch comes again after a pause, for ever: it must park poison itself.
   */
  handler(events: RecordedEvent[], position: string): Promise<void>;
}

/**
 * Where ledgers are kept. Promises, held by `streamStoreContract` on every adapter:
 * revision = number of events, 0 = the stream is absent; an append is all or nothing, on disk when it returns, and
 * idempotent by event id (the same events at the same expected revision again: the same answer); a wrong expected
 * revision is a `ConflictError`; subscribers see one global order.
 */
export interface StreamStore {
  /**
   * Events of one stream with revision >= `from` (default 1), in order, all or the first `limit`; none when the stream is absent. Where
   * an engine lets its operator delete or shorten streams, one whose beginning is gone is refused (`stream-truncated`), here and by
   * `append`, and told by `integrity`: nothing is ever folded from the middle. The embedded engine has no such streams.
   */
  read(stream: string, from?: number, limit?: number): Promise<RecordedEvent[]>;
  append(
    stream: string,
    events: readonly EventToAppend[],
    options: { expected: number },
  ): Promise<Appended>;
  subscribe(options: SubscribeOptions): StreamSubscription;
  /** Position of the newest record of all, the engine's own included; undefined: there is none. A place remembered beyond it shows that events are missing. */
  end(): Promise<string | undefined>;
  /**
   * Everything at rest is as it was written and can be read, beyond what hash chains can show; yields one line per finding. `stream`:
   * it is wrong with this stream alone.
   */
  integrity(): AsyncIterable<{ where: string; problem: string; stream?: string }>;
  /**
   * Streams of these categories that cannot be read from their first event any more, each with why, in words; none where everything that
   * was written is kept. Whoever is to fold all of them anew asks first.
   */
  cutOff(categories: readonly string[]): Promise<readonly string[]>;
  /** Answers when the engine is reachable, rejects when not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
