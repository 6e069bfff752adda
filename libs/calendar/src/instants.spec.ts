import fc from 'fast-check';
import { dateOfDays, dayNumber, weekdayOf } from './instants.js';

describe('days', () => {
  it('are counted from 1970, dates and weekdays alike', () => {
    expect(dayNumber('1970-01-01')).toBe(0);
    expect(dayNumber('2000-03-01')).toBe(11_017);
    expect([
      dayNumber('2026-02-29'),
      dayNumber('2026-13-01'),
      dayNumber('2026-00-10'),
      dayNumber('x'),
    ]).toEqual([undefined, undefined, undefined, undefined]);
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 200_000 }), (n) => {
        expect(dayNumber(dateOfDays(n))).toBe(n);
        expect(dateOfDays(n)).toBe(new Date(n * 86_400_000).toISOString().slice(0, 10));
        expect(weekdayOf(dateOfDays(n)) % 7).toBe(new Date(n * 86_400_000).getUTCDay());
      }),
    );
  });
});
