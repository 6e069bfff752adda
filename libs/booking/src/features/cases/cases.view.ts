import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';
import type { CaseClock, CaseOpening, CaseStatus } from './case-events.js';
import { cases } from './case-ledger.js';

/** One case in the lists of a store, and what the clock watches. Id: the case. */
export interface ListedCase {
  readonly id: string;
  readonly storeId: string;
  readonly customerId?: string;
  readonly visitId?: string;
  readonly channel: CaseOpening['channel'];
  readonly category: string;
  readonly severity: CaseOpening['severity'];
  readonly status: CaseStatus;
  readonly ownerId?: string;
  /** ISO UTC. */
  readonly openedAt: string;
  /** Deadlines that run, breached ones included. */
  readonly deadlines: readonly { readonly clock: CaseClock; readonly dueAt: string }[];
  /** The next one that is to be watched; absent: none is. */
  readonly watchedUntil?: string;
  readonly breaches: number;
}

/** `absent` in: only the opening makes a document. The next deadline follows from what is left. */
const on = <E>(change: (one: ListedCase, data: E) => ListedCase) =>
  folding<ListedCase, RecordedEvent<string, E>>(
    ({ stream }) => [keyOf(stream)],
    (one, { data }) => one && change(one, data),
  );
const same = (one: ListedCase): ListedCase => one;

/** The case with these deadlines, of which those in `watched` are not over yet. */
function due(
  { watchedUntil: _, ...one }: ListedCase,
  deadlines: ListedCase['deadlines'],
  watched: readonly string[],
): ListedCase {
  const next = [...watched].sort()[0];
  return { ...one, deadlines, ...(next === undefined ? {} : { watchedUntil: next }) };
}
const instants = (deadlines: ListedCase['deadlines']): string[] =>
  deadlines.map(({ dueAt }) => dueAt);
/** Still to be watched: from the one that is watched next on. */
const watchedOf = ({ deadlines, watchedUntil }: ListedCase, clock?: CaseClock): string[] =>
  watchedUntil === undefined
    ? []
    : instants(deadlines.filter((one) => one.dueAt >= watchedUntil && one.clock !== clock));
const met =
  (clock: CaseClock, status?: CaseStatus) =>
  (one: ListedCase): ListedCase =>
    due(
      { ...one, ...optional({ status }) },
      one.deadlines.filter((deadline) => deadline.clock !== clock),
      watchedOf(one, clock),
    );
const ended =
  (status: CaseStatus) =>
  (one: ListedCase): ListedCase =>
    due({ ...one, status }, [], []);

/** Cases by store and status, the oldest first, and by the deadline that comes next; every event is folded. */
export const listedCases: View<ListedCase> = view([cases], {
  name: 'booking.cases',
  indexes: {
    byStore: { fields: ['storeId', 'openedAt', 'id'] },
    byStatus: { fields: ['storeId', 'status', 'openedAt', 'id'] },
    watched: { fields: ['watchedUntil', 'id'] },
    byCustomer: { fields: ['customerId', 'openedAt', 'id'] },
  },
  guard: 'stream',
  on: {
    CaseOpened: folding(
      ({ data }) => [data.caseId],
      (_, { data }) => {
        const { caseId, storeId, customerId, visitId, channel, category, severity } = data;
        const { openedAt, respondBy, resolveBy } = data;
        const deadlines = [
          { clock: 'respond' as const, dueAt: respondBy },
          { clock: 'resolve' as const, dueAt: resolveBy },
        ];
        const opened: ListedCase = {
          id: caseId,
          storeId,
          ...optional({ customerId, visitId }),
          channel,
          category,
          severity,
          status: 'open',
          openedAt,
          deadlines,
          breaches: 0,
        };
        return due(opened, deadlines, instants(deadlines));
      },
    ),
    CaseAssigned: on((one, { ownerId }) => ({ ...one, ownerId })),
    CaseAnswered: on(met('respond')),
    CaseActionTaken: on(same),
    CaseResolved: on(met('resolve', 'resolved')),
    CaseClosed: on(ended('closed')),
    CaseReopened: on((one, { resolveBy }) => {
      const others = one.deadlines.filter(({ clock }) => clock !== 'resolve');
      return due(
        { ...one, status: 'open' },
        [...others, { clock: 'resolve', dueAt: resolveBy }],
        [...watchedOf(one, 'resolve'), resolveBy],
      );
    }),
    CaseWithdrawn: on(ended('withdrawn')),
    CaseDeadlineBreached: on((one, { clock }) =>
      due({ ...one, breaches: one.breaches + 1 }, one.deadlines, watchedOf(one, clock)),
    ),
    CompensationProposed: on(same),
    CompensationGranted: on(same),
    CompensationDeclined: on(same),
    CompensationPaid: on(same),
    CompensationFailed: on(same),
  },
});
