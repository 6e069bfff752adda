import fc from 'fast-check';
import { dateAfter } from '@chignon/calendar';
import { refused } from '@chignon/eventing';
import { termsOf } from '../../salon/roster/roster-terms.js';
import { checkShifts } from '../../salon/roster/shift-checks.js';
import { noShifts, type Shifts } from '../../salon/roster/shifts.js';
import { store } from '../../testing.js';
import { longestWithBreak, rosterShift, timeOf, withPlanned } from './publishing.js';
import type { ShiftPlanCommand, ShiftPlanEvent } from './shift-plan-events.js';
import { away, MON, person, rules } from './testing.js';
import {
  adjust,
  days,
  proposed,
  refusalOf,
  run,
  shift,
  team,
  TUE,
  WED,
} from './shift-plan-ledger.testing.js';

const published: ShiftPlanEvent = {
  type: 'ShiftPlanPublished',
  data: { days: [], onStranded: 'refuse' },
};
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
