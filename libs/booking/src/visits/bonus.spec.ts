import type { TenderMovement } from '@chignon/eventing';
import { billOf } from './bill.js';
import { lessBonus, offeredTenders, paidTenders } from './bonus.js';
import { withDiscounts } from './discounts.js';
import { line } from './visit-money.testing.js';

const VAT = [{ code: 'VAT', rateBp: 800, on: ['service', 'product'] as const }];
const after = (
  prices: readonly number[],
  bonusCents: number,
  pricesIncludeTax: boolean,
  tipCents = 0,
) => {
  const { lines } = withDiscounts([
    ...prices.map((cents, i) => line(i, 'service', cents, 1000)),
    ...(tipCents === 0
      ? []
      : [
          {
            ...line(prices.length, 'service', tipCents, 1000),
            kind: 'adjustment' as const,
            itemId: 'tip',
            taxClass: 'none' as const,
          },
        ]),
  ]);
  const bill = billOf(lines, VAT, pricesIncludeTax);
  return {
    grossCents: bill.grossCents,
    ...lessBonus(lines, bill, bonusCents, { rates: VAT, pricesIncludeTax }),
  };
};
const reservation = (cents: number, bonusCents: number) => ({
  id: `r${cents}`,
  owner: 'loyalty',
  kind: 'stored-value',
  use: 'tender' as const,
  account: 'c1.EUR',
  cents,
  bonusCents,
  currency: 'EUR',
  purpose: { storeId: 's1', visitId: 'v1' },
  expiresAt: '2031-03-03T10:10:00.000Z',
});

describe('R-SV-06, S5 bonus is a discount', () => {
  it('with tax on top: of 100.00 and 8.00 of tax a quarter is bonus: 75.00 and 6.00 were paid', () => {
    expect(after([100_00], 27_00, false)).toMatchObject({
      netCents: 75_00,
      taxCents: 6_00,
      taxes: [{ code: 'VAT', cents: 6_00 }],
      lines: [{ bonusCents: 27_00, discounts: [{ source: 'bonus', cents: 25_00 }] }],
    });
  });

  it('with prices that include it: of 108.00 the same, and the discount is in the terms of the prices', () => {
    expect(after([108_00], 27_00, true)).toMatchObject({
      netCents: 75_00,
      taxCents: 6_00,
      lines: [{ bonusCents: 27_00, discounts: [{ source: 'bonus', cents: 27_00 }] }],
    });
  });

  it('a bill that is bonus alone bears nothing; a tip is touched last', () => {
    expect(after([50_00], 54_00, false)).toMatchObject({ netCents: 0, taxCents: 0 });
    const { lines } = after([50_00], 55_00, false, 10_00);
    expect(lines.map(({ netCents, bonusCents }) => [netCents, bonusCents])).toEqual([
      [0, 54_00],
      [9_00, 1_00],
    ]);
    expect(after([50_00], 54_00, false, 10_00).lines[1]).toMatchObject({ netCents: 10_00 });
  });

  it.each([
    [[33_33, 33_33, 33_34], 1],
    [[33_33, 33_33, 33_34], 47_11],
    [[1, 0, 19_99, 7_77], 13_37],
    [[1, 1, 1], 2],
  ])('the gross of %j falls by exactly %d, whichever way prices are said', (prices, bonusCents) => {
    for (const included of [true, false]) {
      const { grossCents, netCents, taxCents, taxes, lines } = after(prices, bonusCents, included);
      expect(netCents + taxCents).toBe(grossCents - bonusCents);
      const sums = { net: 0, tax: 0, bonus: 0 };
      for (const one of lines) {
        expect(Math.min(one.netCents, one.taxCents, one.bonusCents ?? 0)).toBeGreaterThanOrEqual(0);
        sums.net += one.netCents;
        sums.tax += one.taxCents;
        sums.bonus += one.bonusCents ?? 0;
      }
      expect(sums).toEqual({ net: netCents, tax: taxCents, bonus: bonusCents });
      expect(taxes.reduce((all, { cents }) => all + cents, 0)).toBe(taxCents);
    }
  });

  it('a repeat names the tenders as they were offered, whatever part of them was bonus', () => {
    const offered = [
      { kind: 'card', cents: 30_00 },
      { kind: 'stored-value', cents: 40_00, reservation: reservation(40_00, 10_00) },
      { kind: 'stored-value', cents: 5_00, reservation: reservation(5_00, 5_00) },
    ];
    const tenders = paidTenders(offered);
    expect(tenders.map(({ cents }) => cents)).toEqual([30_00, 30_00, 0]);
    const reserved = offered.flatMap(({ reservation: one }): TenderMovement[] =>
      one ? [{ ...one, reservationId: one.id }] : [],
    );
    expect(offeredTenders({ tenders, reserved })).toEqual(
      offered.map(({ kind, cents }) => ({ kind, cents })),
    );
  });
});
