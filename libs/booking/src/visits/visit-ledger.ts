import {
  type Decide,
  type Evolve,
  invalid,
  type Ledger,
  lookUp,
  notFound,
  refused,
} from '@chignon/eventing';
import { mayPayOut } from '../salon/till/authority.js';
import { checkReason } from '../salon/till/reasons.js';
import { approvedBy, mayStand } from './at-till.js';
import { refundLines, replacementLines, totalsOf } from './corrections.js';
import { decideImport } from './imported-visit.js';
import { mayCorrectIn } from './month-close-ledger.js';
import { decideRatings, evolveRatings, withdrawn } from './ratings.js';
import { abandoned, materialUsed } from './material-used.js';
import { voidedParts } from './reserved.js';
import { settled } from './settling.js';
import { givenBackCents } from './tenders.js';
import type { VisitCommand } from './visit-commands.js';
import { decideArrivals, evolveArrivals } from './visit-arrival.js';
import {
  corrected,
  during,
  finished,
  MAX_LINES,
  removed,
  serviceOf,
  tendersOf,
} from './visit-steps.js';
import {
  checkLine,
  detailsOf,
  type Performed,
  performedOf,
  type SettledLine,
  type VisitEvent,
  type VisitState,
} from './visit.js';

const initial = (visitId: string): VisitState => ({
  visitId,
  status: 'absent',
  lines: [],
  progress: {},
  linesSeen: 0,
  performed: [],
  settlements: [],
});

const progressed = (
  state: VisitState,
  lineId: string,
  change: VisitState['progress'][string],
): VisitState['progress'] => ({
  ...state.progress,
  [lineId]: { ...lookUp(state.progress, lineId), ...change },
});

const evolve: Evolve<VisitState, VisitEvent> = {
  VisitOpened: (state, { data }) => ({
    ...state,
    status: 'arrived',
    opening: data,
    lines: data.lines,
    linesSeen: data.lines.length,
  }),
  LineAdded: (state, { data: { line } }) => ({
    ...state,
    lines: [...state.lines, line],
    linesSeen: state.linesSeen + 1,
  }),
  LineRemoved: (state, { data }) => ({
    ...state,
    lines: state.lines.filter((l) => l.lineId !== data.lineId),
  }),
  StepStarted: (state, { data: { lineId, step, at, override } }) => ({
    ...state,
    status: 'in-service',
    lines: override
      ? state.lines.map((line) => (line.lineId === lineId ? { ...line, override } : line))
      : state.lines,
    progress: progressed(state, lineId, {
      step,
      startedAt: lookUp(state.progress, lineId)?.startedAt ?? at,
    }),
  }),
  ServiceFinished: (state, { data: { lineId, at, actualMinutes } }) => ({
    ...state,
    progress: progressed(state, lineId, { finishedAt: at, actualMinutes }),
  }),
  MaterialsUsed: (state, { data: { lineId, actualUse } }) => ({
    ...state,
    progress: progressed(state, lineId, { actualUse }),
  }),
  VisitCompleted: (state, { data }) => ({
    ...state,
    status: 'completed',
    performed: data.services,
  }),
  VisitAbandoned: (state) => ({ ...state, status: 'abandoned' }),
  VisitSettled: (state, { data }) => ({
    ...state,
    status: 'settled',
    settlements: [...state.settlements, data],
  }),
  VisitCorrected: (state, { data }) => ({
    ...state,
    status: 'corrected',
    settlements: [...state.settlements, data],
  }),
  VisitVoided: (state) => ({ ...state, status: 'voided' }),
  ...evolveArrivals,
  ...evolveRatings,
};

const decide: Decide<VisitState, VisitCommand, VisitEvent> = {
  OpenVisit: (state, { opening, gate }) => {
    if (state.status !== 'absent') return [];
    if (gate) throw gate;
    opening.lines.forEach((line, i) => checkLine(line, `lines.${i}`));
    return [{ type: 'VisitOpened', data: opening }];
  },
  AddLine: (state, { line, at, gate }) => {
    // A product may still be added at the till, when the services are done; a service may not: its completion was announced.
    const added = { ...approvedBy(at.authority, line), lineId: `l${state.linesSeen + 1}` };
    during(
      state,
      line.kind === 'service'
        ? ['arrived', 'in-service']
        : ['arrived', 'in-service', 'completed', 'abandoned'],
    );
    if (state.lines.length >= MAX_LINES)
      throw refused('too-many-lines', 'The visit has too many lines.', { limit: MAX_LINES });
    checkLine(added, 'line');
    if (gate) throw gate;
    mayStand(state.lines, added, at);
    return [{ type: 'LineAdded', data: { line: added } }];
  },
  RemoveLine: (state, { lineId, reason }) => [removed(state, lineId, reason)],
  StartStep: (state, { lineId, step, gate, override }, facts) => {
    const line = serviceOf(during(state, ['arrived', 'in-service']), lineId);
    const { step: current, finishedAt } = lookUp(state.progress, lineId) ?? {};
    if (finishedAt)
      throw refused('service-finished', 'This service is already finished.', { field: 'lineId' });
    const names = line.steps.map((s) => s.name);
    const next =
      step ??
      names[current === undefined ? 0 : names.indexOf(current) + 1] ??
      names.at(-1) ??
      'service';
    if (step !== undefined && !names.includes(step))
      throw invalid('step-unknown', 'Unknown step.', { field: 'step', expected: names.join(', ') });
    if (next === current) return [];
    // Once it has begun nothing asks any more.
    const first = current === undefined;
    if (first && gate) throw gate;
    return [
      {
        type: 'StepStarted',
        data: {
          lineId,
          step: next,
          at: facts.now(),
          ...(first && override ? { override } : {}),
        },
      },
    ];
  },
  FinishService: (state, { lineId }, facts) => {
    serviceOf(during(state, ['arrived', 'in-service']), lineId);
    return finished(state, lineId, facts.now());
  },
  RecordUse: (state, { lineId, actualUse }) => {
    serviceOf(during(state, ['arrived', 'in-service']), lineId);
    return JSON.stringify(lookUp(state.progress, lineId)?.actualUse) === JSON.stringify(actualUse)
      ? []
      : [{ type: 'MaterialsUsed', data: { lineId, actualUse } }];
  },
  CompleteVisit: (state, _, facts) => {
    if (['completed', 'settled', 'corrected'].includes(state.status)) return [];
    const { opening, lines } = during(state, ['arrived', 'in-service']);
    const ends = lines.flatMap((line) =>
      line.kind === 'service' ? finished(state, line.lineId, facts.now()) : [],
    );
    const minutes = new Map(
      ends.map((end) =>
        end.type === 'ServiceFinished' ? [end.data.lineId, end.data.actualMinutes] : ['', 0],
      ),
    );
    const services = lines
      .filter((l) => l.kind === 'service')
      .map((line): Performed =>
        performedOf(line, {
          ...lookUp(state.progress, line.lineId),
          ...(minutes.has(line.lineId) ? { actualMinutes: minutes.get(line.lineId)! } : {}),
        }),
      );
    return [
      ...ends,
      {
        type: 'VisitCompleted',
        data: { facts: detailsOf(opening), completedAt: facts.now(), services },
      },
    ];
  },
  AbandonVisit: (state, { reason }) => {
    if (state.status === 'abandoned') return [];
    const { opening } = during(state, ['arrived', 'in-service']);
    return [abandoned(state, opening, reason)];
  },
  SettleVisit: settled,
  RefundLines: (state, { items, tenders, reason, at }, facts) => [
    corrected(
      state,
      (no) => refundLines(state, items, no),
      { tenders, reason, at, kind: 'refund' },
      facts.now(),
    ),
  ],
  CorrectLines: (state, { items, tenders, reason, rates, at, month }, facts) => {
    items.forEach(({ lineId, performers }, i) => {
      const line = state.lines.find((l) => l.lineId === lineId);
      if (performers && line) checkLine({ ...line, performers }, `items.${i}`);
    });
    const { type, data } = corrected(
      state,
      (no) => replacementLines(state, items, no, rates),
      { tenders, reason, at, kind: 'correct' },
      facts.now(),
    );
    return [{ type, data: { ...data, ...mayCorrectIn(month, at) } }];
  },
  VoidVisit: (state, { reason, at, month }, facts) => {
    if (state.status === 'voided') return [];
    if (!state.opening) throw notFound('visit-unknown', 'There is no such visit.');
    if (state.status === 'undone')
      throw refused('visit-undone', 'The check-in was undone. There is nothing to void.', {
        found: state.status,
      });
    checkReason(at.till, 'void', reason);
    const lines: SettledLine[] = state.settlements.flatMap((s) => s.lines);
    const { netCents, taxCents } = totalsOf(lines);
    if (lines.length > 0)
      mayPayOut(
        at.authority,
        givenBackCents(state.settlements) + Math.max(0, netCents + taxCents),
        'visitId',
      );
    const last = state.settlements.at(-1);
    return [
      ...withdrawn(state),
      {
        type: 'VisitVoided',
        data: {
          facts: detailsOf(state.opening),
          voidedAt: facts.now(),
          reason,
          services: state.performed,
          lines,
          ...totalsOf(lines),
          settlementNo: last?.settlementNo ?? 0,
          ...(last ? { currency: last.currency, tenders: tendersOf(state) } : {}),
          ...voidedParts(state),
          ...mayCorrectIn(month, at),
          ...materialUsed(state),
        },
      },
    ];
  },
  ImportVisit: decideImport,
  ...decideArrivals,
  ...decideRatings,
};

/** One visit of one customer (or of nobody known). */
export const visits: Ledger<VisitState, VisitCommand, VisitEvent> = {
  category: 'visit',
  initial,
  evolve,
  decide,
};
