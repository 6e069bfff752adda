// D5: D1 with a slot check and one SQLite FULL append, shared by all requests that wait in the same turn. Arg: file.
import Fastify from 'fastify';
import { randomUUID } from 'node:crypto';
import { bookingAnswer, bookingSchema } from './bodies.mjs';
import { EVENTS, INSERT_EVENT, openFull, serve } from './sqlite.mjs';

const db = openFull(process.argv[2], EVENTS);
const insert = db.prepare(INSERT_EVENT);
const taken = new Set();
const revisions = new Map();
let waiting = [];

function commit() {
  const group = waiting;
  waiting = [];
  db.exec('BEGIN IMMEDIATE');
  for (const { stream, revision, answer } of group)
    insert.run([
      stream,
      revision,
      randomUUID(),
      'AppointmentBooked',
      1,
      JSON.stringify(answer),
      '{}',
    ]);
  db.exec('COMMIT');
  for (const { resolve, answer } of group) resolve(answer);
}

const app = Fastify();
app.post('/v1/booking/appointments', { schema: { body: bookingSchema } }, (request, reply) => {
  const { storeId, startsAt, services } = request.body;
  const slot = `${storeId} ${services[0].staffId} ${startsAt}`;
  if (taken.has(slot)) {
    reply.code(409);
    return { code: 'slot-taken' };
  }
  taken.add(slot);
  reply.code(201);
  const stream = `agenda-${storeId}-${startsAt.slice(0, 10)}`;
  const revision = (revisions.get(stream) ?? 0) + 1;
  revisions.set(stream, revision);
  return new Promise((resolve) => {
    if (
      waiting.push({
        stream,
        revision,
        answer: bookingAnswer(request.body, randomUUID()),
        resolve,
      }) === 1
    )
      setImmediate(commit);
  });
});
await serve(app);
