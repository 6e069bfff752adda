import { randomUUID } from 'node:crypto';
import { runPlatform, type Running } from '../support/platform.js';

/* A tube from the supplier's box to the customer's head: which lot is where, in levels, movements and what is published. */

const SKU = 'COL-7-0';
const STORE = '/v1/inventory/stores/harbour';
const fresh = () => ({ 'idempotency-key': randomUUID() });

let running: Running;
beforeAll(async () => {
  running = await runPlatform();
  await running.api.post(`${STORE}/adjustments`, {
    sku: SKU,
    countedMilli: 0,
    reason: 'stock-take',
  });
}, 60_000);
afterAll(() => running.close());

const year = new Date().getUTCFullYear();
const SOON = `${year + 1}-12-31`;
const LATER = `${year + 2}-06-30`;
const receive = (lot: string, tubesMilli: number, expiresOn: string) =>
  running.api.post<{ lotId: string }>(`${STORE}/receipts`, {
    sku: SKU,
    quantityMilli: tubesMilli,
    lot,
    expiresOn,
  });
const lots = async () => {
  await running.settle();
  return (await running.api.get<{ lots: object[] }>(`${STORE}/levels/${SKU}`)).lots;
};
const issue = async (more: object) => {
  const { status, body } = await running.api.ask(
    'POST',
    `${STORE}/issues`,
    { sku: SKU, movement: 'consume', quantityMilli: 1000, unit: 'g', reason: 'training', ...more },
    fresh(),
  );
  return status === 201 ? status : body.code;
};

describe('IN-03 IN-04, AN-21 lots from the box to the visit', () => {
  let visitId: string;
  it('a visit uses the lot that expires first, then the next, and says so with its staff', async () => {
    await receive('KP/2407', 3000, LATER);
    await receive('KP/2231', 500, SOON);
    const opened = await running.api.post<{ visitId: string; lines: { lineId: string }[] }>(
      '/v1/booking/visits',
      {
        storeId: 'harbour',
        services: [
          { serviceId: 'root-colour', performers: [{ staffId: 'maya', sharePercent: 100 }] },
        ],
      },
    );
    visitId = opened.visitId;
    await running.api.post(`/v1/booking/visits/${visitId}/complete`);
    expect(await lots()).toEqual([{ lotId: 'KP/2407', expiresOn: LATER, onHandMilli: 2750 }]);
    const used = [
      { lotId: 'KP/2231', expiresOn: SOON, changeMilli: -500, onHandMilli: 0 },
      { lotId: 'KP/2407', expiresOn: LATER, changeMilli: -250, onHandMilli: 2750 },
    ];
    const {
      items: [movement],
    } = await running.api.get<{ items: object[] }>(`${STORE}/movements?sku=${SKU}&limit=1`);
    expect(movement).toMatchObject({ movement: 'consume', visitId, lots: used });
    const outside = await running.as({ role: 'subscriber' });
    const { items } = await outside.get<{ items: { data: any }[] }>(
      '/v1/events?topics=chignon.inventory.stock&limit=500',
    );
    expect(
      items.map(({ data }) => data).find((data) => data.visitId === visitId && data.sku === SKU),
    ).toMatchObject({
      movement: 'consume',
      lots: used,
      uses: [{ lineId: opened.lines[0]!.lineId, staffId: 'maya', usedMilli: 45_000 }],
    });
  });

  it('L9: its void puts back what it took where it was', async () => {
    await running.api.post(`/v1/booking/visits/${visitId}/void`, { reason: 'entered-twice' });
    expect(await lots()).toEqual([
      { lotId: 'KP/2231', expiresOn: SOON, onHandMilli: 500 },
      { lotId: 'KP/2407', expiresOn: LATER, onHandMilli: 3000 },
    ]);
  });

  it('F11: what has expired, by the store’s own date, is only thrown away', async () => {
    await receive('OLD', 1000, `${year - 1}-11-01`);
    expect(await lots()).toMatchObject([{ lotId: 'OLD' }, {}, {}]);
    const { items } = await running.api.get<{ items: object[] }>(
      `${STORE}/movements?sku=${SKU}&limit=1`,
    );
    expect(items).toMatchObject([{ movement: 'receive', lotId: 'OLD', flags: ['expired'] }]);
    expect([
      await issue({ lot: 'OLD' }),
      await issue({ lot: 'NONE' }),
      await issue({ lot: 'KP/2231', unit: 'tube' }),
      await issue({ quantityMilli: 4000, unit: 'tube' }),
      await issue({ lot: 'KP/2407' }),
      await issue({ movement: 'waste', quantityMilli: 1000, unit: 'tube' }),
    ]).toEqual(['lot-expired', 'lot-not-found', 'lot-insufficient', 'stock-expired', 201, 201]);
    expect(await lots()).toMatchObject([
      { lotId: 'KP/2231', onHandMilli: 500 },
      { lotId: 'KP/2407', onHandMilli: 2983 },
    ]);
    const { status, body } = await running.api.ask(
      'POST',
      `${STORE}/receipts`,
      { sku: SKU, quantityMilli: 1, lot: 'KP/2407', expiresOn: SOON },
      fresh(),
    );
    expect([status, body.code, body.expiresOn]).toEqual([409, 'lot-expiry-differs', LATER]);
    const { findings, reconciled } = await running.api.post<any>('/v1/inventory/operations/verify');
    expect([findings, reconciled.differences]).toEqual([[], []]);
  });
});

describe('I3, IN-03 an opened package', () => {
  const MASK = 'MASK-OPENED';
  const ask = (path: string, body: object) =>
    running.api.ask('POST', `${STORE}/${path}`, { sku: MASK, ...body }, fresh());
  const opened = `${year - 1}-11-01`;

  it('is a lot of its own, good for the product’s months, in levels, movements and issues', async () => {
    await running.api.put(`/v1/inventory/products/${MASK}`, {
      name: 'Mask',
      productClass: 'professional',
      stockUnit: 'jar',
      useUnit: 'g',
      useUnitsPerStockUnitMilli: 200_000,
      monthsAfterOpening: 36,
      priceCents: 0,
      currency: 'GBP',
    });
    await ask('receipts', { quantityMilli: 2_000, lot: 'M/1', expiresOn: `${year + 5}-01-31` });
    const { status, body } = await ask('openings', { lot: 'M/1', openedOn: opened });
    expect([status, body.lotId, body.onHandMilli]).toEqual([201, `M/1@${opened}`, 2_000]);
    expect(
      (
        await ask('issues', {
          movement: 'consume',
          quantityMilli: 50_000,
          unit: 'g',
          reason: 'training',
        })
      ).status,
    ).toBe(201);
    await running.settle();
    expect(await running.api.get(`${STORE}/levels/${MASK}`)).toMatchObject({
      onHandMilli: 1_750,
      lots: [
        {
          lotId: `M/1@${opened}`,
          openedOn: opened,
          expiresOn: `${year + 2}-11-01`,
          onHandMilli: 750,
        },
        { lotId: 'M/1', expiresOn: `${year + 5}-01-31`, onHandMilli: 1_000 },
      ],
    });
    const { items } = await running.api.get<{ items: object[] }>(
      `${STORE}/movements?sku=${MASK}&order=asc`,
    );
    expect(items).toMatchObject([
      { movement: 'receive' },
      { movement: 'open', changeMilli: 0, lots: [{ lotId: 'M/1' }, { openedOn: opened }] },
      { movement: 'consume', lots: [{ lotId: `M/1@${opened}`, changeMilli: -250 }] },
    ]);
  });

  it('is refused where there is none to open', async () => {
    const codes = await Promise.all(
      [
        { lot: 'NONE' },
        { lot: 'M/1', packages: 2 },
        { lot: 'M/1', openedOn: `${year + 1}-02-28` },
        { lot: 'M/1', openedOn: `${year - 1}-02-30` },
      ].map(async (wish) => (await ask('openings', wish)).body.code),
    );
    expect(codes).toEqual(['lot-not-found', 'lot-insufficient', 'date-in-future', 'date-invalid']);
    const { findings } = await running.api.post<any>('/v1/inventory/operations/verify');
    expect(findings).toEqual([]);
  });
});
