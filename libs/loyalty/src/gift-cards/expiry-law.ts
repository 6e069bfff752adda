/* How long gift cards must live by the law of a store's country, and how long they live here. Pure. */
import type { Collection } from '@chignon/eventing';

/** Least months that a card must live; `never`: the law allows no end. Countries that are not listed leave it to the chain. */
const LEAST_MONTHS: { readonly [country: string]: number | 'never' } = {
  AU: 36,
  CA: 'never',
  CN: 36,
  // Three years from the end of the year.
  DE: 48,
  IE: 60,
  US: 60,
};

/** How cards of some stores end. */
export interface GiftCardCountry {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly storeIds: readonly string[];
  /** Absent: they never end. */
  readonly months?: number;
}

/** Most that one card may hold, in minor units of the currency. */
export interface GiftCardLimit {
  readonly currency: string;
  readonly maxCents: number;
}

export interface GiftCardRules {
  readonly countries: readonly GiftCardCountry[];
  readonly limits: readonly GiftCardLimit[];
}

/** Until the chain sets its own: cards never end, and one to a bearer holds at most 1,000 yuan in China. */
export const DEFAULT_RULES: GiftCardRules = {
  countries: [],
  limits: [{ currency: 'CNY', maxCents: 1_000_00 }],
};

export const giftCardRules: Collection<GiftCardRules & { readonly id: string }> = {
  name: 'loyalty.gift-card-rules',
  indexes: {},
};
export const CURRENT_RULES = 'current';

/** What the law says where a card would end too soon; undefined: it may. */
export function belowLaw({ country, months }: GiftCardCountry): string | undefined {
  const least = LEAST_MONTHS[country];
  if (months === undefined || least === undefined) return undefined;
  if (least === 'never') return `no end: the law of ${country} allows none`;
  return months < least ? `at least ${least}, by the law of ${country}` : undefined;
}

/** Months that cards of a store live; undefined: for ever. */
export const monthsAt = ({ countries }: GiftCardRules, storeId: string): number | undefined =>
  countries.find(({ storeIds }) => storeIds.includes(storeId))?.months;
