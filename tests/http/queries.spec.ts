import { randomUUID } from 'node:crypto';
import { runPlatform, type Running } from '../support/platform.js';

// Over every route of the description: what no route knows is refused before anything is done, whatever the method.

let running: Running;
beforeAll(async () => void (running = await runPlatform()), 60_000);
afterAll(() => running.close());

/** Of the demo chain, so that the scope of a path is one that is there. */
const PARAMS: { readonly [name: string]: string } = {
  storeId: 'harbour',
  date: '2031-03-03',
  weekStart: '2031-03-03',
  context: 'booking',
};

it('refuses a field of the query that a route does not know, on every method', async () => {
  const { key } = await running.api.post('/v1/booking/publishable-keys', {
    name: 'page',
    storeIds: ['harbour'],
    origins: [],
  });
  const before = running.written();
  const wrong: string[] = [];
  let asked = 0;
  for (const [path, methods] of Object.entries(running.platform.openApi.paths))
    for (const [method, operation] of Object.entries(methods)) {
      // Probes and documents, which are open, hold nothing and take what a proxy adds.
      if (operation['x-permission'] === undefined) continue;
      asked++;
      const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => PARAMS[name] ?? 'x');
      const needed = (
        (operation['parameters'] ?? []) as { name: string; in: string; required: boolean }[]
      )
        .filter(({ in: place, required }) => place === 'query' && required)
        .map(({ name }) => `${name}=${PARAMS[name] ?? 'x'}&`);
      const isPublic = path.startsWith('/v1/booking/public/');
      const answer = await running.raw(
        method.toUpperCase(),
        `${url}?${needed.join('')}nonsense=1`,
        isPublic
          ? { headers: { 'x-publishable-key': key }, token: '' }
          : { headers: { 'idempotency-key': randomUUID() } },
      );
      if (
        answer.status !== 422 ||
        answer.body.code !== 'field-unknown' ||
        answer.body.field !== 'nonsense'
      )
        wrong.push(`${method.toUpperCase()} ${path}: ${answer.status} ${answer.body?.code}`);
    }
  expect(asked).toBeGreaterThan(200);
  expect(wrong).toEqual([]);
  expect(running.written()).toBe(before);
}, 60_000);

it('takes null for what is left out, and a repeat with the same input is answered as the first time (CL-5)', async () => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const register = (body: object) =>
    running.raw('POST', '/v1/customers', { headers, payload: JSON.stringify(body) });
  const body = { name: 'Nora Null', homeStoreId: 'harbour', birthDate: null, notes: null };
  const first = await register(body);
  expect(first.status).toBe(201);
  const again = await register(body);
  expect([again.status, again.body.id]).toEqual([201, first.body.id]);
  expect(first.body.id).toBeDefined();
  // The key stands for what was sent: without the fields it is another input, and refused rather than taken for the first.
  const other = await register({ name: 'Nora Null', homeStoreId: 'harbour' });
  expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
  const required = await running.raw('POST', '/v1/customers', {
    headers: { ...headers, 'idempotency-key': randomUUID() },
    payload: JSON.stringify({ ...body, homeStoreId: null }),
  });
  expect([required.status, required.body.code, required.body.field]).toEqual([
    422,
    'field-invalid',
    'homeStoreId',
  ]);
}, 60_000);

it('takes for `after` what was `next`, and nothing else, in the history of a plan (BK-12)', async () => {
  const history = '/v1/booking/stores/harbour/shift-plans/2031-03-03/history';
  for (const after of ['-1', '1e1', '01', 'x'])
    expect((await running.raw('GET', `${history}?after=${after}`)).body).toMatchObject({
      code: 'cursor-invalid',
      field: 'after',
    });
  expect((await running.raw('GET', `${history}?after=3`)).body).toEqual({ items: [] });
}, 60_000);

it.each([
  ['/v1/loyalty/liability?from=2026-11-01', 'from', /^an instant in UTC, such as/],
  ['/v1/booking/appointments?storeId=harbour&from=1.5.2031', 'from', /^a date, such as/],
  ['/v1/booking/appointments?storeId=harbour+1', 'storeId', /^letters, digits and/],
])('says in words what it expects: %s', async (url, field, expected) => {
  const { status, body } = await running.raw('GET', url);
  expect(status).toBe(422);
  expect(body).toMatchObject({ code: 'field-invalid', field });
  expect(body.expected).toMatch(expected);
});
