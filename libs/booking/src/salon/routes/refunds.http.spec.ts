import {
  at,
  completed,
  frontDesk,
  manager,
  openForAll,
  refund,
  settled,
  stylist,
  visit,
} from './till.testing.http.js';

openForAll();

const correct = (path: string, lineId: string, netCents: number, cents: number, who = manager) =>
  at.post(
    `${path}/correct`,
    { items: [{ lineId, netCents }], tenders: [{ kind: 'card', cents }], reason: 'price' },
    who,
  );
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
