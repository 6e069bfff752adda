import { DATE, ID, LookedUpByHandler, STORE_ID, TIME } from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
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
import { type Channel, CHANNELS } from '../../salon/channels/channel.js';
import { ENTRY_STATUSES, type EntryStatus } from './entry.js';

class WaitlistServiceBody {
  @IsString() @MaxLength(64) @Matches(ID) serviceId: string;
  /** Left out: anybody who may perform it. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) staffId?: string;
}

class WaitlistWindowBody {
  /** First and last business date. */
  @IsString() @MaxLength(10) @Matches(DATE) from: string;
  @IsString() @MaxLength(10) @Matches(DATE) to: string;
  /** Local time of the store from which, and before which, it may begin; left out: any time of the day. A time before the store's day starts is that of the next morning. */
  @IsOptional() @IsString() @MaxLength(5) @Matches(TIME) timeFrom?: string;
  @IsOptional() @IsString() @MaxLength(5) @Matches(TIME) timeTo?: string;
  /** 1 Monday to 7 Sunday; left out: all. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(7)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(7, { each: true })
  weekdays?: number[];
}

export class WaitlistBody {
  @IsString() @MaxLength(64) @Matches(ID) customerId: string;
  /** Several: wherever it is free first. */
  @LookedUpByHandler('Each must be one that the caller sees.')
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  @Matches(STORE_ID, { each: true })
  storeIds: string[];
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => WaitlistServiceBody)
  services: WaitlistServiceBody[];
  /** The services may follow each other in any order that the catalogue allows. At most 5 of them. */
  @IsOptional() @IsBoolean() anyOrder?: boolean;
  /** Any of these. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => WaitlistWindowBody)
  windows?: WaitlistWindowBody[];
  /** As soon as possible: without windows, any time of the next 60 days. */
  @IsOptional() @IsBoolean() asap?: boolean;
  /** Nothing is offered that begins sooner; default 0. */
  @IsOptional() @IsInt() @Min(0) @Max(43_200) noticeMinutes?: number;
  /** Of a customer of whom loyalty has said nothing, the higher the better; default 0. Counts where the store's waitlist says `tierFirst`; else the tier that loyalty last said. */
  @IsOptional() @IsInt() @Min(0) @Max(100) tierRank?: number;
  @IsOptional() @IsIn(CHANNELS) channel?: Channel;
}

export class WaitlistQuery {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  /** Default `waiting`. */
  @IsOptional() @IsIn(ENTRY_STATUSES) status?: EntryStatus;
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

export class WaitlistMatchQuery {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  /** The free time, of one business day. ISO 8601: instants, with an offset, or the store's local time. */
  @IsString() @MinLength(16) @MaxLength(40) from: string;
  @IsString() @MinLength(16) @MaxLength(40) to: string;
  /** Default 20. */
  @IsOptional() @IsInt() @Min(1) @Max(50) limit?: number;
}

/** A slot offered by somebody of the store. */
export class WaitlistOfferBody {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  @IsString() @MinLength(16) @MaxLength(40) startsAt: string;
  /** Left out: as the store's waitlist says. */
  @IsOptional() @IsInt() @Min(1) @Max(10_080) replyMinutes?: number;
}

/** The answer to an offer: to the very one that the customer has seen. */
export class WaitlistReplyBody {
  @IsString() @MaxLength(64) @Matches(ID) offerId: string;
  /** From apps that act for one customer: an entry of another one does not exist for them. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) customerId?: string;
}

class WaitlistPartAnswer {
  @IsString() serviceId: string;
  @IsString() staffId: string;
}

class WaitlistOfferAnswer {
  @IsString() offerId: string;
  @IsString() storeId: string;
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => WaitlistPartAnswer)
  parts: WaitlistPartAnswer[];
  @IsInt() priceCents: number;
  /** It may be accepted until this instant, exclusive. */
  @IsString() replyBy: string;
}

export class WaitlistAnswer {
  @IsString() entryId: string;
  @IsString() customerId: string;
  @IsArray() @IsString({ each: true }) storeIds: string[];
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => WaitlistServiceBody)
  services: WaitlistServiceBody[];
  @IsOptional() @IsBoolean() anyOrder?: boolean;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => WaitlistWindowBody)
  windows: WaitlistWindowBody[];
  @IsOptional() @IsBoolean() asap?: boolean;
  @IsInt() noticeMinutes: number;
  @IsInt() tierRank: number;
  /** Price of the services by the catalogue when the customer joined. */
  @IsInt() valueCents: number;
  @IsString() channel: string;
  /** `waiting`, `offered`, `accepting` (said yes, being booked), `fulfilled`, `withdrawn`, `expired`. */
  @IsString() status: string;
  @IsString() joinedAt: string;
  /** From this instant on the customer no longer waits. */
  @IsString() until: string;
  /** The open one, or the one that was accepted. */
  @IsOptional() @ValidateNested() @Type(() => WaitlistOfferAnswer) offer?: WaitlistOfferAnswer;
  @IsOptional() @IsString() appointmentId?: string;
  /** Not in lists. */
  @IsOptional() @IsInt() revision?: number;
}

export class WaitlistMatchAnswer {
  @IsString() entryId: string;
  @IsString() customerId: string;
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => WaitlistPartAnswer)
  parts: WaitlistPartAnswer[];
  @IsInt() priceCents: number;
  @IsInt() tierRank: number;
  @IsString() joinedAt: string;
}
