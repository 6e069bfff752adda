import type { Tools } from '@chignon/eventing';
import { TOOLS } from '@chignon/service-kit';
import { type Desk, openDesk } from '../../testing.http.js';
import { shiftPlans } from './shift-plan-ledger.js';

// A week of a salon from the forecast to the swap: proposal, publication, rosters that follow, and who did what.

let desk: Desk;
const ask: Desk['ask'] = (...asked) => desk.ask(...asked);
const get = (path: string) => desk.get(path);
const post = (path: string, body: unknown = {}, headers?: Record<string, string>) =>
  desk.post(path, body, headers);
const put = (path: string, body: unknown) => desk.put(path, body);
const as = ({ role, ...scope }: { role: string; stores?: string[]; subject?: string }) =>
  desk.as(role, scope);

/** Mondays far enough ahead. */
const day = (week: number, weekday = 0) =>
  new Date(Date.UTC(2031, 2, 3 + week * 7 + weekday)).toISOString().slice(0, 10);
const plan = (week: number, what = '') => `stores/soho/shift-plans/${day(week)}${what}`;
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const demand = [
  { weekday: 1, fromHour: 9, toHour: 15, staff: 2 },
  { weekday: 2, fromHour: 10, toHour: 16, staff: 1, skill: 'colour', level: 1 },
];
const weekly = {
  patterns: [
    {
      storeId: 'soho',
      validFrom: '2030-01-01',
      shifts: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
    },
  ],
};

beforeAll(async () => {
  desk = await openDesk();
  for (const storeId of ['soho', 'mitte'])
    await put(`stores/${storeId}`, {
      regionId: 'r1',
      name: storeId,
      zone: 'UTC',
      currency: 'EUR',
      openingHours: everyDay.map((weekday) => ({ weekday, from: '08:00', to: '20:00' })),
    });
  await put('services/cut', {
    name: 'Cut',
    category: 'hair',
    serviceGroup: 'cut',
    phases: [{ name: 'do', kind: 'active', minutes: 60 }],
    priceCents: 6000,
    skill: { skill: 'cut', level: 1 },
  });
  for (const [staffId, skills] of [
    ['anna', ['cut', 'colour']],
    ['bob', ['cut']],
    ['cleo', ['cut']],
  ] as const) {
    await put(`staff/${staffId}`, {
      displayName: staffId,
      storeIds: ['soho'],
      skills: skills.map((skill) => ({ skill, level: 2 })),
    });
    await put(`staff/${staffId}/shifts`, weekly);
  }
}, 60_000);

afterAll(() => desk.close());

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

describe('BK-12 adjusting and publishing', () => {
  it('changes by hand what no rule forbids', async () => {
    expect(
      (
        await post(plan(1, '/adjust'), {
          put: [{ staffId: 'bob', date: day(1), from: '10:00', to: '14:00' }],
        })
      ).body,
    ).toMatchObject({
      status: 409,
      code: 'rule-broken',
      staffId: 'bob',
      date: day(1),
      rule: 'on-leave',
    });
    const { body } = await post(plan(1, '/adjust'), {
      put: [{ staffId: 'bob', date: day(1, 2), from: '12:30', to: '18:00' }],
      removed: [{ staffId: 'cleo', date: day(1) }],
    });
    expect(body).toMatchObject({ revision: 2, status: 'proposed' });
    expect(body.shifts.map((s: any) => `${s.staffId} ${s.date}`)).toEqual([
      `anna ${day(1)}`,
      `anna ${day(1, 1)}`,
      `bob ${day(1, 2)}`,
    ]);
    expect(body.unfilled.length).toBe(6);
  });
  it('is refused as a whole while a roster would refuse it: bookings that would be stranded', async () => {
    const booked = (
      await post('appointments', {
        storeId: 'soho',
        startsAt: `${day(1, 3)}T10:00:00.000Z`,
        services: [{ serviceId: 'cut', staffId: 'cleo' }],
      })
    ).body;
    await desk.platform.settle();
    expect((await post(plan(1, '/publish'))).body).toMatchObject({
      status: 409,
      code: 'bookings-stranded',
      staffId: 'cleo',
      appointments: [{ appointmentId: booked.appointmentId }],
    });
    expect((await get(plan(1))).body).toMatchObject({ status: 'proposed', revision: 2 });
    await post(`appointments/${booked.appointmentId}/cancel`, {
      by: 'store',
      reason: 'staff-absent',
    });
  });
  it('makes the rosters follow, each day of the week, once', async () => {
    const headers = { 'idempotency-key': 'publish' };
    const first = await post(plan(1, '/publish'), {}, headers);
    expect([first.status, first.body.status, first.body.applied]).toEqual([200, 'published', []]);
    await desk.platform.settle();
    expect((await get(plan(1))).body.applied).toEqual([
      { written: ['anna', 'bob', 'cleo'], refused: [] },
    ]);
    const [anna, bob, cleo] = await Promise.all(
      ['anna', 'bob', 'cleo'].map(async (id) => (await get(`staff/${id}/shifts`)).body.exceptions),
    );
    expect(
      anna.map((e: any) => [e.date, e.shifts.map((s: any) => `${s.from}-${s.to}`).join()]),
    ).toEqual([
      [day(1), '09:00-15:00'],
      [day(1, 1), '10:00-16:00'],
      ...[2, 3, 4].map((n) => [day(1, n), '']),
    ]);
    expect([
      bob.filter((e: any) => e.shifts.length > 0).map((e: any) => e.date),
      cleo.filter((e: any) => e.shifts.length > 0),
    ]).toEqual([[day(1, 2)], []]);
    const open = async (staffId: string, date: string) =>
      (await get(`availability?storeId=soho&services=cut&staffId=${staffId}&from=${date}`)).body
        .items.length;
    expect([
      await open('anna', day(1, 1)),
      await open('anna', day(1, 2)),
      await open('bob', day(1, 2)),
      await open('anna', day(5)),
    ]).toEqual([21, 0, 19, 29]);
    expect((await post(plan(1, '/publish'), {}, headers)).body).toEqual(first.body);
    expect((await post(plan(1, '/publish'))).body.status).toBe('published');
    expect((await post(plan(1, '/propose'), { demand })).body.code).toBe('plan-published');
    expect(
      (await post(plan(1, '/adjust'), { removed: [{ staffId: 'anna', date: day(1) }] })).body.code,
    ).toBe('plan-published');
  });
  it('says whose roster does not take it by then, and writes the others', async () => {
    await put('staff/eve', { displayName: 'Eve', storeIds: ['soho'], skills: [] });
    const { body } = await post(plan(6, '/propose'), {
      demand: [{ weekday: 1, fromHour: 9, toHour: 13, staff: 4 }],
    });
    expect(body.shifts.map((s: any) => s.staffId)).toEqual(['anna', 'bob', 'cleo', 'eve']);
    // Decided on what was known a moment ago: meanwhile eve works late on the evening before.
    await put('staff/eve/shifts', {
      exceptions: [{ storeId: 'soho', date: day(5, 6), shifts: [{ from: '15:00', to: '23:00' }] }],
    });
    const dates = everyDay.map((weekday) => day(6, weekday - 1));
    const people = body.shifts.map((s: any) => ({
      staffId: s.staffId,
      skills: [],
      dates,
      leave: [],
      blocked: [],
      fixed: [],
    }));
    await desk.platform.app
      .get<Tools>(TOOLS('booking'), { strict: false })
      .execute(
        shiftPlans,
        `soho-${day(6)}`,
        { type: 'PublishShiftPlan', people, onStranded: 'refuse' },
        { commandId: 'late', actor: 'user:x', correlationId: 'late' },
      );
    await desk.platform.settle();
    expect((await get(plan(6))).body.applied).toEqual([
      { written: ['anna', 'bob', 'cleo'], refused: [{ staffId: 'eve', code: 'rest-too-short' }] },
    ]);
    expect((await get('staff/eve/shifts')).body.exceptions).toHaveLength(1);
    expect(
      (await post(plan(6, '/swaps'), { fromStaffId: 'eve', fromDate: day(6), toStaffId: 'anna' }))
        .status,
    ).toBe(201);
  });
});

describe('BK-12 swaps', () => {
  let swapId: string;
  it('are asked for by anybody of the store, approved by those who may', async () => {
    const stylist = await as({ role: 'stylist', stores: ['soho'], subject: 'bob' });
    const { status, body } = await post(
      plan(1, '/swaps'),
      { fromStaffId: 'bob', fromDate: day(1, 2), toStaffId: 'cleo' },
      stylist,
    );
    expect([status, body]).toEqual([
      201,
      {
        swapId: expect.any(String),
        fromStaffId: 'bob',
        fromDate: day(1, 2),
        toStaffId: 'cleo',
        status: 'open',
        revision: 5,
      },
    ]);
    swapId = body.swapId;
    expect((await post(plan(1, `/swaps/${swapId}/approve`), {}, stylist)).status).toBe(403);
    expect(
      (
        await post(
          plan(1, `/swaps/${swapId}/approve`),
          {},
          await as({ role: 'front-desk', stores: ['soho'] }),
        )
      ).status,
    ).toBe(403);
    expect(
      (
        await post(plan(1, '/swaps'), {
          fromStaffId: 'bob',
          fromDate: day(1, 2),
          toStaffId: 'anna',
        })
      ).body.code,
    ).toBe('swap-open');
    expect((await get(plan(1))).body.swaps).toMatchObject([{ swapId, status: 'open' }]);
  });
  it('are judged again when approved: rules, bookings, rosters that have changed', async () => {
    const cleo = (await get('staff/cleo/shifts')).body;
    await put('staff/cleo/shifts', {
      patterns: cleo.patterns,
      exceptions: cleo.exceptions,
      absences: [{ kind: 'leave', fromDate: day(1, 2), toDate: day(1, 2) }],
    });
    expect((await post(plan(1, `/swaps/${swapId}/approve`))).body).toMatchObject({
      code: 'rule-broken',
      staffId: 'cleo',
      rule: 'on-leave',
    });
    await put('staff/cleo/shifts', { patterns: cleo.patterns, exceptions: cleo.exceptions });
    const booked = (
      await post('appointments', {
        storeId: 'soho',
        startsAt: `${day(1, 2)}T13:00:00.000Z`,
        services: [{ serviceId: 'cut', staffId: 'bob' }],
      })
    ).body;
    await desk.platform.settle();
    expect((await post(plan(1, `/swaps/${swapId}/approve`))).body).toMatchObject({
      code: 'bookings-stranded',
      staffId: 'bob',
      appointments: [{ appointmentId: booked.appointmentId }],
    });
    const bob = (await get('staff/bob/shifts')).body;
    await put('staff/bob/shifts', {
      patterns: bob.patterns,
      exceptions: bob.exceptions.map((e: any) =>
        e.date === day(1, 2) ? { ...e, shifts: [{ from: '12:00', to: '18:00' }] } : e,
      ),
      absences: bob.absences,
    });
    expect((await post(plan(1, `/swaps/${swapId}/approve`))).body.code).toBe('swap-stale');
    await put('staff/bob/shifts', {
      patterns: bob.patterns,
      exceptions: bob.exceptions,
      absences: bob.absences,
    });
    await post(`appointments/${booked.appointmentId}/cancel`, {
      by: 'store',
      reason: 'staff-absent',
    });
  });
  it('change both rosters, one of 8 approvals at once', async () => {
    const race = await Promise.all(
      Array.from({ length: 8 }, () => post(plan(1, `/swaps/${swapId}/approve`))),
    );
    expect(race.filter((r) => r.status === 200).length).toBeGreaterThan(0);
    expect(
      race.filter((r) => r.status !== 200).every((r) => r.body.code === 'changed-meanwhile'),
    ).toBe(true);
    await desk.platform.settle();
    expect((await get(plan(1))).body).toMatchObject({
      swaps: [{ swapId, status: 'approved' }],
      applied: [{}, { written: ['bob', 'cleo'], refused: [] }],
    });
    const of = async (id: string) =>
      (await get(`staff/${id}/shifts`)).body.exceptions
        .find((e: any) => e.date === day(1, 2))
        .shifts.map((s: any) => `${s.from}-${s.to}`);
    expect([await of('bob'), await of('cleo')]).toEqual([[], ['12:30-18:00']]);
    expect((await post(plan(1, `/swaps/${swapId}/reject`), { reason: 'other' })).body.code).toBe(
      'swap-approved',
    );
  });
  it('are rejected with a reason', async () => {
    const { body } = await post(plan(1, '/swaps'), {
      fromStaffId: 'anna',
      fromDate: day(1),
      toStaffId: 'cleo',
      toDate: day(1, 2),
    });
    expect(
      (await post(plan(1, `/swaps/${body.swapId}/reject`), { reason: 'too-few-seniors' })).body,
    ).toMatchObject({ swapId: body.swapId, status: 'rejected' });
    expect((await post(plan(1, `/swaps/${body.swapId}/approve`))).body.code).toBe('swap-rejected');
    expect((await post(plan(1, '/swaps/nothing/approve'))).status).toBe(404);
  });
});

describe('BK-12 audit', () => {
  it('tells who did what and when, page by page', async () => {
    const first = (await get(plan(1, '/history?limit=3'))).body;
    const rest = (await get(plan(1, `/history?after=${first.next}`))).body;
    const all = [...first.items, ...rest.items];
    expect([first.next, rest.next, all.map((e: any) => e.revision)]).toEqual([
      '3',
      undefined,
      all.map((_: any, i: number) => i + 1),
    ]);
    const ops = (await get('operations/actors/chain-ops')).body.actor;
    const bob = (await get('operations/actors/bob')).body.actor;
    expect(all.map((e: any) => [e.what, e.by])).toEqual([
      ['ShiftPlanProposed', ops],
      ['ShiftPlanAdjusted', ops],
      ['ShiftPlanPublished', ops],
      ['ShiftPlanApplied', 'system:booking.follow-shift-plans'],
      ['ShiftSwapRequested', bob],
      ['ShiftSwapApproved', ops],
      ['ShiftPlanApplied', 'system:booking.follow-shift-plans'],
      ['ShiftSwapRequested', ops],
      ['ShiftSwapRejected', ops],
    ]);
    expect(all[1]).toMatchObject({
      put: [{ staffId: 'bob', date: day(1, 2), from: '12:30', to: '18:00' }],
      removed: [{ staffId: 'cleo', date: day(1) }],
      unfilledHours: 6,
      at: expect.stringMatching(/Z$/),
    });
    expect([all[4].swap, all[8].reason]).toEqual([
      { fromStaffId: 'bob', fromDate: day(1, 2), toStaffId: 'cleo' },
      'too-few-seniors',
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
