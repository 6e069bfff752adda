import { Refusal } from '@chignon/eventing';
import { stateAfter } from '@chignon/eventing/testing';
import { deposits, type DepositStanding } from '../deposits/deposit-ledger.js';
import { keptCents } from '../deposits/deposit.js';
import type { DepositEvent } from '../deposits/deposit-events.js';
import { atTill } from '../salon/till/testing.js';
import { sum } from './bill.js';
import { allot } from './discounts.js';
import { leftByKind } from './tenders.js';
import type { VisitCommand } from './visit-commands.js';
import { visits } from './visit-ledger.js';
import { FACTS, KINDS, line, PAID_DEPOSIT, rates, reservedFor } from './visit-money.testing.js';
import type { Settlement, Tender, VisitEvent, VisitState } from './visit.js';

/** Everything that a visit and its deposit went through. */
export class Story {
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
      // What was bonus alone paid nothing.
      const signs = s.tenders.map((t) => Math.sign(t.cents)).filter((sign) => sign !== 0);
      expect(new Set(signs).size).toBeLessThanOrEqual(1);
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
    const reserved = this.visit.flatMap(({ data }) => (data as Settlement).reserved ?? []);
    const ofKind = (kind: string) => reserved.filter((part) => part.kind === kind);
    expect(sum(ofKind('deposit').map((part) => part.cents))).toBe(deposit.appliedCents);
    // R-SV-06: what a bill has of a bonus is what its lines say, and the rest of the reservation is what was paid.
    const bonus = sum(ofKind('stored-value').map((part) => part.bonusCents!));
    expect(bonus).toBe(status === 'voided' ? 0 : sum(lines.map((l) => l.bonusCents ?? 0)));
    expect(bonus).toBeGreaterThanOrEqual(0);
    expect(sum(ofKind('stored-value').map((part) => part.cents)) - bonus).toBe(
      status === 'voided' ? 0 : (leftByKind(settlements).get('stored-value') ?? 0),
    );
    expect(
      deposit.heldCents + deposit.appliedCents + deposit.forfeitedCents + deposit.returnedCents,
    ).toBe(PAID_DEPOSIT);
    expect(keptCents(deposit)).toBe(0);
  }
}

/** A sum in tenders: of what goes back, by what is left of each kind. */
export function tendersFor(
  grossCents: number,
  weights: readonly number[],
  left: ReadonlyMap<string, number>,
): Tender[] {
  const kinds =
    grossCents < 0
      ? KINDS.filter((kind) => (left.get(kind) ?? 0) > 0)
      : left.size > 0
        ? KINDS.filter((kind) => kind !== 'deposit' && kind !== 'stored-value')
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

export const at = atTill.manager;

/** A visit with these lines and discounts, completed and settled. */
export function settledVisit({
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
