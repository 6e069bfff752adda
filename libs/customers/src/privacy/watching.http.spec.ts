import { publication, StoreDescribed, VisitOpened } from '@chignon/contracts';
import { openService, type Headers, type Service } from '@chignon/service-kit/testing';
import { customers } from '../index.js';

// PR-15, GW-02, R-PR-09: looks at people of note by those who do not serve them are noticed.

let service: Service;
let desk: Headers;
let away: Headers;
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
  away = await service.as('store-manager', { stores: ['harbour', 'old-town'], subject: 'm-1' });
});
afterAll(() => service.close());

const register = async (name: string): Promise<string> => {
  const { body } = await service.post('/v1/customers', { homeStoreId: 'harbour', name }, desk);
  await service.settle();
  return body.id;
};
const watch = async (id: string, reason = 'public-figure') => {
  const { status, body } = await service.post(`${id}/watch`, { reason });
  expect(status).toBe(200);
  return body;
};
/** Whose look-ups were noticed, each with its time. */
const noticed = async (id: string): Promise<[string, string][]> => {
  await service.settle();
  const { items } = (await service.get('reads/alerts?limit=200')).body;
  return items
    .filter((one: any) => one.customerId === id)
    .map(({ kind, hour, actor }: any) => {
      expect(kind).toBe('watched');
      return [actor, hour];
    });
};

it('PR-15: a look at somebody who is watched over is noticed once an hour, of a caller who does not serve them', async () => {
  const id = await register('Nora Star');
  await service.get(id, desk);
  expect(await noticed(id)).toEqual([]);
  expect(await watch(id)).toEqual({
    customerId: id,
    marks: [
      {
        reason: 'public-figure',
        by: expect.stringMatching(/^user:/),
        at: '2026-03-02T16:00:00.000Z',
      },
    ],
    ended: [],
  });
  // Among namesakes nobody was looked up.
  expect((await service.get('search?q=star', desk)).body.items).toHaveLength(1);
  expect(await noticed(id)).toEqual([]);

  await service.get(`${id}/profile`, desk);
  await service.get(`${id}/consents/history`, desk);
  const [[actor]] = (await noticed(id)) as [[string, string]];
  expect(await noticed(id)).toEqual([[actor, '2026-03-02T16']]);
  // What is refused for want of a reason was tried all the same.
  expect((await service.get(`${id}/chair`, away)).status).toBe(403);
  expect(await noticed(id)).toHaveLength(2);

  service.clock.set('2026-03-02T17:00:00.000Z');
  await service.get(`${id}/profile`, desk);
  expect(await noticed(id)).toHaveLength(3);
  // Whoever has the whole chain serves nobody.
  await service.get(`${id}/profile`);
  expect(await noticed(id)).toHaveLength(4);
});

it('PR-15: whoever serves them today is not noticed', async () => {
  const id = await register('Otto Star');
  await watch(id, 'works-for-us');
  await service.tell(
    publication(VisitOpened, 'v1', {
      visitId: 'v1',
      storeId: 'harbour',
      businessDate: '2026-03-02',
      zone: 'America/Winnipeg',
      customerId: id,
      openedAt: '2026-03-02T16:00:00.000Z',
      walkIn: true,
    } as never),
  );
  await service.settle();
  await service.get(`${id}/profile`, desk);
  expect(await noticed(id)).toEqual([]);
  service.clock.set('2026-03-03T17:00:00.000Z');
  await service.get(`${id}/profile`, desk);
  expect(await noticed(id)).toHaveLength(1);
});

it('R-PR-09: records of one person are watched together, and apart again', async () => {
  const [star, other, third] = [
    await register('Pia Star'),
    await register('Pia S.'),
    await register('P. Star'),
  ];
  await watch(star);
  const link = (survivorId: string, absorbedId: string) =>
    service.post('links', { survivorId, absorbedId, reason: 'customer-said' });
  await link(other, star);
  await link(third, other);
  await service.settle();
  await service.get(`${third}/profile`, desk);
  expect(await noticed(third)).toHaveLength(1);
  const list = async () =>
    (await service.get('watched?limit=200')).body.items
      .filter(({ customerId }: any) => [star, other, third].includes(customerId))
      .map(({ customerId, marks }: any) => [customerId, marks[0].through]);
  expect(await list()).toEqual(
    expect.arrayContaining([
      [star, undefined],
      [other, star],
      [third, other],
    ]),
  );
  // The inner link was a mistake: it is hers alone again.
  expect((await service.post(`${star}/unlink`, { reason: 'mistake' })).status).toBe(200);
  await service.settle();
  expect(await list()).toEqual([[star, undefined]]);
  await service.post(`${other}/unlink`, { reason: 'mistake' });
  await service.settle();
  expect(await list()).toEqual([[star, undefined]]);
});

it('R-PR-09: is for who audits alone, once, and nobody takes it back without a trace', async () => {
  const id = await register('Rita Star');
  for (const who of [desk, away]) {
    expect((await service.post(`${id}/watch`, { reason: 'other' }, who)).status).toBe(403);
    expect((await service.post(`${id}/unwatch`, {}, who)).status).toBe(403);
    expect((await service.get('watched', who)).status).toBe(403);
  }
  await watch(id, 'threatened');
  const again = await watch(id, 'other');
  expect(again.marks.map(({ reason }: any) => reason)).toEqual(['threatened']);
  expect((await service.post('nobody/watch', { reason: 'other' })).status).toBe(404);
  for (let i = 0; i < 2; i++) {
    const { body } = await service.post(`${id}/unwatch`, {});
    expect(body).toEqual({
      customerId: id,
      marks: [],
      ended: [
        expect.objectContaining({
          reason: 'threatened',
          endedBy: expect.stringMatching(/^user:/),
          endedAt: service.clock.now(),
        }),
      ],
    });
  }
  await service.get(`${id}/profile`, desk);
  expect(await noticed(id)).toEqual([]);
  const { items } = (await service.get('watched?limit=200')).body;
  expect(items.map(({ customerId }: any) => customerId)).not.toContain(id);
});
