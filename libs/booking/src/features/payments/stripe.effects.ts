import Stripe from 'stripe';
import { deriveId, invalid, optional, PostponedError, refused } from '@chignon/eventing';
import { malformed } from '@chignon/service-kit';
import type {
  ProviderNotification,
  PaymentNews,
  PaymentProvider,
} from '../../deposits/payments.js';

/** How to reach Stripe. */
export interface StripeSettings {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Left out: Stripe's own. */
  readonly apiUrl?: string | undefined;
}

/** A request takes no longer, so that a silent server does not hold up others; tried again twice by the library, under the same key. */
const TIMEOUT_MS = 15_000;
const MAX_RETRIES = 2;
/** How old a webhook's signature may be. */
const TOLERANCE_SECONDS = 300;

/** Payments through Stripe: a PaymentIntent for each payment, cancelled when nobody is to make it any more, and a Refund for each return. Only our ids go out with them. */
export function stripePayments({
  secretKey,
  webhookSecret,
  apiUrl,
}: StripeSettings): PaymentProvider {
  const url = apiUrl === undefined ? undefined : new URL(apiUrl);
  const stripe = new Stripe(secretKey, {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: MAX_RETRIES,
    telemetry: false,
    ...(url
      ? {
          host: url.hostname,
          port: url.port || (url.protocol === 'http:' ? 80 : 443),
          protocol: url.protocol === 'http:' ? ('http' as const) : ('https' as const),
        }
      : {}),
  });
  return {
    name: 'stripe',
    async open({ appointmentId, paymentId, storeId, cents, currency, reference }) {
      const intent = await asked(
        () =>
          reference === undefined
            ? stripe.paymentIntents.create(
                {
                  amount: cents,
                  currency: currency.toLowerCase(),
                  automatic_payment_methods: { enabled: true },
                  metadata: { appointmentId, paymentId, storeId },
                },
                { idempotencyKey: deriveId(`booking.payment|${appointmentId}|${paymentId}`) },
              )
            : stripe.paymentIntents.retrieve(reference),
        (code) => {
          throw refused('payment-refused', 'The payment provider declined this payment.', {
            providerCode: code,
          });
        },
      );
      return { reference: intent.id, clientSecret: intent.client_secret ?? '' };
    },
    async giveBack({ appointmentId, paymentId, returnId, reference, cents }) {
      return asked(
        async () => {
          const { id, status, failure_reason } = await stripe.refunds.create(
            {
              payment_intent: reference,
              amount: cents,
              metadata: { appointmentId, paymentId, returnId },
            },
            { idempotencyKey: deriveId(`booking.return|${appointmentId}|${returnId}`) },
          );
          if (status === 'succeeded') return { is: 'returned' as const, reference: id };
          return status === 'failed' || status === 'canceled'
            ? { is: 'failed' as const, code: codeOf(failure_reason) }
            : { is: 'pending' as const };
        },
        (code) => ({ is: 'failed' as const, code }),
      );
    },
    async withdraw({ appointmentId, paymentId, reference }) {
      return asked(
        async () => {
          await stripe.paymentIntents.cancel(
            reference,
            {},
            { idempotencyKey: deriveId(`booking.withdrawal|${appointmentId}|${paymentId}`) },
          );
          return true;
        },
        () => false,
      );
    },
    hear(body, signature, nowMs) {
      let event: Stripe.Event;
      try {
        event = stripe.webhooks.constructEvent(
          Buffer.from(body),
          signature,
          webhookSecret,
          TOLERANCE_SECONDS,
          undefined,
          nowMs,
        );
      } catch (error) {
        if (
          error instanceof Stripe.errors.StripeSignatureVerificationError &&
          error.message.includes('tolerance')
        )
          throw malformed('signature-too-old', 'The signature is too old.', {
            field: 'Stripe-Signature',
            expected: `at most ${TOLERANCE_SECONDS} seconds`,
          });
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError))
          throw malformed('json-malformed', 'The body is not the JSON of an event.');
        throw malformed('signature-wrong', 'The signature does not match this body.', {
          field: 'Stripe-Signature',
        });
      }
      mustBePresent(signature, nowMs);
      return heard(shaped(event));
    },
  };
}

/** The library looks for old signatures only: one from the future could be kept for later. */
function mustBePresent(signature: string, nowMs: number): void {
  const at = Number(/(?:^|,)t=(\d+)/.exec(signature)?.[1]);
  if (at * 1000 > nowMs + TOLERANCE_SECONDS * 1000)
    throw malformed('signature-too-new', 'The signature is from the future.', {
      field: 'Stripe-Signature',
      expected: `at most ${TOLERANCE_SECONDS} seconds ahead`,
    });
}

/** Checked like any body: what is signed is the provider's word, not the right shape. @throws Refusal 422 `field-missing`, `field-invalid` */
function shaped(event: unknown): Stripe.Event {
  const { id, type, data } = recordOf(event, 'body');
  idIn(id, 'id');
  const object = recordOf(recordOf(data, 'data')['object'], 'data.object');
  if (!MATTERS.has(textIn(type, 'type'))) return event as Stripe.Event;
  idIn(object['id'], 'data.object.id');
  for (const [name, value] of Object.entries(
    recordOf(object['metadata'] ?? {}, 'data.object.metadata'),
  ))
    textIn(value, `data.object.metadata.${name}`.slice(0, MAX_NAMED));
  const amount =
    type === 'payment_intent.succeeded'
      ? 'amount_received'
      : String(type).startsWith('payment_intent.')
        ? undefined
        : 'amount';
  if (
    amount !== undefined &&
    !(Number.isSafeInteger(object[amount]) && (object[amount] as number) >= 0)
  )
    throw wrongField(`data.object.${amount}`, 'a whole number of minor units, 0 or more');
  if (
    amount !== undefined &&
    !(typeof object['currency'] === 'string' && /^[a-z]{3}$/i.test(object['currency']))
  )
    throw wrongField('data.object.currency', 'a currency of three letters');
  const payment = object['payment_intent'];
  if (payment !== undefined && payment !== null)
    idIn(
      typeof payment === 'string' ? payment : recordOf(payment, 'data.object.payment_intent')['id'],
      'data.object.payment_intent',
    );
  if (object['status'] !== undefined) textIn(object['status'], 'data.object.status');
  return event as Stripe.Event;
}

/** Events that move money here. */
const MATTERS = new Set([
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refund.updated',
]);
/** Of a name in a body, so much is said back. */
const MAX_NAMED = 100;
const MAX_TEXT = 500;

const wrongField = (field: string, expected: string) =>
  invalid('field-invalid', 'A field of the body is not as expected.', { field, expected });

function recordOf(value: unknown, field: string): { readonly [name: string]: unknown } {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw wrongField(field, 'an object');
  return value as { [name: string]: unknown };
}

/** The provider's own ids, which events keep. */
function idIn(value: unknown, field: string): void {
  if (!/^[A-Za-z0-9_.-]{1,255}$/.test(textIn(value, field)))
    throw wrongField(field, 'an id of letters, digits, dots, dashes and underscores');
}

function textIn(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_TEXT)
    throw wrongField(field, 'a text');
  return value;
}

/** What matters here of an event; each repeats the ids that we gave. */
function heard({
  id: eventId,
  type,
  data: { object },
}: Stripe.Event): ProviderNotification | undefined {
  const of = (
    metadata: Stripe.Metadata | null,
    paymentReference: string,
    news: PaymentNews,
  ): ProviderNotification => ({
    eventId,
    ...(metadata?.['appointmentId'] === undefined
      ? {}
      : { appointmentId: metadata['appointmentId'] }),
    paymentReference,
    news,
  });
  if (
    type === 'payment_intent.succeeded' ||
    type === 'payment_intent.payment_failed' ||
    type === 'payment_intent.canceled'
  ) {
    const {
      id: reference,
      metadata,
      amount_received,
      currency,
      last_payment_error,
      cancellation_reason,
    } = object as Stripe.PaymentIntent;
    const paymentId = metadata?.['paymentId'];
    if (paymentId === undefined || metadata?.['appointmentId'] === undefined) return undefined;
    if (type === 'payment_intent.succeeded')
      return of(metadata, reference, {
        is: 'paid',
        paymentId,
        reference,
        cents: amount_received,
        currency: currency.toUpperCase(),
      });
    return of(metadata, reference, {
      is: 'failed',
      paymentId,
      code: codeOf(
        last_payment_error?.decline_code ?? last_payment_error?.code ?? cancellation_reason,
      ),
      final: type === 'payment_intent.canceled',
    });
  }
  if (
    type === 'refund.created' ||
    type === 'refund.updated' ||
    type === 'refund.failed' ||
    type === 'charge.refund.updated'
  ) {
    const {
      id: reference,
      metadata,
      amount: cents,
      status,
      payment_intent,
      failure_reason,
    } = object as Stripe.Refund;
    const payment = typeof payment_intent === 'string' ? payment_intent : payment_intent?.id;
    const { returnId, paymentId } = metadata ?? {};
    if (payment === undefined) return undefined;
    if (status === 'succeeded')
      return of(metadata, payment, {
        is: 'returned',
        ...optional({ paymentId, returnId }),
        ofReference: payment,
        reference,
        cents,
      });
    if ((status === 'failed' || status === 'canceled') && returnId !== undefined)
      return of(metadata, payment, { is: 'return-failed', returnId, code: codeOf(failure_reason) });
  }
  return undefined;
}

/** Stripe's own codes are words with underscores. */
const codeOf = (code: string | null | undefined): string =>
  /^[a-z0-9_.-]{1,64}$/i.test(code ?? '') ? code! : 'unknown';

/** What Stripe refused for good goes to `no`; everything else may be tried again. */
async function asked<T>(ask: () => Promise<T>, no: (code: string) => T): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (
      error instanceof Stripe.errors.StripeInvalidRequestError ||
      error instanceof Stripe.errors.StripeCardError
    )
      return no(codeOf(error.code ?? error.type));
    if (error instanceof Stripe.errors.StripeError)
      throw new PostponedError(
        'payments-unavailable',
        `The payment provider did not answer as expected (${error.type}). Try again.`,
      );
    throw error;
  }
}
