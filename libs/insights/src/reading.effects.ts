import { type Collection, notFound, type Query, refused, type Tools } from '@chignon/eventing';
import { Pace } from '@chignon/service-kit';
import type { Day } from './bill.js';
import { customerFirsts } from './customer-firsts.view.js';
import { type CustomerVisits, customerVisits } from './customer-visits.view.js';
import {
  type DailySales,
  dailySales,
  dailySettlements,
  type DailyStaffSales,
  dailyStaffSales,
  dailyStaffSettlements,
} from './daily-sales.view.js';
import type { Period } from './period.js';

/** Who asks: figures of their stores only. */
export interface Viewer {
  readonly stores: 'all' | readonly string[];
  sees(storeId: string): boolean;
}

/** What is asked about. */
export interface Subject {
  readonly storeId?: string;
  readonly staffId?: string;
}

type StoreQuery = Omit<Query, 'limit' | 'after'>;

/** Read between two looks at what else came in. */
const PAGE = 250;
/** Documents of one answer: a chain of 1,000 stores over 400 days. More is a question for the event streams. */
const DOCUMENTS_MAX = 400_000;

/** Days of the stores asked about that the viewer may see: an index range a store, or one over all of them. @throws notFound `store-not-found` */
export function daysIn(
  tools: Tools,
  period: Pick<Period, 'from' | 'to'>,
  { storeId, staffId }: Subject,
  viewer: Viewer,
  by: Day = 'visit',
): Promise<(DailySales | DailyStaffSales)[]> {
  const range = { field: 'businessDate', gte: period.from, lte: period.to };
  if (staffId === undefined)
    return readAll(
      tools,
      tools.collection(by === 'visit' ? dailySales : dailySettlements),
      storesOf(storeId, viewer).map((store) =>
        store === undefined
          ? { index: 'byDate', range }
          : { index: 'byStore', where: { storeId: store }, range },
      ),
    );
  return readAll(
    tools,
    tools.collection(by === 'visit' ? dailyStaffSales : dailyStaffSettlements),
    storesOf(storeId, viewer).map((store): StoreQuery =>
      store === undefined
        ? { index: 'byStaff', where: { staffId }, range }
        : { index: 'byStoreStaff', where: { storeId: store, staffId }, range },
    ),
  );
}

/** Months of known customers that the period touches; days outside are left to the reader to drop. */
export function customerMonthsIn(
  tools: Tools,
  period: Pick<Period, 'from' | 'to'>,
  { storeId }: Subject,
  viewer: Viewer,
): Promise<CustomerVisits[]> {
  const range = { field: 'month', gte: period.from.slice(0, 7), lte: period.to.slice(0, 7) };
  return readAll(
    tools,
    tools.collection(customerVisits),
    storesOf(storeId, viewer).map((store) =>
      store === undefined
        ? { index: 'byMonth', range }
        : { index: 'byStore', where: { storeId: store }, range },
    ),
  );
}

/** Customers whose first visit to the chain was in the period, at whatever store. */
export async function firstIn(
  tools: Tools,
  { from, to }: Pick<Period, 'from' | 'to'>,
): Promise<ReadonlySet<string>> {
  const found = await readAll(tools, tools.collection(customerFirsts), [
    { index: 'byFirst', range: { field: 'firstOn', gte: from, lte: to } },
  ]);
  return new Set(found.map(({ id }) => id));
}

/** The stores to read one by one; `[undefined]`: the whole chain at once. */
function storesOf(storeId: string | undefined, viewer: Viewer): readonly (string | undefined)[] {
  if (storeId !== undefined) {
    if (!viewer.sees(storeId))
      throw notFound('store-not-found', 'There is no such store.', { field: 'storeId' });
    return [storeId];
  }
  return viewer.stores === 'all' ? [undefined] : [...new Set(viewer.stores)];
}

async function readAll<D extends { id: string }>(
  tools: Tools,
  collection: Collection<D>,
  queries: readonly StoreQuery[],
): Promise<D[]> {
  const found: D[] = [];
  const pace = new Pace({ field: 'from', expected: 'fewer stores or days' });
  for (const query of queries) {
    let after: string | undefined;
    do {
      const rest = pace.rest();
      if (rest) await rest;
      const page = await tools.documents.find(collection, { ...query, limit: PAGE, after });
      found.push(...page.items);
      after = page.next;
      if (found.length > DOCUMENTS_MAX)
        throw refused(
          'question-too-large',
          'The request would read too much at once. Ask for fewer stores or days.',
          { limit: DOCUMENTS_MAX },
        );
    } while (after !== undefined);
  }
  return found;
}
