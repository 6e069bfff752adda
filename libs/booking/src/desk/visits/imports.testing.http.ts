import { dayAhead, type Salon, salon } from '../../testing.http.js';

export let at: Salon;

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  beforeAll(async () => {
    at = await salon();
    await at.put('policies/default', {
      windows: [{ hoursBefore: 24, kind: 'percent', percent: 50 }],
    });
  }, 60_000);
  afterAll(() => at.close());
}

export const line = {
  kind: 'service',
  itemId: 'cut',
  serviceGroup: 'cut',
  quantityMilli: 1000,
  netCents: 8200,
  taxCents: 656,
  performers: [{ staffId: 'JJ', sharePercent: 100 }],
  earning: true,
};

export const visit = (externalId: string, more: object = {}) => ({
  externalId,
  billId: 'r10',
  businessDate: '2018-03-15',
  lines: [line],
  taxes: [{ code: 'VAT', cents: 656 }],
  ...more,
});

export const visits = async (items: object[], who?: Record<string, string>) =>
  (await at.post('imports/visits', { storeId: 'soho', items }, who)).body.results;

export const booking = (externalId: string, more: object = {}) => ({
  externalId,
  staffId: 'anna',
  serviceId: 'cut',
  serviceGroup: 'cut',
  date: dayAhead(3),
  startMinute: 600,
  minutes: 30,
  status: 'booked',
  ...more,
});

export const bookings = async (items: object[]) =>
  (await at.post('imports/appointments', { storeId: 'soho', items })).body.results;

export const outcomes = (results: any[]) =>
  results.map(({ outcome, code, field }) => [outcome, code, field]);
