import { runPlatform, type Running } from '../support/platform.js';

/* Bills, refunds, corrections and voids through the interface, and what every context makes of them. Amounts without tax. */

const today = (): string => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

describe('what follows from a visit follows the net of all its settlements', () => {
  let running: Running;
  let count = 0;
  beforeAll(async () => void (running = await runPlatform()));
  afterAll(() => running.close());

  const customer = async (): Promise<string> =>
    (
      await running.api.post<{ id: string }>(
        '/v1/customers',
        { name: `Net ${++count}`, homeStoreId: 'harbour' },
        `net-customer-${count}`,
      )
    ).id;
  type Line = { kind?: string; itemId?: string; cents: number; milli?: number };
  /** A settled bill; returns the visit. */
  const bill = async (
    customerId: string | undefined,
    lines: readonly Line[],
    { storeId = 'harbour', businessDate = today(), currencyTender = 'card' } = {},
  ): Promise<string> => {
    const externalId = `net-${++count}`;
    const netCents = lines.reduce((sum, line) => sum + line.cents, 0);
    const { results } = await running.api.post<{ results: { visitId: string; outcome: string }[] }>(
      '/v1/booking/imports/visits',
      {
        storeId,
        items: [
          {
            externalId,
            billId: externalId,
            ...(customerId === undefined ? {} : { customerId }),
            businessDate,
            localHour: 11,
            taxes: [],
            tenders: [{ kind: currencyTender, cents: netCents }],
            lines: lines.map(
              ({ kind = 'service', itemId = 'womens-cut', cents, milli = 1000 }) => ({
                kind,
                itemId,
                ...(kind === 'service' ? { serviceGroup: 'cut' } : {}),
                quantityMilli: milli,
                netCents: cents,
                taxCents: 0,
                performers: [{ staffId: 'ana', sharePercent: 100 }],
                earning: true,
              }),
            ),
          },
        ],
      },
      externalId,
    );
    expect(results).toMatchObject([{ outcome: 'imported' }]);
    await running.settle();
    return results[0]!.visitId;
  };
  const ask = async (path: string, body: object) => {
    const answer = await running.api.ask('POST', path, body, {
      'idempotency-key': `net-${++count}`,
    });
    await running.settle();
    return answer;
  };
  const refund = (visitId: string, lineId: string, cents: number, quantityMilli = 1000) =>
    ask(`/v1/booking/visits/${visitId}/refund`, {
      items: [{ lineId, quantityMilli }],
      tenders: [{ kind: 'card', cents: -cents }],
      reason: 'returned',
    });
  const correct = (visitId: string, lineId: string, netCents: number, was: number) =>
    ask(`/v1/booking/visits/${visitId}/correct`, {
      items: [{ lineId, netCents }],
      tenders: [{ kind: 'card', cents: netCents - was }],
      reason: 'price',
    });
  const account = (customerId: string, query = '') =>
    running.api.get<Record<string, any>>(`/v1/loyalty/accounts/${customerId}${query}`);

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

  it('A2, F7, F11: a refund lowers the day of the visit, and stands on its own day in the money', async () => {
    const id = await customer();
    const sales = async (day: string, by: string) =>
      (
        await running.api.get<{ totals: any[] }>(
          `/v1/insights/sales?from=${day}&to=${day}&by=${by}&storeId=old-town`,
        )
      ).totals[0];
    const visitId = await bill(id, [{ cents: 100_00 }], {
      storeId: 'old-town',
      businessDate: '2026-10-10',
    });
    expect([
      await sales('2026-10-10', 'visit'),
      await sales('2026-10-10', 'settlement'),
    ]).toMatchObject([
      { visits: 1, netCents: 100_00 },
      { visits: 1, netCents: 100_00, tenders: { card: 100_00 } },
    ]);
    expect((await refund(visitId, 'l1', 100_00)).status).toBe(200);
    const { settlements } = await running.api.get<{ settlements: { settledAt: string }[] }>(
      `/v1/booking/visits/${visitId}`,
    );
    const refundedOn = new Date(settlements[1]!.settledAt).toLocaleDateString('en-CA', {
      timeZone: 'Europe/London',
    });
    expect([
      await sales('2026-10-10', 'visit'),
      await sales('2026-10-10', 'settlement'),
    ]).toMatchObject([
      { visits: 1, netCents: 0 },
      { visits: 1, netCents: 100_00 },
    ]);
    expect(await sales(refundedOn, 'visit')).toBeUndefined();
    expect(await sales(refundedOn, 'settlement')).toMatchObject({
      visits: 0,
      netCents: -100_00,
      tenders: { card: -100_00 },
    });
  });

  it('A3: new and returning customers, each once; an imported history makes a new one a returning one', async () => {
    const [x, y, z] = [await customer(), await customer(), await customer()];
    const figures = async () => {
      const { newCustomers, returningCustomers, customers } = await running.api.get<
        Record<string, number>
      >('/v1/insights/customers?from=2024-11-01&to=2024-11-30');
      return { newCustomers, returningCustomers, customers };
    };
    for (const [who, businessDate] of [
      [x, '2024-11-03'],
      [x, '2024-11-20'],
      [y, '2024-10-10'],
      [y, '2024-11-05'],
    ] as const)
      await bill(who, [{ cents: 10_00 }], { businessDate });
    await refund(await bill(z, [{ cents: 10_00 }], { businessDate: '2024-11-04' }), 'l1', 10_00);
    expect(await figures()).toEqual({ newCustomers: 2, returningCustomers: 1, customers: 3 });
    await bill(x, [{ cents: 10_00 }], { businessDate: '2022-05-05' });
    expect(await figures()).toEqual({ newCustomers: 1, returningCustomers: 2, customers: 3 });
  });

  it('I4, F10: a count is not moved by what happened before it', async () => {
    const shelf = '/v1/inventory/stores/harbour';
    expect(
      (
        await running.api.ask(
          'PUT',
          '/v1/inventory/products/NET-1',
          {
            name: 'Brush',
            productClass: 'retail',
            stockUnit: 'piece',
            useUnit: 'piece',
            useUnitsPerStockUnitMilli: 1000,
            priceCents: 500,
            currency: 'USD',
          },
          { 'idempotency-key': 'net-brush' },
        )
      ).body,
    ).toMatchObject({ sku: 'NET-1' });
    const brush = (cents: number, milli: number, businessDate?: string) =>
      bill(
        undefined,
        [{ kind: 'product', itemId: 'NET-1', cents, milli }],
        businessDate === undefined ? {} : { businessDate },
      );
    const onHand = async () =>
      (await running.api.get<{ onHandMilli: number }>(`${shelf}/levels/NET-1`)).onHandMilli;
    expect((await ask(`${shelf}/receipts`, { sku: 'NET-1', quantityMilli: 10_000 })).status).toBe(
      201,
    );
    const wrong = await brush(10_00, 2_000);
    expect(
      (
        await ask(`${shelf}/adjustments`, {
          sku: 'NET-1',
          countedMilli: 10_000,
          reason: 'stock-take',
        })
      ).status,
    ).toBe(201);
    expect((await ask(`/v1/booking/visits/${wrong}/void`, { reason: 'mistake' })).status).toBe(200);
    expect(await onHand()).toBe(10_000);
    await brush(15_00, 3_000, '2026-11-20');
    expect(await onHand()).toBe(10_000);
    const { items } = await running.api.get<{ items: any[] }>(
      `${shelf}/movements?sku=NET-1&limit=2`,
    );
    expect(items).toMatchObject([
      { movement: 'count-revise', changeMilli: 3_000 },
      { movement: 'sale', changeMilli: -3_000, flags: ['before-count'] },
    ]);
  });
});
