// D1: bare Fastify, one POST with a JSON-schema-validated body, nothing kept.
import Fastify from 'fastify';
import { bookingAnswer, bookingSchema } from './bodies.mjs';
import { serve } from './sqlite.mjs';

const app = Fastify();
let n = 0;
app.post(
  '/v1/booking/appointments',
  { schema: { body: bookingSchema } },
  async (request, reply) => {
    reply.code(201);
    return bookingAnswer(request.body, `a${n++}`);
  },
);
await serve(app);
