import { Optional, Text, Limit, After, Instant } from '@chignon/service-kit';

/** The key that opens a feed. */
export class CalendarFeedQuery {
  /** Instead of a token: a key of this feed. */
  @Optional() @Text(200) key?: string;
}

/** Which page of the keys is listed. */
export class CalendarKeyListQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** A key that opens one calendar feed. */
export class CalendarKeyAnswer {
  @Text() keyId: string;
  @Instant() createdAt: string;
  /** When it was revoked: from then on it opens nothing. Absent: it opens the feed. */
  @Optional() @Instant() revokedAt?: string;
}

/** A key that was just made, with the key itself. */
export class NewCalendarKeyAnswer extends CalendarKeyAnswer {
  /** Shown this once: only its hash is kept. */
  @Text() key: string;
  /** Of the feed, with the key in it: what a calendar program subscribes to, behind this server's address. */
  @Text() path: string;
}
