import {
  Text,
  StoreIds,
  Optional,
  OneOf,
  Texts,
  Int,
  Instant,
  Limit,
  Id,
  DateText,
  Many,
  Currency,
  Cents,
  TimeText,
} from '@chignon/service-kit';
import { type Channel, CHANNELS } from '../../salon/channels/channel.js';

/** What a key opens, and for which pages (BK-02). */
export class PublishableKeyBody {
  /** For those who keep the keys: which page it is for. */
  @Text({ min: 1, max: 100 }) name: string;
  /** The stores that it opens, 1 to 50; the caller must see each. */
  @StoreIds({ min: 1, max: 50, unique: true }) storeIds: string[];
  /** The channel whose rules say what is shown and booked; default `web`. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
  /** Origins of the pages that may ask, such as `https://example.com`. Empty: no page of a browser may, servers may. */
  @Texts({ max: 20, of: { max: 200 } }) origins: string[];
  /** Requests that the key is answered a minute, of all clients together; default 600. */
  @Optional() @Int({ min: 1, max: 60_000 }) requestsPerMinute?: number;
  /** Requests that the key is answered a minute for one client address; default 60. */
  @Optional() @Int({ min: 1, max: 6000 }) requestsPerMinutePerAddress?: number;
}

/** A key that may stand in a web page. */
export class PublishableKeyAnswer extends PublishableKeyBody {
  /** The key, which is also its id: no secret, it stands in the page. */
  @Text() key: string;
  @Instant() createdAt: string;
  /** When it was revoked: from then on it opens nothing. Absent: it is valid. */
  @Optional() @Instant() revokedAt?: string;
}

/** Which page of the keys is listed. */
export class PublishableKeyListQuery {
  @Limit() limit?: number;
  /** The key that the page before ended with. */
  @Optional() @Text({ max: 64, matches: /^[A-Za-z0-9_-]+$/ }) after?: string;
}

/** What each request of a web page names. */
export class PublicQuery {
  /** Instead of the header `x-publishable-key`. */
  @Optional() @Text(64) key?: string;
}

/** Which page of a public list. */
export class PublicListQuery extends PublicQuery {
  /** How many items a page has at most; default 50. */
  @Limit(100) limit?: number;
  @Optional() @Id() after?: string;
}

/** What is asked of the free times of a store by a web page. */
export class PublicSlotsQuery extends PublicQuery {
  /** Service ids in order, comma-separated, at most 3. */
  @Text({ min: 1, max: 700 }) services: string;
  /** All services by this person; left out: by anybody who may perform them. */
  @Optional() @Id() staffId?: string;
  /** First business date. */
  @DateText() from: string;
  /** Last business date; left out: `from`. At most 14 days. */
  @Optional() @DateText() to?: string;
  /** How many starts a page has at most; default and most 500. */
  @Limit(500) limit?: number;
  /** `next` of the page before. */
  @Optional() @Text(40) after?: string;
}

/** A stretch of opening hours. */
class PublicHours {
  /** Local time from which on it is open. */
  @TimeText() from: string;
  /** Local time until which it is open; not after `from`: the next morning. */
  @TimeText() to: string;
}

/** Opening hours of a day of the week. */
class PublicWeekdayHours extends PublicHours {
  /** 1 Monday to 7 Sunday. */
  @Int() weekday: number;
}

/** Opening hours of one date that differ from the usual ones. */
class PublicDateHours {
  /** The date, in the store's zone. */
  @DateText() date: string;
  /** Opening hours of that date; empty: closed. */
  @Many(() => PublicHours) hours: PublicHours[];
}

/** A store as everybody may know it. */
export class PublicStoreAnswer {
  @Text() storeId: string;
  /** Name of the store as customers see it. */
  @Text() name: string;
  @Text() zone: string;
  @Currency() currency: string;
  /** Opening hours by weekday, in local times; weekdays that are not named are closed. */
  @Many(() => PublicWeekdayHours) openingHours: PublicWeekdayHours[];
  /** Dates to come with other hours than usual. */
  @Many(() => PublicDateHours) openingExceptions: PublicDateHours[];
}

/** A service as everybody may know it. */
export class PublicServiceAnswer {
  @Text() serviceId: string;
  /** Name of the service as customers see it. */
  @Text() name: string;
  /** Category of the service, such as `hair` or `nail`. */
  @Text() category: string;
  @Currency() currency: string;
  /** Of whoever performs it for the least; a slot says what it costs at its time. */
  @Cents() fromCents: number;
  /** What the customer sees, of whoever is the quickest. */
  @Int() fromMinutes: number;
}

/** A free start. */
export class PublicSlotAnswer {
  /** When the first service begins. */
  @Instant() startsAt: string;
  /** When the last service ends, exclusive. */
  @Instant() endsAt: string;
  /** What all services cost at that time, in minor units of the store's currency. */
  @Cents() priceCents: number;
}
