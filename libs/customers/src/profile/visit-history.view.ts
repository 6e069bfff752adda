import type {
  BilledLine,
  PerformedService,
  VisitCompleted,
  VisitSettled,
  VisitVoided,
} from '@chignon/contracts';
import { visitEvents } from '@chignon/contracts';
import { folding, optional, type View, view } from '@chignon/eventing';

/** One visit of a customer as the history shows it: what was done, with what, by whom, and what it came to. */
export interface ProfileVisit {
  readonly id: string;
  readonly customerId: string;
  readonly visitId: string;
  readonly storeId: string;
  readonly zone: string;
  /** The store's business day. */
  readonly businessDate: string;
  /** Business day and visit id: orders the history. */
  readonly day: string;
  readonly standing: 'counted' | 'voided';
  readonly localHour?: number;
  readonly appointmentId?: string;
  readonly completedAt?: string;
  readonly settledAt?: string;
  readonly voidedAt?: string;
  /** Services done, with performers and formula (`materials`: the actual use, else the plan). */
  readonly services: readonly PerformedFact[];
  /** Lines of all settlements. */
  readonly lines: readonly Pick<
    BilledLine,
    'lineId' | 'kind' | 'itemId' | 'quantityMilli' | 'netCents'
  >[];
  readonly currency?: string;
  readonly netCents: number;
}

export interface PerformedFact {
  readonly serviceId: string;
  readonly serviceGroup: string;
  readonly performers: PerformedService['performers'];
  readonly requested: boolean;
  readonly materials: PerformedService['plannedUse'];
}

type Visit = VisitCompleted | VisitSettled | VisitVoided;
const idOf = (visit: Visit): string | undefined =>
  visit.customerId && `${visit.customerId}~${visit.businessDate}~${visit.visitId}`;
const idsOf = (event: { data: Visit }): (string | undefined)[] => [idOf(event.data)];

const blank = (visit: Visit, id: string): ProfileVisit => ({
  id,
  customerId: visit.customerId!,
  visitId: visit.visitId,
  storeId: visit.storeId,
  zone: visit.zone,
  businessDate: visit.businessDate,
  day: `${visit.businessDate}~${visit.visitId}`,
  standing: 'counted',
  ...optional({ localHour: visit.localHour, appointmentId: visit.appointmentId }),
  services: [],
  lines: [],
  netCents: 0,
});

/** `customers.profile-visits`: one document a visit, id `<customerId>~<businessDate>~<visitId>`. A voided visit stays and says so. */
export const profileVisits: View<ProfileVisit> = view([visitEvents], {
  name: 'customers.profile-visits',
  indexes: {
    byCustomer: { fields: ['customerId', 'day'] },
    byStanding: { fields: ['customerId', 'standing', 'day'] },
  },
  on: {
    VisitCompleted: folding(idsOf, (visit, { data }, id) => ({
      ...(visit ?? blank(data, id)),
      completedAt: data.completedAt,
      services: data.services.map((service) => ({
        serviceId: service.serviceId,
        serviceGroup: service.serviceGroup,
        performers: service.performers,
        requested: service.requested,
        materials: service.actualUse ?? service.plannedUse,
      })),
    })),
    VisitSettled: folding(idsOf, (visit, { data }, id) => {
      const before = visit ?? blank(data, id);
      const lines = data.lines.map(({ lineId, kind, itemId, quantityMilli, netCents }) => ({
        lineId,
        kind,
        itemId,
        quantityMilli,
        netCents,
      }));
      return {
        ...before,
        settledAt: before.settledAt ?? data.settledAt,
        currency: data.currency,
        lines: [...before.lines, ...lines],
        netCents: before.netCents + data.netCents,
      };
    }),
    VisitVoided: folding(idsOf, (visit, { data }, id) => ({
      ...(visit ?? blank(data, id)),
      standing: 'voided',
      voidedAt: data.voidedAt,
    })),
  },
});
