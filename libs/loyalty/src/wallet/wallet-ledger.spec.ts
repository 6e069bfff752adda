import type { RefundPolicy } from './refund-policies.js';
import { move, release, reserve, terms, topUp, WalletOfTests } from './wallet.testing.js';

let wallet: WalletOfTests;
beforeEach(() => {
  wallet = new WalletOfTests();
});

const refund = (policy: RefundPolicy, giftsReturned = false, trancheId = wallet.trancheId()) => ({
  type: 'RefundTranche' as const,
  trancheId,
  storeId: 's2',
  policy,
  tender: 'cash',
  giftsReturned,
});
const paidOut = (policy: RefundPolicy, giftsReturned = false): number =>
  wallet
    .do(refund(policy, giftsReturned))
    .flatMap((event) => (event.type === 'TrancheRefunded' ? [event.data.refundCents] : []))[0]!;

describe('R-SV-02 what a payment takes', () => {
  it('S1, LY-20: pro rata by a running total, to the last cent', () => {
    wallet.do(topUp(terms(3_000_00, 1_000_00)));
    const taken = [100_001, 100_001, 100_001, 59_397].map((cents, i) => {
      const [before] = wallet.left();
      wallet.pay(cents, `r${i}`);
      return before - wallet.left()[0];
    });
    expect(taken).toEqual([75_001, 75_001, 75_000, 44_548]);
    expect(wallet.left()).toEqual([304_50, 101_50]);
  });

  it('principal first, and bonus first', () => {
    wallet.do(topUp(terms(100, 50, { spendPolicy: 'principal-first' })));
    wallet.pay(120, 'a');
    expect(wallet.left()).toEqual([0, 30]);
    wallet = new WalletOfTests();
    wallet.do(topUp(terms(100, 50, { spendPolicy: 'bonus-first' })));
    wallet.pay(60, 'a');
    expect(wallet.left()).toEqual([90, 0]);
  });

  it('of several top-ups first the one whose bonus ends soonest, each by the version that it was sold by', () => {
    wallet.do(topUp(terms(100, 0)));
    wallet.do(topUp(terms(100, 100), { bonusExpiresAt: '2027-01-01T00:00:00.000Z' }));
    wallet.pay(250, 'a');
    expect(wallet.standing().tranches.map(({ left }) => left)).toEqual([
      { principalCents: 50, bonusCents: 0 },
      { principalCents: 0, bonusCents: 0 },
    ]);
  });
});

describe('R-SV-11 reservations of a wallet', () => {
  beforeEach(() => wallet.do(topUp(terms(300_00, 100_00))));

  it('S2: what is kept for one bill no other spends; the refusal says what there is', () => {
    wallet.do(reserve(250_00, 'a'));
    expect(() => wallet.do(reserve(250_00, 'b'))).toThrow(
      expect.objectContaining({ code: 'tender-insufficient' }),
    );
    expect(wallet.standing()).toMatchObject({ heldCents: 250_00, owedCents: 0 });
    expect(wallet.left()).toEqual([112_50, 37_50]);
  });

  it('S6: a reservation that ends is back in the same parts, once', () => {
    wallet.pay(33_33, 'x');
    const before = wallet.left();
    wallet.do(reserve(60_00, 'a'));
    wallet.do(release('a'));
    expect(wallet.do(release('a'))).toEqual([]);
    expect(wallet.do(reserve(60_00, 'a'))).toEqual([]);
    expect(wallet.left()).toEqual(before);
  });

  it('LY-20: a refund goes back to the same parts, in whatever order it is heard, and once', () => {
    wallet.do(reserve(100_00, 'a'));
    wallet.do(move(-40_00, 'a', '2'));
    wallet.do(move(100_00, 'a'));
    expect(wallet.do(move(-40_00, 'a', '2'))).toEqual([]);
    expect(wallet.left()).toEqual([255_00, 85_00]);
  });

  it('a settlement heard after its money was spent otherwise is a debt, and neither part is below 0', () => {
    wallet.do(reserve(300_00, 'a'));
    wallet.do(release('a'));
    wallet.pay(400_00, 'b');
    wallet.do(move(300_00, 'a'));
    expect(wallet.standing()).toMatchObject({
      principalCents: 0,
      bonusCents: 0,
      owedCents: 300_00,
    });
    expect(wallet.refusal(refund('no-fault'))).toBe('wallet-owes');
    wallet.do(move(-300_00, 'b', '2'));
    expect(wallet.standing().owedCents).toBe(0);
  });

  it('S9: another currency is refused', () => {
    const command = reserve(1, 'a');
    if (command.type !== 'ReserveTender') throw new Error('no reservation');
    const reservation = { ...command.reservation, currency: 'USD' };
    expect(wallet.refusal({ ...command, reservation })).toBe('wallet-currency');
  });
});

describe('S7, R-SV-01 bonus that is over', () => {
  it('is refunded to bonus that is over at once, and never becomes principal', () => {
    wallet.do(topUp(terms(300_00, 100_00), { bonusExpiresAt: '2027-01-01T00:00:00.000Z' }));
    wallet.pay(100_00, 'a');
    expect(wallet.left()).toEqual([225_00, 75_00]);
    wallet.facts.set('2027-01-02T00:00:00.000Z');
    expect(wallet.left()).toEqual([225_00, 0]);
    expect(wallet.do({ type: 'ExpireBonus', asOf: wallet.facts.now() })).toMatchObject([
      { data: { cents: 75_00, totalCents: 75_00 } },
    ]);
    expect(wallet.do({ type: 'ExpireBonus', asOf: wallet.facts.now() })).toEqual([]);
    wallet.facts.set('2027-01-05T00:00:00.000Z');
    expect(wallet.do(move(-100_00, 'a', '2'))).toMatchObject([
      { type: 'TenderMoved' },
      { type: 'BonusExpired', data: { cents: 25_00, totalCents: 100_00 } },
    ]);
    expect(wallet.left()).toEqual([300_00, 0]);
    expect(wallet.standing().tranches[0]!.expiredCents).toBe(100_00);
  });
});

describe('R-SV-03 to R-SV-05 what is left is paid out by a named policy', () => {
  const gifts = [{ code: 'free-wash', cents: 30_00 }];
  const used = (cents: number, more: object = {}) => {
    wallet.do(topUp(terms(3_000_00, 1_000_00, more)));
    wallet.pay(cents, 'a');
  };

  it('without fault: what was consumed at P/(P+B)', () => {
    used(3_594_00);
    expect(paidOut('no-fault')).toBe(304_50);
    expect(wallet.left()).toEqual([0, 0]);
    expect(wallet.refusal(refund('no-fault'))).toBe('principal-spent');
  });

  it('by the fault of the customer: what was consumed at its list price', () => {
    used(1_000_00);
    expect(paidOut('customer-fault')).toBe(2_000_00);
    wallet = new WalletOfTests();
    used(3_594_00);
    expect(paidOut('customer-fault')).toBe(0);
  });

  it('R-SV-05: gifts are deducted, brought back or waived', () => {
    used(4_00, { gifts });
    expect(paidOut('no-fault')).toBe(2_997_00 - 30_00);
    for (const [giftsOnRefund, returned, expected] of [
      ['returned', true, 2_997_00],
      ['returned', false, 2_967_00],
      ['waived', false, 2_997_00],
    ] as const) {
      wallet = new WalletOfTests();
      used(4_00, { gifts, giftsOnRefund });
      expect(paidOut('no-fault', returned)).toBe(expected);
    }
    wallet = new WalletOfTests();
    used(4_00, { gifts });
    expect(paidOut('merchant-fault')).toBe(2_997_00);
  });

  it('R-SV-04: cooling-off ends with its last day', () => {
    used(4_00);
    wallet.facts.set('2026-11-12T16:00:00.000Z');
    expect(wallet.refusal(refund('cooling-off'))).toBe('cooling-off-over');
    wallet.facts.set('2026-11-12T15:59:59.999Z');
    expect(paidOut('cooling-off')).toBe(2_997_00);
  });

  it('not while a bill keeps a part of it, nor of a top-up that is none', () => {
    used(4_00);
    wallet.do(reserve(1, 'b'));
    expect(wallet.refusal(refund('no-fault'))).toBe('tranche-reserved');
    expect(wallet.refusal(refund('no-fault', false, 'nope'))).toBe('tranche-not-found');
  });

  it('W1: a bill refunded after it puts back what it took, and no more', () => {
    used(400_00);
    paidOut('no-fault');
    wallet.do(move(-400_00, 'a', '2'));
    expect(wallet.left()).toEqual([300_00, 100_00]);
  });
});
