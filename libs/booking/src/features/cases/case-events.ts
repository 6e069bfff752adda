import type { DomainEvent } from '@chignon/eventing';
import type { RefundItem } from '../../visits/corrections.js';

/** How bad it is, which says how soon somebody answers and how soon it is put right. */
export const SEVERITIES = ['low', 'normal', 'high'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** By which way a customer is heard or told. `rating`: a low rating opened the case by itself. */
export const CHANNELS = ['in-store', 'phone', 'message', 'mail', 'app'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What the customer says when they are told. `unreached`: nobody was there to say anything. */
export const OUTCOMES = ['satisfied', 'unsatisfied', 'unreached'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** `respond`: somebody answers the customer; `resolve`: it is put right. */
export type CaseClock = 'respond' | 'resolve';

/** What a case is about. */
export interface CaseOpening {
  readonly caseId: string;
  readonly storeId: string;
  /** Absent: an anonymous visit, or nobody known. */
  readonly customerId?: string;
  readonly visitId?: string;
  /** Of the visit: the service that it is about. */
  readonly lineId?: string;
  readonly serviceId?: string;
  /** Whose service it was. */
  readonly staffId?: string;
  readonly channel: Channel | 'rating';
  /** A code. */
  readonly category: string;
  readonly severity: Severity;
}

/** Money that goes back for a case, as a refund of lines of its visit. */
export interface Compensation {
  readonly compensationId: string;
  readonly visitId: string;
  readonly items: readonly RefundItem[];
  /** Gross of the refund, in minor units of the visit's currency; 1 or more. */
  readonly cents: number;
  readonly currency: string;
  /** Of the refund: a code. */
  readonly reason: string;
  /** Who asked for it, as events name people. */
  readonly proposedBy: string;
}

export type CaseEvent =
  | DomainEvent<
      'CaseOpened',
      CaseOpening & { openedAt: string; respondBy: string; resolveBy: string }
    >
  | DomainEvent<'CaseAssigned', { caseId: string; ownerId: string }>
  | DomainEvent<'CaseAnswered', { caseId: string; channel: Channel }>
  | DomainEvent<'CaseActionTaken', { caseId: string; action: string }>
  | DomainEvent<'CaseResolved', { caseId: string; resolution: string; rootCause: string }>
  | DomainEvent<'CaseClosed', { caseId: string; outcome: Outcome; channel: Channel }>
  | DomainEvent<'CaseReopened', { caseId: string; reason: string; resolveBy: string }>
  /** What opened it is not said any more: the visit was voided. */
  | DomainEvent<'CaseWithdrawn', { caseId: string }>
  | DomainEvent<'CaseDeadlineBreached', { caseId: string; clock: CaseClock; dueAt: string }>
  | DomainEvent<'CompensationProposed', Compensation>
  | DomainEvent<'CompensationGranted', Compensation & { grantedBy: string }>
  | DomainEvent<'CompensationDeclined', { compensationId: string; by: string }>
  /** `cents`: what really went back. */
  | DomainEvent<'CompensationPaid', { compensationId: string; settlementNo: number; cents: number }>
  | DomainEvent<'CompensationFailed', { compensationId: string; code: string }>;

export type CaseStatus = 'absent' | 'open' | 'resolved' | 'closed' | 'withdrawn';
export type CompensationStatus = 'waiting' | 'granted' | 'declined' | 'paid' | 'failed';

/** A compensation and what became of it. */
export interface KnownCompensation extends Compensation {
  readonly status: CompensationStatus;
  readonly grantedBy?: string;
  readonly declinedBy?: string;
  readonly settlementNo?: number;
  readonly paidCents?: number;
  /** Code of why the refund was refused. */
  readonly failure?: string;
}

/** A deadline that somebody has still to meet. */
export interface Deadline {
  readonly clock: CaseClock;
  readonly dueAt: string;
  /** It is over, and that was said. */
  readonly breached: boolean;
}

export interface CaseState {
  readonly caseId: string;
  readonly status: CaseStatus;
  readonly opening?: CaseOpening & { readonly openedAt: string };
  readonly ownerId?: string;
  /** Those that run. */
  readonly deadlines: readonly Deadline[];
  /** Ever breached, in order. */
  readonly breaches: readonly { readonly clock: CaseClock; readonly dueAt: string }[];
  readonly actions: readonly string[];
  readonly resolution?: string;
  readonly rootCause?: string;
  readonly outcome?: Outcome;
  readonly reopenings: number;
  readonly compensations: readonly KnownCompensation[];
}
