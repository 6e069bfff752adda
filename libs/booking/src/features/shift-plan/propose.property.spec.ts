import fc from 'fast-check';
import { dateAfter } from '@chignon/calendar';
import type { PlanDay } from './plan-grid.js';
import type { DemandRow } from './demand.js';
import { assess } from './explain.js';
import { brokenRule, type FixedShift, type PlanPerson } from './plan-rules.js';
import { proposeShifts } from './propose.js';
import { faultOf, MON, rules, week } from './testing.js';
import { days } from './propose.testing.js';

describe('BK-12 whatever the demand, the people and the rules', () => {
  const hour = fc.integer({ min: 8, max: 18 });
  const span = fc
    .tuple(hour, fc.integer({ min: 1, max: 12 }))
    .map(([from, length]) => ({ fromMinute: from * 60, toMinute: (from + length) * 60 }));
  const onDate = fc
    .tuple(
      fc.integer({ min: -3, max: 17 }).map((n) => dateAfter(MON, n)),
      span,
    )
    .map(([date, s]) => ({ date, ...s }));
  const fixedShift = fc
    .record({ at: onDate, away: fc.boolean(), travel: fc.nat(60) })
    .map(({ at, away: isAway, travel }): FixedShift => ({
      ...at,
      away: isAway,
      restMinutes: 660,
      travelToMinutes: isAway ? travel : 0,
      travelFromMinutes: isAway ? travel : 0,
    }));
  const somebody = fc.record({
    skills: fc
      .subarray(['cut', 'colour'])
      .map((list) => list.map((skill) => ({ skill, level: 1, validUntil: '2026-03-10' }))),
    dates: fc.subarray(week(2)),
    leave: fc.array(onDate, { maxLength: 2 }),
    blocked: fc.array(onDate, { maxLength: 2 }),
    fixed: fc.array(fixedShift, { maxLength: 3 }),
    wishes: fc.option(
      fc.record({
        id: fc.constant('x'),
        weekdaysOff: fc.subarray([1, 2, 3, 4, 5, 6, 7]),
        datesOff: fc.constant([]),
        maxWeeklyMinutes: fc.integer({ min: 0, max: 3000 }),
      }),
      { nil: undefined },
    ),
  });
  const team = fc.array(somebody, { maxLength: 5 }).map((list) =>
    list.map(({ wishes, ...p }, i): PlanPerson => ({
      staffId: `p${i}`,
      ...p,
      ...(wishes ? { wishes } : {}),
    })),
  );
  const row = fc
    .record({
      weekday: fc.integer({ min: 1, max: 7 }),
      fromHour: hour,
      length: fc.integer({ min: 1, max: 8 }),
      staff: fc.integer({ min: 1, max: 3 }),
      skill: fc.constantFrom(undefined, 'cut', 'colour'),
    })
    .map(({ length, skill, ...r }): DemandRow => ({
      ...r,
      toHour: Math.min(24, r.fromHour + length),
      ...(skill ? { skill, level: 1 } : {}),
    }));
  const anyRules = fc.record({
    minRestMinutes: fc.constantFrom(0, 600, 660, 900),
    maxMinutesPerDay: fc.constantFrom(300, 600),
    maxMinutesPerWeek: fc.constantFrom(600, 2400),
    maxDaysInARow: fc.integer({ min: 1, max: 6 }),
    minShiftMinutes: fc.constantFrom(60, 240),
    maxShiftMinutes: fc.constantFrom(240, 480, 600),
    breakMinutes: fc.constant(30),
  });
  const plan = (rows: readonly DemandRow[]): PlanDay[] =>
    days(rows, week(2)).map((d) => ({ ...d, toHour: 26 }));

  it('no proposal breaks a hard rule, every unfilled hour is explained for everybody and truly, and it is the same again', () => {
    let unfilledHours = 0;
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), team, anyRules, (rows, people, r) => {
        const proposal = proposeShifts(plan(rows), people, r);
        for (const p of people) {
          const own = proposal.shifts.filter((s) => s.staffId === p.staffId);
          expect([p.staffId, faultOf(p, r, own)]).toEqual([p.staffId, undefined]);
          expect(brokenRule(p, r, own)).toBeUndefined();
        }
        for (const { date, hour: at, short, reasons, skill } of proposal.unfilled) {
          unfilledHours++;
          expect(short).toBeGreaterThan(0);
          expect(reasons.flatMap((one) => one.staffIds).sort()).toEqual(
            people.map((p) => p.staffId),
          );
          for (const { reason, staffIds } of reasons) {
            expect(reason).not.toBe('free');
            for (const id of staffIds) {
              const p = people.find((one) => one.staffId === id)!;
              const own = proposal.shifts.filter((s) => s.staffId === id && s.date === date)[0];
              const here =
                own !== undefined && own.fromMinute <= at * 60 && (at + 1) * 60 <= own.toMinute;
              if (reason === 'working') expect(here).toBe(true);
              if (reason === 'lacks-skill')
                expect(p.skills.some((s) => s.skill === skill && s.validUntil! >= date)).toBe(
                  false,
                );
              if (reason === 'not-at-store') expect(p.dates).not.toContain(date);
            }
          }
        }
        // Filled and short together are what was wanted, hour by hour.
        const filled =
          proposal.shifts.length === 0 ? proposal.unfilled.every((u) => u.short === u.staff) : true;
        expect(filled).toBe(true);
        expect(proposeShifts([...plan(rows)].reverse(), [...people].reverse(), r)).toEqual(
          proposal,
        );
        expect(assess(plan(rows), people, r, proposal.shifts).unfilled).toEqual(proposal.unfilled);
      }),
      { numRuns: 150 },
    );
    expect(unfilledHours).toBeGreaterThan(100);
  });

  it('an hour that is not listed has as many people as it wants', () => {
    fc.assert(
      fc.property(
        fc.array(
          row.filter((r) => r.skill === undefined),
          { maxLength: 6 },
        ),
        team,
        (rows, people) => {
          const proposal = proposeShifts(plan(rows), people, rules);
          for (const { date, demand } of plan(rows)) {
            for (const { hour: at, staff } of demand) {
              const present = proposal.shifts.filter(
                (s) =>
                  s.date === date &&
                  s.fromMinute <= at * 60 &&
                  (at + 1) * 60 <= s.toMinute &&
                  !people
                    .find((p) => p.staffId === s.staffId)!
                    .blocked.some(
                      (b) =>
                        b.date === date && b.fromMinute < (at + 1) * 60 && at * 60 < b.toMinute,
                    ),
              );
              expect(
                proposal.unfilled.find((u) => u.date === date && u.hour === at)?.short ?? 0,
              ).toBe(Math.max(0, staff - present.length));
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
