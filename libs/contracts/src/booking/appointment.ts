import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { AppointmentLine, CURRENCY, INSTANT, OfStoreDay } from '../parts.js';

export const APPOINTMENT_TOPIC = 'chignon.booking.appointment';

/** The version of the policy for cancelling, moving and not coming that a booking accepted. */
class AcceptedPolicy {
  @IsString() policyId: string;
  @IsInt() @Min(1) version: number;
  /** Of the prices, and so of the fees. */
  @Matches(CURRENCY) currency: string;
  @Matches(INSTANT) acceptedAt: string;
}

/** A fee that arose, and why it is what it is. A fact: nothing was charged yet. It is no sale and no visit. */
class AppointmentFee {
  @IsIn(['cancel', 'move', 'no-show']) kind: 'cancel' | 'move' | 'no-show';
  /** 0 when it was exempted. */
  @IsInt() @Min(0) cents: number;
  @Matches(CURRENCY) currency: string;
  @IsString() policyId: string;
  @IsInt() @Min(1) version: number;
  /** What a percentage counts from. */
  @IsInt() @Min(0) basisCents: number;
  /** Of the window that applied; absent for a no-show. */
  @IsOptional() @IsInt() @Min(0) hoursBefore?: number;
  /** The rate: an amount or a percentage. */
  @IsOptional() @IsInt() @Min(0) amountCents?: number;
  @IsOptional() @IsInt() @Min(0) @Max(100) percent?: number;
  /** Why it is less than the rate says: the price of what was booked, or the policy's cap. */
  @IsOptional() @IsIn(['value', 'cap']) limitedBy?: 'value' | 'cap';
  /** A code of a person with the permission, who made it free. */
  @IsOptional() @IsString() exemption?: string;
  /** It may be charged until this instant, exclusive. */
  @Matches(INSTANT) chargeUntil: string;
}

class AppointmentDetails extends OfStoreDay {
  @IsString() appointmentId: string;
  /** Of the prices. Absent: booked by an older release. */
  @IsOptional() @Matches(CURRENCY) currency?: string;
  @Matches(INSTANT) startsAt: string;
  @Matches(INSTANT) endsAt: string;
  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => AppointmentLine)
  lines: AppointmentLine[];
  /** Where it was booked: at the `front-desk`, by `phone`, in the chain's `app`, on the `web`, in a `mini-program` of a messenger, or brought by an `import`. */
  @IsString() channel: string;
  /** Of a group booking: the appointment of its first guest, which guest this is from 1 on, and who booked. */
  @IsOptional() @IsString() groupId?: string;
  @IsOptional() @IsInt() @Min(1) guestNo?: number;
  @IsOptional() @IsString() bookerId?: string;
  /** Of a series: repeated appointments booked together. */
  @IsOptional() @IsString() seriesId?: string;
  /** Absent: nothing was agreed, so nothing costs a fee. */
  @IsOptional() @ValidateNested() @Type(() => AcceptedPolicy) policy?: AcceptedPolicy;
}

/** An appointment stands in the agenda. Older releases said it again when one without a customer got one. Key: the customer (the appointment when anonymous), as for all of this topic. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentBooked extends AppointmentDetails {}

/** An appointment without a customer has got one: it stands as it did, for `customerId`. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentCustomerNamed extends AppointmentDetails {}

/** What an appointment was when its customer was corrected. */
const CORRECTED = ['booked', 'checked-in', 'missed', 'cancelled'] as const;

/** Somebody else had been named for this appointment by mistake, or nobody: it is the customer's, as it stands. Whoever counted for the one before hears `AppointmentCustomerRemoved`. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentCustomerCorrected extends AppointmentDetails {
  /** What has become of it: of one that was missed or cancelled the count is the customer's from now on. */
  @IsIn(CORRECTED) status: (typeof CORRECTED)[number];
}

const MOVE_PRICE_REASONS = [
  'same-time',
  'policy-keep',
  'policy-new',
  'policy-lower',
  'late-move',
  'moved-by-store',
] as const;

/** Which price a move left, and why; amounts of all services together, in minor units of `currency`. */
class MovePricing {
  /** `agreed`: the one of before; `of-new-time`: the agreed list price with the price rule of the new day and hour. */
  @IsIn(['agreed', 'of-new-time']) price: 'agreed' | 'of-new-time';
  /** `policy-…`: by the accepted policy; `same-time`: neither time nor store changed; `late-move`: it makes nothing cheaper; `moved-by-store`: nothing dearer. */
  @IsIn(MOVE_PRICE_REASONS) because: (typeof MOVE_PRICE_REASONS)[number];
  @IsInt() agreedCents: number;
  @IsInt() newTimeCents: number;
  /** Absent: booked by an older release. */
  @IsOptional() @Matches(CURRENCY) currency?: string;
}

/** The same appointment at another time, day, staff or store. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentRescheduled extends AppointmentDetails {
  @Matches(INSTANT) previousStartsAt: string;
  /** Of a late move beyond those that are free, or for services that were dropped late. */
  @IsOptional() @ValidateNested() @Type(() => AppointmentFee) fee?: AppointmentFee;
  /** `zone-rules`: the rules of the zone changed; the wall clock is the one that was agreed. Absent: a person moved it, or changed its services or who performs them. */
  @IsOptional() @IsIn(['zone-rules']) because?: 'zone-rules';
  /** Absent: it was not moved, or by an older release, which kept the agreed price. */
  @IsOptional() @ValidateNested() @Type(() => MovePricing) pricing?: MovePricing;
}

/** Which appointment it is about, for what says no more of it. */
class AppointmentReference {
  @IsString() appointmentId: string;
  @IsString() storeId: string;
  /** Absent: an anonymous booking. */
  @IsOptional() @IsString() customerId?: string;
  @Matches(INSTANT) startsAt: string;
}

/** The appointment was never this customer's: what was counted for them no longer is. Key: that customer. Whose it is says `AppointmentCustomerCorrected`. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentCustomerRemoved extends AppointmentReference {
  /** What had become of it. */
  @IsIn(CORRECTED) status: (typeof CORRECTED)[number];
}

/** The appointment will not take place. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentCancelled extends AppointmentReference {
  @IsIn(['customer', 'store']) by: 'customer' | 'store';
  /** A code, never free text about a person. */
  @IsString() reason: string;
  @IsArray() @IsString({ each: true }) serviceGroups: string[];
  /** Absent: it was free. */
  @IsOptional() @ValidateNested() @Type(() => AppointmentFee) fee?: AppointmentFee;
}

/** Nobody came. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentMissed extends AppointmentReference {
  /** Absent: it was free. */
  @IsOptional() @ValidateNested() @Type(() => AppointmentFee) fee?: AppointmentFee;
}

/** A no-show was taken back: the appointment stands again as it was, and the fee for missing it is gone. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentReinstated extends AppointmentDetails {
  /** The fee of the no-show, which is no longer due. */
  @IsInt() @Min(0) droppedFeeCents: number;
}

/** A fee of an appointment was waived: it will not be charged. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentFeeWaived extends AppointmentReference {
  @IsInt() @Min(0) cents: number;
  @Matches(CURRENCY) currency: string;
  /** A code. */
  @IsString() reason: string;
}

/** What is published to this topic: named by its consumers. */
export const appointmentEvents = topicEvents(APPOINTMENT_TOPIC, {
  AppointmentBooked,
  AppointmentCustomerNamed,
  AppointmentCustomerCorrected,
  AppointmentCustomerRemoved,
  AppointmentRescheduled,
  AppointmentCancelled,
  AppointmentMissed,
  AppointmentReinstated,
  AppointmentFeeWaived,
});
