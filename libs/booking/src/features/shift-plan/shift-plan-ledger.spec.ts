import fc from 'fast-check';
import { dateAfter } from '@chignon/calendar';
import { Refusal, refused } from '@chignon/eventing';
import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { termsOf } from '../../salon/roster/roster-terms.js';
import { checkShifts } from '../../salon/roster/shift-checks.js';
import { noShifts, type Shifts } from '../../salon/roster/shifts.js';
import { store } from '../../testing.js';
import { demandOfTable } from './demand.js';
import { changed, changeOf, shiftKey } from './plan-changes.js';
import type { PlannedShift, PlanPerson } from './plan-rules.js';
import { longestWithBreak, rosterShift, timeOf, withPlanned } from './publishing.js';
import type { ShiftPlanCommand, ShiftPlanEvent, ShiftPlanState } from './shift-plan-events.js';
import { shiftPlans } from './shift-plan-ledger.js';
import { away, faultOf, MON, person, rules, week } from './testing.js';

const facts = fixedFacts('2026-02-20T09:00:00.000Z');
const [TUE, WED] = [dateAfter(MON, 1), dateAfter(MON, 2)];
const KEY = `s1-${MON}`;
const shift = (staffId: string, date: string, from = 9, to = 15): PlannedShift => ({
  staffId,
  date,
  fromMinute: from * 60,
  toMinute: to * 60,
});
const days = week().map((date) => ({
  date,
  fromHour: 8,
  toHour: 20,
  demand: demandOfTable([{ weekday: 1, fromHour: 9, toHour: 15, staff: 1 }], [date]),
}));
const team = [person('anna'), person('bob'), person('cleo', { dates: [MON, TUE] })];
const proposed: ShiftPlanEvent = {
  type: 'ShiftPlanProposed',
  data: {
    source: 'given',
    days,
    rules,
    people: ['anna', 'bob', 'cleo'],
    shifts: [shift('anna', MON), shift('bob', TUE)],
    unfilled: [],
    unmet: [],
  },
};
const published: ShiftPlanEvent = {
  type: 'ShiftPlanPublished',
  data: { days: [], onStranded: 'refuse' },
};
const asked: ShiftPlanEvent = {
  type: 'ShiftSwapRequested',
  data: { swapId: 'x', fromStaffId: 'anna', fromDate: MON, toStaffId: 'bob', toDate: TUE },
};
const run = (events: readonly ShiftPlanEvent[], command: ShiftPlanCommand): ShiftPlanEvent[] =>
  (shiftPlans.decide as any)[command.type](stateAfter(shiftPlans, KEY, events), command, facts);
const refusalOf = (events: readonly ShiftPlanEvent[], command: ShiftPlanCommand): Refusal => {
  try {
    run(events, command);
    return refused('none', 'none');
  } catch (error) {
    return error as Refusal;
  }
};
const adjust = (
  put: readonly PlannedShift[],
  removed: readonly { staffId: string; date: string }[] = [],
  people: readonly PlanPerson[] = team,
): ShiftPlanCommand => ({ type: 'AdjustShiftPlan', people, change: { put, removed } });

describe('BK-12 a shift plan', () => {
  it('is proposed, again while nothing is published, and keeps what it was made from', () => {
    const [event] = run([], {
      type: 'ProposeShiftPlan',
      inputs: { source: 'given', days, rules, people: [...team].reverse() },
    });
    expect(event).toMatchObject({
      type: 'ShiftPlanProposed',
      data: {
        source: 'given',
        people: ['anna', 'bob', 'cleo'],
        shifts: [shift('anna', MON)],
        unfilled: [],
      },
    });
    expect(
      run([proposed], {
        type: 'ProposeShiftPlan',
        inputs: { source: 'given', days, rules, people: team },
      }),
    ).toHaveLength(1);
    expect(
      refusalOf([proposed, published], {
        type: 'ProposeShiftPlan',
        inputs: { source: 'given', days, rules, people: team },
      }).code,
    ).toBe('plan-published');
    expect(
      refusalOf([], { type: 'ProposeShiftPlan', inputs: refused('plan-too-large', 'x') }).code,
    ).toBe('plan-too-large');
  });
  it('is adjusted by hand and judged again: what it leaves unfilled, and every hard rule', () => {
    expect(
      run([proposed], adjust([shift('cleo', TUE, 10, 14)], [{ staffId: 'anna', date: MON }])),
    ).toMatchObject([
      {
        type: 'ShiftPlanAdjusted',
        data: {
          put: [shift('cleo', TUE, 10, 14)],
          removed: [{ staffId: 'anna', date: MON }],
          unfilled: Array.from({ length: 6 }, (_, i) => ({
            date: MON,
            hour: 9 + i,
            short: 1,
            reasons: [{ reason: 'free', staffIds: ['anna', 'bob', 'cleo'] }],
          })),
        },
      },
    ]);
    expect(refusalOf([proposed], adjust([shift('cleo', WED)]))).toMatchObject({
      kind: 'refused',
      code: 'rule-broken',
      detail: { staffId: 'cleo', date: WED, rule: 'not-at-store' },
    });
    expect(
      refusalOf(
        [proposed],
        adjust([shift('anna', TUE, 9, 15)], [], [person('anna', { fixed: [away(WED, 0, 4)] })]),
      ).detail,
    ).toMatchObject({ staffId: 'anna', date: TUE, rule: 'rest' });
    expect(refusalOf([proposed], adjust([shift('anna', TUE, 8, 19)])).detail).toMatchObject({
      rule: 'daily-hours',
    });
  });
  it.each<[string, ShiftPlanEvent[], ShiftPlanCommand]>([
    ['plan-not-found', [], adjust([shift('anna', MON)])],
    ['plan-published', [proposed, published], adjust([shift('anna', MON)])],
    ['staff-unknown', [proposed], adjust([shift('zoe', MON)])],
    ['date-outside-plan', [proposed], adjust([shift('anna', dateAfter(MON, 7))])],
    ['shift-repeated', [proposed], adjust([shift('anna', MON), shift('anna', MON, 10, 14)])],
    ['shift-unknown', [proposed], adjust([], [{ staffId: 'bob', date: MON }])],
    ['plan-not-found', [], { type: 'PublishShiftPlan', people: team, onStranded: 'refuse' }],
  ])('%s', (code, events, command) => expect(refusalOf(events, command).code).toBe(code));

  it('is published once, with every day of everybody, after the rules were asked again', () => {
    const publish = (more: object = {}): ShiftPlanCommand => ({
      type: 'PublishShiftPlan',
      people: team,
      onStranded: 'refuse',
      ...more,
    });
    const [event] = run([proposed], publish());
    expect(event).toMatchObject({ type: 'ShiftPlanPublished', data: { onStranded: 'refuse' } });
    const listed = (
      event!.data as unknown as { days: { staffId: string; date: string; shift?: object }[] }
    ).days;
    expect([
      listed.length,
      listed.filter((d) => d.shift).map((d) => `${d.staffId} ${d.date}`),
    ]).toEqual([28 + 28 + 2, [`anna ${MON}`, `bob ${TUE}`]]);
    expect(run([proposed, published], publish())).toEqual([]);
    expect(
      refusalOf(
        [proposed],
        publish({
          people: [
            team[1],
            person('anna', { leave: [{ date: MON, fromMinute: 0, toMinute: 2880 }] }),
          ],
        }),
      ).detail,
    ).toMatchObject({ staffId: 'anna', rule: 'on-leave' });
    expect(refusalOf([proposed], publish({ people: [team[1]] })).detail).toMatchObject({
      staffId: 'anna',
      rule: 'not-at-store',
    });
    expect(
      refusalOf([proposed], publish({ verdict: refused('bookings-stranded', 'x') })).code,
    ).toBe('bookings-stranded');
    expect(
      run([proposed, published], publish({ verdict: refused('bookings-stranded', 'x') })),
    ).toEqual([]);
  });
  it('says once which rosters follow', () => {
    const note: ShiftPlanCommand = {
      type: 'NoteShiftPlanApplied',
      of: 'e1',
      written: ['anna'],
      refused: [{ staffId: 'bob', code: 'rest-too-short' }],
    };
    const [event] = run([proposed, published], note);
    expect(event).toEqual({
      type: 'ShiftPlanApplied',
      data: { of: 'e1', written: ['anna'], refused: [{ staffId: 'bob', code: 'rest-too-short' }] },
    });
    expect(run([proposed, published, event!], note)).toEqual([]);
  });
});

describe('BK-12 a swap between two people', () => {
  const approve = (people: readonly PlanPerson[] = team, more: object = {}): ShiftPlanCommand => ({
    type: 'ApproveShiftSwap',
    swapId: 'x',
    people,
    onStranded: 'refuse',
    ...more,
  });
  it('waits for approval, and exchanges the shifts then', () => {
    given(shiftPlans, KEY, [proposed])
      .when(
        {
          type: 'RequestShiftSwap',
          fromStaffId: 'anna',
          fromDate: MON,
          toStaffId: 'bob',
          toDate: TUE,
        },
        fixedFacts('2026-02-20T09:00:00.000Z'),
      )
      .then([
        {
          type: 'ShiftSwapRequested',
          data: {
            swapId: 'sid-1',
            fromStaffId: 'anna',
            fromDate: MON,
            toStaffId: 'bob',
            toDate: TUE,
          },
        },
      ]);
    const [event] = run([proposed, asked], approve());
    expect(event).toMatchObject({
      type: 'ShiftSwapApproved',
      data: {
        swapId: 'x',
        put: [shift('bob', MON), shift('anna', TUE)],
        removed: [
          { staffId: 'anna', date: MON },
          { staffId: 'bob', date: TUE },
        ],
      },
    });
    expect((event!.data as unknown as { days: object[] }).days).toEqual([
      { staffId: 'anna', date: MON },
      { staffId: 'anna', date: TUE, shift: { fromMinute: 540, toMinute: 900 } },
      { staffId: 'bob', date: MON, shift: { fromMinute: 540, toMinute: 900 } },
      { staffId: 'bob', date: TUE },
    ]);
    expect(
      [...stateAfter(shiftPlans, KEY, [proposed, asked, event!]).shifts.keys()].sort(),
    ).toEqual([`${MON} bob`, `${TUE} anna`]);
    expect(run([proposed, asked, event!], approve())).toEqual([]);
  });
  it('may be on one date, or one way only', () => {
    const sameDay = {
      ...proposed,
      data: { ...proposed.data, shifts: [shift('anna', MON, 9, 13), shift('bob', MON, 13, 17)] },
    } as ShiftPlanEvent;
    expect(
      changeOf(stateAfter(shiftPlans, KEY, [sameDay]), {
        fromStaffId: 'anna',
        fromDate: MON,
        toStaffId: 'bob',
        toDate: MON,
      }),
    ).toEqual({ put: [shift('bob', MON, 9, 13), shift('anna', MON, 13, 17)], removed: [] });
    expect(
      changeOf(stateAfter(shiftPlans, KEY, [proposed]), {
        fromStaffId: 'anna',
        fromDate: MON,
        toStaffId: 'cleo',
      }),
    ).toEqual({ put: [shift('cleo', MON)], removed: [{ staffId: 'anna', date: MON }] });
  });
  it('asks the hard rules again when it is approved', () => {
    expect(
      refusalOf(
        [proposed, asked],
        approve([person('anna', { fixed: [away(WED, 1, 5)] }), team[1]!]),
      ),
    ).toMatchObject({ code: 'rule-broken', detail: { staffId: 'anna', date: TUE, rule: 'rest' } });
    expect(
      refusalOf([proposed, asked], approve([person('anna', { dates: [MON] }), team[1]!])).detail,
    ).toMatchObject({ rule: 'not-at-store' });
    expect(
      refusalOf([proposed, asked], approve(team, { verdict: refused('swap-stale', 'x') })).code,
    ).toBe('swap-stale');
    const twice: ShiftPlanEvent = {
      type: 'ShiftPlanAdjusted',
      data: { put: [shift('bob', MON, 16, 20)], removed: [], unfilled: [], unmet: [] },
    };
    expect(refusalOf([proposed, twice, asked], approve()).detail).toMatchObject({
      staffId: 'bob',
      date: MON,
      rule: 'shifts-overlap',
    });
    const gone: ShiftPlanEvent = {
      type: 'ShiftPlanAdjusted',
      data: { put: [], removed: [{ staffId: 'anna', date: MON }], unfilled: [], unmet: [] },
    };
    expect(refusalOf([proposed, asked, gone], approve()).code).toBe('swap-stale');
  });
  it.each<[string, ShiftPlanEvent[], ShiftPlanCommand]>([
    [
      'swap-with-oneself',
      [proposed],
      { type: 'RequestShiftSwap', fromStaffId: 'anna', fromDate: MON, toStaffId: 'anna' },
    ],
    [
      'staff-unknown',
      [proposed],
      { type: 'RequestShiftSwap', fromStaffId: 'anna', fromDate: MON, toStaffId: 'zoe' },
    ],
    [
      'shift-unknown',
      [proposed],
      { type: 'RequestShiftSwap', fromStaffId: 'anna', fromDate: TUE, toStaffId: 'bob' },
    ],
    [
      'shift-unknown',
      [proposed],
      {
        type: 'RequestShiftSwap',
        fromStaffId: 'anna',
        fromDate: MON,
        toStaffId: 'bob',
        toDate: MON,
      },
    ],
    [
      'swap-open',
      [proposed, asked],
      { type: 'RequestShiftSwap', fromStaffId: 'bob', fromDate: TUE, toStaffId: 'cleo' },
    ],
    [
      'plan-not-found',
      [],
      { type: 'RequestShiftSwap', fromStaffId: 'anna', fromDate: MON, toStaffId: 'bob' },
    ],
    ['swap-not-found', [proposed], approve()],
    [
      'swap-rejected',
      [proposed, asked, { type: 'ShiftSwapRejected', data: { swapId: 'x', reason: 'no' } }],
      approve(),
    ],
    ['swap-not-found', [proposed], { type: 'RejectShiftSwap', swapId: 'x', reason: 'no' }],
  ])('%s', (code, events, command) => expect(refusalOf(events, command).code).toBe(code));
});

describe('BK-12 no version of a plan breaks a hard rule', () => {
  const anyShift = fc
    .record({
      staffId: fc.constantFrom('anna', 'bob', 'cleo'),
      date: fc.constantFrom(...week()),
      from: fc.integer({ min: 6, max: 18 }),
      length: fc.integer({ min: 1, max: 11 }),
    })
    .map(({ staffId, date, from, length }) => shift(staffId, date, from, from + length));
  const step = fc.oneof(
    anyShift.map((s): ShiftPlanCommand => adjust([s])),
    fc
      .tuple(anyShift, anyShift)
      .map(([s, r]): ShiftPlanCommand => adjust([s], [{ staffId: r.staffId, date: r.date }])),
    fc.tuple(anyShift, anyShift).map(([a, b]): ShiftPlanCommand => ({
      type: 'RequestShiftSwap',
      fromStaffId: a.staffId,
      fromDate: a.date,
      toStaffId: b.staffId,
      ...(b.fromMinute % 120 === 0 ? { toDate: b.date } : {}),
    })),
    fc.nat(3).map((n): ShiftPlanCommand => ({
      type: 'ApproveShiftSwap',
      swapId: `#${n}`,
      people: team,
      onStranded: 'refuse',
    })),
  );
  it('whoever changes or swaps what in which order', () => {
    const busy = [
      person('anna', { fixed: [away(TUE, 8, 12, { travelToMinutes: 30, travelFromMinutes: 30 })] }),
      person('bob', {
        wishes: { id: 'bob', weekdaysOff: [], datesOff: [], maxWeeklyMinutes: 1200 },
      }),
      team[2]!,
    ];
    let done = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 12, maxLength: 25 }), (steps) => {
        let events: ShiftPlanEvent[] = run([], {
          type: 'ProposeShiftPlan',
          inputs: { source: 'given', days, rules, people: busy },
        });
        let state: ShiftPlanState = stateAfter(shiftPlans, KEY, events);
        for (const s of steps) {
          const command = {
            ...s,
            ...('people' in s ? { people: busy } : {}),
            ...(s.type === 'ApproveShiftSwap'
              ? {
                  swapId:
                    [...state.swaps.keys()][
                      Number(s.swapId.slice(1)) % Math.max(1, state.swaps.size)
                    ] ?? 'none',
                }
              : {}),
          } as ShiftPlanCommand;
          try {
            events = [...events, ...run(events, command)];
            done++;
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
          state = stateAfter(shiftPlans, KEY, events);
          for (const p of busy)
            expect([
              p.staffId,
              faultOf(
                p,
                rules,
                [...state.shifts.values()].filter((one) => one.staffId === p.staffId),
              ),
            ]).toEqual([p.staffId, undefined]);
          for (const [key, one] of state.shifts) expect(shiftKey(one)).toBe(key);
        }
      }),
      { numRuns: 60 },
    );
    expect(done).toBeGreaterThan(100);
  });
  it('changes nothing that it was given', () => {
    const shifts = new Map([[shiftKey(shift('anna', MON)), shift('anna', MON)]]);
    expect(changed(shifts, { put: [shift('bob', MON)], removed: [shift('anna', MON)] }).size).toBe(
      1,
    );
    expect([...shifts.values()]).toEqual([shift('anna', MON)]);
  });
});

describe('BK-12 what a published plan does to a roster', () => {
  const roster: Shifts = {
    ...noShifts('anna'),
    patterns: [
      {
        storeId: 's1',
        validFrom: '2026-01-01',
        shifts: [1, 2].map((weekday) => ({ weekday, from: '09:00', to: '17:00', breaks: [] })),
      },
    ],
    exceptions: [
      { storeId: 's2', date: MON, shifts: [] },
      { storeId: 's1', date: '2024-01-01', shifts: [] },
    ],
    absences: [{ kind: 'leave', fromDate: '2026-05-01', toDate: '2026-05-02' }],
  };
  const planned = [
    { staffId: 'anna', date: MON, shift: { fromMinute: 720, toMinute: 1500 } },
    { staffId: 'anna', date: TUE },
    { staffId: 'anna', date: WED },
  ];
  it('becomes dated shifts and days off, beside everything else; again changes nothing', () => {
    const after = withPlanned(roster, 's1', planned, rules);
    expect(after).toEqual({
      ...roster,
      exceptions: [
        { storeId: 's1', date: MON, shifts: [{ from: '12:00', to: '01:00', breaks: [] }] },
        { storeId: 's2', date: MON, shifts: [] },
        { storeId: 's1', date: TUE, shifts: [] },
      ],
    });
    expect(withPlanned(after, 's1', planned, rules)).toEqual(after);
    expect([timeOf(0), timeOf(545), timeOf(1440), timeOf(1500)]).toEqual([
      '00:00',
      '09:05',
      '24:00',
      '01:00',
    ]);
  });
  it("R-BK-42 gives long shifts a floating break that the store's longest work allows, wherever it is placed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 480 }),
        fc.integer({ min: 5, max: 60 }),
        fc.integer({ min: 300, max: 700 }),
        fc.integer({ min: 30, max: 700 }),
        (maxContinuousMinutes, breakMinutes, from, length) => {
          const limits = { maxContinuousMinutes, breakMinutes };
          if (length > longestWithBreak(limits)) return;
          const long: Shifts = {
            ...noShifts('anna'),
            exceptions: [
              {
                storeId: 's1',
                date: MON,
                shifts: [rosterShift({ fromMinute: from, toMinute: from + length }, limits)],
              },
            ],
          };
          expect(() =>
            checkShifts(
              long,
              new Map([['s1', store()]]),
              termsOf([{ id: 'chain', maxContinuousMinutes }], undefined),
            ),
          ).not.toThrow();
        },
      ),
    );
  });
});
