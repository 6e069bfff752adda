import { randomUUID } from 'node:crypto';
import { MERGE_PATCH } from '@chignon/service-kit';
import { dayAhead, runPlatform, type RawAnswer, type Running } from '../support/platform.js';

// One thing changed: PATCH of a document (RFC 7396) is merged into what GET gives and goes the way of PUT.

const MAYA = '/v1/booking/staff/maya';
const CUT = '/v1/booking/services/womens-cut';
let running: Running;

beforeAll(async () => {
  running = await runPlatform();
});
afterAll(() => running.close());

const send = (
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  token?: string,
): Promise<RawAnswer> =>
  running.raw(method, path, {
    payload: typeof body === 'string' ? body : JSON.stringify(body),
    headers: {
      'content-type': method === 'PATCH' ? MERGE_PATCH : 'application/json',
      'idempotency-key': randomUUID(),
      ...headers,
    },
    ...(token === undefined ? {} : { token }),
  });
const patch = (path: string, body: unknown, headers?: Record<string, string>, token?: string) =>
  send('PATCH', path, body, headers, token);
const read = async (path: string) => (await running.raw('GET', path)).body;

describe('a patch of a document (CL-5)', () => {
  it('changes what it names, takes away what is null, and leaves the rest', async () => {
    const before = await read(CUT);
    const dearer = await patch(CUT, { priceCents: before.priceCents + 500 });
    expect(dearer).toMatchObject({
      status: 200,
      body: {
        ...before,
        priceCents: before.priceCents + 500,
        version: before.version + 1,
        revision: expect.any(Number),
      },
    });
    expect(dearer.headers['etag']).toBe(`"${dearer.body.revision}"`);
    await patch(CUT, { levels: null, steps: ['Wash', 'Cut'] });
    expect(await read(CUT)).toMatchObject({ levels: [], steps: ['Wash', 'Cut'] });
    await running.settle();
  });

  it('tells a field left out from one that is reset (R-CM-03)', async () => {
    const rules = '/v1/marketing/rebook-rules';
    const usual = await read(rules);
    await patch(rules, { leadDays: 10, intervalDays: { cut: 50 } });
    const changed = await read(rules);
    expect(changed).toMatchObject({
      leadDays: 10,
      fallbackDays: usual.fallbackDays,
      intervalDays: { ...usual.intervalDays, cut: 50 },
    });
    await patch(rules, { leadDays: null });
    expect(await read(rules)).toMatchObject({
      leadDays: usual.leadDays,
      intervalDays: changed.intervalDays,
    });
    // PUT is the whole document: what it leaves out is as usual.
    await send('PUT', rules, { leadDays: 3 });
    expect(await read(rules)).toMatchObject({ leadDays: 3, intervalDays: usual.intervalDays });
    await running.settle();
  });

  it('of a roster enters leave, and touches neither weeks nor other dates (BK-13)', async () => {
    const path = `${MAYA}/shifts`;
    const before = await read(path);
    const day = dayAhead(2, 9);
    const leave = [{ kind: 'leave', fromDate: day, toDate: day }];
    const { status, body } = await patch(path, { absences: leave });
    expect([status, body.code, body.field]).toEqual([200, undefined, undefined]);
    expect(await read(path)).toMatchObject({
      patterns: before.patterns,
      exceptions: before.exceptions,
      absences: [{ fromDate: day, toDate: day }],
    });
    await running.settle();
  });

  it('of a product is a command: the same key again has one effect (IN-02)', async () => {
    const path = '/v1/inventory/products/COL-7-0';
    const before = await read(path);
    const key = { 'idempotency-key': randomUUID() };
    const first = await patch(path, { priceCents: before.priceCents + 100 }, key);
    expect(first).toMatchObject({ status: 200, body: { priceCents: before.priceCents + 100 } });
    const again = await patch(path, { priceCents: before.priceCents + 100 }, key);
    expect(again.body).toMatchObject({ productVersion: first.body.productVersion });
    expect(await patch(path, { priceCents: 1 }, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    await running.settle();
  });

  it.each([
    ['null for a required field', { displayName: null }, 422, 'field-invalid', 'displayName'],
    ['null for a required list', { storeIds: null }, 422, 'field-invalid', 'storeIds'],
    ['an unknown field', { mood: 'good' }, 422, 'field-unknown', 'mood'],
    ['null for an unknown field', { mood: null }, 422, 'field-unknown', 'mood'],
    ['__proto__', '{"__proto__":{"active":false}}', 422, 'field-unknown', '__proto__'],
    ['constructor', '{"constructor":null}', 422, 'field-unknown', 'constructor'],
    ['a list that is none', { skills: { 0: 'x' } }, 422, 'field-invalid', 'skills'],
    ['a part of an item', { skills: [{ level: 'x' }] }, 422, 'field-missing', undefined],
    ['null in a list', { skills: [null] }, 422, 'field-invalid', 'skills.0'],
    ['a store that is none', { storeIds: ['nowhere'] }, 422, 'store-unknown', 'storeIds.0'],
    ['another document', { staffId: 'jonas' }, 422, 'field-invalid', 'staffId'],
    ['null', 'null', 422, 'field-invalid', 'body'],
    ['a list', '[]', 422, 'field-invalid', 'body'],
    ['a text', '"active"', 422, 'field-invalid', 'body'],
    ['nothing', '', 400, 'body-missing', undefined],
    ['half of a body', '{"active":', 400, 'json-malformed', undefined],
    ['a field twice', '{"active":true,"active":false}', 400, 'json-duplicate-key', 'active'],
  ])('is refused with %s, and nothing is written', async (_, body, status, code, field) => {
    const before = running.written();
    const answer = await patch(MAYA, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    if (field !== undefined) expect(answer.body.field).toBe(field);
    expect(running.written()).toBe(before);
  });

  it('honours If-Match, and without it is merged into what others wrote meanwhile', async () => {
    const { revision } = await read(MAYA);
    const stale = { 'if-match': `"${revision - 1}"` };
    expect(await patch(MAYA, { active: true }, stale)).toMatchObject({ status: 412 });
    expect(await patch(MAYA, { active: true }, { 'if-match': 'x' })).toMatchObject({ status: 400 });
    const all = await Promise.all(
      [{ displayName: 'Maya L.' }, { maxServiceMinutesPerDay: 400 }, { active: true }].map((one) =>
        patch(MAYA, one),
      ),
    );
    expect(all.filter(({ status }) => status === 412)).toEqual([]);
    expect(await read(MAYA)).toMatchObject({
      displayName: 'Maya L.',
      maxServiceMinutesPerDay: 400,
      active: true,
    });
    await running.settle();
  });

  it('needs what PUT needs, and reading too', async () => {
    const stranger = await running.platform.issuer!.token({
      role: 'store-manager',
      stores: ['old-town'],
    });
    expect(await patch(MAYA, { active: false }, {}, stranger)).toMatchObject({ status: 404 });
    expect(await patch(CUT, { priceCents: 1 }, {}, stranger)).toMatchObject({ status: 403 });
    expect(await patch('/v1/booking/staff/nobody-at-all', { active: false })).toMatchObject({
      status: 404,
    });
    expect(await read(MAYA)).toMatchObject({ active: true });
  });

  it('has its media type where it is a patch, and nowhere else', async () => {
    const json = await patch(MAYA, { active: true }, { 'content-type': 'application/json' });
    expect(json.status).toBe(200);
    const put = await send('PUT', MAYA, await read(MAYA), { 'content-type': MERGE_PATCH });
    expect(put).toMatchObject({ status: 415, body: { code: 'content-type-unsupported' } });
    await running.settle();
  });

  it('is described: nothing is required, null where a field may be taken away', () => {
    const { paths, components } = running.platform.openApi;
    const operation = paths['/v1/booking/staff/{staffId}']!['patch'] as any;
    expect(operation.operationId).toBe('patchStaff');
    expect(operation.requestBody.content[MERGE_PATCH].schema).toEqual({
      $ref: '#/components/schemas/StaffPatch',
    });
    const { required, properties } = components.schemas['StaffPatch'] as any;
    expect(required).toBeUndefined();
    expect(properties.displayName).toMatchObject({ type: 'string' });
    expect(properties.active).toMatchObject({ type: ['boolean', 'null'], 'x-null-removes': true });
    expect(properties.revision).toMatchObject({ readOnly: true });
  });
});
