import { everyDay, type Salon, salon } from '../../testing.http.js';

// What strands at a store: a salon in New York with two chairs and three people, and the documents that strand its bookings.

export let at: Salon;

/** Opens the salon before the first test of a file, and closes it after the last. */
export function openForAll(): void {
  beforeAll(async () => {
    at = await salon();
    at.clock.set('2030-12-20T12:00:00.000Z');
    await at.put('staff/cleo', {
      displayName: 'Cleo',
      storeIds: ['soho'],
      skills: [{ skill: 'cut', level: 1 }],
    });
    await at.put('staff/cleo/shifts', { patterns: [working('09:00', '17:00')] });
  }, 60_000);
  afterAll(() => at.close());
}

/** A date of its own for each story; in winter New York is five hours behind. */
export const date = (n: number): string => `2031-01-${String(n).padStart(2, '0')}`;

export const working = (from: string, to: string, storeId = 'soho') => ({
  storeId,
  validFrom: '2020-01-01',
  shifts: everyDay.map((weekday) => ({ weekday, from, to })),
});

/** The store as it stands, with something changed. */
export const store = (more: object = {}) => ({
  regionId: 'r1',
  name: 'Soho',
  zone: 'America/New_York',
  currency: 'USD',
  openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
  pools: [{ pool: 'chair', capacity: 2 }],
  ...more,
});

/** Books and gives the appointment. */
export async function book(
  day: number,
  time: string,
  staffId: string | undefined,
  more: object = {},
  serviceId = 'cut',
): Promise<any> {
  const { status, body } = await at.post('appointments', {
    storeId: 'soho',
    startsAt: `${date(day)}T${time}`,
    services: [{ serviceId, ...(staffId === undefined ? {} : { staffId }) }],
    ...more,
  });
  if (status !== 201) throw new Error(`not booked: ${body.code}`);
  return body;
}

export const stranded = async (query = ''): Promise<any[]> =>
  (await at.get(`stores/soho/stranded${query}`)).body.items;

/** Which bookings, and why. */
export const reasons = (list: any[]) =>
  list.map(({ appointmentId, reason }) => [appointmentId, reason]);

export const reassign = async (body: object, headers: Record<string, string> = {}): Promise<any> =>
  (await at.post('stores/soho/stranded/reassign', body, headers)).body;
