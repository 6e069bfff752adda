import { ID } from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;
const STATUSES = ['planned', 'withdrawn', 'released'] as const;

export class PlannedMessagesQuery {
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) customerId?: string;
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) storeId?: string;
  @IsOptional() @IsIn(STATUSES) status?: (typeof STATUSES)[number];
  /** Due before this instant, ISO UTC. */
  @IsOptional() @IsString() @MaxLength(30) @Matches(INSTANT) dueBefore?: string;
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

export class PlannedMessageAnswer {
  @IsString() messageId: string;
  @IsString() customerId: string;
  /** Of the visit that it follows. */
  @IsString() storeId: string;
  @IsString() campaign: string;
  /** `<serviceGroup>:<visitId>` */
  @IsString() occurrence: string;
  @IsString() serviceGroup: string;
  @IsString() visitId: string;
  /** Business day. */
  @IsString() lastVisitOn: string;
  @IsInt() intervalDays: number;
  @IsString() dueAt: string;
  @IsString() validUntil: string;
  @IsIn(STATUSES) status: (typeof STATUSES)[number];
  /** Why withdrawn: `booked`, `visited-again`, `visit-voided`, `recalculated`, `stale`. */
  @IsOptional() @IsString() reason?: string;
  @IsString() plannedAt: string;
  @IsOptional() @IsString() endedAt?: string;
}

class EvaluationShape {
  @IsString() serviceGroup: string;
  @IsString() visitId: string;
  @IsString() storeId: string;
  @IsString() occurrence: string;
  /** Whole days between the last visits of the group, oldest first, at most five. */
  @IsArray() @IsInt({ each: true }) gapsDays: number[];
  /** `own`: the median of the gaps, half a day rounded up; `default`: the rules' interval of the group. */
  @IsIn(['own', 'default']) basis: 'own' | 'default';
  @IsInt() intervalDays: number;
  @IsString() lastVisitOn: string;
  @IsString() dueAt: string;
  @IsString() validUntil: string;
  @IsString() ruleVersion: string;
  /** `planned`, `booked`, `past-due`, `already-released`. */
  @IsString() outcome: string;
  /** What the message of the occurrence is now; absent when there never was one. */
  @IsOptional() @IsIn(STATUSES) messageStatus?: (typeof STATUSES)[number];
}

/** R-CM-05: an evaluation with its inputs. */
export class RebookAnswer {
  @IsString() customerId: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => EvaluationShape)
  evaluations: EvaluationShape[];
  /** Bookings to come. */
  @IsArray() @IsObject({ each: true }) bookings: object[];
  @IsInt() revision: number;
}

export class RebookRulesBody {
  /** Days by service group, for customers without a rhythm of their own. Replaces the whole table. */
  @IsOptional() @IsObject() intervalDays?: { [serviceGroup: string]: number };
  @IsOptional() @IsInt() @Min(1) @Max(730) fallbackDays?: number;
  @IsOptional() @IsInt() @Min(0) @Max(90) leadDays?: number;
  @IsOptional() @IsInt() @Min(1) @Max(90) validityDays?: number;
  /** Local hour of the store. */
  @IsOptional() @IsInt() @Min(0) @Max(23) sendAtHour?: number;
}

export class RebookRulesAnswer {
  @IsString() version: string;
  @IsObject() intervalDays: { [serviceGroup: string]: number };
  @IsInt() fallbackDays: number;
  @IsInt() leadDays: number;
  @IsInt() validityDays: number;
  @IsInt() sendAtHour: number;
  @IsInt() revision: number;
}

export class ReleaseAnswer {
  /** Messages that went on their way. */
  @IsInt() released: number;
  /** Messages dropped because they were kept past their validity. */
  @IsInt() withdrawn: number;
}
