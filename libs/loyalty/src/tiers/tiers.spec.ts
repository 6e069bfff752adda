import fc from 'fast-check';
import { DEFAULT_PROGRAMME } from '../rules/programme.js';
import {
  missingTo,
  monthEndAfter,
  monthEndedBetween,
  nextTier,
  qualifyingAt,
  standingAt,
  tierFor,
  type QualifyingSpend,
} from './tiers.js';

const spend = (at: string, cents: number, currency = 'USD'): QualifyingSpend => ({
  visitId: `${at}${cents}`,
  at: at.length === 10 ? `${at}T12:00:00.000Z` : at,
  currency,
  cents,
});
const in_ = (cents: number, currency = 'USD') => [{ currency, cents }];
const at = (spends: readonly QualifyingSpend[], instant: string, zone = 'UTC') =>
  standingAt(
    spends,
    DEFAULT_PROGRAMME,
    zone,
    instant.length === 10 ? `${instant}T12:00:00.000Z` : instant,
  );

describe('LY-06 tiers by amount', () => {
  it('begin at their thresholds', () => {
    expect(
      [0, 499_99, 500_00, 1_499_99, 1_500_00, 4_000_00].map(
        (cents) => tierFor(in_(cents), DEFAULT_PROGRAMME)?.tier,
      ),
    ).toEqual([undefined, undefined, 'silver', 'silver', 'gold', 'diamond']);
    expect(nextTier('silver', in_(700_00), DEFAULT_PROGRAMME)).toEqual({
      tier: 'gold',
      currency: 'USD',
      missingCents: 800_00,
    });
    expect(nextTier('diamond', in_(9_000_00), DEFAULT_PROGRAMME)).toBeUndefined();
  });

  it('count a rolling twelve months, the first instant excluded, the last included', () => {
    const cents = (spends: QualifyingSpend[], instant: string) =>
      qualifyingAt(spends, instant)[0]?.cents;
    const spends = [spend('2025-03-01', 300_00), spend('2026-03-01', 300_00)];
    expect(cents(spends, '2026-03-01T12:00:00.000Z')).toBe(300_00);
    expect(cents(spends, '2026-03-01T11:59:59.999Z')).toBe(300_00);
    expect(
      cents([spend('2025-03-02', 300_00), spend('2026-03-01', 300_00)], '2026-03-01T12:00:00.000Z'),
    ).toBe(600_00);
    expect(
      cents([spend('2023-02-28', 100_00), spend('2023-03-01', 100_00)], '2024-02-29T12:00:00.000Z'),
    ).toBe(100_00);
  });

  it('L9, F9, A6: never add currencies, and each has its own thresholds', () => {
    expect(at([spend('2026-03-01', 4_000, 'JPY')], '2026-04-01').tier).toBe('regular');
    expect(at([spend('2026-03-01', 500_00, 'CNY')], '2026-04-01').tier).toBe('regular');
    expect(
      at([spend('2026-03-01', 400_00), spend('2026-03-02', 3_400_00, 'CNY')], '2026-04-01').tier,
    ).toBe('regular');
    expect(
      at([spend('2026-03-01', 400_00), spend('2026-03-02', 3_500_00, 'CNY')], '2026-04-01').tier,
    ).toBe('silver');
    expect(at([spend('2026-03-01', 1_000_000, 'XOF')], '2026-04-01').tier).toBe('regular');
    expect(
      missingTo(
        'silver',
        [
          { currency: 'CNY', cents: 3_000_00 },
          { currency: 'USD', cents: 400_00 },
        ],
        DEFAULT_PROGRAMME,
      ),
    ).toEqual({ currency: 'CNY', missingCents: 500_00 });
    expect(missingTo('silver', [], DEFAULT_PROGRAMME, 'GBP')).toEqual({
      currency: 'GBP',
      missingCents: 500_00,
    });
  });

  it('F14: what lies ahead does not count yet, and takes nothing away', () => {
    const spends = [spend('2026-03-01', 600_00), spend('2029-01-01', 10_00)];
    expect(at(spends, '2026-04-01')).toMatchObject({
      tier: 'silver',
      since: '2026-03-01T12:00:00.000Z',
    });
    expect(qualifyingAt(spends, '2026-04-01T00:00:00.000Z')).toEqual(in_(600_00));
  });
});

describe('R-LY-14 down with notice and grace', () => {
  const silver = [spend('2026-01-10', 500_00)];

  it('L11: a notice at the end of the month after twelve, 60 days, then down', () => {
    expect(at(silver, '2027-01-31T23:59:59.999Z')).toMatchObject({ tier: 'silver', notices: [] });
    expect(at(silver, '2027-02-01T00:00:00.000Z').notice).toEqual({
      tier: 'silver',
      checkedAt: '2027-02-01T00:00:00.000Z',
      dropsAt: '2027-04-01T00:00:00.000Z',
      currency: 'USD',
      missingCents: 500_00,
    });
    expect(at(silver, '2027-03-31T23:59:59.999Z').tier).toBe('silver');
    expect(at(silver, '2027-04-01T00:00:00.000Z')).toMatchObject({
      tier: 'regular',
      since: '2027-04-01T00:00:00.000Z',
    });
  });

  it('L11: with 500.00 on the last day of grace it stays, and holds again for twelve months', () => {
    const again = [...silver, spend('2027-03-31', 500_00)];
    expect(at(again, '2027-04-01T00:00:00.000Z')).toMatchObject({ tier: 'silver' });
    expect(at(again, '2028-03-31').notice).toBeUndefined();
    expect(at(again, '2028-05-01').notice).toMatchObject({ checkedAt: '2028-05-01T00:00:00.000Z' });
  });

  it('names what is missing, in the zone of the store', () => {
    const spends = [spend('2026-01-10', 500_00), spend('2026-06-01', 120_00)];
    expect(at(spends, '2027-03-01', 'America/New_York').notice).toMatchObject({
      checkedAt: '2027-02-01T05:00:00.000Z',
      dropsAt: '2027-04-01T04:00:00.000Z',
      missingCents: 380_00,
    });
    expect(monthEndAfter('2027-02-01T04:59:59.999Z', 'America/New_York')).toBe(
      '2027-02-01T05:00:00.000Z',
    );
    expect(monthEndAfter('2027-02-01T05:00:00.000Z', 'America/New_York')).toBe(
      '2027-03-01T05:00:00.000Z',
    );
  });

  it('is looked at while a month ends somewhere, and not in between', () => {
    expect(monthEndedBetween('2027-01-15T00:00:00.000Z', '2027-01-31T09:59:00.000Z')).toBe(false);
    // From the first zone to the last every hour may end the month of some store.
    for (const [since, until] of [
      ['2027-01-31T09:00:00.000Z', '2027-01-31T10:00:00.000Z'],
      ['2027-01-31T23:30:00.000Z', '2027-02-01T00:30:00.000Z'],
      ['2027-02-01T11:30:00.000Z', '2027-02-01T12:30:00.000Z'],
      ['2027-01-15T00:00:00.000Z', '2027-03-15T00:00:00.000Z'],
    ] as const)
      expect(monthEndedBetween(since, until)).toBe(true);
    expect(monthEndedBetween('2027-02-01T12:00:00.000Z', '2027-02-28T09:00:00.000Z')).toBe(false);
  });

  it('falls to the tier that the spend carries, not to the bottom', () => {
    const spends = [spend('2026-01-10', 4_000_00), spend('2026-12-10', 600_00)];
    expect(at(spends, '2027-04-01').steps.map(({ from, to }) => [from, to])).toEqual([
      ['regular', 'diamond'],
      ['diamond', 'silver'],
    ]);
  });

  it('import 9: a history of years ago makes nobody a VIP today', () => {
    const history = [spend('2018-03-10', 600_00), spend('2018-06-10', 600_00)];
    expect(at(history, '2018-12-01').tier).toBe('silver');
    expect(at(history, '2019-07-02')).toMatchObject({
      tier: 'silver',
      notice: { missingCents: 500_00, dropsAt: '2019-08-29T00:00:00.000Z' },
    });
    expect(at(history, '2019-08-29').tier).toBe('regular');
    expect(at(history, '2026-11-30')).toMatchObject({ tier: 'regular' });
  });

  it('does not depend on the order of hearing, and a later look agrees with every earlier one', () => {
    const day = fc
      .integer({ min: 0, max: 1_500 })
      .map((n) => new Date(Date.UTC(2022, 0, 1) + n * 86_400_000).toISOString());
    const spends = fc.array(
      fc.tuple(day, fc.integer({ min: 1, max: 900_00 }), fc.constantFrom('USD', 'CNY')),
      { maxLength: 15 },
    );
    fc.assert(
      fc.property(spends, day, (list, instant) => {
        const known = list.map(([when, cents, currency], i) => ({
          visitId: `v${i}`,
          at: when,
          currency,
          cents,
        }));
        const then = at(known, instant);
        expect(at(known.toReversed(), instant)).toEqual(then);
        const later = at(known, '2030-01-01');
        expect(later.steps.filter((step) => step.at <= instant)).toEqual(then.steps);
        expect(later.notices.filter((notice) => notice.checkedAt <= instant)).toEqual(then.notices);
      }),
    );
  });
});
