import type { Worker } from 'node:worker_threads';
import { ConflictError, positionText, UnavailableError } from '@chignon/eventing';
import type { Appended } from '@chignon/eventing';
import { DRIVER_PATH, translated } from './sqlite.js';
import { APPENDED, CONFLICT, runStreamWriter } from './stream-writer.worker.js';
import type { Group, GroupAnswer } from './stream-writer.worker.js';
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

/** The journal is cut back to this size when it begins anew. */
export const JOURNAL_LIMIT_BYTES = 32 << 20;
const SETUP = `PRAGMA busy_timeout=10000; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-4000; PRAGMA journal_size_limit=${JOURNAL_LIMIT_BYTES}`;

/**
 * Group commit: while the writer's thread is at the disk, appends gather; as soon as it is free it takes all of them
 * in one transaction with one fsync. Nobody waits for a timer.
 */
export class StreamWriter {
  private worker: Worker | undefined;
  private readonly queue: Waiting[] = [];
  private inFlight: Waiting[] | undefined;
  private scheduled = false;
  private closing: (() => void) | undefined;

  /** @param committed called for every append that came to the disk, in the order of positions, before its caller hears of it */
  constructor(
    private readonly file: string,
    private readonly committed: (commits: readonly Commit[]) => void,
  ) {}

  append(stream: string, expected: number, events: readonly WrittenEvent[]): Promise<Appended> {
    if (this.closing) return Promise.reject(new UnavailableError('storage-closed', 'The data folder is closed.'));
    return new Promise((resolve, reject) => {
      this.queue.push({ stream, expected, events, resolve, reject });
      if (this.inFlight || this.scheduled) return;
      this.scheduled = true;
      queueMicrotask(() => this.send());
    });
  }

  /** Lets what waits come to the disk, then ends the thread. */
  async close(): Promise<void> {
    if (this.closing) return;
    await new Promise<void>((resolve) => {
      this.closing = resolve;
      if (!this.inFlight && !this.scheduled) this.send();
    });
    await this.worker?.terminate();
  }

  private send(): void {
    this.scheduled = false;
    const taken = this.take();
    if (taken.length === 0) {
      this.worker?.unref();
      if (!this.closing) return;
      if (this.worker) this.worker.postMessage('close');
      else this.closing();
      return;
    }
    const group: Group = [];
    for (const { stream, expected, events } of taken) {
      group.push(stream, expected, events.length);
      for (const { id, type, version, data, meta } of events) group.push(id, type, version, data, meta);
    }
    this.inFlight = taken;
    this.worker ??= this.start();
    this.worker.ref();
    this.worker.postMessage(group);
  }

  private take(): Waiting[] {
    let chars = 0;
    let n = 0;
    while (n < this.queue.length && (n === 0 || chars < MAX_GROUP_CHARS)) {
      for (const { data, meta } of this.queue[n]!.events) chars += data.length + meta.length;
      n++;
    }
    return this.queue.splice(0, n);
  }

  private start(): Worker {
    const worker = startWorker(runStreamWriter, { driver: DRIVER_PATH, file: this.file, setup: SETUP }, { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 });
    worker.on('message', (answer: GroupAnswer | 'closed') => (answer === 'closed' ? this.closing?.() : this.answered(answer)));
    let gone = false;
    const died = (why: unknown) => {
      if (gone) return;
      gone = true;
      if (this.worker === worker) this.worker = undefined;
      this.fail(new UnavailableError('storage-failed', `The writer of the data folder stopped (${String(why)}); whether the append was stored is not known, the same append again tells.`));
      if (this.closing && this.queue.length === 0) this.closing();
      else this.send();
    };
    worker.on('error', died);
    worker.on('exit', died);
    return worker;
  }

  private answered(answer: GroupAnswer): void {
    if ('failed' in answer) {
      this.fail(translated(Object.assign(new Error(answer.failed.message), { code: answer.failed.code }), this.file));
    } else {
      const group = this.inFlight ?? [];
      this.inFlight = undefined;
      const commits: Commit[] = [];
      group.forEach(({ stream, events }, i) => {
        if (answer.results[i * 3] === APPENDED) commits.push({ stream, events, revision: answer.results[i * 3 + 1]!, position: answer.results[i * 3 + 2]! });
      });
      if (commits.length) this.committed(commits);
      group.forEach((waiting, i) => {
        const [outcome, revision, position] = answer.results.slice(i * 3, i * 3 + 3) as [number, number, number];
        if (outcome === CONFLICT) waiting.reject(new ConflictError(waiting.stream, waiting.expected, revision));
        else waiting.resolve({ revision, position: positionText(position) });
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
