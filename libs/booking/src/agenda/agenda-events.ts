/* What happens on a day of a store, and what may be asked of it. */
import type { Refusal } from '@chignon/eventing';
import { type DomainEvent } from '@chignon/eventing';
import type { DepositOffer } from '../salon/deposit-rules/deposit-rule.js';
import type { AcceptedPolicy, Policy } from '../salon/policies/policy.js';
import type { Appointment, WaitlistMark } from './appointment/appointment.js';
import type { ClashCommand, ClashEvent } from './appointment/clashes.js';
import type { Fee } from './appointment/fee.js';
import type { Ended } from './appointment/found.js';
import type { MovePricing } from './appointment/move-price.js';
import type { OverbookEvent, RetimeCommand, RetimeEvent } from './appointment/retiming.js';
import type { ApprovalCommand, ApprovalEvent, BookedEvent } from './decide/approval.js';
import type { ArrivalCommand, ArrivalEvent } from './decide/arrivals.js';
import type { Plan } from './decide/choose.js';
import type { CustomerCommand, CustomerEvent } from './decide/customers.js';
import type { ExchangeCommand, ExchangeEvent } from './decide/exchanges.js';
import type { FeeMoneyCommand, FeeMoneyEvent } from './decide/fee-money.js';
import type { BindingCommand, BindingEvent } from './decide/late-binding.js';
import type { MoveCommand, MoveEvent } from './decide/moves.js';
import type { NoShowCommand, NoShowEvent } from './decide/no-shows.js';
import type { PartyCommand } from './parties.js';
import type { ServicesCommand, ServicesEvent } from './services.js';

/**
 * The agenda of one store and one business day: who and what is taken when. It is the consistency boundary of booking
 * (R-BK-20): staff, pools and customers of the day are decided together in one append, so nothing is booked twice (B1).
 * Stream: `agenda-<store>-<date>`. The rule people get wrong: a hold runs out by the clock of the decision, not by an
 * event; the `HoldExpired` that a later decision writes only says so (R-BK-21, B3).
 */
export type AgendaEvent =
  | DomainEvent<'SlotHeld', { appointment: Appointment; expiresAtMs: number }>
  | DomainEvent<'HoldReleased', { appointmentId: string }>
  | DomainEvent<'HoldExpired', { appointmentId: string }>
  | BookedEvent
  | OverbookEvent
  | DomainEvent<
      'AppointmentMoved',
      {
        appointment: Appointment;
        previousStartMs: number;
        late?: true;
        fee?: Fee;
        /** Of a late move that was free: what cancelling would have cost then. */
        avoidedCents?: number;
        /** The appointment of the same day that took its place, as it took theirs. */
        exchangedWith?: string;
        /** Which price it has now, and why; absent: of an older release, which kept the agreed one. */
        pricing?: MovePricing;
      }
    >
  | DomainEvent<
      'AppointmentCancelled',
      Ended & { by: 'customer' | 'store'; reason: string; serviceGroups: string[]; fee?: Fee }
    >
  | DomainEvent<
      'AppointmentRecorded',
      {
        appointment: Appointment;
        /** Of older releases. */ externalId?: string;
        timeKnown: boolean;
        overlaps: boolean;
      }
    >
  | ArrivalEvent
  | ApprovalEvent
  | MoveEvent
  | ClashEvent
  | BindingEvent
  | NoShowEvent
  | RetimeEvent
  | ServicesEvent
  | ExchangeEvent
  | CustomerEvent
  | FeeMoneyEvent;

/** A requested appointment, resolved to a plan. */
export interface BookingRequest {
  plan: Plan;
  /** Absent: anonymous. */
  customerId?: string;
  channel: string;
  policy?: OfferedPolicy;
  /** The rules for deposits that may apply, and who books; absent: none does. */
  deposit?: DepositOffer;
}

/** The policy that a booking accepts by being made. */
export type OfferedPolicy = Omit<AcceptedPolicy, 'acceptedAtMs'>;

export type AgendaCommand =
  | (BookingRequest & {
      type: 'HoldSlot';
      ttlMs: number;
      seriesId?: string;
      waitlist?: WaitlistMark;
    })
  | (BookingRequest & { type: 'BookAppointment'; overbook?: { reason: string } })
  /** `deposit`: for whom the hold is named only now. */
  | { type: 'ConfirmHold'; holdId: string; customerId?: string; deposit?: DepositOffer }
  /** `ofOffer`: the waitlist gives back what it offered; nobody else may. */
  | { type: 'ReleaseHold'; holdId: string; ofOffer?: true }
  /** Says in the log which holds have run out. */
  | { type: 'ExpireHolds' }
  | (BookingRequest & { type: 'ClaimHold'; holdId: string; waitlist: WaitlistMark })
  | {
      type: 'MoveAppointment';
      appointmentId: string;
      plan: Plan;
      /** Revision of the appointment that the plan was made from. */
      planned: number;
      by?: 'customer' | 'store';
      terms?: Policy;
      /** The rules for deposits that may apply where the move changes the price; absent: none does. */
      deposit?: DepositOffer;
      revision?: number;
      /** Thrown where the store's word saves a fee and the caller may not say it; absent: they may. */
      noSaving?: Refusal;
    }
  // `no`: why the channel does not let it be cancelled; thrown only when the command is really decided, so that a repeat is answered.
  | {
      type: 'CancelAppointment';
      appointmentId: string;
      by: 'customer' | 'store';
      reason: string;
      terms?: Policy;
      exemption?: string;
      revision?: number;
      no?: Refusal;
      noSaving?: Refusal;
    }
  | {
      type: 'RecordAppointment';
      appointment: Appointment;
      timeKnown: boolean;
      became:
        'booked' | 'no-show' | { cancelledBy: 'customer' | 'store'; reason: string; at: string };
    }
  | ArrivalCommand
  | ApprovalCommand
  | MoveCommand
  | ClashCommand
  | BindingCommand
  | NoShowCommand
  | RetimeCommand
  | ServicesCommand
  | ExchangeCommand
  | CustomerCommand
  | FeeMoneyCommand
  | PartyCommand;
