import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../../testing.http.js';
import { waits } from './wait-ledger.js';

// A day in the salon on which people wait. The clock is the test's; New York has winter time.

let at: Salon;
const clock = new Clock();
const DAY = '2031-01-07';
const iso = (time: string) => new Date(`${DAY}T${time}:00-05:00`).toISOString();
const setClock = (time: string) => clock.set(iso(time));
const runtime = () => at.platform.host.runtimes.get('booking')!;
const runJob = () => runtime().runJob('booking.watch-waiting');

beforeAll(async () => {
  setClock('08:00');
  at = await salon({ clock });
}, 60_000);
afterAll(async () => {
  await at.close();
});

const settled = async <T>(answered: Promise<{ status: number; body: T }>): Promise<T> => {
  const { status, body } = await answered;
  expect([status < 300, (body as { code?: string }).code]).toEqual([true, undefined]);
  await at.platform.settle();
  return body;
};
const walkIn = async (
  time: string,
  customerId: string,
  ...services: [serviceId: string, staffId: string][]
): Promise<string> => {
  setClock(time);
  return (
    await settled<any>(
      at.post('visits', {
        storeId: 'soho',
        customerId,
        services: services.map(([serviceId, staffId]) => ({
          serviceId,
          performers: [{ staffId, sharePercent: 100 }],
        })),
      }),
    )
  ).visitId;
};
const start = (visitId: string, time: string) => {
  setClock(time);
  return settled(at.post(`visits/${visitId}/start`, { lineId: 'l1' }));
};
const queue = async (time: string) => {
  setClock(time);
  return (await at.get('stores/soho/queue')).body.waiting;
};
const waiting = async (query = '') => (await at.get(`stores/soho/waiting${query}`)).body;

describe('BK-21 waiting time: arrival to service start, by store and hour, with an alert', () => {
  let late: string;
  let walk: string;
  let behind: string;

  it('shows who waits now, since when, and when their turn will come', async () => {
    const { body } = await at.post('appointments', {
      storeId: 'soho',
      startsAt: `${DAY}T10:00`,
      services: [{ serviceId: 'cut', staffId: 'anna' }],
      customerId: 'c1',
    });
    setClock('09:50');
    late = (await settled<any>(at.post(`appointments/${body.appointmentId}/check-in`))).visitId;
    walk = await walkIn('09:52', 'c2', ['cut', 'anna']);
    behind = await walkIn('09:53', 'c3', ['cut', 'anna']);
    const free = await walkIn('09:54', 'c4', ['long', 'bob']);
    const chosen = await walkIn('09:55', 'c5');
    expect(await queue('09:58')).toEqual([
      {
        visitId: late,
        customerId: 'c1',
        appointmentId: body.appointmentId,
        arrivedAt: iso('09:50'),
        waitedMinutes: 8,
        tooLong: false,
        services: [{ serviceId: 'cut', staffId: 'anna' }],
        estimatedStartsAt: iso('10:00'),
      },
      {
        visitId: walk,
        customerId: 'c2',
        arrivedAt: iso('09:52'),
        waitedMinutes: 6,
        tooLong: false,
        services: [{ serviceId: 'cut', staffId: 'anna' }],
        estimatedStartsAt: iso('10:30'),
      },
      {
        visitId: behind,
        customerId: 'c3',
        arrivedAt: iso('09:53'),
        waitedMinutes: 5,
        tooLong: false,
        services: [{ serviceId: 'cut', staffId: 'anna' }],
        estimatedStartsAt: iso('11:00'),
      },
      {
        visitId: free,
        customerId: 'c4',
        arrivedAt: iso('09:54'),
        waitedMinutes: 4,
        tooLong: false,
        services: [{ serviceId: 'long', staffId: 'bob' }],
        estimatedStartsAt: iso('10:00'),
      },
      {
        visitId: chosen,
        customerId: 'c5',
        arrivedAt: iso('09:55'),
        waitedMinutes: 3,
        tooLong: false,
        services: [],
      },
    ]);
    await start(free, '10:00');
    // Bob serves a walk-in whom no agenda knows: busy until eleven all the same.
    const next = await walkIn('10:01', 'c6', ['cut', 'bob']);
    expect((await queue('10:02')).find((one: any) => one.visitId === next).estimatedStartsAt).toBe(
      iso('11:00'),
    );
    await settled(at.post(`visits/${next}/abandon`, { reason: 'too-long' }));
    await settled(at.post(`visits/${chosen}/void`, { reason: 'mistake' }));
    expect((await queue('10:05')).map((one: any) => one.visitId)).toEqual([late, walk, behind]);
  });
  it('says once of each visit that it waits too long, however often the clock strikes, and never of one that began', async () => {
    const alerts = () =>
      Promise.all(
        [late, walk, behind].map(async (visitId) =>
          (await runtime().tools.history(waits, visitId)).map((event) => event.data),
        ),
      );
    setClock('10:05');
    await runJob();
    expect(await alerts()).toEqual([[], [], []]);
    await start(late, '10:06');
    setClock('10:08');
    await Promise.all([runJob(), runJob()]);
    await at.platform.settle();
    await runJob();
    expect(await alerts()).toEqual([
      [],
      [
        {
          storeId: 'soho',
          businessDate: DAY,
          customerId: 'c2',
          arrivedMs: Date.parse(iso('09:52')),
          thresholdMinutes: 15,
        },
      ],
      [],
    ]);
    expect((await queue('10:08')).map((one: any) => [one.visitId, one.tooLong])).toEqual([
      [walk, true],
      [behind, false],
    ]);
    const { body } = await at.get(`visits/${walk}`);
    expect(body.revision).toBe(1);
  });
  it('measures to the first service, by hour of arrival: not what nobody clocked, what was voided, or what was imported', async () => {
    await start(walk, '10:22');
    setClock('10:40');
    await at.post(`visits/${walk}/start`, { lineId: 'l1' });
    const unclocked = await walkIn('11:10', 'c7', ['cut', 'anna']);
    await settled(at.post(`visits/${unclocked}/complete`));
    await settled(
      at.post('imports/visits', {
        storeId: 'soho',
        items: [
          {
            externalId: 'x1',
            billId: 'b1',
            customerId: 'c8',
            businessDate: DAY,
            localHour: 9,
            lines: [
              {
                kind: 'service',
                itemId: 'cut',
                serviceGroup: 'cut',
                quantityMilli: 1000,
                netCents: 100,
                taxCents: 0,
                performers: [{ staffId: 'anna', sharePercent: 100 }],
                earning: true,
              },
            ],
            taxes: [],
          },
        ],
      }),
    );
    const { hours, day, ...rest } = await waiting();
    // 16 minutes, 30 minutes, 6 minutes; one is still waiting, one left at once.
    expect(rest).toEqual({
      storeId: 'soho',
      date: DAY,
      zone: 'America/New_York',
      waitAlertMinutes: 15,
      waiting: 1,
      unmeasured: 1,
      alerts: 1,
    });
    expect(hours).toEqual([
      {
        hour: 9,
        count: 3,
        averageMinutes: 17,
        p50Minutes: 16,
        p90Minutes: 30,
        maxMinutes: 30,
        overThreshold: 2,
        left: 0,
      },
      {
        hour: 10,
        count: 0,
        averageMinutes: 0,
        p50Minutes: 0,
        p90Minutes: 0,
        maxMinutes: 0,
        overThreshold: 0,
        left: 1,
      },
      {
        hour: 11,
        count: 0,
        averageMinutes: 0,
        p50Minutes: 0,
        p90Minutes: 0,
        maxMinutes: 0,
        overThreshold: 0,
        left: 0,
      },
    ]);
    expect(day).toMatchObject({ count: 3, overThreshold: 2, left: 1 });
    expect((await waiting('?date=2031-01-06')).day.count).toBe(0);
    expect(await runtime().views.rebuild('booking.waits')).toMatchObject({ state: 'switched' });
    expect((await waiting()).day).toEqual(day);
  });
  it('has the threshold of the store', async () => {
    const { storeId: _, revision: __, ...store } = (await at.get('stores/soho')).body;
    expect(store.waitAlertMinutes).toBe(15);
    await at.put('stores/soho', { ...store, waitAlertMinutes: 45 });
    expect(await waiting()).toMatchObject({ waitAlertMinutes: 45, day: { overThreshold: 0 } });
    setClock('10:38');
    await runJob();
    expect(await runtime().tools.history(waits, behind)).toEqual([]);
    setClock('10:39');
    await runJob();
    expect(
      (await runtime().tools.history(waits, behind)).map((event) => event.data.thresholdMinutes),
    ).toEqual([45]);
  });
  it('belongs to its store, and to a day that exists', async () => {
    const stranger = await at.as('store-manager', { stores: ['elsewhere'] });
    expect([
      (await at.get('stores/soho/queue', stranger)).status,
      (await at.get('stores/soho/waiting', stranger)).status,
      (await at.get('stores/nowhere/queue')).status,
    ]).toEqual([404, 404, 404]);
    expect([
      (await at.get('stores/soho/queue', await at.as('stylist'))).status,
      (await at.get('stores/soho/waiting', await at.as('analyst'))).status,
    ]).toEqual([200, 403]);
    expect((await at.get('stores/soho/waiting?date=2031-02-30')).body).toMatchObject({
      status: 422,
      field: 'date',
    });
  });
});
