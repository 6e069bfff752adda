import fc from 'fast-check';
import {
  distribute,
  earningTerms,
  EARNING_RULES,
  endOfMonthAfter,
  ruleAt,
  termsBeforeCurrencies,
} from './earning-rules.js';
import { DEFAULT_PROGRAMME } from './programme.js';

describe('R-LY-01 terms with their rule version', () => {
  it('are those in force at the settlement, whenever it is heard', () => {
    expect(earningTerms('CAD', '2018-03-15T12:00:00.000Z', DEFAULT_PROGRAMME)).toMatchObject({
      ruleVersion: 'base-1',
      expiryMonths: null,
      programmeVersion: 'programme-1',
    });
    expect(earningTerms('CAD', '2026-03-15T12:00:00.000Z', DEFAULT_PROGRAMME)).toMatchObject({
      ruleVersion: 'base-2',
      expiryMonths: 24,
      minorPerPoint: 100,
    });
    expect(ruleAt('2024-12-31T23:59:59.999Z')?.version).toBe('base-1');
    expect(ruleAt('2025-01-01T00:00:00.000Z')?.version).toBe('base-2');
    expect(earningTerms('EUR', '1999-12-31T00:00:00.000Z', DEFAULT_PROGRAMME)).toBeUndefined();
  });

  it('are without gaps or overlaps', () => {
    EARNING_RULES.forEach((rule, i) =>
      expect(rule.validTo).toBe(EARNING_RULES[i + 1]?.validFrom ?? null),
    );
  });

  it("L9, F9: are the programme's in the bill's currency, and none where it has none", () => {
    const at = '2026-03-15T12:00:00.000Z';
    expect(
      ['USD', 'JPY', 'CNY'].map(
        (currency) => earningTerms(currency, at, DEFAULT_PROGRAMME)?.minorPerPoint,
      ),
    ).toEqual([100, 100, 700]);
    expect(earningTerms('XOF', at, DEFAULT_PROGRAMME)).toBeUndefined();
    expect(
      ['USD', 'JPY', 'KWD'].map((currency) => termsBeforeCurrencies(currency, at)?.minorPerPoint),
    ).toEqual([100, 1, 1000]);
  });

  it("R-LY-07: end with a month of the store's zone", () => {
    expect(endOfMonthAfter('2026-03-10T18:00:00.000Z', 'America/Winnipeg', 24)).toBe(
      '2028-04-01T05:00:00.000Z',
    );
  });
});

describe('R-LY-03 largest remainder', () => {
  it('distributes within one of each quota', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.array(fc.integer({ min: 1, max: 1_000_000_000 }), { minLength: 1, maxLength: 20 }),
        (total, weights) => {
          const parts = distribute(total, weights);
          const sum = weights.reduce((a, b) => a + b, 0);
          expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
          parts.forEach((part, i) =>
            expect(Math.abs(part - (total * weights[i]!) / sum)).toBeLessThan(1.000001),
          );
        },
      ),
    );
  });
});
