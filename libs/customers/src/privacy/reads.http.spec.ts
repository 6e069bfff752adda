import { publication, StoreDescribed } from '@chignon/contracts';
import { linksTo, type RecordedEvent } from '@chignon/eventing';
import { openService, type Headers, type Service } from '@chignon/service-kit/testing';
import { customers } from '../index.js';

// GW-07, PR-15, R-PR-09: every read of personal data is in a log that is a chain, is shown to the person, and notices what is unusual.

let service: Service;
let desk: Headers;
let id: string;
beforeAll(async () => {
  service = await openService('customers', [customers]);
  for (const storeId of ['harbour', 'old-town'])
    await service.tell(
      publication(StoreDescribed, storeId, {
        storeId,
        regionId: 'west',
        name: storeId,
        zone: 'America/Winnipeg',
        currency: 'CAD',
        dayStartsAt: '00:00',
      }),
    );
  await service.settle();
  service.clock.set('2026-03-02T16:00:00.000Z');
  desk = await service.as('front-desk', { stores: ['harbour'], subject: 'desk-1' });
  id = (
    await service.post('/v1/customers', {
      homeStoreId: 'harbour',
      name: 'Maya Lind',
      emails: ['maya@example.org'],
      notes: 'likes it quiet',
    })
  ).body.id;
  await service.settle();
});
afterAll(() => service.close());

const streams = async (): Promise<RecordedEvent[]> => {
  const found: RecordedEvent[] = [];
  const { streams: store } = service.platform.host.engines;
  const day = service.clock.now().slice(0, 10);
  const { items } = (await service.get(`${id}/reads`)).body;
  for (const actor of new Set<string>(items.map((one: { actor: string }) => one.actor)))
    found.push(...(await store.read(`access-${day}.${actor.replace('user:', '')}`)));
  return found;
};
const reads = async (of = id): Promise<any[]> => {
  await service.settle();
  return (await service.get(`${of}/reads?limit=200`)).body.items;
};

/** Reading routes of customers that show nobody's data, and why. */
const SHOW_NOBODY: { readonly [route: string]: string } = {
  '/v1/customers/{customerId}/links': 'ids and codes',
  '/v1/customers/reads': 'ids and codes: the log itself',
  '/v1/customers/reads/alerts': 'counts',
  '/v1/customers/watched': 'ids and codes',
  '/v1/customers/retention': 'counts',
  '/v1/customers/unsubscribe': 'a question with one button',
  '/v1/customers/outbox': 'shows mails: read in its own spec, where there are some',
  '/v1/customers/duplicates': 'shows pairs: asked below, where there are some',
  '/v1/customers/{customerId}/cards/{cardId}': 'needs a card: asked in the spec of the chair',
  '/v1/customers/{customerId}/candidates': 'shows others: asked below',
};

it('every route that reads a customer leaves its entry, before the answer', async () => {
  const { paths } = service.platform.openApi as { paths: Record<string, any> };
  const routes = Object.entries(paths).filter(
    ([path, methods]) =>
      /^\/v1\/customers(\/|$)/.test(path) && methods.get && !path.includes('/operations/'),
  );
  const question: { readonly [path: string]: string } = {
    '/v1/customers': `?ids=${id}`,
    '/v1/customers/search': '?q=lind',
    '/v1/customers/{customerId}/chair': '?reason=audit',
    '/v1/customers/{customerId}/care': '?reason=audit',
  };
  const unseen: string[] = [];
  for (const [path, { get }] of routes) {
    if (Object.hasOwn(SHOW_NOBODY, path)) continue;
    const before = (await reads()).find((one) => one.operation === get.operationId)?.times ?? 0;
    const url = path.replace('{customerId}', id) + (question[path] ?? '');
    const { status } = await service.get(url);
    const after = (await reads()).find((one) => one.operation === get.operationId)?.times ?? 0;
    if (status !== 200 || after <= before) unseen.push(`${path}: ${status}`);
  }
  expect(unseen).toEqual([]);
  expect(routes.length).toBeGreaterThan(8);
});

it('says who, how, which kinds of data, and how often within the hour; of linked records together', async () => {
  await service.get(`${id}`, desk);
  await service.get(`${id}`, desk);
  const mine = (await reads()).filter(({ stores }) => stores?.[0] === 'harbour');
  expect(mine).toEqual([
    {
      customerId: id,
      actor: expect.stringMatching(/^user:/),
      roles: ['front-desk'],
      stores: ['harbour'],
      operation: 'getCustomer',
      kinds: ['name', 'contacts-masked', 'notes'],
      outcome: 'shown',
      times: 2,
      firstAt: '2026-03-02T16:00:00.000Z',
      lastAt: '2026-03-02T16:00:00.000Z',
    },
  ]);
  const other = (
    await service.post('/v1/customers', {
      homeStoreId: 'harbour',
      name: 'Maja Lind',
      emails: ['maya@example.org'],
    })
  ).body;
  expect(other.candidates).toHaveLength(1);
  await service.get(`${other.id}`, desk);
  await service.get('duplicates');
  await service.get(`${other.id}/candidates`);
  await service.settle();
  expect((await reads(other.id)).map(({ operation }) => operation)).toContain('listDuplicates');
  expect((await reads()).map(({ operation }) => operation)).toEqual(
    expect.arrayContaining(['registerCustomer', 'getCustomerCandidates', 'listDuplicates']),
  );
  await service.post('links', { survivorId: id, absorbedId: other.id, reason: 'customer-said' });
  await service.settle();
  const together = await reads(other.id);
  expect(new Set(together.map(({ customerId }) => customerId))).toEqual(new Set([id, other.id]));
  expect(together.map(({ slot }) => slot)).toEqual(together.map(() => undefined));

  // Page by page it is the same list.
  const paged: any[] = [];
  for (let next = ''; ;) {
    const { body } = await service.get(`${other.id}/reads?limit=2${next && `&after=${next}`}`);
    paged.push(...body.items);
    if (!body.next) break;
    next = body.next;
  }
  expect(paged.filter(({ operation }) => operation !== 'listCustomerReads')).toEqual(
    together.filter(({ operation }) => operation !== 'listCustomerReads'),
  );
  await service.post(`${other.id}/unlink`, { reason: 'mistake' });
});

it('is on disk when the answer arrives, a chain of hashes, and knows nothing of what was read', async () => {
  await service.get(`${id}/profile`, desk);
  // Not settled: what stands in the ledger now stood there before the answer.
  const events = await streams();
  expect(events.map(({ data }) => (data as { operation?: string }).operation)).toContain(
    'getCustomerProfile',
  );
  const last = new Map<string, string>();
  for (const event of events) {
    expect(linksTo(last.get(event.stream) ?? '', event)).toBe(true);
    last.set(event.stream, event.meta.hash);
  }
  const text = JSON.stringify(events);
  for (const secret of ['Maya', 'maya@example.org', 'quiet', 'desk-1'])
    expect(text).not.toContain(secret);
});

it('an auditor reads it by caller; a desk reads neither that nor whose log it likes', async () => {
  const [{ actor }] = (await reads()).filter(({ stores }) => stores?.[0] === 'harbour');
  const { status, body } = await service.get(`reads?actor=${actor}`);
  expect(status).toBe(200);
  expect(new Set(body.items.map((one: any) => one.actor))).toEqual(new Set([actor]));
  expect((await service.get(`reads?actor=${actor}`, desk)).status).toBe(403);
  expect((await service.get(`${id}/reads`, desk)).status).toBe(403);
  const manager = await service.as('store-manager', { stores: ['harbour'] });
  expect((await service.get(`${id}/reads`, manager)).status).toBe(200);
  expect((await service.get('reads/alerts', manager)).status).toBe(403);
  expect((await service.get('reads?actor=user:x&after=bm9uZQ')).body.code).toBe('cursor-invalid');
});

it('notices a caller who reads several people while it is night in the store', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 5; i++)
    ids.push(
      (await service.post('/v1/customers', { homeStoreId: 'harbour', name: `N ${i}` })).body.id,
    );
  await service.settle();
  service.clock.set('2026-03-03T05:10:00.000Z');
  for (const one of ids) await service.get(one, desk);
  await service.settle();
  expect((await service.get('reads/alerts')).body.items).toEqual([
    {
      kind: 'off-hours',
      actor: expect.stringMatching(/^user:/),
      hour: '2026-03-03T05',
      people: 5,
      at: '2026-03-03T05:10:00.000Z',
    },
  ]);
});
