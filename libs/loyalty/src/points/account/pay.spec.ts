import type { Reservation, SettledMovement } from '@chignon/eventing';
import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { DEFAULT_PROGRAMME, USUAL_RETURNS, type PointsWorth } from '../../rules/programme.js';
import type { NoteSettlement, PointsCommand, PointsEvent } from './points-events.js';
import { points, settledAt } from './points-ledger.js';
import { reservationOf, statusOf } from './reserved.js';

/* LY-11 R-LY-09 R-LY-10: bills that are paid with points. A point is worth one cent here. */

const WORTH: PointsWorth = { points: 1, cents: 1 };
const bill = (visitId: string, cents: number, settledAt: string, zone = 'UTC'): NoteSettlement => ({
  type: 'NoteSettlement',
  programme: DEFAULT_PROGRAMME,
  visitId,
  settlementNo: 1,
  storeId: 's1',
  zone,
  settledAt,
  currency: 'EUR',
  imported: false,
  lines: [{ lineId: 'l1', kind: 'service', quantityMilli: 1000, netCents: cents, earning: true }],
  tenders: [],
});
const reserve = (id: string, cents: number, worth = WORTH, visitId = 'pay'): PointsCommand => ({
  type: 'ReservePoints',
  worth,
  reservation: {
    id,
    owner: 'loyalty',
    kind: 'points',
    use: 'tender',
    account: 'c1',
    cents,
    currency: 'EUR',
    purpose: { storeId: 's1', visitId, customerId: 'c1' },
    expiresAt: '2027-01-30T12:10:00.000Z',
  } satisfies Reservation,
});
const tender = (reservationId: string, settlement: string, cents: number): PointsCommand => ({
  type: 'TenderPoints',
  worth: WORTH,
  terms: USUAL_RETURNS,
  movement: {
    reservationId,
    owner: 'loyalty',
    kind: 'points',
    use: 'tender',
    account: 'c1',
    cents,
    currency: 'EUR',
    storeId: 's1',
    visitId: 'pay',
    settlement,
    settledAt: '2027-01-30T12:05:00.000Z',
  } satisfies SettledMovement,
});
const release = (reservationId: string): PointsCommand => ({
  type: 'ReleasePoints',
  reservationId,
  because: 'expired',
  terms: USUAL_RETURNS,
});
type Step = readonly [at: string, command: PointsCommand];
function play(...steps: readonly Step[]) {
  let events: PointsEvent[] = [];
  for (const [at, command] of steps)
    events = [
      ...events,
      ...(given(points, 'c1', events).when(command, fixedFacts(at)).events() as PointsEvent[]),
    ];
  return { events, account: stateAfter(points, 'c1', events) };
}
const refusal = (steps: readonly Step[], [at, command]: Step): object => {
  try {
    given(points, 'c1', play(...steps).events)
      .when(command, fixedFacts(at))
      .events();
    return {};
  } catch (error) {
    const { code, detail } = error as { code: string; detail: object };
    return { code, ...detail };
  }
};
const at = (day: string) => `${day}T12:00:00.000Z`;
/** 100 points to the end of January 2027, 60 to the end of June. */
const two: readonly Step[] = [
  [at('2025-01-10'), bill('v1', 100_00, at('2025-01-10'))],
  [at('2025-06-10'), bill('v2', 60_00, at('2025-06-10'))],
];
const left = (account: { lots: readonly { lotId: string; remaining: number }[] }) =>
  account.lots.map(({ lotId, remaining }) => [lotId, remaining]);

describe('L7: points pay a bill', () => {
  const paid: readonly Step[] = [
    ...two,
    [at('2027-01-20'), reserve('r1', 120)],
    [at('2027-01-20'), tender('r1', '1', 120)],
  ];

  it('leave their lots in spend order, and are kept until the bill is settled', () => {
    const kept = play(...paid.slice(0, 3)).account;
    expect(kept).toMatchObject({ available: 40, held: 120, redeemed: 0 });
    expect(left(kept)).toEqual([
      ['v1:1:l1', 0],
      ['v2:1:l1', 40],
    ]);
    expect(play(...paid).account).toMatchObject({ available: 40, held: 0, redeemed: 120 });
  });

  it('are not kept once more by a reservation that is heard after its settlement', () => {
    const settled = play(...two, [at('2027-01-20'), tender('r1', '1', 120)]);
    expect(settled.account).toMatchObject({ available: 40, held: 0, redeemed: 120 });
    const late = play(
      ...two,
      [at('2027-01-20'), tender('r1', '1', 120)],
      [at('2027-01-21'), reserve('r1', 30)],
    );
    expect(late.account).toEqual(settled.account);
  });

  it('come back to the same lots, the last one spent first, never more than were taken', () => {
    const back = (...more: Step[]) => play(...paid, ...more).account;
    const part: Step = [at('2027-01-21'), tender('r1', '2', -50)];
    expect(left(back(part))).toEqual([
      ['v1:1:l1', 30],
      ['v2:1:l1', 60],
    ]);
    const all = back(part, [at('2027-01-22'), tender('r1', 'void', -70)]);
    expect(all.lots).toEqual(play(...two).account.lots);
    expect(all).toMatchObject({ available: 160, redeemed: 0, debt: 0 });
    expect(back(part, part)).toEqual(back(part));
  });

  it('in whatever order settlement and refund are heard', () => {
    const orders = [
      [tender('r1', '1', 120), tender('r1', '2', -50)],
      [tender('r1', '2', -50), tender('r1', '1', 120)],
    ].map(
      ([a, b]) => play(...paid.slice(0, 3), [at('2027-01-20'), a!], [at('2027-01-20'), b!]).account,
    );
    for (const account of orders)
      expect(account).toMatchObject({ available: 90, held: 0, redeemed: 70, debt: 0 });
  });

  it('are refused where there are fewer, naming what there is', () => {
    expect(refusal(two, [at('2027-01-20'), reserve('r1', 161)])).toMatchObject({
      code: 'tender-insufficient',
      availableCents: 160,
      available: 160,
    });
    expect(
      refusal(
        [...two, [at('2027-01-20'), reserve('r1', 100)]],
        [at('2027-01-20'), reserve('r2', 61)],
      ),
    ).toMatchObject({ code: 'tender-insufficient', availableCents: 60 });
  });
});

describe('R-LY-09 limits of a bill', () => {
  const worth: PointsWorth = {
    points: 10,
    cents: 1,
    minPoints: 20,
    stepPoints: 10,
    maxPoints: 100,
  };
  const ask = (cents: number, steps = two) =>
    refusal(steps, [at('2027-01-20'), reserve('r2', cents, worth)]);

  it('whole points, a least number, a step, and a most over all reservations of the bill', () => {
    expect(ask(1)).toMatchObject({ code: 'points-limit', points: 10 });
    expect(ask(2)).toEqual({});
    expect(ask(11)).toMatchObject({ code: 'points-limit' });
    expect(ask(5, [...two, [at('2027-01-20'), reserve('r1', 6, worth)]])).toMatchObject({
      code: 'points-limit',
      expected: expect.stringContaining('at most 40'),
    });
    expect(
      refusal(two, [at('2027-01-20'), reserve('r2', 100, { points: 1, cents: 3 })]),
    ).toMatchObject({ code: 'points-value' });
  });
});

describe('L8 R-LY-10: what is kept does not expire, and what is released lives on', () => {
  const kept: readonly Step[] = [
    ...two,
    [at('2027-01-30'), reserve('r1', 80)],
    [at('2027-02-01'), { type: 'ExpirePoints', asOf: at('2027-02-01') }],
  ];

  it('20 expire, 80 are back until 9 February', () => {
    expect(play(...kept).account).toMatchObject({ available: 60, held: 80, expired: 20 });
    const { account } = play(...kept, [at('2027-02-02'), release('r1')]);
    expect(settledAt(account, at('2027-02-03')).available).toBe(140);
    expect(settledAt(account, '2027-02-09T23:59:59.999Z').available).toBe(140);
    expect(settledAt(account, '2027-02-10T00:00:00.000Z').available).toBe(60);
    expect(statusOf(reservationOf(account, 'r1'))).toBe('released');
  });

  it('a settlement that is heard after that is honoured; what is gone by then is a debt', () => {
    const late = play(
      ...kept,
      [at('2027-02-02'), release('r1')],
      [at('2027-02-02'), { type: 'RedeemPoints', points: 140, reason: 'gift' }],
      [at('2027-02-03'), tender('r1', '1', 80)],
    );
    expect(late.account).toMatchObject({ available: 0, debt: 80, redeemed: 140 });
    expect(late.events.at(-1)).toMatchObject({ type: 'PointsTendered', data: { owed: 80 } });
    const steps = (more: Step) =>
      play(
        ...kept,
        [at('2027-02-02'), release('r1')],
        [at('2027-02-02'), { type: 'RedeemPoints', points: 140, reason: 'gift' }],
        [at('2027-02-03'), tender('r1', '1', 80)],
        more,
      ).account;
    // The next points repay it, and count as spent.
    expect(steps([at('2027-02-04'), bill('v3', 100_00, at('2027-02-04'))])).toMatchObject({
      available: 20,
      debt: 0,
      redeemed: 220,
    });
    // Refunded, nothing was spent and nothing is owed.
    expect(steps([at('2027-02-04'), tender('r1', 'void', -80)])).toMatchObject({
      available: 0,
      debt: 0,
      redeemed: 140,
    });
  });
});
