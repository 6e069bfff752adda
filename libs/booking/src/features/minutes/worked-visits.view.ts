import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { visits } from '../../visits/visit-ledger.js';
import type { VisitLine } from '../../visits/visit.js';

/** A service of a visit with what was begun of it when. */
export interface WorkedLine {
  readonly lineId: string;
  readonly serviceId: string;
  /** Who leads it: the largest share, the first of equals. */
  readonly staffId: string;
  /** As planned with the customer, in order: buffers are no steps. */
  readonly steps: readonly { readonly name: string; readonly minutes: number }[];
  /** Steps as they were begun; a step may be begun more than once. */
  readonly begun: readonly { readonly step: string; readonly at: string }[];
  /** Absent: not ended, or nobody said when it began. */
  readonly finishedAt?: string;
}

/** The services of one visit. Id: the visit. Imported and voided ones are not in it. */
export interface WorkedVisit {
  readonly id: string;
  readonly storeId: string;
  readonly businessDate: string;
  readonly lines: readonly WorkedLine[];
}

const worked = (lines: readonly VisitLine[]): WorkedLine[] =>
  lines
    .filter(({ kind, performers }) => kind === 'service' && performers.length > 0)
    .map(({ lineId, itemId, steps, performers }) => ({
      lineId,
      serviceId: itemId,
      staffId: performers.reduce((lead, one) => (one.sharePercent > lead.sharePercent ? one : lead))
        .staffId,
      steps,
      begun: [],
    }));

const on = <E>(change: (visit: WorkedVisit, data: E) => WorkedVisit | undefined) =>
  folding<WorkedVisit, RecordedEvent<string, E>>(
    ({ stream }) => [keyOf(stream)],
    (visit, { data }) => visit && change(visit, data),
  );
const onLine = <E extends { readonly lineId: string }>(
  change: (line: WorkedLine, data: E) => WorkedLine,
) =>
  on<E>((visit, data) => ({
    ...visit,
    lines: visit.lines.map((line) => (line.lineId === data.lineId ? change(line, data) : line)),
  }));

/** `booking.worked-visits`: what the report of planned and actual minutes is made of. */
export const workedVisits: View<WorkedVisit> = view([visits], {
  name: 'booking.worked-visits',
  indexes: { byDay: { fields: ['storeId', 'businessDate', 'id'] } },
  guard: 'stream',
  on: {
    VisitOpened: folding(
      ({ data }) => [data.visitId],
      (_, { data: { visitId, storeId, businessDate, origin, lines } }) =>
        origin === 'import'
          ? undefined
          : { id: visitId, storeId, businessDate, lines: worked(lines) },
    ),
    LineAdded: on((visit, { line }) => ({ ...visit, lines: [...visit.lines, ...worked([line])] })),
    LineRemoved: on((visit, { lineId }) => ({
      ...visit,
      lines: visit.lines.filter((line) => line.lineId !== lineId),
    })),
    StepStarted: onLine((line, { step, at }) => ({
      ...line,
      begun: [...line.begun, { step, at }],
    })),
    ServiceFinished: onLine((line, { at }) => ({ ...line, finishedAt: at })),
    VisitVoided: on(() => undefined),
  },
});
