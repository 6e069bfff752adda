import { Instant, Many, OneOf, Optional, Text } from '@chignon/service-kit';
import { WATCH_REASONS, type WatchReason } from '../access/watch.js';

/** Why somebody is watched over. */
export class WatchCustomerBody {
  /** `public-figure`, `works-for-us` (a colleague, or their family), `customer-asked`, `threatened`, `other`. */
  @OneOf(WATCH_REASONS) reason: WatchReason;
}

/** That somebody is watched over. */
class WatchMarkAnswer {
  /** Why. */
  @OneOf(WATCH_REASONS) reason: WatchReason;
  /** Who said so, by pseudonym. */
  @Text() by: string;
  /** Since when. */
  @Instant() at: string;
  /** The linked record from which it came, and with which it goes when the link is taken back; absent: it is the record's own. */
  @Optional() @Text() through?: string;
}

/** A watch that was taken back. */
class EndedWatchAnswer extends WatchMarkAnswer {
  /** Who took it back, by pseudonym. */
  @Text() endedBy: string;
  /** When it was taken back. */
  @Instant() endedAt: string;
}

/** Whether it is watched who looks at a customer. */
export class WatchAnswer {
  /** The customer's record. */
  @Text() customerId: string;
  /** What stands; none: nobody watches. */
  @Many(() => WatchMarkAnswer) marks: WatchMarkAnswer[];
  /** What was taken back, oldest first. */
  @Many(() => EndedWatchAnswer) ended: EndedWatchAnswer[];
}
