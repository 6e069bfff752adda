import { type Desk, openDesk } from './testing.http.js';

// One salon in New York, from its master data to the corrected bill, through the routes.

export let at: Desk;

export const get = (path: string) => at.get(path);
export const post: Desk['post'] = (...request) => at.post(...request);

export const put = (path: string, body: unknown) => at.put(path, body);

/** A Monday far enough ahead, so that the test does not grow old. */
export const DAY = '2031-03-03';

export const iso = (time: string, date = DAY) => new Date(`${date}T${time}:00-05:00`).toISOString();
const everyDay = [1, 2, 3, 4, 5, 6, 7];

export const one = (serviceId: string, startsAt: string, more: object = {}) => ({
  storeId: 'soho',
  startsAt,
  services: [{ serviceId, staffId: 'anna' }],
  ...more,
});

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  beforeAll(async () => {
    at = await openDesk();
    for (const [storeId, zone] of [
      ['soho', 'America/New_York'],
      ['mitte', 'Europe/Berlin'],
    ]) {
      await put(`stores/${storeId}`, {
        checkInDaysAhead: 3660,
        regionId: 'r1',
        name: storeId,
        zone,
        currency: 'USD',
        openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
        pools: [{ pool: 'chair', capacity: 2 }],
        taxes: [{ code: 'VAT', rateBp: 800, on: ['service', 'product'] }],
      });
    }
    const chair = { match: 'all', pools: ['chair'] };
    await put('services/cut', {
      name: 'Cut',
      category: 'hair',
      serviceGroup: 'cut',
      phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
      priceCents: 6000,
      place: chair,
      skill: { skill: 'cut', level: 1 },
    });
    await put('services/colour', {
      name: 'Colour',
      category: 'hair',
      serviceGroup: 'colour',
      place: chair,
      priceCents: 12_000,
      phases: [
        {
          name: 'apply',
          kind: 'active',
          minutes: 30,
          recipe: [{ sku: 'tube', quantityMilli: 60_000, unit: 'g' }],
        },
        { name: 'develop', kind: 'processing', minutes: 30 },
        { name: 'finish', kind: 'active', minutes: 30 },
      ],
    });
    for (const [staffId, level, stores] of [
      ['anna', 'senior', ['soho']],
      ['bob', 'junior', ['soho']],
      ['cleo', 'senior', ['mitte']],
    ] as const) {
      await put(`staff/${staffId}`, {
        displayName: staffId,
        storeIds: stores,
        skills: [{ skill: 'cut', level: 2 }],
        level,
      });
      await put(`staff/${staffId}/shifts`, {
        patterns: [
          {
            storeId: stores[0],
            validFrom: '2020-01-01',
            shifts: everyDay.map((weekday) => ({
              weekday,
              from: '09:00',
              to: '17:00',
              breaks: [{ from: '13:00', to: '13:30' }],
            })),
          },
        ],
      });
    }
  }, 60_000);
  afterAll(() => at.close());
}
