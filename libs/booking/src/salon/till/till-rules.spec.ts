import { checkTillRules, isListed, tillOf, usualTill } from './till-rules.js';
import { checkReason, REASON_KINDS } from './reasons.js';

const codeOf = (run: () => void): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('K3, F8: what the tills of a chain take', () => {
  it('is usual until the chain says otherwise, part by part', () => {
    expect(tillOf(undefined)).toEqual(usualTill);
    const own = tillOf({
      id: '*',
      tenders: ['cash'],
      reasons: [{ kind: 'void', codes: ['typed-twice'] }],
    });
    expect([own.tenders, own.reasons.get('void'), own.reasons.get('refund'), own.limits]).toEqual([
      ['cash'],
      ['typed-twice'],
      usualTill.reasons.get('refund'),
      usualTill.limits,
    ]);
  });
  it('has no kind of tender that nothing stands behind', () => {
    for (const kind of ['points', 'gift-card', 'stored-value', 'coupon', 'bonus', 'import']) {
      expect(usualTill.tenders).not.toContain(kind);
      expect(codeOf(() => checkTillRules({ id: '*', tenders: ['cash', kind] }, []))).toBe(
        'tender-unbacked',
      );
    }
  });
  it.each([
    ['code-repeated', { tenders: ['cash', 'cash'] }],
    ['code-repeated', { reasons: [{ kind: 'void' as const, codes: ['a', 'a'] }] }],
    [
      'code-repeated',
      {
        reasons: [
          { kind: 'void' as const, codes: ['a'] },
          { kind: 'void' as const, codes: ['b'] },
        ],
      },
    ],
    [
      'role-unknown',
      { limits: [{ role: 'constructor', discountPercent: 0, extraPercent: 0, payOutCents: 0 }] },
    ],
    [
      'role-repeated',
      {
        limits: [
          { role: 'stylist', discountPercent: 0, extraPercent: 0, payOutCents: 0 },
          { role: 'stylist', discountPercent: 1, extraPercent: 0, payOutCents: 0 },
        ],
      },
    ],
  ])('refuses %s', (code, rules) =>
    expect(codeOf(() => checkTillRules({ id: '*', ...rules }, ['stylist']))).toBe(code),
  );
});

describe('K10: reasons are codes of closed lists', () => {
  it('has one for every kind', () =>
    expect(REASON_KINDS.filter((kind) => !usualTill.reasons.get(kind)?.length)).toEqual([]));
  it('refuses what no list has, and says what it has', () => {
    expect(() => checkReason(usualTill, 'void', 'entered-twice')).not.toThrow();
    expect(() => checkReason(usualTill, 'void', 'Maya.Lind-13800138000')).toThrow(
      expect.objectContaining({
        code: 'reason-unknown',
        detail: { field: 'reason', expected: expect.stringContaining('entered-twice') },
      }),
    );
    expect(codeOf(() => checkReason(usualTill, 'void', 'constructor'))).toBe('reason-unknown');
  });
  it('takes a short number behind an adjustment, and no longer one', () =>
    expect(
      ['promo', 'promo-20', 'promo-13800138000', 'promo-x'].map((code) =>
        isListed(usualTill.discounts, code),
      ),
    ).toEqual([true, true, false, false]));
});
