import { randomUUID } from 'node:crypto';
import type { ApiClient } from '@chignon/client';
import { runPlatform, type Running } from '../support/platform.js';

/* Goods go from harbour to old-town: asked for, approved, sent, in transit, received lot by lot, short, over, called back. */

const SKU = 'MOVED-1';
const BOTTLE = 'MOVED-2';

let running: Running;
/** Of the store that sends. */
let kim: ApiClient;
/** Of the store that receives. */
let lee: ApiClient;

const store = (who: ApiClient) => `/v1/inventory/stores/${who === kim ? 'harbour' : 'old-town'}`;
const ask = async (who: ApiClient, path: string, body: object = {}, key: string = randomUUID()) => {
  const { status, body: answer } = await who.ask('POST', `${store(who)}${path}`, body, {
    'idempotency-key': key,
  });
  return { status, answer };
};
/** What a store holds of a product, lot by lot. */
const lots = async (who: ApiClient, sku = SKU): Promise<{ [lot: string]: number }> => {
  await running.settle();
  const { status, body } = await who.ask('GET', `${store(who)}/levels/${sku}`);
  if (status === 404) return {};
  return Object.fromEntries(
    body.lots.map((lot: any) => [
      `${lot.lotId ?? ''} ${lot.expiresOn ?? ''}`.trim(),
      lot.onHandMilli,
    ]),
  );
};
const onTheWay = async (who: ApiClient, query = '') => {
  await running.settle();
  return (await who.get<any>(`${store(who)}/in-transit${query}`)).items;
};
/** A transfer from harbour to old-town that is approved. */
const approved = async (lines: object[]): Promise<string> => {
  const { answer } = await ask(lee, '/transfers', {
    direction: 'in',
    otherStoreId: 'harbour',
    lines,
  });
  await ask(kim, `/transfers/${answer.transferId}/approve`);
  return answer.transferId;
};
const sent = async (milli: number, sku = SKU): Promise<string> => {
  const transferId = await approved([{ sku, quantityMilli: milli }]);
  expect((await ask(kim, `/transfers/${transferId}/send`)).status).toBe(200);
  await running.settle();
  return transferId;
};

beforeAll(async () => {
  running = await runPlatform();
  kim = await running.as({ role: 'store-manager', stores: ['harbour'], subject: 'kim' });
  lee = await running.as({ role: 'store-manager', stores: ['old-town'], subject: 'lee' });
  for (const [sku, productClass] of [
    [SKU, 'colour'],
    [BOTTLE, 'retail'],
  ])
    await running.api.put(`/v1/inventory/products/${sku}`, {
      name: 'Moved',
      productClass,
      stockUnit: 'tube',
      useUnit: 'g',
      useUnitsPerStockUnitMilli: 60_000,
      priceCents: 900,
      costCents: 450,
      currency: 'USD',
    });
  const receive = (lot: string, quantityMilli: number, expiresOn: string, sku = SKU) =>
    ask(kim, '/receipts', { sku, quantityMilli, lot, expiresOn });
  await receive('A', 4_000, '2090-06-30');
  await receive('B', 26_000, '2090-12-31');
  await receive('R', 2_000, '2090-12-31', BOTTLE);
  await running.settle();
}, 60_000);
afterAll(() => running.close());

describe('IN-12, R-IN-08, I7 a transfer', () => {
  let transferId: string;
  it('is asked for by one store and approved by the other, and nothing has left', async () => {
    const { status, answer } = await ask(lee, '/transfers', {
      direction: 'in',
      otherStoreId: 'harbour',
      lines: [{ sku: SKU, quantityMilli: 10_000 }],
    });
    expect([status, answer]).toMatchObject([
      201,
      { fromStoreId: 'harbour', toStoreId: 'old-town', status: 'requested' },
    ]);
    ({ transferId } = answer);
    expect((await ask(kim, `/transfers/${transferId}/send`)).answer.code).toBe(
      'transfer-not-approved',
    );
    expect((await ask(lee, `/transfers/${transferId}/approve`)).answer.code).toBe(
      'transfer-other-store',
    );
    expect((await ask(kim, `/transfers/${transferId}/approve`)).answer.status).toBe('approved');
    expect(await lots(kim)).toEqual({ 'A 2090-06-30': 4_000, 'B 2090-12-31': 26_000 });
  });

  it("is in transit when it is sent, seen by both stores, and the sender's", async () => {
    expect((await ask(lee, `/transfers/${transferId}/send`)).answer.code).toBe(
      'transfer-other-store',
    );
    const key = randomUUID();
    const first = await ask(kim, `/transfers/${transferId}/send`, {}, key);
    expect([first.status, first.answer.status]).toEqual([200, 'sent']);
    expect((await ask(kim, `/transfers/${transferId}/send`, {}, key)).status).toBe(200);
    expect((await ask(kim, `/transfers/${transferId}/send`)).answer.code).toBe(
      'transfer-not-approved',
    );
    expect(await lots(kim)).toEqual({ 'B 2090-12-31': 20_000 });
    expect(await lots(lee)).toEqual({});
    const goods = {
      transferId,
      sku: SKU,
      quantityMilli: 10_000,
      lots: [
        { lotId: 'A', expiresOn: '2090-06-30', quantityMilli: 4_000 },
        { lotId: 'B', expiresOn: '2090-12-31', quantityMilli: 6_000 },
      ],
    };
    expect(await onTheWay(kim)).toMatchObject([{ ...goods, direction: 'out' }]);
    expect(await onTheWay(lee, '?direction=in')).toMatchObject([
      { ...goods, direction: 'in', otherStoreId: 'harbour' },
    ]);
    expect(await onTheWay(lee, '?direction=out')).toEqual([]);
  });

  it('10 sent, 9 arrive: the receiver has 9 in their lots, nothing is in transit, and the sender lost 1 with a reason', async () => {
    const short = [{ sku: SKU, receivedMilli: 9_000 }];
    expect(
      (await ask(lee, `/transfers/${transferId}/receive`, { lines: short })).answer,
    ).toMatchObject({ code: 'difference-unexplained', field: 'lines.0.reason', sentMilli: 10_000 });
    const unknown = [{ sku: SKU, receivedMilli: 9_000, reason: 'whatever' }];
    expect(
      (await ask(lee, `/transfers/${transferId}/receive`, { lines: unknown })).answer,
    ).toMatchObject({ code: 'reason-unknown', field: 'lines.0.reason' });
    const lines = [{ sku: SKU, receivedMilli: 9_000, reason: 'stolen' }];
    expect((await ask(kim, `/transfers/${transferId}/receive`, { lines })).answer.code).toBe(
      'transfer-other-store',
    );
    const { answer } = await ask(lee, `/transfers/${transferId}/receive`, { lines });
    expect(answer).toMatchObject({
      status: 'received',
      products: [
        {
          sentMilli: 10_000,
          receivedMilli: 9_000,
          lostMilli: 1_000,
          lostCents: 450,
          currency: 'USD',
          overMilli: 0,
          reason: 'stolen',
        },
      ],
    });
    expect(await lots(kim)).toEqual({ 'B 2090-12-31': 20_000 });
    expect(await lots(lee)).toEqual({ 'A 2090-06-30': 4_000, 'B 2090-12-31': 5_000 });
    expect([await onTheWay(kim), await onTheWay(lee)]).toEqual([[], []]);
    const { items } = await kim.get<any>(`${store(kim)}/write-offs`);
    expect(items).toMatchObject([
      { sku: SKU, writeOffClass: 'theft', reason: 'stolen', quantityMilli: 1_000, worthCents: 450 },
    ]);
    expect((await lee.get<any>(`${store(lee)}/write-offs`)).items).toEqual([]);
    const moved = await kim.get<any>(`${store(kim)}/movements?sku=${SKU}&limit=1`);
    expect(moved.items).toMatchObject([
      { movement: 'transfer-out', changeMilli: -10_000, transferId },
    ]);
  });

  it('is received once, whoever says it again', async () => {
    expect((await ask(lee, `/transfers/${transferId}/receive`)).answer.code).toBe(
      'transfer-not-sent',
    );
    expect(
      (await ask(kim, `/transfers/${transferId}/cancel`, { reason: 'mistake' })).answer.code,
    ).toBe('transfer-not-approved');
    const again = await sent(1_000);
    const key = randomUUID();
    const both = await Promise.all(
      [1, 2].map(() => ask(lee, `/transfers/${again}/receive`, {}, key)),
    );
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await lots(lee)).toEqual({ 'A 2090-06-30': 4_000, 'B 2090-12-31': 6_000 });
  });

  it('what comes on top has left the sender too, and lots that were mixed up are put right there', async () => {
    const over = await sent(2_000);
    await ask(lee, `/transfers/${over}/receive`, {
      lines: [{ sku: SKU, receivedMilli: 3_000, reason: 'mistake' }],
    });
    expect(await lots(kim)).toEqual({ 'B 2090-12-31': 16_000 });
    expect(await lots(lee)).toEqual({ 'A 2090-06-30': 4_000, 'B 2090-12-31': 9_000 });
    await ask(kim, '/receipts', {
      sku: SKU,
      quantityMilli: 1_000,
      lot: 'C',
      expiresOn: '2090-01-31',
    });
    const mixed = await sent(2_000);
    const bad = [
      [
        { sku: SKU, lots: [{ lot: 'A', receivedMilli: 1_000 }], reason: 'mistake' },
        'lot-not-found',
      ],
      [
        { sku: SKU, receivedMilli: 1, lots: [{ lot: 'B', receivedMilli: 1 }], reason: 'mistake' },
        'arrival-ambiguous',
      ],
      [{ sku: BOTTLE, receivedMilli: 1, reason: 'mistake' }, 'product-not-transferred'],
    ] as const;
    for (const [line, code] of bad)
      expect((await ask(lee, `/transfers/${mixed}/receive`, { lines: [line] })).answer.code).toBe(
        code,
      );
    await ask(lee, `/transfers/${mixed}/receive`, {
      lines: [{ sku: SKU, lots: [{ lot: 'B', receivedMilli: 2_000 }], reason: 'mistake' }],
    });
    expect(await lots(kim)).toEqual({ 'C 2090-01-31': 1_000, 'B 2090-12-31': 14_000 });
    expect(await lots(lee)).toEqual({ 'A 2090-06-30': 4_000, 'B 2090-12-31': 11_000 });
  });

  it('is called back in transit by the sender alone, into the lots that it was taken from', async () => {
    const back = await sent(2_000);
    expect((await ask(lee, `/transfers/${back}/cancel`, { reason: 'mistake' })).answer.code).toBe(
      'transfer-other-store',
    );
    expect((await ask(kim, `/transfers/${back}/cancel`, { reason: 'mistake' })).answer.status).toBe(
      'cancelled',
    );
    expect(await lots(kim)).toEqual({ 'C 2090-01-31': 1_000, 'B 2090-12-31': 14_000 });
    expect((await ask(lee, `/transfers/${back}/receive`)).answer.code).toBe('transfer-not-sent');
    expect(await onTheWay(lee)).toEqual([]);
    const early = await approved([{ sku: SKU, quantityMilli: 1_000 }]);
    expect(
      (await ask(lee, `/transfers/${early}/cancel`, { reason: 'mistake' })).answer.status,
    ).toBe('cancelled');
    expect((await ask(kim, `/transfers/${early}/send`)).answer.code).toBe('transfer-not-approved');
  });

  it('sends what is there, good and on no bill; named lots; some of what was asked for', async () => {
    const some = await approved([
      { sku: SKU, quantityMilli: 5_000 },
      { sku: BOTTLE, quantityMilli: 3_000 },
    ]);
    expect((await ask(kim, `/transfers/${some}/send`)).answer).toMatchObject({
      code: 'stock-insufficient',
      field: 'lines.1.quantityMilli',
    });
    const noLot = { lines: [{ sku: SKU, quantityMilli: 1_000, lot: 'NONE' }] };
    expect((await ask(kim, `/transfers/${some}/send`, noLot)).answer).toMatchObject({
      code: 'lot-not-found',
      field: 'lines.0.lot',
    });
    const { answer } = await ask(kim, `/transfers/${some}/send`, {
      lines: [{ sku: SKU, quantityMilli: 1_000, lot: 'B' }],
    });
    expect(answer.status).toBe('sent');
    expect(await lots(kim)).toEqual({ 'C 2090-01-31': 1_000, 'B 2090-12-31': 13_000 });
    await ask(lee, `/transfers/${some}/receive`);
    expect(await lots(lee)).toEqual({ 'A 2090-06-30': 4_000, 'B 2090-12-31': 12_000 });
    const listed = await lee.get<any>(
      `${store(lee)}/transfers?status=received&direction=in&limit=1`,
    );
    expect(listed.items).toMatchObject([
      { transferId: some, otherStoreId: 'harbour', products: 2 },
    ]);
  });

  it('two transfers of the last bottle at once: one is sent, the other says that it stayed', async () => {
    const both = [
      await approved([{ sku: BOTTLE, quantityMilli: 2_000 }]),
      await approved([{ sku: BOTTLE, quantityMilli: 2_000 }]),
    ];
    await Promise.all(both.map((id) => ask(kim, `/transfers/${id}/send`)));
    await running.settle();
    expect(await lots(kim, BOTTLE)).toEqual({});
    const products = await Promise.all(
      both.map(async (id) => (await kim.get<any>(`${store(kim)}/transfers/${id}`)).products[0]),
    );
    expect(products.filter(({ sentMilli }) => sentMilli === 2_000)).toHaveLength(1);
    const stayed = products.filter(({ sentMilli }) => sentMilli !== 2_000);
    // Who asks a moment later is refused at once, and nothing has left.
    expect(['stock-insufficient', undefined]).toContain(stayed[0]?.stayed);
    expect(stayed[0]?.sentMilli ?? 0).toBe(0);
  });

  it("is nobody else's, and not to the same store", async () => {
    const other = await running.as({ role: 'store-manager', stores: ['riverside'], subject: 'mo' });
    expect(
      (await other.ask('GET', `/v1/inventory/stores/riverside/transfers/${transferId}`)).body.code,
    ).toMatch(/transfer-not-found|store-not-found/);
    const lines = [{ sku: SKU, quantityMilli: 1 }];
    expect(
      (await ask(kim, '/transfers', { direction: 'out', otherStoreId: 'harbour', lines })).answer
        .code,
    ).toBe('transfer-same-store');
    const twice = { direction: 'out', otherStoreId: 'old-town', lines: [...lines, ...lines] };
    expect((await ask(kim, '/transfers', twice)).answer).toMatchObject({
      code: 'transfer-product-twice',
      field: 'lines.1.sku',
    });
    const nowhere = { direction: 'out', otherStoreId: 'atlantis', lines };
    expect((await ask(kim, '/transfers', nowhere)).answer).toMatchObject({
      code: 'store-not-found',
      field: 'otherStoreId',
    });
  });

  it('the books of both stores agree with all that was published', async () => {
    await running.settle();
    const { findings, reconciled } = await running.api.post<any>('/v1/inventory/operations/verify');
    expect([findings, reconciled.differences]).toEqual([[], []]);
  });
});
