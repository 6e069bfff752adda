import {
  findAll,
  findWanted,
  optional,
  type Page,
  type Query,
  type Tools,
} from '@chignon/eventing';
import type { Caller } from '@chignon/service-kit';
import {
  type AdjustmentDocument,
  type AdjustmentStatus,
  adjustmentsView,
} from './adjustments.view.js';
import { type AdjustmentLimits, adjustmentLimits, CURRENT_LIMITS, USUAL_LIMITS } from './limits.js';

/** The limits in force: the chain's own, else the usual ones. */
export async function limitsInForce(
  tools: Tools,
): Promise<AdjustmentLimits & { readonly revision: number }> {
  const own = await tools.documents.get(adjustmentLimits, CURRENT_LIMITS);
  const { limits, alert } = own ?? USUAL_LIMITS;
  return { limits, alert, revision: own?.revision ?? 0 };
}

/** Who adjusted just under the limit, and how often. */
export interface AdjustmentAlert {
  readonly by: string;
  readonly count: number;
  readonly points: number;
  readonly customers: number;
  readonly storeIds: readonly string[];
  readonly lastAt: string;
}

const DAY_MS = 86_400_000;
const PAGE = 200;

/** Looks into the list for one page of a caller of some stores among many: who gets a short one goes on from there. */
const MAX_LOOKS = 500;

/** A page of what the caller sees, newest first: full while there is more, whatever stores stand between. */
export async function seenAdjustments(
  tools: Tools,
  caller: Pick<Caller, 'sees' | 'onlyStore'>,
  { status, limit, after }: { status: AdjustmentStatus; limit: number; after: string | undefined },
): Promise<Page<AdjustmentDocument>> {
  // Of one store, as most people are, the list is the store's own.
  const { onlyStore: only } = caller;
  const of: Pick<Query, 'index' | 'where'> =
    only === undefined
      ? { index: 'byStatus', where: { status } }
      : { index: 'byStore', where: { storeId: only, status } };
  return findWanted(
    tools.documents,
    tools.collection(adjustmentsView),
    { ...of, order: 'desc', limit, ...optional({ after }) },
    ({ storeId }) => caller.sees(storeId),
    MAX_LOOKS,
  );
}

/** Everybody with so many adjustments just under the limit in the last days as the limits say, most first. Reversed ones count: undoing hides nothing. */
export async function adjustmentAlerts(tools: Tools): Promise<AdjustmentAlert[]> {
  const { alert } = await limitsInForce(tools);
  const since = new Date(Date.parse(tools.facts.now()) - alert.days * DAY_MS).toISOString();
  const byAuthor = new Map<string, AdjustmentDocument[]>();
  for await (const one of findAll(tools.documents, tools.collection(adjustmentsView), {
    index: 'byNear',
    where: { near: true },
    range: { field: 'at', gte: since },
    limit: PAGE,
  }))
    byAuthor.set(one.by, [...(byAuthor.get(one.by) ?? []), one]);
  return [...byAuthor]
    .filter(([, all]) => all.length >= alert.count)
    .map(([by, all]) => ({
      by,
      count: all.length,
      points: all.reduce((sum, { points }) => sum + Math.abs(points), 0),
      customers: new Set(all.map(({ customerId }) => customerId)).size,
      storeIds: [...new Set(all.map(({ storeId }) => storeId))].sort(),
      lastAt: all.at(-1)!.at,
    }))
    .sort((a, b) => b.count - a.count || (a.by < b.by ? -1 : 1));
}
