import { randomUUID } from 'node:crypto';
import type { ApiClient } from '@chignon/client';
import { runPlatform, type Running } from '../support/platform.js';

// K10: reasons that reach events are codes of closed lists per chain, in every context.

let running: Running;
let customerId: string;
beforeAll(async () => {
  running = await runPlatform();
  customerId = (await running.api.post('/v1/customers', { name: 'Rosa', homeStoreId: 'harbour' }))
    .id;
  const visit = {
    externalId: 'v1',
    billId: 'b1',
    customerId,
    businessDate: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
    lines: [
      {
        kind: 'service',
        itemId: 'womens-cut',
        quantityMilli: 1000,
        netCents: 100_00,
        taxCents: 0,
        performers: [{ staffId: 'maya', sharePercent: 100 }],
        earning: true,
      },
    ],
    taxes: [],
    tenders: [{ kind: 'cash', cents: 100_00 }],
  };
  expect(
    (await running.api.post('/v1/booking/imports/visits', { storeId: 'harbour', items: [visit] }))
      .results,
  ).toEqual([expect.objectContaining({ outcome: 'imported' })]);
  await running.settle();
}, 60_000);
afterAll(() => running.close());

const ask = (path: string, body: object, who: ApiClient = running.api) =>
  who.ask('POST', path, body, { 'idempotency-key': randomUUID() });
const shelf = '/v1/inventory/stores/harbour';
const given: readonly [string, () => string, object, string, string][] = [
  [
    'an issue',
    () => `${shelf}/issues`,
    { sku: 'COL-7-0', movement: 'waste', quantityMilli: 1000, unit: 'g' },
    'spilt',
    '/v1/inventory/reasons issue',
  ],
  [
    'a count',
    () => `${shelf}/adjustments`,
    { sku: 'COL-7-0', countedMilli: 40_000 },
    'stock-take',
    '/v1/inventory/reasons adjustment',
  ],
  [
    'a redemption',
    () => `/v1/loyalty/accounts/${customerId}/redemptions`,
    { points: 1 },
    'gift',
    '/v1/loyalty/reasons redemption',
  ],
];

describe.each(given)('K10: the reason of %s', (_, path, body, usual, list) => {
  const [route, field] = list.split(' ') as [string, string];

  it.each(['maya-lind', '13800138000', 'anna-has-a-rash', 'constructor', 'length'])(
    'is not %s, and the refusal names what it may be',
    async (reason) => {
      const before = running.written();
      expect(await ask(path(), { ...body, reason })).toMatchObject({
        status: 422,
        body: { code: 'reason-unknown', field: 'reason', expected: expect.stringContaining(usual) },
      });
      expect(running.written()).toBe(before);
    },
  );

  it('is one of the list that its route tells, at once when the chain changes it, and of the usual one when it takes that back', async () => {
    expect((await ask(path(), { ...body, reason: usual })).status).toBe(201);
    expect((await running.api.get(route))[field]).toContain(usual);
    expect((await running.api.put(route, { [field]: ['house-code'] }))[field]).toEqual([
      'house-code',
    ]);
    expect((await ask(path(), { ...body, reason: usual })).body).toMatchObject({
      code: 'reason-unknown',
      expected: 'one of house-code',
    });
    expect((await ask(path(), { ...body, reason: 'house-code' })).status).toBe(201);
    await running.api.put(route, {});
    expect((await ask(path(), { ...body, reason: usual })).status).toBe(201);
  });
});

describe('K10: lists of reasons', () => {
  const routes = [
    ['/v1/inventory/reasons', 'issue'],
    ['/v1/loyalty/reasons', 'redemption'],
  ] as const;
  it.each(routes)('%s takes codes only, each once', async (route, field) => {
    for (const codes of [
      [],
      ['Maya Lind'],
      ['Maya'],
      ['13800138000'],
      ['a', 'a'],
      ['x'.repeat(41)],
    ])
      expect(await running.api.ask('PUT', route, { [field]: codes })).toMatchObject({
        status: 422,
        body: { code: 'field-invalid', field: expect.stringMatching(`^${field}`) },
      });
    expect(await running.api.ask('PUT', route, { other: ['a'] })).toMatchObject({
      status: 422,
      body: { code: 'field-unknown' },
    });
  });
  it.each(routes)(
    "%s is the chain's to write and a store's to read, and whoever read an older one is told",
    async (route, field) => {
      const manager = await running.as({ role: 'store-manager', stores: ['harbour'] });
      expect((await manager.ask('PUT', route, {})).status).toBe(403);
      const { revision } = await manager.get(route);
      expect(
        (
          await running.api.ask(
            'PUT',
            route,
            { [field]: ['first'] },
            { 'if-match': `"${revision}"` },
          )
        ).status,
      ).toBe(200);
      expect(
        (
          await running.api.ask(
            'PUT',
            route,
            { [field]: ['second'] },
            { 'if-match': `"${revision}"` },
          )
        ).status,
      ).toBe(412);
      expect(await running.api.put(route, {})).toMatchObject({ revision: revision + 2 });
    },
  );
});
