import { optional } from '@chignon/eventing';
import type { BilledLine, Tender, VisitSettled, VisitVoided } from '@chignon/contracts';
import { Temporal } from 'temporal-polyfill';

/** One performer's part of one line. The parts of a line add up to the line, to the cent. */
export interface Portion {
  readonly staffId: string;
  /** `service/cut`, `product/4711`, `adjustment/deposit`. */
  readonly item: string;
  readonly kind: BilledLine['kind'];
  /** Given to the staff, and no sale. */
  readonly tip: boolean;
  /** Ordinal of the line on the bill. */
  readonly line: number;
  /** -1 for a line that takes something back. */
  readonly lineSign: number;
  /** Of the first settlement: what makes the visit count for its keys. */
  readonly first: boolean;
  readonly quantityMilli: number;
  readonly netCents: number;
  readonly taxCents: number;
}

/** A settlement, or a void of all settlements of a visit, as figures need it. */
export interface Bill {
  readonly visitId: string;
  readonly storeId: string;
  readonly customerId?: string;
  /** The day that it counts on: the visit's, or its own. */
  readonly businessDate: string;
  readonly currency: string;
  /** `0` to `23`, or `unknown`. */
  readonly hour: string;
  /** `bill`: the first settlement, which makes the visit count; `correction`: a later one; `void`: takes out all of them. */
  readonly kind: 'bill' | 'correction' | 'void';
  readonly portions: readonly Portion[];
  readonly taxes: readonly { readonly code: string; readonly cents: number }[];
  readonly tenders: readonly Tender[];
}

/**
 * The day that a settlement counts on. `visit`: the day on which it happened, for analysis: a refund lowers the day of the
 * sale. `settlement`: the day of the money: a refund, correction or void stands on its own day, and no earlier day changes.
 */
export type Day = 'visit' | 'settlement';

/** Whose a line without performers is. */
export const NOBODY = 'unassigned';

export const billOfSettled = (visit: VisitSettled, day: Day = 'visit'): Bill => {
  const kind = visit.settlementNo === 1 ? 'bill' : 'correction';
  return {
    ...billOf(visit, visit.currency, () => kind === 'bill'),
    kind,
    ...(day === 'settlement' ? ownDay(visit, visit.settledOn, visit.settledAt) : {}),
    tenders: visit.tenders,
  };
};

/** Undefined when the visit was never settled: there is nothing to take out. */
export const billOfVoided = (visit: VisitVoided, day: Day = 'visit'): Bill | undefined => {
  if (visit.settlementNo === 0 || visit.currency === undefined) return undefined;
  return {
    ...billOf(visit, visit.currency, isOfFirst),
    kind: 'void',
    ...(day === 'settlement' ? ownDay(visit, visit.voidedOn, visit.voidedAt) : {}),
    tenders: visit.tenders ?? [],
  };
};

/** A void repeats the lines of all settlements: those of later ones refer to another, or are named for it (`l1-r2`) by older releases. */
const isOfFirst = ({ lineId, refersTo }: BilledLine): boolean =>
  refersTo === undefined && !/-[rcn]\d+$/.test(lineId);

/** Business day and hour of an instant. Older releases do not say the day: then it is the calendar's. */
function ownDay(
  { zone, localHour }: VisitSettled | VisitVoided,
  on: string | undefined,
  at: string,
): Pick<Bill, 'businessDate' | 'hour'> {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  return {
    businessDate: on ?? local.toPlainDate().toString(),
    hour: localHour === undefined ? 'unknown' : String(local.hour),
  };
}

/** `tip`, or `tip-card`: what the chain calls its tips. */
const isTip = ({ kind, itemId }: BilledLine): boolean =>
  kind === 'adjustment' && /^tip(-|$)/.test(itemId);

function billOf(
  visit: VisitSettled | VisitVoided,
  currency: string,
  isFirst: (line: BilledLine) => boolean,
): Omit<Bill, 'kind' | 'tenders'> {
  return {
    visitId: visit.visitId,
    storeId: visit.storeId,
    ...optional({ customerId: visit.customerId }),
    businessDate: visit.businessDate,
    currency,
    hour: visit.localHour === undefined ? 'unknown' : String(visit.localHour),
    portions: visit.lines.flatMap((line, ordinal) => {
      const performers = line.performers.some((p) => p.sharePercent > 0)
        ? line.performers
        : [{ staffId: NOBODY, sharePercent: 100 }];
      const weights = performers.map((p) => p.sharePercent);
      const [nets, taxes, quantities] = [
        split(line.netCents, weights),
        split(line.taxCents, weights),
        split(line.quantityMilli, weights),
      ];
      return performers.map(({ staffId }, i): Portion => ({
        staffId,
        item: `${line.kind}/${line.itemId}`,
        kind: line.kind,
        tip: isTip(line),
        line: ordinal,
        lineSign: Math.sign(line.quantityMilli),
        first: isFirst(line),
        quantityMilli: quantities[i]!,
        netCents: nets[i]!,
        taxCents: taxes[i]!,
      }));
    }),
    taxes: visit.taxes,
  };
}

/**
 * Splits a whole number by weights, to the last unit: each gets its rounded-down part, what is left goes by the largest
 * remainders, of equal ones to the first. A negative whole is split like its opposite, so that a return mirrors its sale.
 */
export function split(whole: number, weights: readonly number[]): number[] {
  const sign = whole < 0 ? -1n : 1n;
  const amount = BigInt(whole) * sign;
  const total = BigInt(weights.reduce((a, b) => a + b, 0));
  const parts = weights.map((weight, i) => ({
    i,
    part: (amount * BigInt(weight)) / total,
    rest: (amount * BigInt(weight)) % total,
  }));
  let left = amount - parts.reduce((sum, { part }) => sum + part, 0n);
  for (const entry of [...parts].sort((a, b) =>
    a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1,
  )) {
    if (left === 0n) break;
    entry.part += 1n;
    left -= 1n;
  }
  // Adding 0 turns a negative zero into a plain one.
  return parts.map(({ part }) => Number(part * sign) + 0);
}
