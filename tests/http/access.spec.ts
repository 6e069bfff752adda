import { randomUUID } from 'node:crypto';
import { dayAhead, runPlatform, type Running } from '../support/platform.js';

let running: Running;
let harbourCustomer: string;
let harbourAppointment: { appointmentId: string; storeId: string };
const DAY = dayAhead(1);
beforeAll(async () => {
  running = await runPlatform();
  harbourCustomer = (await running.api.get('/v1/customers?externalId=demo:guest-01')).items[0].id;
  harbourAppointment = await running.api.post('/v1/booking/appointments', {
    storeId: 'harbour',
    startsAt: `${DAY}T10:00`,
    services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
    customerId: harbourCustomer,
  });
  await running.platform.settle();
}, 60_000);
afterAll(() => running.close());

const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = {
  sub: 'x',
  roles: ['chain-ops'],
  chain: true,
  iss: 'urn:chignon:local',
  aud: 'chignon',
  iat: 1,
  exp: 9_999_999_999,
};

describe('GW-11 tokens', () => {
  it.each<[string, () => Promise<string>, string]>([
    ['none', async () => '', 'token-missing'],
    ['garbage', async () => 'garbage', 'token-invalid'],
    [
      'one that has run out',
      () => running.platform.issuer!.token({ role: 'chain-ops', hours: -1 }),
      'token-invalid',
    ],
    [
      'algorithm none',
      async () => `${segment({ alg: 'none', typ: 'JWT' })}.${segment(claims)}.`,
      'token-invalid',
    ],
    [
      'signed with a word',
      async () =>
        `${segment({ alg: 'HS256', typ: 'JWT' })}.${segment(claims)}.${Buffer.from('x').toString('base64url')}`,
      'token-invalid',
    ],
    [
      'claims changed after signing',
      async () => {
        const [head, , sign] = (await running.platform.issuer!.token({ role: 'analyst' })).split(
          '.',
        );
        return `${head}.${segment(claims)}.${sign}`;
      },
      'token-invalid',
    ],
  ])('%s', async (_, token, code) => {
    const answer = await running.raw('GET', '/v1/booking/stores', { token: await token() });
    expect([
      answer.status,
      answer.body.code,
      answer.body.field,
      answer.headers['www-authenticate'],
    ]).toEqual([401, code, 'Authorization', 'Bearer']);
  });

  it.each([
    ['HEAD', '/v1/booking/stores'],
    ['GET', '/v1/%62ooking/stores'],
    ['GET', '/%761/booking/stores'],
    ['GET', '/v1/booking/stores/'],
    ['GET', '//v1/booking/stores'],
    ['GET', '/V1/booking/stores'],
    ['GET', '/health/../v1/booking/stores'],
    ['GET', '/health/..%2fv1/booking/stores'],
    ['GET', '/v1/booking/stores;x=1'],
    ['GET', '/v1/booking/stores?expand=customer'],
    ['POST', '/v1/booking/holds'],
    ['OPTIONS', '/v1/booking/stores'],
    ['PROPFIND', '/v1/booking/stores'],
  ])('no way around: %s %s', async (method, url) => {
    const answer = await running.raw(method, url, {
      token: '',
      headers: {
        'x-http-method-override': 'GET',
        'x-original-url': '/health/live',
        'x-forwarded-user': 'admin',
      },
    });
    expect([401, 404, 405]).toContain(answer.status);
    expect(answer.text).not.toContain('Harbour');
  });

  it('a role without the permission', async () => {
    const analyst = await running.as({ role: 'analyst' });
    const before = running.written();
    expect(await analyst.ask('GET', `/v1/customers/${harbourCustomer}`)).toMatchObject({
      status: 403,
      body: { code: 'permission-missing', permission: 'customers.customers:read' },
    });
    expect(
      await analyst.ask(
        'POST',
        '/v1/booking/holds',
        { storeId: 'harbour' },
        { 'idempotency-key': 'k' },
      ),
    ).toMatchObject({
      status: 403,
      body: { code: 'permission-missing', permission: 'booking.holds:write' },
    });
    expect(
      await (await running.as({ role: 'nobody' })).ask('GET', '/v1/booking/stores'),
    ).toMatchObject({ status: 403, body: { code: 'permission-missing' } });
    expect(running.written()).toBe(before);
  });
});

describe('GW-11 what lies outside the scope does not exist', () => {
  const key = () => ({ 'idempotency-key': randomUUID() });
  it.each<[string, string, string, (() => object) | undefined]>([
    ['another store', 'GET', '/v1/booking/stores/harbour', undefined],
    ['its day', 'GET', `/v1/booking/stores/harbour/days/${DAY}`, undefined],
    ['its customer', 'GET', '/v1/customers/{customer}', undefined],
    [
      'its customer, changed',
      'PATCH',
      '/v1/customers/{customer}',
      () => ({ homeStoreId: 'old-town' }),
    ],
    ['its customer, profile', 'GET', '/v1/customers/{customer}/profile', undefined],
    ['its customer, visits', 'GET', '/v1/customers/{customer}/visits', undefined],
    ['its customer, points', 'GET', '/v1/loyalty/accounts/{customer}', undefined],
    ['its appointment', 'GET', '/v1/booking/appointments/{appointment}', undefined],
    [
      'its appointment, cancelled',
      'POST',
      '/v1/booking/appointments/{appointment}/cancel',
      () => ({ by: 'store', reason: 'ill' }),
    ],
    [
      'its appointment, checked in',
      'POST',
      '/v1/booking/appointments/{appointment}/check-in',
      () => ({}),
    ],
    [
      'its appointment, moved here',
      'POST',
      '/v1/booking/appointments/{appointment}/reschedule',
      () => ({ startsAt: `${DAY}T11:00`, storeId: 'old-town' }),
    ],
    ['a visit that is not', 'GET', '/v1/booking/visits/v-{appointment}', undefined],
    [
      'a booking there',
      'POST',
      '/v1/booking/appointments',
      () => ({
        storeId: 'harbour',
        startsAt: `${DAY}T12:00`,
        services: [{ serviceId: 'womens-cut' }],
      }),
    ],
    [
      'a hold there',
      'POST',
      '/v1/booking/holds',
      () => ({
        storeId: 'harbour',
        startsAt: `${DAY}T12:00`,
        services: [{ serviceId: 'womens-cut' }],
      }),
    ],
    [
      'its availability',
      'GET',
      `/v1/booking/availability?storeId=harbour&services=womens-cut&from=${DAY}`,
      undefined,
    ],
    ['its staff', 'GET', '/v1/booking/staff/maya', undefined],
    ['its stock', 'GET', '/v1/inventory/stores/harbour/levels', undefined],
    [
      'its goods',
      'POST',
      '/v1/inventory/stores/harbour/receipts',
      () => ({ sku: 'COL-7-0', quantityMilli: 1000 }),
    ],
    [
      'its customers, registered',
      'POST',
      '/v1/customers',
      () => ({ name: 'X', homeStoreId: 'harbour' }),
    ],
    ['its figures', 'GET', `/v1/insights/sales?storeId=harbour&from=${DAY}&to=${DAY}`, undefined],
  ])('%s', async (_, method, path, body) => {
    const other = await running.as({ role: 'store-manager', stores: ['old-town'] });
    const before = running.written();
    const answer = await other.ask(
      method,
      path
        .replace('{customer}', harbourCustomer)
        .replace('{appointment}', harbourAppointment.appointmentId),
      body?.(),
      { ...key(), 'if-match': '"1"' },
    );
    expect([answer.status, answer.body.code]).toEqual([404, expect.stringMatching(/-not-found$/)]);
    expect(running.written()).toBe(before);
  });

  it('another store is not a customer of mine: booking for one who is not visible is told apart by nothing', async () => {
    const other = await running.as({ role: 'front-desk', stores: ['old-town'] });
    expect((await other.get(`/v1/customers?ids=${harbourCustomer}`)).items).toEqual([]);
    expect((await other.get('/v1/customers?externalId=demo:guest-01')).items).toEqual([]);
  });

  it('lists are narrowed: by store, by region, and to nothing', async () => {
    const stores = async (grant: object) =>
      (
        await (await running.as({ role: 'store-manager', ...grant })).get('/v1/booking/stores')
      ).items.map(({ storeId }: { storeId: string }) => storeId);
    expect(await stores({ stores: ['old-town'] })).toEqual(['old-town']);
    expect(await stores({ regions: ['atlantic'] })).toEqual(['harbour', 'old-town']);
    expect(await stores({ regions: ['pacific'], stores: ['harbour'] })).toEqual([
      'harbour',
      'riverside',
    ]);
    expect(await stores({ regions: ['nowhere'] })).toEqual([]);
    expect(await stores({})).toEqual(['harbour', 'old-town', 'riverside']);
  });

  it('a region sees its own and nothing else', async () => {
    const atlantic = await running.as({ role: 'store-manager', regions: ['atlantic'] });
    expect((await atlantic.ask('GET', `/v1/booking/stores/harbour/days/${DAY}`)).status).toBe(200);
    expect((await atlantic.ask('GET', `/v1/booking/stores/riverside/days/${DAY}`)).status).toBe(
      404,
    );
    expect(await atlantic.ask('PUT', '/v1/booking/services/womens-cut', {})).toMatchObject({
      status: 403,
      body: { code: 'scope-too-narrow' },
    });
  });
});

describe('GW-15 names joined at the door', () => {
  it('expands customers, masked by the role', async () => {
    const path = `/v1/booking/stores/harbour/days/${DAY}?expand=customer`;
    const seen = async (grant: Parameters<Running['as']>[0]) =>
      (await (await running.as(grant)).get(path)).appointments[0].customer;
    expect(await seen({ role: 'chain-ops' })).toMatchObject({
      id: harbourCustomer,
      displayName: 'Ada Fennimore',
      emails: ['guest-01@example.org'],
    });
    const desk = await seen({ role: 'front-desk', stores: ['harbour'] });
    expect(desk.displayName).toBe('Ada Fennimore');
    expect(JSON.stringify(desk)).not.toContain('guest-01@example.org');
  });

  it('refuses to expand anything else', async () =>
    expect(
      (await running.raw('GET', `/v1/booking/stores/harbour/days/${DAY}?expand=staff`)).body,
    ).toMatchObject({ status: 400, code: 'expand-unknown', field: 'expand' }));
});
