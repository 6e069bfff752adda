import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';
import { visits } from './visit-ledger.js';
import type { Settlement, VisitLine, VisitStatus } from './visit.js';

/** One visit in the lists of a day or of a customer. Id: the visit. */
export interface ListedVisit {
  readonly id: string;
  readonly storeId: string;
  readonly businessDate: string;
  readonly customerId?: string;
  readonly appointmentId?: string;
  readonly status: VisitStatus;
  readonly currency: string;
  readonly lines: readonly {
    readonly lineId: string;
    readonly kind: VisitLine['kind'];
    readonly itemId: string;
    readonly staffIds: readonly string[];
    readonly priceCents: number;
  }[];
  /** Settled so far, refunds and corrections included; 0 before and after a void. */
  readonly netCents: number;
  readonly taxCents: number;
}

/** `absent` in: only the opening makes a document, what else comes first is not listed. */
const on = <E>(change: (visit: ListedVisit, data: E) => ListedVisit) =>
  folding<ListedVisit, RecordedEvent<string, E>>(
    ({ stream }) => [keyOf(stream)],
    (visit, { data }) => visit && change(visit, data),
  );

const listed = ({ lineId, kind, itemId, performers, priceCents }: VisitLine) => ({
  lineId,
  kind,
  itemId,
  staffIds: performers.map((p) => p.staffId),
  priceCents,
});
const same = (visit: ListedVisit): ListedVisit => visit;
const settled =
  (status: VisitStatus) =>
  (visit: ListedVisit, { netCents, taxCents }: Settlement): ListedVisit => ({
    ...visit,
    status,
    netCents: visit.netCents + netCents,
    taxCents: visit.taxCents + taxCents,
  });

/** Visits by store and day and by customer; every event is folded, so that `atLeast` works with any revision. */
export const listedVisits: View<ListedVisit> = view([visits], {
  name: 'booking.visits',
  indexes: {
    byDay: { fields: ['storeId', 'businessDate', 'id'] },
    byCustomer: { fields: ['customerId', 'businessDate', 'id'] },
    byStatus: { fields: ['storeId', 'status', 'businessDate', 'id'] },
  },
  guard: 'stream',
  on: {
    VisitOpened: folding(
      (event) => [event.data.visitId],
      (_, { data }) => ({
        id: data.visitId,
        storeId: data.storeId,
        businessDate: data.businessDate,
        ...optional({ customerId: data.customerId, appointmentId: data.appointmentId }),
        status: 'arrived',
        currency: data.currency,
        lines: data.lines.map(listed),
        netCents: 0,
        taxCents: 0,
      }),
    ),
    LineAdded: on((visit, { line }) => ({
      ...visit,
      lines: [...visit.lines, listed(line)],
    })),
    LineRemoved: on((visit, { lineId }) => ({
      ...visit,
      lines: visit.lines.filter((l) => l.lineId !== lineId),
    })),
    StepStarted: on((visit) => ({ ...visit, status: 'in-service' })),
    ServiceFinished: on(same),
    MaterialsUsed: on(same),
    VisitCompleted: on((visit) => ({ ...visit, status: 'completed' })),
    VisitAbandoned: on((visit) => ({ ...visit, status: 'abandoned' })),
    ArrivalUndone: on((visit) => ({ ...visit, status: 'undone' })),
    VisitCustomerCorrected: on((visit, { facts: { customerId } }) => ({
      ...visit,
      ...optional({ customerId }),
    })),
    VisitRated: on(same),
    RatingsWithdrawn: on(same),
    VisitSettled: on(settled('settled')),
    VisitCorrected: on(settled('corrected')),
    VisitVoided: on((visit) => ({
      ...visit,
      status: 'voided',
      netCents: 0,
      taxCents: 0,
    })),
  },
});
