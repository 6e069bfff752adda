import { intent, refund, signedEvent } from './stripe.testing.http.js';
import { DepositDesk } from './testing.http.js';

let desk: DepositDesk;
beforeAll(async () => void (desk = await DepositDesk.open()), 60_000);
afterAll(() => desk.close());

describe('BK-05 webhooks', () => {
  const pay = async () => {
    const booked = await desk.book();
    const begun = await desk.online(booked.appointmentId);
    return { id: booked.appointmentId as string, reference: begun.payments[0].reference as string };
  };
  it('twice, late and out of order have one effect', async () => {
    const { id, reference } = await pay();
    const failed = (n: number) => signedEvent(`evt_f${n}_${id}`, 'payment_intent.payment_failed', intent(reference, id, 'p1', 3000, { amount_received: 0, last_payment_error: { code: 'card_declined', decline_code: 'generic_decline' } }));
    const succeeded = (n: number) => signedEvent(`evt_s${n}_${id}`, 'payment_intent.succeeded', intent(reference, id, 'p1', 3000));
    for (const event of [failed(1), succeeded(1), succeeded(1), failed(2), succeeded(2), failed(1)]) expect(await desk.send(event)).toMatchObject({ status: 200, body: { heard: true } });
    expect(await desk.deposit(id)).toMatchObject({ status: 'met', paidCents: 3000, payments: [{ status: 'paid', reference }] });
    const history = (await desk.at.platform.host.engines.streams.read(`deposit-${id}`)).map(({ type }) => type);
    expect(history).toEqual(['DepositDue', 'PaymentStarted', 'PaymentOpened', 'DepositPaymentFailed', 'DepositPaid']);
  });
  it('a refund made in the provider\'s own desk, heard of before the payment', async () => {
    const { id, reference } = await pay();
    await desk.settle();
    expect((await desk.send(signedEvent(`evt_r_${id}`, 'refund.created', refund('re_desk', reference, 3000)))).body.heard).toBe(true);
    expect((await desk.send(signedEvent(`evt_s_${id}`, 'payment_intent.succeeded', intent(reference, id, 'p1', 3000)))).status).toBe(200);
    expect((await desk.send(signedEvent(`evt_r2_${id}`, 'refund.updated', refund('re_desk', reference, 3000)))).status).toBe(200);
    expect(await desk.deposit(id)).toMatchObject({ paidCents: 3000, returnedCents: 3000, heldCents: 0, status: 'due' });
  });
  it('a refund of ours that takes its time, and one that fails and is done by hand', async () => {
    for (const [end, type] of [['succeeded', 'refund.updated'], ['failed', 'refund.failed']] as const) {
      const { id, reference } = await pay();
      await desk.send(signedEvent(`evt_s_${id}`, 'payment_intent.succeeded', intent(reference, id, 'p1', 3000)));
      desk.stripe.refundStatus = 'pending';
      await desk.at.post(`appointments/${id}/deposit/return`, { reason: 'goodwill' });
      await desk.settle();
      desk.stripe.refundStatus = 'succeeded';
      expect(await desk.deposit(id)).toMatchObject({ status: 'returning', returns: [{ status: 'asked' }] });
      expect((await desk.at.post(`appointments/${id}/deposit/returns/r1/done`, {})).body.code).toBe('return-under-way');
      for (const _ of [1, 2]) await desk.send(signedEvent(`evt_r_${id}`, type, refund('re_9', reference, 3000, { appointmentId: id, paymentId: 'p1', returnId: 'r1' }, { status: end, failure_reason: 'expired_or_canceled_card' })));
      if (end === 'failed') {
        expect(await desk.deposit(id)).toMatchObject({ heldCents: 3000, returns: [{ status: 'failed', code: 'expired_or_canceled_card' }] });
        await desk.at.post(`appointments/${id}/deposit/returns/r1/done`, { reference: 'slip-19' });
      }
      expect(await desk.deposit(id)).toMatchObject({ heldCents: 0, returnedCents: 3000, returns: [{ status: 'done' }] });
    }
  });
  it('a refund that could not be asked for is asked for again, under the same key', async () => {
    const { id, reference } = await pay();
    await desk.send(signedEvent(`evt_s_${id}`, 'payment_intent.succeeded', intent(reference, id, 'p1', 3000)));
    desk.stripe.trouble = { status: 500, error: { type: 'api_error', message: 'away' } };
    await desk.at.post(`appointments/${id}/deposit/return`, { reason: 'goodwill' });
    await desk.settle();
    expect((await desk.deposit(id)).returnedCents).toBe(3000);
    const asked = desk.stripe.requests.filter(({ path, form }) => path === '/v1/refunds' && form['metadata[appointmentId]'] === id);
    expect(asked.length).toBeGreaterThan(1);
    expect(new Set(asked.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });
  it('of others, unknown, unsigned, of another secret, changed on the way, too old', async () => {
    const { id, reference } = await pay();
    const good = signedEvent('evt_x', 'payment_intent.succeeded', intent(reference, id, 'p1', 3000));
    expect(await desk.send(signedEvent('evt_1', 'customer.created', { id: 'cus_1' }))).toMatchObject({ status: 200, body: { heard: false } });
    expect(await desk.send(signedEvent('evt_2', 'payment_intent.succeeded', intent('pi_other', 'x', 'p1', 100, { metadata: {} })))).toMatchObject({ status: 200, body: { heard: false } });
    expect(await desk.send(signedEvent('evt_3', 'payment_intent.succeeded', intent('pi_other', 'nowhere', 'p1', 100)))).toMatchObject({ status: 200, body: { heard: false } });
    expect(await desk.send(signedEvent('evt_4', 'refund.created', refund('re_other', 'pi_other', 100)))).toMatchObject({ status: 200, body: { heard: false } });
    const wrong = { status: 400, body: { code: 'signature-wrong' } };
    expect(await desk.send({ ...good, signature: 't=1,v1=0' })).toMatchObject(wrong);
    expect(await desk.send(signedEvent('evt_5', 'payment_intent.succeeded', intent(reference, id, 'p1', 3000), { secret: 'whsec_other' }))).toMatchObject(wrong);
    expect(await desk.send({ ...good, body: good.body.replace('3000', '9000') })).toMatchObject(wrong);
    expect(await desk.send({ ...good, body: JSON.stringify(JSON.parse(good.body)) })).toMatchObject(wrong);
    expect(await desk.send(signedEvent('evt_6', 'payment_intent.succeeded', intent(reference, id, 'p1', 3000), { timestamp: Math.floor(Date.now() / 1000) - 301 }))).toMatchObject({ status: 400, body: { code: 'signature-too-old' } });
    expect(await desk.send({ ...good, signature: '' })).toMatchObject({ status: 400, body: { code: 'signature-missing' } });
    expect((await desk.deposit(id)).paidCents).toBe(0);
    expect((await desk.send(good)).status).toBe(200);
    expect((await desk.deposit(id)).paidCents).toBe(3000);
  });
});
