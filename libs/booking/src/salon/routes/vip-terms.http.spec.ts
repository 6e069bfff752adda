import { at, book, clock, iso, openForAll, reserved, TODAY } from './vip.testing.http.js';

openForAll();

describe('BK-08 priority in line', () => {
  it('the waitlist asks the tier that loyalty said last, and keeps what is reserved', async () => {
    const store = await at.get('stores/soho');
    const { storeId: _, revision: __, ...body } = store.body;
    await at.put('stores/soho', { ...body, waitlist: { tierFirst: true } });
    const day = '2031-01-28';
    const taken = (await book('gold', `${day}T10:00`)).body.appointmentId;
    const join = async (customerId: string) =>
      (
        await at.post('waitlist', {
          customerId,
          storeIds: ['soho'],
          services: [{ serviceId: 'cut', staffId: 'anna' }],
          windows: [{ from: day, to: day, timeFrom: '10:00', timeTo: '10:15' }],
        })
      ).body.entryId;
    const [first, told, diamond] = [
      await join('silver'),
      await join('told'),
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
