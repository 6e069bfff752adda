import fc from 'fast-check';
import { atTill } from '../salon/till/testing.js';
import { sum } from './bill.js';
import { allot } from './discounts.js';
import { leftByKind } from './tenders.js';
import type { VisitCommand } from './visit-commands.js';
import { rates, salon } from './visit-money.testing.js';
import type { Tender } from './visit.js';
import { at, settledVisit, tendersFor } from './visit-story.testing.js';

/*
 * Settle, correct, refund and void in any order, with repeats and with tenders split in any way: what is given back never exceeds
 * what was paid, by line, by kind of tender and in all; and the ledger of deposits is at every step what the bill says.
 */
describe('R-VS-02 R-VS-03 R-SV-06 F5 K3 L10: money of a visit in any order of its commands', () => {
  it('is never given back twice, never more than was paid, and the deposit follows', () => {
    const seen = { refund: 0, correct: 0, void: 0, refused: 0, discounted: 0, bonus: 0 };
    fc.assert(
      fc.property(salon, ({ steps, ...given }) => {
        const { story, bill, settle, grossCents } = settledVisit(given);
        story.check();
        if (story.state.settlements[0]!.lines.some((l) => l.discounts)) seen.discounted++;
        if (story.state.settlements[0]!.lines.some((l) => l.bonusCents)) seen.bonus++;
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
              story.run(wish(tendersFor(gross, [1, 1, 1, 1], leftByKind(story.state.settlements)))),
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
