import type { DomainEvent } from '@chignon/eventing';
import type { Rhythm } from './rhythm.js';

/* What the rebooking ledger writes down. */

/** A visit as far as the rhythm goes. */
export interface NotedVisit {
  readonly visitId: string;
  /** The appointment it kept: from then on that appointment is no future booking, whenever it was to begin. */
  readonly appointmentId?: string;
  readonly storeId: string;
  readonly zone: string;
  readonly businessDate: string;
  /** ISO UTC */
  readonly at: string;
  readonly serviceGroups: readonly string[];
}

/** A message as it was planned. */
export interface Plan {
  /** From customer, campaign and occurrence: the idempotency key of the sending. */
  readonly messageId: string;
  readonly campaign: 'rebook';
  readonly occurrence: string;
  readonly serviceGroup: string;
  readonly visitId: string;
  readonly storeId: string;
  readonly lastVisitOn: string;
  readonly intervalDays: number;
  readonly dueAt: string;
  readonly validUntil: string;
}

/** What became of an evaluation: only `planned` leads to a message. */
export type EvaluationOutcome = 'planned' | 'booked' | 'past-due' | 'already-released';
export type Evaluation = Rhythm & {
  readonly serviceGroup: string;
  readonly visitId: string;
  readonly storeId: string;
  readonly occurrence: string;
  readonly outcome: EvaluationOutcome;
};
export type WithdrawalReason =
  'booked' | 'visited-again' | 'visit-voided' | 'recalculated' | 'stale';

export type RebookEvent =
  | DomainEvent<'VisitNoted', NotedVisit>
  | DomainEvent<'VisitTakenOut', { readonly visitId: string }>
  | DomainEvent<
      'BookingNoted',
      {
        readonly appointmentId: string;
        readonly startsAt: string;
        readonly serviceGroups: readonly string[];
      }
    >
  | DomainEvent<
      'BookingDropped',
      { readonly appointmentId: string; readonly reason: 'cancelled' | 'missed' | 'corrected' }
    >
  | DomainEvent<'RebookEvaluated', Evaluation>
  | DomainEvent<'MessagePlanned', Plan>
  | DomainEvent<
      'MessageWithdrawn',
      Pick<Plan, 'messageId' | 'occurrence' | 'serviceGroup'> & {
        readonly reason: WithdrawalReason;
      }
    >
  | DomainEvent<'MessageReleased', Plan>;
