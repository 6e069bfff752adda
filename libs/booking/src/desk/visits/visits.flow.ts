import { lookUp, notFound, optional, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { authorityOf } from '../../salon/till/authority.js';
import { textsBehind } from '../../salon/words/words.js';
import type { AtTill } from '../../visits/at-till.js';
import { billOf } from '../../visits/bill.js';
import { totalsOf } from '../../visits/corrections.js';
import { withDiscounts } from '../../visits/discounts.js';
import type { VisitCommand } from '../../visits/visit-commands.js';
import { visits } from '../../visits/visit-ledger.js';
import type { VisitState } from '../../visits/visit.js';
import { missingAnswer, missingOfStanding } from '../booking/service-gate.flow.js';
import type { VisitAnswer } from './visits.shapes.http.js';

/** A visit that the caller may see. @throws Refusal 404 `visit-not-found` */
export async function findVisit(
  tools: Tools,
  visitId: string,
  request: RequestContext,
): Promise<{ state: VisitState; revision: number }> {
  const found = await tools.load(visits, visitId);
  if (!found.state.opening || !request.caller.sees(found.state.opening.storeId))
    throw notFound('visit-not-found', 'There is no such visit.');
  return found;
}

/** The rules of the till, and how far the caller goes by themselves. */
export async function atTillOf(
  tools: Tools,
  { caller }: RequestContext,
  { opening }: VisitState,
): Promise<AtTill> {
  const till = await booksOf(tools).till();
  return { till, authority: authorityOf(caller, till, opening!.currency) };
}

/** One command of a visit that the caller may see, and the visit after it. */
export async function runVisit(
  tools: Tools,
  visitId: string,
  request: RequestContext,
  command: VisitCommand,
): Promise<VisitAnswer> {
  const { state } = await findVisit(tools, visitId, request);
  const outcome = await tools.execute(
    visits,
    visitId,
    command,
    request.cause({ storeId: state.opening!.storeId }),
  );
  return visitAnswer(tools, outcome.state, outcome.revision);
}

/** The visit as it is answered: before settlement with what it would come to. */
export async function visitAnswer(
  tools: Tools,
  state: VisitState,
  revision: number,
): Promise<VisitAnswer> {
  const { visitId, storeId, customerId, appointmentId, origin, businessDate, currency } =
    state.opening!;
  const { store } = await booksOf(tools).store(storeId);
  const settled = state.settlements.length > 0;
  const numberOf = await textsBehind(
    tools,
    state.settlements.map(({ billId }) => billId),
  );
  const { netCents, taxCents, taxes } = settled
    ? settledTotals(state)
    : billOf(withDiscounts(state.lines).lines, store.taxes, store.pricesIncludeTax);
  const missing = await missingOfStanding(tools, state);
  return {
    visitId,
    storeId,
    ...optional({ customerId, appointmentId }),
    origin,
    businessDate,
    status: state.status,
    currency,
    lines: state.lines.map(
      (line) =>
        ({ ...line, ...lookUp(state.progress, line.lineId) }) as VisitAnswer['lines'][number],
    ),
    bill: { netCents, taxCents, grossCents: netCents + taxCents, taxes: [...taxes] },
    settlements: state.settlements.map(
      ({
        settlementNo,
        billId,
        settledAt,
        netCents: net,
        taxCents: tax,
        lines,
        tenders,
        reserved,
        reason,
      }) => ({
        settlementNo,
        billId: numberOf(billId),
        settledAt,
        netCents: net,
        taxCents: tax,
        tenders: [...tenders],
        ...(reserved === undefined ? {} : { reserved: [...reserved] }),
        ...optional({ reason }),
        lines: lines.map((l) => ({
          lineId: l.lineId,
          kind: l.kind,
          itemId: l.itemId,
          quantityMilli: l.quantityMilli,
          netCents: l.netCents,
          taxCents: l.taxCents,
          ...optional({ refersTo: l.refersTo }),
          ...(l.discounts === undefined ? {} : { discounts: [...l.discounts] }),
        })),
      }),
    ),
    ...(missing.length === 0 ? {} : { warnings: missing.map(missingAnswer) }),
    revision,
  };
}

const settledTotals = ({ settlements }: VisitState) =>
  totalsOf(settlements.flatMap((s) => s.lines));
