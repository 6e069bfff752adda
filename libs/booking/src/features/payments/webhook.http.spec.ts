import { intent, refund, signedEvent } from './stripe.testing.http.js';
import { desk, openForAll, pay } from './webhook.testing.http.js';

openForAll();

describe('BK-05 webhooks', () => {
  it('twice, late and out of order have one effect', async () => {
    const { id, reference } = await pay();
    const failed = (n: number) =>
      signedEvent(
        `evt_f${n}_${id}`,
        'payment_intent.payment_failed',
        intent(reference, id, 'p1', 3000, {
          amount_received: 0,
          last_payment_error: { code: 'card_declined', decline_code: 'generic_decline' },
        }),
      );
    const succeeded = (n: number) =>
      signedEvent(`evt_s${n}_${id}`, 'payment_intent.succeeded', intent(reference, id, 'p1', 3000));
    for (const event of [failed(1), succeeded(1), succeeded(1), failed(2), succeeded(2), failed(1)])
      expect(await desk.send(event)).toMatchObject({ status: 200, body: { heard: true } });
    expect(await desk.deposit(id)).toMatchObject({
      status: 'met',
      paidCents: 3000,
      payments: [{ status: 'paid', reference }],
    });
    const history = (await desk.at.platform.host.engines.streams.read(`deposit-${id}`)).map(
      ({ type }) => type,
    );
    expect(history).toEqual([
      'DepositDue',
      'PaymentStarted',
      'PaymentOpened',
      'DepositPaymentFailed',
      'DepositPaid',
    ]);
  });
  it("a refund made in the provider's own desk, heard of before the payment", async () => {
    const { id, reference } = await pay();
    await desk.settle();
    expect(
      (
        await desk.send(
          signedEvent(`evt_r_${id}`, 'refund.created', refund('re_desk', reference, 3000)),
        )
      ).body.heard,
    ).toBe(true);
    expect(
      (
        await desk.send(
          signedEvent(`evt_s_${id}`, 'payment_intent.succeeded', intent(reference, id, 'p1', 3000)),
        )
      ).status,
    ).toBe(200);
    expect(
      (
        await desk.send(
          signedEvent(`evt_r2_${id}`, 'refund.updated', refund('re_desk', reference, 3000)),
        )
      ).status,
    ).toBe(200);
    expect(await desk.deposit(id)).toMatchObject({
      paidCents: 3000,
      returnedCents: 3000,
      heldCents: 0,
      status: 'due',
    });
  });
  it('a refund of ours that takes its time, and one that fails and is done by hand', async () => {
    for (const [end, type] of [
      ['succeeded', 'refund.updated'],
      ['failed', 'refund.failed'],
    ] as const) {
      const { id, reference } = await pay();
      await desk.send(
        signedEvent(`evt_s_${id}`, 'payment_intent.succeeded', intent(reference, id, 'p1', 3000)),
      );
      desk.stripe.refundStatus = 'pending';
      await desk.at.post(`appointments/${id}/deposit/return`, { reason: 'goodwill' });
      await desk.settle();
      desk.stripe.refundStatus = 'succeeded';
      expect(await desk.deposit(id)).toMatchObject({
        status: 'returning',
        returns: [{ status: 'asked' }],
      });
      expect((await desk.at.post(`appointments/${id}/deposit/returns/r1/done`, {})).body.code).toBe(
        'return-under-way',
      );
      for (const _ of [1, 2])
        await desk.send(
          signedEvent(
            `evt_r_${id}`,
            type,
            refund(
              're_9',
              reference,
              3000,
              { appointmentId: id, paymentId: 'p1', returnId: 'r1' },
              { status: end, failure_reason: 'expired_or_canceled_card' },
            ),
          ),
        );
      if (end === 'failed') {
        expect(await desk.deposit(id)).toMatchObject({
          heldCents: 3000,
          returns: [{ status: 'failed', code: 'expired_or_canceled_card' }],
        });
        await desk.at.post(`appointments/${id}/deposit/returns/r1/done`, { reference: 'slip-19' });
      }
      expect(await desk.deposit(id)).toMatchObject({
        heldCents: 0,
        returnedCents: 3000,
        returns: [{ status: 'done' }],
      });
    }
  });
});

describe('BK-05 payments that nobody is to make any more are withdrawn', () => {
  const withdrawals = (reference: string) =>
    desk.stripe.requests.filter(({ path }) => path === `/v1/payment_intents/${reference}/cancel`);
  const begun = async (): Promise<{ id: string; reference: string }> => {
    const { appointmentId: id } = await desk.book();
    const { payments } = await desk.online(id);
    await desk.settle();
    expect(withdrawals(payments[0].reference)).toEqual([]);
    return { id, reference: payments[0].reference };
  };
  it.each([
    [
      'cancelled',
      (id: string) => desk.at.post(`appointments/${id}/cancel`, { by: 'customer', reason: 'ill' }),
      'closed',
    ],
    [
      'waived',
      (id: string) => desk.at.post(`appointments/${id}/deposit/waive`, { reason: 'regular' }),
      'waived',
    ],
    [
      'taken at the desk',
      (id: string) => desk.at.post(`appointments/${id}/deposit/payments`, { method: 'cash' }),
      'met',
    ],
  ] as const)('%s', async (_, end, status) => {
    const { id, reference } = await begun();
    expect((await end(id)).status).toBe(200);
    await desk.settle();
    expect(withdrawals(reference)).toHaveLength(1);
    const deposit = await desk.deposit(id);
    expect(deposit).toMatchObject({
      status,
      payments: expect.arrayContaining([
        expect.objectContaining({ paymentId: 'p1', status: 'failed' }),
      ]),
    });
    // What the provider says of it afterwards changes nothing.
    await desk.send(
      signedEvent(
        `evt_w_${id}`,
        'payment_intent.canceled',
        intent(reference, id, 'p1', 3000, {
          amount_received: 0,
          cancellation_reason: 'requested_by_customer',
        }),
      ),
    );
    expect((await desk.deposit(id)).revision).toBe(deposit.revision);
  });
  it('a repeat of the wish to pay, with its key, is not answered with what can no longer be paid', async () => {
    const { appointmentId: id } = await desk.book();
    const wish = () =>
      desk.at.post(`appointments/${id}/deposit/payments/online`, undefined, {
        'idempotency-key': `pay-${id}`,
      });
    expect(await wish()).toMatchObject({
      status: 200,
      body: { paymentId: 'p1', clientSecret: expect.any(String) },
    });
    await desk.at.post(`appointments/${id}/deposit/waive`, { reason: 'regular' });
    await desk.settle();
    expect(await wish()).toMatchObject({ status: 409, body: { code: 'payment-over' } });
  });
  it('lapsed; and one that was made in that very moment goes back', async () => {
    const [late, paid] = [await begun(), await begun()];
    desk.later(21);
    try {
      await desk.clock();
      expect(withdrawals(late.reference)).toHaveLength(1);
      const timestamp = desk.later(22);
      expect(
        await desk.send(
          signedEvent(
            `evt_l_${paid.id}`,
            'payment_intent.succeeded',
            intent(paid.reference, paid.id, 'p1', 3000),
            { timestamp },
          ),
        ),
      ).toMatchObject({ status: 200 });
      await desk.settle();
      expect(await desk.deposit(paid.id)).toMatchObject({
        status: 'returned',
        paidCents: 3000,
        returnedCents: 3000,
      });
    } finally {
      desk.at.clock.release();
    }
  });
  it('the provider says that it is made already: nothing is failed, its news decides', async () => {
    const { id, reference } = await begun();
    desk.stripe.trouble = {
      status: 400,
      error: {
        type: 'invalid_request_error',
        code: 'payment_intent_unexpected_state',
        message: 'has succeeded',
      },
    };
    await desk.at.post(`appointments/${id}/deposit/waive`, { reason: 'regular' });
    await desk.settle();
    expect(await desk.deposit(id)).toMatchObject({
      status: 'waived',
      payments: [{ status: 'started' }],
    });
    await desk.send(
      signedEvent(`evt_m_${id}`, 'payment_intent.succeeded', intent(reference, id, 'p1', 3000)),
    );
    await desk.settle();
    expect(await desk.deposit(id)).toMatchObject({
      status: 'returned',
      returnedCents: 3000,
      heldCents: 0,
    });
  });
});
