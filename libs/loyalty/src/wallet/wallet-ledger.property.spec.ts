import { move, release, reserve, terms, topUp, WalletOfTests } from './wallet.testing.js';

/*
 * W1, W2, R-SV-11: random histories of a wallet (top-ups, reservations, settlements, refunds, releases, payouts, with repeats and facts in any order)
 * against a model that keeps amounts alone. After each step: nothing below 0, what was paid in is accounted for to the cent, each tranche and kind
 * apart, and no payout above the unspent principal.
 */

const RUNS = Number(process.env.CHIGNON_RUNS ?? 30);

/** Repeatable chance. */
function chance(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return state % below;
  };
}

interface Booked {
  readonly cents: number;
  readonly bonusCents: number;
  /** Amounts of settlements that the owner heard, by their number, and the bonus of each. */
  readonly heard: Map<string, number>;
  readonly heardBonus: Map<string, number>;
  /** What it is yet to hear. */
  readonly coming: [settlement: string, cents: number, bonusCents: number][];
  released: boolean;
}

function history(seed: number): void {
  const next = chance(seed);
  const wallet = new WalletOfTests();
  const bills = new Map<string, Booked>();
  let paidIn = 0;
  let paidOut = 0;
  let bonusIn = 0;
  let bonusOut = 0;
  let day = 0;

  const check = () => {
    const { tranches, heldCents, owedCents, principalCents, bonusCents } = wallet.standing();
    for (const { left } of tranches) {
      expect(left.principalCents).toBeGreaterThanOrEqual(0);
      expect(left.bonusCents).toBeGreaterThanOrEqual(0);
    }
    let held = 0;
    let taken = 0;
    let bonusGone = 0;
    for (const { cents, bonusCents: bonus, heard, heardBonus, released } of bills.values()) {
      const sum = [...heard.values()].reduce((a, b) => a + b, 0);
      const sumOfBonus = [...heardBonus.values()].reduce((a, b) => a + b, 0);
      const isHeld = ![...heard.values()].some((c) => c > 0) && !released;
      if (isHeld) held += cents;
      else taken += Math.max(0, sum);
      bonusGone += isHeld ? bonus : Math.max(0, sumOfBonus);
    }
    expect(heldCents).toBe(held);
    const expired = tranches.reduce((sum, { expiredCents }) => sum + expiredCents, 0);
    // W2: opening + issued - used - expired - refunded = closing.
    expect(principalCents + bonusCents - owedCents).toBe(paidIn - paidOut - held - taken - expired);
    // R-SV-06: bonus is bonus on the bill and in the wallet, to the cent.
    if (owedCents === 0) expect(bonusCents).toBe(bonusIn - bonusOut - bonusGone - expired);
  };

  for (let step = 0; step < 40; step++) {
    const open = [...bills.entries()];
    const one = open[next(Math.max(1, open.length))];
    switch (next(8)) {
      case 0: {
        const [principal, bonus] = [1 + next(10_000), next(4_000)];
        const spendPolicy = (['pro-rata', 'principal-first', 'bonus-first'] as const)[next(3)]!;
        const ends = new Date(Date.parse(wallet.facts.now()) + (1 + next(6)) * 86_400_000);
        wallet.do(
          topUp(
            terms(principal, bonus, { spendPolicy }),
            next(2) === 0 ? {} : { bonusExpiresAt: ends.toISOString() },
          ),
        );
        paidIn += principal + bonus;
        bonusIn += bonus;
        break;
      }
      case 1:
      case 2: {
        const cents = 1 + next(5_000);
        const { principalCents, bonusCents: free, owedCents } = wallet.standing();
        const id = `r${step}`;
        const enough = cents <= Math.max(0, principalCents + free - owedCents);
        expect(wallet.refusal(reserve(cents, id))).toBe(enough ? 'none' : 'tender-insufficient');
        if (!enough) break;
        const { bonusCents = 0 } = wallet.state.reservations.get(id)!.reservation!;
        const back = next(cents + 1);
        // A refund gives back what its lines bore of the bonus, which need not be the share that the whole bill had.
        const least = Math.max(0, back - (cents - bonusCents));
        const backBonus = least + next(Math.min(bonusCents, back) - least + 1);
        const coming: Booked['coming'] = next(4) === 0 ? [] : [['1', cents, bonusCents]];
        if (coming.length > 0 && back > 0) coming.push(['2', -back, -backBonus]);
        if (coming.length > 1 && back < cents)
          coming.push(['void', back - cents, backBonus - bonusCents]);
        bills.set(id, {
          cents,
          bonusCents,
          heard: new Map(),
          heardBonus: new Map(),
          coming,
          released: false,
        });
        break;
      }
      case 3:
      case 4:
      case 5: {
        if (!one || one[1].coming.length === 0) break;
        const [id, { heard, heardBonus, coming }] = one;
        // In any order, and twice.
        const [settlement, cents, bonusCents] = coming.splice(next(coming.length), 1)[0]!;
        wallet.do(move(cents, id, settlement, bonusCents));
        expect(wallet.do(move(cents, id, settlement, bonusCents))).toEqual([]);
        heard.set(settlement, cents);
        heardBonus.set(settlement, bonusCents);
        break;
      }
      case 6: {
        if (!one) break;
        const [id, booked] = one;
        wallet.do(release(id));
        if (![...booked.heard.values()].some((c) => c > 0)) booked.released = true;
        break;
      }
      default: {
        if (next(2) === 0) {
          wallet.facts.set(
            new Date(Date.parse(wallet.facts.now()) + ++day * 3_600_000).toISOString(),
          );
          wallet.do({ type: 'ExpireBonus', asOf: wallet.facts.now() });
          expect(wallet.do({ type: 'ExpireBonus', asOf: wallet.facts.now() })).toEqual([]);
          break;
        }
        const { tranches } = wallet.standing();
        const tranche = tranches[next(Math.max(1, tranches.length))];
        if (!tranche) break;
        const command = {
          type: 'RefundTranche' as const,
          trancheId: tranche.trancheId,
          storeId: 's1',
          policy: (['no-fault', 'customer-fault', 'merchant-fault'] as const)[next(3)]!,
          tender: 'cash',
          giftsReturned: false,
        };
        const before = wallet.events.length;
        if (wallet.refusal(command) !== 'none') break;
        for (const event of wallet.events.slice(before))
          if (event.type === 'TrancheRefunded') {
            expect(event.data.refundCents).toBeLessThanOrEqual(tranche.left.principalCents);
            paidOut += event.data.principalCents + event.data.bonusCents;
            bonusOut += event.data.bonusCents;
          }
      }
    }
    check();
  }
}

it(`W1, W2, R-SV-11: ${RUNS} histories agree with the model after each step`, () => {
  for (let seed = 1; seed <= RUNS; seed++) history(seed);
  expect(RUNS).toBeGreaterThan(0);
});
