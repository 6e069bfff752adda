import { everyDay, type Salon, salon } from '../../testing.http.js';

// What everybody may know of those who perform services.

let at: Salon;
const HOUR_MS = 3_600_000;
const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);
/** The store's own date, so many days from now. */
const storeDate = (days: number) =>
  date(
    Date.parse(
      new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(new Date()),
    ) +
      days * 24 * HOUR_MS,
  );
const YESTERDAY = date(Date.now() - 48 * HOUR_MS);
const cards = async (path = '', headers?: Record<string, string>) =>
  (await at.get(`stores/soho/staff-cards${path}`, headers)).body;
beforeAll(async () => {
  at = await salon();
  await at.put('services/perm', {
    name: 'Perm',
    category: 'hair',
    serviceGroup: 'perm',
    priceCents: 9000,
    skill: { skill: 'perm', level: 3 },
    levels: [{ level: 'senior', priceCents: 11_000, minutes: [{ phase: 'wind', minutes: 40 }] }],
    phases: [
      { name: 'prepare', kind: 'buffer-before', minutes: 10 },
      { name: 'wind', kind: 'active', minutes: 60 },
      { name: 'rest', kind: 'processing', minutes: 30 },
      { name: 'rinse', kind: 'active', minutes: 15 },
    ],
  });
  await at.put('services/old', {
    name: 'Old',
    category: 'hair',
    serviceGroup: 'old',
    priceCents: 1,
    active: false,
    phases: [{ name: 'x', kind: 'active', minutes: 30 }],
  });
  await at.put('staff/cleo', {
    displayName: 'Cleo',
    storeIds: ['soho'],
    skills: [
      { skill: 'perm', level: 3 },
      { skill: 'cut', level: 1, validUntil: YESTERDAY },
    ],
    level: 'senior',
  });
  await at.put('staff/cleo/shifts', {
    patterns: [
      {
        storeId: 'soho',
        validFrom: '2020-01-01',
        shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
      },
    ],
  });
});
afterAll(() => at.close());

describe('BK-09 public staff card', () => {
  it('qualifications that count today, level, and services with price and duration at that level', async () => {
    expect(await cards('/cleo')).toEqual({
      staffId: 'cleo',
      displayName: 'Cleo',
      level: 'senior',
      currency: 'USD',
      skills: [{ skill: 'perm', level: 3 }],
      services: [
        { serviceId: 'perm', name: 'Perm', category: 'hair', priceCents: 11_000, minutes: 85 },
      ],
    });
    expect((await cards('/anna')).services.map((one: any) => one.serviceId)).toEqual([
      'balayage',
      'cut',
      'long',
      'style',
    ]);
  });

  it('the next free slot for a service is the first that availability offers, and moves on when it is taken', async () => {
    const { nextFree } = await cards('/anna?serviceId=cut');
    const today = date(Date.now() - 24 * HOUR_MS);
    const first = async () =>
      (
        await at.get(
          `availability?storeId=soho&services=cut&staffId=anna&from=${today}&to=${date(Date.now() + 72 * HOUR_MS)}&limit=1`,
        )
      ).body.items[0];
    const { date: on, startsAt, endsAt, priceCents } = await first();
    expect(nextFree).toEqual({ serviceId: 'cut', date: on, startsAt, endsAt, priceCents });
    expect(
      (
        await at.post('appointments', {
          storeId: 'soho',
          startsAt,
          services: [{ serviceId: 'cut', staffId: 'anna' }],
        })
      ).status,
    ).toBe(201);
    const later = (await cards('/anna?serviceId=cut')).nextFree;
    expect(later.startsAt).toBe((await first()).startsAt);
    expect(later.startsAt > startsAt).toBe(true);
  });

  it('none when it is not theirs to perform, or nothing is free within 14 days', async () => {
    expect(await cards('/cleo?serviceId=cut')).not.toHaveProperty('nextFree');
    await at.put('staff/dora', {
      displayName: 'Dora',
      storeIds: ['soho'],
      skills: [{ skill: 'cut', level: 2 }],
    });
    expect(await cards('/dora?serviceId=cut')).not.toHaveProperty('nextFree');
    const worksIn = (days: number) =>
      at.put('staff/dora/shifts', {
        exceptions: [
          { storeId: 'soho', date: storeDate(days), shifts: [{ from: '09:00', to: '17:00' }] },
        ],
      });
    await worksIn(14);
    expect(await cards('/dora?serviceId=cut')).not.toHaveProperty('nextFree');
    await worksIn(13);
    expect((await cards('/dora?serviceId=cut')).nextFree).toMatchObject({
      date: storeDate(13),
      startsAt: expect.stringContaining(storeDate(13)),
    });
    await at.put('staff/dora', { displayName: 'Dora', storeIds: ['soho'], active: false });
  });

  it('the team by pages; with a service those who may perform it, each with their slot', async () => {
    const first = await cards('?limit=2');
    expect([first.items.map((one: any) => one.staffId), first.next]).toEqual([
      ['anna', 'bob'],
      'bob',
    ]);
    expect(await cards(`?limit=2&after=${first.next}`)).toMatchObject({
      items: [{ staffId: 'cleo' }],
    });
    const cutters = (await cards('?serviceId=cut')).items;
    expect(cutters.map((one: any) => [one.staffId, typeof one.nextFree.startsAt])).toEqual([
      ['anna', 'string'],
      ['bob', 'string'],
    ]);
  });

  it('holds nothing about the person but what is listed, and no ratings before there are any', async () => {
    await at.put('staff/anna', {
      displayName: 'anna',
      storeIds: ['soho'],
      skills: [{ skill: 'cut', level: 2, validUntil: '2999-01-01' }],
      level: 'senior',
    });
    for (const card of (await cards()).items)
      for (const field of Object.keys(card))
        expect([
          'staffId',
          'displayName',
          'level',
          'skills',
          'services',
          'currency',
          'nextFree',
        ]).toContain(field);
    expect((await cards('/anna')).skills).toEqual([{ skill: 'cut', level: 2 }]);
  });

  it.each<[string, string, () => Promise<Record<string, string>>, number, string]>([
    [
      'a store of others',
      '',
      () => at.as('front-desk', { stores: ['mitte'] }),
      404,
      'store-not-found',
    ],
    ['a role that has no use for them', '', () => at.as('buyer'), 403, 'permission-missing'],
    ['nobody of that id', '/nobody', () => at.as('front-desk'), 404, 'staff-not-found'],
    ['somebody who has left', '/dora', () => at.as('front-desk'), 404, 'staff-not-found'],
    [
      'a service that is not',
      '/anna?serviceId=nothing',
      () => at.as('stylist'),
      422,
      'service-unknown',
    ],
    [
      'a service no longer offered',
      '?serviceId=old',
      () => at.as('front-desk'),
      422,
      'service-inactive',
    ],
    [
      'a service that cannot be',
      '/anna?serviceId=%24ne',
      () => at.as('front-desk'),
      422,
      'field-invalid',
    ],
    ['too large a page', '?limit=51', () => at.as('front-desk'), 422, 'field-invalid'],
  ])('refuses %s', async (_, path, as, status, code) =>
    expect(await at.get(`stores/soho/staff-cards${path}`, await as())).toMatchObject({
      status,
      body: { code },
    }),
  );
});
