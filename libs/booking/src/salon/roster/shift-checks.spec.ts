import type { Refusal } from '@chignon/eventing';
import { store } from '../../testing.js';
import { type RosterRules, termsOf, type TravelTimes } from './roster-terms.js';
import { checkShifts } from './shift-checks.js';
import type { Shift, Shifts } from './shifts.js';

const stores = new Map(
  [
    store({ dayStartsAt: '05:00' }),
    store({ id: 's2', dayStartsAt: '05:00' }),
    store({ id: 'berlin', zone: 'Europe/Berlin' }),
  ].map((s) => [s.id, s]),
);
const shift = (from: string, to: string, more: Partial<Shift> = {}): Shift => ({
  from,
  to,
  breaks: [],
  ...more,
});
const dated = (...days: readonly (readonly [string, string, ...Shift[]])[]): Shifts => ({
  id: 'anna',
  patterns: [],
  exceptions: days.map(([storeId, date, ...list]) => ({ storeId, date, shifts: list })),
  absences: [],
});
const weekly = (...days: readonly (readonly [number, Shift])[]): Shifts => ({
  id: 'anna',
  patterns: [
    {
      storeId: 's1',
      validFrom: '2026-01-07',
      shifts: days.map(([weekday, s]) => ({ weekday, ...s })),
    },
  ],
  exceptions: [],
  absences: [],
});
const refusalOf = (
  roster: Shifts,
  rules: readonly RosterRules[] = [],
  travel?: TravelTimes,
): Refusal | undefined => {
  try {
    checkShifts(roster, stores, termsOf(rules, travel));
    return undefined;
  } catch (error) {
    return error as Refusal;
  }
};
const [MON, TUE] = ['2026-03-02', '2026-03-03'];

describe('R-BK-42 rest between shifts', () => {
  it('is eleven hours unless somebody says otherwise, to the minute', () => {
    expect(
      refusalOf(dated(['s1', MON, shift('12:00', '22:00')], ['s1', TUE, shift('09:00', '17:00')])),
    ).toBeUndefined();
    const short = refusalOf(
      dated(['s1', MON, shift('12:00', '22:01')], ['s1', TUE, shift('09:00', '17:00')]),
    );
    expect(short).toMatchObject({
      kind: 'refused',
      code: 'rest-too-short',
      detail: {
        shifts: [
          { date: MON, storeId: 's1' },
          { date: TUE, storeId: 's1' },
        ],
        minutesNeeded: 660,
        minutesFound: 659,
      },
    });
  });
  it("is the store's own rule, else the chain's; of two stores the stricter", () => {
    const night = dated(['s1', MON, shift('12:00', '22:00')], ['s1', TUE, shift('08:00', '12:00')]);
    expect(refusalOf(night, [{ id: 'chain', minRestHours: 10 }])).toBeUndefined();
    expect(
      refusalOf(night, [
        { id: 'chain', minRestHours: 10 },
        { id: 'store.s1', minRestHours: 12 },
      ])?.code,
    ).toBe('rest-too-short');
    const across = dated(
      ['s1', MON, shift('12:00', '22:00')],
      ['s2', TUE, shift('08:00', '12:00')],
    );
    expect(
      refusalOf(across, [
        { id: 'chain', minRestHours: 10 },
        { id: 'store.s2', minRestHours: 12 },
      ])?.code,
    ).toBe('rest-too-short');
  });
  it('counts nights past midnight, from Sunday to Monday, and before the first week; a split shift is no night', () => {
    expect(
      refusalOf(dated(['s1', MON, shift('20:00', '02:00')], ['s1', TUE, shift('09:00', '17:00')])),
    ).toMatchObject({ code: 'rest-too-short', detail: { minutesFound: 420 } });
    expect(
      refusalOf(weekly([7, shift('14:00', '23:00')], [1, shift('08:00', '12:00')]))?.code,
    ).toBe('rest-too-short');
    expect(
      refusalOf(dated(['s1', MON, shift('09:00', '12:00'), shift('13:00', '18:00')])),
    ).toBeUndefined();
    const newWeek: Shifts = {
      ...weekly([3, shift('06:00', '14:00')]),
      patterns: [
        {
          storeId: 's1',
          validFrom: '2026-01-01',
          validUntil: '2026-01-06',
          shifts: [{ weekday: 2, ...shift('14:00', '23:00') }],
        },
        ...weekly([3, shift('06:00', '14:00')]).patterns,
      ],
    };
    expect(refusalOf(newWeek)?.code).toBe('rest-too-short');
  });
  it('is the same in the night in which clocks change', () => {
    const days = (date: string, next: string): Shifts =>
      dated(['berlin', date, shift('12:00', '22:00')], ['berlin', next, shift('09:00', '17:00')]);
    expect([
      refusalOf(days('2026-03-28', '2026-03-29')),
      refusalOf(days('2026-10-24', '2026-10-25')),
    ]).toEqual([undefined, undefined]);
  });
});

describe('R-BK-42 longest work without a break', () => {
  const five = [{ id: 'store.s1', maxContinuousMinutes: 300 }];
  const codeOf = (...list: Shift[]): string | undefined =>
    refusalOf(dated(['s1', MON, ...list]), five)?.code;
  it('ends at a fixed break', () => {
    expect([
      codeOf(shift('09:00', '14:00')),
      codeOf(shift('09:00', '14:01')),
      codeOf(shift('09:00', '19:00', { breaks: [{ from: '13:30', to: '14:00' }] })),
      codeOf(shift('09:00', '19:01', { breaks: [{ from: '13:30', to: '14:00' }] })),
    ]).toEqual([undefined, 'works-too-long', undefined, 'works-too-long']);
  });
  it('is judged with floating breaks at their worst place', () => {
    const floats = (from: string, to: string) =>
      shift('09:00', '18:30', { floating: [{ minutes: 30, from, to }] });
    expect([
      codeOf(floats('13:00', '14:30')),
      codeOf(floats('13:00', '14:31')),
      codeOf(floats('12:59', '14:00')),
    ]).toEqual([undefined, 'works-too-long', 'works-too-long']);
  });
  it('goes on through shifts that touch, and names minutes and limit', () => {
    expect(
      refusalOf(dated(['s1', MON, shift('09:00', '12:00'), shift('12:00', '15:00')]), five),
    ).toMatchObject({
      code: 'works-too-long',
      detail: { field: 'exceptions.0.shifts.0', minutes: 360, limit: 300 },
    });
    expect(codeOf(shift('09:00', '12:00'), shift('12:01', '15:00'))).toBeUndefined();
    expect(
      refusalOf(weekly([1, shift('09:00', '12:00')], [2, shift('12:00', '15:00')]), five),
    ).toBeUndefined();
  });
});

describe('R-BK-43 travel between stores', () => {
  const travel: TravelTimes = {
    id: 'chain',
    marginMinutes: 10,
    otherwiseMinutes: 60,
    legs: [
      { fromStoreId: 's1', toStoreId: 's2', minutes: 30 },
      { fromStoreId: 's2', toStoreId: 's1', minutes: 45 },
    ],
  };
  const day = (a: string, until: string, b: string, from: string): Shifts =>
    dated([a, MON, shift('06:00', until)], [b, MON, shift(from, '20:00')]);
  it('needs the way with its margin between shifts at two stores, in the direction that is gone', () => {
    expect([
      refusalOf(day('s1', '12:00', 's2', '12:40'), [], travel),
      refusalOf(day('s2', '12:00', 's1', '12:55'), [], travel),
    ]).toEqual([undefined, undefined]);
    expect(refusalOf(day('s1', '12:00', 's2', '12:39'), [], travel)).toMatchObject({
      kind: 'refused',
      code: 'travel-too-short',
      detail: { storeIds: ['s1', 's2'], date: MON, minutesNeeded: 40, minutesFound: 39 },
    });
    expect(refusalOf(day('s2', '12:00', 's1', '12:54'), [], travel)?.detail).toMatchObject({
      minutesNeeded: 55,
    });
  });
  it('takes the way back where only that is known, else the usual time, and none where no times are set', () => {
    expect(
      termsOf([], { ...travel, legs: travel.legs.slice(0, 1) }).travelMinutes('s2', 's1'),
    ).toBe(40);
    expect([
      termsOf([], travel).travelMinutes('s1', 's9'),
      termsOf([], travel).travelMinutes('s1', 's1'),
      termsOf([], undefined).travelMinutes('s1', 's2'),
    ]).toEqual([70, 0, 0]);
    expect(refusalOf(day('s1', '12:00', 's2', '12:00'))).toBeUndefined();
  });
  it('R-BK-20 still refuses a clash across stores first', () => {
    expect(refusalOf(day('s1', '12:00', 's2', '11:59'), [], travel)?.code).toBe('shifts-overlap');
  });
});

describe('shifts that cannot be', () => {
  it.each<[string, Partial<Shift>]>([
    ['break-without-place', { floating: [{ minutes: 60, from: '10:00', to: '10:45' }] }],
    ['break-without-place', { floating: [{ minutes: 60, from: '08:00', to: '09:30' }] }],
    [
      'break-without-place',
      {
        floating: [{ minutes: 30, from: '10:00', to: '10:45' }],
        breaks: [{ from: '10:10', to: '10:30' }],
      },
    ],
    ['serves-nothing', { serves: [{ from: '09:00', to: '10:00' }] }],
    [
      'serves-nothing',
      { serves: [{ from: '09:00', to: '10:00', categories: [], serviceIds: [] }] },
    ],
    ['hours-invalid', { serves: [{ from: '09:00', to: '09:00', categories: ['hair'] }] }],
    ['hours-invalid', { floating: [{ minutes: 30, from: '24:59', to: '10:45' }] }],
    [
      'breaks-too-many',
      { floating: Array.from({ length: 4 }, () => ({ minutes: 5, from: '09:00', to: '17:00' })) },
    ],
  ])('%s', (code, more) =>
    expect(refusalOf(dated(['s1', MON, shift('09:00', '17:00', more)]))).toMatchObject({
      kind: 'invalid',
      code,
    }),
  );
});

describe('R-BK-42 R-BK-43 a rule that is tightened later', () => {
  const rules: readonly RosterRules[] = [{ id: 'chain', maxContinuousMinutes: 240 }];
  const after = (roster: Shifts, before: Shifts, with_: readonly RosterRules[] = rules) => {
    try {
      checkShifts(roster, stores, termsOf(with_, undefined), before);
      return undefined;
    } catch (error) {
      return (error as Refusal).code;
    }
  };
  const sick = (roster: Shifts, date: string): Shifts => ({
    ...roster,
    absences: [{ kind: 'leave', fromDate: date, toDate: date }],
  });
  it('does not lock what stood before: a sick day and another date are written', () => {
    const old = weekly([1, shift('09:00', '17:00')], [3, shift('09:00', '12:00')]);
    expect(after(old, dated())).toBe('works-too-long');
    expect(after(sick(old, TUE), old)).toBeUndefined();
    const more = { ...old, exceptions: dated(['s1', TUE, shift('09:00', '12:00')]).exceptions };
    expect(after(more, old)).toBeUndefined();
    const past = dated(['s1', '2020-01-06', shift('09:00', '17:00')]);
    expect(after({ ...past, exceptions: [...past.exceptions, ...more.exceptions] }, past)).toBe(
      undefined,
    );
  });
  it('holds for what is new, and for what becomes worse', () => {
    const old = weekly([1, shift('09:00', '17:00')]);
    expect(after(weekly([1, shift('09:00', '17:30')]), old)).toBe('works-too-long');
    expect(after(weekly([1, shift('09:00', '17:00')], [2, shift('09:00', '17:00')]), old)).toBe(
      'works-too-long',
    );
    const nights = weekly([1, shift('14:00', '22:00')], [2, shift('09:00', '13:00')]);
    const rest: readonly RosterRules[] = [{ id: 'chain', minRestHours: 12 }];
    expect(after(sick(nights, MON), nights, rest)).toBeUndefined();
    expect(
      after(weekly([1, shift('14:00', '22:30')], [2, shift('09:00', '13:00')]), nights, rest),
    ).toBe('rest-too-short');
  });
  it('never excuses two shifts at once', () => {
    const twice = weekly([1, shift('09:00', '12:00')], [1, shift('11:00', '13:00')]);
    expect(after(twice, twice)).toBe('shifts-overlap');
  });
});
