import { daysOfDate, isoOf, msOfIso, weekdayOf } from './instants.js';
import {
  businessDateOf,
  businessDay,
  instantOf,
  isZone,
  localOf,
  offsetMinutesAt,
  sameWallClock,
  wallOf,
} from './wall-clock.js';

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('R-BK-08 wall clocks and instants', () => {
  it('round-trips instants and knows its calendar', () => {
    for (const iso of [
      '2026-02-28T23:59:59.999Z',
      '2024-02-29T00:00:00.000Z',
      '1969-12-31T12:00:00.001Z',
    ])
      expect(isoOf(msOfIso(iso))).toBe(iso);
    expect(daysOfDate('2026-02-30')).toBeUndefined();
    expect(daysOfDate('2024-02-29')).toBeDefined();
    for (const date of ['0000-01-01', '1899-12-31', '3000-01-01', '9999-12-31'])
      expect(daysOfDate(date)).toBeUndefined();
    for (const date of ['1900-01-01', '2999-12-31']) expect(daysOfDate(date)).toBeDefined();
    expect(weekdayOf('2026-03-08')).toBe(7);
    expect(weekdayOf('2026-03-09')).toBe(1);
  });

  it.each([
    ['America/New_York', '2026-03-08', 150, '2026-03-08T07:00:00.000Z'],
    ['Europe/London', '2026-03-29', 90, '2026-03-29T01:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04', 135, '2026-10-03T15:30:00.000Z'],
  ])('finds the spring gap of %s', (zone, date, minute, after) => {
    const wall = wallOf(zone, date, minute);
    expect(wall.kind).toBe('gap');
    expect(wall.kind === 'gap' && isoOf(wall.afterMs)).toBe(after);
  });

  it.each([
    ['America/New_York', '2026-11-01', 90, 3_600_000],
    ['Europe/London', '2026-10-25', 90, 3_600_000],
    ['Australia/Lord_Howe', '2026-04-05', 105, 1_800_000],
  ])('finds the autumn fold of %s', (zone, date, minute, apart) => {
    const wall = wallOf(zone, date, minute);
    expect(wall.kind === 'fold' && wall.laterMs - wall.earlierMs).toBe(apart);
  });

  it('has neither in Shanghai', () => {
    for (const date of ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01'])
      expect(wallOf('Asia/Shanghai', date, 150).kind).toBe('one');
  });

  it('refuses times in the gap however they are written, and asks for an offset in the fold', () => {
    const zone = 'America/New_York';
    for (const text of [
      '2026-03-08T02:30',
      '2026-03-08T02:30:00-05:00',
      '2026-03-08T02:30:00-04:00',
    ])
      expect(codeOf(() => instantOf(text, zone, 'startsAt'))).toBe('time-does-not-exist');
    expect(codeOf(() => instantOf('2026-11-01T01:30', zone, 'startsAt'))).toBe('time-ambiguous');
    expect(isoOf(instantOf('2026-11-01T01:30:00-04:00', zone, 'startsAt'))).toBe(
      '2026-11-01T05:30:00.000Z',
    );
    expect(isoOf(instantOf('2026-11-01T01:30:00-05:00', zone, 'startsAt'))).toBe(
      '2026-11-01T06:30:00.000Z',
    );
    expect(isoOf(instantOf('2026-03-08T07:30:00.000Z', zone, 'startsAt'))).toBe(
      '2026-03-08T07:30:00.000Z',
    );
    expect(codeOf(() => instantOf('2026-02-30T09:00', zone, 'startsAt'))).toBe('time-malformed');
    expect(codeOf(() => instantOf('2026-03-09T09:00:30Z', zone, 'startsAt'))).toBe(
      'time-not-whole-minutes',
    );
  });

  it('keeps business days that pass midnight, and days of 23 and 25 hours', () => {
    expect(businessDateOf('Asia/Shanghai', 300, msOfIso('2026-03-08T18:30:00.000Z'))).toBe(
      '2026-03-08',
    );
    expect(localOf('Asia/Shanghai', msOfIso('2026-03-08T18:30:00.000Z'))).toEqual({
      date: '2026-03-09',
      minute: 150,
    });
    const hours = (date: string) => {
      const day = businessDay('America/New_York', 0, date);
      return (day.toMs - day.fromMs) / 3_600_000;
    };
    expect([hours('2026-03-08'), hours('2026-11-01'), hours('2026-06-01')]).toEqual([23, 25, 24]);
    expect([isZone('Asia/Shanghai'), isZone('Mars/Olympus'), isZone('+01:00')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('B9 the instant of the same wall clock by other rules', () => {
  it.each([
    ['as it was', 'America/New_York', '2026-03-09T13:00:00.000Z', -240, '2026-03-09T13:00:00.000Z'],
    [
      'summer time was given up',
      'Asia/Shanghai',
      '2026-07-01T01:00:00.000Z',
      540,
      '2026-07-01T02:00:00.000Z',
    ],
    [
      'summer time was brought in',
      'Europe/London',
      '2026-07-01T10:00:00.000Z',
      0,
      '2026-07-01T09:00:00.000Z',
    ],
    [
      'half an hour',
      'Australia/Lord_Howe',
      '2026-12-31T22:30:00.000Z',
      630,
      '2026-12-31T22:00:00.000Z',
    ],
    [
      'in a gap: the offset before it',
      'America/Santiago',
      '2026-09-06T03:30:00.000Z',
      -180,
      '2026-09-06T04:30:00.000Z',
    ],
    [
      'in a fold: the second by its offset',
      'America/New_York',
      '2026-11-01T06:30:00.000Z',
      -300,
      '2026-11-01T06:30:00.000Z',
    ],
    [
      'in a fold: else the first',
      'America/New_York',
      '2026-11-01T07:30:00.000Z',
      -360,
      '2026-11-01T05:30:00.000Z',
    ],
    [
      'on another date of UTC',
      'America/New_York',
      '2026-01-02T04:30:00.000Z',
      -240,
      '2026-01-02T05:30:00.000Z',
    ],
  ])('%s', (_, zone, iso, offsetMinutes, expected) =>
    expect(isoOf(sameWallClock(zone, msOfIso(iso), offsetMinutes))).toBe(expected),
  );

  it('is the same instant wherever the rules stayed', () => {
    const halfHours = Array.from(
      { length: 365 * 48 },
      (_, n) => msOfIso('2026-01-01T00:00:00.000Z') + n * 30 * 60_000,
    );
    for (const zone of [
      'America/New_York',
      'Europe/London',
      'Australia/Lord_Howe',
      'America/Santiago',
      'Asia/Shanghai',
    ]) {
      expect(
        halfHours.filter((ms) => sameWallClock(zone, ms, offsetMinutesAt(zone, ms)) !== ms),
      ).toEqual([]);
    }
  });
});
