import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon, simply } from '../../testing.http.js';

// What a service asks for beforehand, once the customer is here. The clock is the test's.

const clock = new Clock();
const NOON = Date.parse('2031-03-05T17:00:00.000Z');
const HOUR = 3_600_000;
const MANAGER = { overridePrerequisite: { reason: 'tested-elsewhere' } };

let at: Salon;
let people = 0;
const somebody = () => `p${++people}`;
const by = [{ staffId: 'anna', sharePercent: 100 }];
const later = (hours: number) => clock.set(new Date(NOON + hours * HOUR).toISOString());

beforeAll(async () => {
  later(0);
  at = await salon({ clock });
  const requires = { prerequisiteServiceId: 'patch-test', validForDays: 30 };
  await at.put('services/patch-test', simply('test', 15, { priceCents: 0 }));
  await at.put(
    'services/colour',
    simply('colour', 30, { requires: { ...requires, minHoursBefore: 48 } }),
  );
  await at.put(
    'services/gloss',
    simply('gloss', 30, { requires: { ...requires, acceptBooked: true } }),
  );
}, 60_000);
afterAll(() => at.close());
beforeEach(async () => {
  later(0);
  await the('warn');
});

/** What the store does. */
const the = async (prerequisiteGate: 'warn' | 'block') =>
  at.put('stores/soho', { ...(await at.get('stores/soho')).body, prerequisiteGate });
const walkIn = (customerId: string | undefined, serviceIds: string[], more: object = {}) =>
  at.post('visits', {
    storeId: 'soho',
    ...(customerId === undefined ? {} : { customerId }),
    services: serviceIds.map((serviceId) => ({ serviceId, performers: by })),
    ...more,
  });
const add = (visitId: string, itemId: string, more: object = {}) =>
  at.post(`visits/${visitId}/lines`, { kind: 'service', itemId, performers: by, ...more });
const start = (visitId: string, lineId: string, more: object = {}, headers?: object) =>
  at.post(`visits/${visitId}/start`, { lineId, ...more }, headers as never);
const book = async (customerId: string, startsAt: string, serviceId: string) => {
  const { status, body } = await at.post('appointments', {
    storeId: 'soho',
    customerId,
    startsAt,
    services: [{ serviceId }],
  });
  expect([status, body.code]).toEqual([201, undefined]);
  await at.platform.settle();
  return body.appointmentId as string;
};
const checkIn = (id: string, more: object = {}, headers?: object) =>
  at.post(`appointments/${id}/check-in`, more, headers as never);
/** A patch test, done now. */
const tested = async (customerId: string): Promise<string> => {
  const { visitId } = (await walkIn(customerId, ['patch-test'])).body;
  expect((await at.post(`visits/${visitId}/complete`)).status).toBe(200);
  await at.platform.settle();
  return visitId;
};
const missing = (serviceId: string, more: object = {}) => ({
  code: 'prerequisite-missing',
  serviceId,
  requires: 'patch-test',
  ...more,
});

describe('R-BK-47 R-CU-20 the prerequisite gate when the customer is here', () => {
  it('warns at the door, at an added line and at the start, and shows it with the visit', async () => {
    const opened = await walkIn(somebody(), ['cut', 'colour']);
    expect(opened.status).toBe(201);
    expect(opened.body.warnings).toEqual([missing('colour', { lineId: 'l2' })]);
    const { visitId } = opened.body;
    const added = await add(visitId, 'gloss');
    expect(added.status).toBe(200);
    const both = [missing('colour', { lineId: 'l2' }), missing('gloss', { lineId: 'l3' })];
    expect(added.body.warnings).toEqual(both);
    const begun = await start(visitId, 'l2');
    expect(begun.status).toBe(200);
    expect(begun.body.warnings).toEqual(both);
    expect((await at.get(`visits/${visitId}`)).body.warnings).toEqual(both);
    expect((await walkIn(somebody(), ['cut'])).body.warnings).toBeUndefined();
  });

  it('blocks where the store says so, and nothing is written', async () => {
    await the('block');
    const customerId = somebody();
    expect(await walkIn(customerId, ['cut', 'colour'])).toMatchObject({
      status: 409,
      body: missing('colour', { field: 'services.1.serviceId' }),
    });
    expect((await walkIn(undefined, ['colour'])).body.code).toBe('prerequisite-missing');
    const { visitId } = (await walkIn(customerId, ['cut'])).body;
    expect(await add(visitId, 'colour')).toMatchObject({
      status: 409,
      body: missing('colour', { field: 'itemId' }),
    });
    expect((await at.get(`visits/${visitId}`)).body.lines).toHaveLength(1);
    expect((await start(visitId, 'l1')).status).toBe(200);
  });

  it('says since when it is too old, and when it is old enough', async () => {
    await the('block');
    const customerId = somebody();
    await tested(customerId);
    expect((await walkIn(customerId, ['colour'])).body).toMatchObject({
      code: 'prerequisite-too-recent',
      completedAt: new Date(NOON).toISOString(),
      earliest: new Date(NOON + 48 * HOUR).toISOString(),
    });
    later(48);
    const { status, body } = await walkIn(customerId, ['colour']);
    expect([status, body.warnings]).toEqual([201, undefined]);
    later(30 * 24 + 1);
    expect((await walkIn(customerId, ['colour'])).body).toMatchObject({
      code: 'prerequisite-expired',
      completedAt: new Date(NOON).toISOString(),
      expiredAt: new Date(NOON + 30 * 24 * HOUR).toISOString(),
    });
    expect(await start(body.visitId, 'l1')).toMatchObject({
      status: 409,
      body: { code: 'prerequisite-expired', field: 'lineId' },
    });
  });

  it('closes again when the test that was booked before is cancelled or is not done', async () => {
    const customerId = somebody();
    const test = await book(customerId, '2031-03-06T10:00', 'patch-test');
    const gloss = await book(customerId, '2031-03-07T10:00', 'gloss');
    expect((await at.get(`appointments/${gloss}`)).body.warnings).toBeUndefined();
    later(24);
    const bookedFor = '2031-03-06T15:15:00.000Z';
    expect((await at.get(`appointments/${gloss}`)).body.warnings).toEqual([
      missing('gloss', { lineId: 'l1', bookedFor }),
    ]);
    later(0);
    await at.post(`appointments/${test}/cancel`, { by: 'customer', reason: 'ill' });
    await at.platform.settle();
    expect((await at.get(`appointments/${gloss}`)).body.warnings).toEqual([
      missing('gloss', { lineId: 'l1' }),
    ]);
    await the('block');
    expect(await checkIn(gloss)).toMatchObject({
      status: 409,
      body: missing('gloss', { field: 'appointmentId' }),
    });
    await the('warn');
    const here = await checkIn(gloss);
    expect([here.status, here.body.status]).toEqual([200, 'checked-in']);
    expect(here.body.warnings).toEqual([missing('gloss', { lineId: 'l1' })]);
    await the('block');
    expect((await start(here.body.visitId, 'l1')).body.code).toBe('prerequisite-missing');
  });

  it('closes again when the visit of the test is voided between check-in and start', async () => {
    await the('block');
    const customerId = somebody();
    const visit = await tested(customerId);
    const gloss = await book(customerId, '2031-03-05T14:00', 'gloss');
    // A check-in needs no body.
    const here = await at.post(`appointments/${gloss}/check-in`);
    expect([here.status, here.body.warnings]).toEqual([200, undefined]);
    await at.post(`visits/${visit}/void`, { reason: 'mistake' });
    await at.platform.settle();
    expect((await start(here.body.visitId, 'l1')).body).toMatchObject(missing('gloss'));
    await tested(customerId);
    const begun = await start(here.body.visitId, 'l1');
    expect([begun.status, begun.body.warnings]).toEqual([200, undefined]);
  });

  it('counts a test of the same visit once it is finished, and as planned until then', async () => {
    await the('block');
    const { status, body } = await walkIn(somebody(), ['patch-test', 'gloss']);
    expect([status, body.warnings]).toEqual([201, undefined]);
    const { visitId } = body;
    expect((await start(visitId, 'l2')).body.code).toBe('prerequisite-missing');
    await start(visitId, 'l1');
    expect((await start(visitId, 'l2')).body.code).toBe('prerequisite-missing');
    await at.post(`visits/${visitId}/lines/l1/finish`);
    expect((await start(visitId, 'l2')).status).toBe(200);
    expect((await walkIn(somebody(), ['gloss', 'patch-test'])).body.code).toBe(
      'prerequisite-missing',
    );
  });

  it('is overridden with a reason by who may: a fact of the line, which is asked no more', async () => {
    await the('block');
    const desk = await at.as('front-desk');
    const wish = { storeId: 'soho', services: [{ serviceId: 'colour', performers: by }] };
    expect(await at.post('visits', { ...wish, ...MANAGER }, desk)).toMatchObject({
      status: 403,
      body: { code: 'override-not-allowed', field: 'overridePrerequisite' },
    });
    const free = { overridePrerequisite: { reason: 'she-said-so' } };
    expect((await walkIn(somebody(), ['colour'], free)).body).toMatchObject({
      code: 'reason-unknown',
      field: 'overridePrerequisite.reason',
    });
    const override = {
      code: 'prerequisite-missing',
      requires: 'patch-test',
      reason: 'tested-elsewhere',
    };
    const { status, body } = await walkIn(somebody(), ['cut', 'colour'], MANAGER);
    expect(status).toBe(201);
    expect(body.warnings).toBeUndefined();
    expect(body.lines[0].override).toBeUndefined();
    expect(body.lines[1].override).toEqual(override);
    expect((await start(body.visitId, 'l2', {}, desk)).status).toBe(200);
    const added = await add(body.visitId, 'gloss', MANAGER);
    expect(added.body.lines[2].override).toEqual(override);

    await the('warn');
    const customerId = somebody();
    const test = await book(customerId, '2031-03-05T15:00', 'patch-test');
    const [one, two] = [
      await book(customerId, '2031-03-06T15:30', 'gloss'),
      await book(customerId, '2031-03-07T15:30', 'gloss'),
    ];
    await at.post(`appointments/${test}/cancel`, { by: 'customer', reason: 'ill' });
    await at.platform.settle();
    const warned = await checkIn(one);
    await the('block');
    const key = { 'idempotency-key': 'begin-with-override' };
    const begun = await start(warned.body.visitId, 'l1', MANAGER, key);
    expect([begun.status, begun.body.lines[0].override]).toEqual([200, override]);
    expect(begun.body.warnings).toBeUndefined();
    const again = await start(warned.body.visitId, 'l1', MANAGER, key);
    expect([again.status, again.body.revision]).toEqual([200, begun.body.revision]);
    const here = await checkIn(two, MANAGER);
    expect([here.status, here.body.warnings]).toEqual([200, undefined]);
    expect((await at.get(`visits/${here.body.visitId}`)).body.lines[0].override).toEqual(override);
    expect((await start(here.body.visitId, 'l1', {}, desk)).status).toBe(200);
  });
});
