import { forbidden, optional, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { booksOf } from '../../salon/book/store-book.flow.js';
import {
  MAY_PASS,
  monthCloseKey,
  monthCloses,
  type VisitMonth,
} from '../../visits/month-close-ledger.js';
import type { VisitState } from '../../visits/visit.js';
import { atTillOf, findVisit, runVisit } from './visits.flow.js';
import type { CorrectBody, RefundBody, VoidBody } from './settlements.shapes.http.js';
import type { VisitAnswer } from './visits.shapes.http.js';

/* What puts a settled bill right. With tools of a dry run each decides the same, and writes nothing. */

/** Takes lines back, wholly or in part. @throws Refusal as the ledger says no */
export async function refundVisit(
  tools: Tools,
  visitId: string,
  { items, tenders, reason }: RefundBody,
  request: RequestContext,
): Promise<VisitAnswer> {
  const { state } = await findVisit(tools, visitId, request);
  return runVisit(tools, visitId, request, {
    type: 'RefundLines',
    items,
    tenders,
    reason,
    at: await atTillOf(tools, request, state),
  });
}

/** Puts lines right by a further settlement. @throws Refusal as the ledger says no */
export async function correctVisit(
  tools: Tools,
  visitId: string,
  { items, tenders, reason, closedMonthReason }: CorrectBody,
  request: RequestContext,
): Promise<VisitAnswer> {
  const { state } = await findVisit(tools, visitId, request);
  const { store } = await booksOf(tools).store(state.opening!.storeId);
  return runVisit(tools, visitId, request, {
    type: 'CorrectLines',
    items,
    tenders,
    reason,
    rates: store.taxes,
    at: await atTillOf(tools, request, state),
    month: await monthOf(tools, state, request, closedMonthReason),
  });
}

/** Takes back the visit itself. @throws Refusal as the ledger says no */
export async function voidVisit(
  tools: Tools,
  visitId: string,
  { reason, closedMonthReason }: VoidBody,
  request: RequestContext,
): Promise<VisitAnswer> {
  const { state } = await findVisit(tools, visitId, request);
  return runVisit(tools, visitId, request, {
    type: 'VoidVisit',
    reason,
    at: await atTillOf(tools, request, state),
    month: await monthOf(tools, state, request, closedMonthReason),
  });
}

/** The month of a visit, and whether whoever says why may pass over its close. @throws Refusal 403 `permission-missing` */
async function monthOf(
  tools: Tools,
  { opening }: VisitState,
  { caller }: RequestContext,
  reason: string | undefined,
): Promise<VisitMonth> {
  const month = opening!.businessDate.slice(0, 7);
  const { state } = await tools.load(monthCloses, monthCloseKey(opening!.storeId, month));
  const closed = state.status === 'closed';
  if (closed && reason !== undefined && !caller.may(MAY_PASS))
    throw forbidden('permission-missing', 'Your role does not permit this.', {
      field: 'closedMonthReason',
      permission: MAY_PASS,
    });
  return { month, closed, ...optional({ reason }) };
}
