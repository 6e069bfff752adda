/*
 * What points are worth in the books, and how much of what is owed will never be asked for (breakage, R-LY-20). Pure. The chain's estimate is versioned:
 * an instant goes by the version that was in force then, and a closed month names the one it was closed by.
 */
import type { Collection } from '@chignon/eventing';
import type { LiabilityKind } from './item.js';
import type { LiabilityRow, StoreUse } from './roll-forward.js';

/** What points cost the chain in one currency: also what a store owes another that redeemed its points (R-LY-21). */
export interface PointsPrice {
  readonly currency: string;
  /** So many points cost … */
  readonly points: number;
  /** … so much, in minor units. */
  readonly cents: number;
}

/** The part of what is owed that is expected never to be redeemed. */
export interface Breakage {
  readonly kind: LiabilityKind;
  /** ISO 4217. Absent: of every currency that has none of its own. */
  readonly currency?: string;
  /** Hundredths of a per cent, at most 10,000. */
  readonly basisPoints: number;
}

/** One version of the estimate. */
export interface Estimate {
  /** From 1 on; 0: the chain has made none yet. */
  readonly version: number;
  /** ISO UTC, inclusive: in force until the next. */
  readonly since: string;
  readonly pointsPrices: readonly PointsPrice[];
  readonly breakage: readonly Breakage[];
}

/** Every version there was, oldest first. One document, `current`. */
export const estimates: Collection<{
  readonly id: string;
  readonly versions: readonly Estimate[];
}> = { name: 'loyalty.liability-estimates', indexes: {} };
export const CURRENT_ESTIMATES = 'current';

/** Until the chain makes its own: points have no price, and all that is owed is expected to be asked for. */
export const NO_ESTIMATE: Estimate = {
  version: 0,
  since: '0000-01-01T00:00:00.000Z',
  pointsPrices: [],
  breakage: [],
};

/** The version that was in force at an instant. */
export const estimateAt = (versions: readonly Estimate[], at: string): Estimate =>
  versions.findLast(({ since }) => since <= at) ?? NO_ESTIMATE;

/** n · a / b, rounded half away from zero; exact for every amount of money. */
function share(n: number, a: number, b: number): number {
  const whole = 2n * BigInt(Math.abs(n)) * BigInt(a) + BigInt(b);
  const rounded = Number(whole / (2n * BigInt(b)));
  return n < 0 ? -rounded : rounded;
}

/** An amount in minor units of its currency; undefined: points that have no price in it. */
export function valueOf(
  { pointsPrices }: Estimate,
  { kind, currency }: { readonly kind: LiabilityKind; readonly currency?: string },
  amount: number,
): number | undefined {
  if (kind !== 'points') return amount;
  const price = pointsPrices.find((one) => one.currency === currency);
  return price && share(amount, price.cents, price.points);
}

/** What a row's closing is worth, and what of it is expected to be asked for. Minor units of its currency. */
export interface Valued {
  readonly valueCents?: number;
  readonly breakageCents?: number;
  readonly expectedCents?: number;
}

export function valued(estimate: Estimate, row: LiabilityRow): Valued {
  const valueCents = valueOf(estimate, row, row.closing);
  if (valueCents === undefined) return {};
  const of = (currency: string | undefined) =>
    estimate.breakage.find((one) => one.kind === row.kind && one.currency === currency);
  const basisPoints = (of(row.currency) ?? of(undefined))?.basisPoints ?? 0;
  const breakageCents = share(Math.max(0, valueCents), basisPoints, 10_000);
  return { valueCents, breakageCents, expectedCents: valueCents - breakageCents };
}

/** What the issuer owes the store that redeemed: money that was paid in, points at their price, nothing for a bonus, which is a discount. */
export const settlementOf = (estimate: Estimate, use: StoreUse): number | undefined =>
  use.kind === 'bonus' ? 0 : valueOf(estimate, use, use.amount);
