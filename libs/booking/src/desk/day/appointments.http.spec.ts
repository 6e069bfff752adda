import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon, twoSalons } from '../../testing.http.js';

// Lists that a desk works through. The clock is the test's.

const clock = new Clock();
clock.set('2031-01-06T13:00:00.000Z');
const DAY = '2031-03-05';
const NEXT = '2031-03-06';

let at: Salon;
const ids: Record<string, string> = {};
const book = async (
  name: string,
  startsAt: string,
  serviceId: string,
  customerId: string,
  staffId?: string,
) => {
  const { status, body } = await at.post('appointments', {
    storeId: 'soho',
    startsAt,
    customerId,
    services: [{ serviceId, ...(staffId === undefined ? {} : { staffId }) }],
  });
  expect([status, body.code]).toEqual([201, undefined]);
  ids[name] = body.appointmentId;
};
const listed = async (query: string): Promise<string[]> => {
  const { status, body } = await at.get(`appointments?${query}`);
  expect([status, body.code]).toEqual([200, undefined]);
  return body.items.map(
    ({ appointmentId }: { appointmentId: string }) =>
      Object.entries(ids).find(([, id]) => id === appointmentId)![0],
  );
};

beforeAll(async () => {
  at = await salon({ clock });
  await book('first', `${DAY}T09:00`, 'cut', 'ada', 'anna');
  await book('other', `${DAY}T10:00`, 'cut', 'ben', 'bob');
  await book('asked', `${DAY}T11:00`, 'balayage', 'ada', 'anna');
  await book('moved', `${DAY}T15:00`, 'cut', 'cem', 'bob');
  await book('ended', `${DAY}T14:00`, 'cut', 'ada', 'bob');
  await at.post(`appointments/${ids['ended']}/cancel`, { by: 'customer', reason: 'ill' });
  await at.post(`appointments/${ids['moved']}/reschedule`, { startsAt: `${NEXT}T09:00` });
  // Held only: no appointment.
  await at.post('holds', {
    storeId: 'soho',
    startsAt: `${NEXT}T12:00`,
    customerId: 'ada',
    services: [{ serviceId: 'cut' }],
  });
  await at.platform.settle();
}, 60_000);
afterAll(() => at.close());

describe('BK-03 the appointments of a desk', () => {
  it.each([
    ['a store from today on', 'storeId=soho', ['first', 'other', 'asked', 'ended', 'moved']],
    ['a day', `storeId=soho&from=${NEXT}&to=${NEXT}`, ['moved']],
    ['what waits for approval', 'storeId=soho&status=pending', ['asked']],
    [
      'what was cancelled on a day',
      `storeId=soho&status=cancelled&from=${DAY}&to=${DAY}`,
      ['ended'],
    ],
    ['a person', 'storeId=soho&staffId=bob', ['other', 'ended', 'moved']],
    [
      'a customer, wherever and whatever became of it',
      'customerId=ada',
      ['first', 'asked', 'ended'],
    ],
    ['a customer on later days', `customerId=cem&from=${NEXT}`, ['moved']],
    ['a customer on earlier days', `customerId=cem&to=${DAY}`, []],
    ['a customer with one person', 'customerId=ada&staffId=anna&storeId=soho', ['first', 'asked']],
    ['days that are over', `storeId=soho&to=2031-01-05`, []],
  ])('lists %s', async (_, query, expected) => expect(await listed(query)).toEqual(expected));

  it('says of each what a desk needs to go on: store, zone, lines, and the visit once it is here', async () => {
    await at.post(`appointments/${ids['first']}/check-in`, {});
    await at.platform.settle();
    const { body } = await at.get('appointments?storeId=soho&status=checked-in');
    expect(body.items).toEqual([
      expect.objectContaining({
        appointmentId: ids['first'],
        storeId: 'soho',
        zone: 'America/New_York',
        businessDate: DAY,
        customerId: 'ada',
        channel: 'front-desk',
        status: 'checked-in',
        startsAt: '2031-03-05T14:00:00.000Z',
        visitId: `v-${ids['first']}`,
        lines: [expect.objectContaining({ serviceId: 'cut', staffId: 'anna', priceCents: 6000 })],
      }),
    ]);
    expect((await at.get('visits?storeId=soho&status=arrived')).body.items).toEqual([
      expect.objectContaining({ visitId: `v-${ids['first']}`, status: 'arrived' }),
    ]);
    expect((await at.get('visits?storeId=soho&status=completed')).body.items).toEqual([]);
  });

  it('gives pages that together are the whole, also where most is looked past', async () => {
    const all: string[] = [];
    for (let after: string | undefined, page = 0; page < 50; page++) {
      const { body } = await at.get(
        `appointments?storeId=soho&staffId=bob&limit=1${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`,
      );
      all.push(...body.items.map((one: { appointmentId: string }) => one.appointmentId));
      if ((after = body.next) === undefined) break;
    }
    expect(all).toEqual([ids['other'], ids['ended'], ids['moved']]);
  });

  it.each([
    ['field-missing', 'staffId=bob'],
    ['date-invalid', 'storeId=soho&from=2031-02-30'],
    ['dates-reversed', `storeId=soho&from=${NEXT}&to=${DAY}`],
    ['store-not-found', 'storeId=nowhere'],
  ])('refuses with %s', async (code, query) => {
    const { status, body } = await at.get(`appointments?${query}`);
    expect([status >= 400 && status < 500, body.code]).toEqual([true, code]);
  });

  it('lists the visits of today where neither day nor status is asked for', async () => {
    const { body } = await at.get('visits?storeId=soho');
    expect(body.items.length).toBeGreaterThan(0);
    expect(body).toEqual((await at.get('visits?storeId=soho&date=2031-01-06')).body);
  });
});

describe('BK-03 what is in other stores', () => {
  it('is not listed to a desk that does not see them', async () => {
    const chain = await twoSalons();
    try {
      await chain.put('services/cut', {
        name: 'cut',
        category: 'hair',
        serviceGroup: 'cut',
        phases: [{ name: 'do', kind: 'active', minutes: 30 }],
        priceCents: 5000,
      });
      const made: string[] = [];
      for (const storeId of ['soho', 'mitte']) {
        const { body } = await chain.post('appointments', {
          storeId,
          startsAt: '2031-03-05T12:00',
          customerId: 'ada',
          services: [{ serviceId: 'cut' }],
        });
        made.push(body.appointmentId);
      }
      await chain.platform.settle();
      const seen = async (headers?: Record<string, string>): Promise<string[]> =>
        (await chain.get('appointments?customerId=ada', headers)).body.items.map(
          (one: { appointmentId: string }) => one.appointmentId,
        );
      expect((await seen()).sort()).toEqual([...made].sort());
      const desk = await chain.as('front-desk', { stores: ['soho'] });
      expect(await seen(desk)).toEqual([made[0]]);
      expect((await chain.get('appointments?storeId=mitte', desk)).status).toBe(404);
    } finally {
      await chain.close();
    }
  });
});
