import { runPlatform, type Running } from '../support/platform.js';

// K3: the price of a product is inventory's, over the topic that says it.

let running: Running;
beforeAll(async () => {
  running = await runPlatform({ demo: false });
  await running.api.put('/v1/booking/stores/soho', { regionId: 'r1', name: 'Soho', zone: 'America/New_York', currency: 'USD' });
  await described('SHAMPOO', 2400);
}, 60_000);
afterAll(() => running.close());

async function described(sku: string, priceCents: number): Promise<void> {
  await running.api.put(`/v1/inventory/products/${sku}`, { name: sku, productClass: 'retail', stockUnit: 'bottle', useUnit: 'bottle', useUnitsPerStockUnitMilli: 1000, priceCents, currency: 'USD' });
  await running.settle();
}

describe('K3 products cost what inventory says', () => {
  const visit = async (): Promise<string> => `/v1/booking/visits/${(await running.api.post<{ visitId: string }>('/v1/booking/visits', { storeId: 'soho', services: [] })).visitId}/lines`;
  it('to everybody without the right, within the limit and with a reason', async () => {
    const [desk, stylist] = await Promise.all(['front-desk', 'stylist'].map((role) => running.as({ role, stores: ['soho'] })));
    const path = await visit();
    const add = async (who: typeof desk, more: object = {}) => {
      const { status, body } = await who!.ask('POST', path, { kind: 'product', itemId: 'SHAMPOO', ...more }, { 'idempotency-key': Math.random().toString(36).slice(2) });
      return status === 200 ? body.lines.at(-1).priceCents : body.code;
    };
    expect([await add(stylist), await add(stylist, { quantityMilli: 3000 }), await add(stylist, { priceCents: 1 }), await add(desk, { priceCents: 1, reason: 'agreed' }), await add(desk, { priceCents: 2160 }), await add(desk, { priceCents: 2160, reason: 'promo' }), await add(running.api, { priceCents: 100 })])
      .toEqual([2400, 7200, 'permission-missing', 'till-limit-exceeded', 'reason-missing', 2160, 100]);
  });
  it('anew from the next bill on', async () => {
    await described('SHAMPOO', 2600);
    const { lines } = await running.api.post<{ lines: { priceCents: number }[] }>(await visit(), { kind: 'product', itemId: 'SHAMPOO' });
    expect(lines[0]!.priceCents).toBe(2600);
    const unknown = await running.api.ask('POST', await visit(), { kind: 'product', itemId: 'NOT-DESCRIBED' }, { 'idempotency-key': 'unknown' });
    expect(unknown.body).toMatchObject({ code: 'price-missing', field: 'priceCents' });
  });
});
