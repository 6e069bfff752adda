import { randomUUID } from 'node:crypto';
import type { ApiClient } from '@chignon/client';
import { runPlatform, type Running } from '../support/platform.js';
import { newCustomer } from '../support/tour.js';

/* A supplier recalls a lot: from its number to stores, visits and customers, and off every shelf. */

const SKU = 'RECALLED-1';
const LOT = 'KP/77';
const STORE = '/v1/inventory/stores/harbour';
const TRACE = `/v1/inventory/lot-trace?sku=${SKU}&lot=${encodeURIComponent(LOT)}`;

let running: Running;
let kim: ApiClient;
let anna: string;
let bea: string;
/** Visits by the name of what became of them. */
const visits: { [name: string]: string } = {};

const ask = async (who: ApiClient, path: string, body: object = {}) => {
  const { status, body: answer } = await who.ask('POST', path, body, {
    'idempotency-key': randomUUID(),
  });
  return { status, answer };
};
const receive = (storeId: string, quantityMilli: number, lot = LOT) =>
  running.api.post(`/v1/inventory/stores/${storeId}/receipts`, {
    sku: SKU,
    quantityMilli,
    lot,
    expiresOn: '2090-12-31',
  });
const sale = async (customerId?: string): Promise<string> => {
  const { api } = running;
  const { visitId } = await api.post('/v1/booking/visits', {
    storeId: 'harbour',
    ...(customerId === undefined ? {} : { customerId }),
    services: [{ serviceId: 'mens-cut', performers: [{ staffId: 'jonas', sharePercent: 100 }] }],
  });
  await api.post(`/v1/booking/visits/${visitId}/lines`, { kind: 'product', itemId: SKU });
  const { bill } = await api.post(`/v1/booking/visits/${visitId}/complete`, {});
  await api.post(`/v1/booking/visits/${visitId}/settle`, {
    tenders: [{ kind: 'card', cents: bill.grossCents }],
  });
  return visitId;
};
const told = async (type: string) => {
  await running.settle();
  const outside = await running.as({ role: 'subscriber' });
  const { items } = await outside.get<any>('/v1/events?topics=chignon.inventory.stock&limit=500');
  return items
    .filter((event: any) => event.type.includes(type) && event.data.sku === SKU)
    .map(({ data }: any) => data);
};

beforeAll(async () => {
  running = await runPlatform();
  const { api, settle } = running;
  kim = await running.as({ role: 'store-manager', stores: ['harbour'], subject: 'kim' });
  await api.put(`/v1/inventory/products/${SKU}`, {
    name: 'Recalled',
    productClass: 'retail',
    stockUnit: 'bottle',
    useUnit: 'ml',
    useUnitsPerStockUnitMilli: 250_000,
    priceCents: 1900,
    currency: 'USD',
  });
  anna = await newCustomer({ api, settle, name: 'anna' });
  bea = await newCustomer({ api, settle, name: 'bea' });
  await receive('harbour', 8_000);
  await receive('old-town', 1_000);
  await settle();
  visits['anna'] = await sale(anna);
  visits['bea'] = await sale(bea);
  visits['nobody'] = await sale();
  visits['voided'] = await sale(bea);
  await api.post(`/v1/booking/visits/${visits['voided']}/void`, { reason: 'mistake' });
  await settle();
}, 60_000);
afterAll(() => running.close());

describe('IN-22, R-IN-11, BY-10 (a) a lot that is recalled', () => {
  let recallId: string;
  it('is traced to stores, visits and customers in one question', async () => {
    const trace = await running.api.get<any>(TRACE);
    expect(trace).toMatchObject({
      lot: LOT,
      stores: [
        { storeId: 'harbour', onHandMilli: 5_000, expiresOn: '2090-12-31', onBillsMilli: 0 },
        { storeId: 'old-town', onHandMilli: 1_000 },
      ],
      inTransit: [],
      visits: [
        { visitId: visits['anna'], customerId: anna, takenMilli: 1_000, returnedMilli: 0 },
        { visitId: visits['bea'], customerId: bea },
        { visitId: visits['nobody'] },
        { visitId: visits['voided'], takenMilli: 1_000, returnedMilli: 1_000 },
      ],
    });
    expect(trace.recallId).toBeUndefined();
    expect(trace.visits[2].customerId).toBeUndefined();
    const page = await running.api.get<any>(`${TRACE}&limit=3`);
    const rest = await running.api.get<any>(`${TRACE}&limit=3&after=${page.next}`);
    expect([...page.visits, ...rest.visits]).toEqual(trace.visits);
    const elsewhere = await running.as({ role: 'store-manager', stores: ['old-town'] });
    expect(await elsewhere.get<any>(TRACE)).toMatchObject({
      stores: [{ storeId: 'old-town' }],
      visits: [],
    });
  });

  it('also after records of customers were linked: the one in front is named', async () => {
    await running.api.post('/v1/customers/links', {
      survivorId: anna,
      absorbedId: bea,
      reason: 'same-contact',
    });
    await running.settle();
    const { visits: found } = await running.api.get<any>(TRACE);
    expect(found.slice(0, 2)).toMatchObject([{ customerId: anna }, { customerId: anna }]);
  });

  it('is recalled by the chain alone; visits on which it is are told of, for a message of safety', async () => {
    const body = { sku: SKU, lot: LOT, reason: 'contaminated' };
    expect((await ask(kim, '/v1/inventory/recalls', body)).status).toBe(403);
    // On its way, and on a bill, when it is recalled.
    const { answer: transfer } = await ask(kim, `${STORE}/transfers`, {
      direction: 'out',
      otherStoreId: 'old-town',
      lines: [{ sku: SKU, quantityMilli: 2_000 }],
    });
    await ask(kim, `${STORE}/transfers/${transfer.transferId}/approve`);
    await ask(kim, `${STORE}/transfers/${transfer.transferId}/send`);
    const { visitId } = await running.api.post('/v1/booking/visits', {
      storeId: 'harbour',
      services: [{ serviceId: 'mens-cut', performers: [{ staffId: 'jonas', sharePercent: 100 }] }],
    });
    visits['on-a-bill'] = visitId;
    await running.settle();
    expect((await ask(running.api, '/v1/bill-products', { visitId, sku: SKU })).status).toBe(200);
    const { status, answer } = await ask(running.api, '/v1/inventory/recalls', body);
    expect([status, answer]).toMatchObject([201, { status: 'standing', lot: LOT, sku: SKU }]);
    ({ recallId } = answer);
    expect((await ask(running.api, '/v1/inventory/recalls', body)).answer.recallId).toBe(recallId);
    await running.settle();
    expect(await running.api.get<any>(TRACE)).toMatchObject({
      recallId,
      stores: [
        { storeId: 'harbour', onHandMilli: 3_000, onBillsMilli: 1_000 },
        { storeId: 'old-town', onHandMilli: 1_000 },
      ],
      inTransit: [{ fromStoreId: 'harbour', toStoreId: 'old-town', quantityMilli: 2_000 }],
    });
    const reached = await told('RecalledLotReached');
    expect(reached.map((one: any) => one.visitId).sort()).toEqual(
      [visits['anna'], visits['bea'], visits['nobody']].sort(),
    );
    expect(reached[0]).toMatchObject({
      storeId: 'harbour',
      lotId: LOT,
      recallId,
      quantityMilli: 1_000,
    });
    const stores = (await told('LotRecalled')).map((one: any) => one.storeId);
    expect(stores).toEqual(expect.arrayContaining(['harbour', 'old-town']));
    expect(new Set(stores).size).toBe(stores.length);
    const { answer: received } = await ask(
      running.api,
      `/v1/inventory/stores/old-town/transfers/${transfer.transferId}/receive`,
    );
    expect(received.status).toBe('received');
    await running.settle();
    const { items } = await running.api.get<any>(
      `/v1/inventory/stores/old-town/movements?sku=${SKU}&limit=1`,
    );
    expect(items).toMatchObject([{ movement: 'transfer-in', flags: ['recalled'] }]);
  });

  it('is not sold, given away or put on a bill in any store, and may be thrown away', async () => {
    const issue = (movement: string, storeId: string, more: object = {}) =>
      ask(running.api, `/v1/inventory/stores/${storeId}/issues`, {
        sku: SKU,
        movement,
        quantityMilli: 1_000,
        unit: 'bottle',
        reason: 'recalled',
        ...more,
      });
    for (const storeId of ['harbour', 'old-town']) {
      expect((await issue('sale', storeId)).answer.code).toBe('stock-insufficient');
      expect((await issue('sample', storeId, { lot: LOT })).answer.code).toBe('lot-recalled');
    }
    // A shelf that had none of it was told as well.
    await receive('riverside', 1_000);
    expect((await issue('sale', 'riverside')).answer.code).toBe('stock-insufficient');
    const { visitId } = await running.api.post('/v1/booking/visits', {
      storeId: 'harbour',
      services: [{ serviceId: 'mens-cut', performers: [{ staffId: 'jonas', sharePercent: 100 }] }],
    });
    await running.settle();
    expect((await ask(running.api, '/v1/bill-products', { visitId, sku: SKU })).answer.code).toBe(
      'stock-insufficient',
    );
    expect((await issue('waste', 'harbour')).status).toBe(201);
  });

  it("what was on a bill and is sold all the same is written down, told of, and waits for somebody's eyes", async () => {
    const visitId = visits['on-a-bill']!;
    const { bill } = await running.api.post(`/v1/booking/visits/${visitId}/complete`, {});
    await running.api.post(`/v1/booking/visits/${visitId}/settle`, {
      tenders: [{ kind: 'card', cents: bill.grossCents }],
    });
    const reached = await told('RecalledLotReached');
    expect(reached.filter((one: any) => one.visitId === visitId)).toMatchObject([
      { lotId: LOT, recallId, quantityMilli: 1_000 },
    ]);
    const { items } = await running.api.get<any>('/v1/inventory/odd-shelves?storeId=harbour');
    expect(items.find((shelf: any) => shelf.sku === SKU)).toMatchObject({
      oddities: ['recalled'],
      visitId,
    });
  });

  it('reaches a store that opens later, and no shelf twice', async () => {
    await running.api.put('/v1/booking/stores/late-bay', {
      regionId: 'east',
      name: 'Late Bay',
      zone: 'America/New_York',
      currency: 'USD',
      openingHours: [{ weekday: 1, from: '09:00', to: '18:00' }],
    });
    await running.settle();
    await receive('late-bay', 1_000);
    const { answer } = await ask(running.api, '/v1/inventory/stores/late-bay/issues', {
      sku: SKU,
      movement: 'sale',
      quantityMilli: 1_000,
      unit: 'bottle',
      reason: 'sold',
    });
    expect(answer.code).toBe('stock-insufficient');
    const before = (await told('LotRecalled')).length;
    await running.platform.host.runtimes.get('inventory')!.runJob('inventory.tell-recalls');
    expect((await told('LotRecalled')).length).toBe(before);
  });

  it('is lifted again, once, in all stores', async () => {
    const listed = await kim.get<any>('/v1/inventory/recalls?status=standing');
    expect(listed.items).toMatchObject([{ recallId, lot: LOT, reason: 'contaminated' }]);
    expect((await ask(running.api, `/v1/inventory/recalls/${recallId}/lift`)).answer.status).toBe(
      'lifted',
    );
    expect((await ask(running.api, `/v1/inventory/recalls/${recallId}/lift`)).answer).toMatchObject(
      { status: 409, code: 'recall-not-standing', found: 'lifted' },
    );
    expect((await ask(running.api, '/v1/inventory/recalls/none/lift')).answer.code).toBe(
      'recall-not-found',
    );
    await running.settle();
    expect((await kim.get<any>(`/v1/inventory/recalls/${recallId}`)).liftedAt).toBeDefined();
    const { status } = await ask(running.api, '/v1/inventory/stores/riverside/issues', {
      sku: SKU,
      movement: 'sale',
      quantityMilli: 1_000,
      unit: 'bottle',
      reason: 'sold',
    });
    expect(status).toBe(201);
  });

  it('the books agree with all that was published', async () => {
    await running.settle();
    const { findings, reconciled } = await running.api.post<any>('/v1/inventory/operations/verify');
    expect([findings, reconciled.differences]).toEqual([[], []]);
  });
});
