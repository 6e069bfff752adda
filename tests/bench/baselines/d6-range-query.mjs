// D6: Fastify with one indexed SQLite range query: the appointments of one store and day, or days, out of so many. Args: folder, chain, appointments, base date.
import Fastify from 'fastify';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { CHAINS, timeOf } from '../chain.mjs';
import { dayQuerySchema } from './bodies.mjs';
import { openFull, serve } from './sqlite.mjs';

const [dir, chain, count, base] = [
  process.argv[2],
  CHAINS[process.argv[3]],
  Number(process.argv[4]),
  process.argv[5],
];
const file = join(dir, `d6-${chain.name}-${count}-${base}.sqlite`);
if (!existsSync(file)) {
  const db = openFull(
    `${file}.making`,
    'CREATE TABLE appointments(id INTEGER PRIMARY KEY, store TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, staff TEXT NOT NULL, service TEXT NOT NULL, price INTEGER NOT NULL); CREATE INDEX by_start ON appointments(store, starts)',
  );
  const insert = db.prepare(
    'INSERT INTO appointments(store, starts, ends, staff, service, price) VALUES(?, ?, ?, ?, ?, ?)',
  );
  db.exec('BEGIN');
  for (const slots of chain.historyDays(base, count)) {
    for (const { storeId, date, staffId, half } of slots)
      insert.run([
        storeId,
        `${date}T${timeOf(half)}`,
        `${date}T${timeOf(half + 1)}`,
        staffId,
        'mens-cut',
        3500,
      ]);
  }
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  renameSync(`${file}.making`, file);
}
const db = openFull(file, 'SELECT 1');
const range = db.prepare(
  'SELECT id, starts, ends, staff, service, price FROM appointments WHERE store = ? AND starts >= ? AND starts < ? ORDER BY starts',
);

const app = Fastify();
app.get(
  '/v1/booking/availability',
  { schema: { querystring: dayQuerySchema } },
  async ({ query: { storeId, from, to = from } }) => ({
    items: range.all([storeId, from, `${to}T24`]),
  }),
);
app.get('/v1/booking/stores/:storeId/board/:date', async ({ params: { storeId, date } }) => ({
  items: range.all([storeId, date, `${date}T24`]),
}));
await serve(app);
