import { Type } from 'class-transformer';
import { IsArray, IsInt, IsNumber, IsOptional, IsString, ValidateNested } from 'class-validator';

export class CardSkill {
  @IsString() skill: string;
  @IsInt() level: number;
}

export class CardService {
  @IsString() serviceId: string;
  @IsString() name: string;
  @IsString() category: string;
  /** At this person's level. */
  @IsInt() priceCents: number;
  /** What the customer sees, at this person's pace. */
  @IsInt() minutes: number;
}

export class CardRating {
  /** Of 1 to 5, to two decimals. */
  @IsNumber() mean: number;
  @IsInt() count: number;
}

export class CardSlot {
  @IsString() serviceId: string;
  @IsString() date: string;
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  @IsInt() priceCents: number;
}

/** What everybody may know of somebody who performs services. */
export class StaffCardAnswer {
  @IsString() staffId: string;
  @IsString() displayName: string;
  @IsOptional() @IsString() level?: string;
  /** Qualifications that count today. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => CardSkill) skills: CardSkill[];
  /** What they may perform today, by id. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => CardService) services: CardService[];
  @IsString() currency: string;
  /** Of the services that they led; absent until there are five. */
  @IsOptional() @ValidateNested() @Type(() => CardRating) rating?: CardRating;
  /** With `serviceId`; absent: nothing is free within 14 days, or it is not theirs to perform. */
  @IsOptional() @ValidateNested() @Type(() => CardSlot) nextFree?: CardSlot;
}
