import { byHand } from '../../deposits/payments.js';
import { dayAhead, salon } from '../../testing.http.js';
import { sums } from './testing.http.js';
import { desk, openForAll } from './deposits.testing.http.js';

openForAll();

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
