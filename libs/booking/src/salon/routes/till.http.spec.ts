import {
  at,
  completed,
  frontDesk,
  manager,
  openForAll,
  share,
  stylist,
  visit,
} from './till.testing.http.js';

openForAll();

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
});
