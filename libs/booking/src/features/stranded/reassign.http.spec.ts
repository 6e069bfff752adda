import {
  at,
  book,
  date,
  openForAll,
  reasons,
  reassign,
  store,
  stranded,
  working,
} from './stranded.testing.http.js';

openForAll();
afterEach(() => at.settle());

/** Somebody is away from now on, and comes back. */
const away = (staffId: string) => at.put(`staff/${staffId}/shifts?onStranded=list`, {});
const back = (staffId: string) =>
  at.put(`staff/${staffId}/shifts`, { patterns: [working('09:00', '17:00')] });
const cancel = async (...bookings: any[]) => {
  for (const { appointmentId } of bookings)
    await at.post(`appointments/${appointmentId}/cancel`, { by: 'store', reason: 'other' });
};

describe('R-BK-42 R-BK-36 the bookings of a sick colleague, in one call', () => {
  it('go to whoever is free at the same time, the least busy first; the others are named with the reason', async () => {
    // Ten o'clock: Bob is busy all morning, Cleo free. Eleven: both are taken.
    const ten = await book(2, '10:00', 'anna', { customerId: 'c1' });
    const eleven = await book(2, '11:00', 'anna');
    const busy = [
      await book(2, '09:00', 'bob', {}, 'long'),
      await book(2, '11:00', 'bob', {}, 'cut'),
    ];
    await at.put('stores/soho', store({ pools: [{ pool: 'chair', capacity: 3 }] }));
    busy.push(await book(2, '11:00', 'cleo', {}, 'cut'));
    await away('anna');
    expect(reasons(await stranded('?staffId=anna'))).toEqual([
      [ten.appointmentId, 'off-shift'],
      [eleven.appointmentId, 'off-shift'],
    ]);
    const key = { 'idempotency-key': 'all-of-anna' };
    const answer = await reassign({ staffId: 'anna' }, key);
    expect(answer).toEqual({
      moved: [
        {
          appointmentId: ten.appointmentId,
          customerId: 'c1',
          startsAt: `${date(2)}T15:00:00.000Z`,
          zone: 'America/New_York',
          lines: [{ lineId: 'l1', serviceId: 'cut', staffId: 'cleo' }],
          insteadOf: 'anna',
          staffRequested: true,
          revision: expect.any(Number),
        },
      ],
      left: [
        expect.objectContaining({
          appointmentId: eleven.appointmentId,
          reason: 'off-shift',
          staffId: 'anna',
          code: 'nobody-free',
          detail: expect.stringContaining('Offer another time'),
        }),
      ],
      notTried: 0,
      notStranded: [],
    });
    // A repeat is the very same answer, and moves nothing again.
    expect(await reassign({ staffId: 'anna' }, key)).toEqual(answer);
    expect((await at.get(`appointments/${ten.appointmentId}`)).body).toMatchObject({
      startsAt: `${date(2)}T15:00:00.000Z`,
      priceCents: ten.priceCents,
      lines: [{ staffId: 'cleo' }],
    });
    expect(reasons(await stranded())).toEqual([[eleven.appointmentId, 'off-shift']]);
    await cancel(ten, eleven, ...busy);
    await back('anna');
  });

  it('are each judged as those before left the day: one person does not take two at once', async () => {
    const both = [await book(3, '10:00', 'anna'), await book(3, '10:00', 'bob')];
    await away('anna');
    await away('bob');
    const { moved, left } = await reassign({});
    expect(moved).toHaveLength(1);
    expect(moved[0].lines[0].staffId).toBe('cleo');
    expect(left).toMatchObject([{ code: 'nobody-free' }]);
    await cancel(...both);
    await back('anna');
    await back('bob');
  });

  it('are shared out where no one person can take all services of a booking', async () => {
    const { body: two } = await at.post('appointments', {
      storeId: 'soho',
      startsAt: `${date(4)}T10:00`,
      services: [
        { serviceId: 'cut', staffId: 'anna' },
        { serviceId: 'style', staffId: 'anna' },
      ],
    });
    // Bob is taken for the second half hour, Cleo for the first.
    const taken = [await book(4, '10:30', 'bob'), await book(4, '10:00', 'cleo')];
    await away('anna');
    const { moved } = await reassign({ appointmentIds: [two.appointmentId] });
    expect(moved[0].lines.map((l: any) => l.staffId)).toEqual(['bob', 'cleo']);
    await cancel(two, ...taken);
    await back('anna');
  });

  it('stay where the customer asked for that person, when asked to; nobody qualified, a hold and an open approval are named', async () => {
    const asked = await book(5, '10:00', 'anna');
    const anybody = await at.post('appointments', {
      storeId: 'soho',
      startsAt: `${date(5)}T11:00`,
      services: [{ serviceId: 'cut' }],
    });
    const open = await book(5, '12:00', 'anna', {}, 'balayage');
    const { body: held } = await at.post('holds', {
      storeId: 'soho',
      startsAt: `${date(5)}T14:00`,
      services: [{ serviceId: 'cut', staffId: 'anna' }],
      ttlSeconds: 3600,
    });
    await away('anna');
    const first = await reassign({ staffId: 'anna', leaveRequested: true });
    expect(first.left.map((one: any) => [one.appointmentId, one.code])).toEqual([
      [asked.appointmentId, 'staff-requested'],
      [open.appointmentId, 'approval-open'],
      [held.holdId, 'only-held'],
    ]);
    expect(
      first.moved
        .map((one: any) => one.appointmentId)
        .filter((id: string) => id !== anybody.body.appointmentId),
    ).toEqual([]);
    await cancel(anybody.body);
    for (const staffId of ['bob', 'cleo'])
      await at.put(`staff/${staffId}?onStranded=list`, {
        displayName: staffId,
        storeIds: ['soho'],
        skills: [],
      });
    expect(
      await reassign({ appointmentIds: [asked.appointmentId, 'soho.2031-01-05.nobody'] }),
    ).toMatchObject({ status: 404, code: 'appointment-not-found', field: 'appointmentIds.1' });
    const second = await reassign({
      appointmentIds: [asked.appointmentId, anybody.body.appointmentId],
    });
    expect(second).toMatchObject({
      moved: [],
      left: [{ appointmentId: asked.appointmentId, code: 'nobody-qualified' }],
      notStranded: [anybody.body.appointmentId],
    });
    for (const staffId of ['bob', 'cleo'])
      await at.put(`staff/${staffId}`, {
        displayName: staffId,
        storeIds: ['soho'],
        skills: [{ skill: 'cut', level: 2 }],
      });
    await at.post(`holds/${held.holdId}/release`);
    await cancel(asked, open);
    await back('anna');
  });
});

describe('R-BK-42 what a store strands', () => {
  it('stays with the reason where the store is closed or its clock differs', async () => {
    const booked = await book(6, '10:00', 'anna');
    await at.put(
      'stores/soho?onStranded=list',
      store({ openingExceptions: [{ date: date(6), hours: [{ from: '13:00', to: '18:00' }] }] }),
    );
    expect((await reassign({})).left).toMatchObject([
      {
        reason: 'closed',
        code: 'store-closed',
        nearest: expect.arrayContaining([`${date(6)}T18:00:00.000Z`]),
      },
    ]);
    await at.put('stores/soho?onStranded=list', store({ zone: 'America/Chicago' }));
    expect((await reassign({})).left).toMatchObject([
      { reason: 'other-clock', code: 'other-clock' },
    ]);
    // Moved by hand to where the clock shows ten again, it stands.
    const moved = await at.post(`appointments/${booked.appointmentId}/reschedule`, {
      startsAt: `${date(6)}T10:00`,
      by: 'store',
    });
    expect(moved.body.startsAt).toBe(`${date(6)}T16:00:00.000Z`);
    expect(await stranded()).toEqual([]);
    await at.put('stores/soho?onStranded=list', store());
    await cancel(booked);
  });

  it('goes to another place where the service may have one', async () => {
    const pools = (chairs: number) => ({
      pools: [
        { pool: 'chair', capacity: chairs },
        { pool: 'makeup-chair', capacity: 1 },
      ],
    });
    await at.put('stores/soho', store(pools(1)));
    await at.put('services/gloss', {
      name: 'Gloss',
      category: 'hair',
      serviceGroup: 'gloss',
      phases: [{ name: 'do', kind: 'active', minutes: 30 }],
      priceCents: 3000,
      place: { match: 'any', pools: ['chair', 'makeup-chair'] },
      skill: { skill: 'cut', level: 1 },
    });
    const booked = await book(7, '10:00', 'anna', {}, 'gloss');
    await at.put('stores/soho?onStranded=list', store(pools(0)));
    const before = reasons(await stranded());
    const { left } = await reassign({});
    expect([before.length <= 1, left]).toEqual([true, []]);
    expect(await stranded()).toEqual([]);
    await at.put('stores/soho?onStranded=list', store());
    await cancel(booked);
  });

  it('is for desks of that store alone, and says what is wrong', async () => {
    const desk = await at.as('front-desk', { stores: ['soho'] });
    const other = await at.as('front-desk', { stores: ['mitte'] });
    expect((await at.get('stores/soho/stranded', desk)).status).toBe(200);
    expect((await at.post('stores/soho/stranded/reassign', {}, desk)).status).toBe(200);
    expect((await at.get('stores/soho/stranded', other)).status).toBe(404);
    expect((await at.post('stores/soho/stranded/reassign', {}, other)).status).toBe(404);
    expect((await at.post('stores/soho/stranded/reassign', { from: '2031-02-30' })).body).toEqual(
      expect.objectContaining({ status: 422, field: 'from' }),
    );
    const stylist = await at.as('stylist', { stores: ['soho'] });
    expect((await at.post('stores/soho/stranded/reassign', {}, stylist)).status).toBe(403);
  });
});
