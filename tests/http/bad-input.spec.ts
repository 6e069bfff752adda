import { dayAhead, runPlatform, type Running } from '../support/platform.js';
import { json, refusing } from '../support/refusing.js';

// Section by section what a caller can get wrong: a stable code, the field, nothing changed, never a 5xx.

let running: Running;
let wish: { storeId: string; startsAt: string; services: { serviceId: string; staffId: string }[] };
const DAY = dayAhead(1);
beforeAll(async () => {
  running = await runPlatform();
  wish = {
    storeId: 'harbour',
    startsAt: `${DAY}T10:00`,
    services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
  };
}, 60_000);
afterAll(() => running.close());
const refuses = refusing(() => running);

const HOLDS = '/v1/booking/holds';

const hold = (payload: string | Buffer, headers = json()) =>
  running.raw('POST', HOLDS, { payload, headers });
const text = (more: object = {}) => JSON.stringify({ ...wish, ...more });

describe('bodies that a ledger must not swallow', () => {
  it.each<[string, string | Buffer, number, string, string | undefined]>([
    ['1e400', '{"ttlSeconds":1e400}', 400, 'json-number-out-of-range', undefined],
    ['2^53+1', '{"ttlSeconds":9007199254740993}', 400, 'json-number-out-of-range', undefined],
    [
      'a duplicate key',
      '{"storeId":"harbour","storeId":"old-town"}',
      400,
      'json-duplicate-key',
      'storeId',
    ],
    [
      'bytes that are not UTF-8',
      Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
      400,
      'body-not-utf8',
      undefined,
    ],
    ['NUL, escaped', '{"storeId":"harbour\\u0000"}', 400, 'json-null-character', undefined],
    ['NUL, bare', '{"storeId":"harbour\u0000"}', 400, 'json-malformed', undefined],
    [
      'depth 20,000',
      '{"services":'.concat('['.repeat(20_000), ']'.repeat(20_000), '}'),
      400,
      'json-too-deep',
      undefined,
    ],
    ['10 MB', `{"storeId":"${'a'.repeat(10 * 1024 * 1024)}"}`, 413, 'body-too-large', undefined],
    ['half a document', '{"storeId":', 400, 'json-malformed', undefined],
    ['nothing', '', 422, 'field-missing', 'storeId'],
    ['null', 'null', 422, 'field-invalid', 'body'],
    ['a list', '[]', 422, 'field-invalid', 'body'],
    ['a text', '"x"', 422, 'field-invalid', 'body'],
  ])('%s', (_, payload, status, code, field) => refuses(status, code, field, () => hold(payload)));

  it.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/xml'],
  ])('content type %s', (type) =>
    refuses(415, 'content-type-unsupported', 'Content-Type', () =>
      hold(text(), json({ 'content-type': type })),
    ),
  );

  it('no content type at all', () =>
    refuses(415, 'content-type-unsupported', 'Content-Type', () =>
      hold(Buffer.from(text()), { 'idempotency-key': 'none' } as never),
    ));
});

describe('fields that are not as documented', () => {
  it.each<[string, object, number, string, string]>([
    ['an unknown field', { colour: 'red' }, 422, 'field-unknown', 'colour'],
    [
      'an unknown field inside',
      { services: [{ serviceId: 'womens-cut', price: 1 }] },
      422,
      'field-unknown',
      'services.0.price',
    ],
    [
      '__proto__ is a field like any other',
      JSON.parse('{"__proto__":{"storeId":"harbour"}}'),
      422,
      'field-unknown',
      '__proto__',
    ],
    ['"300" for 300', { ttlSeconds: '300' }, 422, 'field-invalid', 'ttlSeconds'],
    [
      '"false" for false',
      { services: [{ serviceId: 'womens-cut', parallel: 'false' }] },
      422,
      'field-invalid',
      'services.0.parallel',
    ],
    ['a fraction for a whole number', { ttlSeconds: 30.5 }, 422, 'field-invalid', 'ttlSeconds'],
    ['null for a text', { storeId: null }, 422, 'field-invalid', 'storeId'],
    ['a list for a text', { storeId: ['harbour'] }, 422, 'field-invalid', 'storeId'],
    ['an object for a list', { services: {} }, 422, 'field-invalid', 'services'],
    ['a text too long', { storeId: 'h'.repeat(1000) }, 422, 'field-invalid', 'storeId'],
    [
      'a list too long',
      { services: Array.from({ length: 11 }, () => ({ serviceId: 'womens-cut' })) },
      422,
      'field-invalid',
      'services',
    ],
    ['a channel nobody knows', { channel: 'pigeon' }, 422, 'field-invalid', 'channel'],
    ['a past date', { startsAt: '2020-03-02T10:00' }, 422, 'start-in-past', 'startsAt'],
    [
      'a time after which there are no dates',
      { startsAt: '9999-12-31T23:59' },
      422,
      'time-malformed',
      'startsAt',
    ],
    ['the year 0', { startsAt: '0000-01-01T10:00Z' }, 422, 'time-malformed', 'startsAt'],
    ['30 February', { startsAt: '2031-02-30T10:00' }, 422, 'time-malformed', 'startsAt'],
    [
      '02:30 on the day the clocks skip it',
      { startsAt: '2031-03-09T02:30' },
      422,
      'time-does-not-exist',
      'startsAt',
    ],
    [
      '01:30 on the day it happens twice',
      { startsAt: '2031-11-02T01:30' },
      422,
      'time-ambiguous',
      'startsAt',
    ],
    [
      'a service nobody knows',
      { services: [{ serviceId: 'nothing' }] },
      422,
      'service-unknown',
      'services.0.serviceId',
    ],
    ['a store nobody knows', { storeId: 'nowhere' }, 404, 'store-not-found', 'storeId'],
  ])('%s', (_, more, status, code, field) => {
    const own = Object.hasOwn(more, '__proto__');
    return refuses(status, code, field, () =>
      hold(own ? text().replace('{', '{"__proto__":{"storeId":"harbour"},') : text(more)),
    );
  });

  it('an end before its start: opening hours', () =>
    refuses(422, 'hours-invalid', 'openingHours.0.to', () =>
      running.raw('PUT', '/v1/booking/stores/harbour', {
        headers: json(),
        payload: JSON.stringify({
          regionId: 'atlantic',
          name: 'H',
          zone: 'America/New_York',
          currency: 'USD',
          openingHours: [{ weekday: 1, from: '10:00', to: '10:00' }],
        }),
      }),
    ));

  it('an end before its start: a period of figures', () =>
    refuses(422, 'period-backwards', 'to', () =>
      running.raw('GET', '/v1/insights/sales?from=2030-02-02&to=2030-02-01&groupBy=staff'),
    ));

  it.each(['1e400', '-1e400', '9007199254740993', 'NaN', 'Infinity', '1.5', ' '])(
    'a number in the query that is none: %s',
    (number) =>
      refuses(422, 'field-invalid', 'atLeast', () =>
        running.raw(
          'GET',
          `/v1/booking/stores/harbour/days/${DAY}?atLeast=${encodeURIComponent(number)}`,
        ),
      ),
  );

  it('a day after which there are no dates', () =>
    refuses(422, 'date-invalid', 'date', () =>
      running.raw('GET', '/v1/booking/stores/harbour/days/9999-12-31'),
    ));

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=1e400', 'limit'],
    ['limit=five', 'limit'],
    ['nothing=1', 'nothing'],
    ['limit=1&limit=2', 'limit'],
  ])('a query that is not as documented: %s', (query, field) =>
    refuses(422, field === 'nothing' ? 'field-unknown' : 'field-invalid', field, () =>
      running.raw('GET', `/v1/booking/stores?${query}`),
    ),
  );
});

describe('commands and their keys', () => {
  it('without a key', () =>
    refuses(400, 'idempotency-key-missing', 'Idempotency-Key', () =>
      hold(text(), { 'content-type': 'application/json' } as never),
    ));
  it('with a key that is none', () =>
    refuses(400, 'idempotency-key-malformed', 'Idempotency-Key', () =>
      hold(text(), json({ 'idempotency-key': 'a b' })),
    ));

  it('the first answer again, status, body and ETag', async () => {
    const headers = json();
    const first = await hold(text({ startsAt: `${DAY}T09:00` }), headers);
    expect(first.status).toBe(201);
    const before = running.written();
    const again = await hold(text({ startsAt: `${DAY}T09:00` }), headers);
    expect({ status: again.status, body: again.body, etag: again.headers['etag'] }).toEqual({
      status: 201,
      body: first.body,
      etag: first.headers['etag'],
    });
    expect(first.headers['etag']).toBe(`"${first.body.revision}"`);
    expect(running.written()).toBe(before);
  });

  it('L5 64 parallel copies of one command: one effect, the same answers', async () => {
    const headers = json();
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => hold(text({ startsAt: `${DAY}T14:00` }), headers)),
    );
    expect(new Set(answers.map(({ status, text: body }) => `${status} ${body}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
    const day = await running.api.get(
      `/v1/booking/stores/harbour/days/${DAY}?atLeast=${answers[0]!.body.revision}`,
    );
    expect(
      day.holds.filter((one: { startsAt: string }) => one.startsAt === answers[0]!.body.startsAt),
    ).toHaveLength(1);
  });

  it('L5 64 wishes for one slot: one winner', async () => {
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => hold(text({ startsAt: `${DAY}T16:00` }))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(
      new Set(
        answers
          .filter(({ status }) => status !== 201)
          .map(({ status, body }) => `${status} ${body.code} ${body.field}`),
      ),
    ).toEqual(new Set(['409 slot-taken startsAt']));
  });

  it('L6 a refused command is refused again', async () => {
    const headers = json();
    for (let n = 0; n < 3; n++)
      await refuses(409, 'slot-taken', 'startsAt', () =>
        hold(text({ startsAt: `${DAY}T16:00` }), headers),
      );
  });

  it('the same key with another input, also for another day', async () => {
    const headers = json();
    expect((await hold(text({ startsAt: `${DAY}T12:00` }), headers)).status).toBe(201);
    await refuses(422, 'idempotency-key-reused', 'Idempotency-Key', () =>
      hold(text({ startsAt: `${DAY}T12:00`, ttlSeconds: 60 }), headers),
    );
    await refuses(422, 'idempotency-key-reused', 'Idempotency-Key', () =>
      hold(text({ startsAt: `${dayAhead(2)}T12:00` }), headers),
    );
  });

  it('an expired hold', async () => {
    const held = (
      await hold(
        text({
          startsAt: `${DAY}T17:00`,
          ttlSeconds: 30,
          services: [{ serviceId: 'mens-cut', staffId: 'maya' }],
        }),
      )
    ).body;
    running.clock.set(held.expiresAt);
    await refuses(409, 'hold-expired', 'holdId', () =>
      running.raw('POST', '/v1/booking/appointments', {
        headers: json(),
        payload: JSON.stringify({ holdId: held.holdId }),
      }),
    );
    running.clock.release();
  });

  it('a stale If-Match, a malformed one, and a missing one', async () => {
    const booked = await running.api.post('/v1/booking/appointments', {
      ...wish,
      startsAt: `${dayAhead(3)}T10:00`,
    });
    const cancel = (ifMatch: string) =>
      running.raw('POST', `/v1/booking/appointments/${booked.appointmentId}/cancel`, {
        headers: json({ 'if-match': ifMatch }),
        payload: '{"by":"store","reason":"ill"}',
      });
    await refuses(412, 'revision-stale', 'If-Match', () => cancel(`"${booked.revision + 1}"`));
    await refuses(400, 'if-match-malformed', 'If-Match', () => cancel('W/"x"'));
    const {
      items: [customer],
    } = await running.api.get('/v1/customers?externalId=demo:guest-01');
    const consents = (headers: Record<string, string>) =>
      running.raw('PUT', `/v1/customers/${customer.id}/consents`, {
        headers: { 'content-type': 'application/json', ...headers },
        payload:
          '{"items":[{"purpose":"marketing","channel":"email","granted":false,"source":"test","wordingVersion":"1"}]}',
      });
    await refuses(428, 'if-match-required', 'If-Match', () => consents({}));
    await refuses(412, 'revision-stale', 'If-Match', () => consents({ 'if-match': '"999"' }));
  });
});
