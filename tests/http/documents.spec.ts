import { randomUUID } from 'node:crypto';
import { dayAhead, runPlatform, type Running } from '../support/platform.js';

// Documents of the interface: what GET gives, PUT takes back. The routes are those that the platform describes, found by the walk.

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly etag?: string;
}
type Ask = (asked: Asked) => Promise<{ status: number; body: any; etag: string | undefined }>;

const DAY = dayAhead(3);
let running: Running;
let ask: Ask;
/** Paths with GET and PUT, as described. */
let documents: string[];
/** What stands in the demo chain, by the names of the parameters of paths. */
const there: { [param: string]: string } = {
  storeId: 'harbour',
  serviceId: 'womens-cut',
  staffId: 'maya',
  sku: 'COL-7-0',
  scope: 'staff',
  subject: 'maya',
  policyId: 'gentle',
  templateId: 'five-cuts',
  dayId: 'fair',
  ruleId: 'mornings',
  unitId: 'chair-1',
  channel: 'app',
  countryCode: 'CN',
  year: '2031',
};

const documentsOf = (paths: { [path: string]: object }): string[] =>
  Object.keys(paths).filter((path) => 'get' in paths[path]! && 'put' in paths[path]!);
const concrete = (path: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (there[name] === undefined) throw new Error(`${path}: nothing is known by \`${name}\``);
    return encodeURIComponent(there[name]);
  });

/** Without what each write counts up. */
const content = ({
  revision: _r,
  version: _v,
  productVersion: _p,
  ...rest
}: Record<string, unknown>) => rest;

/** What is wrong with a document; undefined: GET, PUT of the same, GET gives the same again. */
async function wrongWith(path: string, asks: Ask): Promise<string | undefined> {
  const before = await asks({ method: 'GET', path });
  if (before.status !== 200) return `GET ${before.status}`;
  const put = await asks({
    method: 'PUT',
    path,
    body: before.body,
    ...(before.etag === undefined ? {} : { etag: before.etag }),
  });
  if (put.status >= 300) return `PUT ${put.status} ${put.body.code} ${put.body.field}`;
  const after = await asks({ method: 'GET', path });
  const [old, now] = [before.body, after.body].map((body) => JSON.stringify(content(body)));
  return old === now ? undefined : `GET ${now}, before ${old}`;
}

const wrongWithAll = async (paths: readonly string[], asks: Ask) => {
  const wrong: string[] = [];
  for (const path of paths) {
    const problem = await wrongWith(concrete(path), asks);
    if (problem !== undefined) wrong.push(`${path}: ${problem}`);
  }
  return wrong;
};

beforeAll(async () => {
  running = await runPlatform();
  ask = async ({ method, path, body, etag }) => {
    const answer = await running.raw(method, path, {
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...(etag === undefined ? {} : { 'if-match': etag }),
      },
    });
    return { status: answer.status, body: answer.body, etag: answer.headers['etag'] as string };
  };
  documents = documentsOf(running.platform.openApi.paths);
  // What the demo chain does not have.
  const { api } = running;
  await api.put('/v1/booking/policies/gentle', {
    windows: [{ hoursBefore: 24, kind: 'percent', percent: 50 }],
    noShow: { kind: 'percent', percent: 100 },
  });
  await api.put('/v1/booking/course-templates/five-cuts', {
    name: 'Five cuts',
    serviceIds: ['womens-cut'],
    sessions: 5,
    validityDays: 365,
  });
  await api.put('/v1/booking/durations/staff/maya', {
    overrides: [{ serviceId: 'womens-cut', minutes: [], currency: 'USD', priceCents: 7000 }],
  });
  await api.put('/v1/booking/travel-times', {
    legs: [{ fromStoreId: 'harbour', toStoreId: 'old-town', minutes: 20 }],
  });
  await api.put('/v1/booking/staff/maya/shift-wishes', {
    weekdaysOff: [7],
    preferredFrom: '09:00',
    preferredTo: '17:00',
  });
  await api.put('/v1/booking/public-holidays/CN/2031', {
    days: [{ date: '2031-10-01', name: '国庆节' }],
    workDays: ['2031-10-04'],
  });
  await api.put('/v1/booking/special-days/fair', {
    date: dayAhead(30),
    daysBefore: 1,
    kind: 'rush',
  });
  await api.put('/v1/booking/price-rules/mornings', {
    name: 'Mornings',
    storeIds: ['harbour'],
    toTime: '11:00',
    percent: -10,
  });
  await api.put('/v1/booking/deposit-rules/mornings', { kind: 'percent', percent: 20 });
  await api.put('/v1/inventory/stores/harbour/pars/COL-7-0', {
    minimumMilli: 5_000,
    maximumMilli: 20_000,
  });
  await api.put('/v1/booking/stores/harbour/units/chair-1', { pool: 'bridal-room' });
  const event = await api.post<{ eventId: string }>(
    '/v1/booking/salon-events',
    {
      storeId: 'harbour',
      code: 'care',
      title: 'Care at home',
      kind: 'lecture',
      startsAt: `${DAY}T18:00`,
      endsAt: `${DAY}T19:00`,
      seats: 10,
    },
    randomUUID(),
  );
  there['eventId'] = event.eventId;
  await running.settle();
});
afterAll(() => running.close());

describe('documents (CL-5)', () => {
  it('come back: PUT takes what GET gave, and GET gives the same again', async () => {
    expect(documents.length).toBeGreaterThan(20);
    expect(await wrongWithAll(documents, ask)).toEqual([]);
    await running.settle();
  });

  it('can be changed in part, unless what they show is more than what was set', () => {
    const { paths } = running.platform.openApi;
    /** Documents without a PATCH, and why. */
    const WHOLE = {
      '/v1/booking/durations/{scope}/{subject}': 'one list',
      '/v1/booking/reminder-rules': 'an empty document is the usual rules, and is shown as them',
      '/v1/booking/stores/{storeId}/reminder-rules': "shows the chain's where there are none",
      '/v1/booking/stores/{storeId}/vip-terms': "shows the chain's where there are none",
      '/v1/booking/till-rules': 'shows the usual terms where there are none',
      '/v1/booking/vip-terms': 'shows the usual terms where there are none',
      '/v1/inventory/count-rules': 'shows the usual rule where there is none',
      '/v1/inventory/reasons': 'shows the usual codes where there are none',
      '/v1/inventory/write-off-limits': 'one list',
      '/v1/loyalty/adjustment-limits': 'shows the usual limits where there are none',
      '/v1/loyalty/gift-card-rules': 'shows the usual rules where there are none',
      '/v1/loyalty/liability-estimate': 'one version after another',
      '/v1/loyalty/programme': 'one list',
      '/v1/loyalty/reasons': 'shows the usual codes where there are none',
      '/v1/loyalty/top-ups/limits': 'shows the usual limits where there are none',
    };
    expect(documents.filter((path) => !('patch' in paths[path]!)).sort()).toEqual(
      Object.keys(WHOLE),
    );
  });

  it('change by one field, and only when nobody else has changed them', async () => {
    const patch = (path: string, body: object, etag?: string) =>
      ask({ method: 'PATCH', path, body, ...(etag === undefined ? {} : { etag }) });
    for (const [path, change, becomes] of [
      ['/v1/booking/special-days/fair', { daysBefore: 3 }, { kind: 'rush', daysBefore: 3 }],
      [
        '/v1/booking/price-rules/mornings',
        { percent: -15, name: null },
        { storeIds: ['harbour'], toTime: '11:00', percent: -15 },
      ],
      [
        '/v1/booking/deposit-rules/mornings',
        { kind: 'fixed', percent: null, amountCents: 2000 },
        { kind: 'fixed', amountCents: 2000, payWithinMinutes: 30 },
      ],
      ['/v1/booking/channels/app', { minLeadMinutes: 45 }, { channel: 'app', minLeadMinutes: 45 }],
      [
        '/v1/booking/stores/harbour/channels/app',
        { anyStaffOnly: true },
        { channel: 'app', anyStaffOnly: true },
      ],
      [
        '/v1/booking/stores/harbour/units/chair-1',
        { attributes: ['private'] },
        { unitId: 'chair-1', pool: 'bridal-room', attributes: ['private'], active: true },
      ],
      [
        '/v1/inventory/stores/harbour/pars/COL-7-0',
        { minimumMilli: 6_000 },
        { sku: 'COL-7-0', minimumMilli: 6_000, maximumMilli: 20_000 },
      ],
    ] as const) {
      const before = await ask({ method: 'GET', path });
      expect(before).toMatchObject({ status: 200, body: { revision: expect.any(Number) } });
      const stale = `"${before.body.revision + 1}"`;
      expect(await patch(path, change, stale)).toMatchObject({
        status: 412,
        body: { code: 'revision-stale' },
      });
      expect(await patch(path, change, before.etag)).toMatchObject({
        status: 200,
        body: becomes,
      });
      const after = await ask({ method: 'GET', path });
      expect(after.body).toMatchObject(becomes);
      expect(after.body.revision).toBe(before.body.revision + 1);
      for (const [field, value] of Object.entries(change))
        if (value === null) expect(after.body).not.toHaveProperty(field);
    }
    await running.settle();
  });

  it('come back from their list too, and what a store says of a channel is its own word alone', async () => {
    const { api } = running;
    const { items } = await api.get('/v1/booking/price-rules');
    const rule = items.find((one: { ruleId: string }) => one.ruleId === 'mornings');
    expect(rule).toMatchObject({ version: expect.any(Number), revision: expect.any(Number) });
    expect(await api.put('/v1/booking/price-rules/mornings', rule)).toEqual(rule);
    await api.put('/v1/booking/channels/web', { minLeadMinutes: 60 });
    await api.put('/v1/booking/stores/harbour/channels/web', { mayMove: false });
    expect(await api.get('/v1/booking/stores/harbour/channels/web')).toEqual({
      channel: 'web',
      mayMove: false,
      revision: 1,
    });
    expect(await api.get('/v1/booking/stores/old-town/channels/web')).toEqual({
      channel: 'web',
      revision: 0,
    });
    for (const [path, code] of [
      ['/v1/booking/special-days/none', 'special-day-not-found'],
      ['/v1/booking/price-rules/none', 'price-rule-not-found'],
      ['/v1/booking/deposit-rules/none', 'deposit-rule-not-found'],
      ['/v1/booking/stores/harbour/units/none', 'unit-not-found'],
      ['/v1/inventory/stores/harbour/pars/none', 'par-not-found'],
    ] as const)
      expect(await ask({ method: 'GET', path })).toMatchObject({ status: 404, body: { code } });
    expect(await ask({ method: 'GET', path: '/v1/booking/channels/none' })).toMatchObject({
      status: 422,
      body: { code: 'channel-unknown' },
    });
    await running.settle();
  });

  it('are watched: a field that a PUT does not know, or loses, is found (canary)', async () => {
    const path = ['/v1/booking/stores/{storeId}'];
    const unknown: Ask = async (asked) => {
      const answer = await ask(asked);
      return asked.method === 'GET'
        ? { ...answer, body: { ...answer.body, mood: 'good' } }
        : answer;
    };
    expect(await wrongWithAll(path, unknown)).toEqual([
      '/v1/booking/stores/{storeId}: PUT 422 field-unknown mood',
    ]);
    const forgetful: Ask = (asked) =>
      ask(
        asked.method === 'PUT'
          ? { ...asked, body: { ...(asked.body as object), openingHours: [] } }
          : asked,
      );
    expect(await wrongWithAll(path, forgetful)).toEqual([
      expect.stringMatching(/^\/v1\/booking\/stores\/\{storeId\}: GET .*"openingHours":\[\]/),
    ]);
    await running.settle();
  });

  it('of another path are refused, where a copy would overwrite the wrong one', async () => {
    const path = '/v1/booking/services/';
    const cut = await ask({ method: 'GET', path: `${path}womens-cut` });
    expect(await ask({ method: 'PUT', path: `${path}root-colour`, body: cut.body })).toMatchObject({
      status: 422,
      body: { code: 'field-invalid', field: 'serviceId', expected: 'root-colour' },
    });
    await running.settle();
  });

  it('say in the description which of their fields are for reading alone', () => {
    const { schemas } = running.platform.openApi.components;
    const readOnly = (shape: string) =>
      Object.entries(schemas[shape]!['properties'] as { [field: string]: { readOnly?: true } })
        .filter(([, property]) => property.readOnly)
        .map(([field]) => field)
        .sort();
    expect(readOnly('ServiceBody')).toEqual(['revision', 'serviceId', 'version']);
    expect(readOnly('StoreBody')).toEqual(['revision', 'storeId', 'stranded', 'strandedCount']);
    // Answers say more than the answer to a registration takes: not a document.
    expect(readOnly('ConsentsBody')).toEqual([]);
  });
});
