import type { Require } from './worker.js';

/** Appends of one group, flat, so that crossing to the worker is one cheap copy: per append stream, expected, count, then id, type, version, data, meta per event. */
export type Group = (string | number)[];

/** Per append three numbers: outcome, revision, position. */
export type GroupAnswer = { readonly results: number[] } | { readonly failed: { readonly code: string; readonly message: string } };

export const APPENDED = 0;
export const DUPLICATE = 1;
/** The revision beside it is the real one. */
export const CONFLICT = 2;

/**
 * The one writer of the event file, in a thread of its own so that nobody waits for the disk. Closes over nothing (see
 * `startWorker`). One group is one transaction and one fsync; nothing is answered before COMMIT has returned.
 */
/* istanbul ignore next */
export function runStreamWriter(require: Require): void {
  const { parentPort, workerData } = require('node:worker_threads');
  const { crc32 } = require('node:zlib');
  const Database = require(workerData.driver);
  /** Revisions known without asking, for streams in use; all forgotten when a transaction fails. */
  const heads = new Map<string, number>();
  const MAX_HEADS = 20_000;
  let db: any;
  let insert: any;
  let headOf: any;
  let idsOf: any;

  const open = (): void => {
    const opened = new Database(workerData.file);
    opened.exec(workerData.setup);
    insert = opened.prepare('INSERT INTO events(stream, revision, id, type, version, data, meta, sum) VALUES(?,?,?,?,?,?,?,?)');
    headOf = opened.prepare('SELECT max(revision) FROM events WHERE stream = ?').raw();
    idsOf = opened.prepare('SELECT id, position FROM events WHERE stream = ? AND revision > ? AND revision <= ? ORDER BY revision').raw();
    db = opened;
  };

  const close = (): void => {
    heads.clear();
    insert = headOf = idsOf = undefined;
    db?.close();
    db = undefined;
  };

  /** The position of the last event when exactly these stand at this place already. */
  const positionOfSame = (stream: string, expected: number, count: number, group: Group, at: number): number | undefined => {
    const stored = idsOf.all([stream, expected, expected + count]);
    if (stored.length !== count) return undefined;
    for (let i = 0; i < count; i++) if (stored[i][0] !== group[at + i * 5]) return undefined;
    return stored[count - 1][1];
  };

  const commit = (group: Group): number[] => {
    if (!db) open();
    const results: number[] = [];
    db.exec('BEGIN IMMEDIATE');
    for (let at = 0; at < group.length; ) {
      const stream = group[at] as string;
      const expected = group[at + 1] as number;
      const count = group[at + 2] as number;
      const first = at + 3;
      at = first + count * 5;
      const head: number = heads.get(stream) ?? headOf.get([stream])[0] ?? 0;
      if (head !== expected) {
        const position = head > expected ? positionOfSame(stream, expected, count, group, first) : undefined;
        if (position === undefined) results.push(2, head, 0);
        else results.push(1, expected + count, position);
        continue;
      }
      let position = 0;
      for (let i = 0; i < count; i++) {
        const event = first + i * 5;
        const [id, type, version, data, meta] = [group[event], group[event + 1], group[event + 2], group[event + 3], group[event + 4]];
        const revision = expected + i + 1;
        const sum = crc32(data, crc32(meta, crc32(`${stream}\n${revision}\n${id}\n${type}\n${version}\n`)));
        position = insert.run([stream, revision, id, type, version, data, meta, sum]).lastInsertRowid;
      }
      if (heads.size >= MAX_HEADS) heads.clear();
      heads.set(stream, expected + count);
      results.push(0, expected + count, position);
    }
    db.exec('COMMIT');
    return results;
  };

  parentPort.on('message', (group: Group | 'close') => {
    if (group === 'close') {
      close();
      parentPort.postMessage('closed');
      parentPort.close();
      return;
    }
    try {
      parentPort.postMessage({ results: commit(group) });
    } catch (error: any) {
      const code = String(error?.code ?? '');
      heads.clear();
      try {
        if (db?.inTransaction) db.exec('ROLLBACK');
        // Full and busy leave the connection sound. After anything else it is not believed again, and the journal is
        // begun anew so that nothing half-written stays in it.
        if (!code.startsWith('SQLITE_FULL') && !code.startsWith('SQLITE_BUSY')) {
          close();
          open();
          db.exec('PRAGMA wal_checkpoint(RESTART)');
        }
      } catch {
        close();
      }
      parentPort.postMessage({ failed: { code, message: String(error?.message ?? error) } });
    }
  });
}
