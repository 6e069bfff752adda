import { type Salon, salon } from '../../testing.http.js';

// Two chairs and a private room, through the routes.

let at: Salon;
beforeAll(async () => {
  at = await salon();
  await at.put('stores/soho/units/c1', { pool: 'chair', attributes: ['accessible'] });
  await at.put('stores/soho/units/c2', { pool: 'chair', attributes: ['private', 'private'] });
}, 60_000);
afterAll(() => at.close());

const DAY = '2031-03-03';
const book = (staffId: string, time: string, more: object = {}, date = DAY) =>
  at.post('appointments', {
    storeId: 'soho',
    startsAt: `${date}T${time}`,
    services: [{ serviceId: 'cut', staffId, ...more }],
  });

describe('BK-14 R-BK-10 places with attributes', () => {
  it('are offered and booked to who asks for them, one at a time', async () => {
    expect((await book('anna', '10:00', { needs: ['private'] })).status).toBe(201);
    expect(await book('bob', '10:15', { needs: ['private'] })).toMatchObject({
      status: 409,
      body: { code: 'slot-taken', resource: { kind: 'pool' } },
    });
    expect((await book('bob', '10:15')).status).toBe(201);
    const starts = async (query: string) =>
      (
        await at.get(
          `availability?storeId=soho&services=cut&staffId=bob&from=2031-03-04&limit=1000${query}`,
        )
      ).body.items.length;
    await book('anna', '10:00', { needs: ['private'] }, '2031-03-04');
    expect((await starts('')) - (await starts('&needs=private'))).toBe(3);
    expect(await starts('&needs=sea-view')).toBe(0);
  });
  it('a plain booking does not keep the special place from who needs it later', async () => {
    await book('anna', '12:00');
    expect((await book('bob', '12:00', { needs: ['private'] })).status).toBe(201);
  });
});

describe('R-BK-11 units are bound at check-in', () => {
  it('to the one that fits, while the other stays where they are', async () => {
    const [{ body: plain }, { body: special }] = [
      await book('anna', '15:00', {}, '2031-03-05'),
      await book('bob', '15:00', { needs: ['private'] }, '2031-03-05'),
    ];
    expect((await at.post(`appointments/${plain.appointmentId}/check-in`)).body.units).toEqual([
      { lineId: 'l1', pool: 'chair', unitId: 'c1' },
    ]);
    expect((await at.post(`appointments/${special.appointmentId}/check-in`)).body.units).toEqual([
      { lineId: 'l1', pool: 'chair', unitId: 'c2' },
    ]);
    expect((await at.get(`appointments/${special.appointmentId}`)).body.units[0].unitId).toBe('c2');
  });
});

describe('BK-14 a unit out of service', () => {
  const date = '2031-03-10';
  it('leaves availability at once, lists whom to seat elsewhere, and comes back', async () => {
    const [{ body: first }, { body: second }] = [
      await book('anna', '10:00', {}, date),
      await book('bob', '10:00', {}, date),
    ];
    await book('anna', '16:00', {}, date);
    const out = await at.post('stores/soho/units/c2/out-of-service', {
      from: `${date}T09:00`,
      to: `${date}T12:00`,
      reason: 'broken',
    });
    expect(out.body.unit.outOfService).toEqual([
      { from: '2031-03-10T13:00:00.000Z', to: '2031-03-10T16:00:00.000Z', reason: 'broken' },
    ]);
    expect(out.body.reseat).toMatchObject([
      { appointmentId: second.appointmentId, status: 'booked' },
    ]);
    expect(first.appointmentId).not.toBe(second.appointmentId);
    await book('anna', '11:00', {}, date);
    expect((await book('bob', '11:00', {}, date)).body.resource).toMatchObject({ kind: 'pool' });
    expect((await book('bob', '11:45', { needs: ['private'] }, date)).status).toBe(409);
    expect((await book('bob', '12:00', { needs: ['private'] }, date)).status).toBe(201);
    await at.post(`appointments/${second.appointmentId}/reschedule`, { startsAt: `${date}T14:00` });
    expect(
      (
        await at.post('stores/soho/units/c2/out-of-service', {
          from: `${date}T09:00`,
          to: `${date}T12:00`,
          reason: 'broken',
        })
      ).body.reseat,
    ).toEqual([]);
    // Back before it was ever out: what lies ahead stays planned, what has begun ends.
    expect((await at.post('stores/soho/units/c2/back-in-service')).body.outOfService).toHaveLength(
      1,
    );
  });
  it('refuses what makes no sense', async () => {
    expect(
      (await at.post('stores/soho/units/c9/out-of-service', { reason: 'broken' })).status,
    ).toBe(404);
    expect(
      (
        await at.post('stores/soho/units/c1/out-of-service', {
          from: `${date}T12:00`,
          to: `${date}T11:00`,
          reason: 'broken',
        })
      ).body,
    ).toMatchObject({ code: 'ends-before-begin', field: 'to' });
    expect(
      (await at.post('stores/soho/units/c1/out-of-service', { reason: 'it is broken, ask Bob' }))
        .status,
    ).toBe(422);
    expect(
      (await at.get('stores/soho/units', await at.as('front-desk', { stores: ['elsewhere'] })))
        .status,
    ).toBe(404);
    expect(
      (await at.get('stores/soho/units')).body.items.map((u: any) => [u.unitId, u.attributes]),
    ).toEqual([
      ['c1', ['accessible']],
      ['c2', ['private']],
    ]);
  });
});
