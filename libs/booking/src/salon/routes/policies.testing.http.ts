import { Clock, type Headers, type Method } from '@chignon/service-kit/testing';
import { type Answered, type Desk, openDesk } from '../../testing.http.js';

// A salon in New York whose customers cancel late, move too often, and do not come. The clock is the test's.

export let at: Desk;
const clock = new Clock();
const callers = new Map<Who, Headers>();

type Who = 'ops' | 'desk' | 'manager' | 'elsewhere';

export const ask = (
  method: Method,
  path: string,
  body?: unknown,
  headers: Headers = {},
  who: Who = 'ops',
): Promise<Answered> => at.ask(method, path, body, { ...callers.get(who), ...headers });

export const get = (path: string, who?: Who) => ask('GET', path, undefined, {}, who);

export const post = (path: string, body?: unknown, headers?: Headers, who?: Who) =>
  ask('POST', path, body, headers, who);

export const put = (path: string, body: unknown) => at.put(path, body);

/** New York, in winter time. */
export const iso = (date: string, time: string) =>
  new Date(`${date}T${time}:00-05:00`).toISOString();

export const setClock = (date: string, time: string) => clock.set(iso(date, time));
const everyDay = [1, 2, 3, 4, 5, 6, 7];

export const storeBody = (storeId: string, more: object = {}) => ({
  regionId: 'r1',
  name: storeId,
  zone: 'America/New_York',
  currency: 'USD',
  openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
  ...more,
});

export const percent = (hoursBefore: number, of: number) => ({
  hoursBefore,
  kind: 'percent',
  percent: of,
});
export const usual = {
  windows: [percent(24, 50), percent(2, 100)],
  noShow: { kind: 'percent', percent: 100 },
};

/** A booking of anna's at the store of the usual policy. */
export const book = async (date: string, time: string, more: object = {}): Promise<any> => {
  const { status, body } = await post('appointments', {
    storeId: 'soho',
    startsAt: iso(date, time),
    services: [{ serviceId: 'cut', staffId: 'anna' }],
    channel: 'app',
    customerId: 'c1',
    ...more,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
};

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  beforeAll(async () => {
    setClock('2031-01-06', '08:00');
    at = await openDesk({ clock });
    callers.set('desk', await at.as('front-desk'));
    callers.set('manager', await at.as('store-manager'));
    callers.set('elsewhere', await at.as('store-manager', { stores: ['free-town'] }));
    await put('policies/usual', usual);
    await put('stores/soho', storeBody('soho', { policyId: 'usual' }));
    await put('stores/free-town', storeBody('free-town'));
    await put('services/cut', {
      name: 'Cut',
      category: 'hair',
      serviceGroup: 'cut',
      phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
      priceCents: 6001,
    });
    for (const [staffId, storeId] of [
      ['anna', 'soho'],
      ['bob', 'soho'],
      ['cleo', 'free-town'],
    ] as const) {
      await put(`staff/${staffId}`, { displayName: staffId, storeIds: [storeId] });
      await put(`staff/${staffId}/shifts`, {
        patterns: [
          {
            storeId,
            validFrom: '2020-01-01',
            shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
          },
        ],
      });
    }
  }, 60_000);
  afterAll(() => at.close());
}
