// Load from a process of its own: autocannon with a job from the command line, figures as one line of JSON.
// Percentiles are taken from autocannon's own response times, unrounded (its histogram counts whole milliseconds).
import autocannon from 'autocannon';
import { randomUUID } from 'node:crypto';
import { CHAINS, dateOf, SERVICE, SERVICES, WEEK_BEGINS, WEEK_DAYS } from '../chain.mjs';

/**
 * job: { url, kind: 'bookings' | 'availability' | 'week' | 'week-chain' | 'board', base, token?, from?, connections, seconds?, amount?, warmup?, rate?, chain?, stores? }
 * `chain`: 'small' (default) or 'large'; `stores`: only the first so many are asked about; `rate`: requests a second whatever the answers do.
 */
const job = JSON.parse(process.argv[2]);
const authorization = job.token ? { authorization: `Bearer ${job.token}` } : {};
const chain = CHAINS[job.chain ?? 'small'];
const stores = job.stores ?? chain.stores;
let n = job.from ?? 0;

/** Every store in turn, a day of the week further each round. */
const asking = (path) => [
  {
    method: 'GET',
    setupRequest: (request) => {
      const m = n++;
      return {
        ...request,
        path: path(
          chain.storeOf(m % stores),
          dateOf(job.base, WEEK_BEGINS + (Math.floor(m / stores) % WEEK_DAYS)),
        ),
        headers: authorization,
      };
    },
  },
];
const week = (services) =>
  `services=${services}&from=${dateOf(job.base, WEEK_BEGINS)}&to=${dateOf(job.base, WEEK_BEGINS + WEEK_DAYS - 1)}`;

const requests = {
  bookings: () => [
    {
      method: 'POST',
      path: '/v1/booking/appointments',
      setupRequest: (request) => ({
        ...request,
        body: JSON.stringify(chain.bookingOf(job.base, n++)),
        headers: {
          ...authorization,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
      }),
    },
  ],
  availability: () =>
    asking(
      (storeId, date) =>
        `/v1/booking/availability?storeId=${storeId}&services=${SERVICE}&from=${date}`,
    ),
  week: () => asking((storeId) => `/v1/booking/availability?storeId=${storeId}&${week(SERVICE)}`),
  'week-chain': () =>
    asking((storeId) => `/v1/booking/availability?storeId=${storeId}&${week(SERVICES.join(','))}`),
  board: () => asking((storeId, date) => `/v1/booking/stores/${storeId}/board/${date}`),
};

function run({ seconds, amount }) {
  const times = [];
  const statuses = {};
  const begin = performance.now();
  let last = begin;
  return new Promise((resolve, reject) => {
    const instance = autocannon(
      {
        url: job.url,
        connections: job.connections,
        requests: requests[job.kind](),
        ...(amount === undefined ? { duration: seconds } : { amount }),
        timeout: 30,
        ...(job.rate === undefined ? {} : { overallRate: job.rate }),
      },
      (error, result) => {
        if (error) return reject(error);
        times.sort((a, b) => a - b);
        const at = (p) => times[Math.min(times.length - 1, Math.ceil(p * times.length) - 1)];
        const took = (last - begin) / 1000;
        resolve({
          count: times.length,
          seconds: took,
          perSecond: times.length / took,
          p50: at(0.5),
          p99: at(0.99),
          max: times.at(-1),
          statuses,
          errors: result.errors,
          next: n,
        });
      },
    );
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
process.stdout.write(
  `${JSON.stringify({ ...result, generatorCpu: (user + system) / 1000 / (performance.now() - begin) })}\n`,
);
