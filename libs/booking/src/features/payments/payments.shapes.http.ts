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

class DepositPaymentAnswer {
  @Text() paymentId: string;
  /** `started`, `failed`, `paid`. */
  @Text() status: string;
  /** `online`, `cash`, `terminal`. */
  @Text() method: string;
  @Cents() cents: number;
  /** The provider's own id, or the terminal's. */
  @Optional() @Text() reference?: string;
}

class DepositReturnAnswer {
  @Text() returnId: string;
  @Text() paymentId: string;
  /** `asked`, `failed` (to be done by hand), `done`. */
  @Text() status: string;
  @Text() method: string;
  @Cents() cents: number;
  /** Why it goes back: a code. */
  @Text() reason: string;
  /** Why the provider did not: a code. */
  @Optional() @Text() code?: string;
}

/** Always: paid = held + applied + forfeited + returned. */
export class DepositAnswer extends BookingDepositAnswer {
  @Text() appointmentId: string;
  @Text() storeId: string;
  @Optional() @Text() customerId?: string;
  @Cents() paidCents: number;
  /** Owed to the customer: neither applied, forfeited nor returned. */
  @Cents() heldCents: number;
  @Cents() appliedCents: number;
  @Cents() forfeitedCents: number;
  @Cents() returnedCents: number;
  @Many(() => DepositPaymentAnswer) payments: DepositPaymentAnswer[];
  @Many(() => DepositReturnAnswer) returns: DepositReturnAnswer[];
  @Revision() revision: number;
}

/** A payment to be made now, with the provider's own program. */
export class OpenPaymentAnswer extends DepositAnswer {
  @Text() paymentId: string;
  /** Whose. */
  @Text() provider: string;
  @Text() clientSecret: string;
}

export class TakenPaymentBody {
  @OneOf(['cash', 'terminal']) method: 'cash' | 'terminal';
  /** Number of the receipt, or of the terminal's slip. */
  @Optional() @Text({ min: 1, max: 64, matches: ID }) reference?: string;
}

export class DepositReasonBody {
  /** A code, never free text. */
  @Id() reason: string;
}

export class DepositReturnBody extends DepositReasonBody {
  /** Left out: all that is held. */
  @Optional() @Cents({ min: 1, max: 100_000_000 }) cents?: number;
}

export class DoneReturnBody {
  /** Number of the receipt or slip by which it was given back. */
  @Optional() @Text({ min: 1, max: 64, matches: ID }) reference?: string;
}

export class StoreDepositsQuery extends DepositListQuery {
  @Text({ max: 32, matches: ID }) storeId: string;
  /** `due` (default): not paid yet; `met`: held until the visit; `returning`: on its way back. */
  @Optional() @OneOf(['due', 'met', 'returning', 'closed']) status?:
    'due' | 'met' | 'returning' | 'closed';
}

export class ListedDepositAnswer {
  @Text() appointmentId: string;
  @Optional() @Text() customerId?: string;
  @Text() status: string;
  @Cents() cents: number;
  @Currency() currency: string;
  @Cents() heldCents: number;
  @Cents() returningCents: number;
  @Instant() payUntil: string;
  @Instant() startsAt: string;
}

export class LiabilityQuery {
  @Text({ max: 32, matches: ID }) storeId: string;
  /** ISO 8601 instant; left out: now. */
  @Optional() @StoreDateTime() at?: string;
}

class LiabilityOfCurrency {
  @Currency() currency: string;
  @Cents() cents: number;
}

export class LiabilityAnswer {
  @Text() storeId: string;
  @Instant() at: string;
  @Many(() => LiabilityOfCurrency) held: LiabilityOfCurrency[];
}

export class WebhookAnswer {
  /** False: nothing that matters here. */
  @Flag() heard: boolean;
}
