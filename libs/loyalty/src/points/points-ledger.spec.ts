import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import type { NoteSettlement, PointsCommand, PointsEvent } from './points-events.js';
import { accountAt, points, settledAt } from './points-ledger.js';
import { DEFAULT_PROGRAMME } from '../rules/programme.js';

const NOW = '2026-06-01T10:00:00.000Z';
const facts = () => fixedFacts(NOW);
const line = (lineId: string, netCents: number, refersTo?: string) => ({
  lineId,
  kind: 'service',
  quantityMilli: netCents < 0 ? -1000 : 1000,
  netCents,
  earning: true,
  ...(refersTo === undefined ? {} : { refersTo }),
});
const settled = (
  visitId: string,
  euros: number,
  settledAt = '2026-03-10T18:00:00.000Z',
  change: Partial<NoteSettlement> = {},
): NoteSettlement => ({
  type: 'NoteSettlement',
  programme: DEFAULT_PROGRAMME,
  visitId,
  settlementNo: 1,
  storeId: 's1',
  zone: 'Europe/Paris',
  settledAt,
  currency: 'EUR',
  imported: false,
  lines: [line('l1', euros * 100)],
  tenders: [],
  ...change,
});
/** A later settlement of a visit, on 1 May. */
const later = (visitId: string, settlementNo: number, ...lines: ReturnType<typeof line>[]) =>
  settled(visitId, 0, '2026-05-01T10:00:00.000Z', { settlementNo, lines });
const refunded = (visitId: string, settlementNo: number, euros: number, of = 'l1') =>
  later(visitId, settlementNo, line(`${of}-r${settlementNo}`, -Math.round(euros * 100), of));
const corrected = (visitId: string, settlementNo: number, was: number, is: number, of = 'l1') =>
  later(
    visitId,
    settlementNo,
    line(`${of}-c${settlementNo}`, -was * 100, of),
    line(`${of}-n${settlementNo}`, is * 100, of),
  );
/** Plays commands one after another and returns all events. */
const play = (before: readonly PointsEvent[], ...commands: PointsCommand[]): PointsEvent[] =>
  commands.reduce<PointsEvent[]>(
    (events, command) => [
      ...events,
      ...(given(points, 'c1', events).when(command, facts()).events() as PointsEvent[]),
    ],
    [...before],
  );
const played = (...commands: PointsCommand[]): PointsEvent[] => play([], ...commands);
/** What moved points, without what was noted. */
const moved = (events: readonly PointsEvent[]): PointsEvent[] =>
  events.filter((event) => event.type !== 'SettlementNoted');
const redeem = (n: number) => ({ type: 'RedeemPoints' as const, points: n, reason: 'gift' });
const voided = (visitId: string) => ({
  type: 'ReversePoints' as const,
  visitId,
  voidedAt: '2026-05-01T10:00:00.000Z',
  programme: DEFAULT_PROGRAMME,
});
const account = (events: readonly PointsEvent[]) => stateAfter(points, 'c1', events);

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

describe('R-LY-11, F2, F4, R-VS-02: points follow the net of all settlements', () => {
  const sums = (events: readonly PointsEvent[]) => {
    const { earned, available, redeemed, reversed, debt, qualifying } = account(events);
    return {
      earned,
      available,
      redeemed,
      reversed,
      debt,
      qualifying: qualifying.reduce((sum, { cents }) => sum + cents, 0),
    };
  };

  it('L1: a refund of what is unspent takes it back, in whatever order and however often it is heard', () => {
    const end = { earned: 600, available: 0, redeemed: 0, reversed: 600, debt: 0, qualifying: 0 };
    const [bill, back] = [settled('v1', 600), refunded('v1', 2, 600)];
    expect(sums(played(bill, back))).toEqual(end);
    expect(sums(played(bill, back, bill, back))).toEqual(end);
    expect(sums(played(back, bill))).toEqual(end);
    expect(sums(played(back))).toEqual({ ...end, earned: 0, reversed: 0 });
  });

  it('L2: what was spent becomes a debt; the next points repay it first', () => {
    const events = played(settled('v1', 600), redeem(450), refunded('v1', 2, 600));
    expect(sums(events)).toMatchObject({ available: 0, debt: 450, reversed: 150 });
    expect(events.at(-1)).toMatchObject({
      type: 'PointsReversed',
      data: {
        settlementNo: 2,
        points: 150,
        debt: 450,
        lots: [{ lotId: 'v1:1:l1', points: 150 }],
        owed: [{ lotId: 'v1:1:l1', points: 450 }],
        balanceAfter: -450,
      },
    });
    given(points, 'c1', events).when(redeem(1), facts()).thenRefused('points-insufficient');
    expect(sums(play(events, settled('v2', 500)))).toMatchObject({ available: 50, debt: 0 });
  });

  it('L3: parts come back one by one, each from its own line, and never twice', () => {
    const bill = settled('v1', 0, undefined, {
      lines: [line('a', 33_33), line('b', 33_33), line('c', 33_34)],
    });
    const backs = [
      refunded('v1', 2, 33.34, 'c'),
      refunded('v1', 3, 33.33, 'a'),
      refunded('v1', 4, 33.33, 'b'),
    ];
    expect(
      moved(played(bill, ...backs)).map((event) => 'points' in event.data && event.data.points),
    ).toEqual([100, 34, 33, 33]);
    expect(sums(played(backs[2]!, backs[0]!, bill, backs[1]!))).toEqual({
      earned: 100,
      available: 0,
      redeemed: 0,
      reversed: 100,
      debt: 0,
      qualifying: 0,
    });
    // Spent in part: only what is owed of the line that went.
    expect(sums(played(bill, redeem(50), backs[1]!, settled('v2', 20)))).toMatchObject({
      debt: 0,
      redeemed: 50,
    });
  });

  it('L4: a correction follows both ways, with a line of the statement for each', () => {
    const commands = [
      settled('v1', 100),
      corrected('v1', 2, 100, 1),
      corrected('v1', 3, 1, 100, 'l1-n2'),
      corrected('v1', 4, 100, 1, 'l1-n2-n3'),
      corrected('v1', 5, 1, 100, 'l1-n2-n3-n4'),
    ];
    expect(commands.map((_, i) => sums(played(...commands.slice(0, i + 1))).available)).toEqual([
      100, 1, 100, 1, 100,
    ]);
    expect(commands.map((_, i) => sums(played(...commands.slice(0, i + 1))).qualifying)).toEqual([
      100_00, 1_00, 100_00, 1_00, 100_00,
    ]);
    expect(moved(played(...commands)).map(({ type }) => type)).toEqual([
      'PointsEarned',
      'PointsReversed',
      'PointsEarned',
      'PointsReversed',
      'PointsEarned',
    ]);
    expect(sums(played(...commands.toReversed()))).toEqual(sums(played(...commands)));
  });

  it('L5: a refund and then a void take everything back once; after a void nothing counts', () => {
    expect(sums(played(settled('v1', 100), refunded('v1', 2, 100), voided('v1')))).toMatchObject({
      available: 0,
      reversed: 100,
      debt: 0,
      qualifying: 0,
    });
    expect(sums(played(settled('v1', 100), refunded('v1', 2, 40), voided('v1')))).toMatchObject({
      available: 0,
      reversed: 100,
      debt: 0,
      qualifying: 0,
    });
    expect(
      sums(played(settled('v1', 100), redeem(80), refunded('v1', 2, 40), voided('v1'))),
    ).toMatchObject({ available: 0, redeemed: 80, debt: 80, reversed: 20 });
    expect(sums(played(settled('v1', 100), voided('v1'), refunded('v1', 2, 100)))).toMatchObject({
      available: 0,
      reversed: 100,
    });
  });

  it('points that expired unspent are owed to nobody', () => {
    const old = settled('v1', 100, '2026-03-10T18:00:00.000Z');
    const late = fixedFacts('2028-06-01T00:00:00.000Z');
    const events = given(points, 'c1', played(old, redeem(30)))
      .when(refunded('v1', 2, 50), late)
      .events() as PointsEvent[];
    expect(events.map(({ type }) => type)).toEqual([
      'PointsExpired',
      'SettlementNoted',
      'PointsReversed',
    ]);
    expect(events.at(-1)).toMatchObject({
      data: { points: 0, debt: 0, lapsed: [{ lotId: 'v1:1:l1', points: 50 }] },
    });
  });

  it('R-LY-16: lowers the qualifying spend on the day of the sale', () => {
    expect(account(played(settled('v1', 600), refunded('v1', 2, 200))).qualifying).toEqual([
      { visitId: 'v1', at: '2026-03-10T18:00:00.000Z', currency: 'EUR', cents: 400_00 },
    ]);
  });

  it('an account of an older release is put right when its visits are heard again', () => {
    // Three corrections up and down, of which only the ups were heard; a refund that was not heard at all.
    const lot = (no: number, lineId: string, n: number) => ({
      lotId: `v1:${no}:${lineId}`,
      visitId: 'v1',
      lineId,
      storeId: 's1',
      points: n,
      ruleVersion: 'base-2',
      rulePriority: 10,
      earnedAt: '2026-03-10T18:00:00.000Z',
      availableAt: '2026-03-10T18:00:00.000Z',
      expiresAt: null,
    });
    const earned = (no: number, lineId: string, n: number): PointsEvent => ({
      type: 'PointsEarned',
      data: {
        visitId: 'v1',
        settlementNo: no,
        storeId: 's1',
        ruleVersion: 'base-2',
        currency: 'EUR',
        netCents: n * 100,
        qualifyingCents: n * 100,
        points: n,
        lots: [lot(no, lineId, n)],
        earnedAt: '2026-03-10T18:00:00.000Z',
        balanceAfter: 0,
      },
    });
    const before = [earned(1, 'l1', 100), earned(3, 'l1-n3', 99)];
    const heard = [
      settled('v1', 100),
      corrected('v1', 2, 100, 1),
      corrected('v1', 3, 1, 100, 'l1-n2'),
    ];
    expect(sums(before)).toMatchObject({ available: 199, qualifying: 199_00 });
    expect(sums(play(before, ...heard))).toMatchObject({
      available: 100,
      reversed: 99,
      qualifying: 100_00,
    });
    expect(sums(play(before, ...heard, refunded('v1', 4, 100, 'l1-n2-n3')))).toMatchObject({
      available: 0,
      reversed: 199,
      qualifying: 0,
    });
    // What was earned by the unit of any currency was promised, and keeps it; the tier does not.
    const yen: PointsEvent = {
      type: 'PointsEarned',
      data: {
        ...(earned(1, 'l1', 4_000).data as any),
        currency: 'JPY',
        netCents: 4_000,
        qualifyingCents: 400_000,
      },
    };
    expect(sums(play([yen], settled('v1', 40, undefined, { currency: 'JPY' })))).toMatchObject({
      available: 4_000,
      reversed: 0,
      qualifying: 4_000,
    });
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

describe('F14, L10: what lies ahead', () => {
  it('is noted now, may be spent from its day on, and takes nothing from the tier', () => {
    const events = played(settled('v1', 600), settled('v2', 10, '2029-01-01T12:00:00.000Z'));
    expect(account(events)).toMatchObject({ available: 610, tier: 'silver' });
    expect(
      events
        .filter(({ data }) => 'visitId' in data && data.visitId === 'v2')
        .map((event) => event.effectiveAt),
    ).toEqual([NOW, NOW]);
    given(points, 'c1', events).when(redeem(605), facts()).thenRefused('points-insufficient');
    given(points, 'c1', events).when(redeem(600), facts()).thenTypes('PointsRedeemed');
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

describe('a voided visit takes its points back', () => {
  it('from its own lots, once (L10)', () => {
    const events = played(settled('v1', 82), settled('v2', 10), voided('v1'));
    expect(events.at(-1)).toMatchObject({
      type: 'PointsReversed',
      effectiveAt: '2026-05-01T10:00:00.000Z',
      data: { points: 82, debt: 0, lots: [{ lotId: 'v1:1:l1', points: 82 }], balanceAfter: 10 },
    });
    given(points, 'c1', events).when(voided('v1'), facts()).then([]);
    given(points, 'c1', events).when(settled('v1', 82), facts()).then([]);
  });

  it('turns what was spent into a debt, which other lots and the next earnings repay (L2, R-LY-11a)', () => {
    const events = played(settled('v1', 100), redeem(80), settled('v2', 30), voided('v1'));
    expect(events.slice(-2)).toMatchObject([
      { type: 'PointsReversed', data: { points: 20, debt: 80, balanceAfter: -50 } },
      { type: 'DebtRepaid', data: { points: 30, balanceAfter: -50 } },
    ]);
    expect(account(events)).toMatchObject({
      available: 0,
      debt: 50,
      earned: 130,
      redeemed: 80,
      reversed: 50,
    });
    given(points, 'c1', events).when(redeem(1), facts()).thenRefused('points-insufficient');
    expect(
      account([
        ...events,
        ...(given(points, 'c1', events).when(settled('v3', 60), facts()).events() as PointsEvent[]),
      ]),
    ).toMatchObject({ available: 10, debt: 0 });
  });

  it('heard before the settlement: the visit earns nothing afterwards', () => {
    expect(account(played(voided('v1'), settled('v1', 100)))).toMatchObject({
      earned: 0,
      available: 0,
      debt: 0,
    });
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
