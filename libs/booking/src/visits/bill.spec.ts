import fc from 'fast-check';
import { billOf, checkTenders, type PricedLine, roundedQuotient, sum } from './bill.js';

const rates = [
  { code: 'GST', rateBp: 500, on: ['service', 'product'] as const },
  { code: 'PST', rateBp: 800, on: ['service'] as const },
];
const priced = (
  priceCents: number,
  taxClass: PricedLine['taxClass'] = 'service',
  lineId = 'l1',
): PricedLine => ({ lineId, priceCents, taxClass });

describe('R-VS-03 the bill is exact', () => {
  it('rounds each tax once per bill, half away from zero', () => {
    // Three lines of 0.10 at 5 %: 1.5 cents together, 2 on the bill; line by line it would be 3.
    const bill = billOf(
      [1, 2, 3].map((i) => priced(10, 'product', `l${i}`)),
      rates,
      false,
    );
    expect(bill.taxes).toEqual([
      { code: 'GST', cents: 2 },
      { code: 'PST', cents: 0 },
    ]);
    expect(bill.lines.map((l) => l.taxCents)).toEqual([1, 1, 0]);
    expect([roundedQuotient(5, 2), roundedQuotient(-5, 2), roundedQuotient(-1, 3)]).toEqual([
      3, -3, 0,
    ]);
  });
  it('leaves what bears no tax untaxed, and keeps negative lines', () => {
    const bill = billOf(
      [priced(8200), priced(-2000, 'service', 'l2'), priced(500, 'none', 'l3')],
      rates,
      false,
    );
    expect([bill.netCents, bill.taxes.map((t) => t.cents), bill.grossCents]).toEqual([
      6700,
      [310, 496],
      7506,
    ]);
    expect(bill.lines[2]!.taxCents).toBe(0);
  });
  it('takes taxes out of prices that include them', () => {
    const bill = billOf([priced(11_900)], [{ code: 'VAT', rateBp: 1900, on: ['service'] }], true);
    expect(bill).toMatchObject({ netCents: 10_000, taxCents: 1900, grossCents: 11_900 });
  });
  it('L3 every sum is exact for any lines', () => {
    const lines = fc.array(
      fc.record({
        priceCents: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
        taxClass: fc.constantFrom('service' as const, 'product' as const, 'none' as const),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(
        lines,
        fc.boolean(),
        fc.array(fc.integer({ min: 0, max: 2500 }), { minLength: 1, maxLength: 3 }),
        (all, included, bps) => {
          const codes = bps.map((rateBp, i) => ({
            code: `T${i}`,
            rateBp,
            on: i === 1 ? (['service'] as const) : (['service', 'product'] as const),
          }));
          const bill = billOf(
            all.map((l, i) => ({ ...l, lineId: `l${i}` })),
            codes,
            included,
          );
          expect(sum(bill.lines.map((l) => l.taxCents))).toBe(bill.taxCents);
          expect(sum(bill.lines.map((l) => l.netCents))).toBe(bill.netCents);
          for (const { code, cents } of bill.taxes)
            expect(
              sum(
                bill.lines.flatMap((l) =>
                  l.taxes.filter((t) => t.code === code).map((t) => t.cents),
                ),
              ),
            ).toBe(cents);
          if (included) expect(bill.grossCents).toBe(sum(all.map((l) => l.priceCents)));
          if (!included) {
            for (const [i, rate] of codes.entries()) {
              const base = sum(
                all
                  .filter(
                    (l) =>
                      l.taxClass !== 'none' && (rate.on as readonly string[]).includes(l.taxClass),
                  )
                  .map((l) => l.priceCents),
              );
              expect(
                Math.abs(bill.taxes[i]!.cents * 10_000 - base * rate.rateBp),
              ).toBeLessThanOrEqual(5000);
            }
          }
          for (const n of bill.lines.flatMap((l) => [l.netCents, l.taxCents]))
            expect(Number.isSafeInteger(n)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
  it('has tenders that sum to the gross', () => {
    expect(() => checkTenders([{ cents: 100 }, { cents: 50 }], 150)).not.toThrow();
    expect(() => checkTenders([], 1)).toThrow(
      expect.objectContaining({
        code: 'tenders-do-not-sum',
        detail: { field: 'tenders', expected: '1', actual: 0 },
      }),
    );
  });
});
