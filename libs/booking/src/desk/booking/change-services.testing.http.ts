import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../../testing.http.js';

// Bookings whose services are changed, each story on a day of its own. The clock is the test's.

export const clock = new Clock();
export let at: Salon;
/** The day of the story. */
export let DAY: string;
let date: number;

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  clock.set('2031-03-31T14:00:00.000Z');
  date = 0;
  beforeAll(async () => {
    at = await salon({ clock });
  }, 60_000);
  afterAll(() => at.close());
  beforeEach(nextDay);
}

/** The story goes on, four days later. */
export function nextDay(): void {
  date += 4;
  DAY = new Date(Date.UTC(2031, 3, date)).toISOString().slice(0, 10);
}

export const post = async (path: string, body: object = {}, headers?: Record<string, string>) => {
  const answer = await at.post(path, body, headers);
  return { ...answer.body, status: answer.status, is: answer.body.status };
};

export const cutBy = { serviceId: 'cut', staffId: 'anna' };

export const book = async (time: string, customerId: string, services: object[] = [cutBy]) => {
  const booked = await post('appointments', wish(time, customerId, services));
  expect([booked.status, booked.code]).toEqual([201, undefined]);
  return booked;
};

export const wish = (time: string, customerId: string, services: object[] = [cutBy]) => ({
  storeId: 'soho',
  startsAt: `${DAY}T${time}`,
  customerId,
  services,
});

export const change = (
  { appointmentId }: { appointmentId: string },
  lines: object[],
  more: object = {},
  headers?: Record<string, string>,
) => post(`appointments/${appointmentId}/services`, { lines, ...more }, headers);

export const stands = async ({ appointmentId }: { appointmentId: string }) =>
  (await at.get(`appointments/${appointmentId}`)).body;

/** The instant of a time of the day in New York, in summer. */
export const iso = (time: string) => new Date(`${DAY}T${time}:00-04:00`).toISOString();

export const settle = () => at.platform.settle();
