import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { earn } from './earning-rules.js';
import { accountAt, points, type EarnPoints, type PointsEvent } from './points-ledger.js';

const NOW = '2026-06-01T10:00:00.000Z';
const facts = () => fixedFacts(NOW);
const settled = (visitId: string, euros: number, settledAt = '2026-03-10T18:00:00.000Z', storeId = 's1'): EarnPoints => ({
  type: 'EarnPoints', visitId, settlementNo: 1, storeId, zone: 'Europe/Paris', settledAt, currency: 'EUR',
  lines: [{ lineId: 'l1', netCents: euros * 100, taxCents: 0, earning: true }], tenders: [],
});
/** Plays commands one after another and returns all events. */
const played = (...commands: Parameters<ReturnType<typeof given>['when']>[0][]): PointsEvent[] =>
  commands.reduce<PointsEvent[]>((events, command) => [...events, ...(given(points, 'c1', events).when(command as never, facts()).events() as PointsEvent[])], []);
const redeem = (n: number) => ({ type: 'RedeemPoints' as const, points: n, reason: 'gift' });
const voided = (visitId: string) => ({ type: 'ReversePoints' as const, visitId, voidedAt: '2026-05-01T10:00:00.000Z' });
const account = (events: readonly PointsEvent[]) => stateAfter(points, 'c1', events);

describe('LY-01, R-LY-01 earning', () => {
  it('writes lots and their rule version, effective when the bill was settled', () => {
    const command = settled('v1', 82);
    const { netCents, qualifyingCents, lots } = earn(command)!;
    given(points, 'c1', []).when(command, facts()).then([
      { type: 'PointsEarned', effectiveAt: command.settledAt, data: { visitId: 'v1', settlementNo: 1, storeId: 's1', currency: 'EUR', ruleVersion: 'base-2', netCents, qualifyingCents, points: 82, lots, earnedAt: command.settledAt, balanceAfter: 82 } },
    ]);
  });

  it('earns once per visit and settlement number, whatever the command id (L5)', () => {
    given(points, 'c1', played(settled('v1', 82))).when(settled('v1', 82), facts()).then([]);
    given(points, 'c1', played(settled('v1', 82))).when({ ...settled('v1', 10), settlementNo: 2 }, facts()).thenTypes('PointsEarned');
  });

  it('writes nothing for a net of zero or less', () => {
    given(points, 'c1', []).when(settled('v1', -5), facts()).then([]);
  });
});

describe('LY-06 tiers', () => {
  it('rise in the same append as the earning that reached them', () => {
    given(points, 'c1', played(settled('v1', 300))).when(settled('v2', 200, '2026-04-01T10:00:00.000Z'), facts()).thenTypes('PointsEarned', 'TierChanged');
    given(points, 'c1', []).when(settled('v1', 5_000), facts()).thenTypes('PointsEarned', 'TierChanged');
    expect(account(played(settled('v1', 5_000))).tier).toBe('diamond');
  });

  it('do not fall by spending (R-LY-13), and a void lowers only the qualifying spend (R-LY-16)', () => {
    const spent = account(played(settled('v1', 600), redeem(600)));
    expect([spent.tier, spent.available]).toEqual(['silver', 0]);
    const after = account(played(settled('v1', 600), voided('v1')));
    expect([after.tier, after.qualifying]).toEqual(['silver', []]);
    given(points, 'c1', played(settled('v1', 1_400), voided('v1'))).when(settled('v2', 200), facts()).thenTypes('PointsEarned');
  });
});

describe('R-LY-08 spend order', () => {
  it('takes the soonest expiry first, then the oldest, never-expiring last, and records the lots', () => {
    const events = played(settled('old', 10, '2018-03-10T18:00:00.000Z'), settled('b', 10, '2026-03-20T10:00:00.000Z'), settled('a', 10, '2026-03-10T10:00:00.000Z'), settled('soon', 10, '2025-02-01T10:00:00.000Z'), redeem(35));
    expect(events.at(-1)).toMatchObject({
      type: 'PointsRedeemed',
      data: { points: 35, balanceAfter: 5, redemptionId: 'id-1', lots: [{ lotId: 'soon:1:l1', points: 10 }, { lotId: 'a:1:l1', points: 10 }, { lotId: 'b:1:l1', points: 10 }, { lotId: 'old:1:l1', points: 5 }] },
    });
  });

  it('refuses more than is available, and what is not a whole number above zero', () => {
    const events = played(settled('v1', 10));
    given(points, 'c1', events).when(redeem(11), facts()).thenRefused('points-insufficient');
    given(points, 'c1', events).when(redeem(0), facts()).thenRefused('points-invalid');
    given(points, 'c1', events).when(redeem(1.5), facts()).thenRefused('points-invalid');
  });

  it('does not spend what is over, even when no run has written that down yet', () => {
    const late = fixedFacts('2028-04-01T00:00:00.000Z');
    given(points, 'c1', played(settled('v1', 10))).when(redeem(1), late).thenRefused('points-insufficient');
    given(points, 'c1', played(settled('v1', 10), settled('v2', 5, '2018-01-01T10:00:00.000Z'))).when(redeem(1), late).thenTypes('PointsExpired', 'PointsRedeemed');
  });
});

describe('a voided visit takes its points back', () => {
  it('from its own lots, once (L10)', () => {
    const events = played(settled('v1', 82), settled('v2', 10), voided('v1'));
    expect(events.at(-1)).toMatchObject({ type: 'PointsReversed', effectiveAt: '2026-05-01T10:00:00.000Z', data: { points: 82, debt: 0, lots: [{ lotId: 'v1:1:l1', points: 82 }], balanceAfter: 10 } });
    given(points, 'c1', events).when(voided('v1'), facts()).then([]);
    given(points, 'c1', events).when(settled('v1', 82), facts()).then([]);
  });

  it('turns what was spent into a debt, which other lots and the next earnings repay (L2, R-LY-11a)', () => {
    const events = played(settled('v1', 100), redeem(80), settled('v2', 30), voided('v1'));
    expect(events.slice(-2)).toMatchObject([
      { type: 'PointsReversed', data: { points: 20, debt: 80, balanceAfter: -50 } },
      { type: 'DebtRepaid', data: { points: 30, balanceAfter: -50 } },
    ]);
    expect(account(events)).toMatchObject({ available: 0, debt: 50, earned: 130, redeemed: 80, reversed: 50 });
    given(points, 'c1', events).when(redeem(1), facts()).thenRefused('points-insufficient');
    expect(account([...events, ...(given(points, 'c1', events).when(settled('v3', 60), facts()).events() as PointsEvent[])])).toMatchObject({ available: 10, debt: 0 });
  });

  it('heard before the settlement: the visit earns nothing afterwards', () => {
    expect(account(played(voided('v1'), settled('v1', 100)))).toMatchObject({ earned: 0, available: 0, debt: 0 });
  });
});

describe('expiry per lot', () => {
  it('of a visit heard after its points were over: earned and expired in one append, each effective at its own time', () => {
    const late = fixedFacts('2028-06-01T00:00:00.000Z');
    expect(given(points, 'c1', []).when(settled('v1', 40), late).events()).toMatchObject([
      { type: 'PointsEarned', effectiveAt: '2026-03-10T18:00:00.000Z', data: { balanceAfter: 40 } },
      { type: 'PointsExpired', effectiveAt: '2028-03-31T22:00:00.000Z', data: { points: 40, balanceAfter: 0 } },
    ]);
  });

  it('L11 repeated, run twice or skipped for days: the same events', () => {
    const before = played(settled('v1', 10, '2026-01-10T10:00:00.000Z'), settled('v2', 20, '2026-02-10T10:00:00.000Z'));
    const expire = (events: PointsEvent[], asOf: string) => [...events, ...(given(points, 'c1', events).when({ type: 'ExpirePoints', asOf }, facts()).events() as PointsEvent[])];
    const daily = ['2028-01-31T23:00:00.000Z', '2028-01-31T23:00:00.000Z', '2028-02-01T23:00:00.000Z', '2028-02-29T23:00:00.000Z', '2028-03-01T23:00:00.000Z'].reduce(expire, before);
    expect(daily).toEqual(expire(before, '2028-03-05T00:00:00.000Z'));
    expect(daily.slice(2).map((event) => event.type)).toEqual(['PointsExpired', 'PointsExpired']);
  });
});

describe('LY-28 the ledger is the balance', () => {
  it('as of any instant', () => {
    const events = played(settled('v1', 100), redeem(80), voided('v1'));
    const history = events.map((event, i) => ({ id: `${i}`, version: 1, type: event.type, data: event.data, meta: { effectiveAt: event.effectiveAt ?? NOW } as never }));
    const at = (instant: string) => { const { available, debt } = accountAt('c1', history, instant); return [available, debt]; };
    expect(at('2026-03-01T00:00:00.000Z')).toEqual([0, 0]);
    expect(at('2026-04-01T00:00:00.000Z')).toEqual([100, 0]);
    expect(at('2026-07-01T00:00:00.000Z')).toEqual([0, 80]);
    expect(at('2026-05-15T00:00:00.000Z')).toEqual([80, 80]);
  });
});
