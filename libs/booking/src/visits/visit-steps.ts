/* What the decisions about a visit have in common. */
import { MINUTE_MS, msOfIso } from '@chignon/calendar';
import { isOwned, lookUp, notFound, type OfType, refused } from '@chignon/eventing';
import { mayPayOut } from '../salon/till/authority.js';
import { checkReason } from '../salon/till/reasons.js';
import { type AtTill, movedCents } from './at-till.js';
import { totalsOf } from './corrections.js';
import { checkNamed, givenBackParts, payBackOf, type PayBackTender } from './paying-back.js';
import { checkPayBack, checkPayment, givenBackCents } from './tenders.js';
import {
  detailsOf,
  type SettledLine,
  type Tender,
  type VisitEvent,
  type VisitLine,
  type VisitOpening,
  type VisitState,
  type VisitStatus,
} from './visit.js';

/** Lines of one visit; keeps bills exact and events small. */
export const MAX_LINES = 200;

/** What was paid by each kind of tender, over all settlements; none that came to nothing. */
export function tendersOf({ settlements }: VisitState): Tender[] {
  const sums = new Map<string, number>();
  for (const { kind, cents } of settlements.flatMap(({ tenders }) => tenders))
    sums.set(kind, (sums.get(kind) ?? 0) + cents);
  return [...sums].filter(([, cents]) => cents !== 0).map(([kind, cents]) => ({ kind, cents }));
}

export function during(
  state: VisitState,
  allowed: readonly VisitStatus[],
): VisitState & { opening: VisitOpening } {
  if (!state.opening) throw notFound('visit-unknown', 'There is no such visit.');
  if (!allowed.includes(state.status))
    throw refused(`visit-${state.status}`, `The visit is ${state.status}.`, {
      found: state.status,
      expected: allowed.join(' or '),
    });
  return { ...state, opening: state.opening };
}

export function lineOf(state: VisitState, lineId: string): VisitLine {
  const line = state.lines.find((l) => l.lineId === lineId);
  if (!line) throw notFound('line-unknown', 'There is no such line.', { field: 'lineId' });
  return line;
}

export function serviceOf(state: VisitState, lineId: string): VisitLine {
  const line = lineOf(state, lineId);
  if (line.kind !== 'service')
    throw refused('line-not-a-service', 'Only a service has steps and materials.', {
      field: 'lineId',
    });
  return line;
}

/** The clock of a line stops; a line that nobody started has no actual minutes. */
export function finished(state: VisitState, lineId: string, at: string): VisitEvent[] {
  const { startedAt, finishedAt } = lookUp(state.progress, lineId) ?? {};
  if (startedAt === undefined || finishedAt !== undefined) return [];
  const actualMinutes = Math.max(0, Math.round((msOfIso(at) - msOfIso(startedAt)) / MINUTE_MS));
  return [
    {
      type: 'ServiceFinished',
      data: { lineId, at, plannedMinutes: lineOf(state, lineId).plannedMinutes, actualMinutes },
    },
  ];
}

/** A further settlement: money goes back the way it came, and no further than whoever gives it may. `tenders` left out: as the house gives back. */
export function corrected(
  state: VisitState,
  change: (settlementNo: number) => SettledLine[],
  {
    tenders: said,
    reason,
    at: { till, authority },
    kind,
  }: {
    tenders: readonly PayBackTender[] | undefined;
    reason: string;
    at: AtTill;
    kind: 'refund' | 'correct';
  },
  now: string,
): OfType<VisitEvent, 'VisitCorrected'> {
  const { opening, settlements } = during(state, ['settled', 'corrected']);
  checkReason(till, kind, reason);
  const settlementNo = settlements.at(-1)!.settlementNo + 1;
  const lines = change(settlementNo);
  const totals = totalsOf(lines);
  const grossCents = totals.netCents + totals.taxCents;
  const given = said ?? payBackOf(settlements, Math.max(0, -grossCents));
  const tenders = given.map((tender): Tender => ({ kind: tender.kind, cents: tender.cents }));
  if (grossCents > 0)
    checkPayment(
      tenders,
      grossCents,
      till.tenders.filter((kind) => !isOwned(kind)),
    );
  else checkPayBack(tenders, grossCents, till.tenders, settlements);
  checkNamed(given, settlements);
  mayPayOut(
    authority,
    movedCents(lines) === 0 ? 0 : givenBackCents(settlements) + movedCents(lines),
    kind === 'refund' ? 'items' : 'items.0.netCents',
  );
  return {
    type: 'VisitCorrected',
    data: {
      facts: detailsOf(opening),
      settlementNo,
      billId: settlements[0]!.billId,
      settledAt: now,
      currency: opening.currency,
      imported: false,
      lines,
      tenders,
      reason,
      ...totals,
      ...givenBackParts(settlements, given, lines),
    },
  };
}

/**
 * A line that is taken off; of goods with what it was, so that whoever kept them for this bill hears that it has them no more.
 * @throws Refusal 409 `service-begun`
 */
export function removed(
  state: VisitState,
  lineId: string,
  reason: string,
): Extract<VisitEvent, { type: 'LineRemoved' }> {
  const under = during(state, ['arrived', 'in-service', 'completed', 'abandoned']);
  const { kind, itemId, quantityMilli } = lineOf(under, lineId);
  const begun = state.performed.length > 0 || lookUp(state.progress, lineId)?.startedAt;
  if (kind === 'service' && begun)
    throw refused('service-begun', 'This service has already begun.', { field: 'lineId' });
  const goods = { facts: detailsOf(under.opening), goods: { itemId, quantityMilli } };
  return {
    type: 'LineRemoved',
    data: { lineId, reason, ...(kind === 'product' ? goods : {}) },
  };
}
