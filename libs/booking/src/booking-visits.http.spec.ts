import { at, get, iso, one, openForAll, post, put } from './booking.testing.http.js';

openForAll();
beforeAll(() =>
  put('services/colour', {
    name: 'Colour',
    category: 'hair',
    serviceGroup: 'colour',
    priceCents: 15_000,
    phases: [{ name: 'apply', kind: 'active', minutes: 40 }],
  }),
);

describe('VS-01 VS-02 VS-13 R-VS-01 from check-in to the corrected bill', () => {
  it('opens the visit with the recipe of the booked version, records, settles once', async () => {
    const { body: booked } = await post(
      'appointments',
      one('colour', iso('09:00', '2031-03-06'), { customerId: 'c9' }),
    );
    expect((await get('services/colour/versions/1')).body).toMatchObject({
      version: 1,
      priceCents: 12_000,
    });
    const { body: arrived } = await post(`appointments/${booked.appointmentId}/check-in`);
    const path = `visits/${arrived.visitId}`;
    await post(`${path}/lines`, { kind: 'product', itemId: 'shampoo', priceCents: 2000 });
    expect((await post(`${path}/start`, { lineId: 'l1' })).body.lines[0]).toMatchObject({
      step: 'apply',
    });
    await post(`${path}/lines/l1/use`, {
      actualUse: [{ sku: 'tube', quantityMilli: 45_000, unit: 'g' }],
    });
    const { body: done } = await post(`${path}/complete`);
    expect(done).toMatchObject({
      status: 'completed',
      bill: { netCents: 17_000, taxCents: 1360, grossCents: 18_360 },
    });
    expect(
      (await post(`${path}/settle`, { tenders: [{ kind: 'card', cents: 1 }] })).body,
    ).toMatchObject({ code: 'tenders-do-not-sum', expected: '18360' });
    const tenders = [{ kind: 'card', cents: 18_360 }];
    const settled = await post(`${path}/settle`, { tenders }, { 'idempotency-key': 'settle' });
    expect(settled.body).toMatchObject({
      status: 'settled',
      settlements: [{ settlementNo: 1, netCents: 17_000 }],
    });
    expect(
      (await post(`${path}/settle`, { tenders }, { 'idempotency-key': 'settle' })).body,
    ).toEqual(settled.body);
    expect(
      (
        await post(`${path}/correct`, {
          items: [{ lineId: 'l1', performers: [{ staffId: 'bob', sharePercent: 100 }] }],
          tenders: [],
          reason: 'wrong-person',
        })
      ).body,
    ).toMatchObject({ status: 'corrected', bill: { netCents: 17_000 } });
    expect((await post(`${path}/void`, { reason: 'mistake' })).body.status).toBe('voided');
    await at.settle();
    expect(
      (await get(`visits?storeId=soho&date=${arrived.visitId && settled.body.businessDate}`)).body
        .items,
    ).toMatchObject([{ visitId: arrived.visitId, status: 'voided', netCents: 0 }]);
  });
  it('takes walk-ins with several performers, the same key the same visit', async () => {
    const body = {
      storeId: 'soho',
      services: [
        {
          serviceId: 'cut',
          performers: [
            { staffId: 'anna', sharePercent: 60 },
            { staffId: 'bob', sharePercent: 40 },
          ],
          requested: true,
        },
      ],
    };
    const first = await post('visits', body, { 'idempotency-key': 'walk' });
    expect(first).toMatchObject({
      status: 201,
      body: {
        origin: 'walk-in',
        status: 'arrived',
        lines: [{ level: 'senior', plannedMinutes: 30 }],
      },
    });
    expect((await post('visits', body, { 'idempotency-key': 'walk' })).body).toEqual(first.body);
    expect(
      (
        await post('visits', {
          ...body,
          services: [{ serviceId: 'cut', performers: [{ staffId: 'anna', sharePercent: 60 }] }],
        })
      ).body.code,
    ).toBe('shares-not-100');
  });
});

describe('imports', () => {
  const line = {
    kind: 'service',
    itemId: 'cut',
    serviceGroup: 'cut',
    quantityMilli: 1000,
    netCents: 8200,
    taxCents: 656,
    performers: [{ staffId: 'JJ', sharePercent: 100 }],
    earning: true,
  };
  const item = (externalId: string, more: object = {}) => ({
    externalId,
    billId: 'r10',
    businessDate: '2018-03-15',
    lines: [line],
    taxes: [{ code: 'VAT', cents: 656 }],
    ...more,
  });
  it('records visits once each, rejects bad ones by themselves', async () => {
    const items = [
      item('10-A'),
      item('10-B', { taxes: [] }),
      item('10-C', {
        lines: [
          {
            ...line,
            kind: 'adjustment',
            quantityMilli: -1000,
            netCents: -500,
            taxCents: 0,
            performers: [],
          },
        ],
        taxes: [],
      }),
    ];
    const first = await post('imports/visits', { storeId: 'soho', items });
    expect(first.body.results.map((r: any) => [r.outcome, r.code])).toEqual([
      ['imported', undefined],
      ['rejected', 'taxes-do-not-sum'],
      ['imported', undefined],
    ]);
    expect(
      (await post('imports/visits', { storeId: 'soho', items })).body.results.map(
        (r: any) => r.outcome,
      ),
    ).toEqual(['already', 'rejected', 'already']);
    expect((await get(`visits/${first.body.results[0].visitId}`)).body).toMatchObject({
      status: 'settled',
      businessDate: '2018-03-15',
      settlements: [{ settledAt: '2018-03-15T16:00:00.000Z' }],
    });
  });
  it('records appointments as they were and counts overlaps', async () => {
    const past = (externalId: string, more: object) => ({
      externalId,
      customerId: 'c1',
      staffId: 'JJ',
      serviceId: 'CON',
      serviceGroup: 'con',
      date: '2018-03-14',
      minutes: 30,
      status: 'booked',
      ...more,
    });
    const items = [
      past('b1', { startMinute: 950 }),
      past('b2', { startMinute: 960, customerId: undefined }),
      past('b3', { status: 'cancelled', cancelledOn: '2018-03-12', cancelledBy: 'store' }),
      past('b4', { status: 'no-show', startMinute: 600 }),
    ];
    const { body } = await post('imports/appointments', { storeId: 'soho', items });
    expect(body).toMatchObject({
      overlaps: 1,
      results: [
        { outcome: 'imported' },
        { outcome: 'imported' },
        { outcome: 'imported' },
        { outcome: 'imported' },
      ],
    });
    expect(
      (await Promise.all(body.results.map((r: any) => get(`appointments/${r.appointmentId}`)))).map(
        (r) => r.body.status,
      ),
    ).toEqual(['booked', 'booked', 'cancelled', 'missed']);
  });
});
