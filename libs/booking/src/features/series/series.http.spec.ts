import { type Salon, salon } from '../../testing.http.js';
import { confirmation, confirmSeries } from './series.reactions.js';

// Every four weeks at the same time, through the routes.

let at: Salon;
beforeAll(async () => {
  at = await salon();
}, 60_000);
afterAll(() => at.close());

const every4Weeks = (startsAt: string, more: object = {}) => ({
  storeId: 'soho',
  startsAt,
  every: 4,
  unit: 'week',
  count: 4,
  services: [{ serviceId: 'cut', staffId: 'anna' }],
  customerId: 'c1',
  ...more,
});

describe('B6 a series of appointments', () => {
  it('keeps its wall clock over the change of the clocks, and has one answer for one key', async () => {
    const body = every4Weeks('2031-02-03T10:00');
    expect((await at.post('series/preview', body)).body).toMatchObject({
      conflicts: 0,
      occurrences: [
        { free: true },
        { local: '2031-03-03T10:00', startsAt: '2031-03-03T15:00:00.000Z' },
        { startsAt: '2031-03-31T14:00:00.000Z' },
        {},
      ],
    });
    const booked = await at.post('series', body, { 'idempotency-key': 's1' });
    expect(booked).toMatchObject({
      status: 201,
      body: {
        skipped: [],
        appointments: [
          { status: 'booked', customerId: 'c1', seriesId: booked.body.seriesId },
          {},
          { startsAt: '2031-03-31T14:00:00.000Z', businessDate: '2031-03-31' },
          {},
        ],
      },
    });
    expect((await at.post('series', body, { 'idempotency-key': 's1' })).body).toEqual(booked.body);
    expect(
      (await at.post('series', { ...body, count: 5 }, { 'idempotency-key': 's1' })).body.code,
    ).toBe('idempotency-key-reused');
    await at.platform.settle();
    expect((await at.get(`series/${booked.body.seriesId}`)).body).toEqual(booked.body);
  });
  it('lists what is in the way and then books nothing, or what is free', async () => {
    await at.post('appointments', {
      storeId: 'soho',
      startsAt: '2031-05-05T11:00',
      services: [{ serviceId: 'cut', staffId: 'anna' }],
    });
    const body = every4Weeks('2031-04-07T11:00', { customerId: 'c2' });
    expect((await at.post('series/preview', body)).body).toMatchObject({
      conflicts: 1,
      occurrences: [
        { free: true },
        {
          local: '2031-05-05T11:00',
          free: false,
          code: 'slot-taken',
          nearest: expect.arrayContaining(['2031-05-05T15:30:00.000Z']),
        },
        {},
        {},
      ],
    });
    const no = await at.post('series', body, { 'idempotency-key': 's2' });
    expect(no).toMatchObject({
      status: 409,
      body: {
        code: 'series-conflicts',
        conflicts: [{ local: '2031-05-05T11:00', code: 'slot-taken' }],
      },
    });
    expect(
      (
        await at.post('appointments', {
          storeId: 'soho',
          startsAt: '2031-04-07T11:00',
          services: [{ serviceId: 'cut', staffId: 'anna' }],
        })
      ).status,
    ).toBe(201);
    const some = await at.post('series', { ...body, onConflict: 'skip' });
    expect(some).toMatchObject({
      status: 201,
      body: {
        appointments: [{ businessDate: '2031-06-02' }, { businessDate: '2031-06-30' }],
        skipped: [{ local: '2031-04-07T11:00', code: 'slot-taken' }, { local: '2031-05-05T11:00' }],
      },
    });
  });
  it('may be tried again with the key of a refusal, once the way is free', async () => {
    const { body: other } = await at.post('appointments', {
      storeId: 'soho',
      startsAt: '2031-08-04T12:00',
      services: [{ serviceId: 'cut', staffId: 'anna' }],
    });
    const body = every4Weeks('2031-07-07T12:00', { customerId: 'c3' });
    expect((await at.post('series', body, { 'idempotency-key': 's3' })).status).toBe(409);
    await at.post(`appointments/${other.appointmentId}/cancel`, { by: 'store', reason: 'moved' });
    expect(
      (await at.post('series', body, { 'idempotency-key': 's3' })).body.appointments,
    ).toHaveLength(4);
  });
  it('is cancelled as far as it is still ahead; moved appointments are found', async () => {
    const { body } = await at.post('series', every4Weeks('2031-02-04T10:00', { customerId: 'c4' }));
    await at.post(`appointments/${body.appointments[1].appointmentId}/reschedule`, {
      startsAt: '2031-03-06T12:00',
    });
    await at.post(`appointments/${body.appointments[2].appointmentId}/check-in`);
    const { body: after } = await at.post(
      `series/${body.seriesId}/cancel`,
      { by: 'customer', reason: 'moved-away' },
      { 'idempotency-key': 's4' },
    );
    expect(after.appointments.map((a: any) => [a.businessDate, a.status])).toEqual([
      ['2031-02-04', 'cancelled'],
      ['2031-03-06', 'cancelled'],
      ['2031-04-01', 'checked-in'],
      ['2031-04-29', 'cancelled'],
    ]);
    expect(
      (
        await at.post(
          `series/${body.seriesId}/cancel`,
          { by: 'customer', reason: 'moved-away' },
          { 'idempotency-key': 's4' },
        )
      ).body,
    ).toEqual(after);
  });
  it('has one winner of eight for the same dates', async () => {
    const race = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        at.post('series', every4Weeks('2031-02-05T10:00', { customerId: `r${i}` })),
      ),
    );
    expect(race.filter((r) => r.status === 201).length).toBeLessThanOrEqual(1);
    await at.platform.settle();
    const days = await Promise.all(
      ['2031-02-05', '2031-03-05', '2031-04-02'].map((date) => at.get(`stores/soho/days/${date}`)),
    );
    expect(
      days.map((d) => d.body.appointments.filter((a: any) => a.status === 'booked').length),
    ).toEqual(days.map(() => (race.some((r) => r.status === 201) ? 1 : 0)));
    expect(days.flatMap((d) => d.body.holds)).toEqual([]);
  });
  it('is confirmed by the reaction where its booking stopped', () => {
    const slot = { agenda: 'soho-2031-02-03', appointmentId: 'soho.2031-02-03.a1', startMs: 0 };
    const asks = (confirmSeries.on['SeriesBooked'] as any)({ data: { slots: [slot] } });
    expect(asks).toEqual([confirmation(slot)]);
    expect(asks[0]).toMatchObject({
      key: 'soho-2031-02-03',
      command: { type: 'ConfirmHold', holdId: 'soho.2031-02-03.a1' },
    });
  });
  it.each([
    ['count', { count: 61 }],
    ['count', { count: 1 }],
    ['unit', { unit: 'year' }],
    ['every', { every: 0 }],
    ['services.0.serviceId', { services: [{ serviceId: 'nothing' }] }],
    ['startsAt', { startsAt: '2031-02-30T10:00' }],
  ])('names a wrong %s', async (field, more) => {
    const no = await at.post('series', every4Weeks('2031-02-06T10:00', more));
    expect([no.status, no.body.field]).toEqual([422, field]);
  });
  it('belongs to its store', async () => {
    const { body } = await at.post('series', every4Weeks('2031-02-06T10:00', { customerId: 'c6' }));
    const stranger = await at.as('front-desk', { stores: ['elsewhere'] });
    expect((await at.get(`series/${body.seriesId}`, stranger)).status).toBe(404);
    expect(
      (await at.post(`series/${body.seriesId}/cancel`, { by: 'store', reason: 'other' }, stranger))
        .status,
    ).toBe(404);
    expect((await at.post('series', every4Weeks('2031-02-07T10:00'), stranger)).status).toBe(404);
  });
});
