import type { Worker } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import Database from 'libsql';
import { ConflictError, CorruptionError, positionText, UnavailableError } from '@chignon/eventing';
import type { Appended, EngineObserver } from '@chignon/eventing';
import { DRIVER_PATH, translated } from './sqlite.js';
import { APPENDED, CONFLICT, DAMAGED, openCommitter, runStreamWriter } from './stream-committer.js';
import type { Committer, Group, GroupAnswer, ToWriter } from './stream-committer.js';
import { startWorker } from './worker.js';

/** An event ready for the disk: `data` and `meta` are JSON text. */
export interface WrittenEvent {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly data: string;
  readonly meta: string;
}

/** One append that has just come to the disk. */
export interface Commit {
  readonly stream: string;
  readonly events: readonly WrittenEvent[];
  /** Revision and position of the last event; the others stand right before it. */
  readonly revision: number;
  readonly position: number;
}

interface Waiting {
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly WrittenEvent[];
  resolve(appended: Appended): void;
  reject(error: unknown): void;
}

/** Characters in one group, so that a burst of large appends does not stand in memory twice. */
const MAX_GROUP_CHARS = 4_000_000;
/** A lonely append up to this size may be written by the caller's own thread … */
const MAX_LONELY_CHARS = 64_000;
/** … while the disk answers within this time on the average; waking another thread twice costs about as much. */
const QUICK_DISK_MS = 2;

const SETUP = `PRAGMA busy_timeout=10000; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-4000`;

/**
 * Group commit: while the writer's thread is at the disk, appends gather; as soon as it is free it takes all of them
 * in one transaction with one fsync. Nobody waits for a timer. One append alone is written right here when the disk is
 * quick: there is nobody to share an fsync with.
 */
export class StreamWriter {
  private worker: Worker | undefined;
  private own: Committer | undefined;
  private readonly queue: Waiting[] = [];
  private inFlight: Waiting[] | undefined;
  private scheduled = false;
  /** Appends gather while the journal begins anew. */
  private held = false;
  private quiet: (() => void) | undefined;
  private closing: (() => void) | undefined;
  /** Which of the two committers wrote last: the other must not trust what it remembers. */
  private lastWriter: 'own' | 'thread' = 'own';
  private diskMs = 0;
  /** When what is in flight was handed on, monotonic. */
  private sentAtMs = 0;

  /** @param committed called for every append that came to the disk, in the order of positions, before its caller hears of it */
  constructor(
    private readonly file: string,
    private readonly committed: (commits: readonly Commit[]) => void,
    private readonly observer?: EngineObserver,
  ) {}

  append(stream: string, expected: number, events: readonly WrittenEvent[]): Promise<Appended> {
    if (this.closing)
      return Promise.reject(new UnavailableError('storage-closed', 'The data folder is closed.'));
    return new Promise((resolve, reject) => {
      this.queue.push({ stream, expected, events, resolve, reject });
      if (this.inFlight || this.scheduled) return;
      this.scheduled = true;
      // Everything that this turn of the event loop brings goes together.
      setImmediate(() => this.send());
    });
  }

  /** Sends nothing more until `release`; resolves when nothing is on its way. */
  async hold(): Promise<void> {
    this.held = true;
    if (this.inFlight) await new Promise<void>((resolve) => (this.quiet = resolve));
  }

  release(): void {
    this.held = false;
    if (!this.inFlight && !this.scheduled && this.queue.length > 0) this.send();
  }

  /** Lets what waits come to the disk, then ends the thread. */
  async close(): Promise<void> {
    if (this.closing) return;
    await new Promise<void>((resolve) => {
      this.closing = resolve;
      if (!this.inFlight && !this.scheduled) this.send();
    });
    this.own?.close();
    await this.worker?.terminate();
  }

  private send(): void {
    this.scheduled = false;
    if (this.held && !this.closing) {
      this.quiet?.();
      this.quiet = undefined;
      return;
    }
    const { taken, chars } = this.take();
    if (taken.length === 0) return this.rest();
    const group: Group = [];
    for (const { stream, expected, events } of taken) {
      group.push(stream, expected, events.length);
      for (const { id, type, version, data, meta } of events)
        group.push(id, type, version, data, meta);
    }
    this.inFlight = taken;
    this.sentAtMs = performance.now();
    if (taken.length === 1 && chars <= MAX_LONELY_CHARS && this.diskMs < QUICK_DISK_MS)
      return this.writeHere(group);
    this.worker ??= this.start();
    this.worker.ref();
    this.worker.postMessage({ group, forget: this.lastWriter !== 'thread' } satisfies ToWriter);
    this.lastWriter = 'thread';
  }

  private writeHere(group: Group): void {
    this.own ??= openCommitter({ Database, crc32, file: this.file, setup: SETUP });
    if (this.lastWriter !== 'own') this.own.forget();
    this.lastWriter = 'own';
    const began = performance.now();
    const answer = this.own.commit(group);
    this.diskMs += (performance.now() - began - this.diskMs) / 8;
    this.answered(answer);
  }

  private rest(): void {
    if (!this.closing) {
      // A disk that was slow once is given another chance after a while of rest.
      this.diskMs *= 0.9;
      this.worker?.unref();
    } else if (this.worker) {
      this.worker.ref();
      this.worker.postMessage('close' satisfies ToWriter);
    } else this.closing();
  }

  private take(): { taken: Waiting[]; chars: number } {
    let chars = 0;
    let n = 0;
    while (n < this.queue.length && (n === 0 || chars < MAX_GROUP_CHARS)) {
      for (const { data, meta } of this.queue[n]!.events) chars += data.length + meta.length;
      n++;
    }
    return { taken: this.queue.splice(0, n), chars };
  }

  private start(): Worker {
    const worker = startWorker(
      runStreamWriter,
      { driver: DRIVER_PATH, file: this.file, setup: SETUP },
      { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 },
      openCommitter,
    );
    worker.on('message', (answer: GroupAnswer | 'closed') =>
      answer === 'closed' ? this.closing?.() : this.answered(answer),
    );
    let gone = false;
    const died = (why: unknown) => {
      if (gone) return;
      gone = true;
      if (this.worker === worker) this.worker = undefined;
      this.fail(
        new UnavailableError(
          'storage-failed',
          `The writer of the data folder stopped (${String(why)}). The append may or may not have been stored; repeat it to find out.`,
        ),
      );
      this.send();
    };
    worker.on('error', died);
    worker.on('exit', died);
    return worker;
  }

  private answered(answer: GroupAnswer): void {
    if ('failed' in answer) {
      this.fail(
        translated(
          Object.assign(new Error(answer.failed.message), { code: answer.failed.code }),
          this.file,
        ),
      );
    } else {
      const group = this.inFlight ?? [];
      this.inFlight = undefined;
      const { results } = answer;
      const commits: Commit[] = [];
      group.forEach(({ stream, events }, i) => {
        if (results[i * 3] === APPENDED)
          commits.push({
            stream,
            events,
            revision: results[i * 3 + 1]!,
            position: results[i * 3 + 2]!,
          });
      });
      this.observer?.committed(
        'streams',
        commits.length,
        commits.reduce((rows, { events }) => rows + events.length, 0),
        (performance.now() - this.sentAtMs) / 1000,
      );
      if (commits.length) this.committed(commits);
      group.forEach((waiting, i) => {
        if (results[i * 3] === DAMAGED)
          waiting.reject(
            new CorruptionError(
              waiting.stream,
              `there is an event behind its last revision ${results[i * 3 + 1]}`,
            ),
          );
        else if (results[i * 3] === CONFLICT)
          waiting.reject(new ConflictError(waiting.stream, waiting.expected, results[i * 3 + 1]));
        else
          waiting.resolve({
            revision: results[i * 3 + 1]!,
            position: positionText(results[i * 3 + 2]!),
          });
      });
    }
    this.send();
  }

  private fail(error: unknown): void {
    const group = this.inFlight ?? [];
    this.inFlight = undefined;
    for (const waiting of group) waiting.reject(error);
  }
}
