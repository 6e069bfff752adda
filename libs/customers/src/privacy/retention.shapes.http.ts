import { Code, Instant, Int, OneOf, Optional } from '@chignon/service-kit';
import { RETENTION_CLASSES, type RetentionClass } from './retention.js';

/** How long one class of data is kept, and what was removed of it. */
export class RetentionAnswer {
  /** `mails`: mails and text messages of the readable outbox; `access-log`: who read whose data. */
  @OneOf(RETENTION_CLASSES) kind: RetentionClass;
  /** Where it is kept, by the name of the collection or view. */
  @Code() keptIn: string;
  /** For how many days it is kept; absent: for good, since a ledger is never shortened. */
  @Optional() @Int() keptDays?: number;
  /** How much is there now: mails, or lines of the log. */
  @Int() held: number;
  /** The oldest mail that is there; absent: there is none, or it is the access log. */
  @Optional() @Instant() oldestAt?: string;
  /** When the job last ran; absent: it has not yet, or there is nothing for it to do. */
  @Optional() @Instant() ranAt?: string;
  /** How many were removed then. */
  @Optional() @Int() removed?: number;
  /** How many were ever removed, at least: what was removed right before a crash is not counted. */
  @Optional() @Int() removedEver?: number;
}
