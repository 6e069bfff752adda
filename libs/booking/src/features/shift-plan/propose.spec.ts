import fc from 'fast-check';
import { dateAfter } from '@chignon/calendar';
import { HourCover } from './cover.js';
import { demandFromDays, demandOfTable, type DemandRow, median } from './demand.js';
import { assess, type Proposal } from './explain.js';
import { proposeShifts } from './propose.js';
import { away, MON, person, rules } from './testing.js';
import { days } from './propose.testing.js';

const every = (
  fromHour: number,
  toHour: number,
  staff: number,
  more: Partial<DemandRow> = {},
): DemandRow[] =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, fromHour, toHour, staff, ...more }));
const why = ({ unfilled }: Proposal, date: string, hour: number) =>
  Object.fromEntries(
    (unfilled.find((u) => u.date === date && u.hour === hour)?.reasons ?? []).flatMap(
      ({ reason, staffIds }) => staffIds.map((id) => [id, reason]),
    ),
  );

describe('BK-12 a proposal from demand and wishes', () => {
  it('covers what it can and nothing else', () => {
    const { shifts, unfilled } = proposeShifts(
      days([{ weekday: 1, fromHour: 9, toHour: 15, staff: 2 }]),
      [person('anna'), person('bob'), person('cleo')],
      rules,
    );
    expect(
      shifts.map(({ staffId, date, fromMinute, toMinute }) => [
        staffId,
        date,
        fromMinute / 60,
        toMinute / 60,
      ]),
    ).toEqual([
      ['anna', MON, 9, 15],
      ['bob', MON, 9, 15],
    ]);
    expect(unfilled).toEqual([]);
  });
  it('leaves no place to somebody else that only one can fill', () => {
    const demand = [...every(9, 15, 1), ...every(9, 15, 1, { skill: 'colour', level: 1 })].filter(
      (r) => r.weekday === 1,
    );
    const both = person('anna', { skills: [{ skill: 'colour', level: 3 }] });
    expect(proposeShifts(days(demand), [both, person('bob')], rules).unfilled).toEqual([]);
    expect(
      why(
        proposeShifts(
          days([{ weekday: 1, fromHour: 9, toHour: 15, staff: 1, skill: 'colour', level: 4 }]),
          [both, person('bob')],
          rules,
        ),
        MON,
        9,
      ),
    ).toEqual({ anna: 'lacks-skill', bob: 'lacks-skill' });
  });
  it('keeps wished days off and hours where somebody else is free, and names the wishes that it does not keep', () => {
    const off = person('anna', {
      wishes: {
        id: 'anna',
        weekdaysOff: [1],
        datesOff: [dateAfter(MON, 1)],
        preferred: { from: '08:00', to: '14:00' },
        minWeeklyMinutes: 1200,
      },
    });
    const rows = [1, 2, 3].map((weekday) => ({ weekday, fromHour: 10, toHour: 16, staff: 1 }));
    const kept = proposeShifts(days(rows), [off, person('bob')], rules);
    expect(kept.shifts.map((s) => [s.staffId, s.date])).toEqual([
      ['bob', MON],
      ['bob', dateAfter(MON, 1)],
      ['bob', dateAfter(MON, 2)],
    ]);
    expect(kept.unmet).toEqual([{ staffId: 'anna', wish: 'min-weekly-hours', date: MON }]);
    const alone = proposeShifts(days(rows), [off], rules);
    expect(alone.unfilled).toEqual([]);
    expect(alone.unmet.map((u) => `${u.wish} ${u.date}`)).toEqual([
      `day-off ${MON}`,
      `preferred-hours ${MON}`,
      `day-off ${dateAfter(MON, 1)}`,
      `preferred-hours ${dateAfter(MON, 1)}`,
      `preferred-hours ${dateAfter(MON, 2)}`,
      `min-weekly-hours ${MON}`,
    ]);
  });
  it('repairs: hands a shift over where that frees the only person for another hour', () => {
    // Colour is wanted on Sunday; anna alone has it, and three days of cutting would use her week up.
    const short = { ...rules, maxMinutesPerWeek: 720 };
    const people = [
      person('anna', {
        skills: [
          { skill: 'cut', level: 2 },
          { skill: 'colour', level: 1 },
        ],
      }),
      person('bob'),
    ];
    const rows = [
      { weekday: 1, fromHour: 9, toHour: 15, staff: 2 },
      { weekday: 2, fromHour: 9, toHour: 15, staff: 1 },
      { weekday: 7, fromHour: 9, toHour: 13, staff: 1, skill: 'colour', level: 1 },
    ];
    const { shifts, unfilled } = proposeShifts(days(rows), people, short);
    expect(unfilled.filter((u) => u.skill === 'colour')).toEqual([]);
    expect(shifts.find((s) => s.date === dateAfter(MON, 6))?.staffId).toBe('anna');
  });
});

describe('BK-12 explains each unfilled hour', () => {
  const noon = [{ weekday: 2, fromHour: 9, toHour: 13, staff: 9 }];
  const TUE = dateAfter(MON, 1);
  it('by the first rule in the way of each person', () => {
    const team = [
      person('away', { fixed: [away(TUE, 10, 18)] }),
      person('blocked', { blocked: [{ date: TUE, fromMinute: 0, toMinute: 2880 }] }),
      person('full', {
        wishes: { id: 'full', weekdaysOff: [], datesOff: [], maxWeeklyMinutes: 120 },
      }),
      person('gone', { dates: [MON] }),
      person('leave', { leave: [{ date: TUE, fromMinute: 0, toMinute: 2880 }] }),
      person('late', { fixed: [away(MON, 14, 26)] }),
      person('row', { fixed: [1, 2, 3, 4, 5, 6].map((n) => away(dateAfter(TUE, -n), 9, 13)) }),
      person('travel', { fixed: [away(TUE, 13, 16, { travelToMinutes: 60 })] }),
      person('works'),
    ];
    expect(why(proposeShifts(days(noon), team, rules), TUE, 12)).toEqual({
      away: 'works-elsewhere',
      blocked: 'blocked-out',
      full: 'weekly-hours',
      gone: 'not-at-store',
      leave: 'on-leave',
      late: 'rest',
      row: 'days-in-a-row',
      travel: 'works-elsewhere',
      works: 'working',
    });
  });
  it('and says how many are missing', () => {
    const { unfilled } = proposeShifts(days(noon), [person('anna')], rules);
    expect(unfilled.map((u) => [u.hour, u.staff, u.short])).toEqual(
      [9, 10, 11, 12].map((hour) => [hour, 9, 8]),
    );
  });
  it('also of a plan that a person made: who is free is said', () => {
    expect(
      why(
        assess(days(noon), [person('anna'), person('bob')], rules, [
          { staffId: 'anna', date: TUE, fromMinute: 540, toMinute: 780 },
        ]),
        TUE,
        9,
      ),
    ).toEqual({ anna: 'working', bob: 'free' });
  });
});

describe('BK-12 demand', () => {
  it('is read from a table', () => {
    expect(
      demandOfTable(
        [
          { weekday: 1, fromHour: 9, toHour: 11, staff: 1 },
          { weekday: 1, fromHour: 10, toHour: 11, staff: 2 },
          { weekday: 2, fromHour: 9, toHour: 10, staff: 1 },
        ],
        [MON],
      ),
    ).toEqual([
      { date: MON, hour: 9, staff: 1 },
      { date: MON, hour: 10, staff: 3 },
    ]);
  });
  it('or is the median of people busy in the same hours of the same weekdays', () => {
    const busy = (...ids: string[]) =>
      ids.map((staffId) => ({ staffId, skill: 'cut', level: 1, fromMinute: 570, toMinute: 630 }));
    const past = [
      [-7, ['a', 'b', 'c']],
      [-14, ['a']],
      [-21, ['a', 'b']],
      [-28, []],
      [-6, ['x', 'y', 'z']],
    ].map(([n, ids]) => ({ date: dateAfter(MON, n as number), busy: busy(...(ids as string[])) }));
    // 3, 1, 2 and 0 people: one and a half, so two.
    expect(demandFromDays(past, [MON])).toEqual([
      { date: MON, hour: 9, skill: 'cut', level: 1, staff: 2 },
      { date: MON, hour: 10, skill: 'cut', level: 1, staff: 2 },
    ]);
    expect([median([]), median([3]), median([5, 1, 2]), median([4, 1])]).toEqual([0, 3, 2, 2.5]);
    const twice = [{ date: dateAfter(MON, -7), busy: [...busy('a'), ...busy('a')] }];
    expect(demandFromDays(twice, [MON])[0]?.staff).toBe(1);
  });
  it('fills as many places of an hour as anybody could', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), { maxLength: 5 }),
        fc.array(fc.nat(2), { maxLength: 5 }),
        (serves, kinds) => {
          const cover = new HourCover(
            [0, 1, 2].map((kind) => kinds.filter((k) => k === kind).length),
            serves,
          );
          for (const [i] of serves.entries()) expect(cover.would(i)).toBe(cover.add(i));
          const most = (left: readonly number[], i: number): number =>
            i === serves.length
              ? 0
              : Math.max(
                  most(left, i + 1),
                  ...left.map((kind, n) =>
                    serves[i]![kind]
                      ? 1 +
                        most(
                          left.filter((_, m) => m !== n),
                          i + 1,
                        )
                      : 0,
                  ),
                );
          expect(cover.missed).toBe(kinds.length - most(kinds, 0));
          expect([0, 1, 2].reduce((sum, kind) => sum + cover.missing(kind), 0)).toBe(cover.missed);
        },
      ),
    );
  });
});
