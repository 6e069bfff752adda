import fc from 'fast-check';
import { MINUTE_MS } from '@chignon/calendar';
import { byHour, figuresOf } from './figures.js';
import type { Wait } from './waits.view.js';

const served = (minutes: number, localHour = 10): Wait => ({
  id: `v${minutes}`,
  storeId: 's1',
  businessDate: '2026-03-02',
  localHour,
  arrivedAt: '',
  services: [],
  state: 'served',
  startedAt: '',
  waitedMs: minutes * MINUTE_MS,
});
const nothing = {
  count: 0,
  averageMinutes: 0,
  p50Minutes: 0,
  p90Minutes: 0,
  maxMinutes: 0,
  overThreshold: 0,
  left: 0,
};

describe('BK-21 figures of waiting', () => {
  it('count what was measured; above the threshold is above, not at', () => {
    expect(
      figuresOf(
        [1, 2, 3, 4, 5, 6, 7, 8, 15, 16].map((minutes) => served(minutes)),
        15,
      ),
    ).toEqual({
      count: 10,
      averageMinutes: 7,
      p50Minutes: 5,
      p90Minutes: 15,
      maxMinutes: 16,
      overThreshold: 1,
      left: 0,
    });
    expect(figuresOf([served(15.01)], 15)).toMatchObject({ averageMinutes: 15, overThreshold: 1 });
    expect(figuresOf([], 15)).toEqual(nothing);
    const { waitedMs: _, startedAt: __, ...unserved } = served(3);
    expect(
      figuresOf(
        [
          { ...unserved, state: 'left' },
          { ...unserved, state: 'waiting' },
          { ...unserved, state: 'unmeasured' },
        ],
        15,
      ),
    ).toEqual({ ...nothing, left: 1 });
  });
  it('stand by hour in the order of the business day', () => {
    expect(
      byHour([served(1, 1), served(2, 23), served(4, 23), served(3, 6)], 15, 6).map(
        ({ hour, count, averageMinutes }) => [hour, count, averageMinutes],
      ),
    ).toEqual([
      [6, 1, 3],
      [23, 2, 3],
      [1, 1, 1],
    ]);
  });
  it('are waits that somebody had: percentiles in order, none above the longest, and the hours add up to the day', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            minutes: fc.integer({ min: 0, max: 200 }),
            hour: fc.integer({ min: 0, max: 23 }),
          }),
          { minLength: 1, maxLength: 60 },
        ),
        fc.integer({ min: 1, max: 60 }),
        (all, threshold) => {
          const waits = all.map(({ minutes, hour }) => served(minutes, hour));
          const { count, averageMinutes, p50Minutes, p90Minutes, maxMinutes, overThreshold } =
            figuresOf(waits, threshold);
          const minutes = all.map((one) => one.minutes);
          expect([minutes.includes(p50Minutes), minutes.includes(p90Minutes), maxMinutes]).toEqual([
            true,
            true,
            Math.max(...minutes),
          ]);
          expect(p50Minutes).toBeLessThanOrEqual(p90Minutes);
          expect(averageMinutes).toBeLessThanOrEqual(maxMinutes);
          expect(minutes.filter((one) => one <= p90Minutes).length * 10).toBeGreaterThanOrEqual(
            count * 9,
          );
          const hours = byHour(waits, threshold, 0);
          expect(
            hours.reduce(
              (sum, hour) => [sum[0]! + hour.count, sum[1]! + hour.overThreshold],
              [0, 0],
            ),
          ).toEqual([count, overThreshold]);
        },
      ),
    );
  });
});
