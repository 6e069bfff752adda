import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../../testing.http.js';

// What may be booked, moved and cancelled by which channel. The clock is the test's; New York has winter time.

let at: Salon;
const clock = new Clock();
clock.set('2031-01-06T13:00:00.000Z');
const TODAY = '2031-01-06';
const iso = (local: string) => new Date(`${local}:00-05:00`).toISOString();

beforeAll(async () => {
  at = await salon({ clock });
}, 60_000);
beforeEach(async () => {
  clock.set(iso(`${TODAY}T08:00`));
  for (const channel of ['app', 'web', 'phone', 'front-desk', 'mini-program']) {
    await at.put(`channels/${channel}`, {});
    await at.put(`stores/soho/channels/${channel}`, {});
  }
});
afterAll(async () => {
  await at.close();
});

const cut = [{ serviceId: 'cut', staffId: 'anna' }];
const hold = (startsAt: string, more: object = {}) =>
  at.post('holds', { storeId: 'soho', startsAt, services: cut, channel: 'app', ...more });
const book = (startsAt: string, more: object = {}) =>
  at.post('appointments', { storeId: 'soho', startsAt, services: cut, channel: 'app', ...more });
const booked = async (startsAt: string, more: object = {}): Promise<string> => {
  const { status, body } = await book(startsAt, more);
  expect([status, body.code]).toEqual([201, undefined]);
  return body.appointmentId;
};
const availability = async (query: string) =>
  (await at.get(`availability?storeId=soho&services=cut&staffId=anna&${query}`)).body.items;

describe('BK-02 a channel has rules of its own', () => {
  it('without any, nothing is refused; the booking records its channel', async () => {
    expect(
      (await book('2031-01-06T08:00', { startsAt: '2032-06-01T10:00', channel: 'mini-program' }))
        .body,
    ).toMatchObject({ status: 'booked', channel: 'mini-program' });
    expect((await at.get('stores/soho/channels')).body.items).toContainEqual({ channel: 'app' });
  });

  it('too soon: the refusal names the earliest start; other channels are not asked', async () => {
    await at.put('channels/app', { minLeadMinutes: 120 });
    const no = {
      status: 409,
      body: { code: 'too-soon', field: 'startsAt', earliest: iso(`${TODAY}T10:00`) },
    };
    expect(await hold(`${TODAY}T09:59`)).toMatchObject(no);
    expect(await book(`${TODAY}T09:30`)).toMatchObject(no);
    expect((await hold(`${TODAY}T10:00`)).status).toBe(201);
    expect((await book(`${TODAY}T09:00`, { channel: 'phone' })).status).toBe(201);
    expect((await availability(`from=${TODAY}&channel=app`))[0].startsAt).toBe(
      iso(`${TODAY}T10:30`),
    );
    expect((await availability(`from=${TODAY}`))[0].startsAt).toBe(iso(`${TODAY}T09:30`));
    expect(
      (
        await at.get(
          `availability/why-not?storeId=soho&services=cut&startsAt=${TODAY}T09:30&channel=app`,
        )
      ).body,
    ).toMatchObject({ offered: false, code: 'too-soon', earliest: iso(`${TODAY}T10:00`) });
    expect(
      (await at.get(`availability/why-not?storeId=soho&services=cut&startsAt=${TODAY}T09:30`)).body
        .offered,
    ).toBe(true);
  });

  it('too far ahead: the refusal names the last date and from when on it is possible; a store may say otherwise', async () => {
    await at.put('channels/web', { furthestDaysAhead: 7 });
    const web = { channel: 'web' };
    expect(await book('2031-01-14T10:00', web)).toMatchObject({
      status: 409,
      body: { code: 'too-far-ahead', latest: '2031-01-13', possibleFrom: iso('2031-01-07T00:00') },
    });
    expect((await book('2031-01-13T10:00', web)).status).toBe(201);
    expect(
      (await availability('from=2031-01-12&to=2031-01-20&channel=web'))
        .map((slot: any) => slot.date)
        .at(-1),
    ).toBe('2031-01-13');
    const ranked = (
      await at.get('availability/ranked?storeIds=soho&services=cut&from=2031-01-14&channel=web')
    ).body.items;
    expect(ranked).toEqual([]);
    await at.put('stores/soho/channels/web', { furthestDaysAhead: 8, minLeadMinutes: 30 });
    expect((await book('2031-01-14T10:00', web)).status).toBe(201);
    expect((await at.get('stores/soho/channels')).body.items).toContainEqual({
      channel: 'web',
      furthestDaysAhead: 8,
      minLeadMinutes: 30,
    });
  });

  it('closed, another service, somebody in particular', async () => {
    await at.put('channels/app', { enabled: false });
    expect(await hold(`${TODAY}T11:00`)).toMatchObject({
      status: 409,
      body: { code: 'channel-closed', field: 'channel' },
    });
    expect(await availability(`from=${TODAY}&channel=app`)).toEqual([]);
    await at.put('channels/app', { serviceGroups: ['style'], serviceIds: ['long'] });
    expect(await hold(`${TODAY}T11:00`)).toMatchObject({
      status: 409,
      body: { code: 'service-not-in-channel', field: 'services.0.serviceId' },
    });
    expect((await hold(`${TODAY}T11:00`, { services: [{ serviceId: 'style' }] })).status).toBe(201);
    await at.put('channels/app', { anyStaffOnly: true });
    expect(await hold(`${TODAY}T12:00`)).toMatchObject({
      status: 409,
      body: { code: 'any-staff-only', field: 'services.0.staffId' },
    });
    expect((await hold(`${TODAY}T12:00`, { services: [{ serviceId: 'cut' }] })).status).toBe(201);
  });

  it("with the store's yes only; a repeat of what was done is answered though the rules have changed", async () => {
    await at.put('channels/app', { needsApproval: true });
    const key = { 'idempotency-key': 'again' };
    const asked = await at.post(
      'appointments',
      { storeId: 'soho', startsAt: '2031-01-08T10:00', services: cut, channel: 'app' },
      key,
    );
    expect(asked.body.status).toBe('pending');
    await at.put('channels/app', { enabled: false });
    expect(
      (
        await at.post(
          'appointments',
          { storeId: 'soho', startsAt: '2031-01-08T10:00', services: cut, channel: 'app' },
          key,
        )
      ).body.appointmentId,
    ).toBe(asked.body.appointmentId);
    expect((await at.post(`appointments/${asked.body.appointmentId}/approve`)).body.status).toBe(
      'booked',
    );
    expect((await book('2031-01-08T11:00', { channel: 'phone' })).body.status).toBe('booked');
  });

  it('groups and series: all guests, every date', async () => {
    await at.put('channels/app', { furthestDaysAhead: 20 });
    const guests = [{ services: [{ serviceId: 'cut' }] }, { services: [{ serviceId: 'long' }] }];
    expect(
      (
        await at.post('groups', {
          storeId: 'soho',
          startsAt: '2031-02-03T10:00',
          guests,
          channel: 'app',
        })
      ).body,
    ).toMatchObject({ code: 'too-far-ahead', latest: '2031-01-26' });
    expect(
      (
        await at.post('groups', {
          storeId: 'soho',
          startsAt: '2031-01-24T10:00',
          guests,
          channel: 'app',
        })
      ).status,
    ).toBe(201);
    const series = {
      storeId: 'soho',
      startsAt: '2031-01-15T15:00',
      every: 1,
      unit: 'week',
      count: 3,
      services: cut,
      channel: 'app',
    };
    expect(
      (await at.post('series/preview', series)).body.occurrences.map((o: any) => o.code),
    ).toEqual([undefined, undefined, 'too-far-ahead']);
    expect((await at.post('series', series)).body).toMatchObject({
      code: 'series-conflicts',
      conflicts: [{ code: 'too-far-ahead' }],
    });
    const { body } = await at.post('series', { ...series, onConflict: 'skip' });
    expect([body.appointments.length, body.skipped.map((s: any) => s.code)]).toEqual([
      2,
      ['too-far-ahead'],
    ]);
    await at.put('channels/app', { mayCancel: false });
    expect(
      (await at.post(`series/${body.seriesId}/cancel`, { by: 'customer', reason: 'ill' })).body
        .code,
    ).toBe('change-not-in-channel');
    expect(
      (
        await at.post(`series/${body.seriesId}/cancel`, {
          by: 'customer',
          reason: 'ill',
          channel: 'phone',
        })
      ).body.appointments.map((a: any) => a.status),
    ).toEqual(['cancelled', 'cancelled']);
  });

  it('moving: whether, until when, and where to; what the store moves is asked of no channel', async () => {
    const id = await booked('2031-01-09T10:00');
    const move = (startsAt: string, more: object = {}) =>
      at.post(`appointments/${id}/reschedule`, { startsAt, ...more });
    await at.put('channels/app', { mayMove: false });
    expect(await move('2031-01-09T11:00')).toMatchObject({
      status: 409,
      body: { code: 'change-not-in-channel', field: 'channel' },
    });
    await at.put('channels/app', {
      changeUntilMinutes: 1440,
      minLeadMinutes: 60,
      furthestDaysAhead: 10,
    });
    expect((await move('2031-01-09T11:00')).status).toBe(200);
    expect(await move('2031-02-09T11:00')).toMatchObject({
      status: 409,
      body: { code: 'too-far-ahead', latest: '2031-01-16' },
    });
    expect(await move(`${TODAY}T08:45`)).toMatchObject({ status: 409, body: { code: 'too-soon' } });
    clock.set(iso('2031-01-08T11:00'));
    expect(await move('2031-01-10T11:00')).toMatchObject({
      status: 409,
      body: { code: 'change-too-late', until: iso('2031-01-08T11:00') },
    });
    expect((await move('2031-01-10T11:00', { by: 'store' })).status).toBe(200);
    clock.set(iso('2031-01-10T10:00'));
    expect((await move('2031-01-13T11:00', { channel: 'front-desk' })).status).toBe(200);
  });

  it('cancelling by the customer, until when; by the store always', async () => {
    const id = await booked('2031-01-09T15:00');
    const cancel = (more: object, headers?: Record<string, string>) =>
      at.post(`appointments/${id}/cancel`, { by: 'customer', reason: 'ill', ...more }, headers);
    await at.put('channels/app', { changeUntilMinutes: 60 });
    clock.set(iso('2031-01-09T14:00'));
    expect(await cancel({})).toMatchObject({
      status: 409,
      body: { code: 'change-too-late', until: iso('2031-01-09T14:00') },
    });
    clock.set(iso('2031-01-09T13:59'));
    expect((await cancel({}, { 'idempotency-key': 'late' })).body.status).toBe('cancelled');
    clock.set(iso('2031-01-09T14:30'));
    expect((await cancel({}, { 'idempotency-key': 'late' })).body.status).toBe('cancelled');
    const other = await booked('2031-01-09T16:00');
    await at.put('channels/app', { mayCancel: false });
    expect(
      (await at.post(`appointments/${other}/cancel`, { by: 'customer', reason: 'ill' })).body.code,
    ).toBe('change-not-in-channel');
    expect(
      (await at.post(`appointments/${other}/cancel`, { by: 'store', reason: 'ill' })).body.status,
    ).toBe('cancelled');
  });

  it('the waitlist: a closed channel takes nobody in, and offers only what it could book; what is offered may be accepted', async () => {
    await at.put('channels/app', { enabled: false });
    const wish = {
      customerId: 'ada',
      storeIds: ['soho'],
      services: cut,
      windows: [{ from: TODAY, to: '2031-01-30' }],
      channel: 'app',
    };
    expect((await at.post('waitlist', wish)).body.code).toBe('channel-closed');
    await at.put('channels/app', { minLeadMinutes: 120 });
    const [soon, later] = [
      await booked(`${TODAY}T09:30`, { channel: 'phone' }),
      await booked(`${TODAY}T16:30`, { channel: 'phone' }),
    ];
    const { entryId } = (await at.post('waitlist', wish)).body;
    await at.platform.settle();
    await at.post(`appointments/${soon}/cancel`, { by: 'customer', reason: 'ill' });
    await at.platform.settle();
    expect((await at.get(`waitlist/${entryId}`)).body.status).toBe('waiting');
    await at.post(`appointments/${later}/cancel`, { by: 'customer', reason: 'ill' });
    await at.platform.settle();
    const { offer } = (await at.get(`waitlist/${entryId}`)).body;
    await at.put('channels/app', { minLeadMinutes: 1440 });
    expect(
      (await at.post(`waitlist/${entryId}/accept`, { offerId: offer.offerId })).body,
    ).toMatchObject({ status: 'fulfilled' });
  });

  it('are master data: by the chain or by who runs the store, of channels that there are', async () => {
    expect((await at.tryPut('channels/fax', {})).body).toMatchObject({
      code: 'channel-unknown',
      field: 'channel',
    });
    expect((await at.tryPut('channels/app', { minLeadMinutes: -1 })).status).toBe(422);
    const manager = await at.as('store-manager');
    expect((await at.ask('PUT', 'channels/app', {}, manager)).status).toBe(403);
    expect(
      (await at.ask('PUT', 'stores/soho/channels/app', { minLeadMinutes: 5 }, manager)).body,
    ).toMatchObject({ channel: 'app', minLeadMinutes: 5 });
    expect(
      (
        await at.get(
          'stores/soho/channels',
          await at.as('store-manager', { stores: ['elsewhere'] }),
        )
      ).status,
    ).toBe(404);
    expect((await at.get('channels')).body.items).toHaveLength(5);
  });
});
