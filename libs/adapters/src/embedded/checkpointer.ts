import type { Worker } from 'node:worker_threads';
import { DRIVER_PATH } from './sqlite.js';
import { JOURNAL_LIMIT_BYTES } from './stream-writer.js';
import { startWorker } from './worker.js';
import type { Require } from './worker.js';

const LOOK_EVERY_MS = 500;
/** A journal is copied into its file when it has grown past this. */
const COPY_ABOVE_BYTES = 4 << 20;

/**
 * Copies journals into their files. PASSIVE never holds up a writer, but under a writer that never rests it never
 * finishes either, and the journal would grow without bound: past the hard limit RESTART follows, which holds writers
 * up for the few frames that came during the PASSIVE pass. Closes over nothing.
 */
/* istanbul ignore next */
function runCheckpointer(require: Require): void {
  const { parentPort, workerData } = require('node:worker_threads');
  const { statSync } = require('node:fs');
  const Database = require(workerData.driver);
  const connections = new Map<string, any>();
  const copied = new Map<string, number>();

  const connection = (file: string): any => {
    let db = connections.get(file);
    if (!db) {
      db = new Database(file);
      db.exec('PRAGMA busy_timeout=2000; PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=FULL; PRAGMA cache_size=-500');
      connections.set(file, db);
    }
    return db;
  };
  const checkpoint = (file: string, mode: string): number[] => connection(file).prepare(`PRAGMA wal_checkpoint(${mode})`).raw().get([]);

  const look = (): void => {
    for (const file of workerData.files) {
      try {
        const { size, mtimeMs } = statSync(`${file}-wal`);
        // The file keeps its size when the journal begins anew, so size alone would copy for ever: nothing written, nothing to do.
        if (size < workerData.copyAbove || copied.get(file) === mtimeMs) continue;
        checkpoint(file, 'PASSIVE');
        if (size > workerData.hardLimit) checkpoint(file, 'RESTART');
        copied.set(file, statSync(`${file}-wal`).mtimeMs);
      } catch {
        // Full or failing disk: the journal stays whole, the next look tries again.
        connections.delete(file);
      }
    }
  };

  const timer = setInterval(look, workerData.everyMs);
  parentPort.on('message', () => {
    clearInterval(timer);
    for (const file of workerData.files) {
      try {
        checkpoint(file, 'TRUNCATE');
        connections.get(file).close();
      } catch {
        // What is in the journal is read from there at the next start.
      }
    }
    parentPort.postMessage('closed');
    parentPort.close();
  });
}

/** Keeps journals short, off the request path. */
export class Checkpointer {
  private worker: Worker | undefined;

  constructor(files: readonly string[], hardLimit = JOURNAL_LIMIT_BYTES, copyAbove = COPY_ABOVE_BYTES, everyMs = LOOK_EVERY_MS) {
    const worker = startWorker(runCheckpointer, { driver: DRIVER_PATH, files, hardLimit, copyAbove, everyMs }, { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 });
    this.worker = worker;
    worker.on('error', () => (this.worker = undefined));
  }

  /** Copies everything and empties the journals. Call when all other connections are closed. */
  async close(): Promise<void> {
    const worker = this.worker;
    this.worker = undefined;
    if (!worker) return;
    await new Promise<void>((resolve) => {
      worker.ref();
      worker.once('message', () => resolve());
      worker.once('exit', () => resolve());
      worker.postMessage('close');
    });
    await worker.terminate();
  }
}
