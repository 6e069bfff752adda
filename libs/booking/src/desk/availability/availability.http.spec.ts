import { everyDay, type Salon, salon } from '../../testing.http.js';

// Questions about free time, through the routes.

let at: Salon;
beforeAll(async () => {
  at = await salon();
  await at.put('stores/noho', {
    regionId: 'r1',
    name: 'Noho',
    zone: 'America/New_York',
    currency: 'USD',
    openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '12:00' })),
    pools: [{ pool: 'chair', capacity: 1 }],
  });
  await at.put('staff/cleo', {
    displayName: 'Cleo',
    storeIds: ['noho'],
    skills: [{ skill: 'cut', level: 2 }],
  });
  await at.put('staff/cleo/shifts', {
    patterns: [
      {
        storeId: 'noho',
        validFrom: '2020-01-01',
        shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '12:00' })),
      },
    ],
  });
}, 60_000);
afterAll(() => at.close());

const book = (staffId: string, startsAt: string, more: object = {}) =>
  at.post('appointments', {
    storeId: staffId === 'cleo' ? 'noho' : 'soho',
    startsAt,
    services: [{ serviceId: 'cut', staffId }],
    ...more,
  });

describe('BK-01 BK-07 R-BK-45 ranked availability over stores, people and days', () => {
  const ranked = (query: string) =>
    at.get(`availability/ranked?services=cut&from=2031-03-03&${query}`);
  it('puts slots without waste first, and says why', async () => {
    await book('anna', '2031-03-03T10:00');
    const { body } = await ranked('storeIds=soho,noho&limit=200');
    const ranks = body.items.map(
      (i: any) => i.wasteMinutes * 1e6 - i.wishesMet * 1e4 + i.loadPercent,
    );
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(body.items.map((i: any) => i.storeId))).toEqual(new Set(['soho', 'noho']));
    expect(body.items[0]).toMatchObject({
      wasteMinutes: 0,
      startsAt: '2031-03-03T14:00:00.000Z',
      priceCents: 6000,
    });
    expect(body.items.at(-1).wasteMinutes).toBeGreaterThan(0);
    expect(
      (await ranked('storeIds=soho,noho&limit=200&hideWaste=true')).body.items.every(
        (i: any) => i.wasteMinutes === 0,
      ),
    ).toBe(true);
  });
  it('takes the preferred person and time of day, of those asked for only', async () => {
    const { body } = await ranked(
      'storeIds=soho,noho&preferStaff=cleo&preferFrom=11:00&preferTo=12:00&limit=1',
    );
    expect(body.items).toMatchObject([
      {
        storeId: 'noho',
        wishesMet: 2,
        startsAt: '2031-03-03T16:00:00.000Z',
        lines: [{ staffId: 'cleo' }],
      },
    ]);
    expect(
      (await ranked('storeIds=soho&staffIds=bob&limit=200')).body.items.every(
        (i: any) => i.lines[0].staffId === 'bob',
      ),
    ).toBe(true);
  });
  it('refuses more than 50 stores or 62 days with the limit named, and stores of others', async () => {
    expect(
      (await ranked(`storeIds=${Array.from({ length: 51 }, (_, i) => `s${i}`).join(',')}`)).body,
    ).toMatchObject({ code: 'too-many-stores', limit: 50 });
    expect((await ranked('storeIds=soho&to=2031-06-01')).body).toMatchObject({
      code: 'range-too-long',
      limit: 62,
    });
    expect(
      (
        await at.get(
          'availability/ranked?services=cut&from=2031-03-03&storeIds=soho,noho',
          await at.as('front-desk'),
        )
      ).status,
    ).toBe(404);
    expect((await ranked('storeIds=soho,nowhere')).status).toBe(404);
  });
});

describe('BK-01 why a time is not offered', () => {
  const whyNot = async (query: string) =>
    (await at.get(`availability/why-not?storeId=soho&services=cut&${query}`)).body;
  it('names the first rule for each person, and the nearest free starts', async () => {
    await book('anna', '2031-03-04T10:00');
    expect(await whyNot('startsAt=2031-03-04T10:00&staffId=anna')).toMatchObject({
      offered: false,
      code: 'slot-taken',
      reasons: [{ staffId: 'anna', resource: 'staff', busyFrom: '2031-03-04T15:00:00.000Z' }],
      nearest: expect.arrayContaining(['2031-03-04T15:30:00.000Z']),
    });
    expect(await whyNot('startsAt=2031-03-04T10:00')).toMatchObject({ offered: true, reasons: [] });
    await book('bob', '2031-03-04T10:15');
    expect(await whyNot('startsAt=2031-03-04T10:00')).toMatchObject({
      offered: false,
      reasons: expect.arrayContaining([
        expect.objectContaining({ staffId: 'anna', code: 'slot-taken' }),
        expect.objectContaining({ staffId: 'bob', code: 'slot-taken' }),
      ]),
    });
  });
  it.each([
    ['2031-03-04T13:00', 'staff-off-shift'],
    ['2031-03-04T17:45', 'staff-off-shift'],
  ])('at %s: %s', async (startsAt, code) =>
    expect((await whyNot(`startsAt=${startsAt}&staffId=anna`)).code).toBe(code),
  );
  it('tells a mistake from a full day', async () => {
    expect(await whyNot('startsAt=2031-03-04T10:00&staffId=nobody')).toMatchObject({
      status: 422,
      code: 'staff-unknown',
    });
    expect(await whyNot('startsAt=2020-03-04T10:00')).toMatchObject({
      offered: false,
      code: 'start-in-past',
    });
  });
});

describe('BK-26 what was looked for and refused', () => {
  it('is kept by store and day, without who asked', async () => {
    const today = new Date(Date.now()).toLocaleDateString('sv', { timeZone: 'America/New_York' });
    const before = (await at.get(`demand?storeId=noho&date=${today}`)).body;
    await at.get('availability?storeId=noho&services=cut&from=2031-03-05');
    await at.get('availability?storeId=noho&services=long,long,long,long&from=2031-03-05');
    await book('cleo', '2031-03-05T10:00', { customerId: 'c-secret' });
    await book('cleo', '2031-03-05T10:00', { customerId: 'c-secret' });
    const { body } = await at.get(`demand?storeId=noho&date=${today}`);
    expect([
      body.searches - before.searches,
      body.unmet - before.unmet,
      body.refusals - before.refusals,
    ]).toEqual([2, 1, 1]);
    expect(body.unmetServices).toEqual([{ what: 'long', count: 4 }]);
    expect(body.refusalCodes).toEqual([{ what: 'slot-taken', count: 1 }]);
    expect(JSON.stringify(body)).not.toContain('c-secret');
    expect(
      (await at.get(`demand?storeId=noho&date=${today}`, await at.as('store-manager'))).status,
    ).toBe(404);
  });
});

describe('BK-01 BK-03 an appointment that is to be moved', () => {
  const DAY = '2031-03-20';
  const starts = async (query: string) => {
    const { status, body } = await at.get(
      `availability?storeId=soho&services=cut&staffId=anna&from=${DAY}${query}`,
    );
    return status === 200 ? body.items.map((slot: any) => slot.startsAt.slice(11, 16)) : body.code;
  };

  it('stands in no way of itself: a quarter of an hour later is offered, and taken', async () => {
    const { body } = await book('anna', `${DAY}T10:00`, { customerId: 'ada' });
    await book('anna', `${DAY}T11:00`, { customerId: 'ben' });
    const around = ['13:45', '14:00', '14:15', '14:30', '14:45'];
    const own = async (query: string) =>
      (await starts(query)).filter((time: string) => around.includes(time));
    expect(await own('&customerId=ada')).toEqual(['14:30']);
    // The one after it still is in the way.
    const moving = `&customerId=ada&moving=${body.appointmentId}`;
    expect(await own(moving)).toEqual(['13:45', '14:00', '14:15', '14:30']);
    const moved = await at.post(`appointments/${body.appointmentId}/reschedule`, {
      startsAt: `${DAY}T10:15`,
    });
    expect([moved.status, moved.body.startsAt]).toEqual([200, `${DAY}T14:15:00.000Z`]);
  });

  it('is one that the caller sees', async () => {
    expect(await starts('&moving=soho.2031-03-20.nothing')).toBe('appointment-not-found');
    const { body } = await book('cleo', `${DAY}T10:00`);
    const seen = await at.get(
      `availability?storeId=soho&services=cut&from=${DAY}&moving=${body.appointmentId}`,
      await at.as('front-desk', { stores: ['soho'] }),
    );
    expect([seen.status, seen.body.code]).toEqual([404, 'appointment-not-found']);
  });
});
