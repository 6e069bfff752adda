/**
 * What a customer was not content with, until it is put right and they were told (VS-07, VS-10, VS-20). Stream `case-<case>`.
 *
 * Deadlines stand in the case from its opening, so that each is breached once, however often the clock looks (R-VS-05). A case is closed only when it
 * was resolved and the customer was told; one who is not content then opens it again. Money goes back as a refund of the visit's own lines, within
 * the limit of whoever grants it; beyond that somebody else does.
 */
import { HOUR_MS, isoOf, msOfIso } from '@chignon/calendar';
import {
  type Decide,
  type Evolve,
  forbidden,
  type Ledger,
  notFound,
  type Refusal,
  refused,
} from '@chignon/eventing';
import { type Authority, mayPayOut } from '../../salon/till/authority.js';
import { sum } from '../../visits/bill.js';
import type {
  CaseEvent,
  CaseOpening,
  CaseState,
  CaseStatus,
  Channel,
  Compensation,
  Deadline,
  KnownCompensation,
  Outcome,
  Severity,
} from './case-events.js';

/** Hours from the opening until somebody has answered, and until it is put right. */
export const SLA_HOURS: {
  readonly [severity in Severity]: { readonly respond: number; readonly resolve: number };
} = {
  low: { respond: 48, resolve: 240 },
  normal: { respond: 24, resolve: 120 },
  high: { respond: 4, resolve: 48 },
};

export type CaseCommand =
  | { type: 'OpenCase'; opening: CaseOpening }
  | { type: 'AssignCase'; ownerId: string }
  | { type: 'AnswerCase'; channel: Channel }
  | { type: 'TakeCaseAction'; action: string }
  | { type: 'ResolveCase'; resolution: string; rootCause: string }
  | { type: 'CloseCase'; outcome: Outcome; channel: Channel }
  | { type: 'ReopenCase'; reason: string }
  | { type: 'WithdrawCase' }
  | { type: 'NoteBreaches' }
  | { type: 'ProposeCompensation'; compensation: Compensation; authority: Authority }
  | { type: 'GrantCompensation'; compensationId: string; by: string; authority: Authority }
  | { type: 'DeclineCompensation'; compensationId: string; by: string }
  | {
      type: 'NoteCompensationPaid';
      compensationId: string;
      settlementNo: number;
      cents: number;
    }
  | { type: 'NoteCompensationFailed'; compensationId: string; code: string };

const without = (deadlines: readonly Deadline[], clock: Deadline['clock']): Deadline[] =>
  deadlines.filter((one) => one.clock !== clock);
const changed = (
  state: CaseState,
  compensationId: string,
  change: Partial<KnownCompensation>,
): CaseState => ({
  ...state,
  compensations: state.compensations.map((one) =>
    one.compensationId === compensationId ? { ...one, ...change } : one,
  ),
});

const evolve: Evolve<CaseState, CaseEvent> = {
  CaseOpened: (state, { data: { respondBy, resolveBy, ...opening } }) => ({
    ...state,
    status: 'open',
    opening,
    deadlines: [
      { clock: 'respond', dueAt: respondBy, breached: false },
      { clock: 'resolve', dueAt: resolveBy, breached: false },
    ],
  }),
  CaseAssigned: (state, { data }) => ({ ...state, ownerId: data.ownerId }),
  CaseAnswered: (state) => ({ ...state, deadlines: without(state.deadlines, 'respond') }),
  CaseActionTaken: (state, { data }) => ({ ...state, actions: [...state.actions, data.action] }),
  CaseResolved: (state, { data: { resolution, rootCause } }) => ({
    ...state,
    status: 'resolved',
    resolution,
    rootCause,
    deadlines: without(state.deadlines, 'resolve'),
  }),
  CaseClosed: (state, { data }) => ({
    ...state,
    status: 'closed',
    outcome: data.outcome,
    deadlines: [],
  }),
  CaseReopened: (state, { data }) => ({
    ...state,
    status: 'open',
    reopenings: state.reopenings + 1,
    deadlines: [
      ...without(state.deadlines, 'resolve'),
      { clock: 'resolve', dueAt: data.resolveBy, breached: false },
    ],
  }),
  CaseWithdrawn: (state) => ({ ...state, status: 'withdrawn', deadlines: [] }),
  CaseDeadlineBreached: (state, { data: { clock, dueAt } }) => ({
    ...state,
    breaches: [...state.breaches, { clock, dueAt }],
    deadlines: state.deadlines.map((one) =>
      one.clock === clock ? { ...one, breached: true } : one,
    ),
  }),
  CompensationProposed: (state, { data }) => ({
    ...state,
    compensations: [...state.compensations, { ...data, status: 'waiting' }],
  }),
  CompensationGranted: (state, { data }) =>
    state.compensations.some((one) => one.compensationId === data.compensationId)
      ? changed(state, data.compensationId, { status: 'granted', grantedBy: data.grantedBy })
      : { ...state, compensations: [...state.compensations, { ...data, status: 'granted' }] },
  CompensationDeclined: (state, { data }) =>
    changed(state, data.compensationId, { status: 'declined', declinedBy: data.by }),
  CompensationPaid: (state, { data: { compensationId, settlementNo, cents } }) =>
    changed(state, compensationId, { status: 'paid', settlementNo, paidCents: cents }),
  CompensationFailed: (state, { data: { compensationId, code } }) =>
    changed(state, compensationId, { status: 'failed', failure: code }),
};

const decide: Decide<CaseState, CaseCommand, CaseEvent> = {
  OpenCase: (state, { opening }, facts) => {
    if (state.status !== 'absent') return [];
    const openedAt = facts.now();
    const { respond, resolve } = SLA_HOURS[opening.severity];
    return [
      {
        type: 'CaseOpened',
        data: {
          ...opening,
          openedAt,
          respondBy: later(openedAt, respond),
          resolveBy: later(openedAt, resolve),
        },
      },
    ];
  },
  AssignCase: (state, { ownerId }) => {
    const { caseId } = during(state, ['open', 'resolved']);
    return state.ownerId === ownerId ? [] : [{ type: 'CaseAssigned', data: { caseId, ownerId } }];
  },
  AnswerCase: (state, { channel }) => {
    const { caseId } = during(state, ['open', 'resolved']);
    return [{ type: 'CaseAnswered', data: { caseId, channel } }];
  },
  TakeCaseAction: (state, { action }) => {
    const { caseId } = during(state, ['open']);
    return [{ type: 'CaseActionTaken', data: { caseId, action } }];
  },
  ResolveCase: (state, { resolution, rootCause }) => {
    const { caseId } = during(state, ['open']);
    if (state.actions.length === 0)
      throw refused('case-without-action', 'Nothing was done about it yet: say what first.');
    if (state.compensations.some(isUnderWay)) throw underWay();
    return [{ type: 'CaseResolved', data: { caseId, resolution, rootCause } }];
  },
  CloseCase: (state, { outcome, channel }, facts) => {
    const { caseId, opening } = during(state, ['resolved']);
    return [
      { type: 'CaseAnswered', data: { caseId, channel } },
      outcome === 'unsatisfied'
        ? reopened(caseId, 'unsatisfied', opening.severity, facts.now())
        : { type: 'CaseClosed', data: { caseId, outcome, channel } },
    ];
  },
  ReopenCase: (state, { reason }, facts) => {
    const { caseId, opening } = during(state, ['resolved', 'closed']);
    return [reopened(caseId, reason, opening.severity, facts.now())];
  },
  // What somebody took up already is theirs to end.
  WithdrawCase: (state) =>
    state.status === 'open' && state.actions.length === 0 && state.compensations.length === 0
      ? [{ type: 'CaseWithdrawn', data: { caseId: state.caseId } }]
      : [],
  NoteBreaches: (state, _, facts) => {
    const now = facts.now();
    return state.deadlines
      .filter(({ dueAt, breached }) => !breached && dueAt <= now)
      .map(({ clock, dueAt }) => ({
        type: 'CaseDeadlineBreached',
        data: { caseId: state.caseId, clock, dueAt },
      }));
  },
  ProposeCompensation: (state, { compensation, authority }) => {
    during(state, ['open']);
    return reaches(authority, state, compensation.cents)
      ? [
          {
            type: 'CompensationGranted',
            data: { ...compensation, grantedBy: compensation.proposedBy },
          },
        ]
      : [{ type: 'CompensationProposed', data: compensation }];
  },
  GrantCompensation: (state, { compensationId, by, authority }) => {
    const { status, ...known } = waiting(state, compensationId, 'granted');
    if (status === 'granted') return [];
    if (known.proposedBy === by)
      throw forbidden('second-person-needed', 'Another person has to grant it.', {
        field: 'compensationId',
      });
    mayPayOut(authority, grantedCents(state) + known.cents, 'compensationId');
    const { visitId, items, cents, currency, reason, proposedBy } = known;
    const granted = { compensationId, visitId, items, cents, currency, reason, proposedBy };
    return [{ type: 'CompensationGranted', data: { ...granted, grantedBy: by } }];
  },
  DeclineCompensation: (state, { compensationId, by }) => {
    const { status } = waiting(state, compensationId, 'declined');
    return status === 'declined'
      ? []
      : [{ type: 'CompensationDeclined', data: { compensationId, by } }];
  },
  NoteCompensationPaid: (state, { compensationId, settlementNo, cents }) =>
    isGranted(state, compensationId)
      ? [{ type: 'CompensationPaid', data: { compensationId, settlementNo, cents } }]
      : [],
  NoteCompensationFailed: (state, { compensationId, code }) =>
    isGranted(state, compensationId)
      ? [{ type: 'CompensationFailed', data: { compensationId, code } }]
      : [],
};

const later = (from: string, hours: number): string => isoOf(msOfIso(from) + hours * HOUR_MS);

const reopened = (caseId: string, reason: string, severity: Severity, now: string): CaseEvent => ({
  type: 'CaseReopened',
  data: { caseId, reason, resolveBy: later(now, SLA_HOURS[severity].resolve) },
});

function during(
  state: CaseState,
  allowed: readonly CaseStatus[],
): { caseId: string; opening: CaseOpening } {
  if (!state.opening) throw notFound('case-not-found', 'There is no such case.');
  if (!allowed.includes(state.status))
    throw refused(`case-${state.status}`, `The case is ${state.status}.`, {
      found: state.status,
      expected: allowed.join(' or '),
    });
  return { caseId: state.caseId, opening: state.opening };
}

const isUnderWay = ({ status }: KnownCompensation): boolean =>
  status === 'waiting' || status === 'granted';
const underWay = (): Refusal =>
  refused('compensation-under-way', 'A compensation is neither paid nor declined yet.');

/** What was granted so far, and did not fail. */
const grantedCents = ({ compensations }: CaseState): number =>
  sum(
    compensations.filter(({ status }) => ['granted', 'paid'].includes(status)).map((c) => c.cents),
  );

const reaches = (authority: Authority, state: CaseState, cents: number): boolean =>
  authority.unlimited || grantedCents(state) + cents <= authority.payOutCents;

function waiting(
  state: CaseState,
  compensationId: string,
  already: 'granted' | 'declined',
): KnownCompensation {
  during(state, ['open']);
  const known = state.compensations.find((one) => one.compensationId === compensationId);
  if (!known)
    throw notFound('compensation-not-found', 'The case has no such compensation.', {
      field: 'compensationId',
    });
  if (known.status !== 'waiting' && known.status !== already)
    throw refused(`compensation-${known.status}`, `The compensation is ${known.status}.`, {
      found: known.status,
    });
  return known;
}

const isGranted = ({ compensations }: CaseState, compensationId: string): boolean =>
  compensations.some((one) => one.compensationId === compensationId && one.status === 'granted');

/** One case of one store. */
export const cases: Ledger<CaseState, CaseCommand, CaseEvent> = {
  category: 'case',
  initial: (caseId) => ({
    caseId,
    status: 'absent',
    deadlines: [],
    breaches: [],
    actions: [],
    reopenings: 0,
    compensations: [],
  }),
  evolve,
  decide,
};
