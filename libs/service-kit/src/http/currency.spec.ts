import { isCurrency, mustBeCurrency } from './currency.js';

describe('K8 currencies are those of ISO 4217', () => {
  it.each(['USD', 'EUR', 'CNY', 'JPY', 'KWD', 'GBP', 'CAD', 'XAF'])('%s is one', (code) =>
    expect(isCurrency(code)).toBe(true),
  );
  it.each(['XXX', 'XTS', 'ZZZ', 'XAU', 'XDR', 'usd', 'DEM', 'constructor', ''])(
    '%s is none',
    (code) => {
      expect(isCurrency(code)).toBe(false);
      expect(() => mustBeCurrency(code)).toThrow(
        expect.objectContaining({
          code: 'currency-unknown',
          detail: expect.objectContaining({ field: 'currency' }),
        }),
      );
    },
  );
});
