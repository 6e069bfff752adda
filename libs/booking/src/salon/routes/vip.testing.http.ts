import { optional } from '@chignon/eventing';
import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon, tierOf } from '../../testing.http.js';

// What tiers have before others: days, capacity, their place in line. The clock is the test's; New York has winter time.

export let at: Salon;
export const clock = new Clock();

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  clock.set('2031-01-06T13:00:00.000Z');
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
}

export const TODAY = '2031-01-06';

export const iso = (local: string) => new Date(`${local}:00-05:00`).toISOString();

export const book = (
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
    ...optional({ customerId }),
    ...more,
  });

export const reserved = (more: object) =>
  at.put('stores/soho/vip-terms', {
    reserved: [{ ruleId: 'evening', fromTier: 'gold', releaseHoursBefore: 24, ...more }],
  });
