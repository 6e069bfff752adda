import {
  at,
  completed,
  frontDesk,
  manager,
  openForAll,
  refund,
  settled,
} from './till.testing.http.js';

openForAll();

describe("K3, F16: prices are the catalogue's", () => {
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
