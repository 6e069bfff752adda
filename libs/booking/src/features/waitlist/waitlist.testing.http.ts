import { Clock } from '@chignon/service-kit/testing';
import { everyDay, type Salon, salon } from '../../testing.http.js';

// Customers who wait for a slot, through the routes. The clock is the test's.

export let at: Salon;
export const clock = new Clock();

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  clock.set('2031-01-06T13:00:00.000Z');
  beforeAll(async () => {
    at = await salon({ clock });
  }, 60_000);
  afterAll(() => at.close());
}

export const later = (minutes: number) => clock.advance(minutes);
const job = () => at.platform.host.runtimes.get('booking')!.runJob('booking.waitlist');

export const settle = () => at.platform.settle();

/** The clock goes on, and what it decides is said. */
export const wait = async (minutes: number) => {
  later(minutes);
  await job();
  await settle();
};

/** A store in New York with one person, `<id>-ann`, from nine to five. */
export const branch = async (
  id: string,
  waitlist: object = {},
  more: object = {},
): Promise<string> => {
  await at.put(`stores/${id}`, {
    regionId: 'r1',
    name: id,
    zone: 'America/New_York',
    currency: 'USD',
    openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
    pools: [{ pool: 'chair', capacity: 2 }],
    waitlist,
    ...more,
  });
  await at.put(`staff/${id}-ann`, {
    displayName: 'Ann',
    storeIds: [id],
    skills: [{ skill: 'cut', level: 2 }],
  });
  await at.put(`staff/${id}-ann/shifts`, {
    patterns: [
      {
        storeId: id,
        validFrom: '2020-01-01',
        shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '17:00', breaks: [] })),
      },
    ],
  });
  return id;
};
export const DAY = '2031-03-05';

export const book = async (
  storeId: string,
  startsAt = `${DAY}T10:00`,
  serviceId = 'cut',
  more: object = {},
) => {
  const { status, body } = await at.post('appointments', {
    storeId,
    startsAt,
    services: [{ serviceId }],
    customerId: 'first',
    ...more,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
};

export const cancel = async ({ appointmentId }: { appointmentId: string }) => {
  expect(
    (await at.post(`appointments/${appointmentId}/cancel`, { by: 'customer', reason: 'ill' }))
      .status,
  ).toBe(200);
  await settle();
};

export const join = async (storeId: string, customerId: string, more: object = {}) => {
  clock.set(Date.parse(clock.now()) + 1);
  const { status, body } = await at.post('waitlist', {
    customerId,
    storeIds: [storeId],
    services: [{ serviceId: 'cut' }],
    windows: [{ from: DAY, to: DAY }],
    ...more,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body.entryId as string;
};

export const entry = async (entryId: string) => (await at.get(`waitlist/${entryId}`)).body;

export const statuses = (...ids: string[]) =>
  Promise.all(ids.map(async (id) => (await entry(id)).status));

export const accept = async (entryId: string, offerId: string, headers?: Record<string, string>) =>
  at.post(`waitlist/${entryId}/accept`, { offerId }, headers);

export const held = async (storeId: string, date = DAY) =>
  (await at.get(`stores/${storeId}/days/${date}`)).body.holds;
