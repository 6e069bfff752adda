import { billing } from '../support/billing.js';
import { runPlatform, type Running } from '../support/platform.js';

/* Bills, refunds and voids through the interface, and what the figures and the shelves make of them. Amounts without tax. */

describe('what follows from a visit follows the net of all its settlements', () => {
  let running: Running;
  beforeAll(async () => void (running = await runPlatform()));
  afterAll(() => running.close());
  const { customer, bill, ask, refund } = billing(() => running);

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
