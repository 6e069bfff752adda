import { publication, StoreDescribed } from '@chignon/contracts';
import { openService, type Headers, type Service } from '@chignon/service-kit/testing';
import { customers } from '../index.js';
import { records, type CustomerRecord } from './record.js';
import { upkeep } from './upkeep.js';

// PR-01, PR-24, F5, F7: a desk finds anybody of the chain; of somebody elsewhere it sees no more than tells them from their namesakes.

let service: Service;
let harbour: Headers;
let oldTown: Headers;
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
  harbour = await service.as('front-desk', { stores: ['harbour'] });
  oldTown = await service.as('front-desk', { stores: ['old-town'] });
});
afterAll(() => service.close());

const register = async (fields: object, homeStoreId = 'harbour'): Promise<string> =>
  (await service.post('/v1/customers', { homeStoreId, ...fields })).body.id;
const search = (q: string, as: Headers, more = '') =>
  service.get(`search?q=${encodeURIComponent(q)}${more}`, as);
const ids = async (q: string, as: Headers): Promise<string[]> =>
  (await search(q, as)).body.items.map(({ id }: { id: string }) => id);

it('PR-01 F7: by part of a name, last digits, e-mail and card, at the desk of their store', async () => {
  const wang = await register({
    name: '王小明',
    phones: ['+8613800138765'],
    emails: ['wang@example.cn'],
    externalIds: [{ system: 'card', code: 'VIP-0042' }],
  });
  await service.settle();
  for (const q of ['王', '小明', 'wxm', '8765', '138 0013 8765', 'wang@example.cn', 'vip0042'])
    expect([q, await ids(q, harbour)]).toEqual([q, [wang]]);
  const { body } = await search('王小', harbour);
  expect(body).toEqual({
    items: [
      {
        id: wang,
        displayName: '王小明',
        elsewhere: false,
        homeStoreId: 'harbour',
        phones: ['+86*********65'],
        emails: ['w***@example.cn'],
      },
    ],
    more: false,
  });
});

it('F5: a desk of another store sees name and masked phone, and nothing else until they have come and said who they are', async () => {
  const id = await register({
    name: 'Odette Marchand',
    phones: ['+12045550177'],
    emails: ['odette@example.org'],
    externalIds: [{ system: 'card', code: 'M-77' }],
    notes: 'allergic to dye',
  });
  await service.settle();
  const { body } = await search('marchand', oldTown);
  expect(body.items).toEqual([
    { id, displayName: 'Odette Marchand', phones: ['+12*******77'], elsewhere: true },
  ]);
  expect((await service.get(id, oldTown)).status).toBe(404);
  const admit = (said: object) =>
    service.post('admissions', { storeId: 'old-town', id, ...said }, oldTown);
  expect((await admit({ phone: '+12045550178' })).body.code).toBe('customer-not-found');
  expect((await admit({ externalId: { system: 'card', code: 'M-78' } })).status).toBe(404);
  expect((await admit({})).body.code).toBe('proof-unclear');
  expect((await admit({ phone: '+12045550177', email: 'odette@example.org' })).status).toBe(422);
  expect(
    (await service.post('admissions', { storeId: 'harbour', id, phone: '+12045550177' }, oldTown))
      .status,
  ).toBe(404);
  expect((await service.get(id, oldTown)).status).toBe(404);
  const admitted = await admit({ phone: '204 555 0177', country: 'CA' });
  expect([admitted.status, admitted.body.displayName]).toEqual([200, 'Odette Marchand']);
  await service.settle();
  expect((await service.get(id, oldTown)).status).toBe(200);
  expect((await search('marchand', oldTown)).body.items[0]).toMatchObject({
    elsewhere: false,
    homeStoreId: 'harbour',
  });
});

it('of somebody elsewhere without a name not even the code on their card is shown', async () => {
  const id = await register({ externalIds: [{ system: 'card', code: 'SECRET-9' }] });
  await service.settle();
  expect((await search('secret', oldTown)).body.items).toEqual([
    { id, displayName: id, phones: [], elsewhere: true },
  ]);
});

it('their own come first, the best fit before others, and more are promised', async () => {
  for (let n = 0; n < 5; n++) await register({ name: `Kim Sorensen ${n}` });
  const own = await register({ name: 'Zoe Kimura' }, 'old-town');
  await service.settle();
  const { body } = await search('kim', oldTown, '&limit=3');
  expect(body.items.map(({ displayName }: { displayName: string }) => displayName)).toEqual([
    'Zoe Kimura',
    'Kim Sorensen 0',
    'Kim Sorensen 1',
  ]);
  expect([body.items[0].id, body.more]).toEqual([own, true]);
});

it('what is too short or hostile is refused or finds nobody, and a stylist may not ask', async () => {
  for (const q of ['%', '(a+)+$', 'a', '123'])
    expect([q, (await search(q, harbour)).body.code]).toEqual([q, 'search-too-short']);
  const zalgo = `no\u0300\u0301body${'\u0302'.repeat(40)}`;
  expect((await search(zalgo, harbour)).body.code).toBe('text-invalid');
  for (const q of ["' UNION SELECT --", '%%%王%%%q', 'x'.repeat(100), 'n\u0300o\u0301body'])
    expect((await search(q, harbour)).body).toEqual({ items: [], more: false });
  expect((await search('kim', await service.as('stylist', { stores: ['harbour'] }))).status).toBe(
    403,
  );
  expect((await service.get('search', harbour)).status).toBe(422);
});

it('PR-24: records of before there were terms are found after the next upkeep, revised once', async () => {
  const { documents } = service.platform.host.engines;
  const id = await register({ name: 'Early Bird' });
  const { revision, ...record } = (await documents.get(records, id))!;
  const { terms: _terms, ...early } = record;
  await documents.put<CustomerRecord>(records, early, { expected: revision });
  await documents.remove(upkeep, 'terms').catch(() => undefined);
  expect(await ids('early', harbour)).toEqual([]);
  const runtime = service.platform.host.runtimes.get('customers')!;
  await runtime.runJob('customers.fill-terms');
  expect(await ids('early', harbour)).toEqual([id]);
  await runtime.runJob('customers.fill-terms');
  expect((await documents.get(records, id))!.revision).toBe(revision + 2);
});
