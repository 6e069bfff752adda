import { stripePayments } from '@chignon/booking';
import { UnavailableError } from '@chignon/eventing';
import { inFolder, onEngine } from './engine.js';
import { startStripe } from './index.mjs';

/*
 * Stripe's own stand-in checks each request against the description of Stripe's interface and answers with samples. It keeps nothing: what
 * is proven here is that our requests are such as Stripe takes, and that its answers and refusals are understood.
 */
onEngine('stripe', () => {
  describe('BK-05 payments through stripe-mock', () => {
    let url: string;
    let end: () => Promise<void>;
    let kill9: () => Promise<void>;
    beforeAll(async () => {
      const { engine, end: stop } = await inFolder(startStripe);
      ({ url } = engine);
      kill9 = () => engine.kill9();
      end = stop;
    }, 120_000);
    afterAll(() => end());

    const payments = (more: object = {}) =>
      stripePayments({ secretKey: 'sk_test_123', webhookSecret: 'whsec', apiUrl: url, ...more });
    const ask = {
      appointmentId: 'soho.2031-03-05.id1',
      paymentId: 'p1',
      storeId: 'soho',
      cents: 3000,
      currency: 'EUR',
    };

    it('opens a payment, and the same one by its reference', async () => {
      const open = await payments().open(ask);
      expect(open).toEqual({
        reference: expect.stringMatching(/^pi_/),
        clientSecret: expect.stringMatching(/_secret_/),
      });
      expect((await payments().open({ ...ask, reference: open.reference })).clientSecret).toMatch(
        /_secret_/,
      );
    });
    it('gives back', async () => {
      const { reference } = await payments().open(ask);
      expect(
        await payments().giveBack({
          appointmentId: ask.appointmentId,
          paymentId: 'p1',
          returnId: 'r1',
          reference,
          cents: 1000,
        }),
      ).toEqual({ is: 'returned', reference: expect.stringMatching(/^re_/) });
    });
    it('withdraws a payment', async () => {
      const { reference } = await payments().open(ask);
      expect(
        await payments().withdraw({ appointmentId: ask.appointmentId, paymentId: 'p1', reference }),
      ).toBe(true);
    });
    it('what Stripe does not take is refused for good: an amount that is none', async () => {
      await expect(payments().open({ ...ask, cents: 0.5 })).rejects.toMatchObject({
        name: 'Refusal',
        code: 'payment-refused',
      });
      const { reference } = await payments().open(ask);
      expect(
        await payments().giveBack({
          appointmentId: ask.appointmentId,
          paymentId: 'p1',
          returnId: 'r1',
          reference,
          cents: 0.5,
        }),
      ).toMatchObject({ is: 'failed', code: expect.any(String) });
    });
    it('a wrong key and a server that is away are for later', async () => {
      await expect(payments({ secretKey: 'nonsense' }).open(ask)).rejects.toBeInstanceOf(
        UnavailableError,
      );
      await kill9();
      await expect(payments().open(ask)).rejects.toBeInstanceOf(UnavailableError);
      await expect(
        payments().giveBack({
          appointmentId: ask.appointmentId,
          paymentId: 'p1',
          returnId: 'r1',
          reference: 'pi_1',
          cents: 1000,
        }),
      ).rejects.toBeInstanceOf(UnavailableError);
    });
  });
});
