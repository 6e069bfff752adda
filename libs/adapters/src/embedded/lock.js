import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'libsql';
import { keepPrivate } from './private.js';
/** Another process (or this one) has the data folder open. */
export class DataFolderInUseError extends Error {
    dir;
    pid;
    name = 'DataFolderInUseError';
    code = 'data-folder-in-use';
    constructor(dir, 
    /** Undefined when the holder has not written it down yet. */
    pid) {
        super(`The data folder ${dir} is in use by process ${pid ?? '(unknown)'}: stop it, or choose another folder.`);
        this.dir = dir;
        this.pid = pid;
    }
}
/** Keeps the locking connections reachable: collected garbage would let go of the folder. */
const held = new Set();
/**
 * Takes the folder for this process; creates it for its owner alone.
 * The lock is the operating system's, on `lock.sqlite`: it ends with the process however that ends, and a pid that was
 * given to another process means nothing to it. `lock.pid` only tells people who holds it.
 * @returns how to let go
 * @throws DataFolderInUseError, DataFolderNotPrivateError
 */
export function lockFolder(dir) {
    keepPrivate(dir);
    const pidFile = join(dir, 'lock.pid');
    const db = new Database(join(dir, 'lock.sqlite'));
    try {
        db.exec('PRAGMA busy_timeout=0; PRAGMA journal_mode=OFF; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
    }
    catch (error) {
        db.close();
        if (!String(error.code).startsWith('SQLITE_BUSY'))
            throw error;
        throw new DataFolderInUseError(resolve(dir), holder(pidFile));
    }
    held.add(db);
    try {
        writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
    }
    catch {
        // A full disk must not keep the platform from starting to read.
    }
    return () => {
        if (!held.delete(db))
            return;
        rmSync(pidFile, { force: true });
        db.exec('ROLLBACK');
        db.close();
    };
}
function holder(pidFile) {
    try {
        return Number(readFileSync(pidFile, 'utf8')) || undefined;
    }
    catch {
        return undefined;
    }
}
