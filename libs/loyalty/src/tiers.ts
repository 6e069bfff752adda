/**
 * Tiers by qualifying spend within a rolling twelve months (LY-06). Pure. Qualifying is not spendable: redeeming or
 * expiring points never touches a tier (R-LY-13); a voided visit does not count any more from the next look on (R-LY-16).
 */

export type TierName = 'regular' | 'silver' | 'gold' | 'diamond';

export interface Tier {
  readonly tier: TierName;
  /** Qualifying spend in the window, in hundredths of a whole currency unit, at which the tier begins. */
  readonly fromCents: number;
}

/** Name of the table below; stands in every `TierChanged`. */
export const TIER_RULES_VERSION = 'tiers-1';

/** Lowest first. */
export const TIERS: readonly Tier[] = [
  { tier: 'regular', fromCents: 0 },
  { tier: 'silver', fromCents: 500_00 },
  { tier: 'gold', fromCents: 1_500_00 },
  { tier: 'diamond', fromCents: 4_000_00 },
];

/** What one settlement contributes. */
export interface QualifyingSpend {
  readonly visitId: string;
  /** ISO UTC, when it was settled. */
  readonly at: string;
  /** Hundredths of a whole currency unit. */
  readonly cents: number;
}

export const rankOf = (tier: TierName): number => TIERS.findIndex((row) => row.tier === tier);

/** The tier that a qualifying spend reaches. */
export const tierFor = (cents: number): TierName => TIERS.findLast((row) => cents >= row.fromCents)?.tier ?? 'regular';

/** The next tier up and what is missing to it, or undefined at the top. */
export function nextTier(tier: TierName, cents: number): { tier: TierName; missingCents: number } | undefined {
  const next = TIERS[rankOf(tier) + 1];
  return next && { tier: next.tier, missingCents: Math.max(0, next.fromCents - cents) };
}

/** The same instant one year before. As text: 29 February becomes a day that does not exist but sorts where it should. */
const yearBefore = (instant: string): string => String(Number(instant.slice(0, 4)) - 1).padStart(4, '0') + instant.slice(4);

/** Spend in the twelve months that end with `at`, inclusive. */
export function qualifyingAt(spends: readonly QualifyingSpend[], at: string): number {
  const after = yearBefore(at);
  return spends.reduce((sum, spend) => (spend.at <= at && spend.at > after ? sum + spend.cents : sum), 0);
}

/**
 * The highest tier that some window containing a settlement of `since` reaches. Settlements heard late (imports, offline
 * desks) complete windows of later ones, so that the tier does not depend on the order of hearing.
 */
export function highestReached(spends: readonly QualifyingSpend[], since: string): { tier: TierName; at: string; cents: number } | undefined {
  let best: { tier: TierName; at: string; cents: number } | undefined;
  const anchors = new Set(spends.map((spend) => spend.at).filter((at) => at >= since && yearBefore(at) < since));
  for (const at of [...anchors].sort()) {
    const cents = qualifyingAt(spends, at);
    const tier = tierFor(cents);
    if (!best || rankOf(tier) > rankOf(best.tier)) best = { tier, at, cents };
  }
  return best;
}
