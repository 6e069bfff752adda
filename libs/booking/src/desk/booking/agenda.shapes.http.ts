import {
  LookedUpByHandler,
  Id,
  Optional,
  Ids,
  StoreDateTime,
  Flag,
  Codes,
  StoreId,
  Many,
  OneOf,
  Int,
  Code,
  Text,
  Nested,
  DateText,
  Limit,
  Texts,
  Instant,
  Cents,
  TimeText,
  Revision,
} from '@chignon/service-kit';
import { type Channel, CHANNELS } from '../../salon/channels/channel.js';
import {
  AcceptedPolicyAnswer,
  StandingFeeAnswer,
} from '../../salon/routes/policies.shapes.http.js';
import { BookingDepositAnswer } from '../deposits/deposit.shapes.http.js';
import { PREREQUISITE_CODES, PrerequisiteDetails } from './service-gate.shapes.http.js';

/** One service that is wanted, and by whom. */
export class WantedServiceBody {
  /** The service of the catalogue; one that is not offered is refused. */
  @Id() serviceId: string;
  /** Who performs it; left out: anybody who may. */
  @Optional() @Id() staffId?: string;
  /** Who assists, where the service needs more than one person; left out, or fewer than it needs: staff who are free and able. */
  @Optional() @Ids({ max: 3 }) assistantIds?: string[];
  /** Left out: as soon as the service before it ends, with at most the store's longest wait. */
  @Optional() @StoreDateTime() startsAt?: string;
  /** May run at the same time as another service of this appointment. */
  @Optional() @Flag() parallel?: boolean;
  /** What the place must offer: `private`, `accessible`. */
  @Optional() @Codes({ max: 10 }) needs?: string[];
}

/** A slot to be kept while the customer decides. */
export class HoldBody {
  @StoreId() storeId: string;
  /** ISO 8601: an instant, with an offset, or the store's local time. */
  @StoreDateTime() startsAt: string;
  /** The services in the order in which they are done, at most 10. */
  @Many(() => WantedServiceBody, { min: 1, max: 10 }) services: WantedServiceBody[];
  /** The customer for whom it is; their own durations, tier and other appointments count then. Left out: an anonymous customer. */
  @Optional() @Id() customerId?: string;
  /** The services may follow each other in any order that the catalogue allows. At most 5 of them. */
  @Optional() @Flag() anyOrder?: boolean;
  /** The way by which the customer books; its rules hold. Left out: `front-desk`. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
  /** Seconds that the slot is held; left out: the store's `holdTtlSeconds` (R-BK-21). */
  @Optional() @Int({ min: 30, max: 3600 }) ttlSeconds?: number;
}

/** Why it is booked although something is in the way. */
class OverbookBody {
  /** A code such as `regular-customer`, never free text. */
  @Code() reason: string;
}

/** Either `holdId` (and perhaps the customer), or a direct booking. */
export class AppointmentBody {
  /** The hold that becomes the appointment: nothing else is needed but, perhaps, the customer. Left out: a booking without a hold. */
  @Optional() @Text(80) holdId?: string;
  /** The store, for a booking without a hold. */
  @Optional() @StoreId() storeId?: string;
  /** When the first service begins, for a booking without a hold. ISO 8601: an instant, with an offset, or the store's local time. */
  @Optional() @StoreDateTime() startsAt?: string;
  /** The services in the order in which they are done, for a booking without a hold; at most 10. */
  @Optional() @Many(() => WantedServiceBody, { min: 1, max: 10 }) services?: WantedServiceBody[];
  /** The customer for whom it is. Left out: whom the hold names, else none yet. */
  @Optional() @Id() customerId?: string;
  /** The services may follow each other in any order that the catalogue allows. At most 5 of them. */
  @Optional() @Flag() anyOrder?: boolean;
  /** The way by which the customer books; its rules hold. Left out: `front-desk`. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
  /** Books whatever is in the way (R-BK-23). Needs `booking.overbooking:write`. */
  @Optional() @Nested(() => OverbookBody) overbook?: OverbookBody;
}

/** Why an appointment was not approved. */
export class DeclineBody {
  /** A code such as `no-colourist`, never free text. */
  @Code() reason: string;
}

/** Whose appointment it is. */
export class NameCustomerBody {
  @Id() customerId: string;
}

/** Who performs one line from now on. */
class LineStaffBody {
  /** The line of the appointment: one service. */
  @Id() lineId: string;
  /** Who leads it from now on; left out: who leads it now. */
  @Optional() @Id() staffId?: string;
  /** Who assists from now on; left out: as it was where they are free, else staff who are free and able. */
  @Optional() @Ids({ min: 1, max: 3 }) assistantIds?: string[];
}

/** Where and when the appointment goes. */
export class RescheduleBody {
  /** When it begins from now on. ISO 8601: an instant, with an offset, or the store's local time. */
  @StoreDateTime() startsAt: string;
  /** The store that it moves to; left out: it stays where it is. */
  @Optional() @StoreId() storeId?: string;
  /** Lines that another staff member performs from now on. */
  @Optional() @Many(() => LineStaffBody, { max: 10 }) staff?: LineStaffBody[];
  /** Who asks for it; default `customer`. What the store moves is never a late move. */
  @Optional() @OneOf(['customer', 'store']) by?: 'customer' | 'store';
  /** By which way the customer asks for it; left out: the one that it was booked by. Its rules count. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
}

/** Who cancels, and why. */
export class CancelBody {
  /**
   * Whose wish it is. `customer`: costs what the accepted policy says at this instant; `store`: free, and what was redeemed or paid as a deposit goes
   * back in full (R-BK-32).
   */
  @OneOf(['customer', 'store']) by: 'customer' | 'store';
  /** A code such as `ill` or `changed-mind`, never free text. */
  @Code() reason: string;
  /** A code: makes the fee free; for those who may waive. */
  @Optional() @Code() exemption?: string;
  /** By which way the customer asks for it; left out: the one that it was booked by. Its rules count. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
}

/** What is asked of the free times of a store. */
export class AvailabilityQuery {
  @StoreId() storeId: string;
  /** Service ids in order, comma-separated, at most 10. */
  @Text({ min: 1, max: 700 }) services: string;
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

/** One service of an appointment: who performs it, when, and at which price. */
export class AppointmentLineAnswer {
  @Text() lineId: string;
  @Text() serviceId: string;
  @Text() serviceGroup: string;
  /** Who leads it. */
  @Text() staffId: string;
  /** `false`: booked for any staff member, and another one may still perform it; absent: it is settled. */
  @Optional() @Flag() staffBound?: boolean;
  /** Who assists; absent: no one. */
  @Optional() @Texts() assistantIds?: string[];
  /** When the customer's part of it begins. */
  @Instant() startsAt: string;
  /** When the customer's part of it ends, exclusive. */
  @Instant() endsAt: string;
  /** Agreed price, in minor units of the store's currency. */
  @Cents() priceCents: number;
  /** Price before the price rule of the day and hour; absent where no rule changed it. */
  @Optional() @Cents() listCents?: number;
  /** The price rule of the day and hour that made the price when it was booked; absent where none applied. */
  @Optional() @Text() priceRuleId?: string;
}

/** One service of a free slot: who would perform it, when, and at which price. */
class FreeSlotLine {
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

/** What to know before confirming. */
export class AppointmentWarning extends PrerequisiteDetails {
  /** The customer has another appointment elsewhere at that time, or a service lacks what it asks for beforehand. */
  @OneOf(['customer-elsewhere', ...PREREQUISITE_CODES]) code:
    'customer-elsewhere' | (typeof PREREQUISITE_CODES)[number];
  /** The line that lacks something. */
  @Optional() @Text() lineId?: string;
  /** Which it is; absent when the caller does not see its store. */
  @Optional() @Text() appointmentId?: string;
  /** Its store; absent when the caller does not see it. */
  @Optional() @Text() storeId?: string;
  /** When the other appointment begins; absent when the caller does not see its store. */
  @Optional() @Instant() startsAt?: string;
  /** When the other appointment ends, exclusive; absent when the caller does not see its store. */
  @Optional() @Instant() endsAt?: string;
}

/** A slot that is kept. */
export class HoldAnswer {
  /** What `POST /v1/booking/appointments` takes to confirm it. */
  @Text() holdId: string;
  @Text() storeId: string;
  @DateText() businessDate: string;
  /** `held`, `released`, `expired`, `booked`, … */
  @Text() status: string;
  /** When the hold runs out by the clock, exclusive: from then on the slot is free and confirming is refused (R-BK-21). */
  @Instant() expiresAt: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** What is held: one line for each service, with who performs it and when. */
  @Many(() => AppointmentLineAnswer) lines: AppointmentLineAnswer[];
  /** What all services cost, in minor units of the store's currency. */
  @Cents() priceCents: number;
  /** What confirming it accepts; absent: nothing costs a fee. */
  @Optional() @Nested(() => AcceptedPolicyAnswer) policy?: AcceptedPolicyAnswer;
  /** At stores that look for it: what to know before confirming, such as another appointment of the customer at that time; absent: nothing. */
  @Optional() @Many(() => AppointmentWarning) warnings?: AppointmentWarning[];
  /** What is asked for beforehand; absent: nothing. */
  @Optional() @Nested(() => BookingDepositAnswer) deposit?: BookingDepositAnswer;
  @Revision() revision: number;
}

/** The place that a line has been given. */
class BoundUnitAnswer {
  @Text() lineId: string;
  /** The pool of the store that the unit belongs to, such as `chair`. */
  @Text() pool: string;
  /** The chair, basin, room or device. */
  @Text() unitId: string;
}

/** Of an appointment, all but its lines: boards show more of those. */
export class AppointmentDetailsAnswer {
  @Text() appointmentId: string;
  @Text() storeId: string;
  @Text() zone: string;
  @DateText() businessDate: string;
  @Optional() @Text() customerId?: string;
  /** `pending` (waits for the store's approval), `declined`, `booked`, `checked-in`, `cancelled`, `missed`; once its visit has ended `completed`, `abandoned` or `voided`. */
  @Text() status: string;
  @Text() channel: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  @Cents() priceCents: number;
  @Optional() @Text() visitId?: string;
  /** Since when the visit is over; what was planned for later is free again. Absent: nobody has come yet, or the customer is still here. */
  @Optional() @Instant() visitEndedAt?: string;
  /** Chairs, rooms and machines that it got at check-in. */
  @Optional() @Many(() => BoundUnitAnswer) units?: BoundUnitAnswer[];
  /** Of a group booking: the appointment of its first guest, by which the group is known; absent: booked alone. */
  @Optional() @Text() groupId?: string;
  /** Which guest of the group this is, counted from 1; absent: booked alone. */
  @Optional() @Int() guestNo?: number;
  /** The customer who booked for the group; absent: booked alone, or by an anonymous customer. */
  @Optional() @Text() bookerId?: string;
  @Optional() @Text() seriesId?: string;
  /** Absent: nothing was agreed, so nothing costs a fee. */
  @Optional() @Nested(() => AcceptedPolicyAnswer) policy?: AcceptedPolicyAnswer;
  /** How many moves by the customer were late (R-BK-34); absent: none. */
  @Optional() @Int() lateMoves?: number;
  /** The fee that stands against the appointment for cancelling, moving late or not coming; absent: none does. */
  @Optional() @Nested(() => StandingFeeAnswer) fee?: StandingFeeAnswer;
  /** At stores that look for it: what to know of. */
  @Optional() @Many(() => AppointmentWarning) warnings?: AppointmentWarning[];
  /** What is asked for beforehand, where the booking is answered by itself; absent: nothing. */
  @Optional() @Nested(() => BookingDepositAnswer) deposit?: BookingDepositAnswer;
  /** The appointment's own revision: for `If-Match`, and for `?atLeast=` of the day it is on. */
  @Revision() revision: number;
}

/** An appointment as the agenda has it, with its revision. */
export class AppointmentAnswer extends AppointmentDetailsAnswer {
  /** The services as booked: who performs each, when, and at which price. */
  @Many(() => AppointmentLineAnswer) lines: AppointmentLineAnswer[];
}
