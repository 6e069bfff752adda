export const APPENDED = 0;
/** The same events stood there already: their revision and position. */
export const DUPLICATE = 1;
/** The revision beside it is the real one. */
export const CONFLICT = 2;
/** The file contradicts itself about this stream. */
export const DAMAGED = 3;
/** Writes events. Runs in the writer's thread and, for a lonely append on a quick disk, in the caller's own. */
/* istanbul ignore next */
export function openCommitter({ Database, crc32, file, setup }) {
    /** Revisions known without asking, for streams in use. */
    const heads = new Map();
    const MAX_HEADS = 20_000;
    let db;
    let insert;
    let headOf;
    let setHead;
    let idsOf;
    let lastOf;
    /** The last position given; undefined: ask. */
    let last;
    const forget = () => {
        heads.clear();
        last = undefined;
    };
    const open = () => {
        const opened = new Database(file);
        opened.exec(setup);
        insert = opened.prepare('INSERT INTO events(position, stream, revision, id, type, version, data, meta, sum) VALUES(?,?,?,?,?,?,?,?,?)');
        headOf = opened.prepare('SELECT head FROM streams WHERE stream = ?').raw();
        setHead = opened.prepare('INSERT INTO streams(stream, head) VALUES(?, ?) ON CONFLICT DO UPDATE SET head = excluded.head');
        idsOf = opened
            .prepare('SELECT CAST(id AS BLOB), position FROM events WHERE stream = ? AND revision > ? AND revision <= ? ORDER BY revision')
            .raw();
        lastOf = opened.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'events'").raw();
        db = opened;
    };
    const close = () => {
        forget();
        insert = headOf = setHead = idsOf = lastOf = undefined;
        db?.close();
        db = undefined;
    };
    /** The position of the last event when exactly these stand at this place already. */
    const positionOfSame = (stream, expected, count, group, at) => {
        const stored = idsOf.all([stream, expected, expected + count]);
        if (stored.length !== count)
            return undefined;
        for (let i = 0; i < count; i++)
            if (String(stored[i][0]) !== group[at + i * 5])
                return undefined;
        return stored[count - 1][1];
    };
    const write = (group) => {
        if (!db)
            open();
        const results = [];
        db.exec('BEGIN IMMEDIATE');
        let position = last ?? lastOf.get([])?.[0] ?? 0;
        for (let at = 0; at < group.length;) {
            const stream = group[at];
            const expected = group[at + 1];
            const count = group[at + 2];
            const first = at + 3;
            at = first + count * 5;
            const head = heads.get(stream) ?? headOf.get([stream])?.[0] ?? 0;
            if (head !== expected) {
                const same = head > expected ? positionOfSame(stream, expected, count, group, first) : undefined;
                if (same === undefined)
                    results.push(2, head, 0);
                else
                    results.push(1, expected + count, same);
                continue;
            }
            let damaged = false;
            for (let i = 0; i < count && !damaged; i++) {
                const event = first + i * 5;
                const [id, type, version, data, meta] = [
                    group[event],
                    group[event + 1],
                    group[event + 2],
                    group[event + 3],
                    group[event + 4],
                ];
                const revision = expected + i + 1;
                const next = position + 1;
                const sum = crc32(`${next}\n${stream}\n${revision}\n${id}\n${type}\n${version}\n${meta}\n${data}`);
                try {
                    insert.run([next, stream, revision, id, type, version, data, meta, sum]);
                    position = next;
                }
                catch (error) {
                    // Behind its head there stands an event: nothing of this append is written yet, the others need not suffer.
                    if (i > 0 || !String(error?.code).startsWith('SQLITE_CONSTRAINT'))
                        throw error;
                    damaged = true;
                }
            }
            if (damaged) {
                results.push(3, head, 0);
                continue;
            }
            setHead.run([stream, expected + count]);
            if (heads.size >= MAX_HEADS)
                heads.clear();
            heads.set(stream, expected + count);
            results.push(0, expected + count, position);
        }
        db.exec('COMMIT');
        last = position;
        return results;
    };
    /**
     * A full disk and a busy journal leave the connection sound. After anything else it is not believed again, and the
     * journal is begun anew, so that nothing half-written stays in it.
     */
    const recover = (code) => {
        forget();
        try {
            if (db?.inTransaction)
                db.exec('ROLLBACK');
            if (code.startsWith('SQLITE_FULL') || code.startsWith('SQLITE_BUSY'))
                return;
            close();
            open();
            db.exec('PRAGMA wal_checkpoint(RESTART)');
        }
        catch {
            close();
        }
    };
    return {
        commit: (group) => {
            try {
                return { results: write(group) };
            }
            catch (error) {
                const code = String(error?.code ?? '');
                recover(code);
                return { failed: { code, message: String(error?.message ?? error) } };
            }
        },
        forget,
        close,
    };
}
/** The writer's thread: nobody waits for the disk but it. Closes over nothing. */
/* istanbul ignore next */
export function runStreamWriter(require, open) {
    const { parentPort, workerData } = require('node:worker_threads');
    const committer = open({
        Database: require(workerData.driver),
        crc32: require('node:zlib').crc32,
        file: workerData.file,
        setup: workerData.setup,
    });
    parentPort.on('message', (message) => {
        if (message === 'close') {
            committer.close();
            parentPort.postMessage('closed');
            parentPort.close();
            return;
        }
        if (message.forget)
            committer.forget();
        parentPort.postMessage(committer.commit(message.group));
    });
}
