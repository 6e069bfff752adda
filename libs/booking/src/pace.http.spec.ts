import { Pace } from '@chignon/service-kit';
import { everyDay, type Salon, salon } from './testing.http.js';

// What may take long lets others in again and again, and ends with a refusal that says what to ask less of. The clock is the test's.

let at: Salon;
beforeAll(async () => {
  at = await salon();
  // Open, and nobody has time for two services one after the other: a search that finds nothing.
  await at.put('stores/odd', {
    regionId: 'r1',
    name: 'Odd',
    zone: 'America/New_York',
    currency: 'USD',
    openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
    pools: [{ pool: 'chair', capacity: 9 }],
  });
  for (const [p, name] of ['dora', 'emil', 'finn'].entries()) {
    await at.put(`staff/${name}`, {
      displayName: name,
      storeIds: ['odd'],
      skills: [{ skill: 'cut', level: 2 }],
    });
    await at.put(`staff/${name}/shifts`, {
      patterns: [
        {
          storeId: 'odd',
          validFrom: '2020-01-01',
          shifts: everyDay.map((weekday) => ({
            weekday,
            from: `${10 + 2 * p}:00`,
            to: `${10 + 2 * p}:45`,
          })),
        },
      ],
    });
  }
  for (const n of [1, 2, 3, 4, 5, 6])
    await at.post('waitlist', {
      customerId: `w${n}`,
      storeIds: ['odd'],
      services: [{ serviceId: 'cut' }, { serviceId: 'long' }],
      anyOrder: true,
      windows: [{ from: '2031-03-03', to: '2031-03-03' }],
    });
  await at.platform.settle();
}, 60_000);
afterAll(() => at.close());
afterEach(() => jest.restoreAllMocks());

/** Each look at the clock of a pace finds it so much later. Returns the looks at which others were let in. */
function slow(stepMs: number): () => number {
  const { rest } = Pace.prototype;
  const now = performance.now.bind(performance);
  const looks = jest.spyOn(Pace.prototype, 'rest').mockImplementation(function (this: Pace) {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(now() + stepMs);
    try {
      return rest.call(this);
    } finally {
      clock.mockRestore();
    }
  });
  return () => looks.mock.results.filter(({ value }) => value instanceof Promise).length;
}

const two = [{ serviceId: 'cut' }, { serviceId: 'long' }];
const QUESTIONS: [string, string, number, () => ReturnType<Salon['get']>][] = [
  [
    'free times, none free',
    'to',
    200,
    () =>
      at.get(
        'availability?storeId=odd&services=cut,long&anyOrder=true&from=2031-03-03&to=2031-03-05',
      ),
  ],
  [
    'ranked free times',
    'to',
    200,
    () =>
      at.get('availability/ranked?storeIds=soho,odd&services=cut&from=2031-03-03&to=2031-03-04'),
  ],
  ['the next free time of a team', 'to', 200, () => at.get('stores/odd/staff-cards?serviceId=cut')],
  [
    'matches of a waiting list',
    'limit',
    200,
    () => at.get('waitlist/matches?storeId=odd&from=2031-03-03T09:00&to=2031-03-03T18:00'),
  ],
  [
    'a booking in any order',
    'services',
    409,
    () =>
      at.post('appointments', {
        storeId: 'odd',
        startsAt: '2031-03-03T10:00',
        services: [...two, ...two],
        anyOrder: true,
      }),
  ],
  [
    'a group',
    'guests',
    409,
    () =>
      at.post('groups', {
        storeId: 'odd',
        startsAt: '2031-03-03T10:00',
        guests: [{ services: two }, { services: two }, { services: two }],
      }),
  ],
  [
    'a series',
    'services',
    200,
    () =>
      at.post('series/preview', {
        storeId: 'odd',
        startsAt: '2031-03-03T10:00',
        services: two,
        anyOrder: true,
        every: 1,
        unit: 'week',
        count: 12,
      }),
  ],
];

describe('K7: no question stops everybody', () => {
  it.each(QUESTIONS)('%s lets others in', async (_, __, status, ask) => {
    const letIn = slow(16);
    expect((await ask()).status).toBe(status);
    expect(letIn()).toBeGreaterThan(3);
  });

  it.each(QUESTIONS)('%s is refused when it would take too long', async (_, field, __, ask) => {
    slow(4000);
    expect(await ask()).toMatchObject({
      status: 422,
      body: { code: 'search-too-large', field, expected: expect.stringMatching(/fewer/) },
    });
  });
});

describe('BK-29 with K8: what is cheaper is said in one currency', () => {
  it('a ranking of two currencies by price is refused; by waste and wishes it is not', async () => {
    await at.put('stores/chuo', {
      regionId: 'r1',
      name: 'Chuo',
      zone: 'Asia/Tokyo',
      currency: 'JPY',
      openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
      pools: [{ pool: 'chair', capacity: 9 }],
    });
    expect(
      await at.get(
        'availability/ranked?storeIds=soho,chuo&services=cut&from=2031-03-03&flexible=true',
      ),
    ).toMatchObject({ status: 422, body: { code: 'currency-differs', field: 'storeIds' } });
    expect(
      (await at.get('availability/ranked?storeIds=soho,chuo&services=cut&from=2031-03-03')).status,
    ).toBe(200);
  });
});
