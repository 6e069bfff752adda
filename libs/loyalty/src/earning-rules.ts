/**
 * Which points a settled bill earns: pure, versioned, with validity dates. A settlement earns by the rule in force at its
 * own instant, also when it is written down years later; a rule is never edited, it is followed by the next version.
 */
import { Temporal } from 'temporal-polyfill';
import type { Lot } from './lots.js';

export interface EarningRule {
  readonly version: string;
  /** ISO UTC, inclusive. */
  readonly validFrom: string;
  /** ISO UTC, exclusive; null: until further notice. */
  readonly validTo: string | null;
  /** R-LY-02: points on tax would reward the tax office's part. */
  readonly basis: 'pre-tax';
  /** Points for each whole unit of the currency. */
  readonly pointsPerUnit: number;
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
  { version: 'base-1', validFrom: '2000-01-01T00:00:00.000Z', validTo: '2025-01-01T00:00:00.000Z', basis: 'pre-tax', pointsPerUnit: 1, excludedTenders: EXCLUDED, expiryMonths: null, priority: 10 },
  { version: 'base-2', validFrom: '2025-01-01T00:00:00.000Z', validTo: null, basis: 'pre-tax', pointsPerUnit: 1, excludedTenders: EXCLUDED, expiryMonths: 24, priority: 10 },
];

/** What the rules look at. Amounts in the currency's minor units. */
export interface Settlement {
  readonly visitId: string;
  readonly settlementNo: number;
  readonly storeId: string;
  /** IANA zone of the store. */
  readonly zone: string;
  readonly settledAt: string;
  readonly currency: string;
  readonly lines: readonly { readonly lineId: string; readonly netCents: number; readonly taxCents: number; readonly earning: boolean }[];
  readonly tenders: readonly { readonly kind: string; readonly cents: number }[];
}

export interface Earning {
  readonly ruleVersion: string;
  readonly points: number;
  /** Sum of the earning lines, returns deducted. */
  readonly netCents: number;
  /** What counts for the tier, in hundredths of a whole currency unit; how it was paid does not matter (R-LY-13). */
  readonly qualifyingCents: number;
  /** One a line that earned something; none when the net is less than a point. */
  readonly lots: readonly Lot[];
}

/** The rule in force at an instant, or undefined before the first. */
export const ruleAt = (instant: string, rules = EARNING_RULES): EarningRule | undefined =>
  rules.find((rule) => rule.validFrom <= instant && (rule.validTo === null || instant < rule.validTo));

/** Sum of the lines that earn: services and products, returns deducted; tips, fees, deposits and top-ups are marked as not earning. */
export const earningNet = (lines: Settlement['lines']): number => lines.reduce((sum, line) => sum + (line.earning ? line.netCents : 0), 0);

/**
 * Lots of a settlement, or undefined when there is nothing to earn on (no rule in force, no earning line, a net of zero or
 * less). Rounded once for the settlement, fractions dropped, and given to the lines by largest remainder (R-LY-03): the
 * lots sum to the points exactly, so that taking one line back is exact too. Returned lines lower the sum but get no lot.
 */
export function earn(settlement: Settlement, rules = EARNING_RULES): Earning | undefined {
  const rule = ruleAt(settlement.settledAt, rules);
  const netCents = earningNet(settlement.lines);
  if (!rule || netCents <= 0) return undefined;
  const unit = minorPerUnit(settlement.currency);
  const points = Math.floor((paidByCustomer(netCents, settlement, rule) * rule.pointsPerUnit) / unit);
  const earners = settlement.lines.filter((line) => line.earning && line.netCents > 0);
  const parts = distribute(points, earners.map((line) => line.netCents));
  const expiresAt = rule.expiryMonths === null ? null : endOfMonthAfter(settlement.settledAt, settlement.zone, rule.expiryMonths);
  const lots = earners.flatMap((line, index): Lot[] => {
    if (parts[index] === 0) return [];
    return [{
      lotId: `${settlement.visitId}:${settlement.settlementNo}:${line.lineId}`,
      visitId: settlement.visitId, lineId: line.lineId, storeId: settlement.storeId, points: parts[index]!,
      ruleVersion: rule.version, rulePriority: rule.priority,
      earnedAt: settlement.settledAt, availableAt: settlement.settledAt, expiresAt,
    }];
  });
  return { ruleVersion: rule.version, points, netCents, qualifyingCents: Math.floor((netCents * 100) / unit), lots };
}

/** Divides `total` by the weights so that the parts are whole and sum to it: each gets its quota rounded down, the largest remainders one more, earlier ones first. */
export function distribute(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + BigInt(b), 0n);
  if (sum === 0n) return weights.map(() => 0);
  const quotas = weights.map((weight, index) => ({ index, part: Number((BigInt(total) * BigInt(weight)) / sum), rest: (BigInt(total) * BigInt(weight)) % sum }));
  const parts = quotas.map((quota) => quota.part);
  const left = total - parts.reduce((a, b) => a + b, 0);
  quotas.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of quotas.slice(0, left)) parts[index]!++;
  return parts;
}

/** The earning net without its share of the tenders that earn nothing. BigInt: two amounts are multiplied. */
function paidByCustomer(netCents: number, { tenders }: Settlement, rule: EarningRule): number {
  const paid = tenders.reduce((sum, tender) => sum + tender.cents, 0);
  const excluded = tenders.reduce((sum, tender) => sum + (rule.excludedTenders.includes(tender.kind) ? tender.cents : 0), 0);
  if (paid <= 0 || excluded <= 0) return netCents;
  return Number((BigInt(netCents) * BigInt(Math.max(0, paid - excluded))) / BigInt(paid));
}

/** Currencies whose minor unit is not a hundredth (ISO 4217). */
const MINOR_PER_UNIT: Readonly<Record<string, number>> = {
  BIF: 1, CLP: 1, DJF: 1, GNF: 1, ISK: 1, JPY: 1, KMF: 1, KRW: 1, PYG: 1, RWF: 1, UGX: 1, VND: 1, VUV: 1, XAF: 1, XOF: 1, XPF: 1,
  BHD: 1000, IQD: 1000, JOD: 1000, KWD: 1000, LYD: 1000, OMR: 1000, TND: 1000,
};

/** Minor units in one whole unit of a currency. */
export const minorPerUnit = (currency: string): number => MINOR_PER_UNIT[currency] ?? 100;

/** First instant after the month that lies `months` after the visit's, in the store's zone (R-LY-07). */
function endOfMonthAfter(instant: string, zone: string, months: number): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate();
  const next = local.with({ day: 1 }).add({ months: months + 1 }).toZonedDateTime(zone);
  return next.toInstant().toString({ fractionalSecondDigits: 3 });
}
