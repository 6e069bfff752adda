import { optional } from '@chignon/eventing';
import Stripe from 'stripe';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as Stripe would have got it. */
export interface StripeRequest {
  readonly path: string;
  readonly idempotencyKey: string | undefined;
  readonly form: { readonly [field: string]: string };
}

/** Stands in for Stripe's side of the wire: answers as it does for what is used here, the same key with the same answer. */
export class StripeStandIn {
  readonly requests: StripeRequest[] = [];
  /** What the next request is answered with instead, once. */
  trouble: { readonly status: number; readonly error: object } | undefined;
  /** Of refunds to come. */
  refundStatus = 'succeeded';
  private readonly answered = new Map<string, string>();
  private readonly server: Server;
  private made = 0;

  constructor() {
    this.server = createServer((request, reply) => {
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
          const key = request.headers['idempotency-key'] as string | undefined;
          this.requests.push({ path: request.url!, idempotencyKey: key, form });
          const { trouble } = this;
          this.trouble = undefined;
          reply.setHeader('content-type', 'application/json');
          if (trouble)
            return void reply
              .writeHead(trouble.status, { 'stripe-should-retry': 'false' })
              .end(JSON.stringify({ error: trouble.error }));
          const body =
            (key === undefined ? undefined : this.answered.get(key)) ??
            JSON.stringify(this.answer(request.url!, form));
          if (key !== undefined) this.answered.set(key, body);
          reply.end(body);
        });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }

  private answer(path: string, form: StripeRequest['form']): object {
    const withdrawn = /^\/v1\/payment_intents\/(\w+)\/cancel$/.exec(path)?.[1];
    if (withdrawn) return { id: withdrawn, object: 'payment_intent', status: 'canceled' };
    const known = /^\/v1\/payment_intents\/(\w+)$/.exec(path)?.[1];
    if (known) return { id: known, object: 'payment_intent', client_secret: `${known}_secret` };
    const id = `${path === '/v1/refunds' ? 're' : 'pi'}_${++this.made}`;
    return path === '/v1/refunds'
      ? { id, object: 'refund', status: this.refundStatus, amount: Number(form['amount']) }
      : {
          id,
          object: 'payment_intent',
          client_secret: `${id}_secret`,
          amount: Number(form['amount']),
          status: 'requires_payment_method',
        };
  }
}

export const WEBHOOK_SECRET = 'whsec_of_the_specs';

/** A webhook as Stripe sends it: its body, and the signature by the library's own hand. */
export function signedEvent(
  eventId: string,
  type: string,
  object: object,
  more: { secret?: string; timestamp?: number } = {},
): { body: string; signature: string } {
  const body = JSON.stringify(
    {
      id: eventId,
      object: 'event',
      api_version: '2026-01-28',
      created: 1_800_000_000,
      livemode: false,
      type,
      data: { object },
    },
    null,
    2,
  );
  const signature = Stripe.webhooks.generateTestHeaderString({
    payload: body,
    secret: more.secret ?? WEBHOOK_SECRET,
    ...optional({ timestamp: more.timestamp }),
  });
  return { body, signature };
}

/** Bodies of the events that matter, as far as they are read. */
export const intent = (
  reference: string,
  appointmentId: string,
  paymentId: string,
  cents: number,
  more: object = {},
): object => ({
  id: reference,
  object: 'payment_intent',
  amount: cents,
  amount_received: cents,
  currency: 'usd',
  metadata: { appointmentId, paymentId },
  last_payment_error: null,
  cancellation_reason: null,
  ...more,
});
export const refund = (
  reference: string,
  paymentReference: string,
  cents: number,
  metadata: object = {},
  more: object = {},
): object => ({
  id: reference,
  object: 'refund',
  amount: cents,
  currency: 'usd',
  payment_intent: paymentReference,
  status: 'succeeded',
  metadata,
  ...more,
});
