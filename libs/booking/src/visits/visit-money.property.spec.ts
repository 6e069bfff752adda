import fc from 'fast-check';
import { Refusal } from '@chignon/eventing';
import { stateAfter } from '@chignon/eventing/testing';
import { deposits, type DepositStanding } from '../deposits/deposit-ledger.js';
import { type DepositEvent, keptCents } from '../deposits/deposit.js';
import { atTill } from '../salon/till/testing.js';
import { sum } from './bill.js';
import { allot } from './discounts.js';
import { leftByKind } from './tenders.js';
import type { VisitCommand } from './visit-commands.js';
import { visits } from './visit-ledger.js';
import type { Settlement, Tender, VisitEvent, VisitState } from './visit.js';
import {
  FACTS,
  KINDS,
  line,
  PAID_DEPOSIT,
  rates,
  reservedFor,
  salon,
} from './visit-money.testing.js';

/*
 * Settle, correct, refund and void in any order, with repeats and with tenders split in any way: what is given back never exceeds
 * what was paid, by line, by kind of tender and in all; and the ledger of deposits is at every step what the bill says.
 */

/** Everything that a visit and its deposit went through. */
class Story {
  visit: VisitEvent[] = [];
  deposit: DepositEvent[] = [];
  constructor() {
    const facts = { appointmentId: 'a1', storeId: 's1', currency: 'EUR' };
    this.deposit.push(
      {
        type: 'DepositDue',
        data: {
          ...facts,
          cents: PAID_DEPOSIT,
          ruleId: 'r',
          version: 1,
          payUntilMs: 0,
          startMs: 0,
          ofHold: false,
        },
      },
      {
        type: 'DepositPaid',
        data: { ...facts, paymentId: 'p1', cents: PAID_DEPOSIT, method: 'cash' },
      },
    );
  }

  get state(): VisitState {
    return stateAfter(visits, 'v1', this.visit);
  }

  /** True when the ledger took it. A refusal must be one of the words of the ledger. */
  run(command: VisitCommand): boolean {
    try {
      this.visit.push(
        ...((visits.decide as any)[command.type](
          this.state,
          reservedFor(command),
          FACTS,
        ) as VisitEvent[]),
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return false;
    }
    this.follow();
    this.follow();
    return true;
  }

  /** What the gross of the wish would be: the ledger says it when the tenders do not sum. */
  grossOf(wish: (tenders: Tender[]) => VisitCommand): number | undefined {
    try {
      (visits.decide as any)[wish([]).type](this.state, wish([]), FACTS);
      return 0;
    } catch (error) {
      const { code, detail } = error as Refusal;
      return code === 'tenders-do-not-sum' ? Number(detail.expected) : undefined;
    }
  }

  /** As the effect does: the standing is read from the visit, heard twice. */
  private follow(): void {
    const { status, settlements } = this.state;
    if (status !== 'voided' && settlements.length === 0) return;
    const standing: DepositStanding =
      status === 'voided'
        ? { is: 'voided' }
        : {
            is: 'settled',
            visitId: 'v1',
            cents: leftByKind(settlements).get('deposit') ?? 0,
            settledAt: FACTS.now(),
          };
    this.deposit.push(
      ...((deposits.decide as any).FollowAppointment(
        stateAfter(deposits, 'a1', this.deposit),
        { type: 'FollowAppointment', standing },
        FACTS,
      ) as DepositEvent[]),
    );
  }

  check(): void {
    const { settlements, status } = this.state;
    const lines = settlements.flatMap((s) => s.lines);
    for (const s of settlements) {
      expect([
        sum(s.lines.map((l) => l.netCents)),
        sum(s.lines.map((l) => l.taxCents)),
        sum(s.tenders.map((t) => t.cents)),
      ]).toEqual([s.netCents, s.taxCents, s.netCents + s.taxCents]);
      expect(new Set(s.tenders.map((t) => Math.sign(t.cents))).size).toBeLessThanOrEqual(1);
      for (const { code, cents } of s.taxes)
        expect(
          sum(s.lines.flatMap((l) => l.taxes.filter((t) => t.code === code).map((t) => t.cents))),
        ).toBe(cents);
      for (const l of s.lines) expect(l.taxCents).toBe(sum(l.taxes.map((t) => t.cents)));
    }
    expect(new Set(lines.map((l) => l.lineId)).size).toBe(lines.length);
    for (const root of new Set(lines.map((l) => l.lineId.split('-')[0]!))) {
      const mine = lines.filter((l) => l.lineId.split('-')[0] === root);
      expect(
        Math.min(
          0,
          sum(mine.map((l) => l.netCents)),
          sum(mine.map((l) => l.taxCents)),
          sum(mine.map((l) => l.quantityMilli)),
        ),
      ).toBe(0);
    }
    for (const [, cents] of leftByKind(settlements)) expect(cents).toBeGreaterThanOrEqual(0);
    if (settlements.length === 0) return;
    const deposit = stateAfter(deposits, 'a1', this.deposit);
    expect(deposit.appliedCents).toBe(
      status === 'voided' ? 0 : (leftByKind(settlements).get('deposit') ?? 0),
    );
    expect(deposit.debtCents).toBe(0);
    const reserved = sum(
      this.visit.flatMap(({ data }) => (data as Settlement).reserved ?? []).map((p) => p.cents),
    );
    expect(reserved).toBe(deposit.appliedCents);
    expect(
      deposit.heldCents + deposit.appliedCents + deposit.forfeitedCents + deposit.returnedCents,
    ).toBe(PAID_DEPOSIT);
    expect(keptCents(deposit)).toBe(0);
  }
}

/** A sum in tenders: of what goes back, by what is left of each kind. */
function tendersFor(
  grossCents: number,
  weights: readonly number[],
  left: ReadonlyMap<string, number>,
): Tender[] {
  const kinds =
    grossCents < 0
      ? KINDS.filter((kind) => (left.get(kind) ?? 0) > 0)
      : left.size > 0
        ? KINDS.filter((kind) => kind !== 'deposit')
        : KINDS;
  const parts =
    grossCents < 0
      ? allot(
          -grossCents,
          kinds.map((kind) => left.get(kind)!),
        ).map((cents) => -cents)
      : allot(
          grossCents,
          weights.slice(0, kinds.length).map((weight) => weight + 1),
        );
  return kinds.map((kind, i) => ({ kind, cents: parts[i]! })).filter(({ cents }) => cents !== 0);
}

const at = atTill.manager;

function settledVisit({
  lines,
  discounts,
  tip,
  included,
  split: weights,
}: {
  lines: readonly { kind: 'service' | 'product'; priceCents: number; quantityMilli: number }[];
  discounts: readonly number[];
  tip: number;
  included: boolean;
  split: readonly number[];
}) {
  const story = new Story();
  const opening = {
    visitId: 'v1',
    storeId: 's1',
    zone: 'Europe/Berlin',
    businessDate: '2026-11-30',
    origin: 'walk-in' as const,
    currency: 'EUR',
    lines: lines.map((l, i) => line(i, l.kind, l.priceCents, l.quantityMilli)),
  };
  story.run({ type: 'OpenVisit', opening });
  const total = sum(lines.map((l) => l.priceCents));
  const adjust = (itemId: string, priceCents: number): void => {
    const { lineId: _, ...one } = {
      ...line(9, 'product', priceCents, 1000),
      kind: 'adjustment' as const,
      itemId,
      taxClass: 'none' as const,
      earning: false,
    };
    if (priceCents !== 0) expect(story.run({ type: 'AddLine', line: one, at })).toBe(true);
  };
  discounts.forEach((percent) => adjust('promo', 0 - Math.floor((total * percent) / 250)));
  adjust('tip', tip);
  story.run({ type: 'CompleteVisit' });
  const settle = (tenders: Tender[]): VisitCommand => ({
    type: 'SettleVisit',
    settlementNo: 1,
    prices: [],
    tenders,
    rates,
    pricesIncludeTax: included,
    at,
  });
  const grossCents = story.grossOf(settle)!;
  const bill = settle(tendersFor(grossCents, weights, new Map()));
  expect(story.run(bill)).toBe(true);
  return { story, bill, settle, grossCents };
}

describe('R-VS-02 R-VS-03 F5 K3 L10: money of a visit in any order of its commands', () => {
  it('is never given back twice, never more than was paid, and the deposit follows', () => {
    const seen = { refund: 0, correct: 0, void: 0, refused: 0, discounted: 0 };
    fc.assert(
      fc.property(salon, ({ steps, ...given }) => {
        const { story, bill, settle, grossCents } = settledVisit(given);
        story.check();
        if (story.state.settlements[0]!.lines.some((l) => l.discounts)) seen.discounted++;
        for (const one of steps) {
          const { settlements } = story.state;
          const standing = settlements.flatMap((s) => s.lines).filter((l) => l.quantityMilli > 0);
          const before = story.visit.length;
          if (one.do === 'settle') {
            // The repeat of the bill, and one with other tenders: neither pays again.
            story.run(bill);
            story.run(settle(tendersFor(grossCents, one.split, new Map())));
            expect(story.visit.length).toBe(before);
          } else if (one.do === 'void') {
            if (story.run({ type: 'VoidVisit', reason: 'mistake', at })) seen.void++;
            story.run({ type: 'VoidVisit', reason: 'mistake', at });
          } else {
            const target = standing[one.which % standing.length]!;
            const wish = (tenders: Tender[]): VisitCommand =>
              one.do === 'refund'
                ? {
                    type: 'RefundLines',
                    items: [
                      {
                        lineId: target.lineId,
                        quantityMilli: Math.max(
                          1,
                          Math.floor((target.quantityMilli * one.part) / 1000),
                        ),
                      },
                    ],
                    tenders,
                    reason: 'returned',
                    at,
                  }
                : {
                    type: 'CorrectLines',
                    items: [
                      {
                        lineId: target.lineId,
                        netCents: Math.floor((target.netCents * one.toPercent) / 100),
                      },
                    ],
                    tenders,
                    reason: 'price',
                    rates,
                    at,
                  };
            const gross = story.grossOf(wish);
            if (gross === undefined) seen.refused++;
            else {
              const left = leftByKind(settlements);
              expect(gross).toBeGreaterThanOrEqual(0 - sum([...left.values()]));
              // One cent more than is due, by any kind, never passes.
              if (gross < 0)
                expect(story.run(wish([{ kind: 'card', cents: gross - 1 }]))).toBe(false);
              if (story.run(wish(tendersFor(gross, one.split, left)))) seen[one.do]++;
            }
          }
          story.check();
        }
        // What is left goes back to the cent, line by line, and then nothing more does.
        for (const { lineId } of story.state.settlements
          .flatMap((s) => s.lines)
          .filter((l) => l.quantityMilli > 0)) {
          const all = story.state.settlements.flatMap((s) => s.lines);
          const quantityMilli = sum(
            all
              .filter((l) => l.lineId === lineId || (l.refersTo === lineId && l.quantityMilli < 0))
              .map((l) => l.quantityMilli),
          );
          if (quantityMilli <= 0) continue;
          const wish = (tenders: Tender[]): VisitCommand => ({
            type: 'RefundLines',
            items: [{ lineId, quantityMilli }],
            tenders,
            reason: 'returned',
            at,
          });
          const gross = story.grossOf(wish);
          if (gross !== undefined)
            expect(
              story.run(wish(tendersFor(gross, [1, 1, 1], leftByKind(story.state.settlements)))),
            ).toBe(true);
        }
        story.check();
        if (story.state.status !== 'voided')
          expect(sum([...leftByKind(story.state.settlements).values()])).toBe(0);
      }),
      { numRuns: 150 },
    );
    for (const [what, count] of Object.entries(seen))
      expect([what, count > 10]).toEqual([what, true]);
  });

  it('no role without the right moves more on a visit than its limit', () => {
    fc.assert(
      fc.property(salon, ({ steps, ...given }) => {
        const { story } = settledVisit(given);
        const limited = atTill.frontDesk;
        let movedBack = 0;
        for (const one of steps) {
          if (one.do !== 'refund') continue;
          const standing = story.state.settlements
            .flatMap((s) => s.lines)
            .filter((l) => l.quantityMilli > 0);
          const target = standing[one.which % standing.length]!;
          const wish = (tenders: Tender[]): VisitCommand => ({
            type: 'RefundLines',
            items: [
              {
                lineId: target.lineId,
                quantityMilli: Math.max(1, Math.floor((target.quantityMilli * one.part) / 1000)),
              },
            ],
            tenders,
            reason: 'returned',
            at: limited,
          });
          const gross = story.grossOf(wish);
          if (
            gross !== undefined &&
            story.run(wish(tendersFor(gross, one.split, leftByKind(story.state.settlements))))
          )
            movedBack -= gross;
          expect(movedBack).toBeLessThanOrEqual(limited.authority.payOutCents);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('C4 C5 C7 discounts by largest remainder', () => {
  it.each([
    [4200, [15_000, 6000], [3000, 1200]],
    [1000, [3333, 3333, 3334], [333, 333, 334]],
    [777, [1999, 501, 50], [609, 153, 15]],
    [3000, [30_000], [3000]],
    [0, [0, 0], [0, 0]],
  ])('%d off %j is %j', (off, prices, parts) => expect(allot(off, prices)).toEqual(parts));
});
