import { MINUTE_MS } from '@chignon/calendar';
import { type Collection, invalid, optional, versioned } from '@chignon/eventing';

/** How much is asked for at booking: nothing, an amount in minor units, whole percent of the lines that count, or all of them. */
export type DepositRate =
  | { readonly kind: 'none' }
  | { readonly kind: 'fixed'; readonly amountCents: number }
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'full' };

/** When a deposit is asked for, and from whom (R-BK-32). An empty list stands for any. */
export interface DepositTerms {
  readonly rate: DepositRate;
  /** Of a fixed amount: the rule counts only where the store counts in it. Absent: in whichever currency the store counts. */
  readonly currency?: string;
  readonly storeIds: readonly string[];
  readonly channels: readonly string[];
  /** Only lines of these count; both empty: every line. */
  readonly serviceIds: readonly string[];
  readonly serviceGroups: readonly string[];
  /** Only from customers without a known visit; an anonymous customer is one. */
  readonly newCustomers: boolean;
  /** Only from customers who did not come so often within the year before. 0: from everybody. */
  readonly minNoShows: number;
  /** Not from customers with so many kept visits. Absent: from them too. Trusted customers are exempt from every rule. */
  readonly exemptAfterVisits?: number;
  /** How long a booking waits for its deposit. */
  readonly payWithinMinutes: number;
}

/** One version of a rule. Id: the rule; every changing PUT is a new version, old ones stay readable. */
export interface DepositRule extends DepositTerms {
  readonly id: string;
  readonly version: number;
}

export const depositRules: Collection<DepositRule> = {
  name: 'booking.deposit-rules',
  indexes: { byId: { fields: ['id'] } },
};

/** Versions that were replaced; id `<rule>~<version>`. */
export interface ArchivedDepositRule {
  readonly id: string;
  readonly rule: DepositRule;
}
export const depositRuleVersions: Collection<ArchivedDepositRule> = {
  name: 'booking.deposit-rule-versions',
  indexes: {},
};

/** Deposit rules with all their versions. */
export const depositRuleDocuments = versioned<DepositRule, ArchivedDepositRule>(depositRules, {
  collection: depositRuleVersions,
  id: (id, version) => `${id}~${version}`,
  keep: (rule) => ({ rule }),
  of: ({ rule }) => rule,
});

/** A customer who is never asked for a deposit. Id: the customer. */
export interface TrustedCustomer {
  readonly id: string;
  readonly trusted: boolean;
  /** A code. */
  readonly reason: string;
}
export const trustedCustomers: Collection<TrustedCustomer> = {
  name: 'booking.trusted-customers',
  indexes: { byId: { fields: ['id'] } },
};

/** What is known of whoever books, as far as deposits go. */
export interface Acquaintance {
  readonly trusted: boolean;
  readonly keptVisits: number;
  /** Within the year before. */
  readonly noShows: number;
}

/** The rules that a booking may fall under, and who books: looked up beforehand, decided with the lines. */
export interface DepositOffer {
  readonly rules: readonly DepositRule[];
  readonly who: Acquaintance;
  readonly currency: string;
}

/** A deposit as a booking asks for it, with its explanation: frozen in the booking as evidence. */
export interface Deposit {
  readonly ruleId: string;
  readonly version: number;
  readonly cents: number;
  readonly currency: string;
  /** Price of the lines that count. */
  readonly basisCents: number;
  /** Of the rate: its amount, or its percentage; a full prepayment has neither. */
  readonly amountCents?: number;
  readonly percent?: number;
  readonly payWithinMinutes: number;
  /** The booking waits until then, exclusive; never after the start. */
  readonly payUntilMs: number;
}

/** What is booked, as far as deposits go. */
export interface DepositQuestion {
  readonly storeId: string;
  readonly channel: string;
  readonly startMs: number;
  readonly lines: readonly {
    readonly serviceId: string;
    readonly serviceGroup: string;
    readonly priceCents: number;
  }[];
}

/** True when a booking at this store through this channel may fall under the rule, whoever books whatever. */
export const mayApply = (
  { rate, storeIds, channels }: DepositTerms,
  storeId: string,
  channel: string,
): boolean =>
  rate.kind !== 'none' &&
  (storeIds.length === 0 || storeIds.includes(storeId)) &&
  (channels.length === 0 || channels.includes(channel));

/** True when the rule has to know who books. */
export const asksWho = ({ newCustomers, minNoShows, exemptAfterVisits }: DepositTerms): boolean =>
  newCustomers || minNoShows > 0 || exemptAfterVisits !== undefined;

/**
 * What is asked for: by the strictest of the rules that fit, which is the one that asks for most; of equals the one that
 * waits least. Undefined: nothing. Percentages are rounded down; no deposit is above the price of the lines that count.
 */
export function depositFor(
  { rules, who, currency }: DepositOffer,
  booking: DepositQuestion,
  nowMs: number,
): Deposit | undefined {
  if (who.trusted) return undefined;
  const asked = rules.flatMap((rule): Deposit[] => {
    const { id, version, rate, payWithinMinutes } = rule;
    if (
      !mayApply(rule, booking.storeId, booking.channel) ||
      !fits(rule, who) ||
      (rule.currency !== undefined && rule.currency !== currency)
    )
      return [];
    const basisCents = booking.lines
      .filter((line) => counts(rule, line))
      .reduce((sum, { priceCents }) => sum + priceCents, 0);
    const cents =
      rate.kind === 'fixed'
        ? Math.min(rate.amountCents, basisCents)
        : rate.kind === 'percent'
          ? Math.floor((basisCents * rate.percent) / 100)
          : basisCents;
    if (cents <= 0) return [];
    return [
      {
        ruleId: id,
        version,
        cents,
        currency,
        basisCents,
        ...(rate.kind === 'fixed'
          ? { amountCents: rate.amountCents }
          : rate.kind === 'percent'
            ? { percent: rate.percent }
            : {}),
        payWithinMinutes,
        payUntilMs: payUntil(payWithinMinutes, booking.startMs, nowMs),
      },
    ];
  });
  return asked.sort(
    (a, b) =>
      b.cents - a.cents ||
      a.payWithinMinutes - b.payWithinMinutes ||
      (a.ruleId < b.ruleId ? -1 : 1),
  )[0];
}

/** The same appointment, its deposit payable from this instant on: a hold that is confirmed, a booking that is approved. */
export const payableFrom = <A extends { readonly deposit?: Deposit; readonly startMs: number }>(
  appointment: A,
  nowMs: number,
): A =>
  appointment.deposit
    ? {
        ...appointment,
        deposit: {
          ...appointment.deposit,
          payUntilMs: payUntil(appointment.deposit.payWithinMinutes, appointment.startMs, nowMs),
        },
      }
    : appointment;

const payUntil = (minutes: number, startMs: number, nowMs: number): number =>
  Math.min(nowMs + minutes * MINUTE_MS, startMs);

const fits = (
  { newCustomers, minNoShows, exemptAfterVisits = Infinity }: DepositTerms,
  { keptVisits, noShows }: Acquaintance,
): boolean =>
  (!newCustomers || keptVisits === 0) && noShows >= minNoShows && keptVisits < exemptAfterVisits;

const counts = (
  { serviceIds, serviceGroups }: DepositTerms,
  { serviceId, serviceGroup }: { serviceId: string; serviceGroup: string },
): boolean =>
  (serviceIds.length === 0 && serviceGroups.length === 0) ||
  serviceIds.includes(serviceId) ||
  serviceGroups.includes(serviceGroup);

/** A rule as somebody gives it: what is left out has a default. */
export interface GivenDepositRule extends Partial<Omit<DepositTerms, 'rate'>> {
  readonly kind: DepositRate['kind'];
  readonly amountCents?: number;
  readonly percent?: number;
}

const list = (items: readonly string[] = []): string[] => [...new Set(items)].sort();

/** The terms with their defaults: from everybody, anywhere, for everything, within 30 minutes. @throws Refusal 422 `rate-invalid` */
export const depositTerms = ({
  kind,
  amountCents,
  percent,
  storeIds,
  channels,
  serviceIds,
  serviceGroups,
  newCustomers = false,
  minNoShows = 0,
  exemptAfterVisits,
  payWithinMinutes = 30,
  currency,
}: GivenDepositRule): DepositTerms => ({
  rate: rateOf(kind, amountCents, percent),
  ...optional({ currency }),
  storeIds: list(storeIds),
  channels: list(channels),
  serviceIds: list(serviceIds),
  serviceGroups: list(serviceGroups),
  newCustomers,
  minNoShows,
  ...optional({ exemptAfterVisits }),
  payWithinMinutes,
});

function rateOf(
  kind: DepositRate['kind'],
  amountCents: number | undefined,
  percent: number | undefined,
): DepositRate {
  if (kind === 'fixed' && amountCents !== undefined && percent === undefined)
    return { kind, amountCents };
  if (kind === 'percent' && percent !== undefined && amountCents === undefined)
    return { kind, percent };
  if ((kind === 'none' || kind === 'full') && amountCents === undefined && percent === undefined)
    return { kind };
  throw invalid(
    'rate-invalid',
    'A deposit rule needs exactly one of an amount, a percentage, everything or nothing.',
    {
      field: kind === 'percent' ? 'percent' : 'amountCents',
      expected:
        kind === 'fixed'
          ? 'amountCents alone'
          : kind === 'percent'
            ? 'percent alone'
            : 'neither amountCents nor percent',
    },
  );
}
