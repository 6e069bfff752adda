import fc from 'fast-check';
import { MINUTE_MS } from '@chignon/calendar';
import { at, cut, DATE, frame, line } from '../../testing.js';
import { priced, type PriceRule, rulesOn } from './price-rule.js';
import { PublicHolidays } from './public-holidays.js';
import { capacityPercentOf, type SpecialDay, specialOn, type When } from './special-day.js';

const special = (when: When, more: Partial<SpecialDay> = {}): SpecialDay => ({
  id: 'd',
  storeIds: [],
  when,
  daysBefore: 0,
  daysAfter: 0,
  kind: 'peak',
  ...more,
});
const KNOWN = new PublicHolidays();
const dates = (day: SpecialDay, from: string, days: number) =>
  Array.from({ length: days }, (_, i) =>
    new Date(Date.parse(from) + i * 86_400_000).toISOString().slice(0, 10),
  ).filter((date) => specialOn([day], 's1', date, KNOWN).length > 0);
const rule = (percent: number, more: Partial<PriceRule> = {}): PriceRule => ({
  id: `r${percent}`,
  storeIds: [],
  serviceIds: [],
  serviceGroups: [],
  levels: [],
  weekdays: [],
  dayKinds: [],
  percent,
  priority: 0,
  ...more,
});

describe('BK-11 holidays and peaks', () => {
  it('are dates, days of every year, and days of the lunar year with those around them', () => {
    expect(
      dates(special({ date: '2026-05-01' }, { daysBefore: 2, daysAfter: 1 }), '2026-04-27', 8),
    ).toEqual(['2026-04-29', '2026-04-30', '2026-05-01', '2026-05-02']);
    expect(dates(special({ yearly: '02-14' }), '2027-02-10', 10)).toEqual(['2027-02-14']);
    expect(
      ['2026-02-10', '2027-01-31', '2028-01-20'].map((from) =>
        dates(special({ lunar: '01-01' }), from, 10),
      ),
    ).toEqual([['2026-02-17'], ['2027-02-06'], ['2028-01-26']]);
    expect(dates(special({ lunar: '08-15' }), '2026-09-20', 10)).toEqual(['2026-09-25']);
  });
  it('does not take the leap month for its month', () => {
    // 2025 has a sixth month twice: the first begins on 25 June, the leap one on 25 July.
    expect(dates(special({ lunar: '06-01' }), '2025-06-20', 60)).toEqual(['2025-06-25']);
  });
  it('knows the decreed public holidays, not the days worked instead', () => {
    const found = dates(special({ holidaysOf: 'CN' }, { kind: 'holiday' }), '2026-02-14', 16);
    expect(found).toContain('2026-02-17');
    expect(found).not.toContain('2026-02-14');
    expect(found).not.toContain('2026-02-28');
  });
  it('hold for the stores named, and leave the smallest share of the places', () => {
    expect(specialOn([special({ date: DATE }, { storeIds: ['s2'] })], 's1', DATE, KNOWN)).toEqual(
      [],
    );
    expect(
      capacityPercentOf([
        special({ date: DATE }, { capacityPercent: 80 }),
        special({ date: DATE }, { capacityPercent: 50 }),
        special({ date: DATE }),
      ]),
    ).toBe(50);
    expect(capacityPercentOf([])).toBe(100);
  });
});

describe('BK-28 BK-29 prices by day and hour', () => {
  const cost = (rules: readonly PriceRule[], time: string, kinds: readonly string[] = []) => {
    const { priceCents, listCents, priceRuleId } = priced(
      line(cut, 'anna', at(time)),
      frame(['anna'], { prices: rulesOn(rules, 's1', DATE, kinds) }),
    );
    return { priceCents, listCents, priceRuleId };
  };
  it('show what it is and what it would be', () => {
    // The test day is a Monday.
    expect(cost([rule(-20, { weekdays: [1] })], '10:00')).toEqual({
      priceCents: 4000,
      listCents: 5000,
      priceRuleId: 'r-20',
    });
    expect(cost([rule(-20, { weekdays: [2] })], '10:00')).toEqual({
      priceCents: 5000,
      listCents: undefined,
      priceRuleId: undefined,
    });
  });
  it('hold from the first time to before the second, over midnight too', () => {
    const morning = [rule(-10, { fromTime: '09:00', toTime: '11:00' })];
    expect(['09:00', '10:59', '11:00'].map((time) => cost(morning, time).priceCents)).toEqual([
      4500, 4500, 5000,
    ]);
    expect(
      ['23:30', '01:59', '02:00'].map(
        (time) => cost([rule(50, { fromTime: '22:00', toTime: '02:00' })], time).priceCents,
      ),
    ).toEqual([7500, 7500, 5000]);
  });
  it('fit service, group, level, kind of day and dates; the highest priority counts alone', () => {
    expect(
      cost(
        [
          rule(10, { serviceIds: ['colour'] }),
          rule(20, { serviceGroups: ['colour'] }),
          rule(30, { levels: ['senior'] }),
          rule(40, { dayKinds: ['peak'] }),
          rule(50, { validFrom: '2026-03-03' }),
          rule(60, { validUntil: '2026-03-01' }),
        ],
        '10:00',
      ).priceCents,
    ).toBe(5000);
    expect(cost([rule(40, { dayKinds: ['peak'] })], '10:00', ['peak', 'x']).priceCents).toBe(7000);
    expect(
      cost([rule(-50), rule(10, { priority: 5 }), rule(20, { priority: 5 })], '10:00').priceRuleId,
    ).toBe('r10');
  });
  it('never cost less than nothing, and whole cents', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -100, max: 300 }),
        fc.nat(1_000_000),
        fc.nat(1439),
        (percent, priceCents, minute) => {
          const found = priced(
            { ...line(cut, 'anna', at('00:00') + minute * MINUTE_MS), priceCents },
            frame(['anna'], { prices: [rule(percent)] }),
          );
          expect(Number.isInteger(found.priceCents) && found.priceCents >= 0).toBe(true);
          expect(
            Math.abs(found.priceCents - (priceCents * (100 + percent)) / 100),
          ).toBeLessThanOrEqual(0.5);
          expect(found.listCents).toBe(priceCents);
        },
      ),
    );
  });
});
