import fc from 'fast-check';
import { HOUR_MS, MINUTE_MS, msOfIso } from '@chignon/calendar';
import { dueMsOf, quietAt } from './due.js';
import { DEFAULT_REMINDERS, reminderTerms } from './reminder-rules.js';
import { local, ms, quiet, zone } from './reminders.testing.js';

const due = (start: string, hoursBefore: number, now: string, of = zone) =>
  local(dueMsOf(ms(start, of), hoursBefore, of, quiet, ms(now, of)), of);

describe('BK-06 when a reminder is due', () => {
  it('is one day before by default, at the same time of the wall clock, also across a change of the clocks', () => {
    expect(DEFAULT_REMINDERS.reminders).toEqual([{ hoursBefore: 24 }]);
    expect(due('2031-03-05T15:00', 24, '2031-02-01T12:00')).toBe('2031-03-04T15:00');
    // The clocks of New York go forward on 9 March 2031 and back on 2 November.
    expect(due('2031-03-09T15:00', 24, '2031-02-01T12:00')).toBe('2031-03-08T15:00');
    expect(due('2031-11-02T15:00', 48, '2031-10-01T12:00')).toBe('2031-10-31T15:00');
    expect(ms('2031-11-02T15:00') - dueMsOf(ms('2031-11-02T15:00'), 24, zone, quiet, 0)!).toBe(
      25 * HOUR_MS,
    );
    expect(due('2031-03-10T02:30', 24, '2031-02-01T12:00')).toBe('2031-03-08T20:45');
  });
  it('R-CM-07 leaves people alone in quiet hours: it is early rather than late, and a quarter of an hour early', () => {
    expect(due('2031-03-05T08:30', 24, '2031-02-01T12:00')).toBe('2031-03-03T20:45');
    expect(due('2031-03-05T11:00', 3, '2031-02-01T12:00')).toBe('2031-03-04T20:45');
    expect(due('2031-03-05T12:00', 3, '2031-02-01T12:00')).toBe('2031-03-05T09:00');
    expect(due('2031-03-05T22:00', 24, '2031-02-01T12:00')).toBe('2031-03-04T20:45');
    expect(due('2031-03-05T21:00', 24, '2031-02-01T12:00')).toBe('2031-03-04T20:45');
  });
  it('comes at once when it is late already, after the quiet hours if need be, and not at all with less than two hours of notice', () => {
    expect(due('2031-03-05T15:00', 24, '2031-03-05T10:00')).toBe('2031-03-05T10:00');
    expect(due('2031-03-05T15:00', 24, '2031-03-05T13:00')).toBe('2031-03-05T13:00');
    expect(due('2031-03-05T15:00', 24, '2031-03-05T13:01')).toBeUndefined();
    expect(due('2031-03-05T11:00', 24, '2031-03-04T23:00')).toBe('2031-03-05T09:00');
    expect(due('2031-03-05T10:59', 24, '2031-03-04T23:00')).toBeUndefined();
  });
  it('knows quiet hours by day, none, and those that a clock change stretches', () => {
    expect(quietAt(zone, { quietFrom: '12:00', quietTo: '14:00' }, ms('2031-03-05T13:59'))).toEqual(
      { fromMs: ms('2031-03-05T12:00'), toMs: ms('2031-03-05T14:00') },
    );
    expect(
      quietAt(zone, { quietFrom: '12:00', quietTo: '14:00' }, ms('2031-03-05T14:00')),
    ).toBeUndefined();
    expect(
      quietAt(zone, { quietFrom: '09:00', quietTo: '09:00' }, ms('2031-03-05T09:00')),
    ).toBeUndefined();
    const night = quietAt(zone, quiet, ms('2031-11-02T05:00'))!;
    expect(night.toMs - night.fromMs).toBe(13 * HOUR_MS);
  });
  it('is never in quiet hours, never before now, and always before the start, whatever the zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'America/New_York',
          'Asia/Shanghai',
          'Australia/Lord_Howe',
          'Europe/Berlin',
        ),
        fc.integer({
          min: msOfIso('2031-01-01T00:00:00.000Z') / MINUTE_MS,
          max: msOfIso('2031-12-20T00:00:00.000Z') / MINUTE_MS,
        }),
        fc.integer({ min: 1, max: 60 * 24 * 20 }),
        fc.integer({ min: 1, max: 240 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 0, max: 1200 }),
        (of, nowMinute, ahead, hoursBefore, from, long) => {
          const clock = (minute: number) =>
            `${String(Math.floor((minute % 1440) / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
          const asleep = { quietFrom: clock(from), quietTo: clock(from + long) };
          const [nowMs, startMs] = [nowMinute * MINUTE_MS, (nowMinute + ahead) * MINUTE_MS];
          const dueMs = dueMsOf(startMs, hoursBefore, of, asleep, nowMs);
          if (dueMs === undefined) return;
          expect(dueMs).toBeGreaterThanOrEqual(nowMs);
          expect(dueMs).toBeLessThan(startMs);
          expect(quietAt(of, asleep, dueMs)).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });
  it('refuses rules that say one thing twice or leave no time of the day', () => {
    expect(reminderTerms({ reminders: [{ hoursBefore: 48 }, { hoursBefore: 24 }] })).toEqual({
      reminders: [{ hoursBefore: 24 }, { hoursBefore: 48 }],
      quietFrom: '21:00',
      quietTo: '09:00',
    });
    expect(() => reminderTerms({ reminders: [{ hoursBefore: 24 }, { hoursBefore: 24 }] })).toThrow(
      expect.objectContaining({ code: 'reminder-repeated' }),
    );
    expect(() => reminderTerms({ reminders: [], quietFrom: '09:00', quietTo: '08:00' })).toThrow(
      expect.objectContaining({ code: 'quiet-hours-too-long' }),
    );
  });
});
