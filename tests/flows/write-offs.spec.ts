import { randomUUID } from 'node:crypto';
import type { ApiClient } from '@chignon/client';
import { runPlatform, type Running } from '../support/platform.js';

const SKU = 'WASTED-1';
const STORE = '/v1/inventory/stores/harbour';

let running: Running;
let manager: ApiClient;
beforeAll(async () => {
  running = await runPlatform();
  manager = await running.as({ role: 'store-manager', stores: ['harbour'] });
  await running.api.put(`/v1/inventory/products/${SKU}`, {
    name: 'Wax',
    productClass: 'retail',
    stockUnit: 'piece',
    useUnit: 'piece',
    useUnitsPerStockUnitMilli: 1_000,
    priceCents: 1_500,
    costCents: 700,
    currency: 'USD',
  });
  await running.api.post(`${STORE}/receipts`, { sku: SKU, quantityMilli: 20_000 });
}, 60_000);
afterAll(() => running.close());

const writeOff = async (who: ApiClient, pieces: number, reason: string, movement = 'waste') => {
  const { status, body } = await who.ask(
    'POST',
    `${STORE}/issues`,
    { sku: SKU, movement, quantityMilli: pieces * 1_000, unit: 'piece', reason },
    { 'idempotency-key': randomUUID() },
  );
  return status === 201 ? status : body.code;
};
const listed = async (query = '') => {
  await running.settle();
  const { items } = await running.api.get<any>(`${STORE}/write-offs?limit=200${query}`);
  return items.filter((one: any) => one.sku === SKU);
};

describe('IN-14 write-offs by class, with limits', () => {
  it('are summed by month, class and reason, with what they were worth', async () => {
    expect(await writeOff(manager, 2, 'broken')).toBe(201);
    expect(await writeOff(manager, 1, 'broken')).toBe(201);
    expect(await writeOff(manager, 1, 'stolen')).toBe(201);
    expect(await writeOff(manager, 1, 'other', 'sample')).toBe(201);
    expect(await writeOff(manager, 1, 'sold', 'sale')).toBe(201);
    const all = await listed();
    expect(
      all.map((one: any) => [one.writeOffClass, one.reason, one.movements, one.worthCents]),
    ).toEqual(
      expect.arrayContaining([
        ['damage', 'broken', 2, 2_100],
        ['theft', 'stolen', 1, 700],
        ['sample', 'other', 1, 700],
      ]),
    );
    expect(all).toHaveLength(3);
    const [{ month }] = all;
    expect(await listed(`&writeOffClass=damage&month=${month}`)).toMatchObject([
      { quantityMilli: 3_000, currency: 'USD' },
    ]);
    expect(await listed('&month=2020-01')).toEqual([]);
  });

  it('beyond the limit of the role they are refused, in pieces too; chain operations has none', async () => {
    const put = (limits: object[]) =>
      running.api.ask('PUT', '/v1/inventory/write-off-limits', { limits }, {});
    const limit = { role: 'store-manager', currency: 'USD', cents: 4_900 };
    expect((await put([limit, limit])).body.code).toBe('limit-repeated');
    expect((await put([{ ...limit, role: 'nobody' }])).body.code).toBe('role-unknown');
    expect((await put([{ ...limit, currency: 'XXQ' }])).body.code).toBe('currency-unknown');
    expect((await put([limit])).status).toBe(200);
    // 35.00 of today are written off already.
    expect(await writeOff(manager, 3, 'broken')).toBe('write-off-limit');
    expect(await writeOff(manager, 2, 'broken')).toBe(201);
    expect(await writeOff(manager, 1, 'tester', 'sample')).toBe('write-off-limit');
    expect(await writeOff(manager, 1, 'sold', 'sale')).toBe(201);
    expect(await writeOff(running.api, 3, 'broken')).toBe(201);
    expect(await running.api.get('/v1/inventory/write-off-limits')).toMatchObject({
      limits: [limit],
    });
  });
});
