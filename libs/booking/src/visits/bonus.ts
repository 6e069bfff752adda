/*
 * Bonus of stored value is a discount and no payment (R-SV-06): nobody paid for it. So it stands in no tender and bears no tax, and whatever
 * follows the lines of a bill (points, tiers, commission, sales) follows what was really paid. Its owner says how much of what it reserved is
 * bonus; here it is taken off the lines, tax and all.
 */
import type { TaxRate } from '../salon/stores/store.js';
import { type Bill, billOf, type PricedLine, sum } from './bill.js';
import { totalsOf } from './corrections.js';
import { allot, type DiscountedLine, isReducible } from './discounts.js';
import type { OfferedTender } from './reserved.js';
import { type SettledLine, settledOf, type Settlement, type Tender } from './visit.js';

/** Source of the discount on the lines. */
const SOURCE = 'bonus';

/** Of what owners reserved, in minor units. */
export const bonusOf = (tenders: readonly OfferedTender[]): number =>
  sum(tenders.map(({ reservation }) => reservation?.bonusCents ?? 0));

/** What each tender really pays: bonus pays nothing. */
export const paidTenders = (tenders: readonly OfferedTender[]): Tender[] =>
  tenders.map(({ kind, cents, reservation }) => ({
    kind,
    cents: cents - (reservation?.bonusCents ?? 0),
  }));

/** The tenders of a bill as the till offered them, by which a repeat is told. */
export function offeredTenders({
  tenders,
  reserved = [],
}: Pick<Settlement, 'tenders' | 'reserved'>): Tender[] {
  const open = reserved.filter(({ use, bonusCents = 0 }) => use === 'tender' && bonusCents > 0);
  return tenders.map(({ kind, cents }) => {
    const at = open.findIndex(
      (part) => part.kind === kind && part.cents - part.bonusCents! === cents,
    );
    const [part] = at < 0 ? [] : open.splice(at, 1);
    return { kind, cents: part?.cents ?? cents };
  });
}

/**
 * The bill with so much bonus taken off: of services and products by what they come to with tax, then of what else stands on it; what is left of
 * each includes its taxes. The gross falls by exactly the bonus, which each line remembers, so that refunds give it back.
 * @param bonusCents at most the gross of the bill
 */
export function lessBonus(
  priced: readonly DiscountedLine[],
  bill: Bill,
  bonusCents: number,
  { rates, pricesIncludeTax }: { rates: readonly TaxRate[]; pricesIncludeTax: boolean },
): Pick<Settlement, 'taxes' | 'netCents' | 'taxCents' | 'lines'> {
  const full = priced.map((line, i) => settledOf(line, bill.lines[i]!));
  const { taxes, netCents, taxCents } = bill;
  if (bonusCents === 0) return { lines: full, taxes, netCents, taxCents };
  const gross = full.map((line) => Math.max(0, line.netCents + line.taxCents));
  const first = gross.map((cents, i) => (isReducible(priced[i]!) ? cents : 0));
  const then = gross.map((cents, i) => cents - first[i]!);
  const most = Math.min(bonusCents, sum(first));
  const rest = allot(bonusCents - most, then);
  const off = allot(most, first).map((cents, i) => cents + rest[i]!);
  const reduced = new Map(
    billOf(
      priced.flatMap(({ lineId, taxClass }, i): PricedLine[] =>
        off[i]! > 0 ? [{ lineId, taxClass, priceCents: gross[i]! - off[i]! }] : [],
      ),
      rates,
      true,
    ).lines.map((line) => [line.lineId, line]),
  );
  const lines = full.map((line, i): SettledLine => {
    const less = reduced.get(line.lineId);
    if (!less) return line;
    const cents = pricesIncludeTax ? off[i]! : line.netCents - less.netCents;
    return {
      ...line,
      ...less,
      discounts: [...(line.discounts ?? []), ...(cents === 0 ? [] : [{ source: SOURCE, cents }])],
      bonusCents: off[i]!,
    };
  });
  return { lines, ...totalsOf(lines) };
}
