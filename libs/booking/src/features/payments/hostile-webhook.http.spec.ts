import { streamName } from '@chignon/eventing';
import Stripe from 'stripe';
import { intent, refund, signedEvent, WEBHOOK_SECRET } from './stripe.testing.http.js';
import { desk, openForAll, pay } from './webhook.testing.http.js';

openForAll();

describe('BK-05 webhooks', () => {
  it('K5: rightly signed, wrongly shaped: refused, and nothing is kept', async () => {
    const { id, reference } = await pay();
    const good = JSON.parse(
      signedEvent(`evt_k_${id}`, 'payment_intent.succeeded', intent(reference, id, 'p1', 3000))
        .body,
    );
    const object = good.data.object;
    const signed = (body: unknown) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return {
        body: text,
        signature: Stripe.webhooks.generateTestHeaderString({
          payload: text,
          secret: WEBHOOK_SECRET,
        }),
      };
    };
    const shapes: unknown[] = [
      null,
      [],
      'x',
      {},
      { ...good, data: undefined },
      { ...good, data: null },
      { ...good, data: { object: null } },
      { ...good, data: { object: [] } },
      { ...good, id: {} },
      { ...good, type: 7 },
    ];
    const amounts = ['1000', -5, 1.5, null, {}, 9_007_199_254_740_992].map((amount_received) => ({
      ...good,
      data: { object: { ...object, amount_received } },
    }));
    const others = [
      { currency: undefined },
      { currency: 7 },
      { currency: 'usdollar' },
      { id: {} },
      { metadata: [] },
      { metadata: { appointmentId: {}, paymentId: 'p1' } },
      { metadata: { appointmentId: id, paymentId: ['p1'] } },
    ].map((more) => ({ ...good, data: { object: { ...object, ...more } } }));
    const refunds = [
      { amount: '3000' },
      { amount: -1 },
      { payment_intent: 7 },
      { payment_intent: {} },
    ].map((more) => ({
      ...good,
      type: 'refund.updated',
      data: { object: { ...refund('re_k', reference, 3000), ...more } },
    }));
    const huge = JSON.stringify(good).replace('"amount_received":3000', '"amount_received":1e400');
    expect(huge).toContain('1e400');
    for (const body of [...shapes, ...amounts, ...others, ...refunds, huge, '{']) {
      const { status } = await desk.send(signed(body));
      expect([
        JSON.stringify(body)?.slice(0, 300),
        status === 400 || status === 422 ? 'refused' : status,
      ]).toEqual([JSON.stringify(body)?.slice(0, 300), 'refused']);
    }
    const ahead = signedEvent(`evt_a_${id}`, 'payment_intent.succeeded', object, {
      timestamp: Math.floor(Date.now() / 1000) + 3600,
    });
    expect(await desk.send(ahead)).toMatchObject({
      status: 400,
      body: { code: 'signature-too-new' },
    });
    expect(await desk.deposit(id)).toMatchObject({ status: 'due', paidCents: 0, heldCents: 0 });
    expect((await desk.send(signed(good))).body.heard).toBe(true);
    expect(await desk.deposit(id)).toMatchObject({ status: 'met', paidCents: 3000 });
  });
  it.each([
    'constructor',
    '__proto__',
    'nobody',
    'a b',
    '\u0000',
    '\ud800',
    '../../x',
    'é'.repeat(250),
    'soho.2031-03-03.ffffffffffff',
    'x'.repeat(500),
  ])(
    'K5: of an id that stands for nothing (%j) are no trouble and leave nothing',
    async (appointmentId) => {
      const { id, reference } = await pay();
      const before = await desk.at.platform.host.engines.streams
        .read(streamName('deposit', appointmentId))
        .catch(() => []);
      const events = [
        signedEvent(
          `evt_n_${id}`,
          'payment_intent.succeeded',
          intent(reference, appointmentId, 'p1', 3000),
        ),
        signedEvent(
          `evt_o_${id}`,
          'payment_intent.canceled',
          intent(reference, appointmentId, 'p1', 3000),
        ),
        signedEvent(`evt_p_${id}`, 'refund.updated', {
          ...refund('re_n', `pi_${appointmentId}`.slice(0, 500), 3000),
          metadata: { returnId: appointmentId },
        }),
      ];
      for (const event of events) {
        const { status, body } = await desk.send(event);
        expect([
          event.body.slice(0, 80),
          body.code,
          status === 422 || status === 404 || (status === 200 && body.heard === false),
        ]).toEqual([event.body.slice(0, 80), body.code, true]);
      }
      expect(
        await desk.at.platform.host.engines.streams
          .read(streamName('deposit', appointmentId))
          .catch(() => []),
      ).toEqual(before);
      expect(await desk.deposit(id)).toMatchObject({ status: 'due', paidCents: 0, heldCents: 0 });
    },
  );
  it("K5: of a payment that was never begun here it goes by the provider's id, whatever its metadata says", async () => {
    const { id } = await pay();
    expect(
      (
        await desk.send(
          signedEvent(
            `evt_q_${id}`,
            'payment_intent.succeeded',
            intent('pi_by_hand', id, 'Maya Lind', 3000),
          ),
        )
      ).body.heard,
    ).toBe(true);
    expect((await desk.deposit(id)).payments).toContainEqual(
      expect.objectContaining({ paymentId: 'pi_by_hand', status: 'paid', cents: 3000 }),
    );
    expect(
      JSON.stringify(await desk.at.platform.host.engines.streams.read(streamName('deposit', id))),
    ).not.toContain('Maya');
  });
  it('of a payment in another currency are not taken for heard, so that the provider goes on telling', async () => {
    const { id, reference } = await pay();
    const strange = signedEvent(
      `evt_c_${id}`,
      'payment_intent.succeeded',
      intent(reference, id, 'p1', 3000, { currency: 'jpy' }),
    );
    expect(await desk.send(strange)).toMatchObject({
      status: 409,
      body: { code: 'payment-currency', found: 'JPY', expected: 'USD' },
    });
    expect(await desk.deposit(id)).toMatchObject({ status: 'due', paidCents: 0 });
  });
  it('a refund that could not be asked for is asked for again, under the same key', async () => {
    const { id, reference } = await pay();
    await desk.send(
      signedEvent(`evt_s_${id}`, 'payment_intent.succeeded', intent(reference, id, 'p1', 3000)),
    );
    desk.stripe.trouble = { status: 500, error: { type: 'api_error', message: 'away' } };
    await desk.at.post(`appointments/${id}/deposit/return`, { reason: 'goodwill' });
    await desk.settle();
    // The provider is away: the return waits, and is no dead letter. Nobody need wait for its minute.
    const { deadLetters } = desk.at.platform.host.runtimes.get('booking')!;
    expect([
      (await desk.deposit(id)).returnedCents,
      deadLetters.size,
      deadLetters.postponed,
    ]).toEqual([0, 0, 1]);
    const {
      items: [letter],
    } = await deadLetters.list(1);
    expect(await deadLetters.retry(letter!.id)).toEqual({ done: 1, left: 0 });
    await desk.settle();
    expect((await desk.deposit(id)).returnedCents).toBe(3000);
    const asked = desk.stripe.requests.filter(
      ({ path, form }) => path === '/v1/refunds' && form['metadata[appointmentId]'] === id,
    );
    expect(asked.length).toBeGreaterThan(1);
    expect(new Set(asked.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });
  it('of others, unknown, unsigned, of another secret, changed on the way, too old', async () => {
    const { id, reference } = await pay();
    const good = signedEvent(
      'evt_x',
      'payment_intent.succeeded',
      intent(reference, id, 'p1', 3000),
    );
    expect(
      await desk.send(signedEvent('evt_1', 'customer.created', { id: 'cus_1' })),
    ).toMatchObject({ status: 200, body: { heard: false } });
    expect(
      await desk.send(
        signedEvent(
          'evt_2',
          'payment_intent.succeeded',
          intent('pi_other', 'x', 'p1', 100, { metadata: {} }),
        ),
      ),
    ).toMatchObject({ status: 200, body: { heard: false } });
    expect(
      await desk.send(
        signedEvent('evt_3', 'payment_intent.succeeded', intent('pi_other', 'nowhere', 'p1', 100)),
      ),
    ).toMatchObject({ status: 200, body: { heard: false } });
    expect(
      await desk.send(signedEvent('evt_4', 'refund.created', refund('re_other', 'pi_other', 100))),
    ).toMatchObject({ status: 200, body: { heard: false } });
    const wrong = { status: 400, body: { code: 'signature-wrong' } };
    expect(await desk.send({ ...good, signature: 't=1,v1=0' })).toMatchObject(wrong);
    expect(
      await desk.send(
        signedEvent('evt_5', 'payment_intent.succeeded', intent(reference, id, 'p1', 3000), {
          secret: 'whsec_other',
        }),
      ),
    ).toMatchObject(wrong);
    expect(await desk.send({ ...good, body: good.body.replace('3000', '9000') })).toMatchObject(
      wrong,
    );
    expect(await desk.send({ ...good, body: JSON.stringify(JSON.parse(good.body)) })).toMatchObject(
      wrong,
    );
    expect(
      await desk.send(
        signedEvent('evt_6', 'payment_intent.succeeded', intent(reference, id, 'p1', 3000), {
          timestamp: Math.floor(Date.now() / 1000) - 301,
        }),
      ),
    ).toMatchObject({ status: 400, body: { code: 'signature-too-old' } });
    expect(await desk.send({ ...good, signature: '' })).toMatchObject({
      status: 400,
      body: { code: 'signature-missing' },
    });
    expect((await desk.deposit(id)).paidCents).toBe(0);
    expect((await desk.send(good)).status).toBe(200);
    expect((await desk.deposit(id)).paidCents).toBe(3000);
  });
});
