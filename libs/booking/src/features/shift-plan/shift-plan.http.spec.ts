import type { Desk } from '../../testing.http.js';
import {
  as,
  day,
  demand,
  desk,
  get,
  openForAll,
  plan,
  post,
  put,
  weekly,
} from './shift-plan.testing.http.js';

openForAll();

const ask: Desk['ask'] = (...asked) => desk.ask(...asked);

describe('BK-12 proposal', () => {
  it('covers the forecast within skills, leave, wishes and shifts elsewhere, and explains what stays open', async () => {
    await put('staff/bob/shifts', {
      ...weekly,
      absences: [{ kind: 'leave', fromDate: day(1), toDate: day(1) }],
    });
    await put('staff/cleo/shift-wishes', { weekdaysOff: [1], maxWeeklyMinutes: 300 });
    const { body } = await post(plan(1, '/propose'), { demand });
    expect(body).toMatchObject({
      storeId: 'soho',
      weekStart: day(1),
      status: 'proposed',
      source: 'given',
      swaps: [],
      applied: [],
      revision: 1,
    });
    expect(body.shifts).toEqual([
      { staffId: 'anna', date: day(1), from: '09:00', to: '15:00' },
      { staffId: 'cleo', date: day(1), from: '09:00', to: '14:00' },
      { staffId: 'anna', date: day(1, 1), from: '10:00', to: '16:00' },
    ]);
    expect(body.unfilled).toEqual([
      {
        date: day(1),
        hour: 14,
        staff: 2,
        short: 1,
        reasons: [
          { reason: 'working', staffIds: ['anna'] },
          { reason: 'on-leave', staffIds: ['bob'] },
          { reason: 'weekly-hours', staffIds: ['cleo'] },
        ],
      },
    ]);
    expect(body.unmet).toEqual([{ staffId: 'cleo', wish: 'day-off', date: day(1) }]);
    expect((await get(plan(1))).body).toEqual(body);
  });
  it('is the same for the same key, and may be proposed anew', async () => {
    const headers = { 'idempotency-key': 'again' };
    const first = await post(plan(2, '/propose'), { demand }, headers);
    await put('staff/cleo/shift-wishes', {});
    expect((await post(plan(2, '/propose'), { demand }, headers)).body).toEqual(first.body);
    expect((await post(plan(2, '/propose'), { demand })).body).toMatchObject({
      revision: 2,
      unfilled: [],
    });
  });
  it('keeps the rest to the plans of the weeks beside, published or not', async () => {
    await put('stores/mitte', {
      regionId: 'r1',
      name: 'mitte',
      zone: 'UTC',
      currency: 'EUR',
      openingHours: [],
    });
    await put('staff/dora', { displayName: 'Dora', storeIds: ['mitte'], skills: [] });
    const at = (week: number) => `stores/mitte/shift-plans/${day(week)}/propose`;
    expect(
      (await post(at(1), { demand: [{ weekday: 7, fromHour: 18, toHour: 24, staff: 1 }] })).body
        .shifts,
    ).toEqual([{ staffId: 'dora', date: day(1, 6), from: '18:00', to: '24:00' }]);
    expect(
      (await post(at(2), { demand: [{ weekday: 1, fromHour: 8, toHour: 12, staff: 1 }] })).body,
    ).toMatchObject({
      shifts: [],
      unfilled: [{ hour: 8, reasons: [{ reason: 'rest', staffIds: ['dora'] }] }, {}, {}, {}],
    });
    expect(
      (await post(at(3), { demand: [{ weekday: 1, fromHour: 8, toHour: 12, staff: 1 }] })).body
        .unfilled,
    ).toEqual([]);
  });
  it('comes from the last weeks where no forecast is given', async () => {
    const past = (weeks: number, startMinute: number, staffId: string) => ({
      externalId: `${weeks}-${startMinute}-${staffId}`,
      staffId,
      serviceId: 'cut',
      serviceGroup: 'cut',
      date: new Date(Date.parse(`${monday}T00:00:00Z`) - weeks * 7 * 86_400_000)
        .toISOString()
        .slice(0, 10),
      minutes: 60,
      status: 'booked',
      startMinute,
    });
    const today = new Date(desk.platform.host.engines.facts.now());
    const monday = new Date(today.getTime() - ((today.getUTCDay() + 6) % 7) * 86_400_000)
      .toISOString()
      .slice(0, 10);
    const items = [1, 2, 3].flatMap((weeks) => [
      past(weeks, 600, 'x'),
      past(weeks, 600, 'y'),
      ...(weeks === 1 ? [past(weeks, 600, 'z'), past(weeks, 900, 'x')] : []),
    ]);
    expect(
      (await post('imports/appointments', { storeId: 'soho', items })).body.results.map(
        (r: any) => r.outcome,
      ),
    ).toEqual(items.map(() => 'imported'));
    await desk.platform.settle();
    // Two people in the hour of ten on three Mondays, three on one of them; the hour of three was busy once.
    const { body } = await post(plan(4, '/propose'), {
      historyWeeks: 3,
      rules: { minShiftMinutes: 60 },
    });
    expect([body.source, body.shifts.map((s: any) => [s.date, s.from, s.to])]).toEqual([
      'history',
      [
        [day(4), '10:00', '11:00'],
        [day(4), '10:00', '11:00'],
      ],
    ]);
  });
});

describe('BK-12 hostile input and other stores', () => {
  it.each<[string, string, object]>([
    ['not-a-monday', `stores/soho/shift-plans/${day(1, 1)}/propose`, {}],
    ['date-invalid', 'stores/soho/shift-plans/2031-02-30/propose', {}],
    ['store-not-found', `stores/nowhere/shift-plans/${day(1)}/propose`, {}],
    [
      'hours-invalid',
      plan(9, '/propose'),
      { demand: [{ weekday: 1, fromHour: 20, toHour: 20, staff: 1 }] },
    ],
    [
      'hours-invalid',
      plan(9, '/propose'),
      { demand: [{ weekday: 1, fromHour: 20, toHour: 26, staff: 1 }] },
    ],
    [
      'level-without-skill',
      plan(9, '/propose'),
      { demand: [{ weekday: 1, fromHour: 9, toHour: 10, level: 2, staff: 1 }] },
    ],
    [
      'rules-contradict',
      plan(9, '/propose'),
      { demand: [], rules: { minShiftMinutes: 600, maxShiftMinutes: 300 } },
    ],
    [
      'plan-too-large',
      plan(9, '/propose'),
      {
        demand: Array.from({ length: 500 }, (_, i) => ({
          weekday: 1 + (i % 7),
          fromHour: 0,
          toHour: 24,
          skill: `s${i}`,
          staff: 1,
        })),
      },
    ],
    ['plan-not-found', plan(9, '/publish'), {}],
    [
      'plan-not-found',
      plan(9, '/swaps'),
      { fromStaffId: 'anna', fromDate: day(9), toStaffId: 'bob' },
    ],
    ['nothing-to-do', plan(2, '/adjust'), {}],
    [
      'hours-invalid',
      plan(2, '/adjust'),
      { put: [{ staffId: 'anna', date: day(2), from: '10:00', to: '10:00' }] },
    ],
    [
      'hours-invalid',
      plan(2, '/adjust'),
      { put: [{ staffId: 'anna', date: day(2), from: '20:00', to: '04:00' }] },
    ],
    ['field-missing', plan(2, '/swaps'), {}],
  ])('%s', async (code, path, body) => {
    const answer = await post(path, body);
    expect([answer.body.code, answer.status < 500]).toEqual([code, true]);
  });
  it('hides plans from other stores, and lets only those who plan write', async () => {
    const mitte = await as({ role: 'store-manager', stores: ['mitte'] });
    for (const what of ['/propose', '/adjust', '/publish', '/swaps'])
      expect([
        what,
        (
          await post(
            plan(1, what),
            { put: [], fromStaffId: 'anna', fromDate: day(1), toStaffId: 'bob' },
            mitte,
          )
        ).status,
      ]).toEqual([what, 404]);
    expect((await ask('GET', plan(1), undefined, mitte)).status).toBe(404);
    expect((await ask('GET', plan(1, '/history'), undefined, mitte)).status).toBe(404);
    expect(
      (await post(plan(1, '/propose'), {}, await as({ role: 'stylist', stores: ['soho'] }))).status,
    ).toBe(403);
    expect((await ask('PUT', 'staff/anna/shift-wishes', {}, mitte)).status).toBe(404);
    expect(
      (await ask('PUT', 'staff/anna/shift-wishes', { minWeeklyMinutes: 2, maxWeeklyMinutes: 1 }))
        .body.code,
    ).toBe('rules-contradict');
    expect(
      (await ask('PUT', 'staff/anna/shift-wishes', { preferredFrom: '09:00' })).body,
    ).toMatchObject({ code: 'hours-invalid', field: 'preferredTo' });
    expect(
      await put('staff/anna/shift-wishes', {
        datesOff: [day(3)],
        preferredFrom: '09:00',
        preferredTo: '14:00',
      }),
    ).toMatchObject({ staffId: 'anna', revision: 1 });
    expect((await get('staff/anna/shift-wishes')).body).toMatchObject({
      datesOff: [day(3)],
      preferredFrom: '09:00',
      preferredTo: '14:00',
      weekdaysOff: [],
    });
  });
});
