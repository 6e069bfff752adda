import { gateway } from '@chignon/gateway';
import { readConfig, startPlatform, type Platform } from '@chignon/service-kit';
import { platform } from '@chignon/app-platform';
import { ApiClient, inProcess, seedDemo } from '@chignon/client';
import { join } from 'node:path';
import { dayAhead } from '../support/platform.js';
import { tempDir } from '../support/temp.js';

// A web page asks for free slots through the gateway, in front of services of their own (BK-02).

const ORIGIN = 'https://salon.example';
const STORES = '/v1/booking/public/stores';
let services: Platform;
let door: Platform;
let api: ApiClient;
let url: string;
let keys = 0;

beforeAll(async () => {
  // A proxy stands before the door here, so that the test may come from several addresses.
  const config = readConfig(
    { CHIGNON_RATE_LIMIT: '0', CHIGNON_LOG: 'silent', CHIGNON_TRUSTED_PROXIES: 'loopback' },
    ['--data', join(tempDir(), 'data'), '--no-demo', '--port', '0'],
  );
  services = await platform(config, { listen: true });
  api = new ApiClient(
    inProcess(services.app.getHttpAdapter().getInstance() as never),
    await services.issuer!.token({ role: 'chain-ops' }),
  );
  await seedDemo(api);
  const behind = (await services.url()).replace('[::1]', 'localhost');
  door = await startPlatform(config, 'gateway', [], {
    listen: true,
    extra: gateway({ booking: behind, customers: behind }),
  });
  url = await door.url();
}, 60_000);
afterAll(async () => {
  await door.close();
  await services.close();
});

const keyed = async (more: object = {}) => ({
  'x-publishable-key': (
    await api.post<{ key: string }>(
      '/v1/booking/publishable-keys',
      { name: 'page', storeIds: ['harbour'], origins: [ORIGIN], ...more },
      `widget-${++keys}`,
    )
  ).key,
});
const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const response = await fetch(`${url}${path}`, { method, headers });
  const text = await response.text();
  return { status: response.status, text, header: (name: string) => response.headers.get(name) };
};

it('BK-02 is let in by its key, and only its origins may read', async () => {
  const key = await keyed();
  const answered = await ask(
    `${STORES}/harbour/slots?services=womens-cut&from=${dayAhead(2)}&to=${dayAhead(4)}`,
    { ...key, origin: ORIGIN },
  );
  expect([
    answered.status,
    answered.header('access-control-allow-origin'),
    answered.header('vary'),
  ]).toEqual([200, ORIGIN, 'Origin']);
  expect(JSON.parse(answered.text).items[0]).toEqual({
    startsAt: expect.any(String),
    endsAt: expect.any(String),
    priceCents: expect.any(Number),
  });
  const foul = await ask(STORES, { ...key, origin: 'https://elsewhere.example' });
  expect([
    foul.status,
    JSON.parse(foul.text).code,
    foul.header('access-control-allow-origin'),
  ]).toEqual([403, 'origin-not-allowed', null]);
  expect((await ask(`${STORES}?key=${key['x-publishable-key']}`)).status).toBe(200);
  const head = await ask(STORES, { ...key, origin: ORIGIN }, 'HEAD');
  expect([head.status, head.text, head.header('access-control-allow-origin')]).toEqual([
    200,
    '',
    ORIGIN,
  ]);
});

it('BK-02 preflights work without the key, and open nothing else', async () => {
  await keyed();
  const preflight = {
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'traceparent,x-publishable-key',
  };
  const fine = await ask(STORES, { ...preflight, origin: ORIGIN }, 'OPTIONS');
  expect([
    fine.status,
    ...['origin', 'methods', 'headers'].map((name) => fine.header(`access-control-allow-${name}`)),
  ]).toEqual([204, ORIGIN, 'GET, HEAD', 'x-publishable-key, traceparent']);
  const foul = await ask(STORES, { ...preflight, origin: 'https://elsewhere.example' }, 'OPTIONS');
  expect([foul.status, foul.header('access-control-allow-origin')]).toEqual([403, null]);
  expect(
    (await ask('/v1/booking/stores', { ...preflight, origin: ORIGIN }, 'OPTIONS')).header(
      'access-control-allow-origin',
    ),
  ).toBeNull();
});

it('BK-02 a key opens what is public and nothing else, whatever it is called', async () => {
  const key = await keyed();
  for (const path of [
    '/v1/booking/stores',
    '/v1/booking/stores/harbour',
    '/v1/customers?ids=c-1',
    '/v1/booking/waitlist?storeId=harbour',
  ]) {
    expect([
      path,
      (await ask(path, key)).status,
      (await ask(`${path}${path.includes('?') ? '&' : '?'}key=${key['x-publishable-key']}`)).status,
    ]).toEqual([path, 401, 401]);
  }
  expect(
    (
      await ask(
        '/v1/booking/appointments',
        { ...key, 'content-type': 'application/json', 'idempotency-key': 'x' },
        'POST',
      )
    ).status,
  ).toBe(401);
});

it('BK-02 limits are by the address that the door saw, with the time to wait', async () => {
  const key = await keyed({ requestsPerMinutePerAddress: 1 });
  const from = (address: string) => ask(STORES, { ...key, 'x-forwarded-for': address });
  expect((await from('192.0.2.1')).status).toBe(200);
  const over = await from('192.0.2.1');
  expect([over.status, Number(over.header('retry-after')) > 0]).toEqual([429, true]);
  expect((await from('192.0.2.2')).status).toBe(200);
});

it('calendars open by their key through the door too', async () => {
  const { path } = await api.post<{ path: string }>(
    '/v1/booking/staff/maya/calendar-keys',
    undefined,
    'calendar',
  );
  const calendar = await ask(path);
  expect([calendar.status, calendar.text.slice(0, 15)]).toEqual([200, 'BEGIN:VCALENDAR']);
});
