import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { DEFAULT_PROGRAMME, USUAL_RETURNS } from '../../rules/programme.js';
import type { NoteSettlement, PointsCommand, PointsEvent } from './points-events.js';
import { points, settledAt } from './points-ledger.js';

/** 1 point for 1.00 EUR; expires at the end of the month two years later. */
const bill = (visitId: string, cents: number, settledAt: string): NoteSettlement => ({
  type: 'NoteSettlement',
  programme: DEFAULT_PROGRAMME,
  visitId,
  settlementNo: 1,
  storeId: 's1',
  zone: 'UTC',
  settledAt,
  currency: 'EUR',
  imported: false,
  lines: [{ lineId: 'l1', kind: 'service', quantityMilli: 1000, netCents: cents, earning: true }],
  tenders: [],
});
const voided = (visitId: string, voidedAt: string): PointsCommand => ({
  type: 'ReversePoints',
  visitId,
  voidedAt,
  programme: DEFAULT_PROGRAMME,
});
const redeem = (n: number): PointsCommand => ({ type: 'RedeemPoints', points: n, reason: 'gift' });
const cancel = (redemptionId: string, expired: 'grace' | 'forfeit' = 'grace'): PointsCommand => ({
  type: 'CancelRedemption',
  redemptionId,
  reason: 'out-of-stock',
  terms: { ...USUAL_RETURNS, expired },
});
const adjust = (n: number, limit = 500, by = 'user:a'): PointsCommand => ({
  type: 'AdjustPoints',
  points: n,
  reason: 'goodwill',
  storeId: 's1',
  limit,
  by,
});
const reverse = (adjustmentId: string): PointsCommand => ({
  type: 'ReverseAdjustment',
  adjustmentId,
  reason: 'mistake',
  by: 'user:a',
  limit: 500,
  terms: USUAL_RETURNS,
});
/** Each command at its instant, on what those before it left. Ids are `id-1`, `id-2` … */
function play(...steps: readonly (readonly [at: string, command: PointsCommand])[]) {
  let ids = 0;
  let events: PointsEvent[] = [];
  for (const [at, command] of steps) {
    const facts = { ...fixedFacts(at), newId: () => `id-${++ids}` };
    events = [
      ...events,
      ...(given(points, 'c1', events).when(command, facts).events() as PointsEvent[]),
    ];
  }
  return { events, account: stateAfter(points, 'c1', events) };
}
const refusal = (events: readonly PointsEvent[], command: PointsCommand, at = NOW): string => {
  try {
    given(points, 'c1', [...events])
      .when(command, fixedFacts(at))
      .events();
    return 'none';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const at = (day: string) => `${day}T12:00:00.000Z`;
const NOW = at('2027-01-10');
const left = ({ lots }: { lots: readonly { lotId: string; remaining: number }[] }) =>
  lots.filter(({ remaining }) => remaining > 0).map(({ lotId, remaining }) => [lotId, remaining]);

describe('R-LY-12 cancelling a redemption', () => {
  const spent = [
    [at('2026-03-01'), bill('v1', 100_00, at('2026-03-01'))],
    [at('2026-04-01'), bill('v2', 100_00, at('2026-04-01'))],
    [at('2026-05-01'), redeem(150)],
  ] as const;

  it('gives the points back to the same lots with their expiry', () => {
    const before = play(spent[0], spent[1]).account;
    const { account, events } = play(...spent, [at('2026-06-01'), cancel('id-1')]);
    expect(account.lots).toEqual(before.lots);
    expect(account).toMatchObject({ available: 200, redeemed: 0, debt: 0 });
    expect(events.at(-1)).toMatchObject({ type: 'RedemptionCancelled', data: { points: 150 } });
  });

  it('is done once, and only of what there is', () => {
    const { events } = play(...spent, [at('2026-06-01'), cancel('id-1')]);
    expect(refusal(events, cancel('id-1'))).toBe('redemption-cancelled');
    expect(refusal(events, cancel('constructor'))).toBe('redemption-not-found');
  });

  it('with lots whose time is over: a grace of seven days, to the end of the day', () => {
    const { account } = play(...spent, [at('2028-05-10'), cancel('id-1')]);
    // The 50 points of April that nobody spent expired on 1 May.
    expect(left(account)).toEqual([
      ['v1:1:l1~id-1', 100],
      ['v2:1:l1~id-1', 50],
    ]);
    expect(account.lots.at(-1)).toMatchObject({ expiresAt: '2028-05-18T00:00:00.000Z' });
    expect(account).toMatchObject({ available: 150, redeemed: 0, expired: 50 });
    expect(settledAt(account, '2028-05-18T00:00:00.000Z')).toMatchObject({
      available: 0,
      expired: 200,
    });
  });

  it('or, by `forfeit`, they are gone', () => {
    const { account } = play(...spent, [at('2028-04-10'), cancel('id-1', 'forfeit')]);
    expect(left(account)).toEqual([['v2:1:l1', 100]]);
    expect(account).toMatchObject({ available: 100, redeemed: 0, expired: 100 });
  });

  it('L10: of a bill that was voided meanwhile the points go against the debt that this left', () => {
    const { account } = play(
      [at('2026-03-01'), bill('v1', 100_00, at('2026-03-01'))],
      [at('2026-03-02'), redeem(80)],
      [at('2026-03-03'), voided('v1', at('2026-03-03'))],
      [at('2026-03-04'), cancel('id-1')],
    );
    expect(account).toMatchObject({ available: 0, redeemed: 0, reversed: 100, debt: 0 });
  });

  it('and where other lots have repaid that debt, back to those', () => {
    const { account } = play(
      [at('2026-03-01'), bill('v1', 100_00, at('2026-03-01'))],
      [at('2026-03-02'), redeem(80)],
      [at('2026-03-03'), voided('v1', at('2026-03-03'))],
      [at('2026-03-04'), bill('v2', 100_00, at('2026-03-04'))],
      [at('2026-03-05'), cancel('id-1')],
    );
    expect(left(account)).toEqual([['v2:1:l1', 100]]);
    expect(account).toMatchObject({ earned: 200, available: 100, redeemed: 0, debt: 0 });
  });

  it('what came back with a longer life goes with its bill when that is voided', () => {
    const { account } = play(
      ...spent,
      [at('2028-05-10'), cancel('id-1')],
      [at('2028-05-11'), voided('v1', at('2028-05-11'))],
    );
    expect(account).toMatchObject({ available: 50, debt: 0 });
  });
});

describe('LY-17 R-LY-22 points by hand', () => {
  it('within the limit they are given at once, as a lot that expires as earned ones do', () => {
    const { account } = play([NOW, adjust(500)]);
    expect(account).toMatchObject({ available: 500, adjusted: 500, earned: 0 });
    expect(account.lots).toMatchObject([
      { lotId: 'adjustment:id-1', ruleVersion: 'base-2', expiresAt: '2029-02-01T00:00:00.000Z' },
    ]);
  });

  it('above it they wait for another person, who approves or refuses once', () => {
    const proposed = play([NOW, adjust(501)]);
    expect(proposed.account).toMatchObject({ available: 0, adjusted: 0 });
    const decide = (type: 'ApproveAdjustment' | 'RefuseAdjustment', by: string, limit = 5_000) =>
      ({ type, adjustmentId: 'id-1', by, limit }) as PointsCommand;
    expect(refusal(proposed.events, decide('ApproveAdjustment', 'user:a'))).toBe('adjustment-own');
    expect(refusal(proposed.events, decide('ApproveAdjustment', 'user:b', 500))).toBe(
      'adjustment-limit',
    );
    const approved = play([NOW, adjust(501)], [NOW, decide('ApproveAdjustment', 'user:b')]);
    expect(approved.account).toMatchObject({ available: 501, adjusted: 501 });
    expect(approved.events.at(-1)).toMatchObject({
      data: { adjustedBy: 'user:a', approvedBy: 'user:b' },
    });
    expect(refusal(approved.events, decide('RefuseAdjustment', 'user:b'))).toBe(
      'adjustment-decided',
    );
    const no = play([NOW, adjust(501)], [NOW, decide('RefuseAdjustment', 'user:b')]);
    expect(no.account).toMatchObject({ available: 0, adjusted: 0 });
    expect(refusal(no.events, decide('ApproveAdjustment', 'user:c'))).toBe('adjustment-decided');
  });

  it('takes at most what is available, soonest expiry first', () => {
    const earned = [at('2026-03-01'), bill('v1', 100_00, at('2026-03-01'))] as const;
    expect(refusal(play(earned).events, adjust(-101))).toBe('points-insufficient');
    expect(refusal(play(earned).events, adjust(0))).toBe('points-invalid');
    const { account } = play(earned, [NOW, adjust(-60)]);
    expect(account).toMatchObject({ available: 40, adjusted: -60, redeemed: 0, debt: 0 });
  });

  it('is undone once, and what undid it is not undone', () => {
    const { account, events } = play(
      [NOW, adjust(300)],
      [NOW, redeem(200)],
      [NOW, reverse('id-1')],
    );
    expect(account).toMatchObject({ available: 0, reversed: 100, debt: 200 });
    expect(refusal(events, reverse('id-1'))).toBe('adjustment-reversed');
    expect(refusal(events, reverse('id-3'))).toBe('reversal-final');
    expect(refusal(events, reverse('id-2'))).toBe('adjustment-not-found');
  });

  it('what was taken comes back to its lots', () => {
    const earned = [at('2026-03-01'), bill('v1', 100_00, at('2026-03-01'))] as const;
    const { account } = play(earned, [NOW, adjust(-60)], [NOW, reverse('id-1')]);
    expect(account.lots).toEqual(play(earned).account.lots);
    expect(account).toMatchObject({ available: 100, adjusted: 0 });
  });
});
