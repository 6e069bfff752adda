import type { Desk } from './testing.http.js';
import { at, DAY, get, iso, one, openForAll, post, put } from './booking.testing.http.js';

openForAll();

const ask: Desk['ask'] = (...request) => at.ask(...request);
const NEXT = '2031-03-04';

describe('BK-01 availability', () => {
  const starts = async (query: string) =>
    (await get(`availability?storeId=soho&${query}`)).body.items.map((s: any) => s.startsAt);
  it('offers the conflict-free starts of shift and opening hours', async () => {
    const found = await starts(`services=cut&staffId=anna&from=${DAY}`);
    expect([found[0], found.at(-1), found.length]).toEqual([iso('09:00'), iso('16:30'), 28]);
    expect(found).not.toContain(iso('12:45'));
  });
  it('BK-18 chains services in order and prices them; R-BK-08 leaves out what DST skips', async () => {
    const { body } = await get(
      `availability?storeId=soho&services=colour,cut&from=${DAY}&to=${NEXT}&limit=3`,
    );
    expect(body.items[0]).toMatchObject({
      date: DAY,
      startsAt: iso('09:00'),
      endsAt: iso('11:00'),
      priceCents: 18_000,
      lines: [
        { serviceId: 'colour', staffId: 'anna' },
        { serviceId: 'cut', staffId: 'anna', startsAt: iso('10:30') },
      ],
    });
    const more = await get(
      `availability?storeId=soho&services=colour,cut&from=${DAY}&to=${NEXT}&limit=1000&after=${body.next}`,
    );
    expect(body.items.length + more.body.items.length).toBe(
      (await starts(`services=colour,cut&from=${DAY}&to=${NEXT}`)).length,
    );
    expect((await starts('services=cut&from=2031-03-09&staffId=anna'))[0]).toBe(
      '2031-03-09T13:00:00.000Z',
    );
  });
  it.each([
    ['from=2031-03-03&to=2031-05-04', 'range-too-long', 'to'],
    ['from=2031-03-03&to=2031-03-02', 'dates-reversed', 'to'],
    ['from=2031-02-30', 'date-invalid', 'from'],
    ['from=2020-01-01', 'start-in-past', 'from'],
  ])('refuses %s with %s', async (query, code, field) => {
    expect(await get(`availability?storeId=soho&services=cut&${query}`)).toMatchObject({
      status: 422,
      body: { code, field },
    });
  });
  it('names what it does not know', async () => {
    expect(
      (await get(`availability?storeId=soho&services=nothing&from=${DAY}`)).body,
    ).toMatchObject({ code: 'service-unknown', field: 'services.0.serviceId' });
    expect(await get(`availability?storeId=nowhere&services=cut&from=${DAY}`)).toMatchObject({
      status: 404,
      body: { code: 'store-not-found' },
    });
  });
});

describe('BK-22 BK-30 from hold to appointment', () => {
  it('holds, refuses others, confirms once, repeats the first answer', async () => {
    const hold = await post('holds', one('cut', iso('10:00')));
    expect([hold.status, hold.etag]).toEqual([201, `"${hold.body.revision}"`]);
    const taken = await post('appointments', one('cut', iso('10:15')));
    expect(taken).toMatchObject({
      status: 409,
      body: { code: 'slot-taken', resource: { kind: 'staff', id: 'anna' } },
    });
    expect(taken.body.nearest).toContain(iso('10:30'));
    const confirm = { holdId: hold.body.holdId, customerId: 'c1' };
    const booked = await post('appointments', confirm, { 'idempotency-key': 'confirm' });
    expect(booked).toMatchObject({
      status: 201,
      body: {
        appointmentId: hold.body.holdId,
        status: 'booked',
        customerId: 'c1',
        priceCents: 6000,
      },
    });
    expect((await post('appointments', confirm, { 'idempotency-key': 'confirm' })).body).toEqual(
      booked.body,
    );
    expect(
      (
        await post(
          'appointments',
          { ...confirm, customerId: 'c2' },
          { 'idempotency-key': 'confirm' },
        )
      ).status,
    ).toBe(422);
    expect(
      (await get(`stores/soho/days/${DAY}?atLeast=${booked.body.revision}`)).body,
    ).toMatchObject({
      appointments: [{ appointmentId: hold.body.holdId, status: 'booked' }],
      holds: [],
      staff: [{ staffId: 'anna', working: [{ from: iso('09:00') }, {}] }, { staffId: 'bob' }],
    });
  });
  it('has one winner of 64 at once, for any-staff two', async () => {
    const race = await Promise.all(
      Array.from({ length: 64 }, () =>
        post('appointments', {
          storeId: 'soho',
          startsAt: iso('15:00', '2031-03-07'),
          services: [{ serviceId: 'cut' }],
        }),
      ),
    );
    expect(
      race
        .filter((r) => r.status === 201)
        .map((r) => r.body.lines[0].staffId)
        .sort(),
    ).toEqual(['anna', 'bob']);
    expect(new Set(race.filter((r) => r.status !== 201).map((r) => r.body.code))).toEqual(
      new Set(['slot-taken']),
    );
  });
  it.each([
    ['start-in-past', { startsAt: '2020-03-02T10:00:00Z' }],
    ['start-too-far', { startsAt: '2126-03-02T10:00:00Z' }],
    ['time-does-not-exist', { startsAt: '2031-03-09T02:30' }],
    ['time-malformed', { startsAt: '2031-13-09T02:30' }],
    ['service-unknown', { services: [{ serviceId: 'x' }] }],
    ['staff-unknown', { services: [{ serviceId: 'cut', staffId: 'cleo' }] }],
    ['field-missing', { services: undefined }],
    ['field-unknown', { price: 1 }],
  ])('answers 422 %s and names the field', async (code, more) => {
    const no = await post('appointments', one('cut', iso('11:00'), more));
    expect([no.status, no.body.code, typeof no.body.field]).toEqual([422, code, 'string']);
  });
  it('releases', async () => {
    const hold = await post('holds', one('cut', iso('12:00')));
    expect((await post(`holds/${hold.body.holdId}/release`)).body.status).toBe('released');
    expect((await post('appointments', { holdId: hold.body.holdId })).body.code).toBe('hold-over');
    expect((await post('appointments', { holdId: 'nonsense' })).status).toBe(404);
  });
});

describe('B4 R-BK-06 rescheduling', () => {
  it('moves within the day, to another day and to another store; the price stays, the id too', async () => {
    const { body: first } = await post(
      'appointments',
      one('colour', iso('14:00'), { customerId: 'c7' }),
    );
    const path = `appointments/${first.appointmentId}`;
    await put('services/colour', {
      name: 'Colour',
      category: 'hair',
      serviceGroup: 'colour',
      priceCents: 15_000,
      phases: [{ name: 'apply', kind: 'active', minutes: 40 }],
    });
    const later = await post(
      `${path}/reschedule`,
      { startsAt: iso('13:30') },
      { 'if-match': `"${first.revision}"` },
    );
    expect(later.body).toMatchObject({
      startsAt: iso('13:30'),
      endsAt: iso('15:00'),
      priceCents: 12_000,
      status: 'booked',
    });
    expect(
      (
        await post(
          `${path}/reschedule`,
          { startsAt: iso('14:00') },
          { 'if-match': `"${first.revision}"` },
        )
      ).status,
    ).toBe(412);
    const moveKey = { 'idempotency-key': 'move' };
    const nextDay = await post(`${path}/reschedule`, { startsAt: iso('10:00', NEXT) }, moveKey);
    expect(nextDay.body).toMatchObject({
      appointmentId: first.appointmentId,
      businessDate: NEXT,
      startsAt: iso('10:00', NEXT),
    });
    const abroad = await post(`${path}/reschedule`, {
      startsAt: '2031-03-05T10:00:00+01:00',
      storeId: 'mitte',
    });
    expect(abroad.body).toMatchObject({
      storeId: 'mitte',
      lines: [{ staffId: 'cleo' }],
      startsAt: '2031-03-05T09:00:00.000Z',
    });
    const { revision: _, ...same } = nextDay.body;
    const again = await post(`${path}/reschedule`, { startsAt: iso('10:00', NEXT) }, moveKey);
    expect(again.body).toMatchObject(same);
    expect((await get(path)).body).toMatchObject({ storeId: 'mitte' });
    await at.settle();
    const sheets = await Promise.all(
      [`soho/days/${DAY}`, `soho/days/${NEXT}`, 'mitte/days/2031-03-05'].map((p) =>
        get(`stores/${p}`),
      ),
    );
    expect(
      sheets.map((s) =>
        s.body.appointments
          .filter((a: any) => a.appointmentId === first.appointmentId)
          .map((a: any) => a.status),
      ),
    ).toEqual([['moved-out'], ['moved-out'], ['booked']]);
    expect((await post(`${path}/cancel`, { by: 'customer', reason: 'ill' })).body.status).toBe(
      'cancelled',
    );
    expect((await post(`${path}/check-in`)).body.code).toBe('appointment-cancelled');
  });
});

describe('BK-13 BK-17 R-BK-20 master data', () => {
  it('makes a version of each change, none of a repeat, and refuses two shifts at once', async () => {
    const body = {
      name: 'Nail',
      category: 'nail',
      serviceGroup: 'nail',
      phases: [{ name: 'do', kind: 'active', minutes: 20 }],
      priceCents: 100,
    };
    expect([
      (await put('services/nail', body)).version,
      (await put('services/nail', body)).version,
      (await put('services/nail', { ...body, priceCents: 200 })).version,
    ]).toEqual([1, 1, 2]);
    await put('staff/dora', { displayName: 'Dora', storeIds: ['soho', 'mitte'] });
    const pattern = (storeId: string, from: string, to: string) => ({
      storeId,
      validFrom: '2030-01-01',
      shifts: [{ weekday: 1, from, to }],
    });
    expect(
      await ask('PUT', 'staff/dora/shifts', {
        patterns: [pattern('soho', '09:00', '12:00'), pattern('mitte', '15:00', '18:00')],
      }),
    ).toMatchObject({ status: 409, body: { code: 'shifts-overlap', storeIds: ['soho', 'mitte'] } });
    expect((await get('staff?storeId=mitte')).body.items.map((s: any) => s.staffId)).toEqual([
      'cleo',
      'dora',
    ]);
    expect(
      (
        await ask('PUT', 'stores/soho', {
          regionId: 'r1',
          name: 'x',
          zone: 'Mars/One',
          currency: 'USD',
        })
      ).body,
    ).toMatchObject({ code: 'zone-unknown', field: 'zone' });
  });
});
