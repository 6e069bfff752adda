import { randomUUID } from 'node:crypto';
import type { ApiClient } from '@chignon/client';
import { runPlatform, type Running } from '../support/platform.js';

/* A shelf is counted while customers are served: by one person, approved by another, and standing whatever is heard later. */

const SKU = 'COUNTED-1';
const OTHER = 'COUNTED-2';
const STORE = '/v1/inventory/stores/harbour';

let running: Running;
let jo: ApiClient;
let kim: ApiClient;
beforeAll(async () => {
  running = await runPlatform();
  jo = await running.as({ role: 'front-desk', stores: ['harbour'], subject: 'jo' });
  kim = await running.as({ role: 'store-manager', stores: ['harbour'], subject: 'kim' });
  for (const sku of [SKU, OTHER]) {
    await running.api.put(`/v1/inventory/products/${sku}`, {
      name: 'Colour',
      productClass: 'colour',
      stockUnit: 'tube',
      useUnit: 'g',
      useUnitsPerStockUnitMilli: 60_000,
      priceCents: 900,
      costCents: 450,
      currency: 'USD',
    });
    await running.api.post(`${STORE}/receipts`, { sku, quantityMilli: 10_000 });
  }
  await running.settle();
}, 60_000);
afterAll(() => running.close());

const ask = async (who: ApiClient, path: string, body?: object) => {
  const { status, body: answer } = await who.ask('POST', `${STORE}${path}`, body, {
    'idempotency-key': randomUUID(),
  });
  return { status, answer };
};
const onHand = async (sku: string): Promise<number> => {
  await running.settle();
  return (await running.api.get<{ onHandMilli: number }>(`${STORE}/levels/${sku}`)).onHandMilli;
};

describe('IN-13, R-IN-09, F10 a count in open hours', () => {
  let countId: string;
  it('starts, and tells whoever counts nothing of the books', async () => {
    const { status, answer } = await ask(jo, '/counts', { skus: [SKU, OTHER] });
    expect([status, answer.status]).toEqual([201, 'open']);
    countId = answer.countId;
    const counted = await ask(jo, `/counts/${countId}/lines`, { sku: SKU, countedMilli: 5_000 });
    expect([counted.status, counted.answer.recount]).toEqual([201, true]);
    const shown = await jo.get<any>(`${STORE}/counts/${countId}`);
    expect(JSON.stringify(shown)).not.toMatch(/expected|difference/);
    expect((await ask(jo, `/counts/${countId}/submit`, {})).answer).toMatchObject({
      code: 'count-incomplete',
      uncounted: [OTHER],
      recount: [SKU],
    });
  });

  it('refuses what would be counted twice: another count, an adjustment', async () => {
    expect((await ask(kim, '/counts', { skus: ['COL-7-0', SKU] })).answer).toMatchObject({
      code: 'count-open',
      field: 'skus.1',
      countId,
    });
    expect(
      (await ask(kim, '/adjustments', { sku: SKU, countedMilli: 1, reason: 'found' })).answer.code,
    ).toBe('count-open');
    expect((await ask(kim, '/counts', { skus: ['NO-SUCH'] })).answer).toMatchObject({
      code: 'product-not-found',
      field: 'skus.0',
    });
  });

  it('goes on while goods leave and arrive, and is approved by another person', async () => {
    await ask(jo, `/counts/${countId}/lines`, { sku: SKU, countedMilli: 7_000 });
    await ask(jo, `/counts/${countId}/lines`, { sku: OTHER, countedMilli: 10_000 });
    const gone = { movement: 'waste', quantityMilli: 1_000, unit: 'tube', reason: 'spilt' };
    expect((await ask(kim, '/issues', { sku: SKU, ...gone })).status).toBe(201);
    expect((await ask(kim, '/receipts', { sku: OTHER, quantityMilli: 5_000 })).status).toBe(201);
    expect((await ask(jo, `/counts/${countId}/submit`, {})).answer).toMatchObject({
      status: 'submitted',
      products: [
        {
          sku: SKU,
          rounds: 2,
          countedMilli: 7_000,
          expectedMilli: 10_000,
          differenceMilli: -3_000,
        },
        { sku: OTHER, differenceMilli: 0, differenceCents: 0, currency: 'USD' },
      ],
    });
    const yes = {
      reason: 'stock-take',
      reasons: [{ sku: SKU, reason: 'stolen' }],
    };
    expect((await ask(jo, `/counts/${countId}/approve`, yes)).status).toBe(403);
    expect(
      (await ask(kim, `/counts/${countId}/approve`, { reason: 'because' })).answer,
    ).toMatchObject({ code: 'reason-unknown', field: 'reason' });
    expect((await ask(kim, `/counts/${countId}/approve`, yes)).answer.status).toBe('approved');
    expect([await onHand(SKU), await onHand(OTHER)]).toEqual([6_000, 15_000]);
    const { items } = await running.api.get<any>(`${STORE}/movements?sku=${SKU}&limit=1`);
    expect(items).toMatchObject([
      { movement: 'count-adjust', changeMilli: -3_000, onHandMilli: 6_000, reason: 'stolen' },
    ]);
  });

  it('I4: a sale of last week that is heard afterwards changes the difference, not the shelf', async () => {
    const visit = {
      externalId: randomUUID(),
      billId: randomUUID(),
      businessDate: new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10),
      taxes: [],
      tenders: [{ kind: 'cash', cents: 27_00 }],
      lines: [
        {
          kind: 'product',
          itemId: SKU,
          quantityMilli: 3_000,
          netCents: 27_00,
          taxCents: 0,
          performers: [],
          earning: false,
        },
      ],
    };
    const { results } = await running.api.post('/v1/booking/imports/visits', {
      storeId: 'harbour',
      items: [visit],
    });
    expect(results).toMatchObject([{ outcome: 'imported' }]);
    expect(await onHand(SKU)).toBe(6_000);
    const { products } = await kim.get<any>(`${STORE}/counts/${countId}`);
    expect(products[0]).toMatchObject({
      expectedMilli: 7_000,
      differenceMilli: 0,
      reason: 'stolen',
    });
  });

  it('whoever counted is refused as approver, whatever they may; a count that is given up leaves the shelf free', async () => {
    const { answer } = await ask(kim, '/counts', { skus: [SKU] });
    await ask(kim, `/counts/${answer.countId}/lines`, { sku: SKU, countedMilli: 6_000 });
    await ask(kim, `/counts/${answer.countId}/submit`, {});
    const yes = { reason: 'stock-take' };
    expect((await ask(kim, `/counts/${answer.countId}/approve`, yes)).answer.code).toBe(
      'count-own',
    );
    expect((await ask(jo, `/counts/${answer.countId}/reopen`)).answer.status).toBe('open');
    const late = { sku: SKU, countedMilli: 1, countedAt: '2026-01-01T00:00:00Z' };
    expect((await ask(jo, `/counts/${answer.countId}/lines`, late)).answer.code).toBe(
      'counted-at-invalid',
    );
    const both = { sku: SKU, countedMilli: 1, lots: [{ countedMilli: 1 }] };
    expect((await ask(jo, `/counts/${answer.countId}/lines`, both)).answer.code).toBe(
      'count-ambiguous',
    );
    const noLot = { sku: SKU, lots: [{ lot: 'NONE', countedMilli: 1 }] };
    expect((await ask(jo, `/counts/${answer.countId}/lines`, noLot)).answer).toMatchObject({
      code: 'lot-not-found',
      field: 'lots.0.lot',
    });
    await ask(jo, `/counts/${answer.countId}/cancel`, { reason: 'mistake' });
    await running.settle();
    expect(
      (await ask(kim, '/adjustments', { sku: SKU, countedMilli: 6_000, reason: 'found' })).status,
    ).toBe(201);
    const { items } = await jo.get<any>(`${STORE}/counts`);
    expect(items.map((one: any) => one.status)).toEqual(['cancelled', 'approved']);
    const open = await jo.get<any>(`${STORE}/counts?status=open`);
    expect(open.items).toEqual([]);
    expect((await running.api.ask('GET', `${STORE}/counts/none`)).body.code).toBe(
      'count-not-found',
    );
  });

  it('the books agree with all that was published', async () => {
    await running.settle();
    const { findings, reconciled } = await running.api.post<any>('/v1/inventory/operations/verify');
    expect([findings, reconciled.differences]).toEqual([[], []]);
  });

  it('the chain says when something is counted twice', async () => {
    expect(await jo.get('/v1/inventory/count-rules')).toEqual({
      recountAboveMilli: 1_000,
      recountAbovePercent: 10,
      revision: 0,
    });
    await running.api.put('/v1/inventory/count-rules', {
      recountAboveMilli: 100_000,
      recountAbovePercent: 0,
    });
    const { answer } = await ask(jo, '/counts', { skus: [SKU] });
    expect(
      (await ask(jo, `/counts/${answer.countId}/lines`, { sku: SKU, countedMilli: 0 })).answer
        .recount,
    ).toBe(false);
  });
});
