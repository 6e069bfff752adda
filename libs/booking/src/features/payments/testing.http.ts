import { jobCause } from '@chignon/eventing';
import { bookingContext } from '../../index.js';
import { type Answered, dayAhead, type Salon, salon } from '../../testing.http.js';
import { depositsJob, watchDeposits } from './deposits.jobs.js';
import { stripePayments } from './stripe.effects.js';
import { intent, signedEvent, StripeStandIn, WEBHOOK_SECRET } from './stripe.testing.http.js';

/**
 * The salon of the booking specs with Stripe on the other side of the wire. Whoever books `long` through the app owes half of it, 30.00,
 * within 20 minutes; cancelling less than four days before costs a fifth, not coming everything.
 */
export class DepositDesk {
  private hour = 9;
  private day = dayAhead(3);

  private constructor(
    readonly at: Salon,
    readonly stripe: StripeStandIn,
  ) {}

  static async open(): Promise<DepositDesk> {
    const stripe = new StripeStandIn();
    const payments = stripePayments({
      secretKey: 'sk_test_specs',
      webhookSecret: WEBHOOK_SECRET,
      apiUrl: await stripe.start(),
    });
    const at = await salon({ context: bookingContext({ payments }) });
    await at.put('policies/default', {
      windows: [{ hoursBefore: 96, kind: 'percent', percent: 20 }],
      noShow: { kind: 'percent', percent: 100 },
    });
    await at.put('deposit-rules/app', {
      kind: 'percent',
      percent: 50,
      channels: ['app'],
      payWithinMinutes: 20,
    });
    return new DepositDesk(at, stripe);
  }

  async close(): Promise<void> {
    await this.at.close();
    await this.stripe.stop();
  }

  settle(): Promise<void> {
    return this.at.platform.settle();
  }

  /** As if it were later, until the clock is released. @returns that instant in seconds */
  later(minutes: number): number {
    const atMs = Date.now() + minutes * 60_000;
    this.at.clock.set(atMs);
    return Math.floor(atMs / 1000);
  }

  /** What the clock says now. */
  async clock(): Promise<number> {
    const written = await watchDeposits(
      this.at.platform.host.runtimes.get('booking')!.tools,
      jobCause(depositsJob.name),
    );
    await this.settle();
    return written;
  }

  /** A slot of Anna's that nobody has. */
  slot(): string {
    if (++this.hour > 12)
      [this.hour, this.day] = [
        10,
        dayAhead(Math.round((Date.parse(this.day) - Date.now()) / 86_400_000) + 2),
      ];
    return `${this.day}T${this.hour}:00`;
  }

  wish(more: object = {}): object {
    return {
      storeId: 'soho',
      startsAt: this.slot(),
      services: [{ serviceId: 'long', staffId: 'anna' }],
      channel: 'app',
      ...more,
    };
  }

  async book(more: object = {}): Promise<any> {
    const { status, body } = await this.at.post('appointments', this.wish(more));
    expect([status, body.code]).toEqual([201, undefined]);
    await this.settle();
    return body;
  }

  async deposit(id: string): Promise<any> {
    return (await this.at.get(`appointments/${id}/deposit`)).body;
  }

  async appointment(id: string): Promise<any> {
    return (await this.at.get(`appointments/${id}`)).body;
  }

  async take(id: string, method = 'cash'): Promise<void> {
    const { status, body } = await this.at.post(`appointments/${id}/deposit/payments`, {
      method,
      reference: 'slip-17',
    });
    expect([status, body.code]).toEqual([200, undefined]);
  }

  async online(id: string): Promise<any> {
    return (await this.at.post(`appointments/${id}/deposit/payments/online`)).body;
  }

  /** A webhook as it comes: without a token. */
  async send({ body, signature }: { body: string; signature: string }): Promise<Answered> {
    const answer = await fetch(
      `${await this.at.platform.url()}/v1/booking/payments/stripe/webhook`,
      {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          ...(signature === '' ? {} : { 'stripe-signature': signature }),
        },
      },
    );
    return { status: answer.status, body: await answer.json(), etag: null };
  }

  async paidOnline(id: string): Promise<string> {
    const { payments, paymentId } = await this.online(id);
    const { reference } = payments.find(
      (one: { paymentId: string }) => one.paymentId === paymentId,
    );
    expect(
      await this.send(
        signedEvent(
          `evt_${id}`,
          'payment_intent.succeeded',
          intent(reference, id, paymentId, 3000),
        ),
      ),
    ).toMatchObject({ status: 200, body: { heard: true } });
    return reference as string;
  }
}

/** Status; paid, held, applied, forfeited, returned. */
export const sums = ({
  status,
  paidCents,
  heldCents,
  appliedCents,
  forfeitedCents,
  returnedCents,
}: any): unknown[] => [status, paidCents, heldCents, appliedCents, forfeitedCents, returnedCents];
