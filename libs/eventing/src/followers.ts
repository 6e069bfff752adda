import { setTimeout as pause } from 'node:timers/promises';
import type { Observer } from './observe.js';
import type { ConsumedEvent } from './project.js';
import type { Facts } from './ports/facts.js';
import { UnavailableError } from './refusal.js';
import { optional } from './optional.js';
import { background } from './turns.js';

/** Who waits for a follower that has not got on for so long is told so, and does not wait on. */
const PATIENCE_MS = 30_000;
/** How often that is looked at while somebody waits. */
const LOOK_EVERY_MS = 250;
/** A handler that does not answer is left behind at the stop after so long. */
const MAX_CLOSE_MS = 10_000;
/** What stands is said in the log as often as this. */
const SAY_EVERY_MS = 60_000;

/** Why a follower does not get on. What it fails at is tried again until it succeeds. */
export interface Standing {
  /** ISO UTC. */
  readonly since: string;
  readonly cause: string;
  /** The first event that it has not handled: its id, type and source, and when it was written down (ISO UTC). */
  readonly event?: {
    readonly id: string;
    readonly type: string;
    readonly of: string;
    readonly recordedAt: string;
  };
}

/** Where a follower of streams or topics is, for operators. */
export interface FollowerStatus {
  readonly name: string;
  /** Events or messages handled since the start of the process. */
  readonly handled: number;
  /** Place of the last of them: in the log, or in a partition. */
  readonly place?: string;
  /** Events or messages that are known to wait. */
  readonly lag: number;
  /** When the oldest event that is not handled yet was written down, ISO UTC; absent: it waits for news. */
  readonly oldest?: string;
  /** Present while it cannot go on. */
  readonly standing?: Standing;
}

export type Log = (line: {
  level: 'info' | 'warn' | 'error';
  message: string;
  [fact: string]: unknown;
}) => void;

/** Somebody waited for a follower that stands. */
export class StandingError extends UnavailableError {
  constructor(name: string, { since, cause }: Standing) {
    super('follower-stands', `${name} has not got on since ${since}: ${cause}`);
  }
}

/** A batch that is being handled, or that failed and comes again. */
interface Begun {
  /** Since when, by the clock and monotonic. */
  readonly at: string;
  readonly ms: number;
  readonly first: ConsumedEvent | undefined;
  cause?: string;
  /** When it failed last, monotonic; absent while its handler runs. */
  failedMs?: number;
}

/** What failed and does not come again within this time was handed to another process. */
const MAX_PAUSE_MS = 120_000;
/** Under this name stands what ended all sources of a follower at once. */
const WHOLE = '';

/** One follower's account of how it gets on, in each of the sources that it hears in order: the log, or partitions. */
export class Follower {
  handled = 0;
  /** How much is known to wait; told by what delivers to it. */
  lag: () => number = () => 0;
  private place: string | undefined;
  private readonly begun = new Map<string, Begun>();

  constructor(
    readonly name: string,
    private readonly facts: Facts,
    private readonly log: Log,
    private readonly patienceMs: number,
    private readonly observer?: Observer,
  ) {}

  /** Handles a batch, and remembers how it went. What fails is thrown on: whoever delivers tries it again. */
  async handling(batch: readonly ConsumedEvent[], work: () => Promise<void>): Promise<void> {
    const [first, last] = [batch[0], batch.at(-1)];
    const source = first === undefined ? 'log' : sourceOf(first);
    const before = this.begun.get(source);
    const began = performance.now();
    const begun: Begun = before ?? this.beginning(first);
    delete begun.failedMs;
    this.begun.set(source, begun);
    try {
      await work();
    } catch (error) {
      begun.failedMs = performance.now();
      this.observer?.batch(this.name, batch.length, (begun.failedMs - began) / 1000, true);
      const told = begun.cause !== undefined;
      begun.cause = String(error);
      if (!told) this.say('warn', 'follower failed', begun);
      throw error;
    }
    this.begun.delete(source);
    this.observer?.batch(this.name, batch.length, (performance.now() - began) / 1000, false);
    if (begun.cause !== undefined)
      this.log({ level: 'info', message: 'follower goes on', follower: this.name });
    this.handled += batch.length;
    if (last) this.place = 'partition' in last ? `${last.partition}@${last.offset}` : last.position;
  }

  /** What delivers to it has ended, and only a new start of the process brings it back. */
  ended(error: unknown): void {
    const begun = { ...this.beginning(undefined), cause: String(error) };
    this.begun.set(WHOLE, begun);
    this.say('error', 'follower ended', begun);
  }

  /** Says in the log that it stands, where it does so for long. */
  look(): void {
    const late = this.late;
    if (late) this.say('error', 'follower stands', late);
  }

  /** Waits for it, but not for ever. @throws StandingError once it has not got on for long */
  async waitedFor<T>(wait: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const stands = new Promise<never>((_, reject) => {
      const look = () => {
        const late = this.late;
        if (late) reject(new StandingError(this.name, standing(late)));
      };
      timer = setInterval(look, LOOK_EVERY_MS);
      look();
    });
    const waited = wait();
    waited.catch(() => undefined);
    return background
      .hurried(() => Promise.race([waited, stands]))
      .finally(() => clearInterval(timer));
  }

  /** The end of its subscription, or of the patience with a handler that does not answer: what it was at is handled again at the next start. */
  async leftBehind(closing: Promise<void>): Promise<void> {
    const patience = new AbortController();
    await Promise.race([
      closing,
      pause(Math.min(this.patienceMs, MAX_CLOSE_MS), undefined, { signal: patience.signal }).catch(
        () => undefined,
      ),
    ]);
    patience.abort();
  }

  /** Since when the oldest event that it is at was written down, ISO UTC; undefined: it waits for news. */
  get oldest(): string | undefined {
    return [...this.begun.values()]
      .map(({ first }) => first?.meta.recordedAt)
      .filter((at) => at !== undefined)
      .sort()[0];
  }

  get status(): FollowerStatus {
    const oldest = this.longest((begun) => begun.cause !== undefined) ?? this.late;
    return {
      name: this.name,
      handled: this.handled,
      lag: this.lag(),
      ...optional({ place: this.place, oldest: this.oldest }),
      ...(oldest ? { standing: standing(oldest) } : {}),
    };
  }

  private beginning(first: ConsumedEvent | undefined): Begun {
    return { at: this.facts.now(), ms: performance.now(), first };
  }

  private get late(): Begun | undefined {
    return (
      this.begun.get(WHOLE) ?? this.longest(({ ms }) => performance.now() - ms >= this.patienceMs)
    );
  }

  private longest(wanted: (begun: Begun) => boolean): Begun | undefined {
    for (const [source, { failedMs }] of this.begun)
      if (failedMs !== undefined && performance.now() - failedMs > MAX_PAUSE_MS)
        this.begun.delete(source);
    return [...this.begun.values()].filter(wanted).sort((a, b) => a.ms - b.ms)[0];
  }

  private say(level: 'warn' | 'error', message: string, begun: Begun): void {
    this.log({ level, message, follower: this.name, after: this.place, ...standing(begun) });
  }
}

const sourceOf = (event: ConsumedEvent): string => ('partition' in event ? event.partition : 'log');

function standing({ at, cause, first }: Begun): Standing {
  const event = first && {
    id: first.id,
    type: first.type,
    of: 'stream' in first ? first.stream : first.partition,
    recordedAt: first.meta.recordedAt,
  };
  return { since: at, cause: cause ?? 'its handler has not answered', ...(event ? { event } : {}) };
}

/** All that follow streams and topics for one context: the relay, views, reactions and effects. */
export class Followers {
  private readonly all = new Map<string, Follower>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly facts: Facts,
    private readonly log: Log,
    private readonly patienceMs = PATIENCE_MS,
    private readonly observer?: Observer,
  ) {}

  add(name: string): Follower {
    const follower = new Follower(name, this.facts, this.log, this.patienceMs, this.observer);
    this.all.set(name, follower);
    return follower;
  }

  remove(follower: Follower): void {
    if (this.all.get(follower.name) === follower) this.all.delete(follower.name);
  }

  start(): void {
    this.timer = setInterval(
      () => this.all.forEach((follower) => follower.look()),
      SAY_EVERY_MS,
    ).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  get statuses(): readonly FollowerStatus[] {
    return [...this.all.values()]
      .map(({ status }) => status)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
