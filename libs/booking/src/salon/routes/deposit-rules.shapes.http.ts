import {
  ID,
  OneOf,
  Optional,
  Cents,
  Currency,
  Int,
  Texts,
  SomeOf,
  Ids,
  Flag,
  Text,
  Revision,
  Limit,
  After,
  Id,
} from '@chignon/service-kit';
import { type Channel, CHANNELS } from '../channels/channel.js';

/** When and from whom a deposit is asked for, and how much. */
export class DepositRuleBody {
  /** `fixed` needs `amountCents`, `percent` needs `percent`; `full` is the whole price, `none` turns the rule off. */
  @OneOf(['none', 'fixed', 'percent', 'full']) kind: 'none' | 'fixed' | 'percent' | 'full';
  /** Never above the price of the lines that count. */
  @Optional() @Cents({ min: 1, max: 100_000_000 }) amountCents?: number;
  /** Of the amount: the rule counts only in stores of this currency. Left out: the amount is in whichever currency a store counts. */
  @Optional() @Currency() currency?: string;
  /** Of the lines that count, rounded down. */
  @Optional() @Int({ min: 1, max: 100 }) percent?: number;
  /** Left out or empty, as for the other lists: any. */
  @Optional() @Texts({ max: 500, of: { max: 32, matches: ID } }) storeIds?: string[];
  /** Channels by which the booking is made; left out or empty: any. */
  @Optional() @SomeOf(CHANNELS, { max: 20 }) channels?: Channel[];
  /** Only lines of these services or groups count. */
  @Optional() @Ids({ max: 200 }) serviceIds?: string[];
  /** Only lines of services of these groups count, beside `serviceIds`; left out or empty, as those: any. */
  @Optional() @Ids({ max: 50 }) serviceGroups?: string[];
  /** Only from whom no kept visit is known. Default false. */
  @Optional() @Flag() newCustomers?: boolean;
  /** Only from customers with at least so many no-shows within a year. Default 0: from all. */
  @Optional() @Int({ min: 0, max: 100 }) minNoShows?: number;
  /** Not from customers with so many kept visits. */
  @Optional() @Int({ min: 1, max: 500 }) exemptAfterVisits?: number;
  /** How long a booking waits for its deposit, at most until its start. Default 30. */
  @Optional() @Int({ min: 1, max: 43_200 }) payWithinMinutes?: number;
}

/** A deposit rule in one of its versions. */
export class DepositRuleAnswer extends DepositRuleBody {
  @Text() ruleId: string;
  /** Bookings keep the version that they were made under. */
  @Int() version: number;
  /** Of the newest version; absent for older ones. */
  @Optional() @Revision() revision?: number;
}

/** Which page of a list. */
export class DepositListQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** Whether a customer is trusted, and why. */
export class TrustedCustomerBody {
  /** Whether they are trusted: then no rule asks them for a deposit (R-BK-32). */
  @Flag() trusted: boolean;
  /** A code such as `regular`, never free text. */
  @Id() reason: string;
}

/** A customer who was said to be trusted, or not. */
export class TrustedCustomerAnswer extends TrustedCustomerBody {
  @Text() customerId: string;
  @Revision() revision: number;
}
