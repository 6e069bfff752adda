import { invalid } from '@chignon/eventing';
import type { TaxRate } from '../salon/stores/store.js';

/** What a line costs before or with tax, depending on the store, and which taxes it bears. */
export interface PricedLine {
  readonly lineId: string;
  /** Signed cents after discounts. */
  readonly priceCents: number;
  readonly taxClass: 'service' | 'product' | 'none';
}

/** One line of a bill with its taxes by code. */
export interface TaxedLine {
  readonly lineId: string;
  readonly netCents: number;
  readonly taxCents: number;
  readonly taxes: readonly { readonly code: string; readonly cents: number }[];
}

/** A bill: exact cents; the lines' taxes sum to the taxes, the lines' nets to the net. */
export interface Bill {
  readonly lines: readonly TaxedLine[];
  readonly taxes: readonly { readonly code: string; readonly cents: number }[];
  readonly netCents: number;
  readonly taxCents: number;
  readonly grossCents: number;
}

/** Largest amount of one line in minor units: with 200 lines and basis points every product stays exact in a double. */
export const MAX_LINE_CENTS = 1_000_000_000;

/**
 * Rounds each tax once per bill, half away from zero, and gives the cents to the lines by largest remainder, so that
 * every sum is exact. `included`: prices contain the taxes.
 */
export function billOf(
  lines: readonly PricedLine[],
  rates: readonly TaxRate[],
  included: boolean,
): Bill {
  const taxesOf: { code: string; cents: number }[][] = lines.map(() => []);
  const taxes = rates.map(({ code, rateBp, on }) => {
    const bearing = lines.map((line) =>
      line.taxClass !== 'none' && on.includes(line.taxClass) ? line.priceCents : 0,
    );
    // Within a price that includes taxes, all taxes of the line's class share the divisor.
    const divisors = lines.map(
      (line) =>
        10_000 +
        (included
          ? rates
              .filter((r) => line.taxClass !== 'none' && r.on.includes(line.taxClass))
              .reduce((sum, r) => sum + r.rateBp, 0)
          : 0),
    );
    const parts = spread(
      bearing.map((cents) => cents * rateBp),
      divisors,
    );
    parts.forEach((cents, i) => cents !== 0 && taxesOf[i]!.push({ code, cents }));
    return { code, cents: sum(parts) };
  });
  const taxed = lines.map((line, i): TaxedLine => {
    const taxCents = sum(taxesOf[i]!.map((t) => t.cents));
    return {
      lineId: line.lineId,
      netCents: included ? line.priceCents - taxCents : line.priceCents,
      taxCents,
      taxes: taxesOf[i]!,
    };
  });
  const [netCents, taxCents] = [
    sum(taxed.map((l) => l.netCents)),
    sum(taxed.map((l) => l.taxCents)),
  ];
  return { lines: taxed, taxes, netCents, taxCents, grossCents: netCents + taxCents };
}

/** Whole cents for the fractions `numerators[i] / divisors[i]` whose sum is the rounded sum of all. Divisors repeat, so the sum is rounded per divisor. */
function spread(numerators: readonly number[], divisors: readonly number[]): number[] {
  const out = numerators.map(() => 0);
  for (const divisor of new Set(divisors)) {
    const mine = numerators.map((n, i) => ({ n, i })).filter(({ i }) => divisors[i] === divisor);
    const total = roundedQuotient(sum(mine.map(({ n }) => n)), divisor);
    for (const { n, i } of mine) out[i] = Math.floor(n / divisor);
    let missing = total - sum(mine.map(({ i }) => out[i]!));
    for (const { i } of [...mine].sort(
      (a, b) => remainder(b.n, divisor) - remainder(a.n, divisor) || a.i - b.i,
    )) {
      if (missing-- <= 0) break;
      out[i]! += 1;
    }
  }
  return out;
}

const remainder = (n: number, divisor: number): number => n - Math.floor(n / divisor) * divisor;

/** n / divisor to the nearest integer, half away from zero; exact for safe integers. */
export const roundedQuotient = (n: number, divisor: number): number => {
  const cents = Math.floor((2 * Math.abs(n) + divisor) / (2 * divisor));
  return n < 0 && cents !== 0 ? -cents : cents;
};

export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** @throws Refusal `tenders-do-not-sum` naming what was expected */
export function checkTenders(
  tenders: readonly { readonly cents: number }[],
  grossCents: number,
): void {
  const paid = sum(tenders.map((t) => t.cents));
  if (paid !== grossCents)
    throw invalid('tenders-do-not-sum', 'The tenders do not add up to the bill.', {
      field: 'tenders',
      expected: String(grossCents),
      actual: paid,
    });
}
