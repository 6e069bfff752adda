// Settles visits at a rate, each of a customer of its own with a service and a bottle from the shelf, and asks until what follows can be read: points, stock,
// profile and sales. job: { url, token, rate, count }
import { setTimeout as wait } from 'node:timers/promises';
import { ApiClient, overHttp, settled } from '@chignon/client';
import { SERVICE, SMALL } from '../chain.mjs';
import { CONTEXTS } from '../data-sets.mjs';

const job = JSON.parse(process.argv[2]);
const api = new ApiClient(overHttp(job.url), job.token);
const SKU = 'BENCH-SHAMPOO';
const BOTTLE_MILLI = 1000;
/** Visits that are made ready at once. */
const AT_ONCE = 8;
/** Whoever asked in vain asks again after this long: the figure is that much too high at most. */
const AGAIN_MS = 2;
const GIVE_UP_MS = 30_000;

await api.put(`/v1/inventory/products/${SKU}`, {
  name: 'Shampoo',
  productClass: 'retail',
  stockUnit: 'bottle',
  useUnit: 'ml',
  useUnitsPerStockUnitMilli: 250_000,
  priceCents: 1800,
  currency: 'USD',
});
const shelves = new Map();
for (let s = 0; s < SMALL.stores; s++) {
  const storeId = SMALL.storeOf(s);
  await api.post(`/v1/inventory/stores/${storeId}/receipts`, {
    sku: SKU,
    quantityMilli: job.count * BOTTLE_MILLI,
  });
  shelves.set(storeId, { settled: 0 });
}

async function ready(n) {
  const storeId = SMALL.storeOf(n);
  const { id: customerId } = await api.post('/v1/customers', {
    name: `Guest ${n}`,
    homeStoreId: storeId,
  });
  const { visitId } = await api.post('/v1/booking/visits', {
    storeId,
    customerId,
    services: [
      {
        serviceId: SERVICE,
        performers: [{ staffId: SMALL.staffOf(storeId, n), sharePercent: 100 }],
      },
    ],
  });
  await api.post(`/v1/booking/visits/${visitId}/lines`, { kind: 'product', itemId: SKU });
  const { bill, businessDate } = await api.post(`/v1/booking/visits/${visitId}/complete`);
  return { storeId, customerId, visitId, cents: bill.grossCents, businessDate };
}

const visits = [];
let next = 0;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (next < job.count) {
      const n = next++;
      visits[n] = await ready(n);
    }
  }),
);
await settled(api, CONTEXTS);
for (const [storeId, shelf] of shelves)
  shelf.onHand = (await api.get(`/v1/inventory/stores/${storeId}/levels/${SKU}`)).onHandMilli;

const times = { points: [], stock: [], profile: [], sales: [], all: [] };
async function seen(kind, since, readable) {
  for (;;) {
    const followed = await readable();
    const ms = performance.now() - since;
    if (followed) return void times[kind].push(ms);
    if (ms > GIVE_UP_MS) throw new Error(`${kind} could not be read ${GIVE_UP_MS} ms after`);
    await wait(AGAIN_MS);
  }
}

async function settle({ storeId, customerId, visitId, cents, businessDate }) {
  await api.post(`/v1/booking/visits/${visitId}/settle`, { tenders: [{ kind: 'card', cents }] });
  const since = performance.now();
  const shelf = shelves.get(storeId);
  const place = ++shelf.settled;
  const day = `from=${businessDate}&to=${businessDate}`;
  await Promise.all([
    seen('points', since, async () => {
      const { earned } = await api.get(`/v1/loyalty/accounts/${customerId}`);
      return earned > 0;
    }),
    seen('stock', since, async () => {
      const { onHandMilli } = await api.get(`/v1/inventory/stores/${storeId}/levels/${SKU}`);
      return onHandMilli <= shelf.onHand - place * BOTTLE_MILLI;
    }),
    seen('profile', since, async () => {
      const { visits: known } = await api.get(`/v1/customers/${customerId}/profile`);
      return known === 1;
    }),
    seen('sales', since, async () => {
      const { totals } = await api.get(`/v1/insights/sales?storeId=${storeId}&${day}`);
      return (totals[0]?.visits ?? 0) >= place;
    }),
  ]);
  times.all.push(performance.now() - since);
}

const begin = performance.now();
const settling = [];
for (const [n, visit] of visits.entries()) {
  const early = begin + (n * 1000) / job.rate - performance.now();
  if (early > 0) await wait(early);
  settling.push(settle(visit));
}
await Promise.all(settling);

const at = (list, p) => {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)];
};
const figures = Object.fromEntries(
  Object.entries(times).map(([kind, list]) => [kind, { p50: at(list, 0.5), p99: at(list, 0.99) }]),
);
process.stdout.write(`${JSON.stringify({ count: times.all.length, ...figures })}\n`);
process.exit(0);
