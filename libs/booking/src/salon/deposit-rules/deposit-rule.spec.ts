import fc from 'fast-check';
import { MINUTE_MS } from '@chignon/calendar';
import {
  type Acquaintance,
  asksWho,
  depositFor,
  type DepositQuestion,
  type DepositRule,
  depositTerms,
  type GivenDepositRule,
  mayApply,
  payableFrom,
} from './deposit-rule.js';

const NOW = Date.UTC(2031, 2, 9, 15);
const rule = (id: string, given: GivenDepositRule): DepositRule => ({
  id,
  version: 3,
  ...depositTerms(given),
});
const somebody: Acquaintance = { trusted: false, keptVisits: 2, noShows: 0 };
const lines = [
  { serviceId: 'cut', serviceGroup: 'cut', priceCents: 6000 },
  { serviceId: 'balayage', serviceGroup: 'colour', priceCents: 9001 },
];
const booking: DepositQuestion = {
  storeId: 'soho',
  channel: 'app',
  startMs: NOW + 600 * MINUTE_MS,
  lines,
};
const ask = (
  rules: readonly DepositRule[],
  who: Partial<Acquaintance> = {},
  more: Partial<DepositQuestion> = {},
) =>
  depositFor(
    { rules, who: { ...somebody, ...who }, currency: 'EUR' },
    { ...booking, ...more },
    NOW,
  );
const half: GivenDepositRule = { kind: 'percent', percent: 50 };

describe('R-BK-32 what is asked for at booking', () => {
  it('nothing, an amount, a percentage rounded down, or everything; explained', () => {
    expect(ask([])).toBeUndefined();
    expect(ask([rule('a', { kind: 'none' })])).toBeUndefined();
    expect(ask([rule('a', half)])).toEqual({
      ruleId: 'a',
      version: 3,
      cents: 7500,
      currency: 'EUR',
      basisCents: 15_001,
      percent: 50,
      payWithinMinutes: 30,
      payUntilMs: NOW + 30 * MINUTE_MS,
    });
    expect(ask([rule('a', { kind: 'fixed', amountCents: 2000 })])).toMatchObject({
      cents: 2000,
      amountCents: 2000,
    });
    expect(ask([rule('a', { kind: 'fixed', amountCents: 90_000 })])).toMatchObject({
      cents: 15_001,
    });
    expect(ask([rule('a', { kind: 'full' })])).toMatchObject({ cents: 15_001 });
  });
  it('for the services, at the store, through the channel that the rule names', () => {
    expect(ask([rule('a', { ...half, serviceGroups: ['colour'] })])).toMatchObject({
      basisCents: 9001,
      cents: 4500,
    });
    expect(
      ask([rule('a', { ...half, serviceGroups: ['colour'], serviceIds: ['cut'] })]),
    ).toMatchObject({ basisCents: 15_001 });
    expect(ask([rule('a', { ...half, serviceIds: ['nails'] })])).toBeUndefined();
    expect([
      ask([rule('a', { ...half, storeIds: ['noho'] })]),
      ask([rule('a', { ...half, channels: ['web'] })]),
    ]).toEqual([undefined, undefined]);
    expect(
      ask([rule('a', { ...half, storeIds: ['soho', 'noho'], channels: ['app', 'web'] })]),
    ).toBeDefined();
  });
  it('from new customers, from those who did not come, and never from trusted ones', () => {
    const fresh = [rule('a', { ...half, newCustomers: true })];
    expect([ask(fresh)?.cents, ask(fresh, { keptVisits: 0 })?.cents]).toEqual([undefined, 7500]);
    const missed = [rule('a', { kind: 'full', minNoShows: 2 })];
    expect([
      ask(missed, { noShows: 1 })?.cents,
      ask(missed, { noShows: 2 })?.cents,
      ask(missed, { noShows: 9, trusted: true })?.cents,
    ]).toEqual([undefined, 15_001, undefined]);
    const regulars = [rule('a', { ...half, exemptAfterVisits: 5 })];
    expect([
      ask(regulars, { keptVisits: 4 })?.cents,
      ask(regulars, { keptVisits: 5 })?.cents,
    ]).toEqual([7500, undefined]);
    expect([fresh, missed, regulars, [rule('a', half)]].map(([one]) => asksWho(one!))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
  it('the strictest counts; of equals the one that waits least', () => {
    expect(
      ask([
        rule('a', half),
        rule('b', { kind: 'fixed', amountCents: 8000 }),
        rule('c', { kind: 'none' }),
      ]),
    ).toMatchObject({ ruleId: 'b' });
    expect(ask([rule('a', half), rule('b', { ...half, payWithinMinutes: 10 })])).toMatchObject({
      ruleId: 'b',
    });
  });
  it('is payable until its minutes are over or the appointment begins, counted anew from the confirmation', () => {
    const deposit = ask([rule('a', half)], {}, { startMs: NOW + 20 * MINUTE_MS })!;
    expect(deposit.payUntilMs).toBe(NOW + 20 * MINUTE_MS);
    expect(
      payableFrom({ startMs: NOW + 600 * MINUTE_MS, deposit }, NOW + MINUTE_MS).deposit.payUntilMs,
    ).toBe(NOW + 31 * MINUTE_MS);
    const without = { startMs: NOW };
    expect(payableFrom(without, NOW)).toBe(without);
  });
  it('is never negative, never above the price, and no rule more makes it less', () => {
    const given = fc.oneof(
      fc.constant<GivenDepositRule>({ kind: 'none' }),
      fc.constant<GivenDepositRule>({ kind: 'full' }),
      fc
        .integer({ min: 1, max: 100 })
        .map((percent): GivenDepositRule => ({ kind: 'percent', percent })),
      fc
        .integer({ min: 1, max: 30_000 })
        .map((amountCents): GivenDepositRule => ({ kind: 'fixed', amountCents })),
    );
    const rules = fc
      .array(
        fc.record({
          given,
          groups: fc.subarray(['cut', 'colour', 'nail']),
          channels: fc.subarray(['app', 'web']),
          newCustomers: fc.boolean(),
        }),
        { maxLength: 5 },
      )
      .map((all) =>
        all.map(({ given: one, groups, channels, newCustomers }, i) =>
          rule(`r${i}`, { ...one, serviceGroups: groups, channels, newCustomers }),
        ),
      );
    const priced = fc.array(
      fc.record({
        serviceId: fc.constant('x'),
        serviceGroup: fc.constantFrom('cut', 'colour'),
        priceCents: fc.integer({ min: 0, max: 50_000 }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(rules, priced, fc.nat(3), (all, some, keptVisits) => {
        const cents = (of: readonly DepositRule[]) =>
          ask(of, { keptVisits }, { lines: some })?.cents ?? 0;
        expect(cents(all)).toBeGreaterThanOrEqual(0);
        expect(cents(all)).toBeLessThanOrEqual(some.reduce((sum, l) => sum + l.priceCents, 0));
        expect(cents(all)).toBeGreaterThanOrEqual(cents(all.slice(1)));
        expect(cents(all)).toBe(Math.max(0, ...all.map((one) => cents([one]))));
        if (cents(all) > 0) expect(all.some((one) => mayApply(one, 'soho', 'app'))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
  it.each<[GivenDepositRule, string]>([
    [{ kind: 'fixed' }, 'amountCents'],
    [{ kind: 'percent' }, 'percent'],
    [{ kind: 'full', percent: 3 }, 'amountCents'],
    [{ kind: 'percent', percent: 3, amountCents: 3 }, 'percent'],
  ])('refuses %j', (given, field) =>
    expect(() => depositTerms(given)).toThrow(
      expect.objectContaining({ code: 'rate-invalid', detail: expect.objectContaining({ field }) }),
    ),
  );
});
