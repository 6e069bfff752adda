import { CustomersLinked, publication, StoreDescribed, VisitSettled } from '@chignon/contracts';
import { openService, type Headers, type Service } from '@chignon/service-kit/testing';
import { customers } from '../index.js';

// PR-05, PR-06, BY-06, R-CU-01 to R-CU-04, P1, P2: duplicates are offered, linked by people, and un-linked as if nothing had been.

let service: Service;
let manager: Headers;
let elsewhere: Headers;
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
  manager = await service.as('store-manager', { stores: ['harbour'] });
  elsewhere = await service.as('store-manager', { stores: ['old-town'] });
});
afterAll(() => service.close());

const register = async (fields: object, homeStoreId = 'harbour') => {
  const { body, status } = await service.post('/v1/customers', { homeStoreId, ...fields });
  if (status !== 201) throw new Error(JSON.stringify(body));
  await service.settle();
  return body;
};
const link = (survivorId: string, absorbedId: string, as?: Headers) =>
  service.post('links', { survivorId, absorbedId, reason: 'customer-said' }, as);
const unlink = (id: string, reason = 'mistake') => service.post(`${id}/unlink`, { reason });
const settled = async (
  visitId: string,
  customerId: string,
  businessDate: string,
  storeId = 'harbour',
) => {
  await service.tell(
    publication(VisitSettled, visitId, {
      visitId,
      storeId,
      customerId,
      zone: 'America/Winnipeg',
      businessDate,
      localHour: 9,
      settlementNo: 1,
      billId: `bill-${visitId}`,
      settledAt: `${businessDate}T18:00:00.000Z`,
      currency: 'CAD',
      lines: [],
      taxes: [],
      netCents: 5000,
      taxCents: 0,
      tenders: [{ kind: 'cash', cents: 5000 }],
    } as never as VisitSettled),
  );
  await service.settle();
};

it('P1: a number that is registered again in another spelling names the candidates, and nobody is merged', async () => {
  const mother = await register({
    name: 'Han Mei',
    phones: ['+442079460018'],
    birthDate: '1985-01-01',
  });
  expect(mother.candidates).toEqual([]);
  const child = await register({
    name: 'Han Li',
    phones: ['020 7946 0018'],
    country: 'GB',
    birthDate: '2015-01-01',
  });
  expect(child.candidates).toEqual([
    {
      customer: expect.objectContaining({
        id: mother.id,
        displayName: 'Han Mei',
        elsewhere: false,
      }),
      reasons: ['phone-shared'],
      doubts: ['name-differs', 'birth-date-differs'],
    },
  ]);
  expect((await service.get(child.id)).body).toMatchObject({ id: child.id, absorbedIds: [] });
  const asked = await service.post(
    '/v1/customers',
    { homeStoreId: 'old-town', name: 'Han Ma', phones: ['+442079460018'] },
    elsewhere,
  );
  expect(asked.body.candidates.map((one: { customer: object }) => one.customer)).toContainEqual({
    id: mother.id,
    displayName: 'Han Mei',
    phones: ['+44********18'],
    elsewhere: true,
  });
  await service.settle();

  const pairs = async (): Promise<string[]> =>
    (await service.get('duplicates', manager)).body.items.map(
      ({ customers: two }: { customers: { id: string }[] }) =>
        two
          .map(({ id }) => id)
          .sort()
          .join(),
    );
  const family = [mother.id, child.id].sort().join();
  expect(await pairs()).toContain(family);
  const dismissal = { customerId: child.id, otherCustomerId: mother.id };
  expect((await service.post('duplicates/dismissals', dismissal, manager)).status).toBe(204);
  expect(await pairs()).not.toContain(family);
  expect((await service.get(`${child.id}/candidates`)).body.items).toHaveLength(2);
});

it('P2: linked records are one person to whoever asks for either, and un-linked they are as they were', async () => {
  const a = await register({ name: 'Ada King', emails: ['ada@example.org'] });
  const b = await register(
    {
      name: 'Ada B. King',
      phones: ['+12045550142'],
      externalIds: [{ system: 'pos', code: 'K-1' }],
    },
    'old-town',
  );
  await settled('v1', a.id, '2026-03-06');
  await settled('v2', b.id, '2026-03-07', 'old-town');
  const before = [(await service.get(a.id)).body, (await service.get(b.id)).body];
  const profiles = async () =>
    Promise.all([a.id, b.id].map(async (id) => (await service.get(`${id}/profile`)).body));
  const profilesBefore = await profiles();
  expect((await service.get(b.id, manager)).status).toBe(404);

  // Whoever sees but one of the two may not link them.
  expect((await link(a.id, b.id, manager)).status).toBe(404);
  expect((await link(a.id, a.id)).body.code).toBe('same-customer');
  const linked = await link(a.id, b.id);
  expect(linked.body).toMatchObject({
    id: a.id,
    name: 'Ada B. King',
    emails: ['ada@example.org'],
    phones: ['+12045550142'],
    absorbedIds: [b.id],
    revision: before[0].revision,
  });
  expect((await link(a.id, b.id)).status).toBe(200);
  expect((await link(b.id, a.id)).body).toMatchObject({
    code: 'survivor-absorbed',
    survivorId: a.id,
  });
  await service.settle();
  for (const as of [manager, elsewhere])
    for (const id of [a.id, b.id])
      expect((await service.get(id, as)).body).toMatchObject({
        id: a.id,
        displayName: 'Ada B. King',
      });
  expect((await service.get(`search?q=ada`, elsewhere)).body.items).toEqual([
    expect.objectContaining({ id: a.id, elsewhere: false }),
  ]);
  const rows = (await service.get(`/v1/customers?ids=${a.id},${b.id}`)).body.items;
  expect(
    rows
      .map(({ id, displayName }: { id: string; displayName: string }) => `${id} ${displayName}`)
      .sort(),
  ).toEqual([a.id, b.id].map((id) => `${id} Ada B. King`).sort());
  for (const profile of await profiles())
    expect(profile).toMatchObject({
      visits: 2,
      firstVisitOn: '2026-03-06',
      lastVisitOn: '2026-03-07',
    });
  const first = (await service.get(`${b.id}/visits?limit=1`)).body;
  const second = (await service.get(`${b.id}/visits?limit=1&after=${first.next}`)).body;
  expect([first, second].map(({ items }) => items[0].visitId)).toEqual(['v2', 'v1']);
  expect(second.next).toBeUndefined();
  expect((await service.get(`${b.id}/visits?after=x`)).body.code).toBe('cursor-invalid');

  // An import under the absorbed record's code, and a change by its id, land on the survivor.
  const imported = await service.post('imports', {
    storeId: 'harbour',
    source: 'pos 2026',
    items: [{ externalId: { system: 'pos', code: 'K-1' }, homeStoreId: 'old-town' }],
  });
  expect(imported.body.results).toMatchObject([{ outcome: 'already', customerId: a.id }]);
  const { etag } = await service.get(b.id);
  const change = { occupation: 'countess', externalIds: [{ system: 'pos', code: 'K-1' }] };
  const patched = await service.ask('PATCH', b.id, change, { 'if-match': etag! });
  expect(patched.body).toMatchObject({ id: a.id, occupation: 'countess' });

  expect((await unlink(b.id)).body).toMatchObject({ id: b.id, absorbedIds: [] });
  await service.settle();
  expect((await service.get(b.id)).body).toEqual(before[1]);
  expect((await service.get(a.id)).body).toEqual({
    ...before[0],
    occupation: 'countess',
    revision: before[0].revision + 1,
    provenance: expect.objectContaining(before[0].provenance),
  });
  expect((await service.get(b.id, manager)).status).toBe(404);
  expect(await profiles()).toEqual([{ ...profilesBefore[0] }, { ...profilesBefore[1] }]);
  expect((await service.get(`${a.id}/links`)).body.items).toMatchObject([
    {
      act: 'linked',
      survivorId: a.id,
      absorbedId: b.id,
      reason: 'customer-said',
      by: expect.stringMatching(/^user:/),
    },
    { act: 'unlinked', survivorId: a.id, absorbedId: b.id, reason: 'mistake' },
  ]);
  expect((await unlink(b.id)).status).toBe(200);
  expect((await link(b.id, a.id)).body).toMatchObject({ id: b.id, absorbedIds: [a.id] });
});

it('subscribers hear of links and un-links, in ids alone', async () => {
  const [a, b] = [await register({ name: 'Uno' }), await register({ name: 'Due' })];
  await link(a.id, b.id);
  await unlink(b.id, 'different-people');
  await service.settle();
  const { messages } = await service.platform.host.engines.bus.read({
    topics: ['chignon.customers.customer'],
    limit: 500,
  });
  const said = messages
    .map(({ type, data }) => ({ type, data }))
    .filter(({ type }) => /^Customers(Un)?[Ll]inked$/.test(type))
    .slice(-2);
  expect(said).toEqual([
    {
      type: CustomersLinked.name,
      data: { survivorId: a.id, absorbedId: b.id, linkedAt: expect.any(String) },
    },
    {
      type: 'CustomersUnlinked',
      data: { survivorId: a.id, absorbedId: b.id, unlinkedAt: expect.any(String) },
    },
  ]);
});
