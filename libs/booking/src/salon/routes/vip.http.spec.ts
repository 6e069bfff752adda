import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon, tierOf } from '../../testing.http.js';

// What tiers have before others: days, capacity, their place in line. The clock is the test's; New York has winter time.

let at: Salon;
const clock = new Clock();
clock.set('2031-01-06T13:00:00.000Z');
const TODAY = '2031-01-06';
const iso = (local: string) => new Date(`${local}:00-05:00`).toISOString();

beforeAll(async () => {
  at = await salon({ clock });
  await tierOf(at, 'gold', 'gold');
  await tierOf(at, 'diamond', 'diamond');
  await tierOf(at, 'silver', 'silver');
}, 60_000);
beforeEach(async () => {
  clock.set(iso(`${TODAY}T08:00`));
  await at.put('stores/soho/vip-terms', {});
  await at.put('vip-terms', {});
  await at.put('channels/app', {});
});
afterAll(async () => {
  await at.close();
});

const book = (
  customerId: string | undefined,
  startsAt: string,
  staffId = 'anna',
  more: object = {},
) =>
  at.post('appointments', {
    storeId: 'soho',
    startsAt,
    services: [{ serviceId: 'cut', staffId }],
    channel: 'app',
    ...(customerId === undefined ? {} : { customerId }),
    ...more,
  });
const reserved = (more: object) =>
  at.put('stores/soho/vip-terms', {
    reserved: [{ ruleId: 'evening', fromTier: 'gold', releaseHoursBefore: 24, ...more }],
  });
const starts = async (date: string, customerId?: string) =>
  (
    await at.get(
      `availability?storeId=soho&services=cut&from=${date}${customerId ? `&customerId=${customerId}` : ''}`,
    )
  ).body.items.map((slot: any) => slot.startsAt.slice(11, 16));

describe('BK-08 R-BK-46 a tier books days before the others', () => {
  it('in its own channel and window; the refusal names the instant from which it is possible', async () => {
    await at.put('channels/app', { furthestDaysAhead: 14 });
    await at.put('vip-terms', {
      windows: [
        { tier: 'silver', daysEarlier: 3 },
        { tier: 'gold', daysEarlier: 7 },
      ],
    });
    const day = '2031-01-25';
    for (const who of [undefined, 'nobody-yet', 'silver'])
      expect((await book(who, `${day}T10:00`)).body.code).toBe('window-not-open');
    expect((await book('nobody-yet', `${day}T10:00`)).body).toMatchObject({
      latest: '2031-01-20',
      possibleFrom: iso('2031-01-11T00:00'),
    });
    expect((await book('silver', `${day}T10:00`)).body).toMatchObject({
      latest: '2031-01-23',
      possibleFrom: iso('2031-01-08T00:00'),
    });
    expect((await book('gold', `${day}T10:00`)).status).toBe(201);
    expect((await book('diamond', `${day}T11:00`)).status).toBe(201);
    expect((await book('gold', '2031-01-28T10:00')).body.code).toBe('too-far-ahead');
    clock.set(iso('2031-01-08T00:00'));
    expect((await book('silver', `${day}T12:00`)).status).toBe(201);
    expect(
      (
        await at.get(
          `availability/why-not?storeId=soho&services=cut&startsAt=${day}T15:00&channel=app`,
        )
      ).body,
    ).toMatchObject({ code: 'window-not-open', possibleFrom: iso('2031-01-11T00:00') });
    expect(
      (await at.get(`availability?storeId=soho&services=cut&from=${day}&channel=app&limit=1`)).body
        .items,
    ).toEqual([]);
    expect(
      (
        await at.get(
          `availability?storeId=soho&services=cut&from=${day}&channel=app&customerId=gold&limit=1`,
        )
      ).body.items,
    ).toHaveLength(1);
  });
});

describe('BK-08 R-BK-46 capacity is kept for a tier until its release', () => {
  it('places: the last one is kept, and the refusal names from when on it is free', async () => {
    await reserved({ places: 1, fromTime: '14:00', toTime: '17:00' });
    const day = '2031-01-10';
    expect((await book(undefined, `${day}T14:00`)).status).toBe(201);
    expect((await book('silver', `${day}T14:00`, 'bob')).body).toMatchObject({
      code: 'reserved-for-tier',
      field: 'startsAt',
      resource: { kind: 'reserved', id: 'evening' },
      tiers: ['gold', 'diamond'],
      possibleFrom: iso('2031-01-09T14:00'),
      nearest: [expect.any(String), expect.any(String), expect.any(String)],
    });
    expect(
      [await starts(day), await starts(day, 'diamond')].map((all) => all.includes('19:00')),
    ).toEqual([false, true]);
    expect((await book('silver', `${day}T13:30`, 'bob')).status).toBe(201);
    expect((await book('gold', `${day}T14:00`, 'bob')).status).toBe(201);
    // What the tier has booked fills what is kept: beside it there is room for everybody.
    expect((await book('gold', `${day}T15:00`, 'bob')).status).toBe(201);
    expect((await book('silver', `${day}T15:00`)).status).toBe(201);
    expect((await book('silver', `${day}T16:00`)).status).toBe(201);
    expect(
      (
        await at.get(
          `availability/why-not?storeId=soho&services=cut&staffId=bob&startsAt=${day}T16:00`,
        )
      ).body,
    ).toMatchObject({
      code: 'reserved-for-tier',
      possibleFrom: iso('2031-01-09T16:00'),
      reasons: [{ staffId: 'bob', code: 'reserved-for-tier' }],
    });
    clock.set(iso('2031-01-09T15:59'));
    expect((await book('other', `${day}T16:00`, 'bob')).body.code).toBe('reserved-for-tier');
    clock.set(iso('2031-01-09T16:00'));
    expect((await book('other', `${day}T16:00`, 'bob')).status).toBe(201);
  });

  it('people, weekdays, a share of the hours', async () => {
    await reserved({ staffIds: ['bob'], weekdays: [2] });
    expect((await book('silver', '2031-01-14T10:00', 'bob')).body.code).toBe('reserved-for-tier');
    expect((await book('silver', '2031-01-14T10:00')).status).toBe(201);
    expect((await book('silver', '2031-01-15T10:00', 'bob')).status).toBe(201);
    await reserved({ sharePercent: 75, fromTime: '15:00', toTime: '17:00' });
    expect((await book('silver', '2031-01-16T15:00')).status).toBe(201);
    expect((await book('silver', '2031-01-16T15:30', 'bob')).status).toBe(201);
    expect((await book('silver', '2031-01-16T16:00')).body.code).toBe('reserved-for-tier');
    expect((await book('gold', '2031-01-16T16:00')).status).toBe(201);
  });

  it('of every way to book: holds, groups, series, moves to the same and to another day, and on purpose', async () => {
    await reserved({ fromTime: '14:00', toTime: '17:00' });
    const day = '2031-01-20';
    const services = [{ serviceId: 'cut' }];
    expect(
      (await at.post('holds', { storeId: 'soho', startsAt: `${day}T14:00`, services })).body.code,
    ).toBe('reserved-for-tier');
    expect(
      (
        await at.post('holds', {
          storeId: 'soho',
          startsAt: `${day}T14:00`,
          services,
          customerId: 'gold',
        })
      ).status,
    ).toBe(201);
    const group = {
      storeId: 'soho',
      startsAt: `${day}T15:00`,
      guests: [{ services }, { services }],
    };
    expect((await at.post('groups', group)).body.code).toBe('reserved-for-tier');
    expect((await at.post('groups', { ...group, bookerId: 'gold' })).status).toBe(201);
    expect(
      (
        await at.post('series/preview', {
          storeId: 'soho',
          startsAt: `${day}T14:30`,
          every: 1,
          unit: 'day',
          count: 2,
          services,
        })
      ).body.occurrences.map((o: any) => o.code),
    ).toEqual(['reserved-for-tier', 'reserved-for-tier']);
    const { appointmentId } = (await book('silver', `${day}T10:00`)).body;
    for (const startsAt of [`${day}T16:00`, '2031-01-21T16:00'])
      expect(
        (await at.post(`appointments/${appointmentId}/reschedule`, { startsAt })).body.code,
      ).toBe('reserved-for-tier');
    expect((await at.get(`appointments/${appointmentId}`)).body).toMatchObject({
      status: 'booked',
      startsAt: iso(`${day}T10:00`),
    });
    expect(
      (await book('silver', `${day}T16:00`, 'anna', { overbook: { reason: 'wedding' } })).body
        .status,
    ).toBe('booked');
  });

  it('a downgrade keeps what is booked, and gives no more', async () => {
    await reserved({ places: 1 });
    await tierOf(at, 'rises', 'gold');
    const day = '2031-01-22';
    expect((await book(undefined, `${day}T10:00`)).status).toBe(201);
    const mine = (await book('rises', `${day}T10:00`, 'bob')).body;
    await tierOf(at, 'rises', 'silver');
    expect((await at.get(`appointments/${mine.appointmentId}`)).body.status).toBe('booked');
    expect((await book(undefined, `${day}T11:00`)).status).toBe(201);
    expect((await book('rises', `${day}T11:00`, 'bob')).body.code).toBe('reserved-for-tier');
    // It still fills what was kept, so that nobody else is kept out for it.
    await at.post(`appointments/${mine.appointmentId}/reschedule`, { startsAt: `${day}T09:00` });
    expect((await at.get(`appointments/${mine.appointmentId}`)).body.startsAt).toBe(
      iso(`${day}T09:00`),
    );
  });
});

describe('BK-08 priority in line', () => {
  it('the waitlist asks the tier that loyalty said last, and keeps what is reserved', async () => {
    const store = await at.get('stores/soho');
    const { storeId: _, revision: __, ...body } = store.body;
    await at.put('stores/soho', { ...body, waitlist: { tierFirst: true } });
    const day = '2031-01-28';
    const taken = (await book('gold', `${day}T10:00`)).body.appointmentId;
    const join = async (customerId: string, more: object = {}) =>
      (
        await at.post('waitlist', {
          customerId,
          storeIds: ['soho'],
          services: [{ serviceId: 'cut', staffId: 'anna' }],
          windows: [{ from: day, to: day, timeFrom: '10:00', timeTo: '10:15' }],
          ...more,
        })
      ).body.entryId;
    const [first, told, diamond] = [
      await join('silver', { tierRank: 9 }),
      await join('told', { tierRank: 2 }),
      await join('diamond'),
    ];
    expect(
      (await at.get(`waitlist/matches?storeId=soho&from=${day}T10:00&to=${day}T10:30`)).body.items,
    ).toEqual([]);
    await at.post(`appointments/${taken}/cancel`, { by: 'customer', reason: 'ill' });
    await at.platform.settle();
    const statuses = async () =>
      Promise.all(
        [first, told, diamond].map(async (id) => (await at.get(`waitlist/${id}`)).body.status),
      );
    expect(await statuses()).toEqual(['waiting', 'waiting', 'offered']);
    await reserved({ staffIds: ['anna'] });
    const { offer } = (await at.get(`waitlist/${diamond}`)).body;
    await at.post(`waitlist/${diamond}/decline`, { offerId: offer.offerId });
    await at.platform.settle();
    expect(await statuses()).toEqual(['waiting', 'waiting', 'waiting']);
    await at.put('stores/soho', body);
  });

  it('who waits in the store is called by tier where the store says so', async () => {
    clock.set(iso(`${TODAY}T12:00`));
    const walkIn = async (customerId: string) => {
      clock.set(Date.parse(clock.now()) + 60_000);
      await at.post('visits', {
        storeId: 'soho',
        customerId,
        services: [{ serviceId: 'cut', performers: [{ staffId: 'bob', sharePercent: 100 }] }],
      });
      await at.platform.settle();
    };
    for (const customerId of ['early', 'silver', 'late', 'diamond']) await walkIn(customerId);
    const queue = async () =>
      (await at.get('stores/soho/queue')).body.waiting.map((one: any) => one.customerId);
    expect(await queue()).toEqual(['early', 'silver', 'late', 'diamond']);
    await at.put('vip-terms', { queueByTier: true });
    expect(await queue()).toEqual(['diamond', 'silver', 'early', 'late']);
    const estimates = (await at.get('stores/soho/queue')).body.waiting.map(
      (one: any) => one.estimatedStartsAt,
    );
    expect(estimates).toEqual([...estimates].sort());
  });
});

describe('VIP terms', () => {
  it("are the chain's, or the store's instead of them", async () => {
    await at.put('vip-terms', {
      tiers: ['bronze', 'jade'],
      windows: [{ tier: 'jade', daysEarlier: 2 }],
      queueByTier: true,
    });
    await at.put('stores/soho/vip-terms', { windows: [] });
    expect((await at.get('stores/soho/vip-terms')).body).toMatchObject({
      tiers: ['bronze', 'jade'],
      windows: [],
      reserved: [],
      queueByTier: true,
    });
    expect((await at.get('vip-terms')).body).toMatchObject({
      windows: [{ tier: 'jade', daysEarlier: 2 }],
    });
    expect(
      (await at.get('stores/soho/vip-terms', await at.as('store-manager', { stores: ['other'] })))
        .status,
    ).toBe(404);
  });
  it.each([
    [{ windows: [{ tier: 'platinum', daysEarlier: 1 }] }, 'tier-unknown', 'windows.0.tier'],
    [
      {
        reserved: [
          { ruleId: 'a', fromTier: 'gold', releaseHoursBefore: 1, places: 1, sharePercent: 10 },
        ],
      },
      'reserved-unclear',
      'reserved.0.sharePercent',
    ],
    [
      {
        reserved: [
          { ruleId: 'a', fromTier: 'gold', releaseHoursBefore: 1 },
          { ruleId: 'a', fromTier: 'gold', releaseHoursBefore: 1 },
        ],
      },
      'rule-repeated',
      'reserved',
    ],
    [
      {
        reserved: [
          {
            ruleId: 'a',
            fromTier: 'gold',
            releaseHoursBefore: 1,
            fromTime: '14:00',
            toTime: '14:00',
          },
        ],
      },
      'hours-invalid',
      'reserved.0.hours.0.to',
    ],
    [
      { reserved: [{ ruleId: 'a', fromTier: 'gold', releaseHoursBefore: 1, staffIds: ['zoe'] }] },
      'staff-unknown',
      'reserved.0.staffIds.0',
    ],
  ])('are checked: %j', async (body, code, field) => {
    expect((await at.tryPut('stores/soho/vip-terms', body)).body).toMatchObject({ code, field });
  });
});
