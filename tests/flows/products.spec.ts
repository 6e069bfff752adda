import { randomUUID } from 'node:crypto';
import { runPlatform, type Running } from '../support/platform.js';

// K3, K10: which products there are and what they cost is inventory's to say, over the topic that says it.

let running: Running;
beforeAll(async () => {
  running = await runPlatform({ demo: false });
  await running.api.put('/v1/booking/stores/soho', {
    regionId: 'r1',
    name: 'Soho',
    zone: 'America/New_York',
    currency: 'USD',
  });
  await described('SHAMPOO', 2400);
}, 60_000);
afterAll(() => running.close());

const product = {
  productClass: 'retail',
  stockUnit: 'bottle',
  useUnit: 'bottle',
  useUnitsPerStockUnitMilli: 1000,
  currency: 'USD',
};
async function described(sku: string, priceCents: number, more: object = {}): Promise<void> {
  await running.api.put(`/v1/inventory/products/${encodeURIComponent(sku)}`, {
    name: sku,
    priceCents,
    ...product,
    ...more,
  });
}
const visit = async (services: object[] = []): Promise<string> =>
  `/v1/booking/visits/${(await running.api.post<{ visitId: string }>('/v1/booking/visits', { storeId: 'soho', services })).visitId}`;
const ask = (method: string, path: string, body: object) =>
  running.api.ask(method, path, body, { 'idempotency-key': randomUUID() });

describe('K3 products cost what inventory says', () => {
  it('to everybody without the right, within the limit and with a reason', async () => {
    const [desk, stylist] = await Promise.all(
      ['front-desk', 'stylist'].map((role) => running.as({ role, stores: ['soho'] })),
    );
    const path = `${await visit()}/lines`;
    const add = async (who: typeof desk, more: object = {}) => {
      const { status, body } = await who!.ask(
        'POST',
        path,
        { kind: 'product', itemId: 'SHAMPOO', ...more },
        { 'idempotency-key': randomUUID() },
      );
      return status === 200 ? body.lines.at(-1).priceCents : body.code;
    };
    expect([
      await add(stylist),
      await add(stylist, { quantityMilli: 3000 }),
      await add(stylist, { priceCents: 1 }),
      await add(desk, { priceCents: 1, reason: 'agreed' }),
      await add(desk, { priceCents: 2160 }),
      await add(desk, { priceCents: 2160, reason: 'promo' }),
      await add(running.api, { priceCents: 100 }),
    ]).toEqual([
      2400,
      7200,
      'permission-missing',
      'till-limit-exceeded',
      'reason-missing',
      2160,
      100,
    ]);
  });
  it('anew from the very next bill on, and by hand where they are priced in another currency', async () => {
    const line = async (itemId: string, more: object = {}) =>
      ask('POST', `${await visit()}/lines`, { kind: 'product', itemId, ...more });
    for (const price of [2600, 2700, 2800]) {
      await described('SHAMPOO', price);
      expect((await line('SHAMPOO')).body.lines).toEqual([
        expect.objectContaining({ priceCents: price }),
      ]);
    }
    await described('ABROAD', 2600, { currency: 'EUR' });
    expect(await line('ABROAD')).toMatchObject({
      status: 422,
      body: { code: 'price-missing', field: 'priceCents' },
    });
    expect((await line('ABROAD', { priceCents: 2900 })).status).toBe(200);
  });
});

describe('K10, F21: a SKU is a product that inventory has described', () => {
  const recipe = (sku: string, unit = 'g') => ({
    name: 'Colour',
    category: 'hair',
    serviceGroup: 'colour',
    priceCents: 9000,
    phases: [
      { name: 'apply', kind: 'active', minutes: 30, recipe: [{ sku, quantityMilli: 1000, unit }] },
    ],
  });
  const shelf = '/v1/inventory/stores/soho';
  let path: string;
  beforeAll(async () => {
    await described('TUBE', 900, {
      productClass: 'colour',
      stockUnit: 'tube',
      useUnit: 'g',
      useUnitsPerStockUnitMilli: 60_000,
    });
    await running.api.put('/v1/booking/services/colour', recipe('TUBE'));
    await running.api.put('/v1/booking/staff/anna', { displayName: 'Anna', storeIds: ['soho'] });
    path = await visit([
      { serviceId: 'colour', performers: [{ staffId: 'anna', sharePercent: 100 }] },
    ]);
  });

  const commands: readonly [
    string,
    string,
    () => string,
    (sku: string) => object,
    number,
    string,
  ][] = [
    [
      'a line',
      'POST',
      () => `${path}/lines`,
      (itemId) => ({ kind: 'product', itemId }),
      422,
      'itemId',
    ],
    [
      'a line with its price',
      'POST',
      () => `${path}/lines`,
      (itemId) => ({ kind: 'product', itemId, priceCents: 100 }),
      422,
      'itemId',
    ],
    [
      'a use',
      'POST',
      () => `${path}/lines/l1/use`,
      (sku) => ({
        actualUse: [
          { sku: 'TUBE', quantityMilli: 1, unit: 'g' },
          { sku, quantityMilli: 1, unit: 'g' },
        ],
      }),
      422,
      'actualUse.1.sku',
    ],
    [
      'a recipe',
      'PUT',
      () => '/v1/booking/services/colour',
      (sku) => recipe(sku),
      422,
      'phases.0.recipe.0.sku',
    ],
    [
      'a receipt',
      'POST',
      () => `${shelf}/receipts`,
      (sku) => ({ sku, quantityMilli: 1000 }),
      422,
      'sku',
    ],
    [
      'an issue',
      'POST',
      () => `${shelf}/issues`,
      (sku) => ({ sku, movement: 'waste', quantityMilli: 1, unit: 'g', reason: 'spilt' }),
      422,
      'sku',
    ],
    [
      'a count',
      'POST',
      () => `${shelf}/adjustments`,
      (sku) => ({ sku, countedMilli: 1, reason: 'stock-take' }),
      422,
      'sku',
    ],
  ];
  it.each(commands)('%s', async (_, method, where, body, status, field) => {
    const before = running.written();
    for (const sku of ['GHOST', 'Maya.Lind-13800138000', 'constructor', 'tube'])
      expect(await ask(method, where(), body(sku))).toMatchObject({
        status,
        body: { code: 'product-not-found', field },
      });
    expect(running.written()).toBe(before);
    expect((await ask(method, where(), body('TUBE'))).status).toBeLessThan(300);
  });
  it('a par', async () => {
    for (const sku of ['GHOST', 'constructor'])
      expect(
        await ask('PUT', `${shelf}/pars/${sku}`, { minimumMilli: 0, maximumMilli: 1000 }),
      ).toMatchObject({ status: 404, body: { code: 'product-not-found', field: 'sku' } });
    expect(
      (await ask('PUT', `${shelf}/pars/TUBE`, { minimumMilli: 0, maximumMilli: 1000 })).status,
    ).toBe(200);
  });

  it('and is measured in its units', async () => {
    for (const unit of ['ml', 'maya', 'constructor', 'G']) {
      expect(
        await ask('POST', `${path}/lines/l1/use`, {
          actualUse: [{ sku: 'TUBE', quantityMilli: 1, unit }],
        }),
      ).toMatchObject({
        status: 422,
        body: { code: 'unit-unknown', field: 'actualUse.0.unit', expected: 'g or tube' },
      });
      expect(await ask('PUT', '/v1/booking/services/colour', recipe('TUBE', unit))).toMatchObject({
        status: 422,
        body: { code: 'unit-unknown', field: 'phases.0.recipe.0.unit' },
      });
    }
    expect(
      (
        await ask('POST', `${path}/lines/l1/use`, {
          actualUse: [{ sku: 'TUBE', quantityMilli: 1, unit: 'tube' }],
        })
      ).status,
    ).toBe(200);
  });

  it('is sold in the moment it is described, whatever inventory lets it be called', async () => {
    for (const sku of ['SHU EA OIL 150', 'x_1.2-3', '5']) {
      await described(sku, 1500);
      expect(
        (await ask('POST', `${path}/lines`, { kind: 'product', itemId: sku })).body.lines.at(-1),
      ).toMatchObject({ itemId: sku, priceCents: 1500 });
    }
  });

  it('that the chain buys no more is sold off and used up', async () => {
    await described('TUBE', 900, {
      productClass: 'colour',
      stockUnit: 'tube',
      useUnit: 'g',
      useUnitsPerStockUnitMilli: 60_000,
      active: false,
    });
    expect(
      (await ask('POST', `${path}/lines`, { kind: 'product', itemId: 'TUBE' })).body.lines.at(-1),
    ).toMatchObject({ itemId: 'TUBE', priceCents: 900 });
    expect(
      (
        await ask('POST', `${path}/lines/l1/use`, {
          actualUse: [{ sku: 'TUBE', quantityMilli: 2, unit: 'g' }],
        })
      ).status,
    ).toBe(200);
  });
});
