import { randomUUID } from 'node:crypto';
import { allContexts } from '@chignon/app-platform';
import { Permissions, ROLES } from '@chignon/service-kit';
import type { ApiClient } from '@chignon/client';
import { asSent } from '../support/as-sent.js';
import { dayAhead, runPlatform, type Running } from '../support/platform.js';

// K2: every route that the platform describes x every role x scopes, asked with an object of a store that the caller does not see.

type Schema = { [key: string]: any };
interface Asked {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly permission: string;
  readonly scope: string;
  readonly body: Schema | undefined;
  readonly query: readonly Schema[];
}

const DAY = dayAhead(3);
const WEEK = dayAhead(1);
const ELSEWHERE = 'harbour';
/** Callers of another store of the same region, and of another region. */
const SCOPES = [{ stores: ['old-town'] }, { regions: ['pacific'] }] as const;
const permissions = Permissions.of(allContexts());
const ALL_ROLES = Object.keys(ROLES).filter((role) => role !== 'chain-ops');

let running: Running;
let api: ApiClient;
let routes: Asked[];
let components: Schema;
/** What stands at the other store, by the name of the parameter or field that names it. */
let there: { [name: string]: unknown };
/** Texts that nobody elsewhere may read. */
let secrets: string[];
const callers = new Map<string, ApiClient>();

/** Values by field that are good for any route. */
const PLAIN: Schema = {
  date: DAY,
  weekStart: WEEK,
  version: '1',
  channel: 'app',
  dayId: 'd1',
  ruleId: 'r1',
  policyId: 'p1',
  templateId: 'matrix',
  scope: 'customer',
  sku: 'COL-7-0',
  swapId: 'none',
  returnId: 'none',
  offerId: 'none',
  context: 'booking',
  tender: 'deposit',
  view: 'x',
  id: 'x',
  provider: 'stripe',
  subject: 'anna',
  from: DAY,
  to: DAY,
  fromDate: DAY,
  toDate: DAY,
  businessDate: DAY,
  startsAt: `${DAY}T10:00`,
  endsAt: `${DAY}T12:00`,
  services: [{ serviceId: 'womens-cut' }],
  serviceId: 'womens-cut',
  by: 'store',
  reason: 'other',
  points: 1,
  currency: 'USD',
  zone: 'America/New_York',
  time: '10:00',
  weekdays: [3],
  phone: '+12125550100',
  country: 'US',
};
/** Bodies and queries that are more than what their fields say. */
const SPECIAL: { readonly [route: string]: () => Schema } = {
  'GET /v1/booking/availability': () => ({ services: 'womens-cut', from: DAY }),
  'GET /v1/booking/availability/ranked': () => ({
    storeIds: ELSEWHERE,
    services: 'womens-cut',
    from: DAY,
  }),
  'GET /v1/booking/availability/why-not': () => ({
    services: 'womens-cut',
    staffId: 'maya',
    startsAt: `${DAY}T10:00`,
  }),
  'GET /v1/booking/waitlist/matches': () => ({ from: `${DAY}T10:00`, to: `${DAY}T12:00` }),
  'GET /v1/customers': () => ({ ids: there['customerId'] }),
  // Of customers elsewhere a search shows the name: what it shows, and what not, is in its own spec.
  'GET /v1/customers/search': () => ({ q: 'nobody' }),
  'POST /v1/customers/admissions': () => ({ phone: '+12125550100' }),
  'GET /v1/booking/courses': () => ({ customerId: there['customerId'] }),
  'GET /v1/insights/sales': () => ({ from: DAY, to: DAY, storeId: ELSEWHERE }),
  'GET /v1/insights/peaks': () => ({ from: DAY, to: DAY, storeId: ELSEWHERE }),
  'GET /v1/insights/popularity': () => ({ from: DAY, to: DAY, storeId: ELSEWHERE }),
  'POST /v1/booking/appointments': () => ({
    storeId: ELSEWHERE,
    startsAt: `${DAY}T10:00`,
    services: [{ serviceId: 'womens-cut' }],
  }),
  'POST /v1/booking/groups': () => ({
    guests: [
      { services: [{ serviceId: 'womens-cut' }] },
      { services: [{ serviceId: 'womens-cut' }] },
    ],
  }),
  'PUT /v1/booking/services/{serviceId}': () => ({
    phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
  }),
  'POST /v1/booking/imports/visits': () => ({
    items: [
      {
        externalId: randomUUID(),
        billId: 'b1',
        businessDate: '2026-01-05',
        taxes: [{ code: 'GST', cents: 0 }],
        tenders: [{ kind: 'cash', cents: 5000 }],
        lines: [
          {
            kind: 'service',
            itemId: 'womens-cut',
            serviceGroup: 'cut',
            quantityMilli: 1000,
            netCents: 5000,
            taxCents: 0,
            performers: [{ staffId: 'maya', sharePercent: 100 }],
            earning: false,
          },
        ],
      },
    ],
  }),
  'POST /v1/booking/imports/appointments': () => ({
    items: [
      {
        externalId: randomUUID(),
        staffId: 'maya',
        serviceId: 'womens-cut',
        serviceGroup: 'cut',
        date: '2026-01-05',
        startMinute: 600,
        minutes: 30,
        status: 'cancelled',
        cancelledOn: '2026-01-04',
      },
    ],
  }),
  'POST /v1/customers/imports': () => ({
    items: [{ externalId: { system: 'matrix', code: randomUUID() }, homeStoreId: ELSEWHERE }],
  }),
  'PUT /v1/booking/staff/{staffId}/shifts': () => ({
    patterns: [
      { storeId: ELSEWHERE, validFrom: DAY, shifts: [{ weekday: 3, from: '09:00', to: '17:00' }] },
    ],
  }),
  'PUT /v1/booking/staff/{staffId}': () => ({ displayName: 'Maya', storeIds: [ELSEWHERE] }),
  'PATCH /v1/customers/{customerId}': () => ({ occupation: 'baker' }),
};

const key = (name: string, scopes: object) => `${name}|${JSON.stringify(scopes)}`;

beforeAll(async () => {
  running = await runPlatform();
  ({ api } = running);
  const { paths, components: described } = asSent(running.platform.openApi) as unknown as {
    paths: Schema;
    components: Schema;
  };
  components = described;
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Schema).flatMap(([method, operation]): Asked[] =>
      operation['x-permission'] === undefined
        ? []
        : [
            {
              name: `${method.toUpperCase()} ${path}`,
              method: method.toUpperCase(),
              path,
              permission: operation['x-permission'],
              scope: operation['x-scope'],
              body: operation['requestBody']?.content['application/json'].schema,
              query: ((operation['parameters'] ?? []) as Schema[]).filter(
                ({ in: place }) => place === 'query',
              ),
            },
          ],
    ),
  );
  for (const role of ALL_ROLES)
    for (const scope of [...SCOPES, { stores: [ELSEWHERE] }])
      callers.set(key(role, scope), await running.as({ role, ...scope }));
  const { id: customerId } = await api.post('/v1/customers', {
    name: 'Zinnia Quillfeather',
    homeStoreId: ELSEWHERE,
    emails: ['zinnia@example.org'],
  });
  await api.put('/v1/booking/policies/p1', {
    windows: [],
    noShow: { kind: 'percent', percent: 100 },
  });
  await api.put('/v1/booking/deposit-rules/r1', {
    kind: 'fixed',
    amountCents: 1000,
    storeIds: [ELSEWHERE],
    channels: ['app'],
  });
  const wish = (time: string, more: object = {}) => ({
    storeId: ELSEWHERE,
    startsAt: `${DAY}T${time}`,
    services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
    ...more,
  });
  const { appointmentId } = await api.post(
    '/v1/booking/appointments',
    wish('10:00', { customerId, channel: 'app' }),
  );
  const { holdId } = await api.post('/v1/booking/holds', wish('11:00', { ttlSeconds: 600 }));
  const { visitId } = await api.post('/v1/booking/visits', {
    storeId: ELSEWHERE,
    customerId,
    services: [{ serviceId: 'womens-cut', performers: [{ staffId: 'maya', sharePercent: 100 }] }],
  });
  const { lines } = await api.get(`/v1/booking/visits/${visitId}`);
  const { bill } = await api.post(`/v1/booking/visits/${visitId}/complete`, {});
  await api.post(`/v1/booking/visits/${visitId}/settle`, {
    tenders: [{ kind: 'card', cents: bill.grossCents }],
  });
  await api.post(`/v1/booking/stores/${ELSEWHERE}/shift-plans/${WEEK}/propose`, {});
  const { seriesId } = await api.post('/v1/booking/series', {
    storeId: ELSEWHERE,
    startsAt: `${DAY}T14:00`,
    services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
    customerId,
    every: 1,
    unit: 'week',
    count: 2,
  });
  const { groupId } = await api.post('/v1/booking/groups', {
    storeId: ELSEWHERE,
    startsAt: `${DAY}T16:00`,
    guests: [
      { customerId, services: [{ serviceId: 'womens-cut' }] },
      { services: [{ serviceId: 'mens-cut' }] },
    ],
  });
  await api.put('/v1/booking/course-templates/matrix', {
    name: 'Matrix',
    sessions: 2,
    serviceIds: ['womens-cut'],
    validityDays: 365,
  });
  const { courseId } = await api.post('/v1/booking/courses', {
    storeId: ELSEWHERE,
    customerId,
    templateId: 'matrix',
  });
  const { entryId } = await api.post('/v1/booking/waitlist', {
    customerId,
    storeIds: [ELSEWHERE],
    services: [{ serviceId: 'womens-cut' }],
    asap: true,
  });
  const { eventId } = await api.post('/v1/booking/salon-events', {
    storeId: ELSEWHERE,
    kind: 'workshop',
    code: 'night',
    title: 'Quillfeather night',
    startsAt: `${DAY}T18:00`,
    endsAt: `${DAY}T19:00`,
    seats: 5,
  });
  const { registrationId } = await api.post(`/v1/booking/salon-events/${eventId}/registrations`, {
    customerId,
  });
  const { keyId } = await api.post('/v1/booking/staff/maya/calendar-keys', {});
  await api.put(`/v1/booking/trusted-customers/${customerId}`, {
    trusted: true,
    reason: 'regular',
  });
  await api
    .put(`/v1/booking/durations/customer/${customerId}`, {
      overrides: [{ serviceId: 'womens-cut', minutes: [], priceCents: 1 }],
    })
    .catch(() => undefined);
  await running.settle();
  there = {
    storeId: ELSEWHERE,
    homeStoreId: ELSEWHERE,
    storeIds: [ELSEWHERE],
    customerId,
    customerIds: [customerId],
    fromStoreId: ELSEWHERE,
    bookerId: customerId,
    appointmentId,
    holdId,
    visitId,
    lineId: lines[0].lineId,
    seriesId,
    groupId,
    courseId,
    entryId,
    eventId,
    registrationId,
    keyId,
    staffId: 'maya',
    fromStaffId: 'maya',
    toStaffId: 'maya',
    unitId: 'chair-1',
    subject: customerId,
  };
  secrets = [
    customerId,
    appointmentId,
    holdId,
    visitId,
    seriesId,
    groupId,
    courseId,
    entryId,
    eventId,
    registrationId,
    keyId,
    'Zinnia',
    'Quillfeather',
    'zinnia@',
  ].map(String);
}, 120_000);
afterAll(() => running.close());

/** The least that fits a schema, naming what stands at the other store wherever it can. */
function least(schema: Schema, field = ''): unknown {
  if (schema['$ref'])
    return least(components['schemas'][String(schema['$ref']).split('/').at(-1)!], field);
  if (schema['enum']) return schema['enum'][0];
  if (field in there) return there[field];
  const pattern = new RegExp(schema['pattern'] ?? '');
  const plain = Object.hasOwn(PLAIN, field) ? PLAIN[field] : undefined;
  if (plain !== undefined && (typeof plain !== 'string' || pattern.test(plain))) return plain;
  // A clock time where the field is a date elsewhere.
  if (schema['pattern'] && pattern.test('10:00')) return '10:00';
  if (schema['type'] === 'object')
    return Object.fromEntries(
      ((schema['required'] ?? []) as string[]).map((name) => [
        name,
        least((schema['properties'] as Schema)[name], name),
      ]),
    );
  if (schema['type'] === 'array')
    return Array.from({ length: schema['minItems'] ?? 0 }, () => least(schema['items'], field));
  if (schema['type'] === 'integer' || schema['type'] === 'number')
    return Math.max(schema['minimum'] ?? 1, 1);
  if (schema['type'] === 'boolean') return true;
  return 'x'.repeat(Math.max(1, schema['minLength'] ?? 1));
}

function request({ name, method, path, body, query }: Asked): { url: string; payload: unknown } {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, param: string) =>
    String(there[param] ?? PLAIN[param] ?? `no-entry-for-${param}`),
  );
  const special = SPECIAL[name]?.() ?? {};
  const asked = {
    ...Object.fromEntries(
      query
        .filter(({ required, name: field }) => required || field === 'storeId')
        .map(({ name: field, schema }) => [field, least(schema, field)]),
    ),
    ...(method === 'GET' ? special : {}),
  };
  const text = new URLSearchParams(
    Object.fromEntries(Object.entries(asked).map(([field, value]) => [field, String(value)])),
  ).toString();
  return {
    url: text === '' ? filled : `${filled}?${text}`,
    payload: body === undefined ? undefined : { ...(least(body) as Schema), ...special },
  };
}

const ask = (caller: ApiClient, route: Asked) => {
  const { url, payload } = request(route);
  return caller.ask(route.method, url, payload, {
    'idempotency-key': randomUUID(),
    'if-match': '"1"',
  });
};

describe('K2: what another store has does not exist, whatever is asked, by whom', () => {
  it('has routes of every scope to ask, each parameter with an object of another store', () => {
    expect(routes.length).toBeGreaterThan(180);
    expect([...new Set(routes.map(({ scope }) => scope.split('.')[0]))].sort()).toEqual([
      'body',
      'chain',
      'narrowed',
      'nothing',
      'params',
      'query',
    ]);
    expect(
      routes.map((route) => request(route).url).filter((url) => url.includes('no-entry-for')),
    ).toEqual([]);
  });

  it.each(SCOPES.map((scope) => [JSON.stringify(scope), scope] as const))(
    'for %s: 404 or 403, or an answer without anything of it; never a change',
    async (_, scope) => {
      const wrong: string[] = [];
      const before = running.written();
      for (const route of routes) {
        for (const role of ALL_ROLES) {
          const { status, body } = await ask(callers.get(key(role, scope))!, route);
          const text = JSON.stringify(body ?? null);
          const told =
            status < 300 &&
            route.method === 'GET' &&
            route.scope !== 'chain' &&
            !secrets.some((secret) => text.includes(secret));
          // A page's routes take a key, whoever asks.
          const keyless = status === 401 && body?.code === 'publishable-key-invalid';
          if (status !== 403 && status !== 404 && !told && !keyless)
            wrong.push(`${role}: ${route.name} (${route.scope}): ${status} ${text.slice(0, 120)}`);
        }
      }
      expect(wrong).toEqual([]);
      expect(JSON.parse(running.written())).toEqual(JSON.parse(before));
    },
    600_000,
  );

  it('the same questions find something for who belongs there: the matrix asks for what is', async () => {
    const nowhere: string[] = [];
    for (const route of routes.filter(
      ({ method, scope, path }) =>
        method === 'GET' &&
        scope !== 'chain' &&
        !/\/live$|\.ics$/.test(path) &&
        !path.startsWith('/v1/booking/public/'),
    )) {
      const able = ALL_ROLES.find(
        (role) =>
          callers.get(key(role, { stores: [ELSEWHERE] })) !== undefined &&
          mayAsk(role, route.permission),
      );
      if (able === undefined) continue;
      const { status, body } = await ask(callers.get(key(able, { stores: [ELSEWHERE] }))!, route);
      if (status >= 300)
        nowhere.push(`${able}: ${route.name}: ${status} ${JSON.stringify(body).slice(0, 160)}`);
    }
    expect(nowhere).toEqual([]);
  }, 120_000);
});

/** Every text of a body that is no choice of few: the way to it, `*` for an item of a list. */
function textsIn(schema: Schema, way: readonly string[] = []): string[][] {
  if (schema['$ref'])
    return textsIn(components['schemas'][String(schema['$ref']).split('/').at(-1)!], way);
  if (schema['type'] === 'array') return textsIn(schema['items'], [...way, '*']);
  if (schema['type'] === 'object')
    return Object.entries((schema['properties'] ?? {}) as Schema).flatMap(([field, inner]) =>
      textsIn(inner, [...way, field]),
    );
  return schema['type'] === 'string' && schema['enum'] === undefined ? [[...way]] : [];
}

/** The schema at the end of the way. */
function schemaAt(schema: Schema, [step, ...rest]: readonly string[]): Schema {
  if (schema['$ref'])
    return schemaAt(
      components['schemas'][String(schema['$ref']).split('/').at(-1)!],
      step === undefined ? [] : [step, ...rest],
    );
  if (step === undefined) return schema;
  return schemaAt(step === '*' ? schema['items'] : (schema['properties'] as Schema)[step], rest);
}

/** Whether the way leads through rows of an import, which are refused one by one. */
const isRow = (schema: Schema, way: readonly string[]): boolean =>
  way.some((_, i) => schemaAt(schema, way.slice(0, i))['x-rows'] !== undefined);

/** The least of the schema, with this text at the end of the way. */
function saying(
  text: string,
  schema: Schema,
  [step, ...rest]: readonly string[],
  given?: unknown,
): unknown {
  if (schema['$ref'])
    return saying(
      text,
      components['schemas'][String(schema['$ref']).split('/').at(-1)!],
      [step!, ...rest].filter(Boolean),
      given,
    );
  if (step === undefined) return text;
  if (step === '*')
    return [
      saying(text, schema['items'], rest, (given as unknown[] | undefined)?.[0]),
      ...((given as unknown[] | undefined)?.slice(1) ?? []),
    ];
  const all = (given ?? least(schema)) as Schema;
  return { ...all, [step]: saying(text, (schema['properties'] as Schema)[step], rest, all[step]) };
}

/** What reaches events as it is written, and why it may. A patch of a document is its PUT. */
const THE_CHAIN_ITSELF = {
  'PUT /v1/booking/stores/{storeId} name': 'a public name',
  'PUT /v1/booking/stores/{storeId} regionId': 'an id that the chain gives',
  'PUT /v1/booking/services/{serviceId} name': 'a public name of the catalogue',
  'PUT /v1/booking/services/{serviceId} category': 'a code of the catalogue, for figures',
  'PUT /v1/booking/services/{serviceId} serviceGroup': 'the same',
  'POST /v1/booking/salon-events code': 'a code of the chain, for campaigns and figures',
  'PUT /v1/booking/salon-events/{eventId} code': 'the same',
  'PUT /v1/booking/staff/{staffId} level': 'a code of the chain, for prices and figures',
  'PUT /v1/inventory/products/{sku} name': 'a public name of the catalogue',
  'PUT /v1/inventory/products/{sku} brand': 'printed on the goods',
  'PUT /v1/inventory/products/{sku} category': 'a code of the catalogue, for figures',
  'POST /v1/inventory/stores/{storeId}/receipts lot': 'printed on the goods, for recalls',
  'POST /v1/{context}/operations/revocations tokenId':
    'an id of the identity provider, by which every service knows the token',
};

describe('K10: a word that may name somebody', () => {
  it('reaches no event and no message, whatever field of whatever command it stands in', async () => {
    const said = new Map<string, string>();
    let [taken, imported] = [0, 0];
    for (const route of routes.filter(
      ({ method, body }) => method !== 'GET' && body !== undefined,
    )) {
      for (const way of textsIn(route.body!)) {
        // Anew each time: a row of an import is taken once.
        const { url, payload } = request(route);
        for (const word of [
          `Maya.Lind-13800${said.size + 10_000}`,
          `maya-lind-13800${said.size + 10_001}`,
        ]) {
          said.set(word, `${route.name.replace('PATCH', 'PUT')} ${way.join('.')}`);
          const { status, body } = await api.ask(
            route.method,
            url,
            saying(word, route.body!, way, payload),
            { 'idempotency-key': randomUUID() },
          );
          if (status < 300) taken++;
          if (body?.results?.[0]?.outcome === 'imported') imported++;
        }
      }
    }
    await running.settle();
    const kept = running.log();
    const told = [
      ...new Set([...said].filter(([word]) => kept.includes(word)).map(([, where]) => where)),
    ].sort();
    expect(taken).toBeGreaterThan(80);
    expect(imported).toBeGreaterThan(15);
    expect(told).toEqual(Object.keys(THE_CHAIN_ITSELF).sort());
  }, 600_000);
});

/** Fields of commands that are written as ids are and looked up nowhere, with the reason. A field that is new is looked up, or its reason stands here. */
const LOOKED_UP_NOWHERE: { readonly [field: string]: string } = {
  ...Object.fromEntries(
    ['category', 'serviceGroup', 'after'].map((field) => [
      field,
      'of a service: what says it is what there is',
    ]),
  ),
  ...Object.fromEntries(
    [
      'skill',
      'level',
      'levels',
      ...['pool', 'pools', 'attributes', 'needs'],
      ...['kind', 'dayKinds', 'name', 'tiers'],
    ].map((field) => [
      field,
      'a word that the chain gives by using it: places, people, services and rules are written in any order',
    ]),
  ),
  ...Object.fromEntries(['regionId', 'ruleId'].map((field) => [field, 'named where it is said'])),
  ...Object.fromEntries(
    [
      ...['brand', 'supplier', 'lot', 'unit', 'source', 'system'],
      'wordingVersion',
      'tokenId',
      'billId',
      'reference',
    ].map((field) => [field, 'of another system, of which nobody here has a list']),
  ),
  ...Object.fromEntries(
    ['lineId', 'reduces', 'step', 'account'].map((field) => [
      field,
      'within the visit, or the owner of a tender: the ledger refuses what it has not',
    ]),
  ),
  code: 'of taxes and salon events: what says it is what there is',
  reason: 'a code of a closed list (tests/http/reasons)',
  holdId: 'alone in its body: asked below',
};

describe('Ids that mean something', () => {
  /** How ids, codes and SKUs are written. */
  const ID_LIKE = /^\^\[A-Za-z0-9/;
  const looksLikeId = (field: string, { pattern }: Schema) =>
    /Ids?$/.test(field) || (typeof pattern === 'string' && ID_LIKE.test(pattern));

  it('one that stands for nothing is refused wherever a command names it, at its exact place', async () => {
    const asked: string[] = [];
    const wrong: string[] = [];
    for (const route of routes.filter(
      ({ method, body }) => method !== 'GET' && body !== undefined,
    )) {
      const { url, payload } = request(route);
      for (const way of textsIn(route.body!)) {
        const field = way.findLast((step) => step !== '*')!;
        const exempt =
          Object.hasOwn(LOOKED_UP_NOWHERE, field) &&
          (way.join('.') !== 'requires.serviceGroup' || route.method === 'PATCH') &&
          !way.includes('minutes');
        if (exempt || !looksLikeId(field, schemaAt(route.body!, way)) || isRow(route.body!, way))
          continue;
        asked.push(`${route.name} ${way.join('.')}`);
        const { status, body } = await api.ask(
          route.method,
          url,
          saying(`no-such-${asked.length}`, route.body!, way, payload),
          { 'idempotency-key': randomUUID() },
        );
        const place = way.map((step) => (step === '*' ? '0' : step)).join('.');
        if (
          (status !== 404 && status !== 422) ||
          body.field !== place ||
          !/-(unknown|not-found)$/.test(body.code)
        )
          wrong.push(`${asked.at(-1)}: ${status} ${body?.code} ${body?.field}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(asked.length).toBeGreaterThan(80);
    expect(
      await api.ask(
        'POST',
        '/v1/booking/appointments',
        { holdId: 'no-such' },
        { 'idempotency-key': randomUUID() },
      ),
    ).toMatchObject({ status: 404, body: { code: 'hold-not-found' } });
  }, 120_000);

  it('whoever has left and what is no longer offered is known still', async () => {
    await api.put('/v1/booking/services/gone', {
      name: 'Gone',
      category: 'hair',
      serviceGroup: 'gone',
      priceCents: 1,
      phases: [{ name: 'cut', kind: 'active', minutes: 15 }],
      active: false,
    });
    await api.put('/v1/booking/staff/left', {
      displayName: 'Left',
      storeIds: [ELSEWHERE],
      active: false,
    });
    await api.put('/v1/booking/price-rules/past', {
      serviceIds: ['gone'],
      serviceGroups: ['gone'],
      percent: 10,
    });
    await api.put('/v1/booking/vip-terms', {
      reserved: [
        { ruleId: 'past', fromTier: 'gold', staffIds: ['left'], places: 1, releaseHoursBefore: 1 },
      ],
    });
    expect((await api.get('/v1/booking/price-rules')).items).toContainEqual(
      expect.objectContaining({ ruleId: 'past', serviceIds: ['gone'] }),
    );
  });
});

/** Reckoned apart from the guard. */
const mayAsk = (role: string, permission: string): boolean => {
  const [things, action] = permission.split(':') as [string, string];
  return permissions.patternsOf(role).some((pattern) => {
    const [of, may] = pattern.split(':') as [string, string];
    const fits = of === things || (of.endsWith('.*') && things.startsWith(of.slice(0, -1)));
    return fits && (may === '*' || may === action);
  });
};
