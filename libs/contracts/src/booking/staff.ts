import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  ValidateNested,
} from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { DATE } from '../parts.js';

export const STAFF_TOPIC = 'chignon.booking.staff';

/** What a staff member can do, and when it counts. */
export class DescribedSkill {
  @IsString() skill: string;
  @IsInt() level: number;
  /** First and last date on which it counts, both inclusive. */
  @IsOptional() @Matches(DATE) validFrom?: string;
  @IsOptional() @Matches(DATE) validUntil?: string;
}

/** Somebody who performs services: where they work and what they can do. Who they are stays in booking. Key: the staff member. */
@Published(STAFF_TOPIC, 1)
export class StaffDescribed {
  @IsString() staffId: string;
  /** Where they belong; where they are lent to for some days is not said here. */
  @IsArray() @IsString({ each: true }) storeIds: string[];
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => DescribedSkill)
  skills: DescribedSkill[];
  /** Job level, by which prices may differ: `junior`, `senior`, `director`. */
  @IsOptional() @IsString() level?: string;
  /** False: they have left. */
  @IsBoolean() active: boolean;
}

/** What is published to this topic: named in `hears` by its consumers. */
export const staffEvents = topicEvents(STAFF_TOPIC, { StaffDescribed });
