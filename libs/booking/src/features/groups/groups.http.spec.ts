import { type Salon, salon } from '../../testing.http.js';

// A party at the salon, through the routes.

let at: Salon;
beforeAll(async () => {
  at = await salon();
}, 60_000);
afterAll(() => at.close());

const DAY = '2031-03-03';
const group = (time: string, guests: readonly object[], more: object = {}) => ({
  storeId: 'soho',
  startsAt: `${DAY}T${time}`,
  guests,
  ...more,
});
const cut = (staffId?: string) => ({
  services: [{ serviceId: 'cut', ...(staffId === undefined ? {} : { staffId }) }],
});

describe('BK-19 R-BK-13 R-BK-14 groups', () => {
  it('books all guests at once, finds people for them, and gives the same answer to a repeat', async () => {
    const body = group('10:00', [{ ...cut(), customerId: 'c1' }, cut('anna')], {
      bookerId: 'c1',
      channel: 'phone',
    });
    const booked = await at.post('groups', body, { 'idempotency-key': 'party' });
    expect(booked).toMatchObject({
      status: 201,
      body: {
        appointments: [
          { guestNo: 1, customerId: 'c1', bookerId: 'c1', lines: [{ staffId: 'bob' }] },
          { guestNo: 2, lines: [{ staffId: 'anna' }] },
        ],
      },
    });
    expect((await at.post('groups', body, { 'idempotency-key': 'party' })).body).toEqual(
      booked.body,
    );
    expect((await at.get(`groups/${booked.body.groupId}`)).body).toEqual(booked.body);
    const [first, second] = booked.body.appointments;
    await at.post(`appointments/${second.appointmentId}/customer`, { customerId: 'c2' });
    await at.post(`appointments/${second.appointmentId}/reschedule`, {
      startsAt: '2031-03-04T11:00',
    });
    await at.post(`appointments/${first.appointmentId}/cancel`, { by: 'customer', reason: 'ill' });
    expect((await at.get(`groups/${booked.body.groupId}`)).body.appointments).toMatchObject([
      { status: 'cancelled' },
      {
        status: 'booked',
        customerId: 'c2',
        businessDate: '2031-03-04',
        groupId: booked.body.groupId,
        guestNo: 2,
      },
    ]);
  });
  it('books nobody when one guest cannot come', async () => {
    const no = await at.post('groups', group('14:00', [cut(), cut(), cut()]));
    expect(no).toMatchObject({ status: 409, body: { code: 'slot-taken' } });
    await at.platform.settle();
    expect(
      (await at.get(`stores/soho/days/${DAY}`)).body.appointments.filter((a: any) =>
        a.startsAt.includes('T19:00'),
      ),
    ).toEqual([]);
  });
  it('has one winner of two parties that need everybody', async () => {
    const race = await Promise.all(
      Array.from({ length: 8 }, () => at.post('groups', group('15:00', [cut(), cut()]))),
    );
    expect(race.map((r) => r.status).sort()).toEqual([
      201,
      ...Array.from({ length: 7 }, () => 409),
    ]);
  });
  it.each([
    [
      'guest-repeated',
      [
        { ...cut(), customerId: 'c1' },
        { ...cut(), customerId: 'c1' },
      ],
    ],
    ['service-unknown', [cut(), { services: [{ serviceId: 'x' }] }]],
    ['staff-unknown', [cut(), cut('nobody')]],
    ['field-invalid', [cut()]],
  ])('answers 422 %s', async (code, guests) => {
    expect(await at.post('groups', group('16:00', guests))).toMatchObject({
      status: 422,
      body: { code },
    });
  });
  it('names the guest of a wrong service, refuses more than 60 services, knows only its own groups', async () => {
    expect(
      (await at.post('groups', group('16:00', [cut(), { services: [{ serviceId: 'x' }] }]))).body
        .field,
    ).toBe('guests.1.services.0.serviceId');
    const many = Array.from({ length: 7 }, () => ({
      services: Array.from({ length: 10 }, () => ({ serviceId: 'cut' })),
    }));
    expect((await at.post('groups', group('16:00', many))).body).toMatchObject({
      code: 'too-many-services',
      limit: 60,
    });
    expect((await at.get('groups/nonsense')).status).toBe(404);
    expect((await at.get(`groups/soho.${DAY}.abc`)).status).toBe(404);
  });
});

describe('R-BK-22 approval', () => {
  it('keeps the slot until the store has said yes or no', async () => {
    const wish = (time: string) => ({
      storeId: 'soho',
      startsAt: `2031-03-05T${time}`,
      services: [{ serviceId: 'balayage', staffId: 'anna' }],
      customerId: 'c5',
    });
    const { body: asked } = await at.post('appointments', wish('10:00'));
    expect(asked).toMatchObject({ status: 'pending', customerId: 'c5' });
    expect((await at.post('appointments', { ...wish('10:30'), customerId: 'c6' })).body.code).toBe(
      'slot-taken',
    );
    expect((await at.post(`appointments/${asked.appointmentId}/approve`)).body.status).toBe(
      'booked',
    );
    const { body: other } = await at.post('appointments', wish('14:00'));
    expect(
      (await at.post(`appointments/${other.appointmentId}/decline`, { reason: 'no-colourist' }))
        .body.status,
    ).toBe('declined');
    expect((await at.post('appointments', wish('14:00'))).status).toBe(201);
    await at.platform.settle();
    expect(
      (await at.get('stores/soho/days/2031-03-05')).body.appointments
        .map((a: any) => a.status)
        .sort(),
    ).toEqual(['booked', 'declined', 'pending']);
  });
});

describe('R-BK-23 overbooking', () => {
  const wish = {
    storeId: 'soho',
    startsAt: '2031-03-06T10:00',
    services: [{ serviceId: 'cut', staffId: 'anna' }],
  };
  it('needs the permission and a reason', async () => {
    expect((await at.post('appointments', wish)).status).toBe(201);
    const overbook = { overbook: { reason: 'regular-customer' } };
    const desk = await at.as('front-desk');
    expect(await at.post('appointments', { ...wish, ...overbook }, desk)).toMatchObject({
      status: 403,
      body: { code: 'overbooking-not-allowed', field: 'overbook' },
    });
    expect((await at.post('appointments', { ...wish, overbook: {} })).status).toBe(422);
    const { status, body } = await at.post('appointments', { ...wish, ...overbook });
    expect(status).toBe(201);
    expect((await at.post('appointments', wish)).body.code).toBe('slot-taken');
    // F7: whoever sees two customers on one chair sees why, and who wanted it so, until it is moved.
    const why = { reason: 'regular-customer', by: expect.any(String), at: expect.any(String) };
    const seen = async () => (await at.get(`appointments/${body.appointmentId}`)).body.overbooked;
    const onBoard = async () =>
      (await at.get('stores/soho/board/2031-03-06')).body.staff
        .flatMap(({ appointments }: any) => appointments)
        .filter(({ overbooked }: any) => overbooked)
        .map(({ appointmentId, overbooked }: any) => [appointmentId, overbooked]);
    expect([body.overbooked, await seen()]).toEqual([why, why]);
    expect(await onBoard()).toEqual([[body.appointmentId, why]]);
    const moved = await at.post(`appointments/${body.appointmentId}/reschedule`, {
      startsAt: '2031-03-06T15:00',
    });
    expect([moved.status, moved.body.overbooked, await seen()]).toEqual([
      200,
      undefined,
      undefined,
    ]);
    expect(await onBoard()).toEqual([]);
  });
});

describe('R-BK-12 the order of services', () => {
  const wish = (services: readonly string[], more: object = {}) => ({
    storeId: 'soho',
    startsAt: '2031-03-07T10:00',
    services: services.map((serviceId) => ({ serviceId })),
    ...more,
  });
  it('is the one that the catalogue declares', async () => {
    expect((await at.post('appointments', wish(['style', 'cut']))).body).toMatchObject({
      code: 'service-order',
      field: 'services.0.serviceId',
    });
    expect(
      (await at.get('availability?storeId=soho&services=style,cut&from=2031-03-07')).body.code,
    ).toBe('service-order');
    const { body } = await at.post('appointments', wish(['style', 'cut'], { anyOrder: true }));
    expect(body.lines.map((l: any) => [l.lineId, l.serviceId])).toEqual([
      ['l2', 'cut'],
      ['l1', 'style'],
    ]);
    expect(
      (
        await at.get(
          'availability?storeId=soho&services=style,cut&anyOrder=true&from=2031-03-07&limit=1',
        )
      ).body.items[0].lines.map((l: any) => l.serviceId),
    ).toEqual(['cut', 'style']);
  });
  it('is taken as it ends soonest', async () => {
    // Bob is free for half an hour, Anna only after that: the short service goes first.
    await at.post('appointments', {
      ...wish(['cut']),
      startsAt: '2031-03-08T10:45',
      services: [{ serviceId: 'cut', staffId: 'bob' }],
    });
    await at.post('appointments', {
      ...wish(['cut']),
      startsAt: '2031-03-08T10:00',
      services: [{ serviceId: 'cut', staffId: 'anna' }],
    });
    const { body } = await at.post('appointments', {
      ...wish(['long', 'cut'], { anyOrder: true }),
      startsAt: '2031-03-08T10:00',
    });
    expect(body.lines.map((l: any) => l.serviceId)).toEqual(['cut', 'long']);
  });
});
