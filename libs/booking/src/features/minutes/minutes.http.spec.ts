import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../../testing.http.js';

// A colour with buffers before and after, done on a winter's day in New York. The clock is the test's.

let at: Salon;
const clock = new Clock();
const DAY = '2031-01-07';
const setClock = (time: string) => clock.set(new Date(`${DAY}T${time}:00-05:00`).toISOString());

beforeAll(async () => {
  setClock('08:00');
  at = await salon({ clock });
  await at.put('services/colour', {
    name: 'colour',
    category: 'hair',
    serviceGroup: 'colour',
    phases: [
      { name: 'prepare', kind: 'buffer-before', minutes: 5 },
      { name: 'apply', kind: 'active', minutes: 30 },
      { name: 'develop', kind: 'processing', minutes: 35 },
      { name: 'rinse', kind: 'active', minutes: 20 },
      { name: 'clean', kind: 'buffer-after', minutes: 5 },
    ],
    priceCents: 9000,
    place: { match: 'all', pools: ['chair'] },
    skill: { skill: 'cut', level: 1 },
  });
}, 60_000);
afterAll(() => at.close());

const opened = async (...services: [serviceId: string, staffId: string][]): Promise<string> =>
  (
    await at.post('visits', {
      storeId: 'soho',
      services: services.map(([serviceId, staffId]) => ({
        serviceId,
        performers: [{ staffId, sharePercent: 100 }],
      })),
    })
  ).body.visitId;
/** Says at these times which step begins. */
async function work(visitId: string, lineId: string, steps: [time: string, step?: string][]) {
  for (const [time, step] of steps) {
    setClock(time);
    const { status } = await at.post(`visits/${visitId}/start`, {
      lineId,
      ...(step === undefined ? {} : { step }),
    });
    expect(status).toBe(200);
  }
}
const complete = async (visitId: string, time: string) => {
  setClock(time);
  expect((await at.post(`visits/${visitId}/complete`)).status).toBe(200);
};
const report = async (query = `?from=${DAY}&to=${DAY}`, headers?: any) => {
  await at.platform.settle();
  return at.get(`stores/soho/minutes${query}`, headers);
};

describe('VS-03 steps with planned and actual minutes', () => {
  it('are reported by service, step and lead; buffers are no part of the plan (F24)', async () => {
    const first = await opened(['colour', 'anna'], ['cut', 'bob']);
    await work(first, 'l1', [['09:00'], ['09:40'], ['10:10']]);
    await complete(first, '10:35');
    // Back to the bowl: both times of applying count.
    const second = await opened(['colour', 'bob']);
    await work(second, 'l1', [
      ['11:00', 'apply'],
      ['11:20', 'develop'],
      ['11:30', 'apply'],
      ['11:40', 'rinse'],
    ]);
    await complete(second, '12:00');
    const { body } = await report();
    expect(body).toEqual({
      storeId: 'soho',
      from: DAY,
      to: DAY,
      total: { count: 2, plannedMinutes: 170, actualMinutes: 155, deviationMinutes: -15 },
      services: [
        {
          serviceId: 'colour',
          count: 2,
          plannedMinutes: 170,
          actualMinutes: 155,
          deviationMinutes: -15,
          steps: [
            {
              step: 'apply',
              count: 2,
              plannedMinutes: 60,
              actualMinutes: 70,
              deviationMinutes: 10,
            },
            {
              step: 'develop',
              count: 2,
              plannedMinutes: 70,
              actualMinutes: 40,
              deviationMinutes: -30,
            },
            { step: 'rinse', count: 2, plannedMinutes: 40, actualMinutes: 45, deviationMinutes: 5 },
          ],
        },
      ],
      staff: [
        {
          staffId: 'anna',
          count: 1,
          plannedMinutes: 85,
          actualMinutes: 95,
          deviationMinutes: 10,
        },
        {
          staffId: 'bob',
          count: 1,
          plannedMinutes: 85,
          actualMinutes: 60,
          deviationMinutes: -25,
        },
      ],
    });
  });
  it('leave out what was voided or never ended, and other days', async () => {
    const before = (await report()).body.total;
    const open = await opened(['cut', 'anna']);
    await work(open, 'l1', [['13:00']]);
    const voided = await opened(['cut', 'anna']);
    await work(voided, 'l1', [['13:00']]);
    await complete(voided, '14:00');
    expect((await report()).body.total.count).toBe(before.count + 1);
    await at.post(`visits/${voided}/void`, { reason: 'test' });
    expect((await report()).body.total).toEqual(before);
    expect((await report('?from=2031-01-08&to=2031-01-09')).body).toMatchObject({
      total: { count: 0, actualMinutes: 0 },
      services: [],
      staff: [],
    });
  });
  it('are for managers, and for some weeks at a time', async () => {
    expect((await report(undefined, await at.as('front-desk'))).status).toBe(403);
    expect((await report(undefined, await at.as('store-manager'))).status).toBe(200);
    expect((await report('?from=2031-01-01&to=2031-04-01')).status).toBe(422);
    expect((await report('?from=2031-02-30&to=2031-03-01')).status).toBe(422);
  });
});
