import { dayAhead, runPlatform, type Running } from '../support/platform.js';
import { newCustomer } from '../support/tour.js';

describe('BK-03 a wrongly named customer is corrected, through every context', () => {
  let running: Running;
  beforeAll(async () => void (running = await runPlatform()), 60_000);
  afterAll(() => running.close());

  let pairs = 0;
  const people = async () => {
    const { api, settle } = running;
    const no = ++pairs;
    const wrong = await newCustomer({ api, settle, name: `wrong-${no}` });
    const right = await newCustomer({ api, settle, name: `right-${no}` });
    return { wrong, right };
  };
  const book = (customerId: string, time: string) =>
    running.api.post('/v1/booking/appointments', {
      storeId: 'harbour',
      startsAt: `${dayAhead(2)}T${time}`,
      services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
      customerId,
      channel: 'phone',
    });
  const profile = async (customerId: string) => {
    await running.settle();
    const { visits, noShows, cancellations, upcoming } = await running.api.get(
      `/v1/customers/${customerId}/profile`,
    );
    const { earned } = await running.api.get(`/v1/loyalty/accounts/${customerId}`);
    return { visits, noShows, cancellations, upcoming: upcoming.length, earned };
  };
  const blank = { visits: 0, noShows: 0, cancellations: 0, upcoming: 0, earned: 0 };

  it('what is ahead, was missed and was cancelled is the right customer’s alone', async () => {
    const { api } = running;
    const { wrong, right } = await people();
    const booked = await book(wrong, '11:00');
    const path = `/v1/booking/appointments/${booked.appointmentId}`;
    await api.post(`${path}/customer/correct`, { customerId: right });
    expect([await profile(wrong), await profile(right)]).toEqual([
      blank,
      { ...blank, upcoming: 1 },
    ]);
    await api.post(`${path}/cancel`, { by: 'customer', reason: 'ill' });
    expect((await profile(right)).cancellations).toBe(1);
    await api.post(`${path}/customer/correct`, { customerId: wrong });
    expect([await profile(wrong), await profile(right)]).toEqual([
      { ...blank, cancellations: 1 },
      blank,
    ]);
  });

  it('points and visits follow the bill of the right customer, and a no-show moves', async () => {
    const { api } = running;
    const { wrong, right } = await people();
    const [came, missed] = [await book(wrong, '10:00'), await book(wrong, '15:00')];
    running.clock.set(Date.parse(missed.startsAt) + 40 * 60_000);
    const path = (id: string) => `/v1/booking/appointments/${id}`;
    await api.post(`${path(missed.appointmentId)}/no-show`, {});
    await running.settle();
    await api.post(`${path(missed.appointmentId)}/customer/correct`, { customerId: right });
    const { visitId } = await api.post(`${path(came.appointmentId)}/check-in`, {});
    await running.settle();
    await api.post(`${path(came.appointmentId)}/customer/correct`, { customerId: right });
    await api.post(`/v1/booking/visits/${visitId}/complete`, {});
    const { bill } = await api.get(`/v1/booking/visits/${visitId}`);
    await api.post(`/v1/booking/visits/${visitId}/settle`, {
      tenders: [{ kind: 'cash', cents: bill.grossCents }],
    });
    expect(await profile(wrong)).toEqual(blank);
    expect(await profile(right)).toEqual({
      ...blank,
      visits: 1,
      noShows: 1,
      earned: expect.any(Number),
    });
    expect((await profile(right)).earned).toBeGreaterThan(0);
  });
});
