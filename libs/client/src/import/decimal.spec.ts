import fc from 'fast-check';
import { allotted, decimal, decimalText, rounded } from './decimal.js';

describe('decimals of the import', () => {
  it.each([
    ['4.1', 4, 41_000],
    ['6.9787264', 7, 69_787_264],
    ['-50', 2, -5000],
    ['+3', 0, 3],
    ['0.10', 1, 1],
    ['-0.00', 2, 0],
    ['87234.08', 2, 8_723_408],
  ])('reads %s with %i places as %i', (text, places, units) =>
    expect(decimal(text, places)).toBe(units),
  );

  it.each([
    ['1.234', 2],
    ['1e5', 2],
    ['', 2],
    ['1,50', 2],
    ['abc', 2],
    ['.5', 2],
    ['0x10', 2],
    ['NaN', 2],
    ['9999999999', 2],
    ['1 000', 2],
  ])('does not read %s with %i places', (text, places) => {
    expect(decimal(text, places)).toBeUndefined();
  });

  it('writes what it read', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.integer({ min: 0, max: 6 }),
        (units, places) => {
          const text = decimalText(units, places);
          if (Math.abs(units) / 10 ** places < 1e9) expect(decimal(text, places)).toBe(units);
        },
      ),
    );
    expect(decimalText(43_617_040, 4)).toBe('4361.7040');
    expect(decimalText(-5, 2)).toBe('-0.05');
  });

  it('rounds halves away from zero, in both directions', () => {
    expect([150, 149, -150, -149, 50, -50, -49].map((n) => rounded(n, 100))).toEqual([
      2, 1, -2, -1, 1, -1, 0,
    ]);
  });

  it('rounds a sum once and loses no unit among its parts', () => {
    expect(allotted([15_615, 11_970], 100)).toEqual([156, 120]);
    expect(allotted([40, 40, 40], 100)).toEqual([1, 0, 0]);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 20 }),
        (fine) => {
          const parts = allotted(fine, 100);
          expect(parts.reduce((a, b) => a + b, 0)).toBe(
            rounded(
              fine.reduce((a, b) => a + b, 0),
              100,
            ),
          );
          parts.forEach((part, i) =>
            expect(Math.abs(part * 100 - fine[i]!)).toBeLessThanOrEqual(100),
          );
        },
      ),
    );
  });
});
