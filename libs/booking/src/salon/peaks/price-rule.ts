import { daysOfDate, localOf, minuteOf, weekdayOf } from '@chignon/calendar';
import type { Collection } from '@chignon/eventing';

/** A price that differs by day and hour (BK-28): Monday hair day, the week before the spring festival. What is left out holds for all. */
export interface PriceRule {
  readonly id: string;
  /** What the chain calls it; absent: it has its id only. */
  readonly name?: string;
  /** One more with each change; absent: written before rules had versions, the first. */
  readonly version?: number;
  readonly storeIds: readonly string[];
  readonly serviceIds: readonly string[];
  readonly serviceGroups: readonly string[];
  readonly levels: readonly string[];
  /** 1 Monday to 7 Sunday. */
  readonly weekdays: readonly number[];
  /** Kinds of special days. */
  readonly dayKinds: readonly string[];
  /** Local times of the store between which the service begins. */
  readonly fromTime?: string;
  readonly toTime?: string;
  readonly validFrom?: string;
  /** Last date, inclusive. */
  readonly validUntil?: string;
  /** Of the list price; -20 is a fifth off. */
  readonly percent: number;
  /** The highest of those that fit counts alone; of equals the first by id. */
  readonly priority: number;
}

export const priceRules: Collection<PriceRule> = {
  name: 'booking.price-rules',
  indexes: { byId: { fields: ['id'] } },
};

/** The rules that hold on a date of a store, the one that counts first. */
export const rulesOn = (
  all: readonly PriceRule[],
  storeId: string,
  date: string,
  kinds: readonly string[],
): PriceRule[] =>
  all
    .filter(
      (rule) =>
        fits(rule.storeIds, storeId) &&
        fits(rule.weekdays, weekdayOf(date)) &&
        (rule.dayKinds.length === 0 || rule.dayKinds.some((kind) => kinds.includes(kind))) &&
        (rule.validFrom ?? date) <= date &&
        date <= (rule.validUntil ?? date),
    )
    .sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));

/** What is sold when. */
interface Sold {
  readonly serviceId: string;
  readonly serviceGroup: string;
  readonly level?: string;
  readonly startMs: number;
  readonly priceCents: number;
}

/** What a price rule made of a price: whole cents, and the list price beside it when a rule changed it. */
interface PriceAtTime {
  readonly priceCents: number;
  readonly listCents?: number;
  readonly priceRuleId?: string;
}

/** The price rules of a day, the one that counts first, and the zone of their hours. */
interface DayOfPrices {
  readonly prices?: readonly PriceRule[];
  readonly zone: string;
}

/** What a service costs at its time; its list price beside it when a rule changed it (BK-29). Whole cents, half a cent up. */
export function priceAtTime(sold: Sold, { prices = [], zone }: DayOfPrices): PriceAtTime {
  const { serviceId, serviceGroup, level, startMs, priceCents } = sold;
  if (prices.length === 0) return { priceCents };
  const { minute } = localOf(zone, startMs);
  const rule = prices.find(
    (one) =>
      fits(one.serviceIds, serviceId) &&
      fits(one.serviceGroups, serviceGroup) &&
      fits(one.levels, level ?? '') &&
      within(minute, one.fromTime, one.toTime),
  );
  return rule
    ? {
        priceCents: Math.round((priceCents * (100 + rule.percent)) / 100),
        listCents: priceCents,
        priceRuleId: rule.id,
      }
    : { priceCents };
}

/** The line at what it costs at its time. */
export const priced = <L extends Sold>(line: L, day: DayOfPrices): L & PriceAtTime =>
  day.prices?.length ? { ...line, ...priceAtTime(line, day) } : line;

const fits = <T>(list: readonly T[], one: T): boolean => list.length === 0 || list.includes(one);

/** From the first time to before the second; a second that is not later is the next morning's. */
function within(minute: number, fromTime = '00:00', toTime = '24:00'): boolean {
  const [from, to] = [minuteOf(fromTime), minuteOf(toTime)];
  return from < to ? from <= minute && minute < to : from <= minute || minute < to;
}

/** True when both dates, where given, exist and are in order. */
export const datesFit = ({
  validFrom,
  validUntil,
}: Pick<PriceRule, 'validFrom' | 'validUntil'>): boolean =>
  [validFrom, validUntil].every((date) => date === undefined || daysOfDate(date) !== undefined) &&
  (validFrom ?? '') <= (validUntil ?? validFrom ?? '');
