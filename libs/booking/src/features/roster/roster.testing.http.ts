import { type Desk, openDesk } from '../../testing.http.js';

// Staff time of two salons: who is bookable when, who may be lent where, and what a changed roster does to bookings.

export let desk: Desk;
export const ask: Desk['ask'] = (...asked) => desk.ask(...asked);

export const get = (path: string) => desk.get(path);

export const post = (path: string, body?: unknown) => desk.post(path, body);

export const put = (path: string, body: unknown) => desk.put(path, body);

/** A Monday far enough ahead; each topic has a week of its own. */
export const day = (week: number, weekday = 0) =>
  new Date(Date.UTC(2031, 2, 3 + week * 7 + weekday)).toISOString().slice(0, 10);

export const at = (date: string, time: string) => `${date}T${time}:00.000Z`;
const everyDay = [1, 2, 3, 4, 5, 6, 7];

export const week = (storeId: string, from: string, to: string, more: object = {}) => ({
  storeId,
  validFrom: '2030-01-01',
  shifts: everyDay.map((weekday) => ({ weekday, from, to, ...more })),
});

export const member = (more: object = {}) => ({
  displayName: 'Somebody',
  storeIds: ['soho'],
  skills: [{ skill: 'cut', level: 2 }],
  ...more,
});

export const book = (staffId: string, startsAt: string, serviceId = 'cut', storeId = 'soho') =>
  post('appointments', { storeId, startsAt, services: [{ serviceId, staffId }] });

export const offered = async (staffId: string, date: string, service = 'cut', storeId = 'soho') =>
  (
    (
      await get(
        `availability?storeId=${storeId}&services=${service}&staffId=${staffId}&from=${date}`,
      )
    ).body.items ?? []
  ).map((s: any) => s.startsAt.slice(11, 16));

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  beforeAll(async () => {
    desk = await openDesk();
    for (const storeId of ['soho', 'mitte', 'pier'])
      await put(`stores/${storeId}`, {
        regionId: 'r1',
        name: storeId,
        zone: 'UTC',
        currency: 'EUR',
        openingHours: everyDay.map((weekday) => ({ weekday, from: '08:00', to: '20:00' })),
      });
    const phases = [{ name: 'do', kind: 'active', minutes: 60 }];
    await put('services/cut', {
      name: 'Cut',
      category: 'hair',
      serviceGroup: 'cut',
      phases,
      priceCents: 6000,
      skill: { skill: 'cut', level: 1 },
    });
    await put('services/facial', {
      name: 'Facial',
      category: 'skin',
      serviceGroup: 'skin',
      phases,
      priceCents: 9000,
    });
    for (const staffId of ['anna', 'bob', 'cleo']) {
      await put(`staff/${staffId}`, member());
      await put(`staff/${staffId}/shifts`, { patterns: [week('soho', '09:00', '17:00')] });
    }
  }, 60_000);
  afterAll(() => desk.close());
}

/** Three more who do the same as the team of soho. */
export async function hireStandIns(): Promise<void> {
  for (const staffId of ['emil', 'fay', 'gus']) {
    await put(`staff/${staffId}`, member());
    await put(`staff/${staffId}/shifts`, { patterns: [week('soho', '09:00', '19:00')] });
  }
}
