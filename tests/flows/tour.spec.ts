import { runPlatform, type Running } from '../support/platform.js';
import { book, messages, newCustomer, perform, tour, type Walk } from '../support/tour.js';

describe('the main job through every context, embedded', () => {
  let running: Running;
  const walk = (name: string): Walk => ({ api: running.api, settle: running.settle, name });
  beforeAll(async () => void (running = await runPlatform()));
  afterAll(() => running.close());

  it('books, performs and settles once; profile, points, stock and the rebook message follow by themselves', async () => {
    const { businessDate, customerId } = await tour(walk('first'));

    const sales = await running.api.get(
      `/v1/insights/sales?from=${businessDate}&to=${businessDate}&storeId=harbour&groupBy=staff`,
    );
    expect(sales.rows.map((row: { netCents: number }) => row.netCents)).toEqual([9000]);
    const peaks = await running.api.get(
      `/v1/insights/peaks?from=${businessDate}&to=${businessDate}&storeId=harbour`,
    );
    expect(JSON.stringify(peaks)).toContain('"visits":1');

    // A second visit's worth of colour passes the minimum: one alert to the buyer of that store.
    const buyer = await running.as({ role: 'buyer', stores: ['harbour'] });
    const alerts = await buyer.get('/v1/inventory/stores/harbour/alerts');
    expect(alerts.items).toEqual([expect.objectContaining({ sku: 'COL-7-0' })]);
    expect(
      (
        await (
          await running.as({ role: 'buyer', stores: ['old-town'] })
        ).ask('GET', '/v1/inventory/stores/harbour/alerts')
      ).status,
    ).toBe(404);

    // CM-05: a booking of the same kind of service stops the message.
    expect((await messages(running.api, customerId)).items[0]).toMatchObject({ status: 'planned' });
    await book(walk('again'), customerId);
    await running.settle();
    expect((await messages(running.api, customerId)).items[0]).toMatchObject({
      status: 'withdrawn',
    });
  });

  it('VS-14 a voided visit takes back its points, its stock and its sales', async () => {
    const mine = walk('void');
    const colour = () => running.api.get('/v1/inventory/stores/harbour/levels/COL-7-0');
    const before = await colour();
    const customerId = await newCustomer(mine);
    const { appointmentId } = await book(mine, customerId);
    const { visitId, businessDate } = await perform(mine, appointmentId);
    await running.settle();
    expect(await running.api.get(`/v1/loyalty/accounts/${customerId}`)).toMatchObject({
      available: 90,
    });
    const sold = await running.api.get(
      `/v1/insights/sales?from=${businessDate}&to=${businessDate}&storeId=harbour`,
    );

    await running.api.post(`/v1/booking/visits/${visitId}/void`, { reason: 'entered-twice' });
    await running.settle();
    expect(await running.api.get(`/v1/loyalty/accounts/${customerId}`)).toMatchObject({
      available: 0,
    });
    expect((await colour()).onHandMilli).toBe(before.onHandMilli);
    const left = await running.api.get(
      `/v1/insights/sales?from=${businessDate}&to=${businessDate}&storeId=harbour`,
    );
    expect(sold.totals[0].netCents - left.totals[0].netCents).toBe(9000);
  });

  it('a restart finds everything, and nothing twice', async () => {
    const mine = walk('restart');
    const walked = await tour(mine);
    const seen = async () =>
      JSON.stringify([
        await running.api.get(`/v1/customers/${walked.customerId}/profile`),
        await running.api.get(`/v1/loyalty/accounts/${walked.customerId}`),
        await running.api.get(
          `/v1/insights/sales?from=${walked.businessDate}&to=${walked.businessDate}`,
        ),
      ]);
    const before = await seen();
    const { dir } = running;
    await running.close();
    running = await runPlatform({ dir });
    expect(await seen()).toBe(before);
  });
});
