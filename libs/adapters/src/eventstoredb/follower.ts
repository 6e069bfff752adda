import { setTimeout as pause } from 'node:timers/promises';
import { START, streamNameFilter } from '@eventstore/db-client';
import type { AllStreamResolvedEvent } from '@eventstore/db-client';
import type { RecordedEvent, StreamSubscription, SubscribeOptions } from '@chignon/eventing';
import { fromServer, toPosition, toText } from './envelope.js';
import type { Heads } from './heads.js';
import { belongsTo } from './reading.js';
import type { Line } from './reading.js';

/** Events a handler gets at once, as the port says. */
const BATCH = 500;
/** What may wait for a slow handler before the server is asked to pause. */
const MOST_WAITING = 2 * BATCH;
/** Events the server looks at before it tells how far it is, so that quiet categories move on too. */
const CHECKPOINT_EVERY = 500;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
const pauseAfter = (failures: number): number => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));

/** An event, or only how far the server is. */
interface Item {
  readonly event?: RecordedEvent;
  readonly position: string;
}

/**
 * A subscription that outlives its connection. One loop keeps a session with the server and fills a bounded buffer; a
 * new session starts after the last item received, so nothing is missed and nothing comes twice. Another loop empties
 * the buffer into the handler.
 */
export class Follower implements StreamSubscription {
  private readonly waiting: Item[] = [];
  private received: string | undefined;
  private handled: string | undefined;
  private readonly stopped = new AbortController();
  private readonly loops: Promise<unknown>;
  private readonly expecting = new Set<{ readonly position: string; resolve(): void; reject(error: Error): void }>();
  private failures = 0;
  private wake = () => {};
  private endSession = () => {};
  private flow = () => {};

  constructor(private readonly line: Line, private readonly heads: Heads, private readonly options: SubscribeOptions) {
    if (options.from !== undefined) toPosition(options.from);
    this.received = this.handled = options.from;
    this.loops = Promise.all([this.keepSession(), this.emptyBuffer()]);
  }

  async caughtUp(): Promise<void> {
    if (this.stopped.signal.aborted) throw new Error('the subscription is closed');
    const position = await this.heads.of(this.options.categories, () => this.handled);
    if (position === undefined || position <= (this.handled ?? '')) return;
    if (this.stopped.signal.aborted) throw new Error('the subscription is closed');
    await new Promise<void>((resolve, reject) => this.expecting.add({ position, resolve, reject }));
  }

  async close(): Promise<void> {
    this.stopped.abort();
    this.endSession();
    this.wake();
    for (const { reject } of this.expecting) reject(new Error('the subscription is closed'));
    this.expecting.clear();
    await this.loops;
  }

  private async keepSession(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await this.session();
      await this.pause(pauseAfter(this.failures++));
    }
  }

  /** One connection's worth; resolves when it has ended, for whatever reason. */
  private session(): Promise<void> {
    return new Promise((resolve) => {
      const wanted = belongsTo(this.options.categories);
      // The client tells of checkpoints at once, of events through a buffer: these wait for the events before them.
      const behind: { left: number; readonly position: string }[] = [];
      const subscription = this.line.client.subscribeToAll({
        fromPosition: this.received === undefined ? START : toPosition(this.received),
        filter: streamNameFilter({
          prefixes: this.options.categories.map((category) => `${category}-`),
          maxSearchWindow: CHECKPOINT_EVERY,
          checkpointInterval: 1,
          checkpointReached: (_, at) => {
            const position = toText(at);
            if (subscription.readableLength === 0) take({ position });
            else behind.push({ left: subscription.readableLength, position });
          },
        }),
        ...this.line.call,
      });
      let ended = false;
      const end = () => {
        if (ended) return;
        ended = true;
        clearTimeout(unconfirmed);
        subscription.unsubscribe().catch(() => undefined);
        resolve();
      };
      const unconfirmed = setTimeout(end, this.line.timeoutMs);
      const take = (item: Item) => {
        if (ended || item.position <= (this.received ?? '')) return;
        this.received = item.position;
        this.waiting.push(item);
        if (this.waiting.length >= MOST_WAITING) subscription.pause();
        this.wake();
      };
      this.endSession = end;
      this.flow = () => void (ended || subscription.resume());
      subscription.on('confirmation', () => {
        clearTimeout(unconfirmed);
        this.failures = 0;
      });
      subscription.on('data', ({ event }: AllStreamResolvedEvent) => {
        if (event && wanted(event.streamId)) {
          const recorded = fromServer(event);
          take({ event: recorded, position: recorded.position });
        }
        for (const one of behind) one.left--;
        while (behind[0]?.left === 0) take({ position: behind.shift()!.position });
      });
      for (const over of ['error', 'end', 'close'] as const) subscription.on(over, end);
    });
  }

  private async emptyBuffer(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      if (this.waiting.length === 0) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      const events: RecordedEvent[] = [];
      let taken = 0;
      let position = '';
      while (taken < this.waiting.length && events.length < BATCH) {
        const item = this.waiting[taken++]!;
        position = item.position;
        if (item.event) events.push(item.event);
      }
      if (!(await this.handle(events, position))) return;
      this.waiting.splice(0, taken);
      if (this.waiting.length < BATCH) this.flow();
      this.handled = position;
      for (const one of this.expecting) {
        if (one.position > position) continue;
        this.expecting.delete(one);
        one.resolve();
      }
    }
  }

  /** Hands over the batch, again and again until it is taken; false when closed before. */
  private async handle(events: readonly RecordedEvent[], position: string): Promise<boolean> {
    for (let failures = 0; !this.stopped.signal.aborted; failures++) {
      try {
        await this.options.handler([...events], position);
        return true;
      } catch {
        await this.pause(pauseAfter(failures));
      }
    }
    return false;
  }

  private async pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.stopped.signal }).catch(() => undefined);
  }
}
