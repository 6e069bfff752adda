import { randomUUID } from 'node:crypto';
import { dayAhead, runPlatform, type Running } from '../support/platform.js';
import { tempDir } from '../support/temp.js';
import { join } from 'node:path';

// The door: limits, keys of commands, texts, tokens taken back, and who stands in events.

const DAY = dayAhead(1);
const key = (value: string = randomUUID()) => ({ 'idempotency-key': value });

describe('K6 limits', () => {
  let running: Running;
  beforeAll(
    async () =>
      void (running = await runPlatform({
        demo: false,
        environment: { CHIGNON_RATE_LIMIT: '60', CHIGNON_GUESS_LIMIT: '20' },
      })),
    60_000,
  );
  afterAll(() => running.close());
  const statuses = async (count: number, ask: (i: number) => Promise<{ status: number }>) => {
    const all: { [status: string]: number } = {};
    for (let i = 0; i < count; i++) {
      const { status } = await ask(i);
      all[status] = (all[status] ?? 0) + 1;
    }
    return all;
  };

  it('a subject has its requests a minute, with however many tokens, on routes that are not as well', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 10 }, () =>
        running.platform.issuer!.token({ role: 'chain-ops', subject: 'busy' }),
      ),
    );
    expect(
      await statuses(50, (i) =>
        running.raw('GET', '/v1/booking/stores', { token: tokens[i % 10]! }),
      ),
    ).toEqual({ 200: 50 });
    expect(
      await statuses(30, () => running.raw('GET', '/v1/nothing', { token: tokens[0]! })),
    ).toEqual({ 404: 10, 429: 20 });
    const told = await running.raw('GET', '/v1/booking/stores', { token: tokens[3]! });
    expect([told.status, told.body.code, Number(told.headers['retry-after'])]).toEqual([
      429,
      'rate-limited',
      expect.any(Number),
    ]);
  });

  it('made-up tokens are throttled, and give nobody over the limit anything back; who shows a good one passes', async () => {
    const flood = await statuses(200, (i) =>
      running.raw('GET', '/v1/booking/stores', { token: `made.up.${i}` }),
    );
    expect(flood).toEqual({ 401: 20, 429: 180 });
    expect(
      (
        await running.raw('GET', '/v1/booking/stores', {
          token: await running.platform.issuer!.token({ role: 'chain-ops', subject: 'busy' }),
        })
      ).status,
    ).toBe(429);
    expect(
      (
        await running.raw('GET', '/v1/booking/stores', {
          token: await running.platform.issuer!.token({ role: 'chain-ops', subject: 'calm' }),
        })
      ).status,
    ).toBe(200);
    expect((await running.raw('GET', '/health/live', { token: '' })).status).toBe(200);
  });
});

it('K6: wrong calendar keys and wrong signatures are guesses too', async () => {
  const running = await runPlatform({
    demo: false,
    environment: { CHIGNON_RATE_LIMIT: '100000', CHIGNON_GUESS_LIMIT: '20' },
  });
  const codes = new Set<number>();
  for (let i = 0; i < 60; i++)
    codes.add(
      (
        await running.raw(
          'GET',
          `/v1/booking/staff/anna/calendar.ics?key=${randomUUID()}.${'0'.repeat(64)}`,
          { token: '' },
        )
      ).status,
    );
  expect([...codes]).toEqual([404, 429]);
  await running.close();
}, 60_000);

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

  it('K12: every text of every body is looked at', async () => {
    const refusedTexts: [string, string, (text: string) => object][] = [
      [
        'PUT',
        '/v1/booking/stores/harbour',
        (name) => ({
          regionId: 'atlantic',
          name,
          zone: 'America/New_York',
          currency: 'USD',
          openingHours: [],
        }),
      ],
      [
        'PUT',
        '/v1/booking/services/x',
        (name) => ({
          name,
          category: 'hair',
          serviceGroup: 'x',
          phases: [{ name: 'do', kind: 'active', minutes: 30 }],
          priceCents: 1,
        }),
      ],
      [
        'PUT',
        '/v1/booking/services/x',
        (step) => ({
          name: 'X',
          category: 'hair',
          serviceGroup: 'x',
          phases: [{ name: 'do', kind: 'active', minutes: 30 }],
          priceCents: 1,
          steps: [step],
        }),
      ],
      ['PUT', '/v1/booking/staff/maya', (displayName) => ({ displayName, storeIds: ['harbour'] })],
      [
        'POST',
        '/v1/booking/salon-events',
        (title) => ({
          storeId: 'harbour',
          code: 'x',
          title,
          kind: 'evening',
          startsAt: `${DAY}T18:00`,
          endsAt: `${DAY}T19:00`,
          seats: 1,
        }),
      ],
      [
        'PUT',
        '/v1/booking/course-templates/x',
        (name) => ({ name, sessions: 2, serviceIds: ['womens-cut'], validityDays: 365 }),
      ],
      ['POST', '/v1/customers', (name) => ({ name, homeStoreId: 'harbour' })],
      ['POST', '/v1/customers', (notes) => ({ notes, homeStoreId: 'harbour' })],
      [
        'POST',
        '/v1/customers',
        (code) => ({ externalIds: [{ system: 'pos', code }], homeStoreId: 'harbour' }),
      ],
      [
        'PUT',
        '/v1/inventory/products/x',
        (name) => ({
          name,
          productClass: 'retail',
          stockUnit: 'piece',
          useUnit: 'piece',
          useUnitsPerStockUnitMilli: 1000,
          priceCents: 1,
          currency: 'USD',
        }),
      ],
      [
        'POST',
        '/v1/booking/publishable-keys',
        (name) => ({ name, storeIds: ['harbour'], origins: [] }),
      ],
    ];
    for (const [method, path, body] of refusedTexts) {
      for (const text of [
        '\ud800',
        'a\u0085b',
        'a\u2028b',
        'a\uffff',
        '\u001b[1m',
        'a\u007f',
        '   ',
        '\u200b',
      ]) {
        const answer = await running.api.ask(method, path, body(text), key());
        expect([
          path,
          JSON.stringify(text),
          answer.status,
          /^(text-|field-invalid)/.test(answer.body.code),
        ]).toEqual([path, JSON.stringify(text), 422, true]);
      }
    }
    const { id } = await running.api.post('/v1/customers', {
      name: '  Rene\u0301e ',
      notes: 'one\ntwo',
      homeStoreId: 'harbour',
    });
    expect(await running.api.get(`/v1/customers/${id}`)).toMatchObject({
      name: 'Ren\u00e9e',
      notes: 'one\ntwo',
    });
    expect(
      (
        await running.api.post('/v1/customers', {
          name: '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}'.repeat(100),
          homeStoreId: 'harbour',
        })
      ).id,
    ).toBeDefined();
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

describe('K4: ids such as `constructor` are ids', () => {
  let running: Running;
  beforeAll(async () => void (running = await runPlatform()), 60_000);
  afterAll(() => running.close());
  const service = (pools: string[]) => ({
    name: 'X',
    category: 'hair',
    serviceGroup: 'toString',
    phases: [{ name: 'do', kind: 'active', minutes: 30 }],
    priceCents: 5000,
    place: { match: 'all', pools },
  });

  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf'])(
    'a pool %s that is not is like any other that is not',
    async (pool) => {
      for (const [id, pools] of [
        ['x1', [pool]],
        ['x2', ['no-such-pool']],
      ] as const)
        await running.api.put(`/v1/booking/services/${id}`, service([...pools]));
      const ask = async (id: string) => {
        const wish = {
          storeId: 'harbour',
          startsAt: `${DAY}T10:00`,
          services: [{ serviceId: id }],
        };
        const answers = [
          await running.api.ask(
            'GET',
            `/v1/booking/availability?storeId=harbour&services=${id}&from=${DAY}`,
          ),
          await running.api.ask(
            'GET',
            `/v1/booking/availability/ranked?storeIds=harbour&services=${id}&from=${DAY}`,
          ),
          await running.api.ask(
            'GET',
            `/v1/booking/availability/why-not?storeId=harbour&services=${id}&startsAt=${DAY}T10:00`,
          ),
          await running.api.ask('POST', '/v1/booking/holds', wish, key()),
          await running.api.ask('POST', '/v1/booking/appointments', wish, key()),
          await running.api.ask('POST', '/v1/booking/series/preview', {
            ...wish,
            every: 1,
            unit: 'week',
            count: 2,
          }),
          await running.api.ask(
            'POST',
            '/v1/booking/groups',
            {
              storeId: 'harbour',
              startsAt: `${DAY}T10:00`,
              guests: [{ services: [{ serviceId: id }] }, { services: [{ serviceId: id }] }],
            },
            key(),
          ),
        ];
        return answers.map(({ status, body }) => [status, body.code]);
      };
      const answers = await ask('x1');
      expect(answers).toEqual(await ask('x2'));
      expect(answers.filter(([status]) => status >= 500)).toEqual([]);
    },
  );

  it('a pool and a unit of that name are a pool and a unit', async () => {
    const {
      storeId: _,
      revision: __,
      ...store
    } = await running.api.get('/v1/booking/stores/harbour');
    await running.api.put('/v1/booking/stores/harbour', {
      ...store,
      pools: [...store.pools, { pool: 'constructor', capacity: 1 }],
    });
    await running.api.put('/v1/booking/services/x3', service(['constructor']));
    expect(
      (await running.api.get(`/v1/booking/availability?storeId=harbour&services=x3&from=${DAY}`))
        .items.length,
    ).toBeGreaterThan(0);
    await running.api
      .put('/v1/booking/stores/harbour/units/toString', { pool: 'constructor', name: 'One' })
      .catch(() => undefined);
    expect(
      (
        await running.api.ask(
          'GET',
          `/v1/booking/availability?storeId=harbour&services=x3&from=${DAY}`,
        )
      ).status,
    ).toBe(200);
  });

  it('provenance of a field that is none is refused', async () => {
    const items = [
      {
        externalId: { system: 'pos', code: 'p1' },
        homeStoreId: 'harbour',
        provenance: { constructor: { source: 'x', at: '2026-01-01T00:00:00.000Z' } },
      },
    ];
    expect(
      (
        await running.api.post('/v1/customers/imports', {
          storeId: 'harbour',
          source: 'pos',
          items,
        })
      ).results,
    ).toEqual([expect.objectContaining({ outcome: 'rejected', code: 'provenance-invalid' })]);
  });
});
