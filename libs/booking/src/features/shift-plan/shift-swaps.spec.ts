import { refused } from '@chignon/eventing';
import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { changeOf } from './plan-changes.js';
import type { PlanPerson } from './plan-rules.js';
import type { ShiftPlanCommand, ShiftPlanEvent } from './shift-plan-events.js';
import { shiftPlans } from './shift-plan-ledger.js';
import { away, MON, person } from './testing.js';
import {
  KEY,
  proposed,
  refusalOf,
  run,
  shift,
  team,
  TUE,
  WED,
} from './shift-plan-ledger.testing.js';

const asked: ShiftPlanEvent = {
  type: 'ShiftSwapRequested',
  data: { swapId: 'x', fromStaffId: 'anna', fromDate: MON, toStaffId: 'bob', toDate: TUE },
};

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
