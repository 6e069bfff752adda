import { CODE, ID, STORE_ID } from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
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

export class CourseTemplateBody {
  @IsString() @MinLength(1) @MaxLength(100) name: string;
  /** Any one of these services is a session. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(ID, { each: true })
  serviceIds: string[];
  @IsInt() @Min(1) @Max(100) sessions: number;
  /** Business days from one session to the next, at least; default 0. */
  @IsOptional() @IsInt() @Min(0) @Max(365) minDays?: number;
  /** Best; default: at least. */
  @IsOptional() @IsInt() @Min(0) @Max(365) recommendedDays?: number;
  /** At most; left out: no limit. */
  @IsOptional() @IsInt() @Min(1) @Max(730) maxDays?: number;
  /** Days from the course's begin in which all sessions take place. */
  @IsInt() @Min(0) @Max(3650) validityDays: number;
  /** Default true. */
  @IsOptional() @IsBoolean() active?: boolean;
}

export class CourseTemplateAnswer extends CourseTemplateBody {
  @IsString() templateId: string;
  /** Courses keep the version that they were begun with. */
  @IsInt() version: number;
  @IsInt() revision: number;
}

export class CourseTemplateListQuery {
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

export class CourseBody {
  @IsString() @MaxLength(64) @Matches(ID) templateId: string;
  @IsString() @MaxLength(64) @Matches(ID) customerId: string;
  /** Where it is begun; sessions may be anywhere in the chain. */
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
}

export class CourseSessionBody {
  /** A booked appointment of the customer with a service of the course. */
  @IsString() @MaxLength(80) appointmentId: string;
}

export class CourseReasonBody {
  /** A code such as `moved-away`, never free text. */
  @IsString() @MaxLength(64) @Matches(CODE) reason: string;
}

export class CourseListQuery {
  @IsString() @MaxLength(64) @Matches(ID) customerId: string;
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

class CourseSessionAnswer {
  @IsString() appointmentId: string;
  /** `booked`, `done`, `forfeited` (used up without a treatment). */
  @IsString() status: string;
  @IsString() storeId: string;
  /** Business day. */
  @IsString() date: string;
  @IsString() startsAt: string;
  /** A move put it too near to another session. */
  @IsBoolean() tooEarly: boolean;
  @IsOptional() @IsString() visitId?: string;
}

class NextSessionAnswer {
  /** Business days: the first that is allowed, the best, and the last. */
  @IsString() earliest: string;
  @IsString() recommended: string;
  @IsString() latest: string;
}

export class ListedCourseAnswer {
  @IsString() courseId: string;
  @IsString() customerId: string;
  @IsString() storeId: string;
  @IsString() templateId: string;
  /** `active`, `completed`, `abandoned`, `expired`. */
  @IsString() status: string;
  @IsInt() sessions: number;
  @IsInt() done: number;
  @IsInt() booked: number;
  /** Sessions used up without a treatment, by the policy of their appointments. */
  @IsInt() forfeited: number;
  @IsString() startedOn: string;
  @IsString() expiresOn: string;
}

export class CourseAnswer extends ListedCourseAnswer {
  @IsInt() templateVersion: number;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => CourseSessionAnswer)
  agreed: CourseSessionAnswer[];
  /** Absent when no session is left to agree, or none may be any more. */
  @IsOptional() @ValidateNested() @Type(() => NextSessionAnswer) next?: NextSessionAnswer;
  @IsInt() revision: number;
}
