import { CorruptionError } from '@chignon/eventing';
import { turn } from './follower.js';
import { DRIVER_PATH } from './sqlite.js';
import { EVENT_COLUMNS, recordedEvent } from './stored-event.js';
import { startWorker } from './worker.js';
const PAGE = 500;
/** SQLite's own check of every page, in a thread of its own: it reads the whole file at once. Closes over nothing. */
/* istanbul ignore next */
function runPageCheck(require) {
    const { parentPort, workerData } = require('node:worker_threads');
    let lines;
    try {
        const Database = require(workerData.driver);
        const db = new Database(workerData.file);
        db.exec('PRAGMA busy_timeout=5000; PRAGMA query_only=1');
        lines = db
            .prepare('PRAGMA integrity_check(20)')
            .raw()
            .all([])
            .map((row) => String(row[0]));
        db.close();
    }
    catch (error) {
        lines = [String(error?.message ?? error)];
    }
    parentPort.postMessage(lines.filter((line) => line !== 'ok'));
    parentPort.close();
}
/** What SQLite finds wrong with the file itself. Findings, never a throw. */
export async function pageFindings(file, name) {
    let worker;
    const lines = await new Promise((resolve) => {
        worker = startWorker(runPageCheck, { driver: DRIVER_PATH, file }, { maxOldGenerationSizeMb: 64 });
        worker.ref();
        worker.once('message', resolve);
        worker.once('error', (error) => resolve([String(error)]));
    });
    await worker?.terminate();
    return lines.map((problem) => ({ where: name, problem }));
}
/** Reads a table page by page; a page that cannot be read is a finding and ends the walk. */
export async function* rowFindings(name, page, check) {
    for (let last;; await turn()) {
        let rows;
        try {
            rows = page(last);
        }
        catch (error) {
            return yield { where: name, problem: String(error.message) };
        }
        for (const row of rows) {
            const finding = check(row);
            if (finding)
                yield finding;
        }
        if (rows.length < PAGE)
            return;
        last = rows.at(-1);
    }
}
/** Everything that can be wrong with the event file: pages, checksums, positions, revisions, and its end cut off. */
export async function* streamFindings(connection) {
    const name = 'streams.sqlite';
    yield* await pageFindings(connection.file, name);
    let position = 0;
    yield* rowFindings(name, () => connection.all(`SELECT ${EVENT_COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ${PAGE}`, [position]), (row) => {
        const before = position;
        position = row[0];
        if (position !== before + 1)
            return {
                where: `position ${before + 1}`,
                problem: `missing up to position ${position - 1}`,
            };
        try {
            recordedEvent(row);
            return undefined;
        }
        catch (error) {
            return {
                where: error instanceof CorruptionError ? error.where : `position ${position}`,
                problem: 'the event is not what was written',
            };
        }
    });
    try {
        const given = connection.get("SELECT seq FROM sqlite_sequence WHERE name = 'events'")?.[0] ?? 0;
        if (given !== position)
            yield {
                where: `position ${position + 1}`,
                problem: `${given} positions were given, the last event found is ${position}`,
            };
        // Texts are compared inside the database and leave it as bytes only (see `packed`).
        const broken = connection.all(`WITH counted AS (SELECT stream, count(*) AS n, max(revision) AS last FROM events GROUP BY stream)
      SELECT CAST(stream AS BLOB), n, last, head FROM counted LEFT JOIN streams USING (stream) WHERE n <> last OR n IS NOT head
      UNION ALL SELECT CAST(stream AS BLOB), 0, 0, head FROM streams WHERE stream NOT IN (SELECT stream FROM counted) LIMIT 100`);
        for (const [stream, n, last, head] of broken)
            yield {
                where: String(stream),
                problem: `${n} events, the last with revision ${last}, of ${head}`,
            };
    }
    catch (error) {
        yield { where: name, problem: error.message };
    }
}
