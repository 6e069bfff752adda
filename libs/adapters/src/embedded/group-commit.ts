import { basename } from 'node:path';
import { UnavailableError, type EngineObserver } from '@chignon/eventing';
import { isConstraint, isIoError, isSqlite, translated } from './sqlite.js';
import type { Connection } from './sqlite.js';
import { Mark } from './mark.js';

interface Work {
  readonly durable: boolean;
  readonly rows: number;
  run(): unknown;
  resolve(value: any): void;
  reject(error: unknown): void;
}

/** Counts durable transactions, so that a lost one is noticed (see `Mark`). */
const SCHEMA =
  'CREATE TABLE IF NOT EXISTS durable_commits(one INTEGER PRIMARY KEY CHECK (one = 1), n INTEGER NOT NULL); INSERT INTO durable_commits VALUES(1, 0) ON CONFLICT DO NOTHING';

/** Under load, writes that need not be on the disk are gathered this long: hundreds of small transactions a second cost more than they carry. */
const GATHER_MS = 10;
/** … unless so many rows wait that they are worth a transaction of their own. */
const WORTH_ROWS = 64;

/** Rows of one transaction: about 20 ms of the main thread. */
const MAX_ROWS = 1000;

/**
 * Writes that come in one tick share a transaction; when one of them must be on disk, all wait for the same fsync.
 * Work throws only before it has changed anything, or on a constraint (SQLite takes back that one statement): so one
 * failing piece of work leaves the others alone. Everything else ends the transaction, and all its work fails.
 */
export class GroupCommit {
  private queue: Work[] = [];
  private scheduled = false;
  /** Rows that wait. */
  private rows = 0;
  private timer: NodeJS.Timeout | undefined;
  private flushedAtMs = -Infinity;
  private level = '';
  private idle: (() => void) | undefined;
  /** Writes gather while the journal begins anew. */
  private held = false;
  private closed = false;
  private commits: number;
  private readonly mark: Mark;

  /** @throws CorruptionError when acknowledged transactions are missing */
  constructor(
    private readonly connection: Connection,
    private readonly observer?: EngineObserver,
  ) {
    connection.exec(SCHEMA);
    this.commits = connection.get('SELECT n FROM durable_commits')![0];
    this.mark = new Mark(`${connection.file}.mark`, basename(connection.file), this.commits);
  }

  /**
   * @param durable on disk when it resolves; else it survives the end of the process at once, and a power cut with the next durable write
   * @param rows how many rows it touches, about
   */
  do<T>(durable: boolean, rows: number, run: () => T): Promise<T> {
    if (this.closed)
      return Promise.reject(new UnavailableError('storage-closed', 'The data folder is closed.'));
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ durable, rows, run, resolve, reject });
      this.rows += rows;
      this.schedule(durable);
    });
  }

  /** Writes nothing more until `release`; a transaction is never under way when anybody can ask. */
  async hold(): Promise<void> {
    this.held = true;
  }

  release(): void {
    this.held = false;
    if (this.queue.length > 0) this.schedule(true);
  }

  /** Resolves when all that was asked for is written. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.queue.length) {
      const written = new Promise<void>((resolve) => (this.idle = resolve));
      this.schedule(true);
      await written;
    }
    this.mark.close();
  }

  /** At once when somebody waits for the disk, or when there was nothing to write lately; else with what comes in the meantime. */
  private schedule(durable: boolean): void {
    const waitMs =
      durable || this.closed || this.rows >= WORTH_ROWS
        ? 0
        : this.flushedAtMs + GATHER_MS - performance.now();
    if (waitMs <= 0) {
      clearTimeout(this.timer);
      this.timer = undefined;
      if (!this.scheduled) setImmediate(() => this.turn());
      this.scheduled = true;
    } else if (!this.scheduled) this.timer ??= setTimeout(() => this.turn(), waitMs);
  }

  private turn(): void {
    this.scheduled = false;
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.held && !this.closed) return;
    if (this.queue.length) this.flush();
    this.flushedAtMs = performance.now();
    if (this.queue.length) this.schedule(true);
    else this.idle?.();
  }

  private flush(): void {
    let rows = 0;
    let n = 0;
    while (n < this.queue.length && (n === 0 || rows + this.queue[n]!.rows <= MAX_ROWS))
      rows += this.queue[n++]!.rows;
    const group = this.queue.splice(0, n);
    this.rows -= rows;
    const done: (() => void)[] = [];
    const began = performance.now();
    const durable = group.some((work) => work.durable);
    try {
      this.setLevel(durable ? 'FULL' : 'NORMAL');
      this.connection.exec('BEGIN IMMEDIATE');
      for (const work of group) {
        try {
          const value = work.run();
          done.push(() => work.resolve(value));
        } catch (error) {
          if (isSqlite(error) && !isConstraint(error)) throw error;
          done.push(() => work.reject(error));
        }
      }
      if (durable) this.connection.run('UPDATE durable_commits SET n = ?', [this.commits + 1]);
      this.connection.exec('COMMIT');
      if (durable) this.mark.write(++this.commits);
    } catch (error) {
      this.recover(error);
      for (const work of group) work.reject(translated(error, this.connection.file));
      return;
    }
    this.observer?.committed('documents', n, rows, (performance.now() - began) / 1000);
    for (const tell of done) tell();
  }

  private setLevel(level: 'FULL' | 'NORMAL'): void {
    if (level === this.level) return;
    this.connection.exec(`PRAGMA synchronous=${level}`);
    this.level = level;
  }

  private recover(error: unknown): void {
    try {
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
      if (isIoError(error)) {
        this.level = '';
        this.connection.reopen();
      }
    } catch {
      // The next transaction meets the same trouble and tells its own callers.
    }
  }
}
