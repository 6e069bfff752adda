import { randomUUID } from 'node:crypto';
import { dayAhead, runPlatform, type Running } from '../support/platform.js';
import { tempDir } from '../support/temp.js';
import { join } from 'node:path';

// The door: keys of commands, tokens taken back, requests that are hardly such, and who stands in events.

const DAY = dayAhead(1);
const key = (value: string = randomUUID()) => ({ 'idempotency-key': value });

describe('one platform', () => {
  let running: Running;
  const dir = join(tempDir(), 'data');
  beforeAll(async () => void (running = await runPlatform({ dir })), 60_000);
  afterAll(() => running.close());
  const receive = (storeId: string, idempotencyKey: string, quantityMilli = 1000) =>
    running.api.ask(
      'POST',
      `/v1/inventory/stores/${storeId}/receipts`,
      { sku: 'COL-7-0', quantityMilli },
      key(idempotencyKey),
    );

  it('K11: one key is one wish: on two streams, at the same instant, after a restart', async () => {
    for (let n = 0; n < 10; n++) {
      const both = await Promise.all([
        receive('harbour', `same-${n}`),
        receive('old-town', `same-${n}`),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
      expect(both.find(({ status }) => status === 422)!.body.code).toBe('idempotency-key-reused');
    }
    expect((await receive('harbour', 'first')).status).toBe(201);
    await running.close();
    running = await runPlatform({ dir, demo: false });
    expect(await receive('old-town', 'first')).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    expect((await receive('harbour', 'first')).status).toBe(201);
  }, 60_000);

  it('K11: a wish that was refused gives its key back; one that was done does not', async () => {
    expect((await receive('atlantis', 'again')).status).toBe(404);
    expect((await receive('harbour', 'again', 2000)).status).toBe(201);
    expect((await receive('harbour', 'again', 3000)).status).toBe(422);
  });

  it('K11: 64 copies of one import have one answer, and the repeat has it too', async () => {
    const rows = {
      storeId: 'harbour',
      source: 'pos',
      items: Array.from({ length: 5 }, (_, i) => ({
        externalId: { system: 'copies', code: `c${i}` },
        homeStoreId: 'harbour',
      })),
    };
    const answers = await Promise.all(
      Array.from({ length: 64 }, () =>
        running.api.ask('POST', '/v1/customers/imports', rows, key('copies')),
      ),
    );
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]!.body.results.every(({ outcome }: any) => outcome === 'imported')).toBe(true);
    expect(
      (await running.api.ask('POST', '/v1/customers/imports', rows, key('copies'))).body,
    ).toEqual(answers[0]!.body);
    expect(
      (
        await running.api.ask('POST', '/v1/customers/imports', rows, key('other'))
      ).body.results.every(({ outcome }: any) => outcome === 'already'),
    ).toBe(true);
  });

  it('K13: a token is taken back, and so are all of a subject', async () => {
    const anna = async () =>
      running.platform.issuer!.token({
        role: 'front-desk',
        stores: ['harbour'],
        subject: 'anna@example.org',
      });
    const [one, two] = [await anna(), await anna()];
    const jti = (token: string): string =>
      JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).jti;
    const status = async (token: string) =>
      (await running.raw('GET', '/v1/booking/stores', { token })).status;
    expect(await Promise.all([status(one), status(two)])).toEqual([200, 200]);
    expect(
      await running.api.ask(
        'POST',
        '/v1/booking/operations/revocations',
        { tokenId: jti(one) },
        key(),
      ),
    ).toMatchObject({ status: 201 });
    await running.settle();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await status(one)).toBe(401);
    expect(await status(two)).toBe(200);
    expect(
      (
        await running.api.ask(
          'POST',
          '/v1/booking/operations/revocations',
          { subject: 'anna@example.org' },
          key(),
        )
      ).body.id,
    ).not.toContain('anna');
    await running.settle();
    expect(await status(two)).toBe(401);
    expect(
      await running.api.ask('POST', '/v1/booking/operations/revocations', {}, key()),
    ).toMatchObject({ status: 422, body: { code: 'revocation-unclear' } });
    expect((await running.api.get('/v1/booking/operations/revocations')).items).toHaveLength(2);
  });

  it('K13: two Authorization headers are none', async () => {
    const server = running.platform.app.getHttpServer() as import('node:http').Server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const token = await running.platform.issuer!.token({ role: 'chain-ops' });
    const { request } = await import('node:http');
    const answered = await new Promise<number>((resolve, reject) =>
      request(
        {
          port: (server.address() as { port: number }).port,
          path: '/v1/booking/stores',
          headers: [
            'Host',
            'x',
            'Authorization',
            `Bearer ${token}`,
            'Authorization',
            'Bearer other',
          ] as never,
          agent: false,
        },
        (response) => {
          response.resume();
          resolve(response.statusCode!);
        },
      )
        .on('error', reject)
        .end(),
    );
    expect(answered).toBe(400);
  });

  it.each<[string, string, string, string | undefined, Record<string, string>, number, string]>([
    ['10', 'PUT', '/v1/booking/stores', '{}', {}, 405, 'method-not-allowed'],
    ['10', 'OPTIONS', '/v1/booking/stores', undefined, {}, 405, 'method-not-allowed'],
    ['10', 'DELETE', '/v1/customers/x', undefined, {}, 405, 'method-not-allowed'],
    [
      '14',
      'POST',
      '/v1/customers',
      '{"homeStoreId":"harbour"}',
      { 'content-encoding': 'gzip' },
      415,
      'content-encoding-unsupported',
    ],
    [
      '52',
      'POST',
      '/v1/customers',
      '{"homeStoreId":"harbour"}',
      { 'content-type': 'application/json; charset=iso-8859-1' },
      415,
      'content-type-unsupported',
    ],
    [
      '54',
      'POST',
      '/v1/customers',
      '{"homeStoreId":"harbour"}',
      { 'content-type': 'application/json;;' },
      415,
      'content-type-unsupported',
    ],
    [
      '54',
      'POST',
      '/v1/customers',
      '{"homeStoreId":"harbour"}',
      { 'content-type': 'application/json; charset=utf-8; charset=latin1' },
      415,
      'content-type-unsupported',
    ],
    ['45', 'PUT', '/v1/booking/stores/harbour/vip-terms', 'null', {}, 422, 'field-invalid'],
    ['45', 'PUT', '/v1/marketing/rebook-rules', 'null', {}, 422, 'field-invalid'],
    ['45', 'PUT', '/v1/booking/stores/harbour/vip-terms', '', {}, 400, 'body-missing'],
    ['58', 'GET', '/v1/booking/stores?limit=0x10', undefined, {}, 422, 'field-invalid'],
    ['58', 'GET', '/v1/booking/stores?limit=1e1', undefined, {}, 422, 'field-invalid'],
    ['58', 'GET', '/v1/booking/stores?limit=%205', undefined, {}, 422, 'field-invalid'],
    ['58', 'GET', '/v1/booking/stores?limit=5.0', undefined, {}, 422, 'field-invalid'],
    ['58', 'GET', '/v1/booking/stores?limit=05', undefined, {}, 422, 'field-invalid'],
    ['59', 'GET', '/v1/booking/publishable-keys?after=!!!', undefined, {}, 422, 'field-invalid'],
    [
      '63',
      'GET',
      '/v1/booking/salon-events?storeId=harbour&from=2026-12-31&to=2026-12-01',
      undefined,
      {},
      422,
      'dates-reversed',
    ],
    ['36', 'GET', '/v1/customers/x?fields=phone', undefined, {}, 422, 'field-unknown'],
    ['36', 'GET', '/v1/loyalty/tiers?colour=red', undefined, {}, 422, 'field-unknown'],
    [
      '69',
      'POST',
      '/v1/booking/holds',
      JSON.stringify({
        storeId: 'harbour',
        startsAt: `${DAY}T10:00:00+99:99`,
        services: [{ serviceId: 'womens-cut' }],
      }),
      {},
      422,
      'time-malformed',
    ],
    [
      '69',
      'POST',
      '/v1/booking/holds',
      JSON.stringify({
        storeId: 'harbour',
        startsAt: `${DAY}T10:00:00+14:30`,
        services: [{ serviceId: 'womens-cut' }],
      }),
      {},
      422,
      'time-malformed',
    ],
  ])('K14, K16 %s: %s %s with %s %j', async (_, method, path, payload, headers, status, code) => {
    const before = running.written();
    const answer = await running.raw(method, path, {
      ...(payload === undefined ? {} : { payload }),
      headers: {
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...key(),
        ...headers,
      },
    });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect([answer.headers['cache-control'], answer.headers['x-content-type-options']]).toEqual([
      'no-store',
      'nosniff',
    ]);
    if (status === 405) expect(String(answer.headers['allow'])).toMatch(/GET/);
    expect(running.written()).toBe(before);
  });

  it('K16: says back no more of an unknown field than a name has', async () => {
    const answer = await running.api.ask(
      'POST',
      '/v1/customers',
      { homeStoreId: 'harbour', ['x'.repeat(300)]: 1 },
      key(),
    );
    expect([answer.body.code, answer.body.field.length]).toEqual(['field-unknown', 64]);
    const bad = await running.raw('GET', '/v1/booking/stores/%E0%A4%A');
    expect([
      bad.status,
      bad.headers['cache-control'],
      bad.headers['x-content-type-options'],
    ]).toEqual([400, 'no-store', 'nosniff']);
  });

  it('K16 124: the reference page runs its own scripts alone, in no frame, and sends no referrer', async () => {
    const { createHash } = await import('node:crypto');
    const page = await running.raw('GET', '/reference', { token: '' });
    const policy = String(page.headers['content-security-policy']);
    const script = /<script>(\n[\s\S]*?)<\/script>/.exec(page.text)![1]!;
    expect(policy).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect([
      policy.includes("frame-ancestors 'none'"),
      policy.includes("default-src 'none'"),
      page.headers['referrer-policy'],
    ]).toEqual([true, true, 'no-referrer']);
  });

  it('K10: an event says who by a pseudonym, the same one each time, found by who asks for the subject', async () => {
    const boss = await running.as({ role: 'chain-ops', subject: 'anna.boss@example.org' });
    const { holdId } = await boss.post('/v1/booking/holds', {
      storeId: 'riverside',
      startsAt: `${DAY}T11:00`,
      services: [{ serviceId: 'mens-cut', staffId: 'wei' }],
    });
    expect(holdId).toBeDefined();
    const events = await running.platform.host.engines.streams.read(`agenda-riverside-${DAY}`);
    const { actor } = await boss.get('/v1/booking/operations/actors/anna.boss%40example.org');
    expect(events.map(({ meta }) => meta.actor)).toEqual([actor]);
    expect(JSON.stringify(events)).not.toContain('anna.boss');
  });
});
