import { isoOf } from '@chignon/calendar';
import { store } from '../../testing.js';
import { openOn } from '../stores/store.js';
import { checkShifts } from './shift-checks.js';
import { type Shift, type Shifts, workingDay, workingWindows } from './shifts.js';

const shift = (from: string, to: string, ...breaks: [string, string][]): Shift => ({
  from,
  to,
  breaks: breaks.map(([f, t]) => ({ from: f, to: t })),
});
const every = (shifts: Shift[], storeId = 's1') => ({
  storeId,
  validFrom: '2026-01-01',
  shifts: [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => shifts.map((s) => ({ weekday, ...s }))),
});
const roster = (more: Partial<Shifts> = {}): Shifts => ({
  id: 'anna',
  patterns: [every([shift('09:00', '17:00')])],
  exceptions: [],
  absences: [],
  ...more,
});
const text = (spans: readonly { fromMs: number; toMs: number }[]) =>
  spans.map((s) => `${isoOf(s.fromMs).slice(5, 16)}/${isoOf(s.toMs).slice(5, 16)}`);
const codeOf = (run: () => void): string => {
  try {
    run();
    return 'fine';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('BK-13 shifts, split shifts, breaks, days off, leave, block-outs', () => {
  const utc = store();
  it('splits a shift and cuts breaks out of it', () => {
    const split = roster({
      patterns: [every([shift('09:00', '12:00', ['10:00', '10:15']), shift('14:00', '18:00')])],
    });
    expect(text(workingWindows(split, utc, '2026-03-02'))).toEqual([
      '03-02T09:00/03-02T10:00',
      '03-02T10:15/03-02T12:00',
      '03-02T14:00/03-02T18:00',
    ]);
  });
  it('lets dated exceptions replace the week and leave empty it', () => {
    const changed = roster({
      exceptions: [
        { storeId: 's1', date: '2026-03-03', shifts: [] },
        { storeId: 's1', date: '2026-03-04', shifts: [shift('12:00', '20:00')] },
      ],
      absences: [{ kind: 'leave', fromDate: '2026-03-05', toDate: '2026-03-06' }],
    });
    expect(workingWindows(changed, utc, '2026-03-03')).toEqual([]);
    expect(text(workingWindows(changed, utc, '2026-03-04'))).toEqual(['03-04T12:00/03-04T20:00']);
    expect(['2026-03-05', '2026-03-06'].flatMap((d) => workingWindows(changed, utc, d))).toEqual(
      [],
    );
    expect(workingWindows(changed, utc, '2026-03-07')).toHaveLength(1);
  });
  it('keeps weekly days off and takes the newest pattern', () => {
    const weekdays = roster({
      patterns: [
        {
          storeId: 's1',
          validFrom: '2026-01-01',
          shifts: [{ weekday: 1, ...shift('09:00', '17:00') }],
        },
        {
          storeId: 's1',
          validFrom: '2026-03-09',
          shifts: [{ weekday: 2, ...shift('10:00', '11:00') }],
        },
      ],
    });
    expect(
      ['2026-03-02', '2026-03-03', '2026-03-09', '2026-03-10'].map(
        (d) => workingWindows(weekdays, utc, d).length,
      ),
    ).toEqual([1, 0, 0, 1]);
  });
  it('R-BK-03 tells block-outs (present) from leave (absent)', () => {
    const hours = { from: '12:00', to: '13:00' };
    const blocked = workingDay(
      roster({
        absences: [{ kind: 'block-out', fromDate: '2026-03-02', toDate: '2026-03-02', hours }],
      }),
      utc,
      '2026-03-02',
    );
    expect([blocked.working.length, blocked.present.length]).toEqual([2, 1]);
    const away = workingDay(
      roster({
        absences: [{ kind: 'leave', fromDate: '2026-03-02', toDate: '2026-03-02', hours }],
      }),
      utc,
      '2026-03-02',
    );
    expect([away.working.length, away.present.length]).toEqual([2, 2]);
  });
  it('knows business days that pass midnight', () => {
    const late = store({ zone: 'Asia/Shanghai', dayStartsAt: '05:00' });
    const night = roster({ patterns: [every([shift('20:00', '02:00', ['01:00', '01:30'])])] });
    expect(text(workingWindows(night, late, '2026-03-02'))).toEqual([
      '03-02T12:00/03-02T17:00',
      '03-02T17:30/03-02T18:00',
    ]);
  });
});

describe('R-BK-08 shifts on days when clocks change', () => {
  const night = roster({ patterns: [every([shift('00:00', '06:00')])] });
  const hours = (zone: string, date: string) =>
    workingWindows(night, store({ zone }), date).reduce(
      (sum, s) => sum + (s.toMs - s.fromMs) / 3_600_000,
      0,
    );
  it.each([
    ['America/New_York', '2026-03-08', 5],
    ['America/New_York', '2026-11-01', 7],
    ['Europe/London', '2026-03-29', 5],
    ['Europe/London', '2026-10-25', 7],
    ['Australia/Lord_Howe', '2026-10-04', 5.5],
    ['Australia/Lord_Howe', '2026-04-05', 6.5],
    ['Asia/Shanghai', '2026-03-08', 6],
  ])('%s on %s has %d hours from midnight to six', (zone, date, expected) =>
    expect(hours(zone, date)).toBe(expected),
  );

  it('begins a shift in the gap at the first time that exists', () => {
    const early = roster({ patterns: [every([shift('02:30', '06:00')])] });
    expect(text(workingWindows(early, store({ zone: 'America/New_York' }), '2026-03-08'))).toEqual([
      '03-08T07:00/03-08T10:00',
    ]);
  });
  it('keeps opening hours on the wall clock', () => {
    const ny = store({
      zone: 'America/New_York',
      openingHours: [{ weekday: 7, from: '09:00', to: '18:00' }],
    });
    expect([text(openOn(ny, '2026-03-01')), text(openOn(ny, '2026-03-08'))]).toEqual([
      ['03-01T14:00/03-01T23:00'],
      ['03-08T13:00/03-08T22:00'],
    ]);
  });
});

describe('R-BK-20 a person works at one store at a time', () => {
  const two = new Map([store(), store({ id: 's2', zone: 'Europe/Berlin' })].map((s) => [s.id, s]));
  it('refuses overlapping shifts across stores, in their own zones', () => {
    const both = roster({
      patterns: [every([shift('09:00', '13:00')]), every([shift('13:30', '18:00')], 's2')],
    });
    expect(codeOf(() => checkShifts(both, two))).toBe('shifts-overlap');
    const apart = roster({
      patterns: [every([shift('09:00', '13:00')]), every([shift('15:00', '18:00')], 's2')],
    });
    expect(codeOf(() => checkShifts(apart, two))).toBe('fine');
  });
  it('finds an overlap by an exception, or past midnight', () => {
    expect(
      codeOf(() =>
        checkShifts(
          roster({
            exceptions: [{ storeId: 's2', date: '2026-05-05', shifts: [shift('16:00', '20:00')] }],
          }),
          two,
        ),
      ),
    ).toBe('shifts-overlap');
    const late = new Map([store({ dayStartsAt: '04:00' })].map((s) => [s.id, s]));
    expect(
      codeOf(() =>
        checkShifts(
          roster({ patterns: [every([shift('20:00', '04:00'), shift('21:00', '22:00')])] }),
          late,
        ),
      ),
    ).toBe('shifts-overlap');
    expect(
      codeOf(() => checkShifts(roster({ patterns: [every([shift('09:00', '09:00')])] }), two)),
    ).toBe('hours-invalid');
  });
});
