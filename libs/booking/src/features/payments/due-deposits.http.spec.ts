import { dayAhead } from '../../testing.http.js';
import { intent, signedEvent } from './stripe.testing.http.js';
import { sums } from './testing.http.js';
import { desk, openForAll } from './deposits.testing.http.js';

openForAll();

describe('R-BK-32 what is asked for', () => {
  it('stands in the answers of holds and bookings, with its rule and version; where no rule applies there is nothing', async () => {
    const hold = (await desk.at.post('holds', desk.wish())).body;
    expect(hold.deposit).toEqual({
      cents: 3000,
      currency: 'USD',
      status: 'due',
      payUntil: hold.expiresAt,
      ruleId: 'app',
      version: 1,
    });
    const booked = await desk.book();
    expect(booked.deposit).toMatchObject({ cents: 3000, status: 'due', ruleId: 'app', version: 1 });
    expect(Date.parse(booked.deposit.payUntil) - Date.now()).toBeGreaterThan(19 * 60_000);
    expect(await desk.deposit(booked.appointmentId)).toMatchObject({
      cents: 3000,
      status: 'due',
      storeId: 'soho',
      payments: [],
    });
    const free = await desk.book({ channel: 'front-desk' });
    expect(free.deposit).toBeUndefined();
    expect((await desk.at.get(`appointments/${free.appointmentId}/deposit`)).body.code).toBe(
      'deposit-not-found',
    );
  });
  it('new customers, no-shows and trusted customers are told apart; a hold of nobody is judged when it is named', async () => {
    await desk.at.put('deposit-rules/new', { kind: 'full', channels: ['web'], newCustomers: true });
    const visit = (
      await desk.at.post('visits', {
        storeId: 'soho',
        customerId: 'known',
        services: [{ serviceId: 'cut', performers: [{ staffId: 'anna', sharePercent: 100 }] }],
      })
    ).body;
    await desk.at.post(`visits/${visit.visitId}/complete`);
    await desk.settle();
    expect((await desk.book({ channel: 'web', customerId: 'known' })).deposit).toBeUndefined();
    expect((await desk.book({ channel: 'web', customerId: 'stranger' })).deposit).toMatchObject({
      cents: 6000,
      ruleId: 'new',
    });
    await desk.at.put('trusted-customers/friend', { trusted: true, reason: 'regular' });
    expect((await desk.book({ channel: 'web', customerId: 'friend' })).deposit).toBeUndefined();
    const hold = (await desk.at.post('holds', desk.wish({ channel: 'web' }))).body;
    expect(hold.deposit.cents).toBe(6000);
    expect(
      (await desk.at.post('appointments', { holdId: hold.holdId, customerId: 'friend' })).body
        .deposit,
    ).toBeUndefined();
    expect(
      (await desk.at.post('appointments', desk.wish({ channel: 'web', customerId: 'friend' }))).body
        .deposit,
    ).toBeUndefined();
  });
  it('each guest of a group owes their own', async () => {
    const { appointments } = (
      await desk.at.post('groups', {
        storeId: 'soho',
        startsAt: desk.slot(),
        channel: 'app',
        guests: [
          { customerId: 'g1', services: [{ serviceId: 'cut' }] },
          { customerId: 'g2', services: [{ serviceId: 'long' }] },
        ],
      })
    ).body;
    expect(appointments.map((one: any) => one.deposit.cents)).toEqual([3000, 3000]);
  });
  it('each appointment of a series owes its own, and only the unpaid one is released', async () => {
    const startsAt = desk.slot();
    const { status, body } = await desk.at.post('series', {
      storeId: 'soho',
      startsAt,
      every: 1,
      unit: 'week',
      count: 2,
      services: [{ serviceId: 'long', staffId: 'anna' }],
      channel: 'app',
    });
    expect([status, body.code]).toEqual([201, undefined]);
    expect(body.appointments.map((one: any) => one.deposit)).toEqual(
      [1, 2].map(() => expect.objectContaining({ cents: 3000, status: 'due' })),
    );
    await desk.settle();
    const [paid, unpaid] = body.appointments.map(({ appointmentId }: any) => appointmentId);
    await desk.take(paid);
    desk.later(21);
    await desk.clock();
    desk.at.clock.release();
    expect([
      (await desk.appointment(paid)).status,
      (await desk.appointment(unpaid)).status,
    ]).toEqual(['booked', 'cancelled']);
    expect(
      (await desk.at.get(`series/${body.seriesId}`)).body.appointments.map(
        (one: any) => one.deposit?.status,
      ),
    ).toEqual(['met', 'lapsed']);
  });
  it('a rule has versions, refuses contradictions, and is written by the chain alone', async () => {
    expect(
      await desk.at.put('deposit-rules/tmp', {
        kind: 'fixed',
        amountCents: 900,
        channels: ['phone'],
      }),
    ).toMatchObject({
      ruleId: 'tmp',
      version: 1,
      kind: 'fixed',
      amountCents: 900,
      payWithinMinutes: 30,
    });
    expect(
      await desk.at.put('deposit-rules/tmp', {
        kind: 'fixed',
        amountCents: 900,
        channels: ['phone'],
      }),
    ).toMatchObject({ version: 1 });
    expect(await desk.at.put('deposit-rules/tmp', { kind: 'none' })).toMatchObject({ version: 2 });
    expect((await desk.at.get('deposit-rules/tmp/versions/1')).body).toMatchObject({
      version: 1,
      amountCents: 900,
    });
    expect(await desk.at.tryPut('deposit-rules/tmp', { kind: 'percent' })).toMatchObject({
      status: 422,
      body: { code: 'rate-invalid', field: 'percent' },
    });
    expect(
      await desk.at.ask(
        'PUT',
        'deposit-rules/tmp',
        { kind: 'full' },
        await desk.at.as('store-manager'),
      ),
    ).toMatchObject({ status: 403 });
  });
});

describe('BK-05 what is not paid in time', () => {
  it('is released by the clock and its slot is free; what comes later goes back in full', async () => {
    const startsAt = desk.slot();
    const booked = await desk.book({ startsAt });
    const begun = await desk.online(booked.appointmentId);
    desk.later(19);
    await desk.clock();
    expect((await desk.deposit(booked.appointmentId)).status).toBe('due');
    const seconds = desk.later(20);
    expect(await desk.clock()).toBeGreaterThan(0);
    expect(await desk.clock()).toBe(0);
    expect(await desk.appointment(booked.appointmentId)).toMatchObject({
      status: 'cancelled',
      deposit: { status: 'lapsed' },
    });
    expect(
      (await desk.at.post('appointments', desk.wish({ startsAt, channel: 'front-desk' }))).status,
    ).toBe(201);
    expect(
      (
        await desk.at.post(`appointments/${booked.appointmentId}/deposit/payments`, {
          method: 'cash',
        })
      ).body.code,
    ).toBe('deposit-lapsed');
    const paid = signedEvent(
      `late_${booked.appointmentId}`,
      'payment_intent.succeeded',
      intent(begun.payments[0].reference, booked.appointmentId, 'p1', 3000),
      { timestamp: seconds },
    );
    for (const _ of [1, 2]) expect((await desk.send(paid)).status).toBe(200);
    await desk.settle();
    expect(sums(await desk.deposit(booked.appointmentId))).toEqual([
      'returned',
      3000,
      0,
      0,
      0,
      3000,
    ]);
    expect(
      desk.stripe.requests.filter(
        ({ path, form }) =>
          path === '/v1/refunds' && form['metadata[appointmentId]'] === booked.appointmentId,
      ),
    ).toHaveLength(1);
  });
  it('paid in time it stays, whoever looks', async () => {
    const booked = await desk.book();
    await desk.take(booked.appointmentId);
    await desk.settle();
    desk.later(60);
    await desk.clock();
    expect(await desk.appointment(booked.appointmentId)).toMatchObject({
      status: 'booked',
      deposit: { status: 'met' },
    });
  });
  it('paid in the very moment in which it lapses: kept with its slot, or released and returned, never one without the other', async () => {
    const booked = await Promise.all(
      [10, 11, 12, 14].map((hour) => desk.book({ startsAt: `${dayAhead(50)}T${hour}:00` })),
    );
    const references = await Promise.all(
      booked.map(
        async ({ appointmentId }) =>
          (await desk.online(appointmentId)).payments[0].reference as string,
      ),
    );
    const timestamp = desk.later(20);
    const paid = booked.map(({ appointmentId }, i) =>
      signedEvent(
        `race_${appointmentId}`,
        'payment_intent.succeeded',
        intent(references[i]!, appointmentId, 'p1', 3000),
        { timestamp },
      ),
    );
    await Promise.all([
      desk.send(paid[0]!),
      desk.send(paid[1]!),
      desk.clock(),
      desk.clock(),
      desk.send(paid[2]!),
      desk.send(paid[3]!),
    ]);
    await desk.clock();
    for (const { appointmentId } of booked) {
      const [money, { status }] = [
        sums(await desk.deposit(appointmentId)),
        await desk.appointment(appointmentId),
      ];
      expect([[...money, status]]).toEqual([
        status === 'booked'
          ? ['met', 3000, 3000, 0, 0, 0, 'booked']
          : ['returned', 3000, 0, 0, 0, 3000, 'cancelled'],
      ]);
    }
  });
  it('a hold that ran out gives back what was paid for it', async () => {
    const hold = (await desk.at.post('holds', desk.wish({ ttlSeconds: 60 }))).body;
    await desk.paidOnline(hold.holdId);
    await desk.settle();
    desk.later(2);
    expect(await desk.clock()).toBeGreaterThan(0);
    expect(sums(await desk.deposit(hold.holdId))).toEqual(['returned', 3000, 0, 0, 0, 3000]);
  });
  it('whoever has checked in already is not sent away', async () => {
    const booked = await desk.book();
    await desk.at.post(`appointments/${booked.appointmentId}/check-in`);
    desk.later(20);
    await desk.clock();
    expect(await desk.appointment(booked.appointmentId)).toMatchObject({
      status: 'checked-in',
      deposit: { status: 'lapsed' },
    });
  });
  it('waived by a manager with a reason the booking stands; the front desk may not', async () => {
    const booked = await desk.book();
    const path = `appointments/${booked.appointmentId}/deposit/waive`;
    expect(
      await desk.at.post(path, { reason: 'regular' }, await desk.at.as('front-desk')),
    ).toMatchObject({ status: 403, body: { code: 'permission-missing' } });
    expect(
      (await desk.at.post(path, { reason: 'regular' }, await desk.at.as('store-manager'))).body
        .status,
    ).toBe('waived');
    await desk.settle();
    desk.later(60);
    await desk.clock();
    expect(await desk.appointment(booked.appointmentId)).toMatchObject({
      status: 'booked',
      deposit: { status: 'waived' },
    });
  });
});
