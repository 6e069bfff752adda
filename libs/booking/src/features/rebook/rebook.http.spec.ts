import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../../testing.http.js';

// At the till: when should this customer come again, and which starts are free then? The clock is the test's.

let at: Salon;
const clock = new Clock();
const iso = (local: string) => new Date(`${local}:00-05:00`).toISOString();
const setClock = (local: string) => clock.set(iso(local));
const daily = {
  category: 'hair',
  priceCents: 6000,
  place: { match: 'all', pools: ['chair'] },
  skill: { skill: 'cut', level: 1 },
};

beforeAll(async () => {
  setClock('2031-01-01T08:00');
  at = await salon({ clock });
  await at.put('services/cut', {
    ...daily,
    name: 'cut',
    serviceGroup: 'cut',
    phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
    rebookIntervalDays: 42,
  });
  await at.put('services/beard', {
    ...daily,
    name: 'beard',
    serviceGroup: 'beard',
    phases: [{ name: 'beard', kind: 'active', minutes: 15 }],
    rebookIntervalDays: 21,
  });
}, 60_000);
afterAll(async () => {
  await at.close();
});

/** An appointment kept from check-in to completion. */
const visit = async (
  startsAt: string,
  customerId: string | undefined,
  staffId: string,
  ...serviceIds: string[]
): Promise<string> => {
  setClock(startsAt);
  const { body } = await at.post('appointments', {
    storeId: 'soho',
    startsAt,
    customerId,
    services: serviceIds.map((serviceId) => ({ serviceId, staffId })),
  });
  const visitId = (await at.post(`appointments/${body.appointmentId}/check-in`, {})).body
    .visitId as string;
  expect((await at.post(`visits/${visitId}/complete`, {})).status).toBe(200);
  await at.platform.settle();
  return visitId;
};
const suggestion = async (visitId: string) =>
  (await at.get(`visits/${visitId}/rebook-suggestion`)).body;

describe('BK-27 rebook suggestion at checkout', () => {
  it("goes by the catalogue first, by the customer's own rhythm from the third visit on, and says so", async () => {
    const first = await visit('2031-01-02T11:00', 'c1', 'anna', 'cut');
    expect(await suggestion(first)).toMatchObject({
      visitId: first,
      storeId: 'soho',
      customerId: 'c1',
      dueOn: '2031-02-13',
      serviceIds: ['cut'],
      reasons: [
        {
          serviceGroup: 'cut',
          intervalDays: 42,
          basis: 'service',
          visits: 1,
          lastVisitOn: '2031-01-02',
        },
      ],
    });
    expect(
      (await suggestion(await visit('2031-01-16T11:00', 'c1', 'anna', 'cut'))).reasons,
    ).toMatchObject([{ basis: 'service', visits: 2 }]);
    const third = await suggestion(await visit('2031-02-01T11:00', 'c1', 'anna', 'cut'));
    expect(third).toMatchObject({
      dueOn: '2031-02-16',
      reasons: [{ intervalDays: 15, basis: 'own', visits: 3, dueOn: '2031-02-16' }],
    });
    expect(
      third.slots.map((slot: any) => [slot.startsAt, slot.lines[0].staffId, slot.wishesMet]),
    ).toEqual([
      [iso('2031-02-16T11:00'), 'anna', 2],
      [iso('2031-02-15T11:00'), 'anna', 2],
      [iso('2031-02-17T11:00'), 'anna', 2],
    ]);
  });
  it('proposes starts that the agenda takes, by the same person at the same time of day where free, and says what it gave up', async () => {
    const visitId = await visit('2031-02-01T14:00', 'c2', 'bob', 'cut');
    const book = (startsAt: string, staffId: string, customerId: string, serviceId = 'long') =>
      at.post('appointments', {
        storeId: 'soho',
        startsAt,
        services: [{ serviceId, staffId }],
        customerId,
      });
    for (const [i, time] of ['13:30', '14:30', '15:30'].entries())
      await book(`2031-03-15T${time}`, 'bob', `x${i}`);
    const { dueOn, slots } = await suggestion(visitId);
    expect([dueOn, slots.length]).toEqual(['2031-03-15', 3]);
    // Bob is taken on the day itself around two: the days beside it meet both wishes.
    expect(slots.map((slot: any) => [slot.date, slot.wishesMet])).toEqual([
      ['2031-03-14', 2],
      ['2031-03-16', 2],
      ['2031-03-13', 2],
    ]);
    for (const { startsAt, lines } of slots)
      expect((await book(startsAt, lines[0].staffId, 'c2', 'cut')).status).toBe(201);
    const again = (await suggestion(visitId)).slots;
    expect(
      again.some((slot: any) => slots.some((one: any) => one.startsAt === slot.startsAt)),
    ).toBe(false);
  });
  it('falls back to anybody when the person is gone', async () => {
    await at.put('staff/gina', {
      displayName: 'Gina',
      storeIds: ['soho'],
      skills: [{ skill: 'cut', level: 2 }],
    });
    await at.put('staff/gina/shifts', {
      patterns: [
        {
          storeId: 'soho',
          validFrom: '2020-01-01',
          shifts: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
        },
      ],
    });
    const visitId = await visit('2031-02-02T10:00', 'c3', 'gina', 'cut');
    expect(
      (await suggestion(visitId)).slots.every((slot: any) => slot.lines[0].staffId === 'gina'),
    ).toBe(true);
    await at.put('staff/gina', {
      displayName: 'Gina',
      storeIds: ['soho'],
      skills: [{ skill: 'cut', level: 2 }],
      active: false,
    });
    const { slots } = await suggestion(visitId);
    expect(slots).toHaveLength(3);
    expect(
      slots.every(
        (slot: any) => ['anna', 'bob'].includes(slot.lines[0].staffId) && slot.wishesMet === 1,
      ),
    ).toBe(true);
  });
  it('brings along what is due within a week, and only that', async () => {
    const both = await suggestion(await visit('2031-02-03T10:00', 'c4', 'anna', 'cut', 'beard'));
    expect([both.dueOn, both.serviceIds]).toEqual(['2031-02-24', ['beard']]);
    await at.put('services/beard', {
      ...daily,
      name: 'beard',
      serviceGroup: 'beard',
      phases: [{ name: 'beard', kind: 'active', minutes: 15 }],
      rebookIntervalDays: 36,
    });
    const together = await suggestion(
      await visit('2031-02-04T10:00', 'c5', 'anna', 'cut', 'beard'),
    );
    expect([together.dueOn, together.serviceIds, together.slots[0].lines.length]).toEqual([
      '2031-03-12',
      ['cut', 'beard'],
      2,
    ]);
  });
  it('looks from tomorrow on when the date is over', async () => {
    const visitId = await visit('2031-02-05T10:00', 'c6', 'anna', 'cut');
    setClock('2031-06-10T10:00');
    const { dueOn, slots } = await suggestion(visitId);
    expect([dueOn, slots.map((slot: any) => slot.date)]).toEqual([
      '2031-03-19',
      ['2031-06-11', '2031-06-12', '2031-06-13'],
    ]);
  });
  it('is empty when nothing says when, nothing was done, or the visit does not count; a voided visit makes no rhythm', async () => {
    expect(await suggestion(await visit('2031-02-06T10:00', 'c7', 'anna', 'style'))).toEqual({
      visitId: expect.any(String),
      storeId: 'soho',
      customerId: 'c7',
      reasons: [],
      serviceIds: [],
      slots: [],
    });
    const voided = await visit('2031-02-06T11:00', 'c7', 'anna', 'cut');
    await at.post(`visits/${voided}/void`, { reason: 'mistake' });
    expect(await suggestion(voided)).toMatchObject({ reasons: [], slots: [] });
    for (const [day, bad] of [
      ['08', true],
      ['10', false],
      ['12', true],
      ['20', false],
    ] as const) {
      const visitId = await visit(`2031-02-${day}T11:00`, 'c8', 'anna', 'cut');
      if (bad) await at.post(`visits/${visitId}/void`, { reason: 'mistake' });
      await at.platform.settle();
      if (day === '20')
        expect((await suggestion(visitId)).reasons).toMatchObject([
          { basis: 'service', visits: 2 },
        ]);
    }
    expect(
      await suggestion(await visit('2031-02-21T11:00', undefined, 'anna', 'cut')),
    ).toMatchObject({ dueOn: '2031-04-04', reasons: [{ basis: 'service', visits: 1 }] });
    await at.put('services/cut', {
      ...daily,
      name: 'cut',
      serviceGroup: 'cut',
      phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
      rebookIntervalDays: 42,
      active: false,
    });
    const gone = (
      await at.get(
        `visits/${(await at.get('visits?storeId=soho&date=2031-02-20')).body.items[0].visitId}/rebook-suggestion`,
      )
    ).body;
    expect([gone.serviceIds, gone.slots]).toEqual([[], []]);
  });
  it('belongs to the store of the visit', async () => {
    const visitId = (await at.get('visits?storeId=soho&date=2031-01-02')).body.items[0].visitId;
    expect(
      (
        await at.get(
          `visits/${visitId}/rebook-suggestion`,
          await at.as('front-desk', { stores: ['elsewhere'] }),
        )
      ).status,
    ).toBe(404);
    expect(
      (await at.get(`visits/${visitId}/rebook-suggestion`, await at.as('analyst'))).status,
    ).toBe(403);
    expect((await at.get('visits/v-none/rebook-suggestion')).body.code).toBe('visit-not-found');
    expect(
      await at.platform.host.runtimes.get('booking')!.views.rebuild('booking.rhythms'),
    ).toMatchObject({ state: 'switched' });
  });
});
