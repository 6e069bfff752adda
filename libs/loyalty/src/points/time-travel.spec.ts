import { DEFAULT_PROGRAMME } from '../rules/programme.js';
import { tierAt } from '../tiers/standing.js';
import { giftCardAt } from '../gift-cards/gift-card.js';
import { giftCardThen } from '../gift-cards/gift-card-ledger.js';
import * as card from '../gift-cards/gift-card.testing.js';
import { StreamOfTests } from '../liability/liability.testing.js';
import { standingAt } from '../wallet/tranche.js';
import * as purse from '../wallet/wallet.testing.js';
import { walletAt } from '../wallet/wallet-ledger.js';
import { given, fixedFacts } from '@chignon/eventing/testing';
import { line, settled } from './account/account.testing.js';
import { accountAt, points } from './account/points-ledger.js';
import type { PointsEvent } from './account/points-events.js';

/* BY-01: a refund of day 3 that is written down on day 10 shows at (5, 12), and not at (5, 8). */

const day = (n: number): string => `2026-11-${String(n).padStart(2, '0')}T10:00:00.000Z`;

describe('BY-01 as of one instant, as known at another', () => {
  it('points and tier: the refund and what it took count from day 3, once it is known', () => {
    const stream = new StreamOfTests('points-c1');
    const bill = settled('v1', 600, day(1));
    const refund = {
      ...settled('v1', 0, day(3)),
      settlementNo: 2,
      lines: [line('l1-r2', -600_00, 'l1')],
    };
    for (const [command, at] of [
      [bill, day(1)],
      [refund, day(10)],
    ] as const)
      stream.record(
        given(points, 'c1', stream.events as unknown as PointsEvent[])
          .when(command, fixedFacts(at))
          .events(),
        at,
      );
    const at = (effective: number, known: number) => {
      const account = accountAt('c1', stream.events, day(effective), day(known));
      const { tier } = tierAt(account, DEFAULT_PROGRAMME, day(effective));
      return [account.available, account.reversed, account.qualifying.length, tier];
    };
    expect(at(2, 12)).toEqual([600, 0, 1, 'silver']);
    expect(at(5, 8)).toEqual([600, 0, 1, 'silver']);
    // The tier falls at the next end of a month, not at once (R-LY-16).
    expect(at(5, 12)).toEqual([0, 600, 0, 'silver']);
    expect(at(5, 9)).toEqual(at(5, 8));
    // By the clock the tier has fallen by December, where the refund is known; where it is not, it holds.
    const december = '2026-12-02T10:00:00.000Z';
    const then = (known: string) =>
      tierAt(accountAt('c1', stream.events, december, known), DEFAULT_PROGRAMME, december).tier;
    expect([then(day(8)), then(december)]).toEqual(['silver', 'regular']);
  });

  it('stored value: what a bill of day 3 took, and what it gave back', () => {
    const wallet = new purse.WalletOfTests();
    const stream = new StreamOfTests(`wallet-${purse.KEY}`);
    let heard = 0;
    const write = (at: string, effectiveAt: string) => {
      const made = wallet.events.slice(heard);
      heard = wallet.events.length;
      stream.record(
        made.map((event) => ({ ...event, effectiveAt })),
        at,
      );
    };
    wallet.do(purse.topUp(purse.terms(300_00, 100_00)));
    write(day(1), day(1));
    wallet.do(purse.reserve(100_00, 'r1'));
    wallet.do(purse.move(100_00, 'r1'));
    write(day(2), day(2));
    wallet.do(purse.move(-100_00, 'r1', '2'));
    write(day(10), day(3));
    const at = (effective: number, known: number) => {
      const state = walletAt(purse.KEY, stream.events, day(effective), day(known));
      const { principalCents, bonusCents } = standingAt(state, day(effective));
      return [principalCents, bonusCents];
    };
    expect(at(5, 8)).toEqual([225_00, 75_00]);
    expect(at(5, 12)).toEqual([300_00, 100_00]);
    expect(at(2, 12)).toEqual([225_00, 75_00]);
    expect(at(1, 12)).toEqual([300_00, 100_00]);
    expect(at(12, 1)).toEqual([300_00, 100_00]);
  });

  it('gift cards: the same', () => {
    const gift = new card.GiftCardOfTests();
    const stream = new StreamOfTests(`giftcard-${card.NUMBER}`);
    stream.record(gift.do(card.sell(50_00)), day(1));
    stream.record(
      [...gift.do(card.reserve(20_00, 'r1')), ...gift.do(card.move(20_00, 'r1'))],
      day(2),
    );
    const back = gift.do(card.move(-20_00, 'r1', '2'));
    stream.record(
      back.map((event) => ({ ...event, effectiveAt: day(3) })),
      day(10),
    );
    const at = (effective: number, known: number) =>
      giftCardAt(
        giftCardThen(card.NUMBER, stream.events, day(effective), day(known)),
        day(effective),
      ).availableCents;
    expect([at(1, 12), at(2, 12), at(5, 8), at(5, 12)]).toEqual([50_00, 30_00, 30_00, 50_00]);
  });
});
