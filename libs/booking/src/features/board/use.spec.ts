import fc from 'fast-check';
import { HOUR_MS, MINUTE_MS } from '@chignon/calendar';
import { lateMinutesOf, loadOf, usesOf } from './use.js';

const span = (from: number, to: number) => ({ fromMs: from, toMs: to });
const busy = (from: number, to: number, before = 0, after = 0) => ({
  ...span(from, to),
  beforeMs: before,
  afterMs: after,
  by: 'a',
});

describe('how a day is used', () => {
  it('the units of a pool: half-open, touching stretches of one number are one', () => {
    expect(usesOf([])).toEqual([]);
    expect(usesOf([span(0, 10), span(10, 20), span(5, 15), span(30, 30)])).toEqual([
      { ...span(0, 5), used: 1 },
      { ...span(5, 15), used: 2 },
      { ...span(15, 20), used: 1 },
    ]);
  });

  it('at every instant as many units as spans that run then', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.nat(40), fc.nat(20)).map(([from, length]) => span(from, from + length)),
          { maxLength: 20 },
        ),
        (list) => {
          const steps = usesOf(list);
          for (let at = 0; at < 62; at++)
            expect(steps.find((s) => s.fromMs <= at && at < s.toMs)?.used ?? 0).toBe(
              list.filter((s) => s.fromMs <= at && at < s.toMs).length,
            );
          expect(
            steps.every(
              (s, i) =>
                s.toMs > s.fromMs &&
                (i === 0 || steps[i - 1]!.toMs < s.fromMs || steps[i - 1]!.used !== s.used),
            ),
          ).toBe(true);
        },
      ),
    );
  });

  it('a shift: preparation and clean-up count, what overlaps counts once, what is outside does not', () => {
    const shift = [span(0, 4 * HOUR_MS), span(5 * HOUR_MS, 6 * HOUR_MS)];
    expect(loadOf(shift, [])).toEqual({ workingMs: 5 * HOUR_MS, freeMs: 5 * HOUR_MS, percent: 0 });
    expect(
      loadOf(shift, [
        busy(HOUR_MS, 2 * HOUR_MS, 30 * MINUTE_MS, 0),
        busy(1.5 * HOUR_MS, 2.5 * HOUR_MS),
        busy(4 * HOUR_MS, 5 * HOUR_MS),
        busy(5.5 * HOUR_MS, 7 * HOUR_MS),
      ]),
    ).toEqual({ workingMs: 5 * HOUR_MS, freeMs: 2.5 * HOUR_MS, percent: 50 });
    expect(loadOf([], [busy(0, HOUR_MS)])).toEqual({ workingMs: 0, freeMs: 0, percent: 0 });
  });

  it('somebody is late by whole minutes, until nobody waits any more', () => {
    expect(
      [-1, 0, 59_999, 60_000, 15 * MINUTE_MS + 1, 24 * HOUR_MS + 1].map((ms) =>
        lateMinutesOf(1000, 1000 + ms),
      ),
    ).toEqual([undefined, undefined, undefined, 1, 15, undefined]);
  });
});
