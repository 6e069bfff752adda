import { billing } from '../support/billing.js';
import { runPlatform, type Running } from '../support/platform.js';

/* Bills, refunds, corrections and voids through the interface, and what loyalty makes of them. Amounts without tax. */

describe('what follows from a visit follows the net of all its settlements', () => {
  let running: Running;
  beforeAll(async () => void (running = await runPlatform()));
  afterAll(() => running.close());
  const { customer, bill, ask, refund, correct, account } = billing(() => running);

  it('L1, F2: a refund takes the points and the qualifying spend back', async () => {
    const id = await customer();
    const visitId = await bill(id, [{ cents: 600_00 }]);
    expect(await account(id)).toMatchObject({
      available: 600,
      tier: 'silver',
      qualifyingCents: 600_00,
      qualifyingCurrency: 'USD',
    });
    expect((await refund(visitId, 'l1', 600_00)).status).toBe(200);
    expect(await account(id)).toMatchObject({
      available: 0,
      reversed: 600,
      debt: 0,
      qualifyingCents: 0,
      qualifying: [],
    });
  });

  it('L2: what was spent is owed, and repaid by the next bill', async () => {
    const id = await customer();
    const visitId = await bill(id, [{ cents: 600_00 }]);
    expect(
      (await ask(`/v1/loyalty/accounts/${id}/redemptions`, { points: 450, reason: 'gift' })).status,
    ).toBe(201);
    await refund(visitId, 'l1', 600_00);
    expect(await account(id)).toMatchObject({ available: 0, debt: 450, balance: -450 });
    expect(
      await ask(`/v1/loyalty/accounts/${id}/redemptions`, { points: 1, reason: 'gift' }),
    ).toMatchObject({ status: 409, body: { code: 'points-insufficient' } });
    await bill(id, [{ cents: 500_00 }]);
    expect(await account(id)).toMatchObject({ available: 50, debt: 0 });
  });

  it('L3: three pieces for 10.00 go back one by one', async () => {
    const id = await customer();
    const visitId = await bill(id, [
      { kind: 'product', itemId: 'SHAMPOO-250', cents: 10_00, milli: 3000 },
    ]);
    const left = [];
    for (const cents of [3_33, 3_34, 3_33]) {
      expect((await refund(visitId, 'l1', cents)).status).toBe(200);
      left.push((await account(id)).available);
    }
    expect(left).toEqual([6, 3, 0]);
  });

  it('L4, F4: a price corrected down and up again earns once', async () => {
    const id = await customer();
    const visitId = await bill(id, [{ cents: 100_00 }]);
    const seen = [];
    let line = 'l1';
    for (const [no, was, is] of [
      [2, 100_00, 1_00],
      [3, 1_00, 100_00],
      [4, 100_00, 1_00],
      [5, 1_00, 100_00],
    ] as const) {
      expect((await correct(visitId, line, is, was)).status).toBe(200);
      line = `l1-n${no}`;
      const { available, qualifyingCents } = await account(id);
      seen.push([available, qualifyingCents]);
    }
    expect(seen).toEqual([
      [1, 1_00],
      [100, 100_00],
      [1, 1_00],
      [100, 100_00],
    ]);
  });

  it('L5, F3: a refund and then a void take the points back once; then nothing can be refunded', async () => {
    const id = await customer();
    const visitId = await bill(id, [{ cents: 100_00 }]);
    await refund(visitId, 'l1', 100_00);
    expect(
      (await ask(`/v1/booking/visits/${visitId}/void`, { reason: 'entered-twice' })).status,
    ).toBe(200);
    expect(await account(id)).toMatchObject({
      available: 0,
      reversed: 100,
      debt: 0,
      qualifyingCents: 0,
    });
    expect((await refund(visitId, 'l1', 100_00)).status).toBe(409);
  });

  it('L6, F6: a discount lowers the points of the lines it reduces', async () => {
    const id = await customer();
    const services = [
      { serviceId: 'mens-cut', performers: [{ staffId: 'jonas', sharePercent: 100 }] },
      { serviceId: 'mens-cut', performers: [{ staffId: 'jonas', sharePercent: 100 }] },
    ];
    const { visitId } = (
      await ask('/v1/booking/visits', { storeId: 'harbour', customerId: id, services })
    ).body as { visitId: string };
    const visit = await running.api.get<{ lines: { lineId: string; priceCents: number }[] }>(
      `/v1/booking/visits/${visitId}`,
    );
    const [one, two] = visit.lines.map(({ lineId }) => lineId) as [string, string];
    expect(
      (
        await ask(`/v1/booking/visits/${visitId}/lines`, {
          kind: 'adjustment',
          itemId: 'discount',
          priceCents: -4_00,
        })
      ).status,
    ).toBe(200);
    const { bill: open } = (await ask(`/v1/booking/visits/${visitId}/complete`, {})).body as {
      bill: { grossCents: number };
    };
    expect(open.grossCents).toBeGreaterThan(0);
    const lines = [one, two].map((lineId) => ({ lineId, priceCents: 10_00, reason: 'agreed' }));
    const settled = await ask(`/v1/booking/visits/${visitId}/settle`, {
      lines,
      tenders: [{ kind: 'card', cents: 17_28 }],
    });
    expect([settled.status, (settled.body as { bill?: object }).bill]).toMatchObject([
      200,
      { netCents: 16_00, grossCents: 17_28 },
    ]);
    expect(await account(id)).toMatchObject({ available: 16, qualifyingCents: 16_00 });
    expect((await refund(visitId, one, 8_64)).status).toBe(200);
    expect(await account(id)).toMatchObject({ available: 8, qualifyingCents: 8_00 });
    expect((await refund(visitId, two, 8_64)).status).toBe(200);
    expect(await account(id)).toMatchObject({ available: 0, qualifyingCents: 0, reversed: 16 });
  });

  it('L10: account now and as of now agree field by field', async () => {
    const id = await customer();
    const visitId = await bill(id, [{ cents: 600_00 }, { cents: 40_00 }]);
    await refund(visitId, 'l2', 40_00);
    const { revision: _, ...now } = await account(id);
    const { asOf: __, ...asOf } = await account(id, `?asOf=${new Date().toISOString()}`);
    expect(asOf).toEqual(now);
  });

  it('a customer who never earned anything has an account of nothing; of nobody there is none', async () => {
    const id = await customer();
    await running.settle();
    expect(await account(id)).toMatchObject({
      available: 0,
      balance: 0,
      tier: 'regular',
      qualifying: [],
      lots: [],
      revision: 0,
    });
    expect(
      (await running.api.get<{ items: unknown[] }>(`/v1/loyalty/accounts/${id}/statement`)).items,
    ).toEqual([]);
    expect(
      await ask(`/v1/loyalty/accounts/${id}/redemptions`, { points: 1, reason: 'gift' }),
    ).toMatchObject({ status: 409, body: { code: 'points-insufficient' } });
    for (const path of ['', '/statement', '?asOf=2026-01-01T00:00:00Z'])
      expect((await running.api.ask('GET', `/v1/loyalty/accounts/nobody-here${path}`)).status).toBe(
        404,
      );
  });

  it('L11: a tier is announced to be lost, and lost, by the clock', async () => {
    const id = await customer();
    await bill(id, [{ cents: 500_00 }], { businessDate: '2026-01-10' });
    const on = (now: string) =>
      running.clock.during(now, async () => {
        const { tier, tierNotice } = await account(id);
        return [tier, tierNotice?.missingCents, tierNotice?.dropsAt];
      });
    expect(await on('2027-02-01T04:59:00.000Z')).toEqual(['silver', undefined, undefined]);
    expect(await on('2027-02-01T05:00:00.000Z')).toEqual([
      'silver',
      500_00,
      '2027-04-01T04:00:00.000Z',
    ]);
    expect(await on('2027-04-01T03:59:00.000Z')).toEqual([
      'silver',
      500_00,
      '2027-04-01T04:00:00.000Z',
    ]);
    expect(await on('2027-04-01T04:00:00.000Z')).toEqual(['regular', undefined, undefined]);
  });

  it("L9, F9: currencies are never added, and the programme is the chain's to set", async () => {
    const { items } = await running.api.get<{ items: { storeId: string; currency: string }[] }>(
      '/v1/booking/stores',
    );
    expect(items.map(({ currency }) => currency).sort()).toEqual(
      expect.arrayContaining(['CNY', 'USD']),
    );
    const id = await customer();
    await bill(id, [{ cents: 400_00 }]);
    await bill(id, [{ cents: 3_400_00 }], { storeId: 'riverside' });
    expect(await account(id)).toMatchObject({
      tier: 'regular',
      available: 400 + Math.floor(3_400 / 7),
      qualifying: [
        { currency: 'CNY', cents: 3_400_00 },
        { currency: 'USD', cents: 400_00 },
      ],
    });

    const programme = await running.api.get<{
      currencies: { currency: string; tiers: object; minorPerPoint: number }[];
      revision: number;
    }>('/v1/loyalty/programme');
    expect(programme.revision).toBe(0);
    const without = programme.currencies.filter(({ currency }) => currency !== 'CNY');
    expect(
      (await running.api.ask('PUT', '/v1/loyalty/programme', { currencies: without })).status,
    ).toBe(200);
    const other = await customer();
    await bill(other, [{ cents: 9_000_00 }], { storeId: 'riverside' });
    expect(await account(other)).toMatchObject({
      tier: 'regular',
      available: 0,
      unrewardedCurrencies: ['CNY'],
    });
    expect(
      (
        await running.api.ask('PUT', '/v1/loyalty/programme', {
          currencies: [...without, without[0]],
        })
      ).body,
    ).toMatchObject({ code: 'currency-repeated' });
    expect(
      (
        await running.api.ask('PUT', '/v1/loyalty/programme', {
          currencies: [{ currency: 'CNY', minorPerPoint: 100, tiers: { silver: 2, gold: 1 } }],
        })
      ).body,
    ).toMatchObject({ code: 'thresholds-crossed' });
    expect(
      (
        await running.api.ask('PUT', '/v1/loyalty/programme', {
          currencies: [{ currency: 'XXX', minorPerPoint: 100, tiers: {} }],
        })
      ).body,
    ).toMatchObject({ code: 'currency-unknown' });
    expect(
      (await running.api.ask('PUT', '/v1/loyalty/programme', { currencies: programme.currencies }))
        .status,
    ).toBe(200);
  });

  it('import 9: a history of years ago makes nobody a VIP', async () => {
    const id = await customer();
    await bill(id, [{ cents: 5_000_00 }], { businessDate: '2018-04-10' });
    expect(await account(id)).toMatchObject({ tier: 'regular', qualifyingCents: 0 });
    expect(await account(id, '?asOf=2018-05-01T00:00:00Z')).toMatchObject({
      tier: 'diamond',
      qualifyingCents: 5_000_00,
    });
  });
});
