import { dayAhead, runPlatform, type Running } from '../support/platform.js';
import { newCustomer } from '../support/tour.js';

describe('R-BK-35 a no-show and its fee, through every context', () => {
  let running: Running;
  beforeAll(async () => void (running = await runPlatform()), 60_000);
  afterAll(() => running.close());

  it('counts as no visit, no sale and no points; taken back, it was none', async () => {
    const { api } = running;
    const day = dayAhead(2);
    await api.put('/v1/booking/policies/default', {
      windows: [{ hoursBefore: 24, kind: 'percent', percent: 50 }],
      noShow: { kind: 'percent', percent: 100 },
    });
    const customerId = await newCustomer({ api, settle: running.settle, name: 'no-show' });
    const booked = await api.post('/v1/booking/appointments', {
      storeId: 'harbour',
      startsAt: `${day}T11:00`,
      services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
      customerId,
      channel: 'web',
    });
    expect(booked.policy).toMatchObject({ policyId: 'default', version: 1 });
    running.clock.set(Date.parse(booked.startsAt) + 20 * 60_000);

    const path = `/v1/booking/appointments/${booked.appointmentId}`;
    expect(await api.post(`${path}/no-show`, {})).toMatchObject({
      status: 'missed',
      fee: { cents: booked.priceCents, status: 'due' },
    });
    await running.settle();
    const followed = async () => {
      const { visits, spend, noShows, upcoming } = await api.get(
        `/v1/customers/${customerId}/profile`,
      );
      const { earned: points } = await api.get(`/v1/loyalty/accounts/${customerId}`);
      const { totals } = await api.get(`/v1/insights/sales?from=${day}&to=${day}&storeId=harbour`);
      return { visits, spend, noShows, upcoming: upcoming.length, points, totals };
    };
    const nothing = { visits: 0, spend: [], points: 0, totals: [] };
    expect(await followed()).toEqual({ ...nothing, noShows: 1, upcoming: 0 });

    expect((await api.post(`${path}/no-show/undo`, {})).fee).toBeUndefined();
    await running.settle();
    expect(await followed()).toMatchObject({ ...nothing, noShows: 0 });
    expect((await api.post(`${path}/check-in`, {})).status).toBe('checked-in');
  });
});
