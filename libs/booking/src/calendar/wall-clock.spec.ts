import { daysOfDate, isoOf, msOfIso, weekdayOf } from './instants.js';
import { businessDateOf, businessDay, instantOf, isZone, localOf, wallOf } from './wall-clock.js';

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
    for (const iso of ['2026-02-28T23:59:59.999Z', '2024-02-29T00:00:00.000Z', '1969-12-31T12:00:00.001Z']) expect(isoOf(msOfIso(iso))).toBe(iso);
    expect(daysOfDate('2026-02-30')).toBeUndefined();
    expect(daysOfDate('2024-02-29')).toBeDefined();
    for (const date of ['0000-01-01', '1899-12-31', '3000-01-01', '9999-12-31']) expect(daysOfDate(date)).toBeUndefined();
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
    for (const date of ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01']) expect(wallOf('Asia/Shanghai', date, 150).kind).toBe('one');
  });

  it('refuses times in the gap however they are written, and asks for an offset in the fold', () => {
    const zone = 'America/New_York';
    for (const text of ['2026-03-08T02:30', '2026-03-08T02:30:00-05:00', '2026-03-08T02:30:00-04:00']) expect(codeOf(() => instantOf(text, zone, 'startsAt'))).toBe('time-does-not-exist');
    expect(codeOf(() => instantOf('2026-11-01T01:30', zone, 'startsAt'))).toBe('time-ambiguous');
    expect(isoOf(instantOf('2026-11-01T01:30:00-04:00', zone, 'startsAt'))).toBe('2026-11-01T05:30:00.000Z');
    expect(isoOf(instantOf('2026-11-01T01:30:00-05:00', zone, 'startsAt'))).toBe('2026-11-01T06:30:00.000Z');
    expect(isoOf(instantOf('2026-03-08T07:30:00.000Z', zone, 'startsAt'))).toBe('2026-03-08T07:30:00.000Z');
    expect(codeOf(() => instantOf('2026-02-30T09:00', zone, 'startsAt'))).toBe('time-malformed');
    expect(codeOf(() => instantOf('2026-03-09T09:00:30Z', zone, 'startsAt'))).toBe('time-not-whole-minutes');
  });

  it('keeps business days that pass midnight, and days of 23 and 25 hours', () => {
    expect(businessDateOf('Asia/Shanghai', 300, msOfIso('2026-03-08T18:30:00.000Z'))).toBe('2026-03-08');
    expect(localOf('Asia/Shanghai', msOfIso('2026-03-08T18:30:00.000Z'))).toEqual({ date: '2026-03-09', minute: 150 });
    const hours = (date: string) => {
      const day = businessDay('America/New_York', 0, date);
      return (day.toMs - day.fromMs) / 3_600_000;
    };
    expect([hours('2026-03-08'), hours('2026-11-01'), hours('2026-06-01')]).toEqual([23, 25, 24]);
    expect([isZone('Asia/Shanghai'), isZone('Mars/Olympus'), isZone('+01:00')]).toEqual([true, false, false]);
  });
});
