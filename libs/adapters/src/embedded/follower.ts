import { background, CorruptionError } from '@chignon/eventing';

/** Entries after a place, and the place they reach: behind the last of them, or further when nothing else up to there matters. */
export interface Batch<T> {
  readonly entries: T[];
  readonly place: number;
}

export interface FollowerOptions<T> {
  readonly from: number;
  /** What comes after a place; undefined at the head. */
  readonly next: (place: number) => Batch<T> | undefined;
  /** Awaited before the next batch; the same batch comes again when it throws. */
  readonly handle: (batch: Batch<T>) => Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

/** Walks a log for one subscriber, batch after batch, and waits at its head until it is woken. */
export class Follower<T> {
  private place: number;
  private closed = false;
  private death: unknown;
  private waiters: { readonly target: number; resolve(): void; reject(error: unknown): void }[] =
    [];
  private wakeUp: (() => void) | undefined;
  private awake = false;
  private readonly running: Promise<void>;

  constructor(private readonly options: FollowerOptions<T>) {
    this.place = options.from;
    this.running = this.run();
  }

  /** There may be something new. */
  wake(): void {
    this.awake = true;
    this.wakeUp?.();
  }

  /** The place up to which everything has been handled. */
  get reachedPlace(): number {
    return this.place;
  }

  /** Resolves once everything up to the place has been handled; rejects when that will never be. */
  reached(target: number): Promise<void> {
    if (this.closed || this.death)
      return Promise.reject(this.death ?? new Error('the subscription is closed'));
    if (this.place >= target) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiters.push({ target, resolve, reject }));
  }

  /** Resolves when the handler no longer runs. */
  async close(): Promise<void> {
    this.closed = true;
    this.wakeUp?.();
    await this.running;
    this.settle(new Error('the subscription is closed'));
  }

  private async run(): Promise<void> {
    let batch: Batch<T> | undefined;
    for (let pauseMs = FIRST_PAUSE_MS; !this.closed;) {
      try {
        this.awake = false;
        // Kept until it is handled: the same batch comes again, not a larger one.
        await background.next();
        batch ??= this.options.next(this.place);
        if (!batch) {
          if (!this.awake) await this.sleep();
          continue;
        }
        await this.options.handle(batch);
        this.place = batch.place;
        batch = undefined;
        pauseMs = FIRST_PAUSE_MS;
        this.settle();
      } catch (error) {
        if (error instanceof CorruptionError) {
          // What follows cannot be read, and skipping it would be a lie: this subscription ends here.
          this.death = error;
          return this.settle(error);
        }
        await this.sleep(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  /** Until woken; with a pause given, for that long or until closed. */
  private sleep(pauseMs?: number): Promise<void> {
    if (this.closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = pauseMs === undefined ? undefined : setTimeout(() => done(), pauseMs);
      const done = () => {
        clearTimeout(timer);
        this.wakeUp = undefined;
        resolve();
      };
      this.wakeUp = () => {
        if (pauseMs === undefined || this.closed) done();
      };
    });
  }

  private settle(end?: unknown): void {
    const waiting = this.waiters;
    this.waiters = [];
    for (const waiter of waiting) {
      if (this.place >= waiter.target) waiter.resolve();
      else if (end) waiter.reject(end);
      else this.waiters.push(waiter);
    }
  }
}

/** Lets requests come in between two batches. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
