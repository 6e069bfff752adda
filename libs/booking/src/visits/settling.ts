import { type Facts, invalid, notFound, refused } from '@chignon/eventing';
import { mayLeave, pricedAtTill } from './at-till.js';
import { billOf } from './bill.js';
import { bonusOf, lessBonus, offeredTenders, paidTenders } from './bonus.js';
import { withDiscounts } from './discounts.js';
import { checkReserved, discountLines, takenParts } from './reserved.js';
import { checkPayment } from './tenders.js';
import type { VisitCommand } from './visit-commands.js';
import { during } from './visit-steps.js';
import { detailsOf, type Tender, type VisitEvent, type VisitState } from './visit.js';

/** The first settlement of a visit: its bill, with what each number stands on, and how it was paid. Said again it is the same. */
export function settled(
  state: VisitState,
  command: Extract<VisitCommand, { type: 'SettleVisit' }>,
  facts: Facts,
): VisitEvent[] {
  const { settlementNo, prices, rates, pricesIncludeTax, discounts = [], at } = command;
  const tenders = command.tenders.map(({ kind, cents }): Tender => ({ kind, cents }));
  if (settlementNo !== 1)
    throw invalid(
      'settlement-number-wrong',
      'The bill of a visit is settlement 1. Later settlements are refunds and corrections.',
      { field: 'settlementNo', expected: '1' },
    );
  const before = state.settlements[0];
  if (before && state.status !== 'voided') {
    if (JSON.stringify(offeredTenders(before)) === JSON.stringify(tenders)) return [];
    throw refused('already-settled', 'The visit is settled. Refund or correct it.', {
      settlementNo,
    });
  }
  const { opening, lines } = during(state, ['completed', 'abandoned']);
  const unknown = prices.findIndex((p) => !lines.some((l) => l.lineId === p.lineId));
  if (unknown >= 0)
    throw notFound('line-unknown', 'The line is unknown.', { field: `lines.${unknown}.lineId` });
  checkReserved(command.tenders, discounts, {
    opening,
    kinds: at.till.tenders,
    now: facts.now(),
  });
  const asked = [...pricedAtTill(lines, prices, at), ...discountLines(discounts, lines)];
  mayLeave(asked, at);
  const { lines: priced, excessCents } = withDiscounts(asked);
  if (excessCents > 0)
    throw refused('bill-below-zero', 'The discounts are more than the discounted lines.', {
      field: 'lines',
      expected: `at least ${excessCents} less in discounts`,
      excessCents,
    });
  const bill = billOf(priced, rates, pricesIncludeTax);
  checkPayment(command.tenders, bill.grossCents, at.till.tenders);
  return [
    {
      type: 'VisitSettled',
      data: {
        facts: detailsOf(opening),
        settlementNo,
        billId: command.billId ?? state.visitId,
        settledAt: facts.now(),
        currency: opening.currency,
        imported: false,
        pricesIncludeTax,
        ...lessBonus(priced, bill, bonusOf(command.tenders), { rates, pricesIncludeTax }),
        tenders: paidTenders(command.tenders),
        ...takenParts(command.tenders, discounts),
      },
    },
  ];
}
