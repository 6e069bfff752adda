/**
 * On what terms a settled bill earns: pure, versioned, with validity dates. A settlement earns by the rule in force at its
 * own instant, also when it is written down years later; a rule is never edited, it is followed by the next version. How
 * much earns a point depends on the currency and is the programme's (`programme.ts`).
 */
import { Temporal } from 'temporal-polyfill';
import { termsIn, type Programme } from './programme.js';

export interface EarningRule {
  readonly version: string;
  /** ISO UTC, inclusive. */
  readonly validFrom: string;
  /** ISO UTC, exclusive; null: until further notice. */
  readonly validTo: string | null;
  /** R-LY-02: points on tax would reward the tax office's part. */
  readonly basis: 'pre-tax';
  /** Parts paid this way earn nothing: they were earned on already, or given away. */
  readonly excludedTenders: readonly string[];
  /** Points stay valid to the end of the month (in the store's zone) this many months after the visit; null: for ever. */
  readonly expiryMonths: number | null;
  /** R-LY-08: where expiry and age are equal, the lowest goes first. */
  readonly priority: number;
}

const EXCLUDED = ['points', 'coupon', 'bonus'];

/** The chain's rules, oldest first, without gaps. Points of visits before expiry was introduced were promised without an end, and keep that promise. */
export const EARNING_RULES: readonly EarningRule[] = [
  {
    version: 'base-1',
    validFrom: '2000-01-01T00:00:00.000Z',
    validTo: '2025-01-01T00:00:00.000Z',
    basis: 'pre-tax',
    excludedTenders: EXCLUDED,
    expiryMonths: null,
    priority: 10,
  },
  {
    version: 'base-2',
    validFrom: '2025-01-01T00:00:00.000Z',
    validTo: null,
    basis: 'pre-tax',
    excludedTenders: EXCLUDED,
    expiryMonths: 24,
    priority: 10,
  },
];

/** The rule in force at an instant, or undefined before the first. */
export const ruleAt = (instant: string, rules = EARNING_RULES): EarningRule | undefined =>
  rules.find(
    (rule) => rule.validFrom <= instant && (rule.validTo === null || instant < rule.validTo),
  );

/** What one settlement earns by, as it stands in the ledger: whatever rules come later, its corrections are reckoned by the same. */
export interface EarningTerms {
  readonly ruleVersion: string;
  readonly programmeVersion: string;
  /** Earning net in minor units of the bill's currency for one point. */
  readonly minorPerPoint: number;
  readonly excludedTenders: readonly string[];
  readonly expiryMonths: number | null;
  readonly priority: number;
}

/** The terms of a settlement; undefined: nothing is earned, because the programme has no terms in this currency or no rule was in force yet. */
export function earningTerms(
  currency: string,
  settledAt: string,
  programme: Programme,
): EarningTerms | undefined {
  const rule = ruleAt(settledAt);
  const minorPerPoint = termsIn(programme, currency)?.minorPerPoint;
  return rule && minorPerPoint !== undefined
    ? termsOf(rule, programme.version, minorPerPoint)
    : undefined;
}

/** Terms of what was earned before the programme knew currencies: a point for each whole unit of any of them. Those points were promised, and keep it. */
export function termsBeforeCurrencies(
  currency: string,
  settledAt: string,
): EarningTerms | undefined {
  const rule = ruleAt(settledAt);
  return rule && termsOf(rule, 'before-currencies', 10 ** minorDigits(currency));
}

const termsOf = (
  { version, excludedTenders, expiryMonths, priority }: EarningRule,
  programmeVersion: string,
  minorPerPoint: number,
): EarningTerms => ({
  ruleVersion: version,
  programmeVersion,
  minorPerPoint,
  excludedTenders,
  expiryMonths,
  priority,
});

/** Digits of the minor unit, as the ledger has counted them. */
const minorDigits = (currency: string): number =>
  WITHOUT_MINOR_UNIT.has(currency) ? 0 : WITH_THOUSANDTHS.has(currency) ? 3 : 2;
const WITHOUT_MINOR_UNIT = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'ISK',
  'JPY',
  'KMF',
  'KRW',
  'PYG',
  'RWF',
  'UGX',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);
const WITH_THOUSANDTHS = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

/** Divides `total` by the weights so that the parts are whole and sum to it: each gets its quota rounded down, the largest remainders one more, earlier ones first. */
export function distribute(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + BigInt(b), 0n);
  if (sum === 0n) return weights.map(() => 0);
  const quotas = weights.map((weight, index) => ({
    index,
    part: Number((BigInt(total) * BigInt(weight)) / sum),
    rest: (BigInt(total) * BigInt(weight)) % sum,
  }));
  const parts = quotas.map((quota) => quota.part);
  const left = total - parts.reduce((a, b) => a + b, 0);
  quotas.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of quotas.slice(0, left)) parts[index]!++;
  return parts;
}

/** First instant after the month that lies `months` after the visit's, in the store's zone (R-LY-07). */
export function endOfMonthAfter(instant: string, zone: string, months: number): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate();
  const next = local
    .with({ day: 1 })
    .add({ months: months + 1 })
    .toZonedDateTime(zone);
  return next.toInstant().toString({ fractionalSecondDigits: 3 });
}

/** The end of the day that lies so far after an instant's, in the store's zone: the midnight that follows it. */
const endOfDay = (
  instant: string,
  zone: string,
  far: { readonly days: number } | { readonly months: number },
): string =>
  Temporal.Instant.from(instant)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .add(far)
    .add({ days: 1 })
    .toZonedDateTime(zone)
    .toInstant()
    .toString({ fractionalSecondDigits: 3 });

/** The same of so many days. */
export const endOfDayAfter = (instant: string, zone: string, days: number): string =>
  endOfDay(instant, zone, { days });

/** The same of so many months; a day that the month has not is its last. */
export const endOfDayMonthsAfter = (instant: string, zone: string, months: number): string =>
  endOfDay(instant, zone, { months });
