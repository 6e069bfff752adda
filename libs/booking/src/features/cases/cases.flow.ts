import { notFound, optional, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import type { CaseState } from './case-events.js';
import { type CaseCommand, cases } from './case-ledger.js';
import type { CaseAnswer } from './cases.shapes.http.js';

/** A case that the caller may see. @throws Refusal 404 `case-not-found` */
export async function findCase(
  tools: Tools,
  caseId: string,
  { caller }: RequestContext,
): Promise<{ state: CaseState; revision: number }> {
  const found = await tools.load(cases, caseId);
  if (!found.state.opening || !caller.sees(found.state.opening.storeId))
    throw notFound('case-not-found', 'There is no such case.');
  return found;
}

/** One command of a case that the caller may see, and the case after it. */
export async function runCase(
  tools: Tools,
  caseId: string,
  request: RequestContext,
  command: CaseCommand,
): Promise<CaseAnswer> {
  const { storeId } = (await findCase(tools, caseId, request)).state.opening!;
  const { state, revision } = await tools.execute(
    cases,
    caseId,
    command,
    request.cause({ storeId }),
  );
  return caseAnswer(state, revision);
}

/** The case as it is answered. Who asked for money and who granted it stands in the events alone. */
export function caseAnswer(state: CaseState, revision: number): CaseAnswer {
  const { caseId, storeId, channel, category, severity, openedAt, ...about } = state.opening!;
  const { customerId, visitId, lineId, serviceId, staffId } = about;
  const { ownerId, resolution, rootCause, outcome, reopenings, compensations } = state;
  return {
    caseId,
    storeId,
    ...optional({ customerId, visitId, lineId, serviceId, staffId, ownerId }),
    channel,
    category,
    severity,
    status: state.status,
    openedAt,
    deadlines: state.deadlines.map((one) => ({ ...one })),
    breaches: state.breaches.map((one) => ({ ...one })),
    actions: [...state.actions],
    ...optional({ resolution, rootCause, outcome }),
    reopenings,
    compensations: compensations.map(
      ({ compensationId, status, cents, currency, reason, settlementNo, paidCents, failure }) => ({
        compensationId,
        status,
        cents,
        currency,
        reason,
        ...optional({ settlementNo, paidCents, failure }),
      }),
    ),
    revision,
  };
}
