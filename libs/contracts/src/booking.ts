import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Published } from './contract.js';
import {
  AppointmentLine,
  BilledLine,
  CURRENCY,
  DATE,
  INSTANT,
  PerformedService,
  TaxAmount,
  Tender,
} from './parts.js';

export const STORE_TOPIC = 'chignon.booking.store';
export const APPOINTMENT_TOPIC = 'chignon.booking.appointment';
export const VISIT_TOPIC = 'chignon.booking.visit';
export const SALON_EVENT_TOPIC = 'chignon.booking.salonevent';
export const COURSE_TOPIC = 'chignon.booking.course';
export const REMINDER_TOPIC = 'chignon.booking.reminder';
export const WAITLIST_TOPIC = 'chignon.booking.waitlist';
export const DEPOSIT_TOPIC = 'chignon.booking.deposit';

/** A store opened or its master data changed. Key: the store. */
@Published(STORE_TOPIC, 1)
export class StoreDescribed {
  @IsString() storeId: string;
  @IsString() regionId: string;
  @IsString() name: string;
  /** IANA zone. */
  @IsString() zone: string;
  @Matches(CURRENCY) currency: string;
  /** Local time `HH:MM` at which a business day begins (`00:00`, or later for stores open past midnight). */
  @IsString() dayStartsAt: string;
}

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
  /** A code: somebody who may made it free. */
  @IsOptional() @IsString() exemption?: string;
  /** It may be charged until this instant, exclusive. */
  @Matches(INSTANT) chargeUntil: string;
}

class AppointmentFacts {
  @IsString() appointmentId: string;
  @IsString() storeId: string;
  /** Absent: an anonymous booking. */
  @IsOptional() @IsString() customerId?: string;
  @IsString() zone: string;
  /** Of the prices. Absent: booked by an older release. */
  @IsOptional() @Matches(CURRENCY) currency?: string;
  /** The store's business day. */
  @Matches(DATE) businessDate: string;
  @Matches(INSTANT) startsAt: string;
  @Matches(INSTANT) endsAt: string;
  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => AppointmentLine)
  lines: AppointmentLine[];
  /** `front-desk`, `phone`, `app`, `web`, `mini-program`, `import`. */
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

/** An appointment stands in the agenda; said again when one without a customer gets one. Key: the customer (the appointment when anonymous), as for all of this topic. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentBooked extends AppointmentFacts {}

/** The same appointment at another time, day, staff or store. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentRescheduled extends AppointmentFacts {
  @Matches(INSTANT) previousStartsAt: string;
  /** Of a late move beyond those that are free. */
  @IsOptional() @ValidateNested() @Type(() => AppointmentFee) fee?: AppointmentFee;
  /** `zone-rules`: the rules of the zone changed; the wall clock is the one that was agreed. Absent: somebody moved it. */
  @IsOptional() @IsIn(['zone-rules']) because?: 'zone-rules';
}

/** The appointment will not take place. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentCancelled {
  @IsString() appointmentId: string;
  @IsString() storeId: string;
  @IsOptional() @IsString() customerId?: string;
  @Matches(INSTANT) startsAt: string;
  @IsIn(['customer', 'store']) by: 'customer' | 'store';
  /** A code, never free text about a person. */
  @IsString() reason: string;
  @IsArray() @IsString({ each: true }) serviceGroups: string[];
  /** Absent: it was free. */
  @IsOptional() @ValidateNested() @Type(() => AppointmentFee) fee?: AppointmentFee;
}

/** Nobody came. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentMissed {
  @IsString() appointmentId: string;
  @IsString() storeId: string;
  @IsOptional() @IsString() customerId?: string;
  @Matches(INSTANT) startsAt: string;
  /** Absent: it was free. */
  @IsOptional() @ValidateNested() @Type(() => AppointmentFee) fee?: AppointmentFee;
}

/** It was no no-show after all: the appointment stands again as it was, and the fee for missing it is gone. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentReinstated extends AppointmentFacts {
  /** What was due for the no-show and no longer is. */
  @IsInt() @Min(0) droppedFeeCents: number;
}

/** What was due for the appointment will not be charged. */
@Published(APPOINTMENT_TOPIC, 1)
export class AppointmentFeeWaived {
  @IsString() appointmentId: string;
  @IsString() storeId: string;
  @IsOptional() @IsString() customerId?: string;
  @Matches(INSTANT) startsAt: string;
  @IsInt() @Min(0) cents: number;
  @Matches(CURRENCY) currency: string;
  /** A code. */
  @IsString() reason: string;
}

class VisitFacts {
  @IsString() visitId: string;
  @IsString() storeId: string;
  /** Absent: an anonymous visit. */
  @IsOptional() @IsString() customerId?: string;
  @IsOptional() @IsString() appointmentId?: string;
  @IsString() zone: string;
  /** The store's business day on which the visit began. */
  @Matches(DATE) businessDate: string;
  /** Local wall-clock hour 0 to 23 at which the visit began; absent when the source knows only the day. */
  @IsOptional() @IsInt() @Min(0) localHour?: number;
}

/** All services of the visit are done. Stock, formulas and rhythm follow this. Key: the customer (the visit when anonymous), as for all of this topic. */
@Published(VISIT_TOPIC, 1)
export class VisitCompleted extends VisitFacts {
  @Matches(INSTANT) completedAt: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PerformedService)
  services: PerformedService[];
}

/** The customer said what they think of the visit, or of one service of it. One that says a previous score replaces the one before; those of a voided visit do not count. */
@Published(VISIT_TOPIC, 1)
export class VisitRated extends VisitFacts {
  /** Of a service; absent: of the visit as a whole. */
  @IsOptional() @IsString() lineId?: string;
  @IsOptional() @IsString() serviceId?: string;
  /** Who led the service. */
  @IsOptional() @IsString() staffId?: string;
  @IsInt() @Min(1) @Max(5) score: number;
  /** Codes. */
  @IsArray() @IsString({ each: true }) aspects: string[];
  @Matches(INSTANT) ratedAt: string;
  /** What it replaces. */
  @IsOptional() @IsInt() @Min(1) @Max(5) previousScore?: number;
}

/** The bill of the visit is settled. Sales, points and retail stock follow this. Once per visit and settlement number. */
@Published(VISIT_TOPIC, 1)
export class VisitSettled extends VisitFacts {
  @IsInt() @Min(1) settlementNo: number;
  /** Visits settled together (a family at one till) share the bill. What stands for its number: the number itself, in which anything may stand, stays in booking. */
  @IsString() billId: string;
  @Matches(INSTANT) settledAt: string;
  /** The store's business day of this settlement: the day of its money. Of a refund or correction it may lie long after `businessDate`, the day of the visit. Absent in messages of older releases. */
  @IsOptional() @Matches(DATE) settledOn?: string;
  @Matches(CURRENCY) currency: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => BilledLine) lines: BilledLine[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => TaxAmount) taxes: TaxAmount[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => Tender) tenders: Tender[];
  /** Sum of the lines. */
  @IsInt() netCents: number;
  @IsInt() taxCents: number;
  /** Written down after the fact from another system. */
  @IsBoolean() imported: boolean;
  /** Of a refund or correction (settlement 2 and later): why, as a code. Absent in messages of older releases. */
  @IsOptional() @IsString() reason?: string;
}

/** The visit never counted: everything that followed from it is taken back by compensation. Repeats what was settled, so that nobody has to remember. */
@Published(VISIT_TOPIC, 1)
export class VisitVoided extends VisitFacts {
  @Matches(INSTANT) voidedAt: string;
  /** The store's business day of the void: the day on which its money is taken back. Absent in messages of older releases. */
  @IsOptional() @Matches(DATE) voidedOn?: string;
  /** A code. */
  @IsString() reason: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PerformedService)
  services: PerformedService[];
  /** Empty when the visit was never settled. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => BilledLine) lines: BilledLine[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => TaxAmount) taxes: TaxAmount[];
  @IsInt() netCents: number;
  @IsInt() taxCents: number;
  /** 0 when the visit was never settled. */
  @IsInt() @Min(0) settlementNo: number;
  /** Absent when the visit was never settled. */
  @IsOptional() @Matches(CURRENCY) currency?: string;
  /** What was paid by each kind of tender, over all settlements. Absent when it was never settled, and in messages of older releases. */
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => Tender) tenders?: Tender[];
}

class SalonEventFacts {
  @IsString() eventId: string;
  @IsString() storeId: string;
  @IsString() zone: string;
  /** The store's business day on which it starts. */
  @Matches(DATE) businessDate: string;
  /** The chain's own code of it. */
  @IsString() code: string;
  /** `lecture`, `competition`, `evening`, `workshop`, `other`. */
  @IsString() kind: string;
  @Matches(INSTANT) startsAt: string;
  @Matches(INSTANT) endsAt: string;
}

/** A salon event is planned, or what is planned of it changed. Key: the event. */
@Published(SALON_EVENT_TOPIC, 1)
export class SalonEventAnnounced extends SalonEventFacts {
  /** What stands for what it is called: the words, which may name somebody, stay in booking. */
  @IsString() title: string;
  @IsInt() @Min(1) seats: number;
  /** For one seat. */
  @IsInt() @Min(0) priceCents: number;
  @Matches(CURRENCY) currency: string;
  /** Registration is open from `opensAt` until before `closesAt`. */
  @Matches(INSTANT) opensAt: string;
  @Matches(INSTANT) closesAt: string;
  /** For whom it is meant: not enforced by booking. */
  @IsBoolean() membersOnly: boolean;
  @IsArray() @IsString({ each: true }) tiers: string[];
}

/** A salon event is called off. Each registration is told to have ended by itself. Key: the event. */
@Published(SALON_EVENT_TOPIC, 1)
export class SalonEventCancelled extends SalonEventFacts {
  /** A code. */
  @IsString() reason: string;
}

class SalonEventParty extends SalonEventFacts {
  @IsString() registrationId: string;
  @IsString() customerId: string;
  /** Seats, the customer's own included. */
  @IsInt() @Min(1) partySize: number;
  @IsString() channel: string;
}

/** Seats of a salon event are a customer's, at once or moved up from the waiting list. Key: the customer, as for all registrations. */
@Published(SALON_EVENT_TOPIC, 1)
export class SalonEventRegistered extends SalonEventParty {}

/** The seats are no longer theirs. */
@Published(SALON_EVENT_TOPIC, 1)
export class SalonEventRegistrationCancelled extends SalonEventParty {
  @IsIn(['customer', 'store']) by: 'customer' | 'store';
  /** A code, never free text about a person; `event-cancelled` when the whole event was called off. */
  @IsString() reason: string;
}

/** Whether they came. A later one replaces the one before. */
@Published(SALON_EVENT_TOPIC, 1)
export class SalonEventAttendance extends SalonEventParty {
  @IsBoolean() attended: boolean;
}

class CourseFacts {
  @IsString() courseId: string;
  @IsString() customerId: string;
  /** Where the course was begun. */
  @IsString() storeId: string;
  @IsString() templateId: string;
  @IsInt() @Min(1) templateVersion: number;
  @IsInt() @Min(1) sessions: number;
}

/** All sessions of a course of treatments are done. Key: the customer, as for all of this topic. */
@Published(COURSE_TOPIC, 1)
export class CourseCompleted extends CourseFacts {
  @Matches(DATE) startedOn: string;
  /** The business day of the last session. */
  @Matches(DATE) completedOn: string;
  @Matches(INSTANT) completedAt: string;
}

/** A course that was completed is not: the visit of one of its sessions was voided. What followed from the completion is taken back. */
@Published(COURSE_TOPIC, 1)
export class CourseReopened extends CourseFacts {
  /** The visit that never counted. */
  @IsString() visitId: string;
}

/** Please remind the customer of an appointment now. Address, language, wording and a customer's "no" are the business of customers. Key: the customer. */
@Published(REMINDER_TOPIC, 1)
export class ReminderDue {
  /** A second request with this id is the same reminder. */
  @IsString() reminderId: string;
  @IsString() appointmentId: string;
  @IsString() customerId: string;
  @IsString() storeId: string;
  /** What the store is called, for the wording. */
  @IsString() storeName: string;
  /** Of the store: its wall clock is the one to tell the time by, and the one whose quiet hours were kept. */
  @IsString() zone: string;
  /** Of the appointment. */
  @Matches(INSTANT) startsAt: string;
  /** Which of the store's reminders this is. */
  @IsInt() @Min(1) hoursBefore: number;
  /** Not to be sent after this instant: the start, or the next quiet hours. */
  @Matches(INSTANT) validUntil: string;
}

/** A customer waits for a slot at one or more stores. Key: the customer, as for all of this topic. */
@Published(WAITLIST_TOPIC, 1)
export class WaitlistJoined {
  @IsString() entryId: string;
  @IsString() customerId: string;
  /** Wherever a slot is free first. */
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) storeIds: string[];
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) serviceIds: string[];
  @Matches(INSTANT) joinedAt: string;
  /** From this instant on the customer no longer waits. */
  @Matches(INSTANT) until: string;
}

/** A slot that is free again is offered to a customer who waits. */
@Published(WAITLIST_TOPIC, 1)
export class WaitlistOffered {
  @IsString() entryId: string;
  @IsString() offerId: string;
  @IsString() customerId: string;
  @IsString() storeId: string;
  @Matches(INSTANT) startsAt: string;
  @Matches(INSTANT) endsAt: string;
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) serviceIds: string[];
  /** Who would perform them, in the same order. */
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) staffIds: string[];
  @IsInt() @Min(0) priceCents: number;
  /** It may be accepted until this instant, exclusive. */
  @Matches(INSTANT) replyBy: string;
  /** Others are offered it too, and the first to accept gets it; else it is held for this customer. */
  @IsBoolean() firstToAccept: boolean;
}

/** A customer no longer waits. */
@Published(WAITLIST_TOPIC, 1)
export class WaitlistEnded {
  @IsString() entryId: string;
  @IsString() customerId: string;
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) storeIds: string[];
  @IsIn(['fulfilled', 'withdrawn', 'expired']) how: 'fulfilled' | 'withdrawn' | 'expired';
  /** What was booked, when it was fulfilled. */
  @IsOptional() @IsString() appointmentId?: string;
}

class DepositFacts {
  @IsString() appointmentId: string;
  /** Where it was asked for: its liability stays with this store when the appointment moves. */
  @IsString() storeId: string;
  @IsOptional() @IsString() customerId?: string;
  @IsInt() @Min(1) cents: number;
  @Matches(CURRENCY) currency: string;
}

/** Money came for a deposit: from now on the chain owes it. Paid = held + applied + forfeited + returned, at every instant. Key: the customer (the appointment when anonymous), as for all of this topic. */
@Published(DEPOSIT_TOPIC, 1)
export class DepositPaid extends DepositFacts {
  @IsString() paymentId: string;
  @IsIn(['online', 'cash', 'terminal']) method: 'online' | 'cash' | 'terminal';
}

/** It paid a part of the visit's bill: the bill's tender of kind `deposit`. */
@Published(DEPOSIT_TOPIC, 1)
export class DepositApplied extends DepositFacts {
  @IsString() visitId: string;
}

/** The chain keeps it, as the fee of a late cancellation or a no-show. No sale and no visit. */
@Published(DEPOSIT_TOPIC, 1)
export class DepositForfeited extends DepositFacts {
  /** What stands against the booking; the deposit may cover a part of it. */
  @IsInt() @Min(0) feeCents: number;
  @IsIn(['late-cancel', 'no-show']) because: 'late-cancel' | 'no-show';
}

/** It is owed to the customer again: the visit was voided or refunded, or the fee waived. */
@Published(DEPOSIT_TOPIC, 1)
export class DepositRestored extends DepositFacts {
  @IsIn(['applied', 'forfeited']) from: 'applied' | 'forfeited';
}

/** The customer has it back. */
@Published(DEPOSIT_TOPIC, 1)
export class DepositReturned extends DepositFacts {
  @IsString() returnId: string;
  @IsString() paymentId: string;
}
