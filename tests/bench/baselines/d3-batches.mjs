// D3: events inserted in transactions of so many, WAL FULL, in one loop. Args: file, seconds, events a transaction (100; 1 for "one-event SQLite FULL").
import { sampleEvents } from '../load/sample-events.mjs';
import { EVENTS, INSERT_EVENT, openFull } from './sqlite.mjs';

const [file, seconds, batch] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const db = openFull(file, EVENTS);
const insert = db.prepare(INSERT_EVENT);
const events = sampleEvents();
const streams = Array.from({ length: 64 }, () => 0);
const begin = performance.now();
let n = 0;
while (performance.now() - begin < seconds * 1000) {
  db.exec('BEGIN IMMEDIATE');
  for (let i = 0; i < batch; i++, n++) {
    const { id, type, version, data, meta } = events(n);
    const stream = n % streams.length;
    insert.run([
      `agenda-s${stream}`,
      ++streams[stream],
      id,
      type,
      version,
      JSON.stringify(data),
      JSON.stringify(meta),
    ]);
  }
  db.exec('COMMIT');
}
const took = (performance.now() - begin) / 1000;
db.close();
process.stdout.write(`${JSON.stringify({ events: n, seconds: took, perSecond: n / took })}\n`);
