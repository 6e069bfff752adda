import { optional } from '@chignon/eventing';
import { dayAhead, type Salon, simply, twoSalons } from '../../testing.http.js';

// Services that ask for something beforehand, and free ones that are offered so often.

export let salon: Salon;
let people = 0;

export const somebody = () => `p${++people}`;

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  beforeAll(async () => {
    salon = await twoSalons();
    await salon.put('services/patch-test', simply('test', 15, { priceCents: 0 }));
    await salon.put(
      'services/colour',
      simply('colour', 30, {
        requires: { prerequisiteServiceId: 'patch-test', validForDays: 180, minHoursBefore: 48 },
      }),
    );
    await salon.put(
      'services/gloss',
      simply('gloss', 30, {
        requires: { serviceGroup: 'test', validForDays: 30, acceptBooked: true },
      }),
    );
    await salon.put(
      'services/tint',
      simply('tint', 30, {
        requires: {
          prerequisiteServiceId: 'patch-test',
          validForDays: 30,
          minHoursBefore: 1,
          acceptBooked: true,
        },
      }),
    );
    await salon.put(
      'services/scalp-test',
      simply('scalp', 15, { priceCents: 0, quota: { perCustomer: 1, perDays: 90 } }),
    );
    await salon.put('services/cut', simply('cut', 30));
  }, 60_000);
  afterAll(() => salon.close());
}

export const at = (ahead: number, time: string) => `${dayAhead(ahead)}T${time}`;

export const wish = (
  customerId: string | undefined,
  startsAt: string,
  ...serviceIds: string[]
) => ({
  storeId: 'soho',
  startsAt,
  services: serviceIds.map((serviceId) => ({ serviceId })),
  ...optional({ customerId }),
});

export const book = (customerId: string | undefined, startsAt: string, ...serviceIds: string[]) =>
  salon.post('appointments', wish(customerId, startsAt, ...serviceIds));

/** A visit of today in which the service was done. */
export const had = async (customerId: string, serviceId: string): Promise<string> => {
  const { body } = await salon.post('visits', {
    storeId: 'soho',
    customerId,
    services: [{ serviceId, performers: [{ staffId: 'anna', sharePercent: 100 }] }],
  });
  const completed = await salon.post(`visits/${body.visitId}/complete`);
  expect(completed.body.status).toBe('completed');
  await salon.platform.settle();
  return body.visitId;
};
