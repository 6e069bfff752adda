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

class SkillBody {
  @IsString() @MaxLength(64) @Matches(CODE) skill: string;
  @IsInt() @Min(0) @Max(10) level: number;
  /** First date on which it counts. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) validFrom?: string;
  /** Last date on which it counts. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) validUntil?: string;
  /** Last date of the certificate that it needs. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) certificateUntil?: string;
}

class DeputationBody {
  @IsString() @MaxLength(32) @Matches(STORE_ID) toStoreId: string;
  @IsString() @MaxLength(10) @Matches(DATE) fromDate: string;
  /** Inclusive. */
  @IsString() @MaxLength(10) @Matches(DATE) toDate: string;
}

export class StaffBody {
  @IsString() @MinLength(1) @MaxLength(100) displayName: string;
  @LookedUpByHandler('Refused by its own code, `store-unknown`.')
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  @Matches(STORE_ID, { each: true })
  storeIds: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => SkillBody)
  skills?: SkillBody[];
  /** `junior`, `senior`, …; may change prices and durations. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) level?: string;
  /** Default true. */
  @IsOptional() @IsBoolean() active?: boolean;
  /** Lent to other stores for some dates; one calendar for all (BK-31). */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => DeputationBody)
  deputations?: DeputationBody[];
  /** Most minutes with customers on one business date, buffers included. */
  @IsOptional() @IsInt() @Min(1) @Max(1440) maxServiceMinutesPerDay?: number;
}

class StrandedLine {
  @IsString() lineId: string;
  @IsString() serviceId: string;
  @IsString() startsAt: string;
  @IsString() endsAt: string;
}

/** A booking that its person can no longer keep. */
export class StrandedAnswer {
  /** Of an appointment, a hold, or a move on its way here. */
  @IsString() appointmentId: string;
  /** `booked`, `pending`, `held`, `moving`. */
  @IsString() status: string;
  @IsString() storeId: string;
  @IsString() date: string;
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  /** `not-qualified`, `off-shift`, `not-served`, `break-impossible`. */
  @IsString() reason: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => StrandedLine) lines: StrandedLine[];
  /** Staff ids of those who could do these lines at the same time. */
  @IsArray() @IsString({ each: true }) couldTake: string[];
}

export class StaffAnswer extends StaffBody {
  @IsString() staffId: string;
  @IsInt() revision: number;
  /** With `onStranded=list`, or when one was made meanwhile: bookings to be given to somebody else, at most 50. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => StrandedAnswer)
  stranded?: StrandedAnswer[];
  @IsOptional() @IsInt() strandedCount?: number;
}

export class StaffListQuery {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

/** What to do when bookings would no longer fit: nothing is written (`refuse`, the default), or it is, and the answer lists them. */
export class OnStrandedQuery {
  @IsOptional() @IsIn(['refuse', 'list']) onStranded?: 'refuse' | 'list';
}

export class StrandedQuery {
  /** A store that the person has left, to be looked at as well. */
  @IsOptional() @IsString() @MaxLength(32) @Matches(STORE_ID) storeId?: string;
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(200) after?: string;
}

export class RosterHours {
  /** Local wall clock of the store. */
  @IsString() @MaxLength(5) @Matches(TIME) from: string;
  @IsString() @MaxLength(5) @Matches(TIME) to: string;
}

class FloatingBreakBody extends RosterHours {
  @IsInt() @Min(5) @Max(240) minutes: number;
}

class ServedHoursBody extends RosterHours {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(CODE, { each: true })
  categories?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(ID, { each: true })
  serviceIds?: string[];
}

export class ShiftBody extends RosterHours {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => RosterHours)
  breaks?: RosterHours[];
  /** Breaks whose place inside the window is found by itself: bookings always leave one. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(3)
  @ValidateNested({ each: true })
  @Type(() => FloatingBreakBody)
  floating?: FloatingBreakBody[];
  /** Services by hours of the shift; nothing else is booked in it. Left out or empty: everything, all the time. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => ServedHoursBody)
  serves?: ServedHoursBody[];
}

class WeekdayShiftBody extends ShiftBody {
  /** 1 Monday to 7 Sunday. */
  @IsInt() @Min(1) @Max(7) weekday: number;
}

class PatternBody {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  @IsString() @MaxLength(10) @Matches(DATE) validFrom: string;
  /** Last date, inclusive. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) validUntil?: string;
  @IsArray()
  @ArrayMaxSize(28)
  @ValidateNested({ each: true })
  @Type(() => WeekdayShiftBody)
  shifts: WeekdayShiftBody[];
}

class DatedShiftsBody {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  @IsString() @MaxLength(10) @Matches(DATE) date: string;
  /** Empty: a day off. */
  @IsArray()
  @ArrayMaxSize(4)
  @ValidateNested({ each: true })
  @Type(() => ShiftBody)
  shifts: ShiftBody[];
}

class AbsenceBody {
  @IsIn(['leave', 'day-off', 'block-out']) kind: 'leave' | 'day-off' | 'block-out';
  @IsString() @MaxLength(10) @Matches(DATE) fromDate: string;
  /** Inclusive. */
  @IsString() @MaxLength(10) @Matches(DATE) toDate: string;
  /** Left out: whole business days. */
  @IsOptional() @ValidateNested() @Type(() => RosterHours) hours?: RosterHours;
}

export class ShiftsBody {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => PatternBody)
  patterns?: PatternBody[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(800)
  @ValidateNested({ each: true })
  @Type(() => DatedShiftsBody)
  exceptions?: DatedShiftsBody[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(800)
  @ValidateNested({ each: true })
  @Type(() => AbsenceBody)
  absences?: AbsenceBody[];
}

export class ShiftsAnswer extends ShiftsBody {
  @IsString() staffId: string;
  @IsInt() revision: number;
  /** With `onStranded=list`, or when one was made meanwhile: bookings to be given to somebody else, at most 50. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => StrandedAnswer)
  stranded?: StrandedAnswer[];
  @IsOptional() @IsInt() strandedCount?: number;
}
