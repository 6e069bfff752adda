// D4: the least a rebuild must do: read events from SQLite, parse them, fold each into its document, upsert, in transactions of 500. Args: folder, events.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sampleEvents } from '../load/sample-events.mjs';
import { EVENTS, INSERT_EVENT, openFull } from './sqlite.mjs';

const [dir, count] = [process.argv[2], Number(process.argv[3])];
const file = join(dir, `d4-${count}.sqlite`);
const BATCH = 500;
const DOCUMENTS = 20_000;

if (!existsSync(file)) {
  const db = openFull(`${file}.making`, EVENTS);
  const insert = db.prepare(INSERT_EVENT);
  const events = sampleEvents();
  db.exec('BEGIN');
  for (let n = 0; n < count; n++) {
    const { id, type, version, data, meta } = events(n);
    insert.run([
      `agenda-s${n % DOCUMENTS}`,
      Math.floor(n / DOCUMENTS) + 1,
      id,
      type,
      version,
      JSON.stringify(data),
      JSON.stringify(meta),
    ]);
  }
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  const { renameSync } = await import('node:fs');
  renameSync(`${file}.making`, file);
}

const log = openFull(file, 'SELECT 1');
const target = `${file}.documents`;
for (const end of ['', '-wal', '-shm']) rmSync(target + end, { force: true });
const out = openFull(
  target,
  'PRAGMA synchronous=NORMAL; CREATE TABLE documents(id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID',
);
const page = log
  .prepare(
    `SELECT position, stream, data, meta FROM events WHERE position > ? ORDER BY position LIMIT ${BATCH}`,
  )
  .raw();
const upsert = out.prepare(
  'INSERT INTO documents(id, body) VALUES(?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
);
const begin = performance.now();
let after = 0;
let n = 0;
for (let rows = page.all([after]); rows.length > 0; rows = page.all([after])) {
  out.exec('BEGIN');
  for (const [position, stream, data, meta] of rows) {
    const { appointment } = JSON.parse(data);
    upsert.run([
      stream,
      JSON.stringify({
        id: stream,
        at: JSON.parse(meta).recordedAt,
        startMs: appointment.startMs,
        lines: appointment.lines.length,
        position,
      }),
    ]);
    after = position;
    n++;
  }
  out.exec('COMMIT');
}
const took = (performance.now() - begin) / 1000;
out.close();
log.close();
process.stdout.write(`${JSON.stringify({ events: n, seconds: took, perSecond: n / took })}\n`);
