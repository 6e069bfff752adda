import type { Tools } from '@chignon/eventing';
import { TOOLS } from '@chignon/service-kit';
import { shiftPlans } from './shift-plan-ledger.js';
import {
  as,
  day,
  demand,
  desk,
  everyDay,
  get,
  openForAll,
  plan,
  post,
  proposeFirstWeek,
  put,
} from './shift-plan.testing.http.js';

openForAll();
beforeAll(proposeFirstWeek);

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
