import { dayNumber } from '@chignon/calendar';
import { lookUp } from '@chignon/eventing';
import type { CustomerVisits } from './customer-visits.view.js';
import type { Period } from './period.js';
import { withoutTips } from './sales.js';

/** One known customer in a period, all stores asked for together. */
export interface CustomerInPeriod {
  readonly customerId: string;
  readonly visits: number;
  /** What they spent, without tips, and how often they came for it, by currency. */
  readonly spent: ReadonlyMap<string, { readonly netCents: number; readonly visits: number }>;
  /** Business days with a visit, in order. */
  readonly visitedOn: readonly string[];
}

/** @param staffId only what this person did: visits in which they performed, their part of the net */
export function customersIn(
  documents: readonly CustomerVisits[],
  { from, to }: Pick<Period, 'from' | 'to'>,
  staffId?: string,
): CustomerInPeriod[] {
  const customers = new Map<
    string,
    { visits: number; spent: Map<string, { netCents: number; visits: number }>; days: Set<string> }
  >();
  for (const { customerId, currency, days } of documents) {
    for (const [date, figures] of Object.entries(days)) {
      const found = staffId === undefined ? figures.total : lookUp(figures.staff, staffId);
      if (!found || date < from || date > to) continue;
      const amounts = withoutTips(found);
      let customer = customers.get(customerId);
      if (!customer)
        customers.set(customerId, (customer = { visits: 0, spent: new Map(), days: new Set() }));
      customer.visits += amounts.visits;
      const before = customer.spent.get(currency) ?? { netCents: 0, visits: 0 };
      customer.spent.set(currency, {
        netCents: before.netCents + amounts.netCents,
        visits: before.visits + amounts.visits,
      });
      if (amounts.visits > 0) customer.days.add(date);
    }
  }
  return [...customers].map(([customerId, { visits, spent, days }]) => ({
    customerId,
    visits,
    spent,
    visitedOn: [...days].sort(),
  }));
}

/** AN-01: how often customers come, and how evenly. */
export interface Frequency {
  /** Known customers with at least one visit. */
  readonly customers: number;
  /** Their visits. Visits per customer is the exact quotient of the two. */
  readonly visits: number;
  /** So many customers came so many times. */
  readonly distribution: readonly { readonly visits: number; readonly customers: number }[];
  /** Days between two visits of one customer within the period: so many gaps of up to so many days. The last has no bound. */
  readonly gaps: {
    readonly count: number;
    readonly totalDays: number;
    readonly buckets: readonly { readonly upToDays?: number; readonly count: number }[];
  };
}

/** Bounds of the gap buckets: two weeks to half a year. */
const GAP_BOUNDS_DAYS = [14, 28, 42, 56, 84, 182];

export function frequencyOf(customers: readonly CustomerInPeriod[]): Frequency {
  const came = customers.filter(({ visits }) => visits > 0);
  const byVisits = new Map<number, number>();
  const buckets = new Array<number>(GAP_BOUNDS_DAYS.length + 1).fill(0);
  let [visitsInAll, gapCount, gapDays] = [0, 0, 0];
  for (const { visits, visitedOn } of came) {
    visitsInAll += visits;
    byVisits.set(visits, (byVisits.get(visits) ?? 0) + 1);
    for (const [i, date] of visitedOn.entries()) {
      if (i === 0) continue;
      const days = dayNumber(date)! - dayNumber(visitedOn[i - 1]!)!;
      const bucket = GAP_BOUNDS_DAYS.findIndex((bound) => days <= bound);
      buckets[bucket < 0 ? GAP_BOUNDS_DAYS.length : bucket]!++;
      gapCount++;
      gapDays += days;
    }
  }
  return {
    customers: came.length,
    visits: visitsInAll,
    distribution: [...byVisits]
      .sort(([a], [b]) => a - b)
      .map(([visits, count]) => ({ visits, customers: count })),
    gaps: {
      count: gapCount,
      totalDays: gapDays,
      buckets: buckets.map((count, i) => ({
        ...(i < GAP_BOUNDS_DAYS.length ? { upToDays: GAP_BOUNDS_DAYS[i]! } : {}),
        count,
      })),
    },
  };
}

/** AN-02: a customer by what they spent. */
export interface ValuedCustomer {
  readonly customerId: string;
  readonly currency: string;
  readonly netCents: number;
  /** With a bill in this currency. */
  readonly visits: number;
}

/** Customers by net spend in one currency, highest first; of equals by id. */
export const byValue = (
  customers: readonly CustomerInPeriod[],
  currency: string,
): ValuedCustomer[] =>
  customers
    .flatMap(({ customerId, spent }) => {
      const own = spent.get(currency);
      return own ? [{ customerId, currency, ...own }] : [];
    })
    .sort((a, b) => b.netCents - a.netCents || (a.customerId < b.customerId ? -1 : 1));

/** The page after a customer: its cursor names the last one's net and id, so that it holds when others come in between. */
export function pageOf(
  valued: readonly ValuedCustomer[],
  limit: number,
  after?: { readonly netCents: number; readonly customerId: string },
): { items: ValuedCustomer[]; next?: { netCents: number; customerId: string } } {
  const rest =
    after === undefined
      ? valued
      : valued.filter(
          (c) =>
            c.netCents < after.netCents ||
            (c.netCents === after.netCents && c.customerId > after.customerId),
        );
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return rest.length > limit && last
    ? { items, next: { netCents: last.netCents, customerId: last.customerId } }
    : { items };
}
