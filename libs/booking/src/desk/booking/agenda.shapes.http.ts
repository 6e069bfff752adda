import {
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
  Texts,
  Instant,
  Cents,
  Currency,
  Revision,
} from '@chignon/service-kit';
import { MOVE_PRICE_REASONS, type MovePriceReason } from '../../agenda/appointment/move-price.js';
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
  /**
   * Left out: as soon as the service before it ends. Either way the customer waits no longer between two services than the store's `maxWaitMinutes`:
   * 409 `wait-too-long`.
   */
  @Optional() @StoreDateTime() startsAt?: string;
  /**
   * Runs at the same time as the service before it (R-BK-13): begins with it or, where nobody is free then, while it lasts. 409 where it cannot.
   * With `startsAt` it begins then. Left out: after it.
   */
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
  /** All services by one staff member, any of those who may perform all of them; left out: each by whoever is free. */
  @Optional() @Flag() sameStaff?: boolean;
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
  /** All services by one staff member, any of those who may perform all of them; left out: each by whoever is free. */
  @Optional() @Flag() sameStaff?: boolean;
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
  /** Who asks for it; default `customer`. What the store moves is never a late move; where that saves a fee it needs `booking.fees:write`. */
  @Optional() @OneOf(['customer', 'store']) by?: 'customer' | 'store';
  /** By which way the customer asks for it; left out: the one that it was booked by. Its rules count. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
}

/** Who cancels, and why. */
export class CancelBody {
  /**
   * Whose wish it is. `customer`: costs what the accepted policy says at this instant; `store`: free, and what was redeemed or paid as a deposit goes
   * back in full (R-BK-32); where that saves a fee it needs `booking.fees:write`.
   */
  @OneOf(['customer', 'store']) by: 'customer' | 'store';
  /** A code such as `ill` or `changed-mind`, never free text. */
  @Code() reason: string;
  /** A code: makes the fee free; for those who may waive. */
  @Optional() @Code() exemption?: string;
  /** By which way the customer asks for it; left out: the one that it was booked by. Its rules count. */
  @Optional() @OneOf(CHANNELS) channel?: Channel;
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

/** Who put an appointment where it does not fit, and why (R-BK-23). */
class OverbookingAnswer {
  /** Code of the reason; `zone-rules`: the clock change of a store's zone pushed it there. */
  @Text() reason: string;
  /** Who, by pseudonym. */
  @Text() by: string;
  /** When it was put there. */
  @Instant() at: string;
}

/** Which price the last move left, and why. */
class MovePricingAnswer {
  /** `agreed`: the one that it had before; `of-new-time`: the agreed list price with the price rule of the new day and hour. */
  @OneOf(['agreed', 'of-new-time']) price: 'agreed' | 'of-new-time';
  /**
   * `policy-keep`, `policy-new`, `policy-lower`: by `movePrice` of the accepted policy; `same-time`: neither time nor store changed; `late-move`: a late move makes
   * nothing cheaper; `moved-by-store`: a move by the store makes nothing dearer.
   */
  @OneOf(MOVE_PRICE_REASONS) because: MovePriceReason;
  /** What all services cost before the move, in minor units of `currency`. */
  @Cents() agreedCents: number;
  /** What all services would cost, or do, by the price rules of the new time, in minor units of `currency`. */
  @Cents() newTimeCents: number;
  /** Of both amounts; absent: booked by an older release. */
  @Optional() @Currency() currency?: string;
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
  /** It was put where something was taken; absent: it was not, or has been moved since. */
  @Optional() @Nested(() => OverbookingAnswer) overbooked?: OverbookingAnswer;
  /** Which price the last move left it with, and why; absent: it was not moved. */
  @Optional() @Nested(() => MovePricingAnswer) movePricing?: MovePricingAnswer;
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
