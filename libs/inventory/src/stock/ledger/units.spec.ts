import { SKU } from '@chignon/contracts';
import fc from 'fast-check';
import {
  inStockMilli,
  inUseMilli,
  negated,
  NOTHING,
  plus,
  quantityOf,
  type Quantity,
} from '../../products/units.js';
import { partsOfKey, stockKey } from './stock-key.js';
import { marked, markOf, NO_MARKS } from './visit-marks.js';

const tube = { stockUnit: 'tube', useUnit: 'g', useUnitsPerStockUnitMilli: 60_000 };

describe('R-IN-04 units and conversion', () => {
  it('takes each unit as it is meant', () => {
    expect(quantityOf(37_500, 'g', tube)).toEqual({
      quantity: { stockMilli: 0, useMilli: 37_500 },
    });
    expect(quantityOf(2_000, 'tube', tube)).toEqual({
      quantity: { stockMilli: 2_000, useMilli: 0 },
    });
    expect(quantityOf(10, 'ml', tube)).toEqual({
      quantity: { stockMilli: 0, useMilli: 10 },
      flag: 'unit-mismatch',
    });
    expect(quantityOf(10, 'g', undefined)).toEqual({
      quantity: { stockMilli: 0, useMilli: 10 },
      flag: 'unknown-product',
    });
  });

  it('shows the stock rounded down, also below zero', () => {
    expect(inStockMilli({ stockMilli: 10_000, useMilli: -37_500 }, tube)).toBe(9_375);
    expect(inStockMilli({ stockMilli: 0, useMilli: -1 }, tube)).toBe(-1);
    expect(inStockMilli({ stockMilli: 1, useMilli: -1 }, tube)).toBe(0);
    expect(inUseMilli({ stockMilli: 2_000, useMilli: -37_500 }, tube)).toBe(82_500);
  });

  it('does not drift: thousands of 37.5 g out of 60 g tubes end exactly where they should', () => {
    let onHand: Quantity = { stockMilli: 5_000_000, useMilli: 0 };
    for (let n = 0; n < 8_000; n++)
      onHand = plus(onHand, negated(quantityOf(37_500, 'g', tube).quantity));
    expect(inStockMilli(onHand, tube)).toBe(0);
  });

  it('is exact for any uses and any conversion: shown = floor of the fraction', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.array(fc.integer({ min: 0, max: 1_000_000 })),
        (per, stockMilli, uses) => {
          const onHand = uses.reduce(
            (sum, use) => plus(sum, { stockMilli: 0, useMilli: -use }),
            plus(NOTHING, { stockMilli, useMilli: 0 }),
          );
          const shown = BigInt(inStockMilli(onHand, { ...tube, useUnitsPerStockUnitMilli: per }));
          const exact =
            BigInt(stockMilli) * BigInt(per) - BigInt(uses.reduce((a, b) => a + b, 0)) * 1000n;
          expect(shown * BigInt(per) <= exact && exact < (shown + 1n) * BigInt(per)).toBe(true);
        },
      ),
    );
  });
});

describe('keys of stock', () => {
  it('are never shared by two pairs of store and product, and can be read back', () => {
    expect(stockKey('a-b', 'c')).not.toBe(stockKey('a', 'b-c'));
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,20}$/),
        fc.string({ maxLength: 64, unit: 'binary' }),
        (storeId, sku) => {
          const key = stockKey(storeId, sku);
          expect(key).toMatch(/^[A-Za-z0-9_.\-/=]*$/);
          expect(partsOfKey(key)).toEqual({ storeId, sku: sku.slice(0, 64) });
        },
      ),
    );
  });

  it('name products as salons do', () => {
    for (const sku of ['AGBALANCE335M', 'SHU EA OIL 150', 'a', 'x_1.2-3'])
      expect(SKU.test(sku)).toBe(true);
    for (const sku of ['', ' a', 'a ', 'a/b', 'a=b', 'ä', 'x'.repeat(65)])
      expect(SKU.test(sku)).toBe(false);
  });
});

describe('marks of visits', () => {
  it('remember each visit apart and leave earlier states as they were', () => {
    let marks = NO_MARKS;
    const states = [marks];
    for (let n = 0; n < 2_000; n++)
      states.push((marks = marked(marks, `visit-${n}`, { usedAt: `${n}` })));
    for (let n = 0; n < 2_000; n += 97) {
      expect(markOf(marks, `visit-${n}`)).toEqual({ usedAt: `${n}` });
      expect(markOf(states[n]!, `visit-${n}`)).toEqual({});
    }
    expect(markOf(marked(marks, 'visit-3', { voided: true }), 'visit-3')).toEqual({
      usedAt: `3`,
      voided: true,
    });
    expect(markOf(marks, 'constructor')).toEqual({});
    expect(markOf(marked(marks, '__proto__', { voided: true }), '__proto__')).toEqual({
      voided: true,
    });
  });
});
