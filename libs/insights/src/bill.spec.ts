import fc from 'fast-check';
import { split } from './bill.js';

describe('shares are split to the last cent', () => {
  it('by the largest remainders; a return mirrors its sale', () => {
    expect(split(100, [33, 33, 34])).toEqual([33, 33, 34]);
    expect(split(1, [50, 50])).toEqual([1, 0]);
    expect(split(10, [67, 33])).toEqual([7, 3]);
    expect(split(-10, [67, 33])).toEqual([-7, -3]);
    expect(split(0, [50, 50])).toEqual([0, 0]);
  });
  it('adds up, and nobody is a unit away from their exact part', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc
          .array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 6 })
          .filter((w) => w.some((x) => x > 0)),
        (whole, weights) => {
          const parts = split(whole, weights);
          const total = weights.reduce((a, b) => a + b);
          expect(parts.reduce((a, b) => a + b)).toBe(whole);
          parts.forEach((part, i) =>
            expect(Math.abs(part * total - whole * weights[i]!)).toBeLessThan(total),
          );
        },
      ),
    );
  });
});
