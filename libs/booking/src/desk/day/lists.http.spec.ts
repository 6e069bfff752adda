import { type Salon, salon } from '../../testing.http.js';

// What a desk looks up by whose it is, or by name: the waitlist and salon events of a customer, services, colleagues.

let at: Salon;
beforeAll(async () => {
  at = await salon();
  at.clock.set('2031-01-06T15:00:00.000Z');
  await at.put('stores/mitte', {
    regionId: 'r1',
    name: 'Mitte',
    zone: 'Europe/Berlin',
    currency: 'EUR',
  });
  await at.put('staff/cleo', {
    displayName: 'Cleo Anders',
    storeIds: ['mitte'],
    skills: [{ skill: 'colour', level: 1 }],
  });
  await at.put('services/old', {
    name: 'Old cut',
    category: 'hair',
    serviceGroup: 'cut',
    phases: [{ name: 'do', kind: 'active', minutes: 30 }],
    priceCents: 1,
    active: false,
  });
}, 60_000);
afterAll(() => at.close());
afterEach(() => at.settle());

const ids = ({ body }: { body: any }, field: string) =>
  body.items.map((one: any) => one[field]).sort();
const as = (store: string) => at.as('front-desk', { stores: [store] });

describe('BK-20 the waitlist of a customer', () => {
  it('has each entry once, of whatever status, at the stores that the caller sees', async () => {
    const join = async (customerId: string, storeIds: string[]): Promise<string> => {
      const { status, body } = await at.post('waitlist', {
        customerId,
        storeIds,
        services: [{ serviceId: 'cut' }],
        windows: [{ from: '2031-01-08', to: '2031-01-09' }],
      });
      expect([status, body.code]).toEqual([201, undefined]);
      return body.entryId;
    };
    const both = await join('c1', ['soho', 'mitte']);
    const left = await join('c1', ['soho']);
    await join('c2', ['soho']);
    await at.post(`waitlist/${left}/withdraw`);
    await at.settle();
    const list = (query: string, headers = {}) => at.get(`waitlist?${query}`, headers);
    expect(ids(await list('customerId=c1'), 'entryId')).toEqual([both, left].sort());
    expect(ids(await list('customerId=c1&status=waiting'), 'entryId')).toEqual([both]);
    expect(ids(await list('customerId=c1&storeId=mitte'), 'entryId')).toEqual([both]);
    expect(ids(await list('customerId=c1', await as('mitte')), 'entryId')).toEqual([both]);
    expect(ids(await list('storeId=soho'), 'customerId')).toEqual(['c1', 'c2']);
    expect((await list('storeId=soho', await as('mitte'))).status).toBe(404);
    expect((await list('status=waiting')).body).toMatchObject({
      status: 422,
      code: 'field-missing',
      field: 'storeId',
    });
  });
});

describe('BK-24 the salon events of a customer', () => {
  it('are listed with what they are, cancelled ones too, at the stores that the caller sees', async () => {
    const plan = async (storeId: string, title: string): Promise<string> => {
      const { status, body } = await at.post('salon-events', {
        storeId,
        code: 'evening',
        title,
        kind: 'lecture',
        startsAt: '2031-02-03T18:00',
        endsAt: '2031-02-03T20:00',
        seats: 5,
      });
      expect([status, body.code]).toEqual([201, 'evening']);
      return body.eventId;
    };
    const [here, there] = [await plan('soho', 'Braids'), await plan('mitte', 'Colours')];
    for (const eventId of [here, there]) {
      expect(
        (await at.post(`salon-events/${eventId}/registrations`, { customerId: 'c1', partySize: 2 }))
          .status,
      ).toBe(201);
      at.clock.advance(1);
    }
    await at.post(`salon-events/${here}/registrations`, { customerId: 'c2' });
    await at.settle();
    const mine = async (headers = {}) =>
      (await at.get('registrations?customerId=c1', headers)).body.items;
    expect(await mine()).toEqual([
      expect.objectContaining({
        eventId: here,
        storeId: 'soho',
        title: 'Braids',
        startsAt: '2031-02-03T23:00:00.000Z',
        partySize: 2,
        status: 'registered',
      }),
      expect.objectContaining({ eventId: there, storeId: 'mitte', title: 'Colours' }),
    ]);
    expect((await mine(await as('mitte'))).map((one: any) => one.eventId)).toEqual([there]);
    const { registrationId } = (await mine())[0];
    await at.post(`salon-events/${here}/registrations/${registrationId}/cancel`, {
      by: 'customer',
      reason: 'ill',
    });
    await at.settle();
    expect((await mine())[0]).toMatchObject({ registrationId, status: 'cancelled' });
    expect((await at.get('registrations')).body).toMatchObject({
      status: 422,
      field: 'customerId',
    });
  });
});

describe('BK-17 BK-19 services and colleagues by name', () => {
  it('are found by a part of it, in any case and width; a page goes on past what does not match', async () => {
    const services = (query: string) => at.get(`services?${query}`);
    expect(ids(await services('q=CUT'), 'serviceId')).toEqual(['cut', 'old']);
    expect(ids(await services('q=cut&active=true'), 'serviceId')).toEqual(['cut']);
    expect(ids(await services('active=false'), 'serviceId')).toEqual(['old']);
    expect(
      ids(await services(`q=${encodeURIComponent('ＯＬＤ cut')}&limit=1`), 'serviceId'),
    ).toEqual(['old']);
    expect(ids(await services('q=nothing'), 'serviceId')).toEqual([]);
  });
  it('of one store or of all that the caller sees, and by skill', async () => {
    const staff = (query: string, headers = {}) => at.get(`staff?${query}`, headers);
    expect(ids(await staff('q=an'), 'staffId')).toEqual(['anna', 'cleo']);
    expect(ids(await staff('q=an&storeId=soho'), 'staffId')).toEqual(['anna']);
    expect(ids(await staff('q=an', await as('mitte')), 'staffId')).toEqual(['cleo']);
    expect(ids(await staff('skill=colour'), 'staffId')).toEqual(['cleo']);
    expect(ids(await staff('storeId=soho&skill=cut&limit=1'), 'staffId')).toEqual(['anna']);
    expect(ids(await staff('storeId=soho'), 'staffId')).toEqual(['anna', 'bob']);
    expect((await staff('storeId=soho', await as('mitte'))).status).toBe(404);
  });
});
