import { randomUUID } from 'node:crypto';
import { allContexts } from '@chignon/app-platform';
import { Permissions, ROLES } from '@chignon/service-kit';
import type { ApiClient } from '@chignon/client';
import { asSent } from '../support/as-sent.js';
import { everyRoute, type Asked } from '../support/every-route.js';
import { ELSEWHERE, furnishOtherStore } from '../support/other-store.js';
import { runPlatform, type Running } from '../support/platform.js';

// K2: every route that the platform describes x every role x scopes, asked with an object of a store that the caller does not see.

/** Callers of another store of the same region, and of another region. */
const SCOPES = [{ stores: ['old-town'] }, { regions: ['pacific'] }] as const;
const permissions = Permissions.of(allContexts());
const ALL_ROLES = Object.keys(ROLES).filter((role) => role !== 'chain-ops');

let running: Running;
let api: ApiClient;
let routes: readonly Asked[];
let described: ReturnType<typeof everyRoute>;
/** Texts that nobody elsewhere may read. */
let secrets: string[];
const callers = new Map<string, ApiClient>();

const key = (name: string, scopes: object) => `${name}|${JSON.stringify(scopes)}`;

beforeAll(async () => {
  running = await runPlatform();
  ({ api } = running);
  for (const role of ALL_ROLES)
    for (const scope of [...SCOPES, { stores: [ELSEWHERE] }])
      callers.set(key(role, scope), await running.as({ role, ...scope }));
  const { there, secrets: hidden } = await furnishOtherStore(running);
  secrets = hidden;
  described = everyRoute(asSent(running.platform.openApi), there);
  ({ routes } = described);
}, 120_000);
afterAll(() => running.close());

const ask = (caller: ApiClient, route: Asked) => {
  const { url, payload } = described.request(route);
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
      routes
        .map((route) => described.request(route).url)
        .filter((url) => url.includes('no-entry-for')),
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
        !/\/(live|receipt|rating-page)$|\.(ics|csv)$/.test(path) &&
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

/** What reaches events as it is written, and why it may. A patch of a document is its PUT. */
const THE_CHAIN_ITSELF = {
  'PUT /v1/booking/stores/{storeId} name': 'a public name',
  'PUT /v1/booking/stores/{storeId} regionId': 'an id that the chain gives',
  'PUT /v1/booking/services/{serviceId} name': 'a public name of the catalogue',
  'PUT /v1/booking/services/{serviceId} category': 'a code of the catalogue, for figures',
  'PUT /v1/booking/services/{serviceId} serviceGroup': 'the same',
  'POST /v1/booking/salon-events code': 'a code of the chain, for campaigns and figures',
  'PUT /v1/booking/salon-events/{eventId} code': 'the same',
  'PUT /v1/booking/price-rules/{ruleId} name': 'a public name, for figures',
  'PUT /v1/booking/price-rules/{ruleId} levels.*': 'codes of the chain',
  'PUT /v1/booking/price-rules/{ruleId} dayKinds.*': 'the same',
  'PUT /v1/booking/staff/{staffId} level': 'a code of the chain, for prices and figures',
  'PUT /v1/inventory/products/{sku} name': 'a public name of the catalogue',
  'PUT /v1/inventory/products/{sku} brand': 'printed on the goods',
  'PUT /v1/inventory/products/{sku} category': 'a code of the catalogue, for figures',
  'POST /v1/inventory/stores/{storeId}/receipts lot': 'printed on the goods, for recalls',
  'POST /v1/inventory/recalls lot': 'the same',
  'PUT /v1/loyalty/top-ups/terms/{termsId} gifts.*.code': 'a code of the chain, for figures',
  'POST /v1/loyalty/accounts/{customerId}/adjustments evidence':
    'number of a ticket or paper of the chain',
  'POST /v1/loyalty/wallets/{customerId}/top-ups tender': 'a code of the chain, for its cash',
  'POST /v1/loyalty/gift-cards tender': 'the same',
  'POST /v1/loyalty/gift-cards/{number}/refund tender': 'the same',
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
      for (const way of described.textsIn(route.body!)) {
        // Anew each time: a row of an import is taken once.
        const { url, payload } = described.request(route);
        for (const word of [
          `Maya.Lind-13800${said.size + 10_000}`,
          `maya-lind-13800${said.size + 10_001}`,
        ]) {
          said.set(word, `${route.name.replace('PATCH', 'PUT')} ${way.join('.')}`);
          const { status, body } = await api.ask(
            route.method,
            url,
            described.saying(word, route.body!, way, payload),
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
      'evidence',
      'tokenId',
      'billId',
      'reference',
    ].map((field) => [field, 'of another system, of which nobody here has a list']),
  ),
  ...Object.fromEntries(
    ['lineId', 'reduces', 'step', 'account', 'reservationId'].map((field) => [
      field,
      'within the visit, or the owner of a tender: the ledger refuses what it has not',
    ]),
  ),
  code: 'of taxes and salon events: what says it is what there is',
  tender: 'of a top-up: how the money came, of which loyalty has no list',
  reason: 'a code of a closed list (tests/http/reasons)',
  closedMonthReason: 'the same, looked at where the month is closed (month-closes.http.spec)',
  holdId: 'alone in its body: asked below',
};

describe('Ids that mean something', () => {
  /** How ids, codes and SKUs are written. */
  const ID_LIKE = /^\^\[A-Za-z0-9/;
  const looksLikeId = (field: string, { pattern }: { readonly [key: string]: any }) =>
    /Ids?$/.test(field) || (typeof pattern === 'string' && ID_LIKE.test(pattern));

  it('one that stands for nothing is refused wherever a command names it, at its exact place', async () => {
    const asked: string[] = [];
    const wrong: string[] = [];
    for (const route of routes.filter(
      ({ method, body }) => method !== 'GET' && body !== undefined,
    )) {
      const { url, payload } = described.request(route);
      for (const way of described.textsIn(route.body!)) {
        const field = way.findLast((step) => step !== '*')!;
        const exempt =
          Object.hasOwn(LOOKED_UP_NOWHERE, field) &&
          (way.join('.') !== 'requires.serviceGroup' || route.method === 'PATCH') &&
          !way.includes('minutes');
        if (
          exempt ||
          !looksLikeId(field, described.schemaAt(route.body!, way)) ||
          described.isRow(route.body!, way)
        )
          continue;
        asked.push(`${route.name} ${way.join('.')}`);
        const { status, body } = await api.ask(
          route.method,
          url,
          described.saying(`no-such-${asked.length}`, route.body!, way, payload),
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
