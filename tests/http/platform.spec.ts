import { routesOf } from '@chignon/service-kit';
import { booking } from '@chignon/booking';
import { customers } from '@chignon/customers';
import { insights } from '@chignon/insights';
import { inventory } from '@chignon/inventory';
import { loyalty } from '@chignon/loyalty';
import { marketing } from '@chignon/marketing';
import { randomUUID } from 'node:crypto';
import { dayAhead, runPlatform, type Running } from '../support/platform.js';

let running: Running;
const DAY = dayAhead(1);
beforeAll(async () => void (running = await runPlatform()), 60_000);
afterAll(() => running.close());

describe('GW-01 one door', () => {
  it('says that it lives and is ready, to anybody', async () => {
    expect(await running.raw('GET', '/health/live', { token: '' })).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    });
    expect(await running.raw('GET', '/health/ready', { token: '' })).toMatchObject({
      status: 200,
      body: {
        status: 'ok',
        details: { streams: { status: 'up' }, documents: { status: 'up' }, bus: { status: 'up' } },
      },
    });
  });

  it('describes itself: OpenAPI 3.1, every route with its permission, every reference resolved', async () => {
    const { status, body } = await running.raw('GET', '/openapi.json', { token: '' });
    expect(status).toBe(200);
    expect(body.openapi).toMatch(/^3\.1\./);
    const routes = [booking, customers, loyalty, marketing, inventory, insights].flatMap(
      ({ controllers }) => routesOf(controllers as never),
    );
    expect(routes.length).toBeGreaterThan(60);
    // What browsers ask beforehand by themselves is not described.
    for (const route of routes.filter(({ method }) => method !== 'OPTIONS'))
      expect(
        body.paths[route.path.replaceAll(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()],
      ).toMatchObject(
        route.access
          ? { 'x-permission': route.access.permission, 'x-scope': route.access.store }
          : { description: expect.stringContaining(route.open!), security: [] },
      );
    const references = [
      ...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g),
    ].map(([, name]) => name!);
    expect(references.filter((name) => !body.components.schemas[name])).toEqual([]);
    const ids = Object.values(body.paths as object).flatMap((path: object) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has a browsable reference that loads nothing from elsewhere', async () => {
    const page = await running.raw('GET', '/reference', { token: '' });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//);
    for (const [, file] of page.text.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await running.raw('GET', file!, { token: '' })).status).toBe(200);
    expect(
      (await running.raw('GET', '/reference/..%2f..%2fpackage.json', { token: '' })).status,
    ).toBe(404);
  });

  const DESK = 'b7e23ec2-9af2-4f6d-8d0a-6a1f4d6f2c11';
  const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
  it('K10: takes a correlation id and gives it back, also in a problem and in the event; one that is none is replaced', async () => {
    const good = await running.raw('GET', '/v1/booking/stores', {
      headers: { 'x-correlation-id': DESK },
    });
    expect(good.headers['x-correlation-id']).toBe(DESK);
    const bad = await running.raw('GET', '/v1/nothing', { headers: { 'x-correlation-id': TRACE } });
    expect([bad.status, bad.body.code, bad.body.correlationId]).toEqual([
      404,
      'route-not-found',
      TRACE,
    ]);
    for (const id of [
      'a b',
      'x'.repeat(200),
      '<script>',
      'desk-7',
      'anna@example.org',
      '13800138000',
    ])
      expect(
        (await running.raw('GET', '/health/live', { headers: { 'x-correlation-id': id } })).headers[
          'x-correlation-id'
        ],
      ).toMatch(/^[0-9a-f-]{36}$/);
    const key = randomUUID();
    await running.raw('POST', '/v1/booking/holds', {
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        'x-correlation-id': DESK,
      },
      payload: JSON.stringify({
        storeId: 'riverside',
        startsAt: `${DAY}T11:00`,
        services: [{ serviceId: 'mens-cut', staffId: 'wei' }],
      }),
    });
    expect(
      (await running.platform.host.engines.streams.read(`agenda-riverside-${DAY}`)).map(
        ({ meta }) => meta.correlationId,
      ),
    ).toEqual([DESK]);
  });

  it.each([
    ['GET', '/'],
    ['GET', '/v1'],
    ['GET', '/v1/booking'],
    ['POST', '/v1/booking/stores'],
    ['DELETE', '/v1/booking/stores/harbour'],
    ['GET', '/v2/booking/stores'],
    ['GET', '/v1/booking/../../etc/passwd'],
    ['GET', '/.env'],
    ['PUT', '/health/live'],
    ['GET', `/v1/booking/stores/${'x'.repeat(1000)}`],
    ['GET', '/v1/booking/stores/%E0%A4%A'],
    ['GET', '/v1/booking/stores/a%00b'],
    ['GET', '/v1/booking/stores/..%2f..%2fx'],
  ])('an unknown route is a problem: %s %s', async (method, url) => {
    const { status, body } = await running.raw(method, url);
    expect([400, 404, 405, 414, 422]).toContain(status);
    expect(body).toMatchObject({ status, code: expect.stringMatching(/^[a-z-]+$/) });
  });
});

describe('pages and reading your writes', () => {
  it('walks a list by its cursor, each item once; a cursor of another query is refused', async () => {
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page: { items: { sku: string }[]; next?: string } = await running.api.get(
        `/v1/inventory/products?limit=3${next ? `&after=${encodeURIComponent(next)}` : ''}`,
      );
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(({ sku }) => sku));
      next = page.next;
    } while (next);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
    const { next: foreign } = await running.api.get('/v1/inventory/products?limit=3');
    for (const after of [foreign, 'garbage', Buffer.from('[1,2]').toString('base64url')]) {
      const answer = await running.raw(
        'GET',
        `/v1/booking/services?limit=3&after=${encodeURIComponent(after)}`,
      );
      expect([answer.status, answer.body.code, answer.body.field]).toEqual([
        422,
        'cursor-invalid',
        'after',
      ]);
    }
  });

  it('E10 shows what was just written, or says that it cannot yet', async () => {
    const booked = await running.api.post('/v1/booking/appointments', {
      storeId: 'harbour',
      startsAt: `${DAY}T10:00`,
      services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
    });
    const day = await running.api.get(
      `/v1/booking/stores/harbour/days/${DAY}?atLeast=${booked.revision}`,
    );
    expect(
      day.appointments.map(({ appointmentId }: { appointmentId: string }) => appointmentId),
    ).toContain(booked.appointmentId);
    const late = await running.raw('GET', `/v1/booking/stores/harbour/days/${DAY}?atLeast=100000`);
    expect([late.status, late.body.code]).toEqual([422, 'revision-unknown']);
  });
});

describe('after a restart', () => {
  it('L5 a key is still known: the same answer, and another input is refused', async () => {
    let own = await runPlatform();
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': 'kept-over-the-restart',
    };
    const payload = JSON.stringify({
      storeId: 'harbour',
      startsAt: `${DAY}T10:00`,
      services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
    });
    const first = await own.raw('POST', '/v1/booking/holds', { headers, payload });
    expect(first.status).toBe(201);
    await own.close();
    own = await runPlatform({ dir: own.dir, demo: false });
    const before = own.written();
    const again = await own.raw('POST', '/v1/booking/holds', { headers, payload });
    expect([again.status, again.body, again.headers['etag']]).toEqual([
      201,
      first.body,
      first.headers['etag'],
    ]);
    const other = await own.raw('POST', '/v1/booking/holds', {
      headers,
      payload: payload.replace('womens-cut', 'mens-cut'),
    });
    expect([other.status, other.body.code, other.body.field]).toEqual([
      422,
      'idempotency-key-reused',
      'Idempotency-Key',
    ]);
    expect(own.written()).toBe(before);
    await own.close();
  }, 60_000);
});

describe('too many requests', () => {
  it('are refused, per caller, with the time to wait', async () => {
    const own = await runPlatform({ environment: { CHIGNON_RATE_LIMIT: '5' }, demo: false });
    const answers = [];
    for (let n = 0; n < 7; n++) answers.push(await own.raw('GET', '/v1/booking/stores'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(answers[6]!.body).toMatchObject({
      code: 'rate-limited',
      type: 'urn:chignon:problem:rate-limited',
    });
    expect(Number(answers[6]!.headers['retry-after'])).toBeGreaterThan(0);
    expect(
      (
        await own.raw('GET', '/v1/booking/stores', {
          token: await own.platform.issuer!.token({ role: 'analyst' }),
        })
      ).status,
    ).toBe(200);
    await own.close();
  });
});
