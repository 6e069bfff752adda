import { optional, type RecordedEvent } from '@chignon/eventing';
import type { Performed, VisitEvent } from './visit.js';

/** What a visit came to, for whoever counts what was really done. */
export interface VisitOutcome {
  readonly visitId: string;
  readonly became: 'under-way' | 'completed' | 'abandoned' | 'voided';
  readonly storeId: string;
  readonly customerId?: string;
  readonly appointmentId?: string;
  /** Business day on which it began. */
  readonly date: string;
  /** ISO UTC; of a completed visit. */
  readonly completedAt?: string;
  /** Performed; none before completion. */
  readonly services: readonly { readonly serviceId: string; readonly serviceGroup: string }[];
}

/** The outcome that a visit's stream tells; undefined when there is no such visit, or its check-in was undone. A visit that was voided after its completion was not completed. */
export function outcomeOfVisit(stream: readonly RecordedEvent[]): VisitOutcome | undefined {
  let outcome: VisitOutcome | undefined;
  for (const { type, data } of stream as readonly (RecordedEvent & VisitEvent)[]) {
    if (type === 'VisitOpened') {
      const { visitId, storeId, customerId, appointmentId, businessDate } = data;
      outcome = {
        visitId,
        became: 'under-way',
        storeId,
        ...optional({ customerId, appointmentId }),
        date: businessDate,
        services: [],
      };
    }
    if (!outcome) continue;
    if (type === 'VisitCustomerCorrected')
      outcome = { ...outcome, ...optional({ customerId: data.facts.customerId }) };
    if (type === 'VisitCompleted')
      outcome = {
        ...outcome,
        became: 'completed',
        completedAt: data.completedAt,
        services: data.services.map(({ serviceId, serviceGroup }: Performed) => ({
          serviceId,
          serviceGroup,
        })),
      };
    // Nobody had come.
    if (type === 'ArrivalUndone') outcome = undefined;
    if (!outcome) continue;
    if (type === 'VisitAbandoned') outcome = { ...outcome, became: 'abandoned' };
    if (type === 'VisitVoided') outcome = { ...outcome, became: 'voided' };
  }
  return outcome;
}
