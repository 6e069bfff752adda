import { type Salon, simply, twoSalons } from '../../testing.http.js';

// A course of treatments from its template to its completion, with what becomes of its appointments on the way.

export let salon: Salon;
export let elsewhere: Record<string, string>;

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  beforeAll(async () => {
    salon = await twoSalons();
    elsewhere = await salon.as('front-desk', { stores: ['mitte'] });
    for (const serviceId of ['peel', 'cut'])
      await salon.put(`services/${serviceId}`, simply(serviceId, 30));
    await salon.put('course-templates/peeling', template());
  }, 60_000);
  afterAll(() => salon.close());
}

export const template = (more: object = {}) => ({
  name: 'Peeling',
  serviceIds: ['peel'],
  sessions: 3,
  minDays: 7,
  recommendedDays: 14,
  maxDays: 40,
  validityDays: 120,
  ...more,
});

export const course = async (courseId: string) => (await salon.get(`courses/${courseId}`)).body;
