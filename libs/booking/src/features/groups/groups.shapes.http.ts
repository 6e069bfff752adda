import {
  Cents,
  Code,
  Codes,
  DateText,
  Flag,
  Id,
  Ids,
  Instant,
  Int,
  Limit,
  Many,
  OneOf,
  Optional,
  StoreDateTime,
  StoreId,
  Text,
} from '@chignon/service-kit';
import { FreeSlotLine } from '../../desk/availability/availability.shapes.http.js';
import { AppointmentAnswer, HoldAnswer } from '../../desk/booking/agenda.shapes.http.js';
import { type Channel, CHANNELS } from '../../salon/channels/channel.js';

class GuestServiceBody {
  @Id() serviceId: string;
  /** Who performs it; left out: anybody who may. */
  @Optional() @Id() staffId?: string;
  /** Who assists; left out: whoever is free and able. */
  @Optional() @Ids({ max: 3 }) assistantIds?: string[];
  /** Runs at the same time as the service before it, or begins while that lasts (R-BK-13); left out: after it. */
  @Optional() @Flag() parallel?: boolean;
  /** What the place must offer: `private`, `accessible`. */
  @Optional() @Codes({ max: 10 }) needs?: string[];
}

/** One guest of a group, and their services. */
export class GuestBody {
  /** Left out: not known yet; named later by `POST /v1/booking/appointments/:appointmentId/customer`. */
  @Optional() @Id() customerId?: string;
  /** What is done for this guest, in this order. */
  @Many(() => GuestServiceBody, { min: 1, max: 10 }) services: GuestServiceBody[];
  /** The services may follow each other in any order that the catalogue allows. At most 5 of them. */
  @Optional() @Flag() anyOrder?: boolean;
  /** All services of this guest by one staff member, any of those who may perform all of them; left out: each by whoever is free. */
  @Optional() @Flag() sameStaff?: boolean;
  /** When this guest begins, later than the group on the same day: for two who want the same person. Left out: with the group. */
  @Optional() @StoreDateTime() startsAt?: string;
}

/** Guests who come together: all are booked, or none. */
export class GroupBody {
  @StoreId() storeId: string;
  /** When the guests begin: ISO 8601, an instant, with an offset, or the store's local time. */
  @StoreDateTime() startsAt: string;
  /** The customer who books; need not be a guest. Left out: nobody known. */
  @Optional() @Id() bookerId?: string;
  /** One entry for each guest, the first one naming the group; at most 60 services of all together. */
  @Many(() => GuestBody, { min: 2, max: 60 }) guests: GuestBody[];
  @Optional() @OneOf(CHANNELS) channel?: Channel;
}

/** Slots to be kept for several guests while they decide. */
export class GroupHoldBody extends GroupBody {
  /** Seconds that the slots are held; left out: the store's `holdTtlSeconds` (R-BK-21). */
  @Optional() @Int({ min: 30, max: 3600 }) ttlSeconds?: number;
}

/** A group booking with the appointment of each guest. */
export class GroupAnswer {
  /** The appointment of the first guest names the group. */
  @Text() groupId: string;
  /** One a guest, in the order of the guests. */
  @Many(() => AppointmentAnswer) appointments: AppointmentAnswer[];
}

/** The slots that are held for a group. */
export class GroupHoldAnswer {
  /** What confirms or releases all of them: the hold of the first guest. */
  @Text() groupId: string;
  /** One a guest, in the order of the guests. */
  @Many(() => HoldAnswer) holds: HoldAnswer[];
}

/** Where a group goes. */
export class GroupMoveBody {
  /** When the first of the guests begins from now on; all others keep their distance to it. ISO 8601: an instant, with an offset, or the store's local time. */
  @StoreDateTime() startsAt: string;
  /** Who asks for it; default `customer`. What the store moves is never a late move. */
  @Optional() @OneOf(['customer', 'store']) by?: 'customer' | 'store';
  /** By which way the customer asks for it; left out: the one that it was booked by. Its rules count. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
}

/** Who cancels a group, and why. */
export class GroupCancelBody {
  /** Whose wish it is. `customer`: each appointment costs what the policy that it accepted says at this instant; `store`: free. */
  @OneOf(['customer', 'store']) by: 'customer' | 'store';
  /** A code such as `ill` or `changed-mind`, never free text. */
  @Code() reason: string;
  /** A code: makes the fees free; for those who may waive. */
  @Optional() @Code() exemption?: string;
  /** By which way the customer asks for it; left out: the one that it was booked by. Its rules count. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
}

/** One guest of a party that is searched for. */
export class SearchedGuestBody {
  /** Takes the customer's own durations, tier and other appointments into account; left out: an anonymous guest. */
  @Optional() @Id() customerId?: string;
  /** What is to be done for this guest, in this order. */
  @Many(() => GuestServiceBody, { min: 1, max: 10 }) services: GuestServiceBody[];
  /** The services may follow each other in any order that the catalogue allows. At most 5 of them. */
  @Optional() @Flag() anyOrder?: boolean;
  /** All services of this guest by one staff member, any of those who may perform all of them; left out: each by whoever is free. */
  @Optional() @Flag() sameStaff?: boolean;
}

/** What is asked of the free times of a store for several guests. */
export class GroupSearchBody {
  @StoreId() storeId: string;
  /** First business date. */
  @DateText() from: string;
  /** Last business date; left out: `from`. At most 14 days. */
  @Optional() @DateText() to?: string;
  /** One entry for each guest, at most 20. */
  @Many(() => SearchedGuestBody, { min: 2, max: 20 }) guests: SearchedGuestBody[];
  /** Guests may begin so much later than the first one, so that two may have the same person; left out: all begin at once. */
  @Optional() @Int({ min: 0, max: 480 }) spreadMinutes?: number;
  /** The customer who books; need not be a guest. Left out: nobody known. */
  @Optional() @Id() bookerId?: string;
  /** Only what this channel may book; left out: whatever the agenda would take. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
  /** Free starts of one answer. Left out: 50. */
  @Limit() limit?: number;
}

/** One guest of a slot: what would be booked for them. */
class GuestSlotAnswer {
  /** Which guest of the question this is, counted from 1. */
  @Int() guestNo: number;
  /** When this guest begins: what a booking takes as the guest's `startsAt` where it is later than the group's. */
  @Instant() startsAt: string;
  /** When the guest's last service ends, exclusive. */
  @Instant() endsAt: string;
  /** One line for each service, with who would perform it and when. */
  @Many(() => FreeSlotLine) lines: FreeSlotLine[];
}

/** A start at which all guests fit, and what would be booked. */
export class GroupSlotAnswer {
  /** Business date of the store on which it begins. */
  @DateText() date: string;
  /** IANA zone of the store, in which people read the instants. */
  @Text() zone: string;
  /** When the first guest begins. */
  @Instant() startsAt: string;
  /** When the last guest is done, exclusive. */
  @Instant() endsAt: string;
  /** One a guest, in the order of the question. */
  @Many(() => GuestSlotAnswer) guests: GuestSlotAnswer[];
  /** What all services of all guests cost at that time, in minor units of the store's currency. */
  @Cents() priceCents: number;
}
