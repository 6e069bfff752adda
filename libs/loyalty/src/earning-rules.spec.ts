import fc from 'fast-check';
import { distribute, earn, EARNING_RULES, ruleAt, type EarningRule, type Settlement } from './earning-rules.js';

const line = (lineId: string, netCents: number, earning = true) => ({ lineId, netCents, taxCents: Math.round(netCents * 0.13), earning });
const bill = (lines: Settlement['lines'], change: Partial<Settlement> = {}): Settlement => ({
  visitId: 'v1', settlementNo: 1, storeId: 's1', zone: 'America/Winnipeg', settledAt: '2026-03-10T18:00:00.000Z', currency: 'CAD', lines, tenders: [], ...change,
});

describe('LY-01 earn by spend, R-LY-01 lots with their rule version', () => {
  it('gives a lot to each earning line, with source, store, rule and expiry at the end of a month in the store zone', () => {
    expect(earn(bill([line('l1', 82_00), line('l2', 30_50)]))).toEqual({
      ruleVersion: 'base-2', points: 112, netCents: 112_50, qualifyingCents: 112_50,
      lots: [
        { lotId: 'v1:1:l1', visitId: 'v1', lineId: 'l1', storeId: 's1', points: 82, ruleVersion: 'base-2', rulePriority: 10, earnedAt: '2026-03-10T18:00:00.000Z', availableAt: '2026-03-10T18:00:00.000Z', expiresAt: '2028-04-01T05:00:00.000Z' },
        { lotId: 'v1:1:l2', visitId: 'v1', lineId: 'l2', storeId: 's1', points: 30, ruleVersion: 'base-2', rulePriority: 10, earnedAt: '2026-03-10T18:00:00.000Z', availableAt: '2026-03-10T18:00:00.000Z', expiresAt: '2028-04-01T05:00:00.000Z' },
      ],
    });
  });

  it('earns by the rule in force at the settlement, whenever it is heard', () => {
    const past = earn(bill([line('l1', 82_00)], { settledAt: '2018-03-15T12:00:00.000Z' }));
    expect(past).toMatchObject({ ruleVersion: 'base-1', points: 82 });
    expect(past?.lots[0]).toMatchObject({ earnedAt: '2018-03-15T12:00:00.000Z', expiresAt: null });
  });

  it('takes the next version from its first instant on', () => {
    expect(ruleAt('2024-12-31T23:59:59.999Z')?.version).toBe('base-1');
    expect(ruleAt('2025-01-01T00:00:00.000Z')?.version).toBe('base-2');
    expect(earn(bill([line('l1', 10_00)], { settledAt: '1999-12-31T00:00:00.000Z' }))).toBeUndefined();
  });

  it('has rules without gaps or overlaps', () => {
    EARNING_RULES.forEach((rule, i) => expect(rule.validTo).toBe(EARNING_RULES[i + 1]?.validFrom ?? null));
  });
});

describe('R-LY-02 what is earned on', () => {
  it('is before tax, without tips, fees and top-ups', () => {
    expect(earn(bill([line('l1', 50_00), line('tip', 10_00, false), line('top-up', 200_00, false)]))).toMatchObject({ points: 50, netCents: 50_00 });
  });

  it('is nothing when there is no earning line or the net is zero or below', () => {
    expect(earn(bill([line('tip', 10_00, false)]))).toBeUndefined();
    expect(earn(bill([line('l1', 30_00), line('return', -30_00)]))).toBeUndefined();
    expect(earn(bill([line('return', -30_00)]))).toBeUndefined();
  });

  it('leaves out the part paid with points, coupons or bonus', () => {
    const tenders = [{ kind: 'points', cents: 28_25 }, { kind: 'card', cents: 84_75 }];
    expect(earn(bill([line('l1', 100_00)], { tenders }))).toMatchObject({ points: 75, qualifyingCents: 100_00 });
  });

  it('counts whole units of the currency, whatever its minor unit', () => {
    expect(earn(bill([line('l1', 8_200)], { currency: 'JPY' }))).toMatchObject({ points: 8_200, qualifyingCents: 820_000 });
    expect(earn(bill([line('l1', 12_345)], { currency: 'KWD' }))).toMatchObject({ points: 12, qualifyingCents: 1_234 });
  });
});

describe('R-LY-03 rounding once, largest remainder, fractions dropped', () => {
  it('rounds the settlement, not each line', () => {
    const earning = earn(bill([line('a', 33_40), line('b', 33_30), line('c', 33_30)]));
    expect(earning?.points).toBe(100);
    expect(earning?.lots.map((lot) => lot.points)).toEqual([34, 33, 33]);
  });

  it('lowers the lots by a returned line, which gets none itself', () => {
    const earning = earn(bill([line('a', 60_00), line('b', 40_00), line('return', -50_00)]));
    expect(earning?.lots.map((lot) => [lot.lineId, lot.points])).toEqual([['a', 30], ['b', 20]]);
  });

  it('is exact for any lines: lots sum to the points, none is negative, points never exceed the net', () => {
    const rules: EarningRule[] = [{ ...EARNING_RULES[1]!, pointsPerUnit: 3 }];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50_000, max: 90_000 }), { minLength: 1, maxLength: 12 }), (nets) => {
        const earning = earn(bill(nets.map((net, i) => line(`l${i}`, net))), rules);
        const net = nets.reduce((a, b) => a + b, 0);
        if (net <= 0) return expect(earning).toBeUndefined();
        expect(earning!.points).toBe(Math.floor((net * 3) / 100));
        expect(earning!.lots.reduce((sum, lot) => sum + lot.points, 0)).toBe(earning!.points);
        for (const lot of earning!.lots) expect(lot.points).toBeGreaterThan(0);
      }),
    );
  });

  it('distributes within one of each quota', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), fc.array(fc.integer({ min: 1, max: 1_000_000_000 }), { minLength: 1, maxLength: 20 }), (total, weights) => {
        const parts = distribute(total, weights);
        const sum = weights.reduce((a, b) => a + b, 0);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        parts.forEach((part, i) => expect(Math.abs(part - (total * weights[i]!) / sum)).toBeLessThan(1.000001));
      }),
    );
  });
});
