import { dayAhead, runPlatform, type Running } from '../support/platform.js';

/* What others hear of arrivals, visits that came to nothing, customers named later, and material; and what follows from it here. */

let running: Running;
let after = '';
beforeAll(async () => void (running = await runPlatform()), 60_000);
afterAll(() => running.close());

/** What was published since the last look. */
const told = async (): Promise<{ type: string; data: any }[]> => {
  await running.settle();
  const outside = await running.as({ role: 'subscriber' });
  const items: { type: string; data: any }[] = [];
  for (;;) {
    const page = await outside.get<{ items: []; next: string; end: boolean }>(
      `/v1/events?limit=500${after && `&after=${after}`}`,
    );
    items.push(...page.items);
    after = page.next;
    if (page.end) return items;
  }
};
const only = (items: readonly { type: string; data: any }[], event: string) =>
  items.filter(({ type }) => type.split('.')[2] === event).map(({ data }) => data);

describe('AN-21 what happens at the desk is published', () => {
  it('a customer named later is a fact of its own, and theirs everywhere', async () => {
    const { id: customerId } = await running.api.post<{ id: string }>('/v1/customers', {
      name: 'Named Later',
      homeStoreId: 'harbour',
    });
    const { appointmentId } = await running.api.post<{ appointmentId: string }>(
      '/v1/booking/appointments',
      {
        storeId: 'harbour',
        startsAt: `${dayAhead(3)}T10:00`,
        services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
      },
    );
    const booked = only(await told(), 'AppointmentBooked').find(
      (data) => data.appointmentId === appointmentId,
    );
    expect(booked.customerId).toBeUndefined();
    await running.api.post(`/v1/booking/appointments/${appointmentId}/customer`, { customerId });
    const items = await told();
    expect(only(items, 'AppointmentBooked')).toEqual([]);
    expect(only(items, 'AppointmentCustomerNamed')).toEqual([{ ...booked, customerId }]);
    const profile = await running.api.get<any>(`/v1/customers/${customerId}/profile`);
    expect(JSON.stringify(profile)).toContain(appointmentId);
    const { findings, reconciled } = await running.api.post<any>('/v1/customers/operations/verify');
    expect([findings, reconciled.differences]).toEqual([[], []]);
  });

  it('who arrives, and a visit that came to nothing, with its reason', async () => {
    const { visitId } = await running.api.post<{ visitId: string }>('/v1/booking/visits', {
      storeId: 'harbour',
      services: [{ serviceId: 'mens-cut', performers: [{ staffId: 'jonas', sharePercent: 100 }] }],
    });
    await running.api.post(`/v1/booking/visits/${visitId}/abandon`, { reason: 'other' });
    const items = await told();
    expect(only(items, 'VisitOpened')).toMatchObject([
      { visitId, storeId: 'harbour', origin: 'walk-in' },
    ]);
    expect(only(items, 'VisitAbandoned')).toMatchObject([
      { visitId, storeId: 'harbour', reason: 'other' },
    ]);
  });

  it('material with its visit, service and who used it', async () => {
    const { visitId, lines } = await running.api.post<{
      visitId: string;
      lines: { lineId: string }[];
    }>('/v1/booking/visits', {
      storeId: 'harbour',
      services: [
        { serviceId: 'root-colour', performers: [{ staffId: 'maya', sharePercent: 100 }] },
      ],
    });
    await running.api.post(`/v1/booking/visits/${visitId}/complete`);
    const used = only(await told(), 'StockMoved').filter((data) => data.visitId === visitId);
    expect(used.length).toBeGreaterThan(0);
    for (const { movement, uses } of used)
      expect([movement, uses]).toEqual([
        'consume',
        [expect.objectContaining({ lineId: lines[0]!.lineId, staffId: 'maya' })],
      ]);
  });
});
