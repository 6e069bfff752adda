import { statSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { Connection, DRIVER_PATH, JOURNAL_REST_BYTES } from './sqlite.js';
import { startWorker } from './worker.js';
import type { Require } from './worker.js';

const LOOK_EVERY_MS = 500;
/** Past this size writers are held up for a moment, so that the journal can begin anew. */
const HARD_LIMIT_BYTES = 32 << 20;

/**
 * Copies journals into their files when told to. PASSIVE never holds up a writer, but under a writer that never rests
 * it never finishes either, and the journal would grow without bound: past the hard limit RESTART follows, which holds
 * writers up for the few frames that came during the PASSIVE pass. Closes over nothing.
 */
/* istanbul ignore next */
function runCheckpoints(require: Require): void {
  const { parentPort, workerData } = require('node:worker_threads');
  const Database = require(workerData.driver);
  const connections = new Map<string, any>();

  parentPort.on('message', ({ file, restart }: Order) => {
    try {
      let db = connections.get(file);
      if (!db) {
        db = new Database(file);
        db.exec('PRAGMA busy_timeout=2000; PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=FULL; PRAGMA cache_size=-500');
        connections.set(file, db);
      }
      for (const mode of restart ? ['PASSIVE', 'RESTART'] : ['PASSIVE']) db.prepare(`PRAGMA wal_checkpoint(${mode})`).raw().get([]);
    } catch {
      // Full or failing disk: the journal stays whole, the next look orders it again.
      connections.delete(file);
    }
    parentPort.postMessage(file);
  });
}

interface Order {
  readonly file: string;
  readonly restart: boolean;
}

/** Keeps journals short, off the request path: a thread copies them, started when the first one has grown. */
export class Checkpointer {
  private worker: Worker | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly busy = new Set<string>();
  /** When each journal was last changed before it was copied: a journal that rests needs no second copy. */
  private readonly copied = new Map<string, number>();

  constructor(
    private readonly files: readonly string[],
    private readonly hardLimit = HARD_LIMIT_BYTES,
    private readonly copyAbove = JOURNAL_REST_BYTES,
    everyMs = LOOK_EVERY_MS,
  ) {
    this.timer = setInterval(() => this.look(), everyMs).unref();
  }

  /** Copies everything and empties the journals. Call when all other connections are closed. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    const worker = this.worker;
    this.worker = undefined;
    await worker?.terminate();
    for (const file of this.files) {
      try {
        const connection = new Connection(file, 'PRAGMA synchronous=FULL');
        connection.get('PRAGMA wal_checkpoint(TRUNCATE)');
        connection.close();
      } catch {
        // What is in the journal is read from there at the next start.
      }
    }
  }

  private look(): void {
    for (const file of this.files) {
      const journal = statSync(`${file}-wal`, { throwIfNoEntry: false });
      if (!journal || journal.size <= this.copyAbove || this.busy.has(file) || this.copied.get(file) === journal.mtimeMs) continue;
      this.busy.add(file);
      this.copied.set(file, journal.mtimeMs);
      this.worker ??= this.start();
      this.worker.postMessage({ file, restart: journal.size > this.hardLimit } satisfies Order);
    }
  }

  private start(): Worker {
    const worker = startWorker(runCheckpoints, { driver: DRIVER_PATH }, { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 });
    worker.on('message', (file: string) => this.busy.delete(file));
    worker.on('error', () => {
      this.worker = undefined;
      this.busy.clear();
    });
    return worker;
  }
}
