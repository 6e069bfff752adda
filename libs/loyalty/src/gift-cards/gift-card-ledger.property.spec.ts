import fc from 'fast-check';
import { GiftCardOfTests, move, refund, release, reserve, sell } from './gift-card.testing.js';

/*
 * L9, L10, R-SV-11 of gift cards: random histories (reservations, settlements, refunds, releases, ends, with repeats and facts in any order) against a
 * model that keeps amounts alone. After each step: what was sold is accounted for to the cent, and nothing is below 0.
 */
const RUNS = Number(process.env.CHIGNON_RUNS ?? 60);
const DAY_MS = 86_400_000;

interface Bill {
  readonly cents: number;
  readonly heard: Map<string, number>;
  readonly coming: [settlement: string, cents: number][];
  released: boolean;
}

const step = fc.record({
  do: fc.constantFrom('reserve', 'hear', 'hear', 'hear', 'release', 'wait', 'expire', 'refund'),
  which: fc.nat(50),
  amount: fc.integer({ min: 1, max: 4000 }),
});

/** What the card would be if amounts were all there is. */
class Model {
  readonly bills = new Map<string, Bill>();
  lapsed = 0;
  refunded = 0;
  constructor(
    readonly sold: number,
    public endsMs: number,
  ) {}
  get held(): number {
    return this.sum((bill) => (isHeld(bill) ? bill.cents : 0));
  }
  get taken(): number {
    return this.sum((bill) =>
      Math.max(
        0,
        [...bill.heard.values()].reduce((a, b) => a + b, 0),
      ),
    );
  }
  get free(): number {
    return this.sold - this.refunded - this.lapsed - this.held - this.taken;
  }
  /** What is over by now. */
  lapse(nowMs: number): void {
    if (nowMs >= this.endsMs && this.free > 0) this.lapsed += this.free;
    else if (this.free < 0) this.lapsed -= Math.min(this.lapsed, -this.free);
  }
  private sum = (of: (bill: Bill) => number): number =>
    [...this.bills.values()].reduce((total, bill) => total + of(bill), 0);
}
const isHeld = ({ heard, released }: Bill): boolean =>
  ![...heard.values()].some((cents) => cents > 0) && !released;

it(`L9, L10, R-SV-11: ${RUNS} histories of a gift card agree with the model after each step`, () => {
  const seen = { reserve: 0, hear: 0, release: 0, wait: 0, expire: 0, refund: 0, prolonged: 0 };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 1, max: 40 }),
      fc.array(step, { minLength: 10, maxLength: 60 }),
      (cents, days, steps) => {
        const card = new GiftCardOfTests();
        let nowMs = Date.parse(card.facts.now());
        const model = new Model(cents, nowMs + days * DAY_MS);
        card.do(sell(cents, new Date(model.endsMs).toISOString()));
        steps.forEach(({ do: what, which, amount }, at) => {
          const bills = [...model.bills];
          const picked = bills[which % Math.max(1, bills.length)];
          const over = nowMs >= model.endsMs;
          const id = `r${at}`;
          if (what === 'reserve') {
            const enough = !over && model.refunded === 0 && amount <= Math.max(0, model.free);
            expect(card.refusal(reserve(amount, id))).toBe(enough ? 'none' : 'tender-insufficient');
            if (!enough) return;
            const back = which % (amount + 1);
            const coming: Bill['coming'] = which % 5 === 0 ? [] : [['1', amount]];
            if (coming.length > 0 && back > 0) coming.push(['2', -back]);
            if (coming.length > 1 && back < amount) coming.push(['void', back - amount]);
            model.bills.set(id, { cents: amount, heard: new Map(), coming, released: false });
          } else if (what === 'hear' && picked && picked[1].coming.length > 0) {
            const [of, { coming, heard }] = picked;
            const [settlement, moved] = coming.splice(which % coming.length, 1)[0]!;
            model.lapse(nowMs);
            const before = model.free;
            card.do(move(moved, of, settlement));
            expect(card.do(move(moved, of, settlement))).toEqual([]);
            heard.set(settlement, moved);
            if (model.free > before && over) {
              seen.prolonged++;
              model.endsMs = Date.parse(card.state.expiresAt!);
              expect(model.endsMs).toBeGreaterThan(nowMs + 30 * DAY_MS - 1);
              expect(model.endsMs).toBeLessThan(nowMs + 32 * DAY_MS);
            } else model.lapse(nowMs);
          } else if (what === 'release' && picked) {
            card.do(release(picked[0]));
            if (isHeld(picked[1])) picked[1].released = true;
            model.lapse(nowMs);
          } else if (what === 'wait') {
            nowMs += (amount % 15) * DAY_MS;
            card.facts.set(new Date(nowMs).toISOString());
          } else if (what === 'expire') {
            const asOf = card.facts.now();
            card.do({ type: 'ExpireGiftCard', asOf });
            expect(card.do({ type: 'ExpireGiftCard', asOf })).toEqual([]);
            model.lapse(nowMs);
          } else if (what === 'refund' && which % 10 === 0) {
            const may = model.refunded === 0 && model.held + model.taken === 0;
            const code = card.refusal(refund);
            expect(code === 'none').toBe(may && !over && model.free > 0);
            if (code === 'none') model.refunded = model.free;
          }
          seen[what as keyof typeof seen]++;
          const standing = card.standing();
          const { availableCents, heldCents, takenCents, expiredCents, owedCents } = standing;
          expect([heldCents, takenCents]).toEqual([model.held, model.taken]);
          for (const one of [availableCents, expiredCents, owedCents])
            expect(one).toBeGreaterThanOrEqual(0);
          // Opening and issued, less used, expired and refunded, is what may be spent.
          const unspent = standing.status === 'open' ? availableCents : Math.max(0, model.free);
          const shown = standing.status === 'expired' ? 0 : unspent;
          expect(shown - owedCents + heldCents + takenCents + expiredCents + model.refunded).toBe(
            cents,
          );
          // What was written down is what the books hear of, event by event.
          const written = card.events.reduce(
            (sum, event) => sum + (event.type === 'GiftCardExpired' ? event.data.cents : 0),
            0,
          );
          expect(written).toBe(model.lapsed);
        });
      },
    ),
    { numRuns: RUNS },
  );
  for (const [what, count] of Object.entries(seen)) expect([what, count > 0]).toEqual([what, true]);
});
