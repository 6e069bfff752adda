import { at, DATE, store } from '../../testing.js';
import {
  asksTier,
  daysEarlier,
  NO_VIP,
  rankOfTier,
  reservedOn,
  type ReservedRule,
  vipOf,
} from './vip-terms.js';

const rule = (more: Partial<ReservedRule> = {}): ReservedRule => ({
  ruleId: 'r',
  fromTier: 'gold',
  releaseHoursBefore: 2,
  ...more,
});

describe('BK-08 R-BK-46 what tiers have before others', () => {
  it('is nothing, unless somebody says so, and then the tier is asked for', () => {
    expect(asksTier(vipOf(undefined, undefined))).toBe(false);
    expect(asksTier(vipOf({ id: '*', queueByTier: true }, undefined))).toBe(false);
    expect(asksTier(vipOf({ id: '*', reserved: [rule()] }, undefined))).toBe(true);
    expect(asksTier(vipOf({ id: '*', reserved: [rule()] }, { id: 's1', reserved: [] }))).toBe(
      false,
    );
  });
  it('goes to a tier and those above it', () => {
    expect(
      [undefined, 'regular', 'silver', 'gold', 'diamond'].map((tier) => rankOfTier(NO_VIP, tier)),
    ).toEqual([0, 0, 1, 2, 3]);
    const vip = {
      ...NO_VIP,
      windows: [
        { tier: 'silver', daysEarlier: 5 },
        { tier: 'gold', daysEarlier: 3 },
      ],
    };
    expect([undefined, 'regular', 'silver', 'gold'].map((tier) => daysEarlier(vip, tier))).toEqual([
      0, 0, 5, 5,
    ]);
    expect(
      reservedOn({ ...NO_VIP, reserved: [rule()] }, store(), DATE).reserved![0]!.tiers,
    ).toEqual(['gold', 'diamond']);
    // A tier that the chain has dropped keeps what it had, and takes nothing from anybody else.
    expect(
      reservedOn({ ...NO_VIP, tiers: ['jade'], reserved: [rule()] }, store(), DATE).reserved![0]!
        .tiers,
    ).toEqual(['gold']);
  });
  it("holds on its weekdays, in its hours of the store; those before the day starts are the next morning's", () => {
    const on = (more: Partial<ReservedRule>, dayStartsAt = '00:00') =>
      reservedOn({ ...NO_VIP, reserved: [rule(more)] }, store({ dayStartsAt }), DATE).reserved?.map(
        ({ fromMs, toMs, releaseMs }) => [fromMs, toMs, releaseMs],
      );
    expect(on({ weekdays: [1] })).toEqual([[at('00:00'), at('00:00') + 86_400_000, 7_200_000]]);
    expect(on({ weekdays: [2, 3] })).toBeUndefined();
    expect(on({ fromTime: '17:00' })).toEqual([[at('17:00'), at('00:00') + 86_400_000, 7_200_000]]);
    expect(on({ fromTime: '22:00', toTime: '02:00' }, '05:00')).toEqual([
      [at('22:00'), at('02:00') + 86_400_000, 7_200_000],
    ]);
  });
});
