import fc from 'fast-check';
import { DEFAULT_REBOOK_RULES as rules } from './rebook-rules.js';
import { medianDays, rhythmOf } from './rhythm.js';
import { zone } from './rebook.testing.js';

describe('R-CM-03 the interval is the median of the last five gaps of one service group', () => {
  it('takes the middle; of an even number the mean, half a day rounded up', () => {
    expect(medianDays([])).toBeUndefined();
    expect(medianDays([30])).toBe(30);
    expect(medianDays([28, 35, 90])).toBe(35);
    expect(medianDays([28, 35])).toBe(32);
    expect(medianDays([10, 20, 30, 41])).toBe(25);
  });

  it('is the value that at least half of the gaps do not exceed and half are not below', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
        (gaps) => {
          const median = medianDays(gaps)!;
          expect(gaps.filter((gap) => gap <= median).length * 2).toBeGreaterThanOrEqual(
            gaps.length,
          );
          expect(gaps.filter((gap) => gap >= median - 1).length * 2).toBeGreaterThanOrEqual(
            gaps.length,
          );
        },
      ),
    );
  });

  it('counts five gaps, business days, a day once, in any order, across a clock change', () => {
    const rhythm = rhythmOf(
      'cut',
      [
        '2026-01-01',
        '2025-01-01',
        '2025-12-02',
        '2025-11-02',
        '2025-10-03',
        '2025-09-03',
        '2025-08-04',
        '2026-01-01',
      ],
      'America/Winnipeg',
      rules,
    );
    expect(rhythm.gapsDays).toEqual([30, 30, 30, 30, 30]);
    expect(rhythm).toMatchObject({
      basis: 'own',
      intervalDays: 30,
      lastVisitOn: '2026-01-01',
      ruleVersion: 'rebook-1',
    });
    expect(rhythm.dueAt).toBe('2026-01-24T16:00:00.000Z');
    expect(rhythmOf('cut', ['2026-02-20', '2026-03-20'], 'America/Winnipeg', rules).dueAt).toBe(
      '2026-04-10T15:00:00.000Z',
    );
  });

  it('falls back to the interval of the group, then of the rules, and is never due before the next day', () => {
    expect(rhythmOf('colour', ['2026-01-01'], zone, rules)).toMatchObject({
      basis: 'default',
      gapsDays: [],
      intervalDays: 42,
    });
    expect(rhythmOf('tattoo', ['2026-01-01'], zone, rules).intervalDays).toBe(rules.fallbackDays);
    expect(rhythmOf('cut', ['2026-01-01', '2026-01-05'], zone, rules).dueAt).toBe(
      '2026-01-06T02:00:00.000Z',
    );
  });
});
