// Bookings that come when they come: Poisson arrivals at a rate, whatever the answers do; a response time counts from the instant at
// which the request was due. job: { url, token?, base, chain, from, rate, seconds }
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { CHAINS } from '../chain.mjs';

const job = JSON.parse(process.argv[2]);
const chain = CHAINS[job.chain];
const agent = new Agent({ keepAlive: true, maxSockets: 512 });
const headers = {
  'content-type': 'application/json',
  ...(job.token ? { authorization: `Bearer ${job.token}` } : {}),
};
const times = [];
const statuses = {};

/** The same arrivals for everybody who is measured (mulberry32). */
let seed = 1;
function random() {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

const post = (dueMs, body) =>
  new Promise((resolve) => {
    const ended = (status) => {
      times.push(performance.now() - dueMs);
      statuses[status] = (statuses[status] ?? 0) + 1;
      resolve();
    };
    const outgoing = request(
      `${job.url}/v1/booking/appointments`,
      { method: 'POST', agent, headers: { ...headers, 'idempotency-key': randomUUID() } },
      (response) =>
        response
          .resume()
          .once('end', () => ended(response.statusCode))
          .once('error', () => ended('error')),
    );
    outgoing.once('error', () => ended('error'));
    outgoing.end(JSON.stringify(body));
  });

const begin = performance.now();
const asked = [];
let n = job.from;
for (let dueMs = 0; ;) {
  dueMs += (-Math.log(1 - random()) * 1000) / job.rate;
  if (dueMs > job.seconds * 1000) break;
  const early = begin + dueMs - performance.now();
  if (early > 0) await wait(early);
  asked.push(post(begin + dueMs, chain.bookingOf(job.base, n++)));
}
await Promise.all(asked);
times.sort((a, b) => a - b);
const at = (p) => times[Math.min(times.length - 1, Math.ceil(p * times.length) - 1)];
process.stdout.write(
  `${JSON.stringify({ count: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: times.at(-1), statuses, errors: 0, next: n })}\n`,
);
process.exit(0);
