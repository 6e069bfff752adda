import { setTimeout as pause } from 'node:timers/promises';
import { CorruptionError, markOf, explainMismatch } from '@chignon/eventing';
import type {
  EventMark,
  RecordedEvent,
  StreamStore,
  StreamSubscription,
  SubscribeOptions,
} from '@chignon/eventing';
import { toPosition } from './envelope.js';
import { READ_ALL, untilKnown, within } from './outcome.js';
import type { Line } from './reading.js';
import { openSession } from './session.js';
import type { Listener, Session } from './session.js';

/** Events a handler gets at once, as the port says. */
const BATCH = 500;
/** What may wait for a slow handler before the server is asked to pause. */
const MOST_WAITING = 2 * BATCH;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
const pauseAfter = (failures: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));

const later = (a: string, b = ''): string => (a > b ? a : b);

/** An event, or only how far the server is. */
interface Item {
  readonly event?: RecordedEvent;
  readonly position: string;
}

/**
 * A subscription that outlives its connection. One loop keeps a session with the server and fills a bounded buffer; a
 * new session starts after the last item received, so nothing is missed and nothing comes twice. Another loop empties
 * the buffer into the handler.
 *
 * A checkpoint of the server is a place to start from only once something later has come: until then the event that stands at
 * the checkpoint's own position may still be to come, and whoever started there would never see it.
 */
export class Follower implements StreamSubscription {
  private readonly waiting: Item[] = [];
  /** Where a session starts; undefined: at the beginning, or with `from: 'end'` not known yet. */
  private place: string | undefined;
  /** The last event received; only what is not after it was heard before. */
  private last: EventMark | undefined;
  /** The newest checkpoint, as long as nothing later has come. */
  private checkpoint: string | undefined;
  private handled: string | undefined;
  private placed: boolean;
  /** The session has caught up with the log and hears what is new. */
  private live = false;
  private failures = 0;
  private lost: CorruptionError | undefined;
  private readonly stopped = new AbortController();
  private readonly sessions = new Set<Session>();
  private readonly expecting = new Set<{
    met(): boolean;
    resolve(): void;
    reject(error: Error): void;
  }>();
  private readonly loops: Promise<unknown>;
  private wake = () => {};
  private flow = () => {};
  private ebb = () => {};

  constructor(
    private readonly line: Line,
    private readonly log: Pick<StreamStore, 'read' | 'end'>,
    private readonly options: SubscribeOptions,
  ) {
    this.placed = options.from !== 'end';
    if (options.from !== undefined && this.placed) toPosition(options.from);
    if (this.placed) this.place = this.handled = options.from;
    this.loops = Promise.all([this.keepSession(), this.emptyBuffer()]);
  }

  async caughtUp(): Promise<void> {
    this.mustRun();
    const end = await this.log.end();
    const done = () => end === undefined || end <= (this.handled ?? '');
    await this.until(() => this.live || (this.placed && done()));
    for (let all = false; !all && !done();) {
      const asked = {
        what: `subscription to ${this.options.categories.join(', ')}`,
        right: READ_ALL,
        user: this.line.connection.user,
      };
      const coming = await untilKnown(
        (withinMs) => this.coming(end!, withinMs),
        this.line.timeoutMs,
        asked,
      );
      all = coming.all;
      await this.until(() => (coming.newest ?? '') <= (this.handled ?? ''));
    }
  }

  lag(): number {
    return this.waiting.length;
  }

  async close(): Promise<void> {
    this.end(new Error('the subscription is closed'));
    await this.loops;
  }

  private end(why: Error): void {
    this.stopped.abort();
    for (const session of this.sessions) session.end();
    this.wake();
    for (const { reject } of this.expecting) reject(why);
    this.expecting.clear();
  }

  private mustRun(): void {
    if (this.stopped.signal.aborted) throw this.lost ?? new Error('the subscription is closed');
  }

  private async keepSession(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      if (this.placed || (await this.placeAtEnd())) await this.session();
      this.live = false;
      await this.pause(pauseAfter(this.failures++));
    }
  }

  /** With `from: 'end'`: a place of the log, so that a later session misses nothing. */
  private async placeAtEnd(): Promise<boolean> {
    try {
      this.place = this.handled = await Promise.race([this.log.end(), this.stop()]);
      return (this.placed = !this.stopped.signal.aborted);
    } catch {
      return false;
    }
  }

  /** One connection's worth; resolves when it has ended, for whatever reason. */
  private async session(): Promise<void> {
    const session = this.open({
      confirmed: async () => {
        await this.mustBeTheSameLog();
        this.failures = 0;
      },
      event: (event) => {
        if (event.position <= (this.last?.position ?? '')) return;
        this.last = markOf(event);
        this.take({ event, position: later(event.position, this.place) });
      },
      checkpoint: (position) => {
        const passed = this.checkpoint;
        if (passed !== undefined && position <= passed) return;
        this.checkpoint = position;
        if (passed !== undefined && passed > (this.place ?? '')) this.take({ position: passed });
      },
      caughtUp: () => {
        this.live = true;
        this.moved();
      },
      fellBehind: () => void (this.live = false),
    });
    this.flow = () => session.resume();
    this.ebb = () => session.pause();
    await session.ended;
  }

  private take(item: Item): void {
    this.place = item.position;
    this.waiting.push(item);
    if (this.waiting.length >= MOST_WAITING) this.ebb();
    this.wake();
  }

  /**
   * The server says by itself how far it is only after every so many events of others: whether something up to `end` is still to come is
   * asked in a short subscription from the place on, which its own filter answers.
   * @returns position of the newest event received or to come, and whether that is all of them
   */
  private coming(
    end: string,
    withinMs: number,
  ): Promise<{ newest: string | undefined; all: boolean }> {
    this.mustRun();
    let newest = this.last?.position;
    let count = 0;
    const answer = new Promise<{ newest: string | undefined; all: boolean }>((resolve, reject) => {
      const session = this.open({
        event: ({ position }) => {
          if (position > end) return answered(true);
          newest = position;
          if (++count === BATCH) answered(false);
        },
        caughtUp: () => answered(true),
      });
      const answered = (all: boolean) => {
        resolve({ newest, all });
        session.end();
      };
      void session.ended.then((error) => reject(error ?? new Error('the subscription was ended')));
    });
    return within(withinMs, 'subscribe', answer);
  }

  /** A session from the place on, ended with this subscription at the latest. */
  private open(listener: Listener): Session {
    const session = openSession(this.line, this.options.categories, this.place, listener);
    this.sessions.add(session);
    void session.ended.then(() => this.sessions.delete(session));
    return session;
  }

  /** A server that was restored from a backup, or is another one, has another log: nothing that was followed goes on there. */
  private async mustBeTheSameLog(): Promise<void> {
    const { place, last } = this;
    if (place === undefined) return;
    const why = await explainMismatch(
      this.log,
      { position: place, ...(last ? { event: last } : {}) },
      await this.log.end(),
    );
    if (why === undefined || this.stopped.signal.aborted) return;
    this.lost = new CorruptionError(
      'EventStoreDB',
      `another log than before: a follower of ${this.options.categories.join(', ')} ${why}. Restore the log and the documents from one backup, the documents first.`,
    );
    this.end(this.lost);
    this.line.lose(this.lost);
    throw this.lost;
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
      this.moved();
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

  /** Resolves when it is so; rejects when the subscription ends before. */
  private until(met: () => boolean): Promise<void> {
    this.mustRun();
    if (met()) return Promise.resolve();
    return new Promise((resolve, reject) => this.expecting.add({ met, resolve, reject }));
  }

  /** Something has changed that others may wait for. */
  private moved(): void {
    for (const one of this.expecting) {
      if (!one.met()) continue;
      this.expecting.delete(one);
      one.resolve();
    }
  }

  private stop(): Promise<undefined> {
    const { signal } = this.stopped;
    return new Promise((resolve) =>
      signal.aborted
        ? resolve(undefined)
        : signal.addEventListener('abort', () => resolve(undefined), { once: true }),
    );
  }

  private async pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.stopped.signal }).catch(() => undefined);
  }
}
