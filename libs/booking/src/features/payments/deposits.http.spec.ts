import { DEPOSIT_TOPIC } from '@chignon/contracts';
import type { DeliveredMessage } from '@chignon/eventing';
import { byHand } from '../../deposits/payments.js';
import { dayAhead, salon } from '../../testing.http.js';
import { intent, signedEvent } from './stripe.testing.http.js';
import { DepositDesk, sums } from './testing.http.js';

let desk: DepositDesk;
beforeAll(async () => void (desk = await DepositDesk.open()), 60_000);
afterEach(() => desk.at.clock.release());
afterAll(() => desk.close());

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

describe('BK-05 hold, pay, book, visit, settle', () => {
  it('a deposit paid while the slot is held pays the bill in the end', async () => {
    const hold = (await desk.at.post('holds', desk.wish())).body;
    const begun = await desk.online(hold.holdId);
    expect(begun).toMatchObject({
      provider: 'stripe',
      paymentId: 'p1',
      clientSecret: expect.stringMatching(/^pi_\d+_secret$/),
      payments: [{ status: 'started', cents: 3000 }],
    });
    expect(desk.stripe.requests.at(-1)).toMatchObject({
      path: '/v1/payment_intents',
      form: {
        amount: '3000',
        currency: 'usd',
        'metadata[appointmentId]': hold.holdId,
        'metadata[paymentId]': 'p1',
        'metadata[storeId]': 'soho',
      },
    });
    await desk.paidOnline(hold.holdId);
    const booked = (await desk.at.post('appointments', { holdId: hold.holdId, customerId: 'c1' }))
      .body;
    expect(booked.deposit.status).toBe('met');
    await desk.settle();
    expect(sums(await desk.deposit(booked.appointmentId))).toEqual(['met', 3000, 3000, 0, 0, 0]);

    const { visitId } = (await desk.at.post(`appointments/${booked.appointmentId}/check-in`)).body;
    await desk.at.post(`visits/${visitId}/complete`);
    const bill = (tenders: object[]) => desk.at.post(`visits/${visitId}/settle`, { tenders });
    expect(
      await bill([
        { kind: 'deposit', cents: 3001 },
        { kind: 'card', cents: 2999 },
      ]),
    ).toMatchObject({
      status: 409,
      body: { code: 'deposit-insufficient', heldCents: 3000, field: 'tenders' },
    });
    expect(
      (
        await bill([
          { kind: 'deposit', cents: 3000 },
          { kind: 'card', cents: 1 },
        ])
      ).body.code,
    ).toBe('tenders-do-not-sum');
    expect((await bill([{ kind: 'deposit', cents: -1 }])).body.code).toBe(
      'deposit-tender-negative',
    );
    const key = { 'idempotency-key': 'settle-1' };
    const tenders = [
      { kind: 'deposit', cents: 3000 },
      { kind: 'card', cents: 3000 },
    ];
    expect((await desk.at.post(`visits/${visitId}/settle`, { tenders }, key)).body.status).toBe(
      'settled',
    );
    expect((await desk.at.post(`visits/${visitId}/settle`, { tenders }, key)).body.status).toBe(
      'settled',
    );
    await desk.settle();
    expect(sums(await desk.deposit(booked.appointmentId))).toEqual([
      'applied',
      3000,
      0,
      3000,
      0,
      0,
    ]);
    expect(
      (
        await desk.at.post(`visits/${visitId}/refund`, {
          items: [{ lineId: 'l1', quantityMilli: 1000 }],
          tenders: [{ kind: 'deposit', cents: -6000 }],
          reason: 'returned',
        })
      ).body,
    ).toMatchObject({
      code: 'refund-exceeds-tender',
      expected: 'at most 3000 by deposit, at most 3000 by card',
    });
    expect((await bill(tenders)).status).toBe(200);
    await desk.at.post(`visits/${visitId}/void`, { reason: 'wrong-person' });
    await desk.settle();
    expect(sums(await desk.deposit(booked.appointmentId))).toEqual([
      'returned',
      3000,
      0,
      0,
      0,
      3000,
    ]);
  });
  it('asked again it is the same intent, under the same key; nothing of a person goes out', async () => {
    const { appointmentId } = await desk.book({ customerId: 'c2' });
    const key = { 'idempotency-key': 'pay-once' };
    const first = (
      await desk.at.post(`appointments/${appointmentId}/deposit/payments/online`, undefined, key)
    ).body;
    const created = desk.stripe.requests.filter(
      ({ path, form }) =>
        path === '/v1/payment_intents' && form['metadata[appointmentId]'] === appointmentId,
    );
    for (const again of [
      (await desk.at.post(`appointments/${appointmentId}/deposit/payments/online`, undefined, key))
        .body,
      await desk.online(appointmentId),
    ])
      expect([again.paymentId, again.clientSecret, again.code]).toEqual([
        first.paymentId,
        first.clientSecret,
        undefined,
      ]);
    expect(created).toHaveLength(1);
    await desk.paidOnline(appointmentId);
    expect(
      (await desk.at.post(`appointments/${appointmentId}/deposit/payments/online`, undefined, key))
        .body.code,
    ).toBe('deposit-paid');
    expect(created[0]!.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
    expect(Object.keys(created[0]!.form).sort()).toEqual([
      'amount',
      'automatic_payment_methods[enabled]',
      'currency',
      'metadata[appointmentId]',
      'metadata[paymentId]',
      'metadata[storeId]',
    ]);
  });
  it('a provider that is away leaves nothing half done: the same wish again goes on', async () => {
    const { appointmentId } = await desk.book();
    desk.stripe.trouble = { status: 500, error: { type: 'api_error', message: 'away' } };
    expect(
      await desk.at.post(`appointments/${appointmentId}/deposit/payments/online`),
    ).toMatchObject({ status: 503, body: { code: 'payments-unavailable' } });
    expect(await desk.deposit(appointmentId)).toMatchObject({
      status: 'due',
      payments: [{ paymentId: 'p1', status: 'started' }],
    });
    expect((await desk.online(appointmentId)).paymentId).toBe('p1');
    desk.stripe.trouble = {
      status: 400,
      error: { type: 'invalid_request_error', code: 'amount_too_small', message: 'x' },
    };
    const { appointmentId: other } = await desk.book();
    expect(
      (await desk.at.post(`appointments/${other}/deposit/payments/online`)).body,
    ).toMatchObject({ code: 'payment-refused', providerCode: 'amount_too_small' });
  });
  it('a bill of less than the deposit takes what it needs, the rest goes back through the provider', async () => {
    const { appointmentId } = await desk.book({
      services: [{ serviceId: 'cut', staffId: 'anna' }],
    });
    await desk.paidOnline(appointmentId);
    const { visitId } = (await desk.at.post(`appointments/${appointmentId}/check-in`)).body;
    await desk.at.post(`visits/${visitId}/complete`);
    expect(
      (
        await desk.at.post(`visits/${visitId}/settle`, {
          lines: [{ lineId: 'l1', priceCents: 1000, reason: 'less-work' }],
          tenders: [{ kind: 'deposit', cents: 1000 }],
        })
      ).status,
    ).toBe(200);
    await desk.settle();
    expect(await desk.deposit(appointmentId)).toMatchObject({
      appliedCents: 1000,
      returnedCents: 2000,
      heldCents: 0,
      returns: [{ returnId: 'r1', status: 'done', reason: 'visit-settled', cents: 2000 }],
    });
    expect(desk.stripe.requests.at(-1)).toMatchObject({
      path: '/v1/refunds',
      form: { amount: '2000', 'metadata[returnId]': 'r1' },
      idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });
  it('R-VS-03 K3 a refund goes back the way the money came: what the deposit paid goes back through the provider, once', async () => {
    const { appointmentId } = await desk.book();
    await desk.paidOnline(appointmentId);
    const { visitId } = (await desk.at.post(`appointments/${appointmentId}/check-in`)).body;
    await desk.at.post(`visits/${visitId}/complete`);
    await desk.at.post(`visits/${visitId}/settle`, {
      tenders: [
        { kind: 'deposit', cents: 3000 },
        { kind: 'card', cents: 3000 },
      ],
    });
    const refund = (quantityMilli: number, tenders: object[]) =>
      desk.at.post(`visits/${visitId}/refund`, {
        items: [{ lineId: 'l1', quantityMilli }],
        tenders,
        reason: 'complaint',
      });
    expect((await refund(1000, [{ kind: 'cash', cents: -6000 }])).body.code).toBe(
      'refund-exceeds-tender',
    );
    expect(
      (
        await refund(500, [
          { kind: 'deposit', cents: -1000 },
          { kind: 'card', cents: -2000 },
        ])
      ).status,
    ).toBe(200);
    await desk.settle();
    expect(sums(await desk.deposit(appointmentId))).toEqual(['applied', 3000, 0, 2000, 0, 1000]);
    expect(
      (
        await refund(500, [
          { kind: 'deposit', cents: -2001 },
          { kind: 'card', cents: -999 },
        ])
      ).body.code,
    ).toBe('refund-exceeds-tender');
    expect((await desk.at.post(`visits/${visitId}/void`, { reason: 'mistake' })).body.status).toBe(
      'voided',
    );
    await desk.settle();
    expect(sums(await desk.deposit(appointmentId))).toEqual(['returned', 3000, 0, 0, 0, 3000]);
  });
  it('a visit without an appointment has no deposit', async () => {
    const { visitId } = (
      await desk.at.post('visits', {
        storeId: 'soho',
        services: [{ serviceId: 'cut', performers: [{ staffId: 'bob', sharePercent: 100 }] }],
      })
    ).body;
    await desk.at.post(`visits/${visitId}/complete`);
    expect(
      await desk.at.post(`visits/${visitId}/settle`, {
        tenders: [{ kind: 'deposit', cents: 6000 }],
      }),
    ).toMatchObject({ status: 409, body: { code: 'deposit-insufficient', heldCents: 0 } });
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

describe('R-BK-32 cancelled, missed, moved', () => {
  it('by the customer late: the fee is kept, the rest returned; taken at the desk it is handed out there', async () => {
    const booked = await desk.book({
      startsAt: `${dayAhead(2)}T09:00`,
      services: [{ serviceId: 'long', staffId: 'bob' }],
    });
    await desk.take(booked.appointmentId);
    const { fee } = (
      await desk.at.post(`appointments/${booked.appointmentId}/cancel`, {
        by: 'customer',
        reason: 'ill',
      })
    ).body;
    expect(fee.cents).toBe(1200);
    await desk.settle();
    expect(await desk.deposit(booked.appointmentId)).toMatchObject({
      status: 'returning',
      forfeitedCents: 1200,
      heldCents: 1800,
      returns: [
        {
          returnId: 'r1',
          status: 'asked',
          method: 'cash',
          cents: 1800,
          reason: 'cancelled-by-customer',
        },
      ],
    });
    expect((await desk.at.get('deposits?storeId=soho&status=returning')).body.items).toEqual([
      expect.objectContaining({ appointmentId: booked.appointmentId, returningCents: 1800 }),
    ]);
    expect(
      await desk.at.post(`appointments/${booked.appointmentId}/deposit/returns/r1/done`, {
        reference: 'slip-18',
      }),
    ).toMatchObject({
      status: 200,
      body: { returnedCents: 1800, heldCents: 0, status: 'forfeited' },
    });
    await desk.at.post(`appointments/${booked.appointmentId}/fee/waive`, { reason: 'our-mistake' });
    await desk.settle();
    expect(await desk.deposit(booked.appointmentId)).toMatchObject({
      forfeitedCents: 0,
      heldCents: 1200,
      returns: [{ status: 'done' }, { status: 'asked', cents: 1200 }],
    });
  });
  it('by the store: in full, through the provider', async () => {
    const booked = await desk.book({
      startsAt: `${dayAhead(2)}T11:00`,
      services: [{ serviceId: 'long', staffId: 'bob' }],
    });
    await desk.paidOnline(booked.appointmentId);
    await desk.at.post(`appointments/${booked.appointmentId}/cancel`, {
      by: 'store',
      reason: 'power-cut',
    });
    await desk.settle();
    expect(sums(await desk.deposit(booked.appointmentId))).toEqual([
      'returned',
      3000,
      0,
      0,
      0,
      3000,
    ]);
  });
  it('a no-show is decided when its business day is over, since the customer may still turn up', async () => {
    const booked = await desk.book({
      startsAt: `${dayAhead(2)}T14:00`,
      services: [{ serviceId: 'long', staffId: 'bob' }],
    });
    await desk.take(booked.appointmentId);
    const untilStart = Math.round((Date.parse(booked.startsAt) - Date.now()) / 60_000);
    desk.later(untilStart + 20);
    expect(
      (await desk.at.post(`appointments/${booked.appointmentId}/no-show`, {})).body.fee.cents,
    ).toBe(6000);
    await desk.settle();
    expect(sums(await desk.deposit(booked.appointmentId))).toEqual(['met', 3000, 3000, 0, 0, 0]);
    desk.later(untilStart + 24 * 60 + 1);
    await desk.clock();
    expect(sums(await desk.deposit(booked.appointmentId))).toEqual([
      'forfeited',
      3000,
      0,
      0,
      3000,
      0,
    ]);
  });
  it('moved, also to another day, it keeps its deposit', async () => {
    const booked = await desk.book();
    await desk.take(booked.appointmentId);
    const moved = (
      await desk.at.post(`appointments/${booked.appointmentId}/reschedule`, {
        startsAt: `${dayAhead(40)}T10:00`,
      })
    ).body;
    expect(moved.deposit).toMatchObject({ cents: 3000, status: 'met' });
    await desk.settle();
    expect(sums(await desk.deposit(booked.appointmentId))).toEqual(['met', 3000, 3000, 0, 0, 0]);
    await desk.at.post(`appointments/${booked.appointmentId}/cancel`, {
      by: 'customer',
      reason: 'changed-mind',
    });
    await desk.settle();
    expect(await desk.deposit(booked.appointmentId)).toMatchObject({
      forfeitedCents: 0,
      returns: [{ cents: 3000 }],
    });
  });
});

describe('R-BK-32 the liability of a store', () => {
  it('is exact as of any instant', async () => {
    await desk.at.put('stores/noho', {
      regionId: 'r1',
      name: 'Noho',
      zone: 'America/New_York',
      currency: 'USD',
      openingHours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
        weekday,
        from: '09:00',
        to: '18:00',
      })),
      pools: [{ pool: 'chair', capacity: 2 }],
    });
    await desk.at.put('staff/cleo', {
      displayName: 'Cleo',
      storeIds: ['noho'],
      skills: [{ skill: 'cut', level: 2 }],
    });
    await desk.at.put('staff/cleo/shifts', {
      patterns: [
        {
          storeId: 'noho',
          validFrom: '2020-01-01',
          shifts: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
        },
      ],
    });
    const held = async (instant?: string) =>
      (
        await desk.at.get(
          `deposits/liability?storeId=noho${instant === undefined ? '' : `&at=${instant}`}`,
        )
      ).body.held;
    const now = (minutes: number) => {
      const instant = new Date(Date.UTC(2031, 0, 1) + minutes * 60_000).toISOString();
      desk.at.clock.set(instant);
      return instant;
    };
    now(0);
    const noho = (startsAt: string) =>
      desk.book({ storeId: 'noho', startsAt, services: [{ serviceId: 'long' }] });
    const [one, two] = [await noho('2031-03-03T10:00'), await noho('2031-03-04T10:00')];
    const first = now(10);
    await desk.take(one.appointmentId);
    const second = now(15);
    await desk.take(two.appointmentId, 'terminal');
    const third = now(60 * 48);
    await desk.at.post(`appointments/${one.appointmentId}/cancel`, {
      by: 'store',
      reason: 'closed',
    });
    await desk.settle();
    const fourth = now(60 * 48 + 5);
    await desk.at.post(`appointments/${one.appointmentId}/deposit/returns/r1/done`, {});
    await desk.settle();
    const before = (instant: string) => new Date(Date.parse(instant) - 1).toISOString();
    expect(
      await Promise.all(
        [before(first), first, before(second), second, third, before(fourth), fourth].map(held),
      ),
    ).toEqual([
      [],
      [{ currency: 'USD', cents: 3000 }],
      [{ currency: 'USD', cents: 3000 }],
      [{ currency: 'USD', cents: 6000 }],
      [{ currency: 'USD', cents: 6000 }],
      [{ currency: 'USD', cents: 6000 }],
      [{ currency: 'USD', cents: 3000 }],
    ]);
    expect(await held()).toEqual([{ currency: 'USD', cents: 3000 }]);
    expect((await desk.at.get('deposits?storeId=noho&status=met')).body.items).toEqual([
      expect.objectContaining({ appointmentId: two.appointmentId, heldCents: 3000 }),
    ]);
    expect(
      (await desk.at.get('deposits/liability?storeId=noho', await desk.at.as('store-manager')))
        .status,
    ).toBe(404);
    expect(
      (
        await desk.at.get(
          `appointments/${two.appointmentId}/deposit`,
          await desk.at.as('store-manager'),
        )
      ).body.code,
    ).toBe('deposit-not-found');
  });
  it('money is published as ids and amounts, and nothing else of a deposit is', async () => {
    const heard: DeliveredMessage[] = [];
    const subscription = await desk.at.platform.host.engines.bus.subscribe({
      group: 'deposits-spec',
      topics: [DEPOSIT_TOPIC],
      handler: async (messages) => void heard.push(...messages),
    });
    const { appointmentId } = await desk.book({
      customerId: 'c9',
      startsAt: `${dayAhead(2)}T15:00`,
      services: [{ serviceId: 'long', staffId: 'bob' }],
    });
    await desk.paidOnline(appointmentId);
    await desk.at.post(`appointments/${appointmentId}/cancel`, { by: 'customer', reason: 'ill' });
    await desk.settle();
    await subscription.caughtUp();
    const facts = { appointmentId, storeId: 'soho', customerId: 'c9', currency: 'USD' };
    expect(
      heard
        .filter(({ data }) => data.appointmentId === appointmentId)
        .map(({ type, key, data }) => [type, key, data]),
    ).toEqual([
      ['DepositPaid', 'c9', { ...facts, cents: 3000, paymentId: 'p1', method: 'online' }],
      ['DepositForfeited', 'c9', { ...facts, cents: 1200, feeCents: 1200, because: 'late-cancel' }],
      ['DepositReturned', 'c9', { ...facts, cents: 1800, returnId: 'r1', paymentId: 'p1' }],
    ]);
    await subscription.close();
  });
});

describe('BK-05 without a provider', () => {
  it('deposits are taken at the desk, and online payments refused with a clear code', async () => {
    const alone = await salon();
    try {
      await alone.put('deposit-rules/all', { kind: 'fixed', amountCents: 1500 });
      const { appointmentId, deposit: asked } = (
        await alone.post('appointments', {
          storeId: 'soho',
          startsAt: `${dayAhead(3)}T10:00`,
          services: [{ serviceId: 'long' }],
        })
      ).body;
      expect(asked).toMatchObject({ cents: 1500, status: 'due' });
      expect(
        await alone.post(`appointments/${appointmentId}/deposit/payments/online`),
      ).toMatchObject({ status: 409, body: { code: 'online-payment-not-configured' } });
      expect(
        (await alone.post(`appointments/${appointmentId}/deposit/payments`, { method: 'terminal' }))
          .body,
      ).toMatchObject({ status: 'met', payments: [{ method: 'terminal', cents: 1500 }] });
      // What was paid online while there was a provider is handed out at the desk.
      expect(
        await byHand.giveBack({
          appointmentId,
          paymentId: 'p1',
          returnId: 'r1',
          reference: 'pi_1',
          cents: 1500,
        }),
      ).toEqual({ is: 'failed', code: 'no-provider' });
    } finally {
      await alone.close();
    }
  });
});
