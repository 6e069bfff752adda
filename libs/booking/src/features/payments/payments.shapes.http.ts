import {
  ID,
  Text,
  Cents,
  Optional,
  Many,
  Revision,
  OneOf,
  Id,
  Currency,
  Instant,
  StoreDateTime,
  Flag,
} from '@chignon/service-kit';
import { BookingDepositAnswer } from '../../desk/deposits/deposit.shapes.http.js';
import { DepositListQuery } from '../../salon/routes/deposit-rules.shapes.http.js';

/** A payment of a deposit. */
class DepositPaymentAnswer {
  /** Id of the payment, which the same payment keeps however often it is asked for. */
  @Text() paymentId: string;
  /** `started`: begun and not paid yet; `failed`; `paid`. */
  @Text() status: string;
  /** `online` (through the provider), `cash`, or `terminal` (card terminal of the desk). */
  @Text() method: string;
  /** What is paid by it, in minor units of the currency. */
  @Cents() cents: number;
  /** The provider's own id of the payment, or the number of the desk's receipt or slip; absent: none is known. */
  @Optional() @Text() reference?: string;
}

/** Money of a deposit on its way back. */
class DepositReturnAnswer {
  @Text() returnId: string;
  /** The payment of which this is given back. */
  @Text() paymentId: string;
  /** `asked`, `failed` (to be done by hand), `done`. */
  @Text() status: string;
  /** How it goes back, which is how it was paid: `online`, `cash`, `terminal`. */
  @Text() method: string;
  /** What goes back by it, in minor units of the currency. */
  @Cents() cents: number;
  /** Code of why it goes back. */
  @Text() reason: string;
  /** Code of why the provider did not give it back; absent unless `failed`. */
  @Optional() @Text() code?: string;
}

/** Always: paid = held + applied + forfeited + returned. */
export class DepositAnswer extends BookingDepositAnswer {
  @Text() appointmentId: string;
  @Text() storeId: string;
  @Optional() @Text() customerId?: string;
  /** What came in, in minor units of the currency. */
  @Cents() paidCents: number;
  /** Owed to the customer: neither applied, forfeited nor returned. */
  @Cents() heldCents: number;
  /** What paid a part of a bill, as the tender `deposit`. */
  @Cents() appliedCents: number;
  /** Owed by the customer: a bill took it when it was not there any more. Absent: nothing. */
  @Optional() @Cents() debtCents?: number;
  /** What was kept as the fee of a late cancellation or a no-show (R-BK-32). */
  @Cents() forfeitedCents: number;
  /** What the customer has back. */
  @Cents() returnedCents: number;
  /** Attempts to pay, in the order in which they began. */
  @Many(() => DepositPaymentAnswer) payments: DepositPaymentAnswer[];
  /** Money on its way back or there, in the order in which it was asked for. */
  @Many(() => DepositReturnAnswer) returns: DepositReturnAnswer[];
  @Revision() revision: number;
}

/** A payment to be made now, with the provider's own program. */
export class OpenPaymentAnswer extends DepositAnswer {
  /** Id of the payment that is to be made now. */
  @Text() paymentId: string;
  /** Which payment provider takes it, such as `stripe`. */
  @Text() provider: string;
  /** What the provider's program in the customer's browser or app opens this payment with. Show it to the customer alone, keep it nowhere. */
  @Text() clientSecret: string;
}

/** How a deposit was taken at the desk. */
export class TakenPaymentBody {
  /** `cash`, or `terminal` for the card terminal of the desk. */
  @OneOf(['cash', 'terminal']) method: 'cash' | 'terminal';
  /** Number of the receipt, or of the terminal's slip. */
  @Optional() @Text({ min: 1, max: 64, matches: ID }) reference?: string;
}

/** Why a deposit is let go. */
export class DepositReasonBody {
  /** A code of the chain's till rules for this, never free text. */
  @Id() reason: string;
}

/** What is given back, and why. */
export class DepositReturnBody extends DepositReasonBody {
  /** How much goes back, in minor units of the currency; left out: all that is held. */
  @Optional() @Cents({ min: 1, max: 100_000_000 }) cents?: number;
}

/** By what a return was handed out. */
export class DoneReturnBody {
  /** Number of the receipt or slip by which it was given back. */
  @Optional() @Text({ min: 1, max: 64, matches: ID }) reference?: string;
}

/** Which deposits of a store are listed. */
export class StoreDepositsQuery extends DepositListQuery {
  @Text({ max: 32, matches: ID }) storeId: string;
  /** `due` (default): not paid yet; `met`: held until the visit; `returning`: on its way back; `owing`: a bill took more than was there, and the customer owes it. */
  @Optional() @OneOf(['due', 'met', 'returning', 'closed', 'owing']) status?:
    'due' | 'met' | 'returning' | 'closed' | 'owing';
}

/** A deposit in a list. */
export class ListedDepositAnswer {
  @Text() appointmentId: string;
  @Optional() @Text() customerId?: string;
  /** `due` (not paid yet), `met` (held until the visit), `returning` (on its way back), `owing` (the customer owes a part) or `closed`. */
  @Text() status: string;
  /** What was asked for, in minor units of the currency. */
  @Cents() cents: number;
  @Currency() currency: string;
  /** What is owed to the customer: paid, and neither applied, forfeited nor returned. */
  @Cents() heldCents: number;
  /** The part of `heldCents` that is on its way back. */
  @Cents() returningCents: number;
  /** What the customer owes: a bill took it when it was not there any more. Absent: nothing. */
  @Optional() @Cents() debtCents?: number;
  /** It may be paid until this instant, exclusive; then the booking is released. */
  @Instant() payUntil: string;
  /** When the appointment begins. */
  @Instant() startsAt: string;
}

/** As of when the deposits owed to customers are added up. */
export class LiabilityQuery {
  @Text({ max: 32, matches: ID }) storeId: string;
  /** The instant of which the answer is true, that instant included; left out: now. */
  @Optional() @StoreDateTime() at?: string;
}

/** An amount in one currency. */
class LiabilityOfCurrency {
  @Currency() currency: string;
  /** How much, in minor units of the currency. */
  @Cents() cents: number;
}

/** What a store owes its customers in deposits. */
export class LiabilityAnswer {
  @Text() storeId: string;
  /** The instant of which this is true. */
  @Instant() at: string;
  /** What the store owes its customers, by currency; empty: nothing. */
  @Many(() => LiabilityOfCurrency) held: LiabilityOfCurrency[];
  /** What customers owe the store, because bills took more of their deposits than was there by then; by currency, empty: nothing. */
  @Many(() => LiabilityOfCurrency) owed: LiabilityOfCurrency[];
}

/** That the news has come. */
export class WebhookAnswer {
  /** Whether it had to do with a deposit; `false`: nothing that matters here. */
  @Flag() heard: boolean;
}
