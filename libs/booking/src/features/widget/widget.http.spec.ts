import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon, tierOf } from '../../testing.http.js';

// A web page asks by its publishable key. The clock is the test's; New York has winter time.

let at: Salon;
let url: string;
const clock = new Clock();
clock.set('2031-01-06T13:00:00.000Z');
const ORIGIN = 'https://salon.example';
const DAY = '2031-01-08';
const iso = (local: string) => new Date(`${local}:00-05:00`).toISOString();

beforeAll(async () => {
  at = await salon({ clock });
  url = await at.platform.url();
  await tierOf(at, 'gold', 'gold');
}, 60_000);
afterAll(async () => {
  await at.close();
});

const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const response = await fetch(`${url}/v1/booking/public/${path}`, { method, headers });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text === '' ? undefined : JSON.parse(text),
  };
};
const made = async (more: object = {}) => {
  const { status, body } = await at.post('publishable-keys', {
    name: 'home page',
    storeIds: ['soho'],
    origins: [ORIGIN],
    ...more,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
};
const keyed = async (more: object = {}) => ({
  'x-publishable-key': (await made(more)).key as string,
});
const slots = `stores/soho/slots?services=cut&from=${DAY}`;

describe('BK-02 widget-ready public availability by a publishable key', () => {
  it('shows the stores of the key, what may be booked and for how much, and the team', async () => {
    const key = await keyed();
    expect((await ask('stores', key)).body.items).toEqual([
      {
        storeId: 'soho',
        name: 'Soho',
        zone: 'America/New_York',
        currency: 'USD',
        openingHours: expect.arrayContaining([{ weekday: 1, from: '09:00', to: '18:00' }]),
        openingExceptions: [],
      },
    ]);
    const services = (await ask('stores/soho/services', key)).body.items;
    expect(services.map((s: any) => s.serviceId)).toEqual(['balayage', 'cut', 'long', 'style']);
    expect(services[1]).toEqual({
      serviceId: 'cut',
      name: 'cut',
      category: 'hair',
      currency: 'USD',
      fromCents: 6000,
      fromMinutes: 30,
    });
    expect((await ask('stores/soho/services?limit=3', key)).body).toMatchObject({ next: 'long' });
    expect((await ask('stores/soho/services?after=long', key)).body.items).toHaveLength(1);
    expect(
      (await ask('stores/soho/staff-cards', key)).body.items.map((card: any) => card.staffId),
    ).toEqual(['anna', 'bob']);
  });

  it('shows free starts: begin, end and price, and nothing of anybody', async () => {
    const key = await keyed();
    await at.post('appointments', {
      storeId: 'soho',
      startsAt: `${DAY}T09:00`,
      services: [{ serviceId: 'cut', staffId: 'anna' }],
      customerId: 'ada',
    });
    const answered = await ask(`${slots}&limit=2`, key);
    expect(answered.body).toEqual({
      items: [
        { startsAt: iso(`${DAY}T09:00`), endsAt: iso(`${DAY}T09:30`), priceCents: 6000 },
        { startsAt: iso(`${DAY}T09:15`), endsAt: iso(`${DAY}T09:45`), priceCents: 6000 },
      ],
      next: iso(`${DAY}T09:15`),
    });
    expect(
      (await ask(`${slots}&limit=1&after=${answered.body.next}`, key)).body.items[0].startsAt,
    ).toBe(iso(`${DAY}T09:30`));
    expect((await ask(`${slots}&staffId=anna`, key)).body.items[0].startsAt).toBe(
      iso(`${DAY}T09:30`),
    );
    for (const word of ['ada', 'anna', 'bob'])
      expect((await ask(slots, key)).text).not.toContain(word);
    expect((await ask(`${slots}&key=${key['x-publishable-key']}`)).status).toBe(200);
  });

  it('only what its channel may book, and nothing that is kept for tiers', async () => {
    const key = await keyed({ channel: 'app' });
    await at.put('channels/app', { minLeadMinutes: 60, furthestDaysAhead: 3, serviceIds: ['cut'] });
    expect(
      (await ask(`stores/soho/slots?services=cut&from=2031-01-06`, key)).body.items[0].startsAt,
    ).toBe(iso('2031-01-06T09:00'));
    expect((await ask('stores/soho/slots?services=long&from=2031-01-07', key)).body.items).toEqual(
      [],
    );
    expect((await ask('stores/soho/slots?services=cut&from=2031-01-10', key)).body.items).toEqual(
      [],
    );
    expect(
      (await ask('stores/soho/services', key)).body.items.map((s: any) => s.serviceId),
    ).toEqual(['cut']);
    expect(
      (await ask('stores/soho/staff-cards', key)).body.items[0].services.map(
        (s: any) => s.serviceId,
      ),
    ).toEqual(['cut']);
    await at.put('channels/app', { anyStaffOnly: true });
    expect((await ask('stores/soho/staff-cards', key)).body.items).toEqual([]);
    expect((await ask(`${slots}&staffId=anna`, key)).body.items).toEqual([]);
    await at.put('stores/soho/vip-terms', {
      reserved: [{ ruleId: 'all', fromTier: 'gold', releaseHoursBefore: 1 }],
    });
    expect((await ask(slots, key)).body.items).toEqual([]);
    await at.put('stores/soho/vip-terms', {});
    await at.put('channels/app', { enabled: false });
    for (const path of [slots, 'stores/soho/services', 'stores/soho/staff-cards'])
      expect((await ask(path, key)).body.items).toEqual([]);
    await at.put('channels/app', {});
  });

  it('refuses more than 14 days or 3 services with the limit named, and other stores', async () => {
    const key = await keyed();
    expect(
      (await ask(`stores/soho/slots?services=cut&from=${DAY}&to=2031-01-22`, key)).body,
    ).toMatchObject({ code: 'range-too-long', field: 'to', limit: 14 });
    expect(
      (await ask(`stores/soho/slots?services=cut&from=${DAY}&to=2031-01-21`, key)).status,
    ).toBe(200);
    expect(
      (await ask(`stores/soho/slots?services=cut,cut,cut,cut&from=${DAY}`, key)).body,
    ).toMatchObject({ code: 'too-many-services', field: 'services', limit: 3 });
    for (const store of ['mitte', 'nowhere'])
      expect((await ask(`stores/${store}/services`, key)).body).toMatchObject({
        status: 404,
        code: 'store-not-found',
      });
  });

  it('a wrong key, a revoked one and none open nothing, and look the same', async () => {
    const { key } = await made();
    expect(key).toMatch(/^pk_[0-9a-f]{32}$/);
    expect((await ask('stores', { 'x-publishable-key': key })).status).toBe(200);
    expect((await at.post(`publishable-keys/${key}/revoke`)).body.revokedAt).toBe(clock.now());
    const [wrong, revoked] = await Promise.all(
      [`pk_${'0'.repeat(32)}`, key].map(async (text) => {
        const { status, body } = await ask('stores', { 'x-publishable-key': text, origin: ORIGIN });
        return { status, body: { ...body, correlationId: '' } };
      }),
    );
    expect(revoked).toEqual(wrong);
    expect(wrong).toMatchObject({ status: 401, body: { code: 'publishable-key-invalid' } });
    expect((await ask('stores')).status).toBe(401);
    expect((await ask('stores', await at.as('chain-ops'))).body.code).toBe(
      'publishable-key-invalid',
    );
    for (const path of [
      'appointments/x',
      'stores/soho',
      'availability?storeId=soho&services=cut&from=2031-01-08',
    ]) {
      expect((await fetch(`${url}/v1/booking/${path}`, { headers: await keyed() })).status).toBe(
        401,
      );
    }
  });

  it('pages of its origins may read the answer, others get no header that would let them', async () => {
    const key = await keyed();
    const fine = await ask('stores', { ...key, origin: ORIGIN });
    expect([
      fine.status,
      fine.headers.get('access-control-allow-origin'),
      fine.headers.get('vary'),
    ]).toEqual([200, ORIGIN, 'Origin']);
    const foul = await ask('stores', { ...key, origin: 'https://elsewhere.example' });
    expect([foul.status, foul.body.code, foul.headers.get('access-control-allow-origin')]).toEqual([
      403,
      'origin-not-allowed',
      null,
    ]);
    const preflight = {
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'traceparent,x-publishable-key',
    };
    const asked = await ask(slots, { origin: ORIGIN, ...preflight }, 'OPTIONS');
    expect([
      asked.status,
      asked.text,
      ...['origin', 'methods', 'headers'].map((name) =>
        asked.headers.get(`access-control-allow-${name}`),
      ),
    ]).toEqual([204, '', ORIGIN, 'GET, HEAD', 'x-publishable-key, traceparent']);
    const refused = await ask(
      slots,
      { origin: 'https://elsewhere.example', ...preflight },
      'OPTIONS',
    );
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
      403,
      null,
    ]);
    const plain = await ask('stores', {}, 'OPTIONS');
    expect([
      plain.status,
      plain.headers.get('allow'),
      plain.headers.get('access-control-allow-origin'),
    ]).toEqual([204, 'GET, HEAD, OPTIONS', null]);
    const head = await ask('stores', { ...key, origin: ORIGIN }, 'HEAD');
    expect([head.status, head.text, head.headers.get('access-control-allow-origin')]).toEqual([
      200,
      '',
      ORIGIN,
    ]);
    expect((await ask('stores', key, 'POST')).status).toBe(405);
  });

  it('within its limits: of one address, and of the key', async () => {
    const key = await keyed({ requestsPerMinute: 5, requestsPerMinutePerAddress: 3 });
    const origin = { ...key, origin: ORIGIN };
    expect(
      await Promise.all([1, 2, 3].map(async () => (await ask('stores', origin)).status)),
    ).toEqual([200, 200, 200]);
    const over = await ask('stores', origin);
    expect([
      over.status,
      over.body.code,
      Number(over.headers.get('retry-after')),
      over.headers.get('access-control-allow-origin'),
    ]).toEqual([429, 'rate-limited', 60, ORIGIN]);
    expect((await ask('stores', await keyed())).status).toBe(200);
    clock.set(Date.parse(clock.now()) + 60_000);
    expect((await ask('stores', origin)).status).toBe(200);
    const few = await keyed({ requestsPerMinute: 1 });
    expect([(await ask('stores', few)).status, (await ask('stores', few)).status]).toEqual([
      200, 429,
    ]);
  });

  it('is made by who runs all of its stores, the same wish once, and listed in pages', async () => {
    const body = { name: 'again', storeIds: ['soho'], origins: [ORIGIN] };
    const once = { 'idempotency-key': 'widget' };
    const first = await at.post('publishable-keys', body, once);
    expect((await at.post('publishable-keys', body, once)).body).toEqual(first.body);
    expect((await at.post('publishable-keys', { ...body, name: 'other' }, once)).body.code).toBe(
      'idempotency-key-reused',
    );
    expect((await at.get('publishable-keys')).body.items).toContainEqual(first.body);
    expect((await at.get('publishable-keys?limit=1')).body).toMatchObject({
      items: [{}],
      next: expect.stringMatching(/^pk_/),
    });
    const stranger = await at.as('store-manager', { stores: ['elsewhere'] });
    expect((await at.get('publishable-keys', stranger)).body.items).toEqual([]);
    expect((await at.post('publishable-keys', body, stranger)).body.code).toBe('store-not-found');
    expect(
      (await at.post(`publishable-keys/${first.body.key}/revoke`, undefined, stranger)).body.code,
    ).toBe('publishable-key-not-found');
    for (const origin of [
      'salon.example',
      'https://salon.example/',
      'null',
      'ftp://salon.example',
      '*',
    ])
      expect(
        (await at.post('publishable-keys', { ...body, origins: [origin] })).body,
      ).toMatchObject({ code: 'origin-invalid', field: 'origins.0' });
  });
});
