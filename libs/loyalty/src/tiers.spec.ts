import fc from 'fast-check';
import { highestReached, nextTier, qualifyingAt, rankOf, tierFor, type QualifyingSpend } from './tiers.js';

const spend = (at: string, cents: number): QualifyingSpend => ({ visitId: at, at: `${at}T12:00:00.000Z`, cents });

describe('LY-06 tiers by amount', () => {
  it('begin at their thresholds', () => {
    expect([0, 499_99, 500_00, 1_499_99, 1_500_00, 4_000_00].map(tierFor)).toEqual(['regular', 'regular', 'silver', 'silver', 'gold', 'diamond']);
    expect(nextTier('silver', 700_00)).toEqual({ tier: 'gold', missingCents: 800_00 });
    expect(nextTier('diamond', 9_000_00)).toBeUndefined();
  });

  it('count a rolling twelve months, the first instant excluded, the last included', () => {
    const spends = [spend('2025-03-01', 300_00), spend('2026-03-01', 300_00)];
    expect(qualifyingAt(spends, '2026-03-01T12:00:00.000Z')).toBe(300_00);
    expect(qualifyingAt(spends, '2026-03-01T11:59:59.999Z')).toBe(300_00);
    expect(qualifyingAt([spend('2025-03-02', 300_00), spend('2026-03-01', 300_00)], '2026-03-01T12:00:00.000Z')).toBe(600_00);
    expect(qualifyingAt([spend('2023-02-28', 100_00), spend('2023-03-01', 100_00)], '2024-02-29T12:00:00.000Z')).toBe(100_00);
  });

  it('are reached alike in whatever order the settlements are heard', () => {
    const day = fc.integer({ min: 0, max: 900 }).map((n) => new Date(Date.UTC(2024, 0, 1) + n * 86_400_000).toISOString());
    const spends = fc.array(fc.tuple(day, fc.integer({ min: 1, max: 800_00 })), { minLength: 1, maxLength: 20 });
    const climb = (heard: readonly (readonly [string, number])[]) => {
      let tier: ReturnType<typeof tierFor> = 'regular';
      const known: QualifyingSpend[] = [];
      heard.forEach(([at, cents], i) => {
        known.push({ visitId: `v${i}`, at, cents });
        const reached = highestReached(known, at);
        if (reached && rankOf(reached.tier) > rankOf(tier)) tier = reached.tier;
      });
      return tier;
    };
    fc.assert(fc.property(spends, (list) => expect(climb([...list].reverse())).toBe(climb(list))));
  });
});
