import { fixedFacts, given } from '@chignon/eventing/testing';
import type { PointsEvent } from './points-events.js';
import { points } from './points-ledger.js';
import {
  NOW,
  facts,
  line,
  settled,
  later,
  refunded,
  play,
  played,
  moved,
  redeem,
  voided,
  account,
} from './account.testing.js';

const corrected = (visitId: string, settlementNo: number, was: number, is: number, of = 'l1') =>
  later(
    visitId,
    settlementNo,
    line(`${of}-c${settlementNo}`, -was * 100, of),
    line(`${of}-n${settlementNo}`, is * 100, of),
  );

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
