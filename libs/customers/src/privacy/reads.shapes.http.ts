import {
  After,
  Code,
  Codes,
  Instant,
  Int,
  Limit,
  OneOf,
  Optional,
  SomeOf,
  Text,
  Texts,
} from '@chignon/service-kit';
import {
  ALERT_KINDS,
  DATA_KINDS,
  READ_REASONS,
  type AlertKind,
  type DataKind,
  type ReadReason,
} from '../access/access-ledger.js';

export class CustomerReadsQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** Whose looks are asked for. */
export class ReadsByActorQuery extends CustomerReadsQuery {
  /** The caller whose looks are asked for, as `actor` of an entry: `user:` and a pseudonym. */
  @Text({ min: 1, max: 80, matches: /^[a-z]+:[A-Za-z0-9_-]+$/ }) actor: string;
}

/** How one caller read one customer within one hour by one operation. Each single look stands in the ledger. */
export class CustomerReadAnswer {
  @Text() customerId: string;
  /** Who, by pseudonym. */
  @Text() actor: string;
  /** The caller's roles at the time. */
  @Codes() roles: string[];
  /** Stores of the caller; absent: the whole chain. */
  @Optional() @Texts() stores?: string[];
  /** The operation that answered, by its id in this description: `getCustomer`. */
  @Text() operation: string;
  /** What kinds of data it showed. */
  @SomeOf(DATA_KINDS) kinds: DataKind[];
  /** Why, where the caller had to say so. */
  @Optional() @OneOf(READ_REASONS) reason?: ReadReason;
  /** `shown`, or `refused`: it was asked for, and nothing was shown. */
  @OneOf(['shown', 'refused']) outcome: 'shown' | 'refused';
  /** How often within the hour. */
  @Int() times: number;
  /** The first look of the hour. */
  @Instant() firstAt: string;
  /** The last look of the hour. */
  @Instant() lastAt: string;
}

/** Something unusual about how somebody reads customers. */
export class ReadAlertAnswer {
  /**
   * `bulk`: very many people within an hour; `off-hours`: several, while it is night in the caller's stores; `watched`: a customer who is watched over, by a caller
   * in none of whose stores they are expected or were today.
   */
  @OneOf(ALERT_KINDS) kind: AlertKind;
  /** Who was looked at; of `watched` alone. */
  @Optional() @Text() customerId?: string;
  /** Who, by pseudonym. */
  @Text() actor: string;
  /** The hour (UTC) in which it was noticed, `YYYY-MM-DDTHH`. */
  @Code() hour: string;
  /** Different customers read within the hour until then. */
  @Int() people: number;
  /** When it was noticed. */
  @Instant() at: string;
}
