import fc from 'fast-check';
import { GiftCardOfTests, NUMBER, sell } from '../gift-cards/gift-card.testing.js';
import * as card from '../gift-cards/gift-card.testing.js';
import { leftOf } from '../gift-cards/gift-card.js';
import { freeCents } from '../wallet/tranche.js';
import {
  KEY,
  move,
  release,
  reserve,
  terms,
  topUp,
  WalletOfTests,
} from '../wallet/wallet.testing.js';
import { ItemsOfTests, StreamOfTests } from './liability.testing.js';
import { giftCardItems, walletItems } from './money-items.view.js';
import { type Period, rollForward } from './roll-forward.js';

/*
 * W2, LY-23, BY-04: random lives of a wallet and of a gift card against their own ledgers after each step: what is owed on the items is what the ledger
 * says may be spent or is kept, less what is owed back; and at earlier instants what it was then.
 */

const RUNS = Number(process.env['CHIGNON_RUNS'] ?? 60);
const HOUR_MS = 3_600_000;

const step = fc.record({
  do: fc.constantFrom(
    'in',
    'reserve',
    'reserve',
    'settle',
    'settle',
    'back',
    'release',
    'wait',
    'out',
  ),
  which: fc.nat(20),
  amount: fc.integer({ min: 1, max: 4_000 }),
  bonus: fc.integer({ min: 0, max: 2_000 }),
});

const after = (instant: string, hours: number): string =>
  new Date(Date.parse(instant) + hours * HOUR_MS).toISOString();

/** Sums over rows of all kinds. */
function total(items: ItemsOfTests, period: Period) {
  const { rows } = rollForward(items.all(), period);
  const sum = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((all, row) => all + of(row), 0);
  return {
    opening: sum((row) => row.opening),
    flows: sum((row) => Object.values(row.flows).reduce((a, b) => a + b, 0)),
    closing: sum((row) => row.closing),
    owing: sum((row) => row.owing),
  };
}

/** The same as each instant of a life said it when it was now. */
interface Said {
  readonly at: string;
  readonly owed: number;
}

function mustAgree(items: ItemsOfTests, said: readonly Said[]): void {
  for (const { at, owed } of said)
    // As it was known then: nothing that came later counts, and what was over is over.
    expect([at, total(items, { from: at, to: at, knownAt: at }).closing]).toEqual([at, owed]);
  for (let i = 1; i < said.length; i++) {
    const period = { from: said[i - 1]!.at, to: said[i]!.at, knownAt: '9' };
    const { opening, flows, closing } = total(items, period);
    expect(opening + flows).toBe(closing);
  }
}

it(`W2, LY-23: ${RUNS} lives of a wallet are owed to the cent, at each instant of theirs`, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const wallet = new WalletOfTests();
      const stream = new StreamOfTests(`wallet-${KEY}`);
      const items = new ItemsOfTests(walletItems);
      const said: Said[] = [];
      let heard = 0;
      const bills: { id: string; cents: number; back: number }[] = [];
      steps.forEach((one, i) => {
        const now = wallet.facts.now();
        const bill = bills[one.which % Math.max(1, bills.length)];
        switch (one.do) {
          case 'in':
            wallet.do(
              topUp(terms(one.amount * 3, one.bonus), {
                ...(one.which % 2 ? { bonusExpiresAt: after(now, 1 + one.which) } : {}),
              }),
            );
            break;
          case 'reserve':
            if (wallet.refusal(reserve(one.amount, `r${i}`)) === 'none')
              bills.push({ id: `r${i}`, cents: one.amount, back: 0 });
            break;
          case 'settle':
            if (bill) wallet.do(move(bill.cents, bill.id));
            // A bill by a reservation that was never made here.
            else wallet.do(move(one.amount, `gone${i}`));
            break;
          case 'back':
            if (bill) {
              const cents = Math.min(one.amount, bill.cents - bill.back);
              if (cents > 0) wallet.do(move(-cents, bill.id, `back${i}`));
              bill.back += cents;
            }
            break;
          case 'release':
            if (bill) wallet.do(release(bill.id));
            break;
          case 'out': {
            const { tranches } = wallet.standing();
            const tranche = tranches[one.which % Math.max(1, tranches.length)];
            if (tranche)
              wallet.refusal({
                type: 'RefundTranche',
                trancheId: tranche.trancheId,
                storeId: 's1',
                policy: 'customer-fault',
                tender: 'cash',
                giftsReturned: false,
              });
            break;
          }
          case 'wait':
            wallet.facts.set(after(now, one.which));
        }
        seen.add(one.do);
        const at = wallet.facts.now();
        wallet.do({ type: 'ExpireBonus', asOf: at });
        items.hear(stream.record(wallet.events.slice(heard), at));
        heard = wallet.events.length;
        const standing = wallet.standing();
        const owed = freeCents(standing) + standing.heldCents;
        const { closing, owing } = total(items, { from: at, to: at, knownAt: '9' });
        expect(closing).toBe(owed);
        expect(owing).toBeLessThanOrEqual(standing.owedCents);
        if (said.at(-1)?.at === at) said.pop();
        said.push({ at, owed });
      });
      mustAgree(items, said);
    }),
    { numRuns: RUNS },
  );
  expect(seen.size).toBe(7);
});

it(`W2, LY-23: ${RUNS} lives of a gift card are owed to the cent, at each instant of theirs`, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const gift = new GiftCardOfTests();
      const stream = new StreamOfTests(`giftcard-${NUMBER}`);
      const items = new ItemsOfTests(giftCardItems);
      const said: Said[] = [];
      let heard = 0;
      const bills: { id: string; cents: number; back: number }[] = [];
      gift.do(sell(8_000, after(gift.facts.now(), 60)));
      steps.forEach((one, i) => {
        const now = gift.facts.now();
        const bill = bills[one.which % Math.max(1, bills.length)];
        switch (one.do) {
          case 'reserve':
            if (gift.refusal(card.reserve(one.amount, `r${i}`)) === 'none')
              bills.push({ id: `r${i}`, cents: one.amount, back: 0 });
            break;
          case 'settle':
            if (bill) gift.do(card.move(bill.cents, bill.id));
            break;
          case 'back':
            if (bill) {
              const cents = Math.min(one.amount, bill.cents - bill.back);
              if (cents > 0) gift.do(card.move(-cents, bill.id, `back${i}`));
              bill.back += cents;
            }
            break;
          case 'release':
            if (bill) gift.do(card.release(bill.id));
            break;
          case 'out':
            if (one.which === 7) gift.refusal(card.refund);
            break;
          case 'wait':
          case 'in':
            gift.facts.set(after(now, one.which));
        }
        const at = gift.facts.now();
        gift.do({ type: 'ExpireGiftCard', asOf: at });
        items.hear(stream.record(gift.events.slice(heard), at));
        heard = gift.events.length;
        const { heldCents } = gift.standing();
        const owed = leftOf(gift.state) + heldCents;
        expect(total(items, { from: at, to: at, knownAt: '9' }).closing).toBe(owed);
        if (said.at(-1)?.at === at) said.pop();
        said.push({ at, owed });
      });
      mustAgree(items, said);
    }),
    { numRuns: RUNS },
  );
});
