import { CODE, DATE, ID, LookedUpByHandler, STORE_ID, TIME } from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { type Channel, CHANNELS } from '../../salon/channels/channel.js';
import {
  AcceptedPolicyAnswer,
  StandingFeeAnswer,
} from '../../salon/routes/policies.shapes.http.js';
import { BookingDepositAnswer } from '../deposits/deposit.shapes.http.js';

export class WantedServiceBody {
  @IsString() @MaxLength(64) @Matches(ID) serviceId: string;
  /** Left out: anybody who may perform it. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) staffId?: string;
  /** Who assists, where the service needs more than one person; left out, or fewer than it needs: whoever is free and able. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(3)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(ID, { each: true })
  assistantIds?: string[];
  /** Left out: as soon as the service before it ends, with at most the store's longest wait. */
  @IsOptional() @IsString() @MinLength(16) @MaxLength(40) startsAt?: string;
  /** May run at the same time as another service of this appointment. */
  @IsOptional() @IsBoolean() parallel?: boolean;
  /** What the place must offer: `private`, `accessible`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(CODE, { each: true })
  needs?: string[];
}

export class HoldBody {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  /** ISO 8601: an instant, with an offset, or the store's local time. */
  @IsString() @MinLength(16) @MaxLength(40) startsAt: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => WantedServiceBody)
  services: WantedServiceBody[];
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) customerId?: string;
  /** The services may follow each other in any order that the catalogue allows. At most 5 of them. */
  @IsOptional() @IsBoolean() anyOrder?: boolean;
  @IsOptional() @IsIn(CHANNELS) channel?: Channel;
  /** Left out: the store's own. */
  @IsOptional() @IsInt() @Min(30) @Max(3600) ttlSeconds?: number;
}

class OverbookBody {
  /** A code such as `regular-customer`, never free text. */
  @IsString() @MaxLength(64) @Matches(CODE) reason: string;
}

/** Either `holdId` (and perhaps the customer), or a direct booking. */
export class AppointmentBody {
  @IsOptional() @IsString() @MaxLength(80) holdId?: string;
  @IsOptional() @IsString() @MaxLength(32) @Matches(STORE_ID) storeId?: string;
  @IsOptional() @IsString() @MinLength(16) @MaxLength(40) startsAt?: string;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => WantedServiceBody)
  services?: WantedServiceBody[];
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) customerId?: string;
  /** The services may follow each other in any order that the catalogue allows. At most 5 of them. */
  @IsOptional() @IsBoolean() anyOrder?: boolean;
  @IsOptional() @IsIn(CHANNELS) channel?: Channel;
  /** Books whatever is in the way (R-BK-23). Needs `booking.overbooking:write`. */
  @IsOptional() @ValidateNested() @Type(() => OverbookBody) overbook?: OverbookBody;
}

/** Why an appointment was not approved. */
export class DeclineBody {
  /** A code such as `no-colourist`, never free text. */
  @IsString() @MaxLength(64) @Matches(CODE) reason: string;
}

export class NameCustomerBody {
  @IsString() @MaxLength(64) @Matches(ID) customerId: string;
}

class LineStaffBody {
  @IsString() @MaxLength(64) @Matches(ID) lineId: string;
  /** Left out: who leads it now. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) staffId?: string;
  /** Who assists from now on; left out: as it was where they are free, else whoever is free and able. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(ID, { each: true })
  assistantIds?: string[];
}

export class RescheduleBody {
  @IsString() @MinLength(16) @MaxLength(40) startsAt: string;
  /** Left out: the same store. */
  @IsOptional() @IsString() @MaxLength(32) @Matches(STORE_ID) storeId?: string;
  /** Lines that somebody else performs from now on. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => LineStaffBody)
  staff?: LineStaffBody[];
  /** Who wishes it; default `customer`. What the store moves is never a late move. */
  @IsOptional() @IsIn(['customer', 'store']) by?: 'customer' | 'store';
  /** By which way the customer wishes it; left out: the one that it was booked by. Its rules count. */
  @IsOptional() @IsIn(CHANNELS) channel?: Channel;
}

export class CancelBody {
  @IsIn(['customer', 'store']) by: 'customer' | 'store';
  /** A code such as `ill` or `changed-mind`, never free text. */
  @IsString() @MaxLength(64) @Matches(CODE) reason: string;
  /** A code: makes the fee free; for those who may waive. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) exemption?: string;
  /** By which way the customer wishes it; left out: the one that it was booked by. Its rules count. */
  @IsOptional() @IsIn(CHANNELS) channel?: Channel;
}

export class AvailabilityQuery {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  /** Service ids in order, comma-separated, at most 10. */
  @IsString() @MinLength(1) @MaxLength(700) services: string;
  /** All services by this person. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) staffId?: string;
  /** All services by one person, whoever it is. */
  @IsOptional() @IsBoolean() sameStaff?: boolean;
  /** In any order that the catalogue allows; at most 5 services. */
  @IsOptional() @IsBoolean() anyOrder?: boolean;
  /** What the place must offer, comma-separated. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(300) needs?: string;
  /** Takes the customer's own durations, tier and other appointments into account. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) customerId?: string;
  /** Only what this channel may book; left out: whatever the agenda would take. */
  @IsOptional() @IsIn(CHANNELS) channel?: Channel;
  /** First business date. */
  @IsString() @MaxLength(10) @Matches(DATE) from: string;
  /** Last business date; left out: `from`. At most 62 days. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) to?: string;
  @IsOptional() @IsInt() @Min(1) @Max(1000) limit?: number;
  /** `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(40) after?: string;
}

export class AppointmentLineAnswer {
  @IsString() lineId: string;
  @IsString() serviceId: string;
  @IsString() serviceGroup: string;
  @IsString() staffId: string;
  /** `false`: booked for anybody, and somebody else may do it yet; absent: it is settled. */
  @IsOptional() @IsBoolean() staffBound?: boolean;
  /** Who assists; absent: nobody. */
  @IsOptional() @IsArray() @IsString({ each: true }) assistantIds?: string[];
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  @IsInt() priceCents: number;
  /** Before the price rule of the day and hour, and which it was. */
  @IsOptional() @IsInt() listCents?: number;
  @IsOptional() @IsString() priceRuleId?: string;
}

class FreeSlotLine {
  @IsString() serviceId: string;
  @IsString() staffId: string;
  /** Who would assist; absent: nobody. */
  @IsOptional() @IsArray() @IsString({ each: true }) assistantIds?: string[];
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  @IsInt() priceCents: number;
  /** Before the price rule of the day and hour, and which it was. */
  @IsOptional() @IsInt() listCents?: number;
  @IsOptional() @IsString() priceRuleId?: string;
}

export class FreeSlotAnswer {
  @IsString() date: string;
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => FreeSlotLine) lines: FreeSlotLine[];
  @IsInt() priceCents: number;
  /** Before price rules, where one applied. */
  @IsOptional() @IsInt() listCents?: number;
}

export class RankedQuery {
  /** Comma-separated, at most 50. */
  @LookedUpByHandler('Each must be one that the caller sees.')
  @IsString()
  @MinLength(1)
  @MaxLength(1700)
  storeIds: string;
  /** Service ids in order, comma-separated, at most 10. */
  @IsString() @MinLength(1) @MaxLength(700) services: string;
  /** Only these people, comma-separated. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(700) staffIds?: string;
  @IsOptional() @IsBoolean() sameStaff?: boolean;
  /** In any order that the catalogue allows; at most 5 services. */
  @IsOptional() @IsBoolean() anyOrder?: boolean;
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) customerId?: string;
  /** Only what this channel may book; left out: whatever the agenda would take. */
  @IsOptional() @IsIn(CHANNELS) channel?: Channel;
  /** Whom the customer likes best, comma-separated. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(700) preferStaff?: string;
  /** Local time of the store from which, and before which, the customer likes to begin. */
  @IsOptional() @IsString() @MaxLength(5) @Matches(TIME) preferFrom?: string;
  @IsOptional() @IsString() @MaxLength(5) @Matches(TIME) preferTo?: string;
  /** The customer has time: cheaper slots first, which price rules make of the quieter hours, then the quieter ones (BK-29). */
  @IsOptional() @IsBoolean() flexible?: boolean;
  /** Leaves out slots that would waste time beside them. */
  @IsOptional() @IsBoolean() hideWaste?: boolean;
  @IsString() @MaxLength(10) @Matches(DATE) from: string;
  /** Last business date; left out: `from`. At most 62 days. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) to?: string;
  /** Default 20. */
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
}

/** What speaks for a slot rather than for the one that would be shown first to a customer without time. */
export class SteeringAnswer {
  /** Against that one; negative: it costs less. */
  @IsInt() differenceCents: number;
  /** How much of the team's working time beside the slot is taken. */
  @IsInt() busyPercent: number;
  /** `cheaper`, `quieter`. The price rule stands in the lines. */
  @IsArray() @IsString({ each: true }) because: string[];
  /** When that one begins. */
  @IsString() comparedTo: string;
}

export class RankedSlotAnswer extends FreeSlotAnswer {
  @IsString() storeId: string;
  /** Minutes beside it that would be too short for any service. */
  @IsInt() wasteMinutes: number;
  /** How many of the customer's preferences it meets: person, time of day. */
  @IsInt() wishesMet: number;
  /** How much of their shift its busiest person is taken already. */
  @IsInt() loadPercent: number;
  /** With `flexible`. */
  @IsOptional() @ValidateNested() @Type(() => SteeringAnswer) steering?: SteeringAnswer;
}

export class WhyNotQuery {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  @IsString() @MinLength(1) @MaxLength(700) services: string;
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) staffId?: string;
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) customerId?: string;
  /** Asks its rules too. */
  @IsOptional() @IsIn(CHANNELS) channel?: Channel;
  @IsString() @MinLength(16) @MaxLength(40) startsAt: string;
}

class WhyNotReason {
  @IsString() staffId: string;
  @IsString() code: string;
  /** What is taken: `staff`, `pool`, `customer`; and when. */
  @IsOptional() @IsString() resource?: string;
  @IsOptional() @IsString() busyFrom?: string;
  @IsOptional() @IsString() busyTo?: string;
}

export class WhyNotAnswer {
  @IsBoolean() offered: boolean;
  /** The first rule that refuses it. */
  @IsOptional() @IsString() code?: string;
  /** Of a channel: the first instant that it takes now, or the last business date. */
  @IsOptional() @IsString() earliest?: string;
  @IsOptional() @IsString() latest?: string;
  /** From this instant on it can be booked, if it is still free: a date whose window is not open, or what is kept for other tiers. */
  @IsOptional() @IsString() possibleFrom?: string;
  /** For each person who could be asked. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => WhyNotReason) reasons: WhyNotReason[];
  @IsArray() @IsString({ each: true }) nearest: string[];
}

export class AppointmentWarning {
  /** The customer has another appointment elsewhere at that time. */
  @IsIn(['customer-elsewhere']) code: 'customer-elsewhere';
  /** Which it is; absent when the caller does not see its store. */
  @IsOptional() @IsString() appointmentId?: string;
  @IsOptional() @IsString() storeId?: string;
  @IsOptional() @IsString() startsAt?: string;
  @IsOptional() @IsString() endsAt?: string;
}

export class HoldAnswer {
  @IsString() holdId: string;
  @IsString() storeId: string;
  @IsString() businessDate: string;
  /** `held`, `released`, `expired`, `booked`, … */
  @IsString() status: string;
  @IsString() expiresAt: string;
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AppointmentLineAnswer)
  lines: AppointmentLineAnswer[];
  @IsInt() priceCents: number;
  /** What confirming it accepts; absent: nothing costs a fee. */
  @IsOptional() @ValidateNested() @Type(() => AcceptedPolicyAnswer) policy?: AcceptedPolicyAnswer;
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AppointmentWarning)
  warnings?: AppointmentWarning[];
  /** What is asked for beforehand; absent: nothing. */
  @IsOptional() @ValidateNested() @Type(() => BookingDepositAnswer) deposit?: BookingDepositAnswer;
  @IsInt() revision: number;
}

class BoundUnitAnswer {
  @IsString() lineId: string;
  @IsString() pool: string;
  @IsString() unitId: string;
}

/** Of an appointment, all but its lines: boards show more of those. */
export class AppointmentFactsAnswer {
  @IsString() appointmentId: string;
  @IsString() storeId: string;
  @IsString() zone: string;
  @IsString() businessDate: string;
  @IsOptional() @IsString() customerId?: string;
  /** `pending` (waits for the store's yes), `declined`, `booked`, `checked-in`, `cancelled`, `missed`. */
  @IsString() status: string;
  @IsString() channel: string;
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  @IsInt() priceCents: number;
  @IsOptional() @IsString() visitId?: string;
  /** Chairs, rooms and machines that it got at check-in. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => BoundUnitAnswer)
  units?: BoundUnitAnswer[];
  /** Of a group booking: the appointment of its first guest, which guest this is, who booked. */
  @IsOptional() @IsString() groupId?: string;
  @IsOptional() @IsInt() guestNo?: number;
  @IsOptional() @IsString() bookerId?: string;
  @IsOptional() @IsString() seriesId?: string;
  /** Absent: nothing was agreed, so nothing costs a fee. */
  @IsOptional() @ValidateNested() @Type(() => AcceptedPolicyAnswer) policy?: AcceptedPolicyAnswer;
  /** Moves by the customer that were late. */
  @IsOptional() @IsInt() lateMoves?: number;
  @IsOptional() @ValidateNested() @Type(() => StandingFeeAnswer) fee?: StandingFeeAnswer;
  /** At stores that look for it: what somebody should know of. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AppointmentWarning)
  warnings?: AppointmentWarning[];
  /** What is asked for beforehand, where the booking is answered by itself; absent: nothing. */
  @IsOptional() @ValidateNested() @Type(() => BookingDepositAnswer) deposit?: BookingDepositAnswer;
  /** The appointment's own revision: for `If-Match`, and for `?atLeast=` of the day it is on. */
  @IsInt() revision: number;
}

export class AppointmentAnswer extends AppointmentFactsAnswer {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AppointmentLineAnswer)
  lines: AppointmentLineAnswer[];
}
