// D6: Fastify with one indexed SQLite range query: the appointments of one store and day out of so many. Args: folder, appointments.
import Fastify from 'fastify';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { historySlots } from '../chain.mjs';
import { dayQuerySchema } from './bodies.mjs';
import { openFull, serve } from './sqlite.mjs';

const [dir, count, base] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const file = join(dir, `d6-${count}-${base}.sqlite`);
if (!existsSync(file)) {
  const db = openFull(`${file}.making`, 'CREATE TABLE appointments(id INTEGER PRIMARY KEY, store TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, staff TEXT NOT NULL, service TEXT NOT NULL, price INTEGER NOT NULL); CREATE INDEX by_start ON appointments(store, starts)');
  const insert = db.prepare('INSERT INTO appointments(store, starts, ends, staff, service, price) VALUES(?, ?, ?, ?, ?, ?)');
  db.exec('BEGIN');
  for (const { storeId, startsAt, staffId, serviceId } of historySlots(base, count)) insert.run([storeId, startsAt, startsAt, staffId, serviceId, 3500]);
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  renameSync(`${file}.making`, file);
}
const db = openFull(file, 'SELECT 1');
const range = db.prepare('SELECT id, starts, ends, staff, service, price FROM appointments WHERE store = ? AND starts >= ? AND starts < ? ORDER BY starts');

const app = Fastify();
app.get('/v1/booking/availability', { schema: { querystring: dayQuerySchema } }, async ({ query: { storeId, from } }) => ({ items: range.all([storeId, from, `${from}T24`]) }));
await serve(app);
