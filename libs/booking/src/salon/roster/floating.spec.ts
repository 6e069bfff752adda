import fc from 'fast-check';
import type { Span } from '@chignon/calendar';
import { type FloatingSpan, freeTime, placesFor } from './floating.js';

const span = (fromMs: number, toMs: number): Span => ({ fromMs, toMs });
const floating = (lengthMs: number, fromMs: number, toMs: number): FloatingSpan => ({
  lengthMs,
  fromMs,
  toMs,
});

describe('R-BK-42 floating breaks', () => {
  it('are placed as early as their windows allow, beside what is busy', () => {
    expect(placesFor([floating(30, 120, 240)], [span(0, 480)])).toEqual([span(120, 150)]);
    expect(placesFor([floating(30, 120, 240)], freeTime([span(0, 480)], [span(100, 200)]))).toEqual(
      [span(200, 230)],
    );
    expect(
      placesFor([floating(30, 120, 240)], freeTime([span(0, 480)], [span(100, 211)])),
    ).toBeUndefined();
  });
  it('never share a place, and wait for each other where they must', () => {
    // The wide one alone would take the only place of the narrow one.
    expect(placesFor([floating(30, 0, 120), floating(30, 0, 30)], [span(0, 480)])).toEqual([
      span(0, 30),
      span(30, 60),
    ]);
    expect(placesFor([floating(30, 0, 59), floating(30, 0, 59)], [span(0, 480)])).toBeUndefined();
  });

  it('have a place whenever trying every minute finds one', () => {
    const small = fc.record({
      at: fc.nat(20),
      length: fc.integer({ min: 1, max: 6 }),
      window: fc.integer({ min: 1, max: 12 }),
    });
    const everyMinute = (breaks: readonly FloatingSpan[], free: readonly Span[]): boolean => {
      const [first, ...rest] = breaks;
      if (!first) return true;
      for (let at = first.fromMs; at + first.lengthMs <= first.toMs; at++) {
        const place = span(at, at + first.lengthMs);
        if (
          free.some((f) => f.fromMs <= place.fromMs && place.toMs <= f.toMs) &&
          everyMinute(rest, freeTime(free, [place]))
        )
          return true;
      }
      return false;
    };
    fc.assert(
      fc.property(
        fc.array(small, { minLength: 1, maxLength: 3 }),
        fc.array(small, { maxLength: 4 }),
        (wanted, taken) => {
          const breaks = wanted.map(({ at, length, window }) =>
            floating(length, at, at + length + window - 1),
          );
          const free = freeTime(
            [span(0, 30)],
            taken.map(({ at, length }) => span(at, at + length)),
          );
          const places = placesFor(breaks, free);
          expect(places !== undefined).toBe(everyMinute(breaks, free));
          for (const [i, place] of (places ?? []).entries()) {
            expect(free.some((f) => f.fromMs <= place.fromMs && place.toMs <= f.toMs)).toBe(true);
            expect(
              places!.every(
                (other, n) => n === i || other.toMs <= place.fromMs || place.toMs <= other.fromMs,
              ),
            ).toBe(true);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
