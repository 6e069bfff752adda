import type { DomainEvent, ReleaseReason } from '@chignon/eventing';

/** What every event of a deposit repeats, because a consumer sees one event only. */
export interface DepositDetails {
  readonly appointmentId: string;
  /** Where it was asked for: its liability stays with this store when the appointment moves. */
  readonly storeId: string;
  readonly customerId?: string;
  readonly currency: string;
}

/** The deposit that is asked for, from the moment on at which it is owed. Recorded again when a change of the booking changes it. */
export interface DueDeposit extends DepositDetails {
  readonly cents: number;
  readonly ruleId: string;
  readonly version: number;
  /** Exclusive. */
  readonly payUntilMs: number;
  readonly startMs: number;
  /** Asked for while the slot is only held: it goes back when the hold ends. */
  readonly ofHold: boolean;
}

/** How money came: through the provider, or by hand at the desk. */
export type PaymentMethod = 'online' | 'cash' | 'terminal';

/** Why nothing more is asked for. */
export type DepositEnd =
  | 'not-due'
  | 'hold-over'
  | 'declined'
  | 'cancelled-by-store'
  | 'cancelled-by-customer'
  | 'missed'
  | 'visit-settled'
  | 'visit-voided';

export type DepositEvent =
  | DomainEvent<'DepositDue', DueDeposit>
  | DomainEvent<'PaymentStarted', DepositDetails & { paymentId: string; cents: number }>
  /** `reference`: the provider's own id of it. */
  | DomainEvent<'PaymentOpened', DepositDetails & { paymentId: string; reference: string }>
  | DomainEvent<
      'DepositPaymentFailed',
      DepositDetails & { paymentId: string; code: string; final: boolean }
    >
  | DomainEvent<
      'DepositPaid',
      DepositDetails & {
        paymentId: string;
        cents: number;
        method: PaymentMethod;
        reference?: string;
      }
    >
  | DomainEvent<'DepositWaived', DepositDetails & { reason: string }>
  | DomainEvent<'DepositLapsed', DepositDetails>
  | DomainEvent<'DepositClosed', DepositDetails & { because: DepositEnd }>
  /** Kept for the bill of this visit; a later one replaces it. */
  | DomainEvent<
      'DepositReserved',
      DepositDetails & {
        visitId: string;
        cents: number;
        /** Absent in events of older releases, as is its end: until then a bill that was refused kept its part. */
        reservationId?: string;
        /** ISO UTC, exclusive. */
        expiresAt?: string;
      }
    >
  /** The reservation was not used by a bill: it has expired, or the bill was refused. */
  | DomainEvent<
      'DepositReservationReleased',
      DepositDetails & {
        reservationId: string;
        visitId: string;
        cents: number;
        because: ReleaseReason;
      }
    >
  /** How much a bill took in total beyond what was still held, because its reservation had expired when the settlement was heard: the customer owes it. 0: the debt is gone. */
  | DomainEvent<'DepositDebtChanged', DepositDetails & { visitId: string; cents: number }>
  | DomainEvent<'DepositApplied', DepositDetails & { visitId: string; cents: number }>
  | DomainEvent<
      'DepositForfeited',
      DepositDetails & { cents: number; feeCents: number; because: 'late-cancel' | 'no-show' }
    >
  /** The money belongs to the customer again: the visit was voided or refunded, or the fee waived. */
  | DomainEvent<
      'DepositRestored',
      DepositDetails & { cents: number; from: 'applied' | 'forfeited' }
    >
  | DomainEvent<
      'DepositReturnAsked',
      DepositDetails & {
        returnId: string;
        paymentId: string;
        cents: number;
        method: PaymentMethod;
        reason: string;
        reference?: string;
      }
    >
  | DomainEvent<
      'DepositReturned',
      DepositDetails & { returnId: string; paymentId: string; cents: number; reference?: string }
    >
  | DomainEvent<'DepositReturnFailed', DepositDetails & { returnId: string; code: string }>;
