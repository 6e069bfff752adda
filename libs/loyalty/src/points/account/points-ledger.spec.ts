import { fixedFacts, given } from '@chignon/eventing/testing';
import type { PointsEvent } from './points-events.js';
import { accountAt, points, settledAt } from './points-ledger.js';
import { DEFAULT_PROGRAMME } from '../../rules/programme.js';
import {
  NOW,
  facts,
  settled,
  refunded,
  played,
  moved,
  redeem,
  voided,
  account,
} from './account.testing.js';

describe('LY-01, R-LY-01 earning', () => {
  it('notes the settlement and writes lots with their rule version, effective when the bill was settled', () => {
    const { type: _, programme: __, ...noted } = settled('v1', 82);
    const lot = {
      lotId: 'v1:1:l1',
      visitId: 'v1',
      lineId: 'l1',
      storeId: 's1',
      points: 82,
      ruleVersion: 'base-2',
      rulePriority: 10,
      earnedAt: noted.settledAt,
      availableAt: noted.settledAt,
      expiresAt: '2028-03-31T22:00:00.000Z',
    };
    given(points, 'c1', [])
      .when(settled('v1', 82), facts())
      .then([
        {
          type: 'SettlementNoted',
          effectiveAt: noted.settledAt,
          data: {
            ...noted,
            notedAt: NOW,
            terms: {
              ruleVersion: 'base-2',
              programmeVersion: 'programme-1',
              minorPerPoint: 100,
              excludedTenders: ['points', 'coupon', 'bonus'],
              expiryMonths: 24,
              priority: 10,
            },
          },
        },
        {
          type: 'PointsEarned',
          effectiveAt: noted.settledAt,
          data: {
            visitId: 'v1',
            settlementNo: 1,
            storeId: 's1',
            currency: 'EUR',
            ruleVersion: 'base-2',
            netCents: 82_00,
            qualifyingCents: 82_00,
            points: 82,
            lots: [lot],
            earnedAt: noted.settledAt,
            balanceAfter: 82,
          },
        },
      ]);
  });

  it('earns once per visit and settlement number, whatever the command id (L5)', () => {
    given(points, 'c1', played(settled('v1', 82)))
      .when(settled('v1', 82), facts())
      .then([]);
    given(points, 'c1', played(settled('v1', 82), refunded('v1', 2, 82)))
      .when(refunded('v1', 2, 82), facts())
      .then([]);
  });

  it('moves nothing for a net of zero or less, and counts a net below one point for the tier', () => {
    given(points, 'c1', []).when(settled('v1', -5), facts()).thenTypes('SettlementNoted');
    expect(account(played(settled('v1', 0.5)))).toMatchObject({
      earned: 0,
      qualifying: [{ currency: 'EUR', cents: 50 }],
    });
  });

  it('L9, F9: earns by the terms of its currency; without any it earns nothing, and says so', () => {
    expect(account(played(settled('v1', 40, undefined, { currency: 'JPY' })))).toMatchObject({
      earned: 40,
      tier: 'regular',
      unrewarded: [],
    });
    expect(account(played(settled('v1', 40_000, undefined, { currency: 'XOF' })))).toMatchObject({
      earned: 0,
      tier: 'regular',
      unrewarded: ['XOF'],
    });
    expect(
      account(
        played(
          settled('v1', 400, undefined, { currency: 'USD' }),
          settled('v2', 300, undefined, { currency: 'CNY' }),
        ),
      ),
    ).toMatchObject({ tier: 'regular', earned: 442 });
  });
});

describe('LY-06 tiers', () => {
  it('rise in the same append as the earning that reached them', () => {
    given(points, 'c1', played(settled('v1', 300)))
      .when(settled('v2', 200, '2026-04-01T10:00:00.000Z'), facts())
      .thenTypes('SettlementNoted', 'PointsEarned', 'TierChanged');
    given(points, 'c1', [])
      .when(settled('v1', 5_000), facts())
      .thenTypes('SettlementNoted', 'PointsEarned', 'TierChanged');
    expect(account(played(settled('v1', 5_000))).tier).toBe('diamond');
  });

  it('do not fall by spending (R-LY-13)', () => {
    const spent = account(played(settled('v1', 600), redeem(600)));
    expect([spent.tier, spent.available]).toEqual(['silver', 0]);
  });

  it('F4, R-LY-16: a void or refund lowers the qualifying spend, and the tier at the next end of a month', () => {
    for (const taken of [voided('v1'), refunded('v1', 2, 600)]) {
      const events = played(settled('v1', 600), taken);
      expect(account(events)).toMatchObject({ tier: 'silver', qualifying: [] });
      given(points, 'c1', events)
        .when({ type: 'ReviewTier', asOf: NOW, programme: DEFAULT_PROGRAMME }, facts())
        .then([]);
      const july = {
        type: 'ReviewTier' as const,
        asOf: '2026-07-01T00:00:00.000Z',
        programme: DEFAULT_PROGRAMME,
      };
      expect(given(points, 'c1', events).when(july, fixedFacts(july.asOf)).events()).toMatchObject([
        {
          type: 'TierChanged',
          effectiveAt: '2026-06-30T22:00:00.000Z',
          data: { from: 'silver', to: 'regular', qualifyingCents: 0 },
        },
      ]);
    }
    given(points, 'c1', played(settled('v1', 1_400), voided('v1')))
      .when(settled('v2', 200), facts())
      .thenTypes('SettlementNoted', 'PointsEarned');
  });

  it('L11: silver of 10 January: notice for January a year later, regular from 1 April, however often it is looked at', () => {
    const before = played(settled('v1', 500, '2026-01-10T12:00:00.000Z'));
    const review = (events: PointsEvent[], asOf: string) => [
      ...events,
      ...(given(points, 'c1', events)
        .when({ type: 'ReviewTier', asOf, programme: DEFAULT_PROGRAMME }, fixedFacts(asOf))
        .events() as PointsEvent[]),
    ];
    const often = [
      '2027-01-30T12:00:00.000Z',
      '2027-01-31T23:00:00.000Z',
      '2027-01-31T23:00:00.000Z',
      '2027-03-31T21:59:59.999Z',
      '2027-03-31T22:00:00.000Z',
      '2027-04-02T00:00:00.000Z',
    ].reduce(review, before);
    expect(often.slice(before.length)).toMatchObject([
      {
        type: 'TierLossNoticed',
        effectiveAt: '2027-01-31T23:00:00.000Z',
        data: {
          tier: 'silver',
          missingCents: 500_00,
          currency: 'EUR',
          dropsAt: '2027-03-31T22:00:00.000Z',
        },
      },
      {
        type: 'TierChanged',
        effectiveAt: '2027-03-31T22:00:00.000Z',
        data: { from: 'silver', to: 'regular' },
      },
    ]);
    expect(review(before, '2027-04-02T00:00:00.000Z')).toEqual(often);
    // Skipped for months, and then a visit: the same, before the visit counts.
    const visit = given(points, 'c1', before)
      .when(settled('v2', 10, '2027-04-02T00:00:00.000Z'), fixedFacts('2027-04-02T00:00:00.000Z'))
      .events() as PointsEvent[];
    expect(visit.slice(0, 2)).toEqual(often.slice(before.length));
  });

  it('import 9: a history heard years late says nothing of tiers long lost', () => {
    expect(
      moved(
        played(
          settled('v1', 600, '2018-03-10T18:00:00.000Z'),
          settled('v2', 600, '2018-05-10T18:00:00.000Z'),
        ),
      ).map(({ type }) => type),
    ).toEqual(['PointsEarned', 'PointsEarned']);
  });
});

describe('R-LY-08 spend order', () => {
  it('takes the soonest expiry first, then the oldest, never-expiring last, and records the lots', () => {
    const events = played(
      settled('old', 10, '2018-03-10T18:00:00.000Z'),
      settled('b', 10, '2026-03-20T10:00:00.000Z'),
      settled('a', 10, '2026-03-10T10:00:00.000Z'),
      settled('soon', 10, '2025-02-01T10:00:00.000Z'),
      redeem(35),
    );
    expect(events.at(-1)).toMatchObject({
      type: 'PointsRedeemed',
      data: {
        points: 35,
        balanceAfter: 5,
        redemptionId: 'id-1',
        lots: [
          { lotId: 'soon:1:l1', points: 10 },
          { lotId: 'a:1:l1', points: 10 },
          { lotId: 'b:1:l1', points: 10 },
          { lotId: 'old:1:l1', points: 5 },
        ],
      },
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
    given(points, 'c1', played(settled('v1', 10)))
      .when(redeem(1), late)
      .thenRefused('points-insufficient');
    given(points, 'c1', played(settled('v1', 10), settled('v2', 5, '2018-01-01T10:00:00.000Z')))
      .when(redeem(1), late)
      .thenTypes('PointsExpired', 'PointsRedeemed');
  });
});

describe('expiry per lot', () => {
  it('of a visit heard after its points were over: earned and expired in one append, each effective at its own time', () => {
    const late = fixedFacts('2028-06-01T00:00:00.000Z');
    expect(given(points, 'c1', []).when(settled('v1', 40), late).events()).toMatchObject([
      { type: 'SettlementNoted', effectiveAt: '2026-03-10T18:00:00.000Z' },
      { type: 'PointsEarned', effectiveAt: '2026-03-10T18:00:00.000Z', data: { balanceAfter: 40 } },
      {
        type: 'PointsExpired',
        effectiveAt: '2028-03-31T22:00:00.000Z',
        data: { points: 40, balanceAfter: 0 },
      },
    ]);
  });

  it('L11 repeated, run twice or skipped for days: the same events', () => {
    const before = played(
      settled('v1', 10, '2026-01-10T10:00:00.000Z'),
      settled('v2', 20, '2026-02-10T10:00:00.000Z'),
    );
    const expire = (events: PointsEvent[], asOf: string) => [
      ...events,
      ...(given(points, 'c1', events)
        .when({ type: 'ExpirePoints', asOf }, facts())
        .events() as PointsEvent[]),
    ];
    const daily = [
      '2028-01-31T23:00:00.000Z',
      '2028-01-31T23:00:00.000Z',
      '2028-02-01T23:00:00.000Z',
      '2028-02-29T23:00:00.000Z',
      '2028-03-01T23:00:00.000Z',
    ].reduce(expire, before);
    expect(daily).toEqual(expire(before, '2028-03-05T00:00:00.000Z'));
    expect(daily.slice(before.length).map((event) => event.type)).toEqual([
      'PointsExpired',
      'PointsExpired',
    ]);
  });
});

describe('LY-28 the ledger is the balance', () => {
  it('as of any instant', () => {
    const events = played(settled('v1', 100), redeem(80), voided('v1'));
    const history = events.map((event, i) => ({
      id: `${i}`,
      version: 1,
      type: event.type,
      data: event.data,
      meta: { effectiveAt: event.effectiveAt ?? NOW, recordedAt: NOW } as never,
    }));
    const at = (instant: string) => {
      const { available, debt } = accountAt('c1', history, instant);
      return [available, debt];
    };
    expect(at('2026-03-01T00:00:00.000Z')).toEqual([0, 0]);
    expect(at('2026-04-01T00:00:00.000Z')).toEqual([100, 0]);
    expect(at('2026-07-01T00:00:00.000Z')).toEqual([0, 80]);
    expect(at('2026-05-15T00:00:00.000Z')).toEqual([80, 80]);
    expect(accountAt('c1', history, NOW)).toEqual(settledAt(account(events), NOW));
  });
});
