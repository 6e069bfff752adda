import {
  at,
  book,
  change,
  clock,
  iso,
  nextDay,
  openForAll,
  post,
  settle,
  stands,
} from './change-services.testing.http.js';

// What a change of services costs, asks for, and redeems.

openForAll();

describe('BK-03 BK-04 R-BK-34 what a change of services costs', () => {
  const both = [
    { serviceId: 'cut', staffId: 'anna' },
    { serviceId: 'style', staffId: 'anna' },
  ];
  const cancel = (one: { appointmentId: string }, by = 'customer') =>
    post(`appointments/${one.appointmentId}/cancel`, { by, reason: 'ill' });
  beforeAll(async () => {
    await at.put('policies/half', {
      currency: 'USD',
      windows: [{ hoursBefore: 48, kind: 'percent', percent: 50 }],
    });
    const { body } = await at.get('stores/soho');
    await at.put('stores/soho', { ...body, policyId: 'half' });
  });

  it('nothing in time; late as much as cancelling it, and together as much as cancelling all', async () => {
    const late = await book('10:00', 'ada', both);
    const whole = await book('12:00', 'ben', both);
    clock.set(iso('09:00'));
    const dropped = await change(late, [{ lineId: 'l1' }], { drop: ['l2'] });
    expect(dropped.fee).toMatchObject({ cents: 3000, currency: 'USD', status: 'due' });
    expect((await cancel(late)).fee.cents).toBe(6000);
    expect((await cancel(whole)).fee.cents).toBe(6000);

    nextDay();
    const early = await book('10:00', 'cem', both);
    const free = await change(early, [{ lineId: 'l2' }], { drop: ['l1'] });
    expect([free.status, free.fee]).toEqual([200, undefined]);
  });

  it('nothing when the store asks for it, which whoever may waive fees may say', async () => {
    clock.set(iso('09:00'));
    const booked = await book('10:00', 'ada', both);
    const body = { lines: [{ lineId: 'l1' }], drop: ['l2'], by: 'store' };
    const desk = await at.post(
      `appointments/${booked.appointmentId}/services`,
      body,
      await at.as('front-desk', { stores: ['soho'] }),
    );
    expect([desk.status, desk.body.code, desk.body.field]).toEqual([
      403,
      'permission-missing',
      'by',
    ]);
    const free = await change(booked, body.lines, { drop: ['l2'], by: 'store' });
    expect([free.status, free.fee]).toEqual([200, undefined]);
  });
});

describe('R-BK-32 what is asked for beforehand after a change of services', () => {
  it('is reckoned anew: more for what was added, and what is too much goes back', async () => {
    await at.put('deposit-rules/fifth', {
      kind: 'percent',
      percent: 20,
      storeIds: ['soho'],
      payWithinMinutes: 60,
    });
    const booked = await book('10:00', 'ada');
    expect(booked.deposit).toMatchObject({ cents: 1200, status: 'due' });
    const more = await change(booked, [{ lineId: 'l1' }, { serviceId: 'style' }]);
    await settle();
    expect((await stands(booked)).deposit).toMatchObject({ cents: 2400, status: 'due' });
    expect(more.deposit.cents).toBe(2400);
    const paid = await post(`appointments/${booked.appointmentId}/deposit/payments`, {
      method: 'cash',
    });
    expect([paid.status, paid.code]).toEqual([200, undefined]);
    await change(booked, [{ lineId: 'l1' }], { drop: ['l2'] });
    await settle();
    expect((await at.get(`appointments/${booked.appointmentId}/deposit`)).body).toMatchObject({
      cents: 1200,
    });
  });
});

describe('BK-23 BK-25 R-BK-36 what the services of a booking redeem', () => {
  beforeAll(async () => {
    const { body } = await at.get('services/cut');
    const { serviceId: _id, version: _version, revision: _revision, ...cut } = body;
    await at.put('services/peel', { ...cut, name: 'Peel', serviceGroup: 'peel' });
    await at.put('services/mask', {
      ...cut,
      name: 'Mask',
      serviceGroup: 'mask',
      priceCents: 0,
      quota: { perCustomer: 1, perDays: 90 },
    });
    await at.put('course-templates/peeling', {
      name: 'Peeling',
      serviceIds: ['peel'],
      sessions: 3,
      minDays: 1,
      recommendedDays: 2,
      maxDays: 40,
      validityDays: 120,
    });
  });

  it('a quota is used by what is added, once, and free again when it is dropped', async () => {
    const booked = await book('10:00', 'quentin');
    const mask = { serviceId: 'mask', staffId: 'anna' };
    expect((await change(booked, [{ lineId: 'l1' }, mask])).status).toBe(200);
    const next = await book('12:00', 'quentin');
    expect(await change(next, [{ lineId: 'l1' }, mask])).toMatchObject({
      status: 409,
      code: 'quota-used',
    });
    expect(await change(booked, [{ lineId: 'l1' }, { lineId: 'l2' }, mask])).toMatchObject({
      code: 'quota-used',
    });
    const shorter = await change(booked, [{ lineId: 'l1' }], { drop: ['l2'] });
    expect(shorter.lines).toHaveLength(1);
    await settle();
    expect((await change(next, [{ lineId: 'l1' }, mask])).status).toBe(200);
  });

  it('a session of a course is free again when its service is dropped, and taken when it comes back', async () => {
    const { courseId } = await post('courses', {
      templateId: 'peeling',
      customerId: 'paula',
      storeId: 'soho',
    });
    const booked = await book('14:00', 'paula', [{ serviceId: 'peel', staffId: 'anna' }]);
    const { appointmentId } = booked;
    expect((await post(`courses/${courseId}/sessions`, { appointmentId })).status).toBe(200);
    const session = async () => {
      await settle();
      return (await at.get(`courses/${courseId}`)).body.agreed.map((one: any) => one.status);
    };
    expect(await session()).toEqual(['booked']);
    await change(booked, [{ serviceId: 'cut', staffId: 'anna' }], { drop: ['l1'] });
    expect(await session()).toEqual([]);
    await change(booked, [{ serviceId: 'peel', staffId: 'anna' }], { drop: ['l2'] });
    expect(await session()).toEqual(['booked']);
  });
});
