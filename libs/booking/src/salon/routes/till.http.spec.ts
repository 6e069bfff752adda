import { type Desk, openDesk } from '../../testing.http.js';

// K3: a bill takes no number from anybody. One store with 8 % tax; a cut of 50.00 and a shampoo.

let at: Desk;
let manager: Record<string, string>;
let frontDesk: Record<string, string>;
let stylist: Record<string, string>;
const share = [{ staffId: 'anna', sharePercent: 100 }];

beforeAll(async () => {
  at = await openDesk();
  await at.put('stores/soho', {
    regionId: 'r1',
    name: 'Soho',
    zone: 'America/New_York',
    currency: 'USD',
    taxes: [{ code: 'VAT', rateBp: 800, on: ['service', 'product'] }],
  });
  const service = {
    name: 'Cut',
    category: 'hair',
    serviceGroup: 'cut',
    phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
  };
  await at.put('services/cut', { ...service, priceCents: 5000 });
  await at.put('services/ten', { ...service, priceCents: 1000 });
  await at.put('services/on-request', { ...service, priceCents: 0 });
  await at.put('staff/anna', { displayName: 'Anna', storeIds: ['soho'] });
  [manager, frontDesk, stylist] = await Promise.all([
    at.as('store-manager'),
    at.as('front-desk'),
    at.as('stylist'),
  ]);
}, 60_000);
afterAll(() => at.close());

const visit = async (...serviceIds: string[]): Promise<string> =>
  `visits/${(await at.post('visits', { storeId: 'soho', customerId: 'c1', services: serviceIds.map((serviceId) => ({ serviceId, performers: share })) })).body.visitId}`;
const completed = async (...serviceIds: string[]): Promise<string> => {
  const path = await visit(...serviceIds);
  await at.post(`${path}/complete`);
  return path;
};
const settled = async (path: string, tenders?: object[]): Promise<string> => {
  const { body } = await at.get(path);
  const done = await at.post(`${path}/settle`, {
    tenders: tenders ?? [{ kind: 'card', cents: body.bill.grossCents }],
  });
  expect([done.status, done.body.code]).toEqual([200, undefined]);
  return path;
};
const refund = (
  path: string,
  lineId: string,
  cents: number,
  more: object = {},
  who: Record<string, string> = manager,
) =>
  at.post(
    `${path}/refund`,
    {
      items: [{ lineId, quantityMilli: 1000 }],
      tenders: [{ kind: 'card', cents }],
      reason: 'returned',
      ...more,
    },
    who,
  );
const correct = (path: string, lineId: string, netCents: number, cents: number, who = manager) =>
  at.post(
    `${path}/correct`,
    { items: [{ lineId, netCents }], tenders: [{ kind: 'card', cents }], reason: 'price' },
    who,
  );

describe("K3, F16: prices are the catalogue's", () => {
  it.each([
    [
      'stylist',
      { kind: 'adjustment', itemId: 'promo', priceCents: -100_000_000 },
      403,
      'permission-missing',
    ],
    [
      'stylist',
      { kind: 'adjustment', itemId: 'tip', priceCents: 100_000_000, earning: true },
      422,
      'adjustment-not-earning',
    ],
    ['stylist', { kind: 'adjustment', itemId: 'tip', priceCents: 100 }, 403, 'permission-missing'],
    [
      'stylist',
      { kind: 'service', itemId: 'cut', performers: share, priceCents: 1 },
      403,
      'permission-missing',
    ],
    [
      'stylist',
      { kind: 'service', itemId: 'cut', performers: share, priceCents: 5001, reason: 'agreed' },
      403,
      'permission-missing',
    ],
    [
      'stylist',
      { kind: 'service', itemId: 'on-request', performers: share, priceCents: 1 },
      403,
      'permission-missing',
    ],
    ['stylist', { kind: 'product', itemId: 'shampoo', priceCents: 1 }, 403, 'permission-missing'],
    [
      'stylist',
      { kind: 'service', itemId: 'cut', performers: share, taxClass: 'none' },
      403,
      'permission-missing',
    ],
    [
      'front-desk',
      { kind: 'service', itemId: 'cut', performers: share, priceCents: -5000, reason: 'agreed' },
      422,
      'price-negative',
    ],
    [
      'front-desk',
      { kind: 'product', itemId: 'shampoo', priceCents: -5000 },
      422,
      'price-negative',
    ],
    [
      'front-desk',
      { kind: 'service', itemId: 'cut', performers: share, priceCents: 4499, reason: 'agreed' },
      403,
      'till-limit-exceeded',
    ],
    [
      'front-desk',
      { kind: 'service', itemId: 'cut', performers: share, priceCents: 4500 },
      422,
      'reason-missing',
    ],
    [
      'front-desk',
      {
        kind: 'service',
        itemId: 'cut',
        performers: share,
        priceCents: 4500,
        reason: 'Maya.Lind-13800138000',
      },
      422,
      'reason-unknown',
    ],
    [
      'front-desk',
      { kind: 'adjustment', itemId: 'promo', priceCents: -501 },
      403,
      'till-limit-exceeded',
    ],
    [
      'front-desk',
      { kind: 'adjustment', itemId: 'tip', priceCents: 5001 },
      403,
      'till-limit-exceeded',
    ],
    [
      'front-desk',
      { kind: 'adjustment', itemId: 'Maya.Lind-13800138000', priceCents: -100 },
      422,
      'discount-unknown',
    ],
    [
      'store-manager',
      { kind: 'service', itemId: 'cut', performers: share, priceCents: 100 },
      422,
      'reason-missing',
    ],
    [
      'store-manager',
      { kind: 'adjustment', itemId: 'tip', priceCents: 100, earning: true },
      422,
      'adjustment-not-earning',
    ],
  ])('%s adding %j is answered %d %s', async (role, line, status, code) => {
    const path = await visit('cut');
    expect(await at.post(`${path}/lines`, line, await at.as(role))).toMatchObject({
      status,
      body: { code, field: expect.any(String) },
    });
    expect((await at.get(path)).body.lines).toHaveLength(1);
  });

  it('within the limit, or with the right, and a reason', async () => {
    const path = await visit('cut');
    const add = (line: object, who: Record<string, string>) => at.post(`${path}/lines`, line, who);
    expect(
      (await add({ kind: 'service', itemId: 'cut', performers: share }, stylist)).body.lines[1],
    ).toMatchObject({ priceCents: 5000, listCents: 5000 });
    expect(
      (await add({ kind: 'service', itemId: 'cut', performers: share, priceCents: 5000 }, stylist))
        .status,
    ).toBe(200);
    expect(
      (
        await add(
          { kind: 'service', itemId: 'cut', performers: share, priceCents: 4500, reason: 'promo' },
          frontDesk,
        )
      ).body.lines[3],
    ).toMatchObject({ priceCents: 4500, listCents: 5000, priceReason: 'promo' });
    expect(
      (
        await add(
          { kind: 'service', itemId: 'cut', performers: share, priceCents: 1, reason: 'model' },
          manager,
        )
      ).body.lines[4],
    ).toMatchObject({ priceCents: 1, approved: true });
    expect(
      (
        await add(
          { kind: 'service', itemId: 'on-request', performers: share, priceCents: 9900 },
          frontDesk,
        )
      ).body.lines[5],
    ).toMatchObject({ priceCents: 9900, listCents: 0 });
    expect(
      (
        await add(
          { kind: 'service', itemId: 'cut', performers: share, quantityMilli: 2000 },
          frontDesk,
        )
      ).body.lines[6],
    ).toMatchObject({ priceCents: 10_000 });
  });

  it.each([
    [
      'a negative price',
      'front-desk',
      {
        lines: [{ lineId: 'l1', priceCents: -1_000_000, reason: 'agreed' }],
        tenders: [{ kind: 'cash', cents: -1_080_000 }],
      },
      422,
      'price-negative',
    ],
    [
      'a price of 0',
      'front-desk',
      { lines: [{ lineId: 'l1', priceCents: 0, reason: 'agreed' }], tenders: [] },
      403,
      'till-limit-exceeded',
    ],
    [
      'no reason',
      'store-manager',
      { lines: [{ lineId: 'l1', priceCents: 0 }], tenders: [] },
      422,
      'reason-missing',
    ],
    [
      'one line twice',
      'store-manager',
      {
        lines: [
          { lineId: 'l1', priceCents: 4000, reason: 'agreed' },
          { lineId: 'l1', priceCents: 5000 },
        ],
        tenders: [{ kind: 'card', cents: 4320 }],
      },
      422,
      'line-repeated',
    ],
    [
      'cash against card',
      'front-desk',
      {
        tenders: [
          { kind: 'cash', cents: 1_000_000_000 },
          { kind: 'card', cents: -999_994_600 },
        ],
      },
      422,
      'tender-sign',
    ],
    [
      'a tender of nothing',
      'store-manager',
      {
        lines: [{ lineId: 'l1', priceCents: 0, reason: 'goodwill' }],
        tenders: [{ kind: 'card', cents: 0 }],
      },
      422,
      'tender-sign',
    ],
    ...[
      'points',
      'gift-card',
      'stored-value',
      'coupon',
      'bonus',
      'import',
      'whatever',
      'Maya.Lind-13800138000',
    ].map((kind): [string, string, object, number, string] => [
      kind,
      'store-manager',
      { tenders: [{ kind, cents: 5400 }] },
      422,
      'tender-unknown',
    ]),
  ])('settle with %s as %s is refused', async (_, role, body, status, code) => {
    const path = await completed('cut');
    expect(await at.post(`${path}/settle`, body, await at.as(role))).toMatchObject({
      status,
      body: { code, field: expect.any(String) },
    });
    expect((await at.get(path)).body.status).toBe('completed');
  });

  it('a bill is never below zero, and what a manager granted the front desk may settle', async () => {
    const path = await completed('cut');
    await at.post(
      `${path}/lines`,
      { kind: 'adjustment', itemId: 'goodwill', priceCents: -5001 },
      manager,
    );
    expect(
      await at.post(`${path}/settle`, { tenders: [{ kind: 'cash', cents: -1 }] }, manager),
    ).toMatchObject({ status: 409, body: { code: 'bill-below-zero', excessCents: 1 } });
    const other = await completed('cut');
    await at.post(
      `${other}/lines`,
      { kind: 'adjustment', itemId: 'goodwill', priceCents: -4000 },
      manager,
    );
    expect(
      (await at.post(`${other}/settle`, { tenders: [{ kind: 'cash', cents: 1080 }] }, frontDesk))
        .status,
    ).toBe(200);
  });

  it('what was within the limit when it was given is still when the bill is settled', async () => {
    const path = await completed('cut');
    await at.post(
      `${path}/lines`,
      { kind: 'product', itemId: 'shampoo', priceCents: 5000 },
      frontDesk,
    );
    expect(
      (
        await at.post(
          `${path}/lines`,
          { kind: 'adjustment', itemId: 'promo', priceCents: -1000 },
          frontDesk,
        )
      ).status,
    ).toBe(200);
    await at.post(`${path}/lines/l2/remove`, { reason: 'not-wanted' }, frontDesk);
    expect(
      await at.post(`${path}/settle`, { tenders: [{ kind: 'cash', cents: 4320 }] }, frontDesk),
    ).toMatchObject({
      status: 403,
      body: { code: 'till-limit-exceeded', permission: 'booking.prices:override' },
    });
    expect(
      (await at.post(`${path}/settle`, { tenders: [{ kind: 'cash', cents: 4320 }] }, manager))
        .status,
    ).toBe(200);
  });
});

describe('F5, C4, C5, C7, R-CP-04: discounts are parts of the lines they reduce', () => {
  it('F5: 17.28 paid, 8.64 and 8.64 given back', async () => {
    const path = await completed('ten');
    await at.post(`${path}/lines`, { kind: 'product', itemId: 'shampoo', priceCents: 1000 });
    const { body } = await at.post(`${path}/lines`, {
      kind: 'adjustment',
      itemId: 'promo-20',
      priceCents: -400,
      taxClass: 'product',
    });
    expect(body.bill).toMatchObject({ netCents: 1600, taxCents: 128, grossCents: 1728 });
    await settled(path);
    const {
      settlements: [bill],
    } = (await at.get(path)).body;
    expect(bill.lines).toMatchObject([
      {
        lineId: 'l1',
        netCents: 800,
        taxCents: 64,
        discounts: [{ source: 'promo-20', cents: 200 }],
      },
      { lineId: 'l2', netCents: 800, taxCents: 64 },
    ]);
    expect((await refund(path, 'l1', -1080)).body).toMatchObject({
      code: 'tenders-do-not-sum',
      expected: '-864',
    });
    expect((await refund(path, 'l1', -864)).status).toBe(200);
    expect((await refund(path, 'l2', -864)).body).toMatchObject({
      bill: { netCents: 0, taxCents: 0, grossCents: 0 },
    });
    expect((await refund(path, 'l2', -864)).body.code).toBe('refund-exceeds-line');
  });
  it('of the lines that it names only', async () => {
    const path = await completed('cut');
    await at.post(`${path}/lines`, { kind: 'product', itemId: 'shampoo', priceCents: 1000 });
    await at.post(`${path}/lines`, {
      kind: 'adjustment',
      itemId: 'promo',
      priceCents: -400,
      reduces: ['l2'],
    });
    await settled(path);
    expect((await at.get(path)).body.settlements[0].lines.map((l: any) => l.netCents)).toEqual([
      5000, 600,
    ]);
    expect(
      (
        await at.post(`${await completed('cut')}/lines`, {
          kind: 'adjustment',
          itemId: 'promo',
          priceCents: -400,
          reduces: ['l9'],
        })
      ).body,
    ).toMatchObject({ code: 'line-unknown', field: 'reduces.0' });
  });
});

describe('R-VS-03, K3: money goes back only against what was settled, the way it came', () => {
  it('by the kinds that paid, of each at most what it paid', async () => {
    const path = await settled(await completed('cut'), [
      { kind: 'card', cents: 4000 },
      { kind: 'cash', cents: 1400 },
    ]);
    const back = (tenders: object[]) => refund(path, 'l1', 0, { tenders });
    expect(await back([{ kind: 'cash', cents: -5400 }])).toMatchObject({
      status: 409,
      body: {
        code: 'refund-exceeds-tender',
        expected: 'at most 4000 by card, at most 1400 by cash',
      },
    });
    expect((await back([{ kind: 'transfer', cents: -5400 }])).body.code).toBe(
      'refund-exceeds-tender',
    );
    expect((await back([{ kind: 'points', cents: -5400 }])).body.code).toBe('tender-unknown');
    expect(
      (
        await back([
          { kind: 'card', cents: -10_000 },
          { kind: 'cash', cents: 4600 },
        ])
      ).body.code,
    ).toBe('tender-sign');
    expect(
      (
        await back([
          { kind: 'card', cents: -4000 },
          { kind: 'cash', cents: -1400 },
        ])
      ).status,
    ).toBe(200);
    expect((await at.post(`${path}/void`, { reason: 'mistake' }, manager)).body.status).toBe(
      'voided',
    );
  });
  it('within what the role may, all that went back on the visit together; above it a second person', async () => {
    const path = await completed(...Array.from({ length: 5 }, () => 'cut'));
    await settled(path);
    for (const lineId of ['l1', 'l2', 'l3'])
      expect((await refund(path, lineId, -5400, {}, frontDesk)).status).toBe(200);
    expect(await refund(path, 'l4', -5400, {}, frontDesk)).toMatchObject({
      status: 403,
      body: {
        code: 'till-limit-exceeded',
        permission: 'booking.prices:override',
        expected: expect.stringContaining('20000'),
      },
    });
    expect((await at.post(`${path}/void`, { reason: 'mistake' }, frontDesk)).body.code).toBe(
      'till-limit-exceeded',
    );
    expect((await refund(path, 'l4', -5400, {}, stylist)).status).toBe(403);
    expect((await refund(path, 'l4', -5400)).status).toBe(200);
  });
  it('F4: a price that goes down and up again is moved within the limit', async () => {
    const path = await settled(await completed('cut'));
    expect((await correct(path, 'l1', 100, -5292, frontDesk)).status).toBe(200);
    expect((await correct(path, 'l1-n2', 5000, 5292, frontDesk)).status).toBe(200);
    expect((await correct(path, 'l1-n3', 100, -5292, frontDesk)).status).toBe(200);
    expect((await correct(path, 'l1-n4', 5000, 5292, frontDesk)).status).toBe(200);
    expect((await correct(path, 'l1-n5', 100, -5292, frontDesk)).status).toBe(200);
    expect((await correct(path, 'l1-n6', 5000, 5292, frontDesk)).body.code).toBe(
      'till-limit-exceeded',
    );
    expect((await correct(path, 'l1-n6', -1, -109)).body.code).toBe('price-negative');
    expect((await correct(path, 'l1-n6', 100, 0)).status).toBe(422);
  });
  it('a line settled at nothing has its tax when it costs something after all', async () => {
    const path = await completed('cut');
    expect(
      (
        await at.post(
          `${path}/settle`,
          { lines: [{ lineId: 'l1', priceCents: 0, reason: 'goodwill' }], tenders: [] },
          manager,
        )
      ).status,
    ).toBe(200);
    expect((await correct(path, 'l1', 1000, 1080)).body).toMatchObject({
      bill: { netCents: 1000, taxCents: 80 },
    });
  });
  it("reasons are the chain's", async () => {
    const path = await settled(await completed('cut'));
    const reason = 'Maya.Lind-13800138000';
    expect((await refund(path, 'l1', -5400, { reason })).body).toMatchObject({
      code: 'reason-unknown',
      expected: expect.stringContaining('returned'),
    });
    expect((await at.post(`${path}/void`, { reason }, manager)).body.code).toBe('reason-unknown');
    expect(
      (
        await at.post(
          `${path}/correct`,
          { items: [{ lineId: 'l1', netCents: 5000 }], tenders: [], reason },
          manager,
        )
      ).body.code,
    ).toBe('reason-unknown');
    const open = await visit('cut');
    expect((await at.post(`${open}/lines/l1/remove`, { reason })).body.code).toBe('reason-unknown');
    expect((await at.post(`${open}/abandon`, { reason })).body.code).toBe('reason-unknown');
  });
});

describe('the rules of the till', () => {
  afterEach(() => at.put('till-rules', {}));
  it('are read by desks and written by the chain', async () => {
    expect((await at.get('till-rules', frontDesk)).body).toMatchObject({
      tenders: ['cash', 'card', 'transfer', 'wechat-pay', 'alipay', 'deposit'],
      limits: [{ role: 'front-desk', discountPercent: 10, payOutCents: 20_000 }],
    });
    expect((await at.ask('PUT', 'till-rules', {}, manager)).status).toBe(403);
    expect((await at.tryPut('till-rules', { tenders: ['cash', 'points'] })).body).toMatchObject({
      code: 'tender-unbacked',
      field: 'tenders.1',
    });
    expect(
      (
        await at.tryPut('till-rules', {
          limits: [{ role: 'boss', discountPercent: 1, extraPercent: 1, payOutCents: 1 }],
        })
      ).body.code,
    ).toBe('role-unknown');
    expect(
      (
        await at.tryPut('till-rules', {
          limits: [
            {
              role: 'stylist',
              discountPercent: 1,
              extraPercent: 1,
              payOutCents: 1,
              payOuts: [{ currency: 'XTS', cents: 1 }],
            },
          ],
        })
      ).body,
    ).toMatchObject({ code: 'currency-unknown', field: 'limits.0.payOuts.0.currency' });
  });
  it('hold at once: kinds of tender, reasons, limits by role and currency', async () => {
    await at.put('till-rules', {
      tenders: ['cash', 'twint'],
      reasons: [{ kind: 'void', codes: ['typed-twice'] }],
      limits: [
        {
          role: 'front-desk',
          discountPercent: 50,
          extraPercent: 0,
          payOutCents: 0,
          payOuts: [{ currency: 'USD', cents: 5400 }],
        },
      ],
    });
    const path = await completed('cut');
    expect(
      (await at.post(`${path}/settle`, { tenders: [{ kind: 'card', cents: 5400 }] })).body.code,
    ).toBe('tender-unknown');
    expect(
      (
        await at.post(
          `${path}/lines`,
          { kind: 'adjustment', itemId: 'tip', priceCents: 1 },
          frontDesk,
        )
      ).body.code,
    ).toBe('permission-missing');
    expect(
      (
        await at.post(
          `${path}/settle`,
          {
            lines: [{ lineId: 'l1', priceCents: 2500, reason: 'promo' }],
            tenders: [{ kind: 'twint', cents: 2700 }],
          },
          frontDesk,
        )
      ).status,
    ).toBe(200);
    expect((await at.post(`${path}/void`, { reason: 'mistake' }, frontDesk)).body.code).toBe(
      'reason-unknown',
    );
    expect((await at.post(`${path}/void`, { reason: 'typed-twice' }, frontDesk)).status).toBe(200);
  });
});
