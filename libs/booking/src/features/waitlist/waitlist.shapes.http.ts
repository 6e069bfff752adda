import {
  LookedUpByHandler,
  Id,
  Optional,
  DateText,
  TimeText,
  Ints,
  StoreIds,
  Many,
  Flag,
  Int,
  OneOf,
  StoreId,
  Limit,
  After,
  StoreDateTime,
  Text,
  Instant,
  Cents,
  Texts,
  Nested,
  Revision,
} from '@chignon/service-kit';
import { type Channel, CHANNELS } from '../../salon/channels/channel.js';
import { ENTRY_STATUSES, type EntryStatus } from './entry.js';

/** One service that is waited for. */
class WaitlistServiceBody {
  @Id() serviceId: string;
  /** Who performs it; left out: anybody who may. */
  @Optional() @Id() staffId?: string;
}

/** Dates and times of day at which it would suit. */
class WaitlistWindowBody {
  /** First business date. */
  @DateText() from: string;
  /** Last business date, inclusive. */
  @DateText() to: string;
  /** Local time of the store from which on it may begin; left out: any time of the day. A time before the store's day starts is that of the next morning. */
  @Optional() @TimeText() timeFrom?: string;
  /** Local time of the store before which it may begin; left out: any time of the day. */
  @Optional() @TimeText() timeTo?: string;
  /** 1 Monday to 7 Sunday; left out: all. */
  @Optional() @Ints({ min: 1, max: 7, of: { min: 1, max: 7 } }) weekdays?: number[];
}

/** What a customer waits for (BK-20). */
export class WaitlistBody {
  /** Who waits. */
  @Id() customerId: string;
  /** Stores at which it would suit; of several, the one where it is free first. */
  @LookedUpByHandler('Each must be one that the caller sees.')
  @StoreIds({ min: 1, max: 20, unique: true })
  storeIds: string[];
  /** What the customer waits for, at most 10 services in this order. */
  @Many(() => WaitlistServiceBody, { min: 1, max: 10 }) services: WaitlistServiceBody[];
  /** The services may follow each other in any order that the catalogue allows. At most 5 of them. */
  @Optional() @Flag() anyOrder?: boolean;
  /** When it would suit, any of these; left out: `asap` is needed. */
  @Optional() @Many(() => WaitlistWindowBody, { min: 1, max: 20 }) windows?: WaitlistWindowBody[];
  /** As soon as possible: without windows, any time of the next 60 days. */
  @Optional() @Flag() asap?: boolean;
  /** Nothing is offered that begins sooner than so many minutes from then; default 0 (R-BK-31). */
  @Optional() @Int({ min: 0, max: 43_200 }) noticeMinutes?: number;
  /** The way by which the customer asked; an offer is made within its rules. Left out: `front-desk`. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
}

/** Which entries of the waitlist are listed. */
export class WaitlistQuery {
  /** Of this store; needed unless `customerId` is given. */
  @Optional() @StoreId() storeId?: string;
  /** Of this customer, at all stores that the caller sees. */
  @Optional() @Id() customerId?: string;
  /** Entries of this status. Left out: with a store alone those that are `waiting`, with a customer all. */
  @Optional() @OneOf(ENTRY_STATUSES) status?: EntryStatus;
  @Limit() limit?: number;
  @After() after?: string;
}

/** The free time for which matching entries are asked. */
export class WaitlistMatchQuery {
  @StoreId() storeId: string;
  /** When the free time begins; it lies within one business day. ISO 8601: an instant, with an offset, or the store's local time. */
  @StoreDateTime() from: string;
  /** When the free time ends, exclusive. */
  @StoreDateTime() to: string;
  /** How many matches are answered; default 20. */
  @Limit(50) limit?: number;
}

/** A slot offered by somebody of the store. */
export class WaitlistOfferBody {
  /** Where it is; one of the stores that the entry waits at. */
  @StoreId() storeId: string;
  /** When it begins. ISO 8601: an instant, with an offset, or the store's local time. */
  @StoreDateTime() startsAt: string;
  /** Left out: as the store's waitlist says. */
  @Optional() @Int({ min: 1, max: 10_080 }) replyMinutes?: number;
}

/** The answer to an offer: to the very one that the customer has seen. */
export class WaitlistReplyBody {
  /** The offer that the customer has seen; another one is not answered by it. */
  @Id() offerId: string;
  /** From apps that act for one customer: an entry of another one does not exist for them. */
  @Optional() @Id() customerId?: string;
}

/** One service of an offer, and who would perform it. */
class WaitlistPartAnswer {
  @Text() serviceId: string;
  /** Who would perform it. */
  @Text() staffId: string;
}

/** A slot that is offered. */
class WaitlistOfferAnswer {
  /** Id of the offer, to accept or decline it by. */
  @Text() offerId: string;
  /** Where it is. */
  @Text() storeId: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** Which service is offered with whom. */
  @Many(() => WaitlistPartAnswer) parts: WaitlistPartAnswer[];
  /** What all services would cost, in minor units of the store's currency. */
  @Cents() priceCents: number;
  /** It may be accepted until this instant, exclusive. */
  @Instant() replyBy: string;
}

/** An entry of the waitlist. */
export class WaitlistAnswer {
  @Text() entryId: string;
  /** Who waits. */
  @Text() customerId: string;
  /** Where; several: wherever it is free first. */
  @Texts() storeIds: string[];
  /** What the customer waits for, in this order. */
  @Many(() => WaitlistServiceBody) services: WaitlistServiceBody[];
  /** The services may follow each other in any order that the catalogue allows. */
  @Optional() @Flag() anyOrder?: boolean;
  /** When it would suit, any of these; of somebody who waits for as soon as possible, the next 60 days. */
  @Many(() => WaitlistWindowBody) windows: WaitlistWindowBody[];
  /** As soon as possible, rather than at certain times. */
  @Optional() @Flag() asap?: boolean;
  /** Nothing is offered that begins sooner than so many minutes from then. */
  @Int() noticeMinutes: number;
  /** Rank of the customer's tier as loyalty had said it when they joined, the higher the better; what it has said since goes before. */
  @Int() tierRank: number;
  /** Price of the services by the catalogue when the customer joined. */
  @Cents() valueCents: number;
  @Text() channel: string;
  /** `waiting`, `offered`, `accepting` (said yes, being booked), `fulfilled`, `withdrawn`, `expired`. */
  @Text() status: string;
  /** When the customer joined the waitlist. */
  @Instant() joinedAt: string;
  /** From this instant on the customer no longer waits. */
  @Instant() until: string;
  /** The open one, or the one that was accepted. */
  @Optional() @Nested(() => WaitlistOfferAnswer) offer?: WaitlistOfferAnswer;
  /** The appointment that it led to; absent before that. */
  @Optional() @Text() appointmentId?: string;
  /** Revision of the entry, which grows with every change of it, for `If-Match`; absent in lists. */
  @Optional() @Revision() revision?: number;
}

/** Somebody whom a free time would suit, and how. */
export class WaitlistMatchAnswer {
  @Text() entryId: string;
  /** Who waits. */
  @Text() customerId: string;
  /** When it could begin within the free time. */
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** Which service would be done by whom. */
  @Many(() => WaitlistPartAnswer) parts: WaitlistPartAnswer[];
  /** What all services would cost, in minor units of the store's currency. */
  @Cents() priceCents: number;
  /** Rank of the customer's tier, the higher the better; counts where the store's waitlist says `tierFirst`. */
  @Int() tierRank: number;
  /** When the customer joined the waitlist. */
  @Instant() joinedAt: string;
}
