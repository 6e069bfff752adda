// Load from a process of its own: autocannon with a job from the command line, figures as one line of JSON.
// Percentiles are taken from autocannon's own response times, unrounded (its histogram counts whole milliseconds).
import autocannon from 'autocannon';
import { randomUUID } from 'node:crypto';
import { bookingOf, dateOf, SERVICE, storeOf, STORES, WEEK_BEGINS } from '../chain.mjs';

/** job: { url, kind: 'bookings' | 'availability', base, token?, from?, connections, seconds?, amount?, warmup? } */
const job = JSON.parse(process.argv[2]);
const authorization = job.token ? { authorization: `Bearer ${job.token}` } : {};
let n = job.from ?? 0;

const requests = {
  bookings: () => [{
    method: 'POST',
    path: '/v1/booking/appointments',
    setupRequest: (request) => ({ ...request, body: JSON.stringify(bookingOf(job.base, n++)), headers: { ...authorization, 'content-type': 'application/json', 'idempotency-key': randomUUID() } }),
  }],
  availability: () => [{
    method: 'GET',
    setupRequest: (request) => {
      const m = n++;
      return { ...request, path: `/v1/booking/availability?storeId=${storeOf(m)}&services=${SERVICE}&from=${dateOf(job.base, WEEK_BEGINS + (Math.floor(m / STORES) % 7))}`, headers: authorization };
    },
  }],
};

function run({ seconds, amount }) {
  const times = [];
  const statuses = {};
  const begin = performance.now();
  let last = begin;
  return new Promise((resolve, reject) => {
    const instance = autocannon({ url: job.url, connections: job.connections, requests: requests[job.kind](), ...(amount === undefined ? { duration: seconds } : { amount }), timeout: 30 }, (error, result) => {
      if (error) return reject(error);
      times.sort((a, b) => a - b);
      const at = (p) => times[Math.min(times.length - 1, Math.ceil(p * times.length) - 1)];
      const took = (last - begin) / 1000;
      resolve({ count: times.length, seconds: took, perSecond: times.length / took, p50: at(0.5), p99: at(0.99), max: times.at(-1), statuses, errors: result.errors, next: n });
    });
    instance.on('response', (_client, status, _bytes, ms) => {
      times.push(ms);
      statuses[status] = (statuses[status] ?? 0) + 1;
      last = performance.now();
    });
  });
}

if (job.warmup) await run({ seconds: job.warmup });
const cpu = process.cpuUsage();
const begin = performance.now();
const result = await run(job);
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(`${JSON.stringify({ ...result, generatorCpu: (user + system) / 1000 / (performance.now() - begin) })}\n`);
