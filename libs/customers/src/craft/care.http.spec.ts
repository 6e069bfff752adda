import type { Headers, Service } from '@chignon/service-kit/testing';
import { card, openSalon } from './salon.testing.http.js';

// PR-10, PR-11, R-CU-11, R-CU-20, BY-06: what is written down for the chair stays, in versions and endings.

let service: Service;
let stylist: Headers;
let desk: Headers;
let manager: Headers;
let register: () => Promise<string>;
beforeAll(async () => {
  ({ service, stylist, desk, manager, register } = await openSalon());
});
afterAll(() => service.close());

it('PR-11 a card has immutable versions, of two at the same time both; repeating is one more by who does it', async () => {
  const id = await register();
  const first = (await service.post(`${id}/cards`, card(), stylist)).body;
  const cardId = first.id.replace(/\.1$/, '');
  const [a, b] = await Promise.all([
    service.post(
      `${id}/cards/${cardId}/versions`,
      card({ minutes: 30, note: 'too light' }),
      stylist,
    ),
    service.post(`${id}/cards/${cardId}/versions`, card({ minutes: 40 }), desk),
  ]);
  expect([a.status, b.status]).toEqual([201, 201]);
  const repeat = { storeId: 'harbour', performerId: 'ann' };
  const once = await service.post(`${id}/cards/${cardId}/repeat`, repeat, {
    ...stylist,
    'idempotency-key': 'r1',
  });
  const twice = await service.post(`${id}/cards/${cardId}/repeat`, repeat, {
    ...stylist,
    'idempotency-key': 'r1',
  });
  expect(twice.body).toEqual(once.body);
  const { items } = (await service.get(`${id}/cards/${cardId}?reason=planning`, stylist)).body;
  expect(items.map(({ version }: any) => version)).toEqual([1, 2, 3, 4]);
  expect(items[0]).toMatchObject({ minutes: 35 });
  expect(items[3]).toMatchObject({
    repeats: 3,
    minutes: items[2].minutes,
    materials: card().materials,
  });
  expect(items[3].note).toBeUndefined();
  // The last one was for somebody else: it is ended, and what counts is the one before.
  const end = { storeId: 'harbour', reason: 'mistake' };
  expect((await service.post(`${id}/care/${items[3].id}/end`, end, stylist)).status).toBe(200);
  const chair = (await service.get(`${id}/chair?reason=planning`, stylist)).body;
  expect(chair.cards.map(({ version }: any) => version)).toEqual([3]);
  const ended = (await service.get(`${id}/cards/${cardId}?reason=planning`, stylist)).body.items[3];
  expect(ended).toMatchObject({ version: 4, ended: 'mistake' });
  await service.settle();
  expect((await service.get(`${id}/reads`)).body.items).toContainEqual(
    expect.objectContaining({
      operation: 'getCard',
      reason: 'planning',
      outcome: 'shown',
      times: 2,
    }),
  );
});

it('R-CU-20 a patch test is read after two days; a failure is overridden by a manager alone', async () => {
  const id = await register();
  service.clock.set('2026-03-10T16:00:00.000Z');
  const test = {
    storeId: 'harbour',
    productFamily: 'permanent-colour',
    lot: 'L77',
    site: 'behind the left ear',
    performerId: 'ann',
    appliedAt: '2026-03-10T09:30',
  };
  const { id: testId } = (await service.post(`${id}/patch-tests`, test, stylist)).body;
  const standing = async () => {
    const { body } = await service.get(`${id}/chair?reason=planning`, stylist);
    return [body.patchTests[0].standing, body.patchTests[0].appliedAt, body.blockedFamilies];
  };
  expect(await standing()).toEqual(['waiting', '2026-03-10T14:30:00.000Z', []]);
  const read = (result: string, readAt?: string) =>
    service.post(
      `${id}/patch-tests/${testId}/readings`,
      { storeId: 'harbour', result, performerId: 'ann', readAt },
      stylist,
    );
  expect((await read('pass', '2026-03-10T09:00')).body.code).toBe('read-before-applied');
  expect((await read('pass', '2026-03-10T23:00')).body.code).toBe('time-in-future');
  service.clock.set('2026-03-12T16:00:00.000Z');
  expect((await read('pass')).status).toBe(201);
  expect((await standing())[0]).toBe('valid');
  expect((await read('fail')).status).toBe(201);
  expect(await standing()).toEqual(['failed', '2026-03-10T14:30:00.000Z', ['permanent-colour']]);
  const override = { storeId: 'harbour', reason: 'physician' };
  expect(
    (await service.post(`${id}/patch-tests/${testId}/override`, override, stylist)).status,
  ).toBe(403);
  service.clock.set('2026-03-12T17:00:00.000Z');
  expect(
    (await service.post(`${id}/patch-tests/${testId}/override`, override, manager)).status,
  ).toBe(201);
  expect(await standing()).toEqual(['overridden', '2026-03-10T14:30:00.000Z', []]);
  const other = await register();
  expect(
    (await service.post(`${other}/patch-tests/${testId}/override`, override, manager)).body.code,
  ).toBe('patch-test-not-found');
});

it('linked records are one person at the chair, and un-linked each has its own again (BY-06)', async () => {
  const [one, two] = [await register(), await register()];
  const note = (about: string) => ({
    storeId: 'harbour',
    kind: 'allergy',
    about,
    evidence: 'tested',
  });
  await service.post(`${one}/care`, note('PPD'));
  await service.post('links', { survivorId: one, absorbedId: two, reason: 'customer-said' });
  await service.post(`${two}/care`, note('latex'));
  const warnings = async (id: string) =>
    (await service.get(`${id}/chair?reason=planning`)).body.warnings
      .map(({ about }: any) => about)
      .sort();
  expect([await warnings(one), await warnings(two)]).toEqual([
    ['PPD', 'latex'],
    ['PPD', 'latex'],
  ]);
  await service.post(`${two}/unlink`, { reason: 'mistake' });
  expect([await warnings(one), await warnings(two)]).toEqual([['PPD'], ['latex']]);
});

it('refuses what is nothing: staff, products, preferences of no kind, entries of nobody', async () => {
  const id = await register();
  const codes = await Promise.all(
    (
      [
        ['cards', card({ performerId: 'ghost' })],
        ['cards', card({ materials: [{ sku: 'GHOST', quantityMilli: 1 }] })],
        ['cards/none/repeat', { storeId: 'harbour', performerId: 'ann' }],
        [
          'care',
          {
            storeId: 'harbour',
            kind: 'preference',
            about: 'moon',
            value: 'full',
            evidence: 'observed',
          },
        ],
        ['care/none/end', { storeId: 'harbour', reason: 'mistake' }],
        ['care', { storeId: 'nowhere', kind: 'allergy', about: 'PPD', evidence: 'tested' }],
      ] as const
    ).map(async ([path, body]) => (await service.post(`${id}/${path}`, body)).body.code),
  );
  expect(codes).toEqual([
    'staff-unknown',
    'product-not-found',
    'card-not-found',
    'preference-unclear',
    'care-entry-not-found',
    'store-not-found',
  ]);
});
