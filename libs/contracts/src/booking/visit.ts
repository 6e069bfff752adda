import { Type } from 'class-transformer';
import {
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
import { Published, topicEvents } from '../contract.js';
import {
  BilledLine,
  CURRENCY,
  DATE,
  INSTANT,
  OfStoreDay,
  PerformedService,
  ReservedPart,
  TaxAmount,
  Tender,
} from '../parts.js';

export const VISIT_TOPIC = 'chignon.booking.visit';

class VisitDetails extends OfStoreDay {
  @IsString() visitId: string;
  /** Absent: the customer came without an appointment, or none is known. */
  @IsOptional() @IsString() appointmentId?: string;
  /** Local wall-clock hour 0 to 23 at which the visit began; absent when the source knows only the day. */
  @IsOptional() @IsInt() @Min(0) localHour?: number;
}

/** A customer has arrived: checked in for an appointment, or walked in. Visits of other systems, written down after the fact, are not told of here. Key: the customer (the visit when anonymous), as for all of this topic. */
@Published(VISIT_TOPIC, 1)
export class VisitOpened extends VisitDetails {
  @IsIn(['appointment', 'walk-in']) origin: 'appointment' | 'walk-in';
  @Matches(INSTANT) openedAt: string;
}

/** A visit under way is this customer's: somebody else had been named by mistake, or nobody. */
@Published(VISIT_TOPIC, 1)
export class VisitCustomerCorrected extends VisitDetails {}

/** A visit under way was never this customer's. Key: that customer. */
@Published(VISIT_TOPIC, 1)
export class VisitCustomerRemoved extends VisitDetails {}

/** A product was taken off the bill of a visit before it was settled: it is not sold. */
@Published(VISIT_TOPIC, 1)
export class VisitProductRemoved extends VisitDetails {
  /** The line that it stood in. */
  @IsString() lineId: string;
  @IsString() sku: string;
  /** In thousandths: one piece is 1000. */
  @IsInt() quantityMilli: number;
  @Matches(INSTANT) removedAt: string;
  /** A code of the till rules. */
  @IsString() reason: string;
}

/** The visit ended before its services were done: nothing of it counts but the material that was used. */
@Published(VISIT_TOPIC, 1)
export class VisitAbandoned extends VisitDetails {
  @Matches(INSTANT) abandonedAt: string;
  /** A code of the till rules; `check-in-undone`: nobody had come, the appointment stands. */
  @IsString() reason: string;
  /** Services whose material was used, as it was written down (`actualUse`); their plan is empty. Absent: none was used, or the message is of an older release. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PerformedService)
  used?: PerformedService[];
}

/** All services of the visit are done. Stock, formulas and rhythm follow this. */
@Published(VISIT_TOPIC, 1)
export class VisitCompleted extends VisitDetails {
  @Matches(INSTANT) completedAt: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PerformedService)
  services: PerformedService[];
}

/** The customer said what they think of the visit, or of one service of it. One that says a previous score replaces the one before; those of a voided visit do not count. */
@Published(VISIT_TOPIC, 1)
export class VisitRated extends VisitDetails {
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

/** What was sold, and what it comes to. */
class VisitSales extends VisitDetails {
  /** Of a void: empty when the visit was never settled. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => BilledLine) lines: BilledLine[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => TaxAmount) taxes: TaxAmount[];
  /** Sum of the lines. */
  @IsInt() netCents: number;
  @IsInt() taxCents: number;
  /** Of tenders and discounts that a context owns: what was taken of each reservation, or goes back to it; of a void all that was left. Absent: nothing. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ReservedPart)
  reserved?: ReservedPart[];
}

/** The bill of the visit is settled. Sales, points and retail stock follow this. Once per visit and settlement number. */
@Published(VISIT_TOPIC, 1)
export class VisitSettled extends VisitSales {
  @IsInt() @Min(1) settlementNo: number;
  /** Visits settled together (a family at one till) share the bill. What stands for its number: the number itself, in which anything may stand, stays in booking. */
  @IsString() billId: string;
  @Matches(INSTANT) settledAt: string;
  /** The store's business day of this settlement: the day of its money. Of a refund or correction it may lie long after `businessDate`, the day of the visit. Absent in messages of older releases. */
  @IsOptional() @Matches(DATE) settledOn?: string;
  @Matches(CURRENCY) currency: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => Tender) tenders: Tender[];
  /** Written down after the fact from another system. */
  @IsBoolean() imported: boolean;
  /** Of a refund or correction (settlement 2 and later): why, as a code. Absent in messages of older releases. */
  @IsOptional() @IsString() reason?: string;
}

/** The visit never counted: everything that followed from it is taken back by compensation. Repeats what was settled, so that consumers need not keep it. */
@Published(VISIT_TOPIC, 1)
export class VisitVoided extends VisitSales {
  @Matches(INSTANT) voidedAt: string;
  /** The store's business day of the void: the day on which its money is taken back. Absent in messages of older releases. */
  @IsOptional() @Matches(DATE) voidedOn?: string;
  /** A code. */
  @IsString() reason: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PerformedService)
  services: PerformedService[];
  /** Of a visit that was not completed: services whose material was used, as `VisitAbandoned` said. Absent: none was. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PerformedService)
  used?: PerformedService[];
  /** 0 when the visit was never settled. */
  @IsInt() @Min(0) settlementNo: number;
  /** Absent when the visit was never settled. */
  @IsOptional() @Matches(CURRENCY) currency?: string;
  /** What was paid by each kind of tender, over all settlements. Absent when it was never settled, and in messages of older releases. */
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => Tender) tenders?: Tender[];
}

/** What is published to this topic: named by its consumers. */
export const visitEvents = topicEvents(VISIT_TOPIC, {
  VisitOpened,
  VisitCustomerCorrected,
  VisitCustomerRemoved,
  VisitProductRemoved,
  VisitAbandoned,
  VisitCompleted,
  VisitRated,
  VisitSettled,
  VisitVoided,
});
