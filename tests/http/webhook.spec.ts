import { gateway } from '@chignon/gateway';
import { readConfig, startPlatform, type Platform } from '@chignon/service-kit';
import { platform } from '@chignon/app-platform';
import { ApiClient, inProcess, seedDemo } from '@chignon/client';
import { join } from 'node:path';
import Stripe from 'stripe';
import { dayAhead } from '../support/platform.js';
import { tempDir } from '../support/temp.js';

// A payment provider's webhook through the gateway: in one process, and in front of services of their own.

const SECRET = 'whsec_of_this_spec';
let services: Platform;
let door: Platform;
let api: ApiClient;
let keys = 0;

beforeAll(async () => {
  const config = readConfig(
    {
      CHIGNON_RATE_LIMIT: '0',
      CHIGNON_LOG: 'silent',
      STRIPE_SECRET_KEY: 'sk_test_spec',
      STRIPE_WEBHOOK_SECRET: SECRET,
      STRIPE_API_URL: 'http://127.0.0.1:1',
    },
    ['--data', join(tempDir(), 'data'), '--no-demo', '--port', '0'],
  );
  services = await platform(config, { listen: true });
  api = new ApiClient(
    inProcess(services.app.getHttpAdapter().getInstance() as never),
    await services.issuer!.token({ role: 'chain-ops' }),
  );
  await seedDemo(api);
  await api.put('/v1/booking/deposit-rules/web', {
    kind: 'fixed',
    amountCents: 2000,
    channels: ['web'],
  });
  door = await startPlatform(config, 'gateway', [], {
    listen: true,
    extra: gateway({ booking: (await services.url()).replace('[::1]', 'localhost') }),
  });
}, 60_000);
afterAll(async () => {
  await door.close();
  await services.close();
});

const send = async (to: Platform, body: string, signature: string | undefined) => {
  const url = `${await to.url()}/v1/booking/payments/stripe/webhook`;
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(signature === undefined ? {} : { 'stripe-signature': signature }),
    },
  });
  return [answer.status, (await answer.json()) as { heard?: boolean; code?: string }] as const;
};

it.each<[string, () => Platform]>([
  ['in one process', () => services],
  ['in front of services', () => door],
])('BK-05 comes through byte for byte, without a token: %s', async (_, to) => {
  const { appointmentId, deposit } = await api.post<{
    appointmentId: string;
    deposit: { status: string };
  }>(
    '/v1/booking/appointments',
    {
      storeId: 'harbour',
      startsAt: `${dayAhead(3)}T${10 + keys}:00`,
      services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
      channel: 'web',
    },
    `hook-${++keys}`,
  );
  expect(deposit.status).toBe('due');
  await services.settle();
  const { currency } = await api.get<{ currency: string }>(
    `/v1/booking/appointments/${appointmentId}/deposit`,
  );
  // Spaces, escapes, a number that JSON writes in another way, and a key that comes twice: another body to whoever parses and writes it again.
  const body = `{ "id": "evt_${keys}",  "object":"event", "note": "caf\\u00e9 \\/ 1", "created": 1.80e9, "livemode": true, "livemode": false,
    "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_${keys}", "object": "payment_intent", "amount_received": 2000, "currency": "${currency.toLowerCase()}", "metadata": {"appointmentId": "${appointmentId}", "paymentId": "p1"}}}}\n`;
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: SECRET });
  expect(await send(to(), body, signature)).toEqual([200, { heard: true }]);
  expect(await api.get(`/v1/booking/appointments/${appointmentId}/deposit`)).toMatchObject({
    status: 'met',
    paidCents: 2000,
  });
  expect(await send(to(), body, undefined)).toMatchObject([400, { code: 'signature-missing' }]);
  expect(await send(to(), `${body} `, signature)).toMatchObject([400, { code: 'signature-wrong' }]);
  expect(await send(to(), '', signature)).toMatchObject([
    400,
    { code: expect.stringMatching(/^(signature-missing|signature-wrong|body-missing)$/) },
  ]);
});

it('opens nothing else: other paths below still want a token', async () => {
  for (const to of [services, door]) {
    for (const path of [
      '/v1/booking/payments/stripe',
      '/v1/booking/payments/other/webhook/x',
      '/v1/booking/deposits?storeId=harbour',
    ])
      expect([401, 404, 405]).toContain(
        (
          await fetch(`${await to.url()}${path}`, {
            method: 'POST',
            body: '{}',
            headers: { 'content-type': 'application/json' },
          })
        ).status,
      );
    expect((await fetch(`${await to.url()}/v1/booking/deposits?storeId=harbour`)).status).toBe(401);
  }
});
