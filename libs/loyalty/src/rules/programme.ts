/**
 * What the programme gives in each currency: how much earns a point, and the spend at which each tier begins. Pure.
 * Amounts of two currencies are never added: points are counted in the currency of the bill, and a tier is reached by the
 * spend in one currency. A currency that is not listed earns nothing and reaches no tier, and the account says so.
 */

export type TierName = 'regular' | 'silver' | 'gold' | 'diamond';

/** Lowest first. */
export const TIERS: readonly TierName[] = ['regular', 'silver', 'gold', 'diamond'];

export const rankOf = (tier: TierName): number => TIERS.indexOf(tier);

/** Tiers above the first, which begins at nothing. */
export type ReachedTier = Exclude<TierName, 'regular'>;

/** The programme in one currency. Amounts in its minor units. */
export interface CurrencyTerms {
  /** ISO 4217. */
  readonly currency: string;
  /** Earning net for one point. */
  readonly minorPerPoint: number;
  /** Qualifying spend of twelve months at which each tier begins; a tier that is left out cannot be reached in this currency. */
  readonly tiers: { readonly [T in ReachedTier]?: number };
  /** What points pay; absent: no bill in this currency is paid with points. */
  readonly worth?: PointsWorth;
}

/** What points are worth as a means of payment, and how many a bill takes (R-LY-09). */
export interface PointsWorth {
  /** So many points are worth … */
  readonly points: number;
  /** … so much, in minor units of the currency. */
  readonly cents: number;
  /** Absent: 1. */
  readonly minPoints?: number;
  /** Bills take multiples of it; absent: 1. */
  readonly stepPoints?: number;
  /** Of one bill; absent: no limit. */
  readonly maxPoints?: number;
}

export interface Programme {
  /** Stands in what was decided by it. */
  readonly version: string;
  readonly currencies: readonly CurrencyTerms[];
  /** Absent: `USUAL_RETURNS`. */
  readonly returns?: ReturnTerms;
}

/** What becomes of spent points that come back when their time is over: they live on for some days, or are gone (R-LY-12). */
export interface ReturnTerms {
  /** `grace`: they may be spent until the end of the day `graceDays` later. `forfeit`: they are gone. */
  readonly expired: ReturnPolicy;
  readonly graceDays: number;
}
export const RETURN_POLICIES = ['grace', 'forfeit'] as const;
export type ReturnPolicy = (typeof RETURN_POLICIES)[number];

export const USUAL_RETURNS: ReturnTerms = { expired: 'grace', graceDays: 7 };

const dollarLike = (currency: string): CurrencyTerms => ({
  currency,
  minorPerPoint: 1_00,
  tiers: { silver: 500_00, gold: 1_500_00, diamond: 4_000_00 },
});

/** Until the chain sets its own: a point is worth about as much in each of them. */
export const DEFAULT_PROGRAMME: Programme = {
  version: 'programme-1',
  currencies: [
    ...['USD', 'EUR', 'GBP', 'AUD', 'CAD', 'CHF', 'NZD', 'SGD'].map(dollarLike),
    {
      currency: 'CNY',
      minorPerPoint: 7_00,
      tiers: { silver: 3_500_00, gold: 10_500_00, diamond: 28_000_00 },
    },
    {
      currency: 'HKD',
      minorPerPoint: 8_00,
      tiers: { silver: 4_000_00, gold: 12_000_00, diamond: 32_000_00 },
    },
    {
      currency: 'JPY',
      minorPerPoint: 100,
      tiers: { silver: 60_000, gold: 180_000, diamond: 480_000 },
    },
    {
      currency: 'KRW',
      minorPerPoint: 1_000,
      tiers: { silver: 600_000, gold: 1_800_000, diamond: 4_800_000 },
    },
  ],
};

/** The terms of a currency; undefined: it earns nothing. */
export const termsIn = ({ currencies }: Programme, currency: string): CurrencyTerms | undefined =>
  currencies.find((terms) => terms.currency === currency);

/** Where a tier begins in a currency; undefined: it cannot be reached there. The first begins at nothing. */
export const thresholdOf = (
  programme: Programme,
  currency: string,
  tier: TierName,
): number | undefined =>
  tier === 'regular' ? 0 : termsIn(programme, currency)?.tiers[tier as ReachedTier];
