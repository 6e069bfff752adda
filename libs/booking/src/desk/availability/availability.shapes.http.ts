import {
  Cents,
  DateText,
  Flag,
  Id,
  Instant,
  Int,
  Limit,
  LookedUpByHandler,
  Many,
  Nested,
  OneOf,
  Optional,
  StoreDateTime,
  StoreId,
  Text,
  Texts,
  TimeText,
} from '@chignon/service-kit';
import { type Channel, CHANNELS } from '../../salon/channels/channel.js';

/** What is asked of the free times of a store. */
export class AvailabilityQuery {
  @StoreId() storeId: string;
  /** Service ids in order, comma-separated, at most 10. */
  @Text({ min: 1, max: 700 }) services: string;
  /** Every service but the first runs at the same time as the one before it (R-BK-13); left out: one after another. */
  @Optional() @Flag() parallel?: boolean;
  /** Of `services` those that run at the same time as the one before them, comma-separated. */
  @Optional() @Text({ min: 1, max: 700 }) parallelServices?: string;
  /** Who performs each of `services`, in their order, comma-separated; an empty place: anybody. `ann,,bo`. Goes before `staffId`. */
  @LookedUpByHandler('The team of the store is asked.')
  @Optional()
  @Text({ min: 1, max: 700 })
  staffPerService?: string;
  /** All services by this person. */
  @Optional() @Id() staffId?: string;
  /** All services by one staff member, any of them. */
  @Optional() @Flag() sameStaff?: boolean;
  /** In any order that the catalogue allows; at most 5 services. */
  @Optional() @Flag() anyOrder?: boolean;
  /** What the place must offer, comma-separated. */
  @Optional() @Text({ min: 1, max: 300 }) needs?: string;
  /** Takes the customer's own durations, tier and other appointments into account. */
  @Optional() @Id() customerId?: string;
  /** Only what this channel may book; left out: whatever the agenda would take. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
  /** An appointment that is to be moved or changed: what it takes now is in no way. Its own services are named in `services` as any. */
  @Optional() @Text(80) moving?: string;
  /** First business date. */
  @DateText() from: string;
  /** Last business date; left out: `from`. At most 62 days. */
  @Optional() @DateText() to?: string;
  /** Free starts of one answer. Left out: 1000. */
  @Limit(1000) limit?: number;
  /** `next` of the page before. */
  @Optional() @Text(40) after?: string;
}

/** One service of a free slot: who would perform it, when, and at which price. */
export class FreeSlotLine {
  @Text() serviceId: string;
  /** Who would lead it. */
  @Text() staffId: string;
  /** Who would assist; absent: no one. */
  @Optional() @Texts() assistantIds?: string[];
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** What it costs at that time, in minor units of the store's currency. */
  @Cents() priceCents: number;
  /** Price before the price rule of the day and hour; absent where no rule changed it. */
  @Optional() @Cents() listCents?: number;
  /** The price rule of the day and hour that made the price; absent where none applied. */
  @Optional() @Text() priceRuleId?: string;
}

/** A free start, and what would be booked. */
export class FreeSlotAnswer {
  /** Business date of the store on which it begins. */
  @DateText() date: string;
  @Instant() startsAt: string;
  /** When the last service ends, exclusive. */
  @Instant() endsAt: string;
  /** What would be booked: one line for each service, with who would perform it and when. */
  @Many(() => FreeSlotLine) lines: FreeSlotLine[];
  /** What all services cost at that time, in minor units of the store's currency. */
  @Cents() priceCents: number;
  /** Before price rules, where one applied. */
  @Optional() @Cents() listCents?: number;
}

/** What is asked of the free times of several stores, the best first. */
export class RankedQuery {
  /** Ids of the stores to look through, comma-separated, at most 50. */
  @LookedUpByHandler('Each must be one that the caller sees.')
  @Text({ min: 1, max: 1700 })
  storeIds: string;
  /** Service ids in order, comma-separated, at most 10. */
  @Text({ min: 1, max: 700 }) services: string;
  /** Every service but the first runs at the same time as the one before it (R-BK-13); left out: one after another. */
  @Optional() @Flag() parallel?: boolean;
  /** Of `services` those that run at the same time as the one before them, comma-separated. */
  @Optional() @Text({ min: 1, max: 700 }) parallelServices?: string;
  /** Who performs each of `services`, in their order, comma-separated; an empty place: anybody. `ann,,bo`. Goes before `staffIds`. */
  @LookedUpByHandler('The team of the store is asked.')
  @Optional()
  @Text({ min: 1, max: 700 })
  staffPerService?: string;
  /** Only these people, by id, comma-separated; left out: anybody who may perform it. */
  @Optional() @Text({ min: 1, max: 700 }) staffIds?: string;
  /** All services by one staff member, any of them; default false: each by any staff member who may perform it. */
  @Optional() @Flag() sameStaff?: boolean;
  /** In any order that the catalogue allows; at most 5 services. */
  @Optional() @Flag() anyOrder?: boolean;
  /** The customer for whom it is; their own durations, tier and other appointments count then. Left out: an anonymous customer. */
  @Optional() @Id() customerId?: string;
  /** Only what this channel may book; left out: whatever the agenda would take. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
  /** Whom the customer likes best, comma-separated. */
  @Optional() @Text({ min: 1, max: 700 }) preferStaff?: string;
  /** Local time of the store from which on the customer likes to begin; left out: from opening on. A preference moves slots up, it hides none. */
  @Optional() @TimeText() preferFrom?: string;
  /** Local time of the store before which the customer likes to begin; left out: until closing. */
  @Optional() @TimeText() preferTo?: string;
  /** The customer has time: cheaper slots first, which price rules make of the quieter hours, then the quieter ones (BK-29). */
  @Optional() @Flag() flexible?: boolean;
  /** Leaves out slots that would waste time beside them. */
  @Optional() @Flag() hideWaste?: boolean;
  /** First business date of the search. */
  @DateText() from: string;
  /** Last business date; left out: `from`. At most 62 days. */
  @Optional() @DateText() to?: string;
  /** How many slots are answered, the best first; default 20. */
  @Limit() limit?: number;
}

/** What speaks for a slot rather than for the one that would be shown first to a customer without time. */
export class SteeringAnswer {
  /** Against that one; negative: it costs less. */
  @Cents() differenceCents: number;
  /** How much of the team's working time beside the slot is taken. */
  @Int() busyPercent: number;
  /** `cheaper`, `quieter`. The price rule stands in the lines. */
  @Texts() because: string[];
  /** When the slot begins that would be shown first to somebody without time. */
  @Instant() comparedTo: string;
}

/** A free start with what speaks for it. */
export class RankedSlotAnswer extends FreeSlotAnswer {
  @Text() storeId: string;
  /** Minutes beside it that would be too short for any service. */
  @Int() wasteMinutes: number;
  /** How many of the customer's preferences it meets: person, time of day. */
  @Int() wishesMet: number;
  /** How much of their shift its busiest person is taken already. */
  @Int() loadPercent: number;
  /** What speaks for it for somebody who has time; only with `flexible`. */
  @Optional() @Nested(() => SteeringAnswer) steering?: SteeringAnswer;
}

/** One start, of which it is asked why it is not free. */
export class WhyNotQuery {
  @StoreId() storeId: string;
  /** Service ids in the order in which they would be done, comma-separated, at most 10. */
  @Text({ min: 1, max: 700 }) services: string;
  /** Every service but the first runs at the same time as the one before it (R-BK-13); left out: one after another. */
  @Optional() @Flag() parallel?: boolean;
  /** Of `services` those that run at the same time as the one before them, comma-separated. */
  @Optional() @Text({ min: 1, max: 700 }) parallelServices?: string;
  /** Who performs each of `services`, in their order, comma-separated; an empty place: anybody. `ann,,bo`. Goes before `staffId`. */
  @LookedUpByHandler('The team of the store is asked.')
  @Optional()
  @Text({ min: 1, max: 700 })
  staffPerService?: string;
  /** All services by one staff member, any of them. */
  @Optional() @Flag() sameStaff?: boolean;
  /** All services by this person. Left out: anybody who may perform them. */
  @Optional() @Id() staffId?: string;
  /** The customer for whom it is; their own durations, tier and other appointments count then. Left out: an anonymous customer. */
  @Optional() @Id() customerId?: string;
  /** Checks the rules of this channel too; left out: only whether the agenda would take the booking. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
  /** The start that is wanted. ISO 8601: an instant, with an offset, or the store's local time. */
  @StoreDateTime() startsAt: string;
}

/** Why one person cannot take it. */
class WhyNotReason {
  /** The person who was asked. */
  @Text() staffId: string;
  /** Refusal code of the first rule that keeps this person from taking it, as a booking would be refused with. */
  @Text() code: string;
  /** Kind of what is taken at that time: `staff`, `pool` or `customer`; absent where another rule refuses it. */
  @Optional() @Text() resource?: string;
  /** When the booking that is in the way begins; absent where nothing is taken. */
  @Optional() @Instant() busyFrom?: string;
  /** When the booking that is in the way ends, exclusive. */
  @Optional() @Instant() busyTo?: string;
}

/** Whether a start can be booked, and else why not. */
export class WhyNotAnswer {
  /** Whether the time can be booked now; if it can, nothing else is answered. */
  @Flag() offered: boolean;
  /** Refusal code of the first rule that refuses it; absent where it is offered. */
  @Optional() @Text() code?: string;
  /** First instant that the channel takes now, where the start lies before it. */
  @Optional() @Instant() earliest?: string;
  /** Last business date that the channel takes now, where the start lies after it. */
  @Optional() @DateText() latest?: string;
  /** From this instant on it can be booked, if it is still free: a date whose window is not open, or what is kept for other tiers. */
  @Optional() @Instant() possibleFrom?: string;
  /** For each person who could be asked, why they cannot take it; empty where it is offered, or where no person is the reason. */
  @Many(() => WhyNotReason) reasons: WhyNotReason[];
  /** Free starts of the same services on that day which lie nearest to the wanted one. */
  @Texts() nearest: string[];
}
