import { sum } from './bill.js';
import type { Discount, SettledLine, VisitLine } from './visit.js';

/** A line as it stands on the bill: its price is what is paid for it, with what was taken off. */
export interface DiscountedLine extends VisitLine {
  readonly discounts: readonly Discount[];
}

/**
 * Whole cents of `total` by weights, the rest by largest remainder, the earlier first. Weights are not negative and not all 0
 * unless the total is.
 */
export function allot(total: number, weights: readonly number[]): number[] {
  const all = BigInt(sum(weights));
  if (all === 0n) return weights.map(() => 0);
  const parts = weights.map((weight, i) => ({
    i,
    whole: Number((BigInt(total) * BigInt(weight)) / all),
    rest: (BigInt(total) * BigInt(weight)) % all,
  }));
  let missing = total - sum(parts.map(({ whole }) => whole));
  const out = parts.map(({ whole }) => whole);
  for (const { i } of [...parts].sort((a, b) =>
    a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1,
  )) {
    if (missing-- <= 0) break;
    out[i]! += 1;
  }
  return out;
}

/** A line that takes something off others: it is a part of them, and stands on no bill of its own. */
export const isDiscount = ({ priceCents }: Pick<VisitLine, 'priceCents'>): boolean =>
  priceCents < 0;
/** A line that discounts may take something off. */
export const isReducible = ({
  kind,
  priceCents,
}: Pick<VisitLine, 'kind' | 'priceCents'>): boolean => kind !== 'adjustment' && priceCents >= 0;

/**
 * The lines of a bill. A discount is prorated over the services and products that it names, or over all of them, by what is left
 * of their prices (R-CP-04). `excessCents`: what is left of the discounts when the lines are at nothing.
 */
export function withDiscounts(lines: readonly VisitLine[]): {
  lines: DiscountedLine[];
  excessCents: number;
} {
  const billed = lines
    .filter((line) => !isDiscount(line))
    .map((line) => ({ ...line, discounts: ownDiscount(line) }));
  let excessCents = 0;
  for (const { itemId, priceCents, reduces } of lines.filter(isDiscount)) {
    const weights = billed.map((line) =>
      isReducible(line) && (reduces === undefined || reduces.includes(line.lineId))
        ? line.priceCents
        : 0,
    );
    const off = Math.min(-priceCents, sum(weights));
    excessCents += -priceCents - off;
    allot(off, weights).forEach((cents, i) => {
      if (cents > 0)
        billed[i] = {
          ...billed[i]!,
          priceCents: billed[i]!.priceCents - cents,
          discounts: [...billed[i]!.discounts, { source: itemId, cents }],
        };
    });
  }
  return { lines: billed, excessCents };
}

/** What a line costs by the list: of what was priced at the till, its price. */
export const listCentsOf = ({ listCents, priceCents }: VisitLine): number =>
  listCents ? listCents : priceCents;

/** A price below the list is a discount on the line itself. */
function ownDiscount(line: VisitLine): Discount[] {
  const cents = listCentsOf(line) - line.priceCents;
  return cents > 0 ? [{ source: line.priceReason ?? 'price', cents }] : [];
}

/** What people who have a limit took off, and what that is a part of. */
export function unapprovedOff(lines: readonly VisitLine[]): {
  offCents: number;
  listCents: number;
} {
  const own = lines.filter((line) => !line.approved);
  return {
    offCents: sum(
      own.map((line) =>
        isDiscount(line)
          ? -line.priceCents
          : line.kind === 'adjustment'
            ? 0
            : Math.max(0, listCentsOf(line) - line.priceCents),
      ),
    ),
    listCents: sum(lines.filter(isReducible).map(listCentsOf)),
  };
}

/** What people who have a limit added, and to what. */
export function unapprovedExtras(lines: readonly VisitLine[]): {
  extraCents: number;
  linesCents: number;
} {
  return {
    extraCents: sum(
      lines
        .filter((line) => line.kind === 'adjustment' && line.priceCents > 0 && !line.approved)
        .map((line) => line.priceCents),
    ),
    linesCents: sum(lines.filter(isReducible).map((line) => line.priceCents)),
  };
}

/**
 * Settled lines as they were really paid: bills of older releases and of other systems have discounts as negative lines of their own,
 * which are parts of the lines beside them, so that no refund gives back more than was paid.
 */
export function asPaid(lines: readonly SettledLine[]): SettledLine[] {
  const reducers = lines.filter(takesOff);
  if (reducers.length === 0) return [...lines];
  const paid = lines.map((line): Mutable => ({ ...line }));
  const bearing = paid.filter(
    (line) =>
      line.refersTo === undefined &&
      line.kind !== 'adjustment' &&
      line.netCents > 0 &&
      line.quantityMilli > 0,
  );
  for (const reducer of reducers) {
    const parts = [reducer, ...lines.filter((line) => line.refersTo === reducer.lineId)];
    const off = Math.max(0, -sum(parts.map((line) => line.netCents)));
    const nets = bearing.map((line) => line.netCents);
    allot(Math.min(off, sum(nets)), nets).forEach(
      (cents, i) => void (bearing[i]!.netCents -= cents),
    );
    for (const { code } of reducer.taxes) {
      const cents = sum(
        parts
          .flatMap((line) => line.taxes)
          .filter((tax) => tax.code === code)
          .map((tax) => tax.cents),
      );
      const taxed = bearing.map((line) =>
        Math.max(0, line.taxes.find((tax) => tax.code === code)?.cents ?? 0),
      );
      allot(Math.min(Math.max(0, -cents), sum(taxed)), taxed).forEach((less, i) => {
        const line = bearing[i]!;
        line.taxes = line.taxes.map((tax) =>
          tax.code === code ? { code, cents: tax.cents - less } : tax,
        );
        line.taxCents -= less;
      });
    }
  }
  return paid;
}

type Mutable = { -readonly [F in keyof SettledLine]: SettledLine[F] };

/** A settled line that took something off the others. A product that came back is not one. */
export const takesOff = ({ kind, netCents, refersTo }: SettledLine): boolean =>
  refersTo === undefined && kind !== 'product' && netCents < 0;
