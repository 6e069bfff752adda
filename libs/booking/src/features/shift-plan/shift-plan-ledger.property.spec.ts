import fc from 'fast-check';
import { Refusal } from '@chignon/eventing';
import { stateAfter } from '@chignon/eventing/testing';
import { changed, shiftKey } from './plan-changes.js';
import type { ShiftPlanCommand, ShiftPlanEvent, ShiftPlanState } from './shift-plan-events.js';
import { shiftPlans } from './shift-plan-ledger.js';
import { away, faultOf, MON, person, rules, week } from './testing.js';
import { adjust, days, KEY, run, shift, team, TUE } from './shift-plan-ledger.testing.js';

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
