import { DATE, ID, STORE_ID } from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
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

export class PublishableKeyBody {
  /** For those who keep the keys: which page it is for. */
  @IsString() @MinLength(1) @MaxLength(100) name: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  @Matches(STORE_ID, { each: true })
  storeIds: string[];
  /** Whose rules hold; default `web`. */
  @IsOptional() @IsIn(CHANNELS) channel?: Channel;
  /** Of the pages that may ask: `https://example.com`. None: no page of a browser may, servers may. */
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  origins: string[];
  /** Default 600. */
  @IsOptional() @IsInt() @Min(1) @Max(60_000) requestsPerMinute?: number;
  /** Of one client address; default 60. */
  @IsOptional() @IsInt() @Min(1) @Max(6000) requestsPerMinutePerAddress?: number;
}

export class PublishableKeyAnswer extends PublishableKeyBody {
  /** The key, which is also its id: no secret, it stands in the page. */
  @IsString() key: string;
  @IsString() createdAt: string;
  /** From then on it opens nothing. */
  @IsOptional() @IsString() revokedAt?: string;
}

export class PublishableKeyListQuery {
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  /** The key that the page before ended with. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(/^[A-Za-z0-9_-]+$/) after?: string;
}

export class PublicQuery {
  /** Instead of the header `x-publishable-key`. */
  @IsOptional() @IsString() @MaxLength(64) key?: string;
}

export class PublicListQuery extends PublicQuery {
  /** Default 50. */
  @IsOptional() @IsInt() @Min(1) @Max(100) limit?: number;
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) after?: string;
}

export class PublicSlotsQuery extends PublicQuery {
  /** Service ids in order, comma-separated, at most 3. */
  @IsString() @MinLength(1) @MaxLength(700) services: string;
  /** All of them by this person. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) staffId?: string;
  /** First business date. */
  @IsString() @MaxLength(10) @Matches(DATE) from: string;
  /** Last business date; left out: `from`. At most 14 days. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) to?: string;
  /** Default and most 500. */
  @IsOptional() @IsInt() @Min(1) @Max(500) limit?: number;
  /** `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(40) after?: string;
}

class PublicHours {
  @IsString() from: string;
  @IsString() to: string;
}

class PublicWeekdayHours extends PublicHours {
  /** 1 Monday to 7 Sunday. */
  @IsInt() weekday: number;
}

class PublicDateHours {
  @IsString() date: string;
  /** None: closed. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => PublicHours) hours: PublicHours[];
}

export class PublicStoreAnswer {
  @IsString() storeId: string;
  @IsString() name: string;
  @IsString() zone: string;
  @IsString() currency: string;
  /** Local times. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PublicWeekdayHours)
  openingHours: PublicWeekdayHours[];
  /** Dates to come with other hours than usual. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PublicDateHours)
  openingExceptions: PublicDateHours[];
}

export class PublicServiceAnswer {
  @IsString() serviceId: string;
  @IsString() name: string;
  @IsString() category: string;
  @IsString() currency: string;
  /** Of whoever performs it for the least; a slot says what it costs at its time. */
  @IsInt() fromCents: number;
  /** What the customer sees, of whoever is the quickest. */
  @IsInt() fromMinutes: number;
}

export class PublicSlotAnswer {
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  @IsInt() priceCents: number;
}
