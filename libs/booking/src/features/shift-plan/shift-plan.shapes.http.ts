import { CODE, DATE, ID, TIME } from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

class DemandRowBody {
  /** 1 Monday to 7 Sunday. */
  @IsInt() @Min(1) @Max(7) weekday: number;
  /** Local; 25 is one o'clock after the midnight of the business date. */
  @IsInt() @Min(0) @Max(47) fromHour: number;
  @IsInt() @Min(1) @Max(48) toHour: number;
  /** Left out: anybody counts. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) skill?: string;
  /** Of the skill; default 0. */
  @IsOptional() @IsInt() @Min(0) @Max(10) level?: number;
  @IsInt() @Min(1) @Max(200) staff: number;
}

class PlanRulesBody {
  @IsOptional() @IsInt() @Min(60) @Max(1440) minShiftMinutes?: number;
  @IsOptional() @IsInt() @Min(60) @Max(1440) maxShiftMinutes?: number;
  @IsOptional() @IsInt() @Min(60) @Max(1440) maxMinutesPerDay?: number;
  @IsOptional() @IsInt() @Min(60) @Max(10_080) maxMinutesPerWeek?: number;
  @IsOptional() @IsInt() @Min(1) @Max(7) maxDaysInARow?: number;
  @IsOptional() @IsInt() @Min(5) @Max(240) breakMinutes?: number;
}

export class ProposeShiftPlanBody {
  /** The forecast; left out: the median of the same weekdays of the last weeks. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => DemandRowBody)
  demand?: DemandRowBody[];
  /** Weeks to look back where no forecast is given; default 4. */
  @IsOptional() @IsInt() @Min(1) @Max(12) historyWeeks?: number;
  /** Left out: shifts of 4 to 10 hours, 10 hours a day, 40 a week, 6 days in a row. Rest and breaks are the store's roster rules. */
  @IsOptional() @ValidateNested() @Type(() => PlanRulesBody) rules?: PlanRulesBody;
}

class PlanDateBody {
  @IsString() @MaxLength(64) @Matches(ID) staffId: string;
  @IsString() @MaxLength(10) @Matches(DATE) date: string;
}

class PlannedShiftBody extends PlanDateBody {
  @IsString() @MaxLength(5) @Matches(TIME) from: string;
  /** Not after `from`: the next morning. */
  @IsString() @MaxLength(5) @Matches(TIME) to: string;
}

export class AdjustShiftPlanBody {
  /** Shifts in place of those of the same person and date. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(400)
  @ValidateNested({ each: true })
  @Type(() => PlannedShiftBody)
  put?: PlannedShiftBody[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(400)
  @ValidateNested({ each: true })
  @Type(() => PlanDateBody)
  removed?: PlanDateBody[];
}

export class PublishShiftPlanBody {
  /** What to do when bookings would no longer fit: nothing (`refuse`, the default), or publish all the same (`list`); they are then on each person's re-assignment list. */
  @IsOptional() @IsIn(['refuse', 'list']) onStranded?: 'refuse' | 'list';
}

export class ShiftSwapBody {
  /** Whose shift is taken over. */
  @IsString() @MaxLength(64) @Matches(ID) fromStaffId: string;
  @IsString() @MaxLength(10) @Matches(DATE) fromDate: string;
  /** Who takes it. */
  @IsString() @MaxLength(64) @Matches(ID) toStaffId: string;
  /** Their shift that goes the other way; left out: none does. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) toDate?: string;
}

export class RejectSwapBody {
  /** A code such as `too-few-seniors`, never free text. */
  @IsString() @MaxLength(64) @Matches(CODE) reason: string;
}

export class ShiftWishesBody {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(7)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(7, { each: true })
  weekdaysOff?: number[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(366)
  @IsString({ each: true })
  @MaxLength(10, { each: true })
  @Matches(DATE, { each: true })
  datesOff?: string[];
  @IsOptional() @IsString() @MaxLength(5) @Matches(TIME) preferredFrom?: string;
  @IsOptional() @IsString() @MaxLength(5) @Matches(TIME) preferredTo?: string;
  @IsOptional() @IsInt() @Min(0) @Max(10_080) minWeeklyMinutes?: number;
  /** A rule rather than a wish: never more. */
  @IsOptional() @IsInt() @Min(0) @Max(10_080) maxWeeklyMinutes?: number;
}

export class ShiftWishesAnswer extends ShiftWishesBody {
  @IsString() staffId: string;
  @IsInt() revision: number;
}

class ReasonAnswer {
  /** `lacks-skill`, `not-at-store`, `on-leave`, `works-elsewhere`, `shifts-overlap`, `daily-hours`, `weekly-hours`, `days-in-a-row`, `rest`, `blocked-out`, `working`, `free`. */
  @IsString() reason: string;
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) staffIds: string[];
}

class UnfilledHourAnswer {
  @IsString() date: string;
  @IsInt() hour: number;
  @IsOptional() @IsString() skill?: string;
  @IsOptional() @IsInt() level?: number;
  /** Wanted. */
  @IsInt() staff: number;
  /** Missing. */
  @IsInt() short: number;
  /** For everybody of the team why they are not there. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => ReasonAnswer) reasons: ReasonAnswer[];
}

class UnmetWishAnswer {
  @IsString() staffId: string;
  /** `day-off`, `preferred-hours`, `min-weekly-hours`. */
  @IsString() wish: string;
  @IsString() date: string;
}

class PlannedShiftAnswer {
  @IsString() staffId: string;
  @IsString() date: string;
  @IsString() from: string;
  @IsString() to: string;
}

export class ShiftSwapAnswer extends ShiftSwapBody {
  @IsString() swapId: string;
  /** `open`, `approved`, `rejected`. */
  @IsString() status: string;
  /** Of the plan. */
  @IsOptional() @IsInt() revision?: number;
}

class RefusedRosterAnswer {
  @IsString() staffId: string;
  /** As a roster that is put would be refused: `rest-too-short`, `bookings-stranded`, … */
  @IsString() code: string;
}

class AppliedAnswer {
  /** Staff ids whose rosters follow. */
  @IsArray() @IsString({ each: true }) written: string[];
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => RefusedRosterAnswer)
  refused: RefusedRosterAnswer[];
}

export class ShiftPlanAnswer {
  @IsString() storeId: string;
  /** The Monday. */
  @IsString() weekStart: string;
  /** `proposed`, `published`. */
  @IsString() status: string;
  /** Where the demand came from: `given`, `history`. */
  @IsString() source: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PlannedShiftAnswer)
  shifts: PlannedShiftAnswer[];
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => UnfilledHourAnswer)
  unfilled: UnfilledHourAnswer[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => UnmetWishAnswer) unmet: UnmetWishAnswer[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => ShiftSwapAnswer) swaps: ShiftSwapAnswer[];
  /** What became of the publication and of each approved swap, in order; empty until the rosters follow. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => AppliedAnswer) applied: AppliedAnswer[];
  @IsInt() revision: number;
}

export class PlanHistoryQuery {
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  /** `next` of the page before. */
  @IsOptional() @IsInt() @Min(0) after?: number;
}

export class PlanHistoryAnswer {
  @IsInt() revision: number;
  /** The event: `ShiftPlanProposed`, `ShiftPlanAdjusted`, … */
  @IsString() what: string;
  @IsString() at: string;
  /** Who: `user:<subject>`, `system:<effect>`. */
  @IsString() by: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PlannedShiftAnswer)
  put: PlannedShiftAnswer[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => PlanDateBody) removed: PlanDateBody[];
  /** Hours left unfilled by it, each missing person counted. */
  @IsOptional() @IsInt() unfilledHours?: number;
  @IsOptional() @ValidateNested() @Type(() => ShiftSwapBody) swap?: ShiftSwapBody;
  @IsOptional() @IsString() swapId?: string;
  @IsOptional() @IsString() reason?: string;
  @IsOptional() @ValidateNested() @Type(() => AppliedAnswer) applied?: AppliedAnswer;
}
