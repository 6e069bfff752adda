import { categoryOf, type RecordedEvent } from './event.js';
import type { StreamStore, StreamSubscription } from './ports/stream-store.js';

/** Events read at once for one follower: all that it ever keeps in memory. */
const PAGE = 100;

export interface FollowOptions {
  /** Ends the following. */
  readonly signal: AbortSignal;
  /** After so long without news an empty batch says that nothing has happened. */
  readonly idleMs: number;
}

/**
 * Followers of single streams, for as long as they are watched. One subscription a category only wakes them; each
 * reads its stream from its own place when it is ready for more. So a slow follower keeps nothing waiting in memory, and
 * nothing is missed or comes twice, beside any other follower.
 */
export class StreamFollowers {
  private readonly waiting = new Map<string, Set<() => void>>();
  /** By category, with the answer that nothing later is missed. */
  private readonly subscriptions = new Map<
    string,
    { readonly subscription: StreamSubscription; readonly confirmed: Promise<void> }
  >();
  private closed = false;

  constructor(private readonly streams: StreamStore) {}

  /** Events after revision `after`, in order, in batches of at most 100, and then those that come. Ends by the signal, or when the process stops. */
  async *follow(
    stream: string,
    after: number,
    { signal, idleMs }: FollowOptions,
  ): AsyncGenerator<RecordedEvent[], void> {
    if (this.closed || signal.aborted) return;
    await this.woken(categoryOf(stream));
    let news = true;
    let wake = () => {};
    const hear = () => {
      news = true;
      wake();
    };
    this.listen(stream, hear);
    signal.addEventListener('abort', hear);
    try {
      while (!this.closed && !signal.aborted) {
        const idle = !news;
        news = false;
        const events = idle ? [] : await this.streams.read(stream, after + 1, PAGE);
        if (idle || events.length > 0) yield events;
        // A full page may have more behind it.
        if (events.length > 0) news = true;
        after = events.at(-1)?.revision ?? after;
        if (!news)
          await new Promise<void>((resolve) => {
            const idled = setTimeout(resolve, idleMs).unref();
            wake = () => (clearTimeout(idled), resolve());
          });
      }
    } finally {
      signal.removeEventListener('abort', hear);
      this.forget(stream, hear);
    }
  }

  /** Ends all that follow. */
  async close(): Promise<void> {
    this.closed = true;
    for (const listeners of this.waiting.values()) for (const hear of listeners) hear();
    const open = [...this.subscriptions.values()];
    this.subscriptions.clear();
    for (const { subscription } of open) await subscription.close();
  }

  /** Resolves once every later event of the category wakes its stream's followers. */
  private async woken(category: string): Promise<void> {
    let known = this.subscriptions.get(category);
    if (!known) {
      const subscription = this.streams.subscribe({
        categories: [category],
        from: 'end',
        handler: async (events) => this.wake(events),
      });
      this.subscriptions.set(
        category,
        (known = { subscription, confirmed: subscription.caughtUp() }),
      );
    }
    try {
      await known.confirmed;
    } catch (error) {
      if (this.closed) return;
      // The next one tries again.
      if (this.subscriptions.get(category) === known) this.subscriptions.delete(category);
      await known.subscription.close();
      throw error;
    }
  }

  private wake(events: readonly RecordedEvent[]): void {
    for (const stream of new Set(events.map((event) => event.stream)))
      for (const hear of this.waiting.get(stream) ?? []) hear();
  }

  private listen(stream: string, hear: () => void): void {
    const listeners = this.waiting.get(stream);
    if (listeners) listeners.add(hear);
    else this.waiting.set(stream, new Set([hear]));
  }

  private forget(stream: string, hear: () => void): void {
    const listeners = this.waiting.get(stream);
    listeners?.delete(hear);
    if (listeners?.size === 0) this.waiting.delete(stream);
  }
}
