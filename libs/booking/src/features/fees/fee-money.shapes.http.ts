import { Cents, Currency, Id, Instant, OneOf, Optional, StoreId, Text } from '@chignon/service-kit';
import { Code, ID, Limit } from '@chignon/service-kit';

/** Money for a fee, taken at the desk. @example { "method": "cash" } */
export class CollectFeeBody {
  /** How much, in minor units of the fee's currency. Left out: all that is open. */
  @Optional() @Cents({ min: 1, max: 100_000_000 }) cents?: number;
  /** `cash`, or `terminal` for the card terminal of the desk. */
  @OneOf(['cash', 'terminal']) method: 'cash' | 'terminal';
  /** Number of the receipt, or of the terminal's slip; left out: none. */
  @Optional() @Text({ min: 1, max: 64, matches: ID }) reference?: string;
}

/** Why collected money goes back. */
export class ReturnFeeBody {
  /** A code of the chain's till rules for waiving fees, never free text. */
  @Code() reason: string;
}

/** Which fees of a store are listed. */
export class FeesQuery {
  @StoreId() storeId: string;
  /** `due` (default): something is open and may be charged; `expired`: something is open and may not be charged any more; `settled`: nothing is open; `waived`. */
  @Optional() @OneOf(['due', 'expired', 'settled', 'waived']) status?:
    'due' | 'expired' | 'settled' | 'waived';
  @Limit() limit?: number;
  /** `next` of the page before. */
  @Optional() @Text(300) after?: string;
}

/** A fee in a list. */
export class ListedFeeAnswer {
  @Id() appointmentId: string;
  /** Whose it is; absent: anonymous. */
  @Optional() @Text() customerId?: string;
  /** When the appointment begins or was to begin. */
  @Instant() startsAt: string;
  /** `due`: something is still to be collected; `expired`: it was, and may be no more; `settled`: paid by the deposit or at the desk; `waived`: given up, with a reason. */
  @Text() status: string;
  @Currency() currency: string;
  /** All fees of the appointment together. */
  @Cents() cents: number;
  /** What the deposit paid of it, or will: what is held of an appointment that is over. */
  @Cents() coveredCents: number;
  /** What was collected at the desk and not given back. */
  @Cents() collectedCents: number;
  /** What is open; 0 once it may not be charged any more. */
  @Cents() openCents: number;
  /** It may be charged until this instant, exclusive. */
  @Instant() chargeUntil: string;
}
