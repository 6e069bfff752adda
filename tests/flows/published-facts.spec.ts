import { dayAhead, runPlatform, type Running } from '../support/platform.js';

/* What others hear: what ids stand for, arrivals, visits that came to nothing, customers named later, material, refunds, points; and what follows from it here. */

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

/** A settled walk-in of a customer: its visit, and what the bill came to. */
async function settledVisit(customerId: string, serviceId: string, staffId: string) {
  const { visitId } = await running.api.post<{ visitId: string }>('/v1/booking/visits', {
    storeId: 'harbour',
    customerId,
    services: [{ serviceId, performers: [{ staffId, sharePercent: 100 }] }],
  });
  const { bill, lines } = await running.api.post<any>(`/v1/booking/visits/${visitId}/complete`);
  await running.api.post(`/v1/booking/visits/${visitId}/settle`, {
    tenders: [{ kind: 'card', cents: bill.grossCents }],
  });
  return { visitId, cents: bill.grossCents as number, lineId: lines[0].lineId as string };
}
const customerOf = async (name: string): Promise<string> =>
  (
    await running.api.post<{ id: string }>('/v1/customers', {
      name,
      homeStoreId: 'harbour',
      emails: [`${name.toLowerCase().replace(' ', '.')}@example.org`],
    })
  ).id;
const runJob = async (context: string, job: string) => {
  await running.platform.host.runtimes.get(context)!.runJob(job);
  await running.settle();
};

describe('AN-21 master data speaks: ids that facts name have names', () => {
  it('of the services, staff and products that a chain begins with, read from the first message on', async () => {
    after = '';
    const items = await told();
    const described = (event: string, id: string) =>
      new Map(only(items, event).map((data) => [data[id], data]));
    expect(described('ServiceDescribed', 'serviceId').get('root-colour')).toMatchObject({
      name: expect.stringMatching(/colour/i),
      serviceGroup: 'colour',
      catalogueVersion: 1,
      priceCents: 9000,
    });
    expect(described('StaffDescribed', 'staffId').get('maya')).toMatchObject({
      storeIds: expect.arrayContaining(['harbour']),
      active: true,
    });
    expect(described('ProductDescribed', 'sku').get('COL-7-0')).toMatchObject({
      name: expect.any(String),
      productClass: 'colour',
      stockUnit: 'tube',
    });
  });

  it('BK-28: a price rule has a name, its versions and how long it holds; bookings name it', async () => {
    const rule = {
      name: 'Week of the opening',
      storeIds: ['harbour'],
      serviceGroups: ['cut'],
      validUntil: dayAhead(90),
      percent: -20,
    };
    const path = '/v1/booking/price-rules/opening';
    const first = await running.api.put<any>(path, rule);
    const { items: listed } = await running.api.get<any>('/v1/booking/price-rules');
    expect(await running.api.put(path, rule)).toEqual(first);
    const second = await running.api.put<any>(path, { ...rule, percent: -25 });
    expect([first.version, second.version, listed]).toEqual([1, 2, [first]]);
    await running.api.post('/v1/booking/appointments', {
      storeId: 'harbour',
      startsAt: `${dayAhead(3)}T12:00`,
      services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
    });
    const items = await told();
    expect(
      only(items, 'PriceRuleDescribed').map((data) => [data.ruleVersion, data.percent]),
    ).toEqual([
      [1, -20],
      [2, -25],
    ]);
    expect(only(items, 'PriceRuleDescribed')[1]).toMatchObject({
      ruleId: 'opening',
      name: 'Week of the opening',
      validUntil: rule.validUntil,
    });
    const [line] = only(items, 'AppointmentBooked')[0].lines;
    expect(line).toMatchObject({ priceRuleId: 'opening' });
    expect(line.priceCents * 4).toBe(line.listCents * 3);
  });
});

describe('AN-21 what follows a visit is published', () => {
  it('a refund says which line it takes back, and why', async () => {
    const { visitId, cents, lineId } = await settledVisit(
      await customerOf('Given Back'),
      'mens-cut',
      'jonas',
    );
    await running.api.post(`/v1/booking/visits/${visitId}/refund`, {
      reason: 'complaint',
      items: [{ lineId, quantityMilli: 1000 }],
      tenders: [{ kind: 'card', cents: -cents }],
    });
    const settlements = only(await told(), 'VisitSettled').filter(
      (data) => data.visitId === visitId,
    );
    expect(settlements).toMatchObject([
      { settlementNo: 1 },
      { settlementNo: 2, reason: 'complaint', lines: [{ refersTo: lineId }] },
    ]);
    expect(settlements[0].reason).toBeUndefined();
  });

  it('points that are spent, and those that expire', async () => {
    const customerId = await customerOf('Points Saved');
    await settledVisit(customerId, 'root-colour', 'maya');
    await running.settle();
    await running.api.post(`/v1/loyalty/accounts/${customerId}/redemptions`, {
      points: 30,
      reason: 'gift',
      storeId: 'harbour',
    });
    const inThreeYears = `${new Date().getUTCFullYear() + 3}-06-01T12:00:00.000Z`;
    await running.clock.during(inThreeYears, () => runJob('loyalty', 'loyalty.expire-points'));
    const items = await told();
    expect(only(items, 'PointsRedeemed')).toMatchObject([
      { customerId, points: 30, reason: 'gift', storeId: 'harbour' },
    ]);
    expect(
      only(items, 'PointsExpired').filter((data) => data.customerId === customerId),
    ).toMatchObject([{ points: 60 }]);
  });

  it('BK-06: a reminder is requested, and sent for it', async () => {
    const customerId = await customerOf('Reminded Once');
    const { appointmentId, startsAt } = await running.api.post<any>('/v1/booking/appointments', {
      storeId: 'harbour',
      startsAt: `${dayAhead(3)}T15:00`,
      services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
      customerId,
    });
    await running.settle();
    await running.clock.during(Date.parse(startsAt) - 20 * 3_600_000, () =>
      runJob('booking', 'booking.release-reminders'),
    );
    const items = await told();
    expect(
      only(items, 'ReminderRequested').filter((data) => data.customerId === customerId),
    ).toMatchObject([{ appointmentId, startsAt, storeId: 'harbour' }]);
    expect(only(items, 'ReminderDue')).toEqual([]);
    expect(
      only(items, 'MessageDelivered').filter((data) => data.customerId === customerId),
    ).toHaveLength(1);
  });
});
