import { optional } from '@chignon/eventing';
import { weekdayOf } from '@chignon/calendar';
import type { DailySales, DailyStaffSales } from './daily-sales.view.js';
import { added, type Amounts, type Breakdown, inOrder, NOTHING, plus } from './figures.js';
import { basisPoints } from './ratios.js';

/** By what sales may be broken down. */
export const GROUPINGS = [
  'staff',
  'store',
  'service',
  'product',
  'kind',
  'day',
  'hour',
  'weekday',
] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** One row: a key and what it came to, in one currency. The rows of a currency add up to its total, whatever the grouping. */
export interface SalesRow extends Amounts {
  readonly key: string;
  readonly currency: string;
  /** Everything that is not of the grouping's kind, so that the rows still add up: products and adjustments among services. */
  readonly rest?: true;
}

export interface SalesTotal extends Amounts {
  readonly currency: string;
  readonly anonymousVisits: number;
  readonly taxes: { readonly [code: string]: number };
  /** By kind of tender; by day of settlement only. */
  readonly tenders?: { readonly [kind: string]: number };
}

type Day = DailySales | DailyStaffSales;
const KINDS = ['service', 'product', 'adjustment'];

/** AN-01 to AN-04: sums over days by a grouping. Of one person's days everything is that person's part. */
export function salesBy(days: readonly Day[], grouping: Grouping): SalesRow[] {
  const rows = new Map<string, SalesRow>();
  const add = (currency: string, key: string, amounts: Amounts, rest?: true) => {
    const at = `${currency}\n${key}`;
    rows.set(at, {
      key,
      currency,
      ...plus(rows.get(at) ?? NOTHING, amounts),
      ...(rest ? { rest } : {}),
    });
  };
  for (const day of days) {
    if (grouping === 'store') add(day.currency, day.storeId, day.total);
    else if (grouping === 'day') add(day.currency, day.businessDate, day.total);
    else if (grouping === 'weekday')
      add(day.currency, String(weekdayOf(day.businessDate)), day.total);
    else if (grouping === 'hour')
      each(day.hours, (hour, amounts) => add(day.currency, hour, amounts));
    else if (grouping === 'staff')
      each(day.staff, (staffId, amounts) => add(day.currency, staffId, amounts));
    else {
      each(kindsOf(day), (kind, amounts) => {
        if (grouping === 'kind') add(day.currency, kind, amounts);
        else if (kind !== grouping) add(day.currency, `all-${kind}s`, amounts, true);
      });
      each(day.items, (item, amounts) => {
        const [kind, itemId] = kindAndId(item);
        if (kind === grouping) add(day.currency, itemId, amounts);
      });
    }
  }
  return [...rows.values()].sort(
    (a, b) =>
      compare(a.currency, b.currency) ||
      (IN_TIME.has(grouping)
        ? byTime(a.key, b.key)
        : Number(a.rest ?? 0) - Number(b.rest ?? 0) ||
          b.netCents - a.netCents ||
          compare(a.key, b.key)),
  );
}

/** Sums over days, a total a currency. */
export function totalsOf(days: readonly Day[]): SalesTotal[] {
  const totals = new Map<string, SalesTotal>();
  for (const day of days) {
    const before: SalesTotal = totals.get(day.currency) ?? {
      currency: day.currency,
      ...NOTHING,
      anonymousVisits: 0,
      taxes: {},
    };
    totals.set(day.currency, {
      ...before,
      ...plus(before, day.total),
      anonymousVisits:
        before.anonymousVisits + ('anonymousVisits' in day ? day.anonymousVisits : 0),
      taxes: 'taxes' in day ? summed(before.taxes, day.taxes) : before.taxes,
      ...('tenders' in day && day.tenders
        ? { tenders: summed(before.tenders ?? {}, day.tenders) }
        : {}),
    });
  }
  return [...totals.values()].sort((a, b) => compare(a.currency, b.currency));
}

function summed(a: SalesTotal['taxes'], b: SalesTotal['taxes']): SalesTotal['taxes'] {
  const sums = new Map(Object.entries(a));
  for (const [code, cents] of Object.entries(b)) sums.set(code, (sums.get(code) ?? 0) + cents);
  return inOrder([...sums]);
}

/** What was sold, without what was given as tips; tips beside it. */
export function withoutTips<A extends Amounts>(amounts: A): A & { readonly tipCents: number } {
  const tipCents = amounts.tipCents ?? 0;
  return { ...amounts, netCents: amounts.netCents - tipCents, tipCents };
}

/** AN-03: visits and spend by hour within weekday. */
export interface PeakCell {
  readonly currency: string;
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** `0` to `23`, or `unknown`. */
  readonly hour: string;
  readonly visits: number;
  readonly netCents: number;
}
export function peaksOf(days: readonly Day[]): PeakCell[] {
  const cells = new Map<string, PeakCell>();
  for (const day of days) {
    const weekday = weekdayOf(day.businessDate);
    each(day.hours, (hour, amounts) => {
      const { visits, netCents } = withoutTips(amounts);
      const at = `${day.currency}\n${weekday}\n${hour}`;
      const before = cells.get(at);
      cells.set(at, {
        currency: day.currency,
        weekday,
        hour,
        visits: (before?.visits ?? 0) + visits,
        netCents: (before?.netCents ?? 0) + netCents,
      });
    });
  }
  return [...cells.values()].sort(
    (a, b) => compare(a.currency, b.currency) || a.weekday - b.weekday || byTime(a.hour, b.hour),
  );
}

/** AN-04: an item's part of its kind's net, now and in the period before. */
export interface Popularity extends SalesRow {
  /** Hundredths of a percent of the net of all services (products) of the currency; absent when that is 0. */
  readonly shareBasisPoints?: number;
  readonly previousNetCents: number;
  readonly previousLines: number;
  readonly previousShareBasisPoints?: number;
  /** Change of the share; absent when one of them is. */
  readonly changeBasisPoints?: number;
}

/** Items by lines sold, most first; an item of the period before that is gone now stands with 0. */
export function popularityOf(
  days: readonly Day[],
  previousDays: readonly Day[],
  kind: 'service' | 'product',
): Popularity[] {
  const now = salesBy(days, kind).filter((row) => !row.rest);
  const previous = new Map(
    salesBy(previousDays, kind)
      .filter((row) => !row.rest)
      .map((row) => [`${row.currency}\n${row.key}`, row]),
  );
  const known = new Set(now.map((row) => `${row.currency}\n${row.key}`));
  const gone = [...previous]
    .filter(([at]) => !known.has(at))
    .map(([, { currency, key }]): SalesRow => ({ currency, key, ...NOTHING }));
  const whole = (rows: Iterable<SalesRow>, currency: string) =>
    [...rows].reduce((sum, row) => sum + (row.currency === currency ? row.netCents : 0), 0);
  return [...now, ...gone]
    .map((row) => {
      const before = previous.get(`${row.currency}\n${row.key}`) ?? NOTHING;
      const share = basisPoints(row.netCents, whole(now, row.currency));
      const previousShare = basisPoints(before.netCents, whole(previous.values(), row.currency));
      return {
        ...row,
        previousNetCents: before.netCents,
        previousLines: before.lines,
        ...optional({ shareBasisPoints: share, previousShareBasisPoints: previousShare }),
        ...(share === undefined || previousShare === undefined
          ? {}
          : { changeBasisPoints: share - previousShare }),
      };
    })
    .sort(
      (a, b) =>
        compare(a.currency, b.currency) ||
        b.lines - a.lines ||
        b.netCents - a.netCents ||
        compare(a.key, b.key),
    );
}

const IN_TIME = new Set<Grouping>(['day', 'hour', 'weekday']);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** Numbers as numbers, then text: `9` before `17`, `unknown` last. */
const byTime = (a: string, b: string): number => {
  const order = Number(a) - Number(b);
  return Number.isNaN(order)
    ? Number(Number.isNaN(Number(a))) - Number(Number.isNaN(Number(b))) || compare(a, b)
    : order;
};
const each = (breakdown: Breakdown, take: (key: string, amounts: Amounts) => void): void => {
  for (const [key, amounts] of Object.entries(breakdown)) take(key, amounts);
};
/** By kind, a visit once. Documents begun by older releases say it by item only: until they are rebuilt a visit counts once an item there. */
function kindsOf({ kinds, items }: Day): Breakdown {
  if (kinds) return kinds;
  return Object.entries(items).reduce<Breakdown>(
    (sums, [item, amounts]) => added(sums, kindAndId(item)[0], amounts),
    {},
  );
}
function kindAndId(item: string): [string, string] {
  const slash = item.indexOf('/');
  const kind = item.slice(0, slash);
  return [KINDS.includes(kind) ? kind : 'adjustment', item.slice(slash + 1)];
}
