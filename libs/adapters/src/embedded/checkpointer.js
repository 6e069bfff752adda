import { statSync } from 'node:fs';
import { Connection, DRIVER_PATH, JOURNAL_REST_BYTES } from './sqlite.js';
import { startWorker } from './worker.js';
const LOOK_EVERY_MS = 500;
/** Past this size the writer is held for a moment, so that the journal can begin anew. Its file keeps the most it ever held until the end. */
const HARD_LIMIT_BYTES = 32 << 20;
/** Passes before the writer is held: each leaves a fraction of what the one before left. */
const PASSES = 3;
/** Copies journals into their files when told to, in passes that hold up nobody. Closes over nothing. */
/* istanbul ignore next */
function runCheckpoints(require) {
    const { parentPort, workerData } = require('node:worker_threads');
    const Database = require(workerData.driver);
    const connections = new Map();
    parentPort.on('message', ({ file, passes }) => {
        let frames = 0;
        try {
            let db = connections.get(file);
            if (!db) {
                db = new Database(file);
                db.exec('PRAGMA busy_timeout=2000; PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=FULL; PRAGMA cache_size=-500');
                connections.set(file, db);
            }
            for (let pass = 0; pass < passes; pass++)
                [, frames] = db.prepare('PRAGMA wal_checkpoint(PASSIVE)').raw().get([]);
        }
        catch {
            // Full or failing disk: the journal stays whole, the next look orders it again.
            connections.delete(file);
        }
        parentPort.postMessage({ file, frames });
    });
}
/** A page of the file and what stands before it in the journal. */
const FRAME_BYTES = 4096 + 24;
/**
 * Keeps journals short, off the request path: a thread copies them, started when the first one has grown. Under a writer that
 * never rests a pass never copies all of a journal, which would grow without bound: past the hard limit the writer is held after
 * a few passes, for the milliseconds in which a last one copies what is left. Its next write then begins the journal anew, by itself:
 * if another connection did that (RESTART), the writer would wait for its lock and read all of its pages again.
 */
export class Checkpointer {
    hardLimit;
    copyAbove;
    worker;
    timer;
    files = new Map();
    rested;
    busy = new Map();
    /** When each journal was last changed before it was copied: a journal that rests needs no second copy. */
    copied = new Map();
    constructor(hardLimit = HARD_LIMIT_BYTES, copyAbove = JOURNAL_REST_BYTES, everyMs = LOOK_EVERY_MS) {
        this.hardLimit = hardLimit;
        this.copyAbove = copyAbove;
        this.timer = setInterval(() => this.look(), everyMs).unref();
    }
    watch(file, writer) {
        this.files.set(file, writer);
    }
    /** Copies everything and empties the journals. Call when all other connections are closed. */
    async close() {
        clearInterval(this.timer);
        // Not in the middle of a copy: ending a thread inside the driver may take the process with it.
        this.worker?.ref();
        if (this.worker && this.busy.size > 0)
            await new Promise((resolve) => (this.rested = resolve));
        const worker = this.worker;
        this.worker = undefined;
        await worker?.terminate();
        for (const file of this.files.keys()) {
            try {
                const connection = new Connection(file, 'PRAGMA synchronous=FULL');
                connection.get('PRAGMA wal_checkpoint(TRUNCATE)');
                connection.close();
            }
            catch {
                // What is in the journal is read from there at the next start.
            }
        }
    }
    look() {
        for (const file of this.files.keys()) {
            const journal = statSync(`${file}-wal`, { throwIfNoEntry: false });
            if (!journal ||
                journal.size <= this.copyAbove ||
                this.busy.has(file) ||
                this.copied.get(file) === journal.mtimeMs)
                continue;
            this.busy.set(file, 'copying');
            this.copied.set(file, journal.mtimeMs);
            this.worker ??= this.start();
            this.order(file, 1);
        }
    }
    start() {
        const worker = startWorker(runCheckpoints, { driver: DRIVER_PATH }, { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 });
        worker.on('message', (copied) => this.done(copied));
        worker.on('error', () => {
            this.worker = undefined;
            for (const file of this.busy.keys())
                this.free(file);
        });
        return worker;
    }
    order(file, passes) {
        this.worker?.postMessage({ file, passes });
    }
    done({ file, frames }) {
        const state = this.busy.get(file);
        // The size of the file says nothing: it keeps the most that it ever held.
        if (state === 'held' || frames * FRAME_BYTES <= this.hardLimit)
            return this.free(file);
        if (state === 'copying') {
            this.busy.set(file, 'catching-up');
            return this.order(file, PASSES);
        }
        this.busy.set(file, 'held');
        void this.files
            .get(file)
            .hold()
            .then(() => (this.worker ? this.order(file, 1) : this.free(file)));
    }
    free(file) {
        if (this.busy.get(file) === 'held')
            this.files.get(file).release();
        this.busy.delete(file);
        if (this.busy.size === 0)
            this.rested?.();
    }
}
